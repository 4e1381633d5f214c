"""Text search: the query becomes a vector, HNSW gives candidates, AOSM puts them in order, and what each frame and word did is told."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.library.catalog import Shot
from engine.library.library import Library
from engine.library.scope import filters_set
from engine.library.vector_index import VectorIndex
from engine.messages import Hidden, Hits, Scope, Search
from engine.search.arrange import arranged, kept_back
from engine.search.confidence import BANDS, above_usual, bands, confidence, corrected
from engine.search.curves import Asked, Curves
from engine.search.hits import Scored, UnitScale, make_hits, scale_of, to_unit, without_noise
from engine.search.parameters import SAMPLE, UNNOTICED
from engine.search.profile import BACKGROUND, COARSE, READING, RERANKING, REST, TEXT, Stopwatch
from engine.search.prompts import encode_query
from engine.search.query import overlong, parse_query
from engine.search.script import language_hint
from engine.search.text import text_hits
from engine.search.words import Words, measure_words

if TYPE_CHECKING:
    from engine.models.backbone import Backbone
    from engine.models.features import TextFeatures
    from engine.models.head import Head

CANDIDATES = 200


@dataclass(frozen=True)
class SearchModel:
    """A loaded model with all that a search or an indexing run needs of it.

    `id` is its row in the catalog, `batch` the number of frames encoded in one step, `bank` the encoded query bank.
    """

    id: int
    batch: int
    backbone: Backbone
    head: Head
    index: VectorIndex
    bank: TextFeatures


def find_moments(
    library: Library,
    model: SearchModel,
    request: Search,
    stopwatch: Stopwatch | None = None,
    curves: Curves | None = None,
) -> Iterator[Hits]:
    """Two answers, coarse and refined. `curves` remembers the query, to be asked about whole videos. Raises QueryError."""
    began = time.perf_counter()
    watch = stopwatch or Stopwatch()
    with watch.measure(REST):
        query = parse_query(request.text)
        hint = language_hint(query.wanted, model.backbone.name)
    with watch.measure(READING):
        texts = text_hits(library, query, request)
        videos, searched, _, _ = library.catalog.counts(model.id, request)
        allowed = library.catalog.shot_ids(model.id, request)

    note = overlong(model.backbone, [query.wanted])

    def answer(stage: str, scored: Sequence[Scored], sentence: str, hidden: tuple[Hidden, ...] = ()) -> Hits:
        with watch.measure(REST):
            hits = make_hits(library, arranged(library, scored, request.sort))
        seconds = time.perf_counter() - began
        return Hits(
            request.job, stage, query.wanted, hits, texts, searched, videos, seconds, sentence, note, (), hidden
        )

    with watch.measure(TEXT):
        features = encode_query(model.backbone, model.head.trained, [query.wanted, *query.unwanted])

    def elsewhere() -> tuple[Hidden, ...]:
        """What the filters keep back."""

        def best(among: np.ndarray) -> list[Scored]:
            found = library.catalog.shots(
                model.id, model.index.search(model.head.query_vector(features), CANDIDATES, among)[0].tolist()
            )
            sample = _scores(model, features, anywhere_in(library, model))
            return rank(model, features, found, sample, len(among), request.limit)[0] if found and not hint else []

        return kept_back(library, model.id, request, best)

    with watch.measure(COARSE):
        ids, cosines = model.index.search(model.head.query_vector(features), CANDIDATES, allowed)
    with watch.measure(READING):
        shots = library.catalog.shots(model.id, ids.tolist())
    if not shots:
        yield answer("refined", (), nothing_to_search(videos, searched, request), elsewhere())
        return
    with watch.measure(REST):
        coarse = _coarse(features, shots[: request.limit], dict(zip(ids.tolist(), cosines.tolist(), strict=True)))
    yield answer("coarse", _guesses(coarse) if hint else coarse, hint)
    with watch.measure(BACKGROUND):
        anywhere = anywhere_in(library, model)
        sample = _scores(model, features, anywhere)
    with watch.measure(TEXT):
        words = measure_words(model.backbone, model.head, query.wanted, shots, anywhere)
    with watch.measure(RERANKING):
        ranked, scale = rank(model, features, shots, sample, len(allowed), request.limit)
        told = words.explain(model.head, [item.shot for item in ranked])
        ranked = [replace(item, words=strips) for item, strips in zip(ranked, told, strict=True)]
    if curves is not None:
        curves.remember(request.job, _asked(model, features, words, scale))
    shown = without_noise(_guesses(ranked) if hint else ranked)
    sure = any(item.band != "weak" for item in shown)
    unsure = f"Nothing clearly shows “{query.wanted}”. These are the closest guesses."
    yield answer("refined", shown, hint or ("" if sure else unsure), () if sure else elsewhere())


def rank(
    model: SearchModel,
    features: TextFeatures,
    shots: Sequence[Shot],
    sample: np.ndarray,
    compared: int,
    limit: int,
) -> tuple[list[Scored], UnitScale]:
    """The best `limit` of the candidates by band, then by their score for the first text; the other texts are what is not wanted. And the scale of frames.

    `sample` are the first text's scores for shots from all over the library; `compared` is the number of shots that the candidates were chosen from.
    """
    vectors, frames = np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots]
    usual = np.array([shot.usual for shot in shots], np.float32)
    spread = np.array([shot.spread for shot in shots], np.float32)
    relevance = model.head.score(features, vectors, frames)
    scores = relevance.score if model.head.trained else corrected(relevance.score, usual, spread)
    sure = confidence(relevance.score, usual, spread, sample)
    for index in range(1, len(features.sentences)):
        unwanted = above_usual(model.head.score(features, vectors, frames, index).score, usual, spread)
        penalty = np.maximum(unwanted - UNNOTICED, 0.0)
        sure = sure - penalty
        scores = scores - penalty * spread
    band = bands(sure, compared)
    order = sorted(range(len(shots)), key=lambda i: (BANDS.index(band[i]), -scores[i]))[:limit]
    scale = scale_of(relevance.frames)
    return [Scored(shots[i], float(scores[i]), band[i], scale(relevance.frames[i])) for i in order], scale


def _asked(model: SearchModel, features: TextFeatures, words: Words, scale: UnitScale) -> Asked:
    """What any shot gets for this query, so that curves over whole videos can be drawn."""

    def relevance(shots: Sequence[Shot]) -> list[np.ndarray]:
        return [scale(shot.frames @ features.sentences[0]) for shot in shots]  # as `Head.score` has it

    return Asked(relevance, lambda shots: words.explain(model.head, shots))


def _coarse(features: TextFeatures, shots: Sequence[Shot], cosines: dict[int, float]) -> list[Scored]:
    """The first answer, in the order of the vectors."""
    strips = to_unit([shot.frames @ features.sentences[0] for shot in shots])
    return [Scored(shot, cosines[shot.id], "possible", strip) for shot, strip in zip(shots, strips, strict=True)]


def _guesses(scored: Sequence[Scored]) -> list[Scored]:
    """The same, none of it sure."""
    return [replace(item, band="weak") for item in scored]


def anywhere_in(library: Library, model: SearchModel) -> list[Shot]:
    """Shots evenly picked from the whole library."""
    ids = model.index.ids()
    picked = ids[np.unique(np.linspace(0, len(ids) - 1, min(SAMPLE, len(ids))).astype(int))]
    return library.catalog.shots(model.id, picked.tolist())


def _scores(model: SearchModel, features: TextFeatures, shots: Sequence[Shot]) -> np.ndarray:
    """The first text's score for each shot, (shots,)."""
    if not shots:
        return np.zeros(0, np.float32)
    vectors, frames = np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots]
    return model.head.scores(features.only(0), vectors, frames)[0]


def nothing_to_search(videos: int, searched: int, scope: Scope) -> str:
    """Why a search found no shot at all; empty when there is something to search."""
    if videos == 0 and filters_set(scope):
        return "No video fits these filters. Clear them to search everywhere."
    if videos == 0:
        return "There is nothing to search yet. Add a folder of videos."
    return (
        "Nothing has been indexed yet; the first moments can be found as soon as the first video is done."
        if searched == 0
        else ""
    )
