"""A search for nothing: what was indexed last, one moment of each video."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from engine.library.library import Library
from engine.messages import Hits, Search
from engine.search.arrange import arranged
from engine.search.hits import KEYFRAMES, Scored, make_hits
from engine.search.moments import SearchModel, nothing_to_search

NO_BAND = ""


def find_newest(library: Library, model: SearchModel, request: Search) -> Iterator[Hits]:
    """The newest videos in scope, newest first, each by the shot in its middle; they answer nothing, so they have no band."""
    began = time.perf_counter()
    catalog = library.catalog
    videos, searched, _, _ = catalog.counts(model.id, request)
    ids = catalog.newest_moments(catalog.shot_ids(model.id, request), request.limit)
    scored = []
    for shot in catalog.shots(model.id, ids):
        spread = np.unique(np.linspace(0, len(shot.times) - 1, KEYFRAMES).round().astype(int)).tolist()
        middle = spread.pop(len(spread) // 2)
        frames = np.zeros(len(shot.times))
        scored.append(Scored(shot, 0.0, NO_BAND, frames, whole=True, keyframes=(middle, *spread)))
    hits = make_hits(library, arranged(library, scored, request.sort))
    sentence = "" if hits else nothing_to_search(videos, searched, request)
    yield Hits(request.job, "refined", "", hits, (), searched, videos, time.perf_counter() - began, sentence)
