"""Heat over whole videos: how well every part of a video answers the last query, for the strips under results and on the seek bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.indexing.steps import STEP, Pause
from engine.library.catalog import Shot
from engine.library.library import Library
from engine.messages import AskCurves, Curve, WordRelevance

SAMPLES = 200  # of one curve
SHOTS_A_STEP = 256
REMEMBERED = 3  # queries


@dataclass(frozen=True)
class Asked:
    """What a query makes of any shots: the relevance (frames,) of each one's frames, 0 to 1 as in its hits, and what its words do in them."""

    relevance: Callable[[Sequence[Shot]], list[np.ndarray]]
    explain: Callable[[Sequence[Shot]], list[tuple[WordRelevance, ...]]] = lambda shots: [()] * len(shots)


class Curves:
    """Remembers the last few queries: while one is looked at, the same is asked again for what was indexed since."""

    def __init__(self) -> None:
        self._asked: dict[int, Asked] = {}

    def remember(self, job: int, asked: Asked) -> None:
        """The query of this job can be asked about from now on."""
        self._asked[job] = asked
        for old in list(self._asked)[:-REMEMBERED]:
            del self._asked[old]

    def draw(self, library: Library, model: int, request: AskCurves) -> Iterator[Curve | Pause]:
        """A curve for each video that has shots; none when the query is too long ago."""
        asked = self._asked.get(request.query)
        if asked is None:
            return
        for video in request.videos:
            shots = library.catalog.shots_of(model, video)
            values, words = list[np.ndarray](), list[tuple[WordRelevance, ...]]()
            for at in range(0, len(shots), SHOTS_A_STEP):
                some = shots[at : at + SHOTS_A_STEP]
                values += asked.relevance(some)
                words += asked.explain(some)
                yield STEP
            if shots:
                yield _curve(request.query, video, [shot.times for shot in shots], values, words)


def _curve(
    job: int,
    video: int,
    times: Sequence[np.ndarray],
    values: Sequence[np.ndarray],
    words: Sequence[tuple[WordRelevance, ...]],
) -> Curve:
    """From one entry per shot to one row over the video; of a long video the best frame of each of 200 even parts."""
    when, heat = np.concatenate(times), np.concatenate(values)
    kept = best_of_parts(when, heat)
    told = []
    for parts in zip(*words, strict=True):  # the same word in every shot
        strip = np.concatenate([np.array(part.frames) for part in parts])
        told.append(WordRelevance(parts[0].word, _rounded(_thinned(strip, kept)), any(part.found for part in parts)))
    return Curve(job, video, _rounded(when[kept]), _rounded(heat[kept]), tuple(told))


def best_of_parts(times: np.ndarray, values: np.ndarray, parts: int = SAMPLES) -> np.ndarray:
    """Indices of at most `parts` frames: all, or the best in each of so many even parts of the time."""
    if len(times) <= parts:
        return np.arange(len(times))
    length = max(float(times[-1] - times[0]), 1e-6)
    part = np.minimum(((times - times[0]) / length * parts).astype(int), parts - 1)
    order = np.lexsort((-values, part))  # by part, best first
    firsts = np.unique(part[order], return_index=True)[1]
    return np.sort(order[firsts])


def _thinned(strip: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Each kept frame with the best value up to the next one, so that what is seen between them is not lost."""
    if len(kept) == len(strip):
        return strip
    starts = np.concatenate([[0], kept[1:]])
    return np.maximum.reduceat(strip, starts)


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(value), 3) for value in values)
