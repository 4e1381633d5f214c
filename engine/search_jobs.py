"""What the window asks about past and saved searches and stars: quick writes to the library, and the same list as the answer to all of them."""

import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path

from engine.engine import Engine
from engine.indexing.steps import Steps
from engine.library import searches
from engine.media.find import IMAGE_SUFFIXES
from engine.messages import (
    Done,
    ListSearches,
    Part,
    RateVideo,
    RememberSearch,
    RemoveSearch,
    SaveSearch,
    Search,
    SeeSearch,
)

LARGEST_STILL = 32 * 1024 * 1024  # bytes

SearchJob = ListSearches | RememberSearch | SaveSearch | SeeSearch | RemoveSearch | RateVideo


def search_job(engine: Engine, request: SearchJob) -> Steps:
    """The steps of one of these requests."""
    db, looked_at = engine.library.catalog.db, ""
    match request:
        case RememberSearch():
            searches.remember(db, request.search)
        case SaveSearch():
            search = _with_own_stills(engine.library.folder / "queries", request.search)
            name = " ".join(request.name.split())[:200] or "…"
            searches.save(db, name, search)
            looked_at = name
        case SeeSearch():
            looked_at = next((one.name for one in searches.saved_searches(db) if one.saved == request.saved), "")
            searches.see(db, request.saved)
        case RemoveSearch():
            searches.remove(db, request.saved)
        case RateVideo():
            searches.rate(db, request.video, request.stars)
    if not isinstance(request, RateVideo):
        yield searches.all_searches(db)
    if looked_at:
        yield from engine.note_seen(looked_at)
    yield Done(request.job)


def _with_own_stills(folder: Path, search: Search) -> Search:
    """The search with copies of its stills in the library: a pasted picture is a passing file, a saved search is not. Copies are named by their content."""

    def own(part: Part) -> Part:
        source = Path(part.path or "")
        if source.suffix.lower() not in IMAGE_SUFFIXES or source.parent == folder:
            return part
        with contextlib.suppress(OSError, ValueError):
            if source.is_file() and source.stat().st_size <= LARGEST_STILL:
                content = source.read_bytes()
                copy = folder / f"{hashlib.blake2b(content, digest_size=12).hexdigest()}{source.suffix.lower()}"
                folder.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(content)
                return replace(part, path=str(copy), name=part.name or source.name)
        return part

    return replace(search, parts=tuple(own(part) for part in search.parts))
