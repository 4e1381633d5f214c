"""Find similar: candidates by the shots' vectors, put in order by the symmetric chamfer similarity of their frame embeddings (TCA, Shao et al. 2021)."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import QueryError
from engine.library.catalog import Shot
from engine.library.library import Library
from engine.messages import FindSimilar, Hits
from engine.search.confidence import POSSIBLE, SIMILAR_STRONG, STRONG
from engine.search.hits import Scored, make_hits, without_noise
from engine.search.moments import SearchModel

CANDIDATES = 200
BACKGROUND = 64  # shots of the library that tell how alike two shots are that have nothing to do with each other
MATCHING = 0.1  # frames of the query belong to the matched range down to this cosine below the best of them


@dataclass(frozen=True)
class Sample:
    """One shot of what is looked for: times (frames,), frame embeddings (frames, dim) L2-normalised, vector (dim,)."""

    start: float
    end: float
    times: np.ndarray
    frames: np.ndarray
    vector: np.ndarray


def symmetric_chamfer(one: np.ndarray, other: np.ndarray) -> float:
    """Mean of both directions of the best cosines (TCA_sym): (n, dim), (m, dim), L2-normalised -> similarity."""
    cosines = one @ other.T
    return float((cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2)


def sample_from_library(library: Library, model: SearchModel, request: FindSimilar) -> list[Sample]:
    """The shots that a request names, cut to its range. Raises QueryError when there are none."""
    if request.shot is not None:
        shots = library.catalog.shots(model.id, [request.shot])
    else:
        start, end = request.start or 0.0, request.end if request.end is not None else float("inf")
        shots = library.catalog.shots_of(model.id, request.video or 0, start, end)
    samples = [_cut(shot, request.start, request.end) for shot in shots]
    if not samples:
        raise QueryError(
            "This moment has not been indexed with the present model, so nothing can be compared with it yet."
        )
    return samples


def _cut(shot: Shot, start: float | None, end: float | None) -> Sample:
    """The frames of a shot inside a range; at least the one nearest to its middle."""
    first, last = (
        shot.start if start is None else max(start, shot.start),
        shot.end if end is None else min(end, shot.end),
    )
    inside = (shot.times >= first) & (shot.times <= last)
    if not inside.any():
        inside[np.argmin(np.abs(shot.times - (first + last) / 2))] = True
    frames = shot.frames[inside]
    mean = frames.mean(axis=0)
    vector = shot.vector if inside.all() else mean / max(float(np.linalg.norm(mean)), 1e-6)
    return Sample(first, last, shot.times[inside], frames, vector)


def find_similar(
    library: Library, model: SearchModel, request: FindSimilar, samples: Sequence[Sample], name: str
) -> Iterator[Hits]:
    """One refined answer: moments of other footage; for a whole video, the best moment of each other video. `name` says what was asked."""
    began = time.perf_counter()
    allowed = library.catalog.shot_ids(model.id, request.folders)
    videos, searched, _, _ = library.catalog.counts(model.id, request.folders)
    found: dict[int, None] = {}
    for sample in samples:
        ids, _ = model.index.search(sample.vector, max(CANDIDATES // len(samples), 20), allowed)
        found.update(dict.fromkeys(ids.tolist()))
    shots = [shot for shot in library.catalog.shots(model.id, list(found)) if not _is_asked(shot, request, samples)]
    usual, spread = _background(library, model, samples, allowed)
    scored = sorted((_score(shot, samples, usual, spread) for shot in shots), key=lambda item: -item.score)
    if request.shot is None and request.start is None and request.end is None:
        scored = list({item.shot.video: item for item in reversed(scored)}.values())[::-1]
        scored.sort(key=lambda item: -item.score)
    hits = make_hits(library, without_noise(scored)[: request.limit])
    sentence = (
        ""
        if hits and hits[0].band != "weak"
        else "Nothing here is clearly like it. These are the closest guesses."
        if hits
        else "There is nothing to compare it with yet."
    )
    yield Hits(request.job, "refined", name, hits, (), searched, videos, time.perf_counter() - began, sentence)


def _is_asked(shot: Shot, request: FindSimilar, samples: Sequence[Sample]) -> bool:
    """Whether a shot is (part of) what was asked for itself."""
    if request.shot is not None:
        return shot.id == request.shot
    if request.video is None or shot.video != request.video:
        return False
    whole = request.start is None and request.end is None
    return whole or any(shot.start < sample.end and sample.start < shot.end for sample in samples)


def _score(shot: Shot, samples: Sequence[Sample], usual: np.ndarray, spread: np.ndarray) -> Scored:
    similarities = np.array([symmetric_chamfer(sample.frames, shot.frames) for sample in samples])
    best = int(np.argmax(similarities))
    sample = samples[best]
    cosines = sample.frames @ shot.frames.T
    matching = cosines.max(axis=1)
    times = sample.times[matching >= matching.max() - MATCHING]
    start = sample.start if times[0] == sample.times[0] else float(times[0])
    later = sample.times[sample.times > times[-1]]
    end = float(later[0]) if len(later) else sample.end
    score = float(similarities[best])
    sure = (score - usual[best]) / spread[best]
    word = "strong" if score >= SIMILAR_STRONG or sure >= STRONG + 1 else "possible" if sure >= POSSIBLE else "weak"
    relevance = np.clip((cosines.max(axis=0) - usual[best]) / max(1.0 - float(usual[best]), 1e-6), 0.0, 1.0)
    return Scored(shot, score, word, relevance, matched=(start, end))


def _background(
    library: Library, model: SearchModel, samples: Sequence[Sample], allowed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Median and robust deviation of each sample's similarity to shots picked evenly from the library: (samples,), (samples,)."""
    picked = (
        allowed[np.unique(np.linspace(0, len(allowed) - 1, min(BACKGROUND, len(allowed))).astype(int))]
        if len(allowed)
        else allowed
    )
    others = library.catalog.shots(model.id, picked.tolist())
    if len(others) < 8:
        return np.full(len(samples), 0.5), np.full(
            len(samples), 0.12
        )  # too few to tell: a cosine of about 0.75 is then "possible"
    table = np.array([[symmetric_chamfer(sample.frames, other.frames) for other in others] for sample in samples])
    median = np.median(table, axis=1)
    return median, np.maximum(1.4826 * np.median(np.abs(table - median[:, None]), axis=1), 0.02)
