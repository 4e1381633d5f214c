"""Composed queries: texts, stills, moments and clips together, each with a weight, some unwanted, and feedback: more like these, less like those."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.indexing.steps import STEP, Pause
from engine.library.catalog import Shot
from engine.library.library import Library
from engine.messages import Hits, Part, Search, WordRelevance
from engine.search.arrange import arranged, kept_back
from engine.search.confidence import BANDS, bands
from engine.search.curves import Asked, Curves
from engine.search.hits import Scored, UnitScale, make_hits, scale_of, without_noise
from engine.search.moments import CANDIDATES, SearchModel, anywhere_in, nothing_to_search
from engine.search.parameters import FEEDBACK, UNNOTICED, WORD_FOUND
from engine.search.prompts import encode_query
from engine.search.query import Query, overlong
from engine.search.script import language_hint
from engine.search.similar import Sample
from engine.search.text import text_hits
from engine.search.wishes import Wish, centre, example_wish, text_wish

FEWEST = 60  # candidates of each part
SHOTS_A_STEP = 256


@dataclass(frozen=True)
class Example:
    """A part that is no text, looked at: its shots, and its name for the person."""

    part: Part
    name: str
    samples: tuple[Sample, ...]


def find_composed(
    library: Library,
    model: SearchModel,
    request: Search,
    query: Query,
    examples: Sequence[Example],
    curves: Curves | None = None,
) -> Iterator[Hits | Pause]:
    """One refined answer. `query` is `request.text` taken apart; `examples` are the parts of the request that are no texts."""
    began = time.perf_counter()
    catalog = library.catalog
    texts = text_hits(library, query, request) if query.wanted else ()
    videos, searched, _, _ = catalog.counts(model.id, request)
    allowed = catalog.shot_ids(model.id, request)
    anywhere = anywhere_in(library, model)
    wanted, unwanted = _wishes(library, model, request, query, examples, anywhere)
    yield STEP
    name = words_of(wanted, unwanted)
    hint = language_hint(" ".join(text for text, _ in _texts(request, query)[0]), model.backbone.name)
    note = overlong(model.backbone, [text for text, _ in _texts(request, query)[0]])

    def best(ids: np.ndarray) -> list[Scored]:
        return _ranked(library, model, wanted, unwanted, ids, request.limit)[0]

    ranked, scales = _ranked(library, model, wanted, unwanted, allowed, request.limit)
    yield STEP
    if curves is not None:
        curves.remember(request.job, _asked(wanted, scales))
    told = _explained(wanted, [item.shot for item in ranked], scales)
    ranked = [
        Scored(item.shot, item.score, "weak" if hint else item.band, item.frames, words)
        for item, words in zip(ranked, told, strict=True)
    ]
    shown = without_noise(ranked)
    sure = any(item.band != "weak" for item in shown)
    sentence = hint or ("" if sure else f"Nothing clearly shows {name}. These are the closest guesses.")
    if not shown:
        sentence = nothing_to_search(videos, searched, request)
    hidden = () if sure else kept_back(library, model.id, request, best)
    hits = make_hits(library, arranged(library, shown, request.sort))
    seconds = time.perf_counter() - began
    yield Hits(request.job, "refined", name, hits, texts, searched, videos, seconds, sentence, note, (), hidden)


def words_of(wanted: Sequence[Wish], unwanted: Sequence[Wish]) -> str:
    """A composed query as a person would say it: “dog” + still.jpg − “leash”; feedback is not part of the question."""
    names = [wish.name for wish in wanted if wish.name] or [wish.name for wish in wanted]
    return " + ".join(names) + "".join(f" \N{MINUS SIGN} {wish.name}" for wish in unwanted if wish.name)


def _texts(request: Search, query: Query) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Wanted and unwanted texts with their weights: those of the sentence, and those that are parts."""
    wanted = [(query.wanted, 1.0)] if query.wanted else []
    unwanted = [(text, 1.0) for text in query.unwanted]
    for part in request.parts:
        if part.text:
            (unwanted if part.unwanted else wanted).append((part.text, weight_of(part)))
    return wanted, unwanted


def weight_of(part: Part) -> float:
    """Within what a part may weigh."""
    return min(2.0, max(0.25, part.weight))


