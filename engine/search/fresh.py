"""Saved searches after an indexing run: which of them find moments that were not there when they were looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import replace

from engine.errors import EngineError
from engine.indexing.steps import STEP, Pause, Steps
from engine.library import searches
from engine.library.library import Library
from engine.messages import Hit, Hits, SavedSearch, Search
from engine.search.answer import answer
from engine.search.examples import Examples
from engine.search.moments import CANDIDATES, SearchModel


def look_for_fresh(library: Library, model: SearchModel, examples: Examples) -> Steps:
    """Ask every saved search again that shots were added since; one reply when anything changed.

    New is a moment whose shot came later, in a video that the search did not find then: a shot that was only cut again is nothing new.
    """
    db, changed = library.catalog.db, False
    seen = searches.unseen(db)
    for saved in searches.saved_searches(db):
        if saved.saved not in seen:
            continue
        found = yield from _sure_moments(library, model, examples, saved.search)
        known = searches.known_videos(db, saved.saved)
        fresh = sum(hit.shot > seen[saved.saved] and hit.video not in known for hit in found)
        if fresh != saved.fresh:
            searches.note_fresh(db, saved.saved, fresh)
            changed = True
    if changed:
        yield searches.all_searches(db)


def note_seen(library: Library, model: SearchModel, examples: Examples, saved: SavedSearch) -> Steps:
    """What a saved search finds now counts as seen."""
    found = yield from _sure_moments(library, model, examples, saved.search)
    searches.see(library.catalog.db, saved.saved, {hit.video for hit in found})
    yield searches.all_searches(library.catalog.db)


def _sure_moments(
    library: Library, model: SearchModel, examples: Examples, search: Search
) -> Generator[Pause, None, list[Hit]]:
    """Strong and possible moments of a search; none when it cannot be answered now, such as for a clip that is gone."""
    last = None
    with contextlib.suppress(EngineError):
        for item in answer(library, model, replace(search, limit=CANDIDATES), examples):
            last = item if isinstance(item, Hits) else last
            yield item if isinstance(item, Pause) else STEP
    return [hit for hit in last.hits if hit.band not in ("weak", "")] if last else []
