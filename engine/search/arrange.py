"""What is done with ranked moments before they are shown: another order, and how many of them each filter keeps back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.errors import QueryError
from engine.library.catalog import Video
from engine.library.library import Library
from engine.library.scope import EVERYTHING, filters_set, only
from engine.messages import Hidden, Scope
from engine.search.hits import Scored

ORDERS: dict[str, Callable[[Video], object] | None] = {
    "relevance": None,
    "date": lambda video: -video.taken,  # newest first
    "name": lambda video: (video.path.stem.casefold(), video.path.name, str(video.path)),
    "duration": lambda video: video.duration or 0.0,  # shortest first
}


def arranged(library: Library, shown: Sequence[Scored], sort: str) -> list[Scored]:
    """Moments in the order asked for, those of one video in time order; guesses stay behind what is sure. Raises QueryError for an unknown order."""
    if sort not in ORDERS:
        raise QueryError(f"Moments can be sorted by {', '.join(ORDERS)}.")
    key = ORDERS[sort]
    if key is None:
        return list(shown)
    videos = library.catalog.videos({item.shot.video for item in shown})
    there = [item for item in shown if item.shot.video in videos]
    return sorted(
        there, key=lambda item: (item.band == "weak", key(videos[item.shot.video]), item.shot.video, item.shot.start)
    )  # pyright: ignore[reportArgumentType]


def kept_back(
    library: Library, model: int, scope: Scope, best: Callable[[np.ndarray], Sequence[Scored]]
) -> tuple[Hidden, ...]:
    """How many sure moments each filter keeps back, most first; `best` ranks the shots whose ids (n,) it is given."""
    filters = filters_set(scope)
    if not filters:
        return ()
    everything = library.catalog.shot_ids(model, EVERYTHING)
    sure = [item.shot.id for item in best(everything) if item.band != "weak"]
    hidden = []
    for name in filters if sure else ():
        inside = library.catalog.shot_ids(model, only(scope, name))
        hidden.append(Hidden(name, int((~np.isin(sure, inside)).sum())))
    return tuple(sorted((one for one in hidden if one.moments), key=lambda one: -one.moments))