def _wishes(
    library: Library,
    model: SearchModel,
    request: Search,
    query: Query,
    examples: Sequence[Example],
    anywhere: Sequence[Shot],
) -> tuple[list[Wish], list[Wish]]:
    sides: tuple[list[Wish], list[Wish]] = ([], [])
    for side, texts in zip(sides, _texts(request, query), strict=True):
        if texts:
            features = encode_query(model.backbone, model.head.trained, [text for text, _ in texts])
            for row, (text, weight) in enumerate(texts):
                quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
                side.append(text_wish(quoted, weight, model.head, features.only(row), anywhere))
    for example in examples:
        wish = example_wish(example.name, weight_of(example.part), example.samples, anywhere)
        sides[example.part.unwanted].append(wish)
    for side, liked in zip(sides, (request.more, request.less), strict=True):
        if shots := library.catalog.shots(model.id, liked):
            side.append(example_wish("", FEEDBACK, [centre(shots)], anywhere))
    return sides


def _ranked(
    library: Library,
    model: SearchModel,
    wanted: Sequence[Wish],
    unwanted: Sequence[Wish],
    allowed: np.ndarray,
    limit: int,
) -> tuple[list[Scored], list[UnitScale]]:
    """The best shots of `allowed`, and the scale of each wanted part's frames."""
    vectors = [vector for wish in wanted for vector in wish.vectors()]
    ids = dict.fromkeys(
        int(shot)
        for vector in vectors
        for shot in model.index.search(vector, max(FEWEST, CANDIDATES // len(vectors)), allowed)[0]
    )
    shots = library.catalog.shots(model.id, list(ids))
    if not shots:
        return [], [UnitScale(0.0, 1.0) for _ in wanted]
    sure = together(wanted, unwanted, shots)
    words = bands(sure, len(allowed))
    order = sorted(range(len(shots)), key=lambda at: (BANDS.index(words[at]), -sure[at]))[:limit]
    scales = [scale_of([wish.frames(shot) for shot in shots]) for wish in wanted]
    strips = _relevance(wanted, scales)
    return [Scored(shots[at], float(sure[at]), words[at], strips(shots[at])) for at in order], scales


def together(wanted: Sequence[Wish], unwanted: Sequence[Wish], shots: Sequence[Shot]) -> np.ndarray:
    """Confidence (shots,): the weighted mean of what is wanted, so that all of it has to be there, less what is unwanted and clearly there."""
    weights = np.array([wish.weight for wish in wanted])
    sure = weights @ np.stack([wish.sure(shots) for wish in wanted]) / weights.sum()
    for wish in unwanted:
        sure = sure - wish.weight * np.maximum(wish.sure(shots) - UNNOTICED, 0.0)
    return sure


def _relevance(wanted: Sequence[Wish], scales: Sequence[UnitScale]):
    """A function from a shot to the relevance (frames,) of its frames, 0 to 1: the weighted mean of the parts."""
    weights = np.array([wish.weight for wish in wanted])

    def relevance(shot: Shot) -> np.ndarray:
        rows = np.stack([scale(wish.frames(shot)) for wish, scale in zip(wanted, scales, strict=True)])
        return weights @ rows / weights.sum()

    return relevance


def _asked(wanted: Sequence[Wish], scales: Sequence[UnitScale]) -> Asked:
    """What any shot gets for this query, so that curves over whole videos can be drawn."""
    strips = _relevance(wanted, scales)
    return Asked(
        lambda shots: [strips(shot) for shot in shots],
        lambda shots: _explained(wanted, shots, scales),
    )


def _explained(
    wanted: Sequence[Wish], shots: Sequence[Shot], scales: Sequence[UnitScale]
) -> list[tuple[WordRelevance, ...]]:
    """Which part of the query each frame answers; nothing to explain where there is one part."""
    named = [(wish, scale) for wish, scale in zip(wanted, scales, strict=True) if wish.name]
    if len(named) < 2 or not shots:
        return [()] * len(shots)
    found = [wish.sure(shots) >= WORD_FOUND for wish, _ in named]
    told = []
    for number, shot in enumerate(shots):
        row = []
        for (wish, scale), answered in zip(named, found, strict=True):
            strip = scale(wish.frames(shot)) if answered[number] else np.zeros(len(shot.times))
            values = tuple(round(float(value), 3) for value in strip)
            row.append(
                WordRelevance(
                    wish.name.strip("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"),
                    values,
                    bool(answered[number]),
                )
            )
        told.append(tuple(row))
    return told
