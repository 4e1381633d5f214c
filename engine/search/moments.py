"""Text search: the query becomes a vector, HNSW gives candidates, AOSM puts them in order, and what each frame and word did is told."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.library.catalog import Shot
from engine.library.library import Library
from engine.library.vector_index import VectorIndex
from engine.messages import Hits, Search, WordRelevance
from engine.search.confidence import BANDS, HUBNESS, UNNOTICED, above_usual, band, confidence
from engine.search.hits import Scored, make_hits, to_unit, without_noise
from engine.search.query import PLAIN_WORDS, parse_query
from engine.search.text import text_hits

if TYPE_CHECKING:
    from engine.models.backbone import Backbone
    from engine.models.features import Relevance, TextFeatures
    from engine.models.head import Head

CANDIDATES = 200
SAMPLE = 128  # shots of the library that tell what a query usually gets
WORD_ANSWERED = 0.5  # relevance (0 to 1) from which a word counts as found in a moment


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


def find_moments(library: Library, model: SearchModel, request: Search) -> Iterator[Hits]:
    """Two answers, coarse and refined. Raises QueryError."""
    began = time.perf_counter()
    query = parse_query(request.text)
    texts = text_hits(library, query, request)
    videos, searched, _, _ = library.catalog.counts(model.id, request.folders, request.shortest, request.longest)

    def answer(stage: str, scored: Sequence[Scored], sentence: str = "") -> Hits:
        hits = make_hits(library, without_noise(scored)[: request.limit])
        return Hits(
            request.job, stage, query.wanted, hits, texts, searched, videos, time.perf_counter() - began, sentence
        )

    features = model.backbone.encode_text([query.wanted, *query.unwanted])
    allowed = library.catalog.shot_ids(model.id, request.folders, request.shortest, request.longest)
    ids, cosines = model.index.search(model.head.query_vector(features), CANDIDATES, allowed)
    shots = library.catalog.shots(model.id, ids.tolist())
    if not shots:
        yield answer("refined", (), _nothing_to_search(videos, searched))
        return
    first = shots[: request.limit]
    strips = to_unit([shot.frames @ features.sentences[0] for shot in first])
    by_id = dict(zip(ids.tolist(), cosines.tolist(), strict=True))
    yield answer(
        "coarse", [Scored(shot, by_id[shot.id], "possible", strip) for shot, strip in zip(first, strips, strict=True)]
    )
    refined = rank(model, features, shots, _sample(library, model))
    sure = any(item.band != "weak" for item in refined[: request.limit])
    yield answer(
        "refined", refined, "" if sure else f"Nothing clearly shows “{query.wanted}”. These are the closest guesses."
    )


def rank(model: SearchModel, features: TextFeatures, shots: Sequence[Shot], sample: Sequence[Shot]) -> list[Scored]:
    """Shots by band, then by their score for the first text; the other texts are what is not wanted. `sample`: shots from all over the library."""
    vectors, frames = np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots]
    usual = np.array([shot.usual for shot in shots], np.float32)
    spread = np.array([shot.spread for shot in shots], np.float32)
    relevance = model.head.score(features, vectors, frames)
    scores = relevance.score - (0.0 if model.head.trained else HUBNESS) * usual
    sure = confidence(relevance.score, usual, spread, _scores(model, features, sample))
    for index in range(1, len(features.sentences)):
        unwanted = above_usual(model.head.score(features, vectors, frames, index).score, usual, spread)
        penalty = np.maximum(unwanted - UNNOTICED, 0.0)
        sure = sure - penalty
        scores = scores - penalty * spread
    bands = [band(float(value)) for value in sure]
    strips = to_unit(relevance.frames)
    words = explain_words(features, relevance)
    order = sorted(range(len(shots)), key=lambda i: (BANDS.index(bands[i]), -scores[i]))
    return [Scored(shots[i], float(scores[i]), bands[i], strips[i], words[i]) for i in order]


def _sample(library: Library, model: SearchModel) -> list[Shot]:
    """Shots evenly picked from the whole library."""
    ids = model.index.ids()
    picked = ids[np.unique(np.linspace(0, len(ids) - 1, min(SAMPLE, len(ids))).astype(int))]
    return library.catalog.shots(model.id, picked.tolist())


def _scores(model: SearchModel, features: TextFeatures, shots: Sequence[Shot]) -> np.ndarray:
    """The first text's score for each shot, (shots,)."""
    if not shots:
        return np.zeros(0, np.float32)
    return model.head.scores(
        features.only(0), np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots]
    )[0]


def explain_words(features: TextFeatures, relevance: Relevance) -> list[tuple[WordRelevance, ...]]:
    """Per shot, how each word of the query did in each frame; nothing where the head's words are not trained, which would be noise."""
    if relevance.words is None:
        return [()] * len(relevance.frames)
    words = [word for word in _whole_words(features.pieces[0]) if word[0] not in PLAIN_WORDS]
    explained: list[list[WordRelevance]] = [[] for _ in relevance.words]
    for text, slots in words:
        strips = to_unit([shot[slots].max(axis=0) for shot in relevance.words])
        for shot, strip in zip(explained, strips, strict=True):
            shot.append(
                WordRelevance(text, tuple(round(float(v), 3) for v in strip), bool(strip.max() >= WORD_ANSWERED))
            )
    return [tuple(shot) for shot in explained]


def _whole_words(pieces: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Token pieces joined to words, with their slots; a piece that ends a word ends in a space. Punctuation is left out."""
    words: list[tuple[str, list[int]]] = []
    text, slots = "", list[int]()
    for slot, piece in enumerate(pieces):
        text, slots = text + piece, [*slots, slot]
        if piece.endswith(" "):
            words.append((text.strip(), slots))
            text, slots = "", []
    return [word for word in words if any(letter.isalnum() for letter in word[0])]


def _nothing_to_search(videos: int, searched: int) -> str:
    if videos == 0:
        return "There is nothing to search yet. Add a folder of videos."
    return (
        "Nothing has been indexed yet; the first moments can be found as soon as the first video is done."
        if searched == 0
        else ""
    )
