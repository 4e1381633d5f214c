"""How find similar is measured: the set of edited copies, candidates, and one row for each way to compare."""

import numpy as np
import pytest
import torch

from engine.evaluation.copies import (
    COPIES,
    CopySet,
    Row,
    candidate_recall,
    compare_ways,
    draw_copies,
    mean_average_precision,
)
from engine.models.backbone import load_backbone
from engine.models.chamfer import Scale
from engine.models.head import load_head
from engine.models.tca import Tca, TcaEncoder, VideoComparator
from engine.training.drawing import Sprites
from engine.training.sheet import read_sheet


def copies_of(films: int, noise: float) -> CopySet:
    """Random unit vectors, and copies that differ from them."""
    rng = np.random.default_rng(0)
    film = np.concatenate([np.arange(films), np.repeat(np.arange(films), COPIES)])
    vectors = rng.standard_normal((films, 8))[film] + noise * rng.standard_normal((len(film), 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return CopySet([vector[None] for vector in vectors], vectors, film, films)


def test_a_film_never_counts_as_its_own_copy():
    copies = copies_of(4, 0.0)
    assert candidate_recall(copies) == 1.0
    assert candidate_recall(copies, COPIES) == 1.0
    assert candidate_recall(copies, 1) == pytest.approx(1 / COPIES)
    asked = list[int]()

    def only_itself(query: int) -> np.ndarray:
        asked.append(query)
        return (np.arange(len(copies.film)) == query).astype(float)

    *_, worst = mean_average_precision(copies, only_itself)
    assert asked == [0, 1, 2, 3]
    others = len(copies.film) - 1  # all equal but itself, so its copies come last
    last = np.arange(others - COPIES, others) + 1
    assert worst == pytest.approx(float((np.arange(1, COPIES + 1) / last).mean()))


def test_every_way_to_compare_gets_a_row():
    copies = copies_of(5, 0.3)
    torch.manual_seed(0)
    tca = Tca(TcaEncoder(8, 2, 1, 16), VideoComparator(), "symmetric", Scale(0.0, 0.1, 0.9))
    rows = [found for found in compare_ways(copies, tca) if isinstance(found, Row)]
    names = ["raw cosine", "raw chamfer", "raw chamfer, symmetric", "TCA_c", "TCA_f", "TCA_sym", "TCA_v"]
    assert [row.name for row in rows] == names
    assert [row.name for row in compare_ways(copies, None) if isinstance(row, Row)] == names[:3]
    assert all(0 < row.mean_average_precision <= 100 and row.milliseconds >= 0 for row in rows)
    assert len({row.mean_average_precision for row in rows[:3]}) == 1  # of one frame each, they are the same
    perfect = [found for found in compare_ways(copies_of(5, 0.0), None) if isinstance(found, Row)]
    assert [row.mean_average_precision for row in perfect] == [100.0] * 3


def test_the_set_is_drawn_the_same_again_and_every_film_has_its_copies():
    backbone = load_backbone("starter", "cpu")
    head = load_head(backbone)
    sets = [list(draw_copies(backbone, head, 2, 3, Sprites(read_sheet())))[-1] for _ in range(2)]
    one, other = sets
    assert isinstance(one, CopySet)
    assert isinstance(other, CopySet)
    assert one.film.tolist() == [0, 1, *[0] * COPIES, *[1] * COPIES]
    assert all(np.array_equal(a, b) for a, b in zip(one.frames, other.frames, strict=True))
    assert len(one.frames) == len(one.film) == len(one.vectors)
