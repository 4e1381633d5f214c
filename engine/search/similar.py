"""Find similar: candidates by the shots' vectors, put in order by TCA (Shao et al. 2021): a trained encoder where one is there, else raw chamfer.

A trained encoder is `tca.json` with its weights in the library, made from its own footage, or beside the weights of the backbone. It is
applied to the stored frame embeddings of the candidates when they are compared; nothing stored depends on it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.errors import ModelError, QueryError
from engine.indexing.steps import STEP, Pause
from engine.library.catalog import Shot
from engine.library.library import Library
from engine.messages import FindSimilar, Hits
from engine.models.chamfer import Described, Scale, mean_vector, symmetric_chamfer
from engine.search.arrange import arranged
from engine.search.confidence import POSSIBLE, SIMILAR_STRONG, STRONG
from engine.search.curves import Asked, Curves
from engine.search.hits import Scored, UnitScale, make_hits, without_noise
from engine.search.moments import SearchModel

CANDIDATES = 200
FILMS_A_STEP = 50
BACKGROUND = 64  # shots of the library that tell how alike two shots are that have nothing to do with each other
ENOUGH = 8  # of them from which they tell; below, the measure's own scale does
MATCHING = 0.1  # frames of the query belong to the matched range down to this cosine below the best of them


@dataclass(frozen=True)
class Sample:
    """One shot of what is looked for: times (frames,), frame embeddings (frames, dim) L2-normalised, vector (dim,)."""

    start: float
    end: float
    times: np.ndarray
    frames: np.ndarray
    vector: np.ndarray


class Measure(Protocol):
    """How films are compared; see `RawChamfer` and `engine.models.tca.Tca`."""

    scale: Scale

    def describe(self, films: Sequence[np.ndarray]) -> list[Described]: ...
    def similarities(self, query: Described, others: Sequence[Described]) -> np.ndarray: ...


class RawChamfer:
    """Without an encoder: the symmetric chamfer similarity of the frame embeddings themselves."""

    scale = Scale(usual=0.5, spread=0.12, copy=SIMILAR_STRONG)  # so that a cosine of about 0.75 is "possible"

    def describe(self, films: Sequence[np.ndarray]) -> list[Described]:
        """As they are."""
        return [Described(mean_vector(film), film) for film in films]

    def similarities(self, query: Described, others: Sequence[Described]) -> np.ndarray:
        """(others,)."""
        return symmetric_chamfer(query.frames, [other.frames for other in others])


def encoder_folder(library: Path, backbone: str, head: str) -> Path:
    """Where a library keeps the encoder trained on its own footage, for frame embeddings of these keys."""
    return library / "tca" / hashlib.blake2b(f"{backbone} {head}".encode(), digest_size=16).hexdigest()


def choose_measure(library: Library, model: SearchModel) -> tuple[Measure, str]:
    """The library's own encoder, the one beside the backbone, or raw chamfer; and a sentence when an encoder cannot be used."""
    own = encoder_folder(library.folder, model.backbone.key, model.head.key)
    for folder in (own, model.backbone.folder):
        if folder is not None and (folder / "tca.json").is_file():
            from engine.models.tca import read_tca  # with torch, which a model has loaded already

            try:
                return read_tca(folder, model.backbone.dim, model.head.key), ""
            except ModelError as error:
                return RawChamfer(), str(error)
    return RawChamfer(), ""


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
    library: Library,
    model: SearchModel,
    request: FindSimilar,
    samples: Sequence[Sample],
    name: str,
    curves: Curves | None = None,
) -> Iterator[Hits | Pause]:
    """One refined answer, after as many steps as it takes: moments of other footage; for a whole video, the best of each other video.

    `name` says what was asked; `curves` remembers it, to be asked about whole videos.
    """
    began = time.perf_counter()
    allowed = library.catalog.shot_ids(model.id, request)
    videos, searched, _, _ = library.catalog.counts(model.id, request)
    found: dict[int, None] = {}
    for sample in samples:
        ids, _ = model.index.search(sample.vector, max(CANDIDATES // len(samples), 20), allowed)
        found.update(dict.fromkeys(ids.tolist()))
    shots = [shot for shot in library.catalog.shots(model.id, list(found)) if not _is_asked(shot, request, samples)]
    others = _background(library, model, allowed)
    measure, note = choose_measure(library, model)
    asked = yield from _described(measure, samples)
    described = yield from _described(measure, shots)
    similar = np.stack([measure.similarities(one, described) for one in asked])
    usual, spread = usual_similarity(measure, asked, (yield from _described(measure, others)))
    raw = RawChamfer()
    ordinary, _ = usual_similarity(raw, (yield from _described(raw, samples)), (yield from _described(raw, others)))
    if curves is not None:
        curves.remember(request.job, Asked(lambda shots: _anywhere(shots, samples, ordinary)))
    scored = [
        _score(shot, samples, similar[:, i], usual, spread, ordinary, measure.scale.copy)
        for i, shot in enumerate(shots)
    ]
    scored.sort(key=lambda item: -item.score)
    if request.shot is None and request.start is None and request.end is None:
        scored = list({item.shot.video: item for item in reversed(scored)}.values())[::-1]
        scored.sort(key=lambda item: -item.score)
    hits = make_hits(library, arranged(library, without_noise(scored)[: request.limit], request.sort))
    sentence = (
        ""
        if any(hit.band != "weak" for hit in hits)
        else "Nothing here is clearly like it. These are the closest guesses."
        if hits
        else "There is nothing to compare it with yet."
    )
    sentence = " ".join(part for part in (note, sentence) if part)
    yield Hits(request.job, "refined", name, hits, (), searched, videos, time.perf_counter() - began, sentence)


def _described(measure: Measure, films: Sequence[Sample | Shot]) -> Generator[Pause, None, list[Described]]:
    """Some at a time, for an encoder of a large model takes its time."""
    found: list[Described] = []
    for at in range(0, len(films), FILMS_A_STEP):
        found += measure.describe([film.frames for film in films[at : at + FILMS_A_STEP]])
        yield STEP
    return found


def _is_asked(shot: Shot, request: FindSimilar, samples: Sequence[Sample]) -> bool:
    """Whether a shot is (part of) what was asked for itself."""
    if request.shot is not None:
        return shot.id == request.shot
    if request.video is None or shot.video != request.video:
        return False
    whole = request.start is None and request.end is None
    return whole or any(shot.start < sample.end and sample.start < shot.end for sample in samples)


def _score(
    shot: Shot,
    samples: Sequence[Sample],
    similar: np.ndarray,
    usual: np.ndarray,
    spread: np.ndarray,
    ordinary: np.ndarray,
    copy: float,
) -> Scored:
    """One shot: how `similar` (samples,) it is decides its place, the frame embeddings themselves show which parts match.

    `ordinary` (samples,): the raw chamfer similarity of other shots, where relevance is zero.
    """
    best = int(np.argmax(similar))
    sample = samples[best]
    cosines = sample.frames @ shot.frames.T
    matching = cosines.max(axis=1)
    times = sample.times[matching >= matching.max() - MATCHING]
    start = sample.start if times[0] == sample.times[0] else float(times[0])
    later = sample.times[sample.times > times[-1]]
    end = float(later[0]) if len(later) else sample.end
    score = float(similar[best])
    sure = (score - usual[best]) / spread[best]
    word = "strong" if score >= copy or sure >= STRONG + 1 else "possible" if sure >= POSSIBLE else "weak"
    relevance = UnitScale(float(ordinary[best]), 1.0)(cosines.max(axis=0))
    several = len(samples) > 1 or len(sample.times) > 1  # of a still there is nothing but the whole to match
    return Scored(shot, score, word, relevance, matched=(start, end) if several else None)


def _anywhere(shots: Sequence[Shot], samples: Sequence[Sample], ordinary: np.ndarray) -> list[np.ndarray]:
    """Relevance (frames,) of each shot's frames to the sample that they resemble most."""
    scales = [UnitScale(float(usual), 1.0) for usual in ordinary]
    return [
        np.max([scale((one.frames @ shot.frames.T).max(axis=0)) for one, scale in zip(samples, scales, strict=True)], 0)
        for shot in shots
    ]


def _background(library: Library, model: SearchModel, allowed: np.ndarray) -> list[Shot]:
    """Shots picked evenly from the library."""
    picked = np.unique(np.linspace(0, len(allowed) - 1, min(BACKGROUND, len(allowed))).astype(int))
    return library.catalog.shots(model.id, allowed[picked].tolist())


def usual_similarity(
    measure: Measure, asked: Sequence[Described], others: Sequence[Described]
) -> tuple[np.ndarray, np.ndarray]:
    """Median and robust deviation of each sample's similarity to shots from all over the library: (samples,), (samples,)."""
    if len(others) < ENOUGH:
        return np.full(len(asked), measure.scale.usual), np.full(len(asked), measure.scale.spread)
    table = np.stack([measure.similarities(one, others) for one in asked])
    median = np.median(table, axis=1)
    return median, np.maximum(1.4826 * np.median(np.abs(table - median[:, None]), axis=1), 0.02)
