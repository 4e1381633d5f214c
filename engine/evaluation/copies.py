"""Find similar, measured: drawn films that no training showed, five edited copies of each, and every way to compare that TCA offers.

`python -m engine.evaluation.copies` prints the table. Every film asks once; the copies of all films and all other films are what it
searches, its own five copies what it should find (mean average precision, the query itself excluded, ties ranked against us).
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engine.evaluation.metrics import average_precision, places
from engine.models.backbone import Backbone, load_backbone
from engine.models.chamfer import Described, chamfer
from engine.models.head import Head, load_head
from engine.models.tca import Tca, read_tca
from engine.search.similar import CANDIDATES, RawChamfer
from engine.training.drawing import Sprites
from engine.training.edited_copies import EDITS, edit_pictures, edit_time
from engine.training.sheet import read_sheet
from engine.training.tca_footage import draw_film

COPIES = 5
FILMS_AT_ONCE = 10


@dataclass(frozen=True)
class CopySet:
    """Frame embeddings (n, dim) as a library stores them, vectors (films, dim), and the film each one is (a copy) of.

    The first `queries` entries are the films themselves, in order; copies follow.
    """

    frames: list[np.ndarray]
    vectors: np.ndarray
    film: np.ndarray
    queries: int


@dataclass(frozen=True)
class Row:
    """One way to compare: mean average precision in percent, and milliseconds for as many candidates as find similar puts in order."""

    name: str
    what: str
    mean_average_precision: float
    milliseconds: float


def draw_copies(backbone: Backbone, head: Head, films: int, seed: int, sprites: Sprites) -> Iterator[int | CopySet]:
    """Draw, edit and encode; yields how many films are done, at last the set. Every edit is the main one of as many copies as any other."""
    size = backbone.preprocess
    originals: list[np.ndarray] = []
    copies: list[np.ndarray] = []
    for first in range(0, films, FILMS_AT_ONCE):
        pictures: list[np.ndarray] = []
        orders: list[np.ndarray] = []
        for number in range(first, min(first + FILMS_AT_ONCE, films)):
            film = draw_film(f"held out {seed} {number}", True, sprites, size.height, size.width)
            pictures.append(film)
            orders.append(np.arange(len(film)))
            for copy in range(COPIES):
                rng = random.Random(f"held-out copy {seed} {number} {copy}")
                main = EDITS[(number * COPIES + copy) % len(EDITS)]
                edits = [main, *rng.sample([edit for edit in EDITS if edit != main], rng.randint(1, 2))]
                pictures.append(edit_pictures(film, edits, rng))
                orders.append(edit_time(len(film), edits, rng))
        seen = backbone.encode_frames(np.concatenate(pictures))
        parts = np.split(seen, np.cumsum([len(film) for film in pictures])[:-1])
        shown = [part[order] for part, order in zip(parts, orders, strict=True)]
        originals += shown[:: COPIES + 1]
        copies += [film for i, film in enumerate(shown) if i % (COPIES + 1)]
        yield len(originals)
    encoded = head.encode_shots([*originals, *copies])
    film = np.concatenate([np.arange(films), np.repeat(np.arange(films), COPIES)])
    yield CopySet(encoded.frames, encoded.vector, film, films)


def mean_average_precision(copies: CopySet, score: Callable[[int], np.ndarray]) -> Iterator[float]:
    """`score(query)` gives one score for every entry of the set; yields the mean of all queries so far, 0..1."""
    total = 0.0
    for query in range(copies.queries):
        others = np.arange(len(copies.film)) != query
        total += average_precision(places(score(query)[others], (copies.film == query)[others]))
        yield total / (query + 1)


def candidate_recall(copies: CopySet, candidates: int = CANDIDATES) -> float:
    """Share of all copies that are among the candidates by shot vectors, which is where find similar looks for them."""
    found = 0
    for query in range(copies.queries):
        others = np.delete(np.arange(len(copies.film)), query)
        nearest = others[np.argsort(-(copies.vectors[others] @ copies.vectors[query]), kind="stable")[:candidates]]
        found += int((copies.film[nearest] == query).sum())
    return found / (len(copies.film) - copies.queries)


Way = Callable[[Described, Sequence[Described]], np.ndarray]


def compare_ways(copies: CopySet, tca: Tca | None) -> Iterator[Row | float]:
    """A row for each way to compare, and between them the mean average precision so far, 0..1. Without `tca` only the raw ways."""
    raw = RawChamfer()
    plain = [Described(vector, frames) for vector, frames in zip(copies.vectors, copies.frames, strict=True)]
    yield from _measured(copies, "raw cosine", "shot vectors", _cosines, lambda: plain)
    yield from _measured(
        copies, "raw chamfer", "frame embeddings, what of the query is in a film", _chamfer, lambda: plain
    )
    yield from _measured(
        copies, "raw chamfer, symmetric", "frame embeddings, both ways", raw.similarities, lambda: plain
    )
    if tca is None:
        return
    seen = tca.describe(copies.frames)
    for name, by in (("TCA_c", "cosine"), ("TCA_f", "chamfer"), ("TCA_sym", "symmetric"), ("TCA_v", "comparator")):
        if by in tca.offers:
            way = functools.partial(tca.similarities, by=by)
            first = functools.partial(tca.describe, copies.frames[: CANDIDATES + 1])
            yield from _measured(copies, name, f"{by}, after the encoder", way, first, seen)


def _measured(
    copies: CopySet,
    name: str,
    what: str,
    way: Way,
    describe: Callable[[], Sequence[Described]],
    described: Sequence[Described] | None = None,
) -> Iterator[Row | float]:
    """The precision over the whole set, and the time for one query and its candidates, `describe` included."""
    times = list[float]()
    some: Sequence[Described] = ()
    for _ in range(3):  # the quickest counts
        began = time.perf_counter()
        some = describe()
        way(some[0], some[1 : CANDIDATES + 1])
        times.append(time.perf_counter() - began)
    films, reached = described or some, 0.0
    for reached in mean_average_precision(copies, lambda query: way(films[query], films)):
        yield reached
    yield Row(name, what, round(100 * reached, 2), round(1000 * min(times), 1))


def _cosines(query: Described, others: Sequence[Described]) -> np.ndarray:
    return np.array([float(query.vector @ other.vector) for other in others])


def _chamfer(query: Described, others: Sequence[Described]) -> np.ndarray:
    return chamfer(query.frames, [other.frames for other in others])


def main() -> None:
    """Print the table; `--json FILE` keeps it."""
    parser = argparse.ArgumentParser(
        description="Mean average precision of find similar on edited copies of drawn films."
    )
    parser.add_argument("--films", type=int, default=500)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--model", default="starter", help="a name as rushes-engine takes it")
    parser.add_argument("--device")
    parser.add_argument("--tca", type=Path, metavar="DIR", help="folder of the encoder (default: that of the model)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    backbone = load_backbone(options.model, options.device)
    head = load_head(backbone)
    folder = options.tca or backbone.folder
    tca = read_tca(folder, backbone.dim, head.key) if folder and (folder / "tca.json").is_file() else None
    copies: CopySet | None = None
    for done in draw_copies(backbone, head, options.films, options.seed, Sprites(read_sheet())):
        if isinstance(done, CopySet):
            copies = done
        elif done % 100 == 0:
            print(f"drawn, edited and encoded: {done} of {options.films} films", flush=True)
    assert copies is not None
    recall = candidate_recall(copies)
    print(f"{100 * recall:.1f} % of the copies are among the {CANDIDATES} candidates by shot vectors")
    rows = list[Row]()
    for found in compare_ways(copies, tca):
        if isinstance(found, Row):
            rows.append(found)
            print(
                f"{found.name:24} mAP {found.mean_average_precision:6.2f}  {found.milliseconds:7.1f} ms  ({found.what})",
                flush=True,
            )
    if options.json:
        told = {
            "films": options.films,
            "copies": COPIES,
            "seed": options.seed,
            "candidate_recall": round(100 * recall, 2),
        }
        told |= {"rank_by": tca.rank_by if tca else None, "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
