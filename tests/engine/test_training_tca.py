"""TCA's losses against formulas written out, its memory bank, edited copies of films, and a training that is killed and goes on."""

import math
import random
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.errors import ModelError
from engine.models.backbone import load_backbone
from engine.models.head import load_head
from engine.models.tca import read_tca
from engine.training.drawing import Sprites
from engine.training.edited_copies import EDITS, PICTURE_EDITS, TIME_EDITS, edit_time, edited_copy
from engine.training.sheet import read_sheet
from engine.training.tca import TcaSettings, train_on, train_tca
from engine.training.tca_footage import DrawnFootage, StoredFootage, draw_film, draw_footage
from engine.training.tca_losses import MemoryBank, circle_loss, contrast, info_nce

TINY = TcaSettings(films=3, steps=5, comparator_steps=4, batch=3, comparator_batch=3, bank=5, hidden=16, warm_up=2)


def cosines(rows: int = 3, k: int = 4, seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Positives, negatives and which of these count, in float64; the first row has no negative at all."""
    generator = torch.Generator().manual_seed(seed)
    positive = torch.rand(rows, generator=generator, dtype=torch.float64) * 2 - 1
    negatives = torch.rand(rows, k, generator=generator, dtype=torch.float64) * 2 - 1
    allowed = torch.rand(rows, k, generator=generator) < 0.7
    allowed[0] = False
    return positive, negatives, allowed


def written_info_nce(p: list[float], n: list[list[float]], allowed: list[list[bool]], t: float) -> float:
    total = 0.0
    for row, positive in enumerate(p):
        counted = [math.exp(s / t) for s, ok in zip(n[row], allowed[row], strict=True) if ok]
        total += -math.log(math.exp(positive / t) / (math.exp(positive / t) + sum(counted)))
    return total / len(p)


def written_circle(
    p: list[float], n: list[list[float]], allowed: list[list[bool]], m: float, gamma: float, fixed: Callable
) -> float:
    """Circle loss with its weights alpha taken from `fixed` cosines, since no gradient flows through them."""
    fixed_p, fixed_n = fixed()
    total = 0.0
    for row, positive in enumerate(p):
        alpha_p = max(0.0, 1 + m - fixed_p[row])
        right = gamma * alpha_p * (positive - (1 - m))
        wrong = [gamma * max(0.0, fixed_n[row][k] + m) * (s - m) for k, s in enumerate(n[row]) if allowed[row][k]]
        total += math.log1p(sum(math.exp(x - right) for x in wrong))
    return total / len(p)


@pytest.mark.parametrize("name", ["info_nce", "circle"])
def test_losses_and_their_gradients_are_those_of_the_written_formulas(name):
    p, n, allowed = cosines()
    p.requires_grad_(True)
    n.requires_grad_(True)
    kept = p.tolist(), n.tolist()

    def written(p: Tensor, n: Tensor) -> float:
        if name == "info_nce":
            return written_info_nce(p.tolist(), n.tolist(), allowed.tolist(), 0.1)
        return written_circle(p.tolist(), n.tolist(), allowed.tolist(), 0.25, 16.0, lambda: kept)

    ours = info_nce(p, n, allowed, 0.1) if name == "info_nce" else circle_loss(p, n, allowed, 0.25, 16.0)
    assert ours.item() == pytest.approx(written(p, n), abs=1e-12)
    ours.backward()
    assert p.grad is not None
    assert n.grad is not None
    step = 1e-6
    for tensor, gradient in ((p, p.grad), (n, n.grad)):
        for place in np.ndindex(*tensor.shape):
            values = []
            for sign in (1, -1):
                moved = [t.detach().clone() for t in (p, n)]
                moved[0 if tensor is p else 1][place] += sign * step
                values.append(written(*moved))
            assert gradient[place].item() == pytest.approx((values[0] - values[1]) / (2 * step), abs=1e-6)


def test_circle_loss_pulls_every_rows_positive_where_the_published_code_pulls_none():
    """MODELS 1.5, bug 1: at s_p .5 and s_n .2 the published loss was almost 0; the right one is 43.8 with gradient -192."""
    positive = torch.full((2,), 0.5, requires_grad=True)
    negatives = torch.full((2, 1), 0.2)
    loss = circle_loss(positive, negatives, torch.ones(2, 1, dtype=torch.bool))
    loss.backward()
    assert loss.item() == pytest.approx(256 * (0.75 * 0.25 - 0.45 * 0.05), rel=0.01)
    assert positive.grad is not None
    torch.testing.assert_close(positive.grad * 2, torch.full((2,), -192.0), rtol=1e-3, atol=0.1)


def test_circle_loss_without_margin_and_weights_near_one_is_info_nce():
    """At m = 0, positives near 0 and negatives near 1 the weights are 1 and the margins those of a temperature 1 / gamma."""
    p, n = torch.full((2,), 1e-9, dtype=torch.float64), torch.full((2, 3), 1 - 1e-9, dtype=torch.float64)
    allowed = torch.ones(2, 3, dtype=torch.bool)
    shifted = circle_loss(p, n, allowed, margin=0.0, gamma=4.0)
    assert shifted.item() == pytest.approx(info_nce(p - 1, n, allowed, 0.25).item(), abs=1e-6)


def test_the_bank_is_a_ring_and_knows_what_is_filled():
    bank = MemoryBank(5, 2)
    assert not bank.allowed(torch.tensor([1])).any()
    bank.add(torch.arange(6.0).view(3, 2), torch.tensor([10, 11, 12]))
    assert bank.allowed(torch.tensor([11, 99])).tolist() == [
        [True, False, True, False, False],
        [True, True, True, False, False],
    ]
    bank.add(torch.full((4, 2), 7.0), torch.tensor([13, 14, 15, 16]))
    assert bank.groups.tolist() == [15, 16, 12, 13, 14]
    assert bank.keys[2].tolist() == [4.0, 5.0]
    bank.add(torch.arange(18.0).view(9, 2), torch.arange(9))  # more than fit
    assert sorted(bank.groups.tolist()) == [4, 5, 6, 7, 8]
    assert not bank.keys.requires_grad


def test_films_of_one_group_are_no_negatives_neither_in_the_step_nor_in_the_bank():
    generator = torch.Generator().manual_seed(0)
    a, p = (torch.nn.functional.normalize(torch.randn(3, 4, generator=generator), dim=1) for _ in range(2))
    groups, bank = torch.tensor([1, 1, 2]), MemoryBank(4, 4)
    bank.add(a[:2], torch.tensor([1, 5]))
    table = p @ a.T  # the second direction, written out with a loss that shows what it is given
    seen: list[tuple[Tensor, Tensor, Tensor]] = []

    def spy(positive: Tensor, negatives: Tensor, allowed: Tensor) -> Tensor:
        seen.append((positive, negatives, allowed))
        return positive.sum() * 0

    contrast(spy, a, p, groups, bank)
    (positive, _, allowed), (_, negatives, _) = seen
    torch.testing.assert_close(positive, (a * p).sum(1))
    torch.testing.assert_close(negatives[:, :3], table)
    assert allowed.tolist() == [
        [False, False, True, False, True, False, False],
        [False, False, True, False, True, False, False],
        [True, True, False, True, True, False, False],
    ]


def test_gradients_flow_through_positives_and_the_negatives_of_the_same_step():
    a, p = torch.eye(3, 4, requires_grad=True), torch.eye(3, 4).roll(1, 1).requires_grad_(True)
    contrast(info_nce, a, p, torch.arange(3), MemoryBank(2, 4)).backward()
    assert a.grad is not None
    assert p.grad is not None
    assert (p.grad.abs().sum(1) > 0).all()


# Edited copies ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites(read_sheet())


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_changes_a_film_in_its_own_way_and_the_same_seed_the_same(sprites, edit):
    film = draw_film("a film", False, sprites, 48, 64)
    assert 6 <= len(film) <= 12
    copies = [edited_copy(film, [edit], random.Random(seed)) for seed in (1, 1, 2, 3, 4)]
    assert np.array_equal(copies[0], copies[1])
    assert all(copy.shape[1:] == film.shape[1:] and copy.dtype == np.uint8 for copy in copies)
    assert any(copy.shape != film.shape or not np.array_equal(copy, film) for copy in copies)
    if edit in PICTURE_EDITS:
        assert all(len(copy) == len(film) for copy in copies)
    else:  # frames are only left out, repeated or moved
        known = {frame.tobytes() for frame in film}
        assert all(frame.tobytes() in known for copy in copies for frame in copy)


def test_edits_of_time_keep_enough_of_every_film():
    for seed in range(60):
        rng, count = random.Random(seed), 1 + seed % 13
        for edit in TIME_EDITS:
            places = edit_time(count, [edit], rng)
            assert len(places) >= min(3, count)
            assert ((places >= 0) & (places < count)).all()
            assert edit != "reordering" or sorted(places) == list(range(count))
            assert edit != "cuts" or (np.diff(places) > 0).all()


# Training --------------------------------------------------------------------------------------------------------------


class Dots:
    """Footage of random embeddings: eight films, two of them one group."""

    dim = 8

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        shots = [rng.standard_normal((4, 8)).astype(np.float32) for _ in range(8)]
        shots = [shot / np.linalg.norm(shot, axis=1, keepdims=True) for shot in shots]
        self.stored = StoredFootage(shots, np.array([0, 0, 1, 2, 3, 4, 5, 6]))
        self.groups = self.stored.groups
        self.copies = self.stored.copies


@pytest.mark.parametrize("loss", ["info_nce", "circle"])
def test_a_training_that_was_killed_repeats_every_bit(tmp_path, loss):
    settings = TcaSettings(
        steps=4, comparator_steps=3, batch=4, comparator_batch=3, bank=6, heads=2, hidden=16, warm_up=2, loss=loss
    )

    def run(name: str, stop: int | None = None) -> list[float]:
        work, losses = tmp_path / f"{name}-work", []
        training = train_on(Dots(), tmp_path / name, "head", settings, work, True, 1, {})
        assert isinstance(training, Generator)
        for progress in training:
            losses.append(progress.loss)
            if progress.step == stop:
                training.close()  # as a kill
                break
        return losses[:7]

    whole = run("whole")
    broken = [*run("broken", 2), *run("broken", 5), *run("broken")][:7]
    assert broken == whole
    one, other = (load_file(tmp_path / name / "tca.safetensors") for name in ("whole", "broken"))
    assert one.keys() == other.keys()
    assert all(one[key].equal(other[key]) for key in one)
    read = read_tca(tmp_path / "broken", 8, "head")
    assert read.offers[-1] == "comparator"
    assert read.scale.spread > 0
    assert read.scale.usual <= read.scale.copy


def test_only_the_same_training_goes_on_from_a_checkpoint_and_a_finished_one_leaves_none(tmp_path):
    work = tmp_path / "work"

    def first_step(settings: TcaSettings) -> int:
        training = train_on(Dots(), tmp_path / "out", "head", settings, work, True, 1, {})
        assert isinstance(training, Generator)
        step = next(training).step
        training.close()
        return step

    settings = TcaSettings(steps=3, comparator_steps=0, batch=3, heads=2, hidden=16)
    assert [first_step(settings), first_step(settings)] == [1, 2]
    assert first_step(replace(settings, hidden=8)) == 1
    for _ in train_on(Dots(), tmp_path / "out", "head", settings, work, True, 1, {}):
        pass
    assert list(work.iterdir()) == []
    assert read_tca(tmp_path / "out", 8, "head").offers == ("cosine", "chamfer", "symmetric")


def test_learning_brings_copies_together(tmp_path):
    settings = TcaSettings(steps=40, comparator_steps=40, batch=8, comparator_batch=8, bank=16, heads=2, hidden=32)
    losses = [p.loss for p in train_on(Dots(), tmp_path / "out", "head", settings, tmp_path / "w", False, 99, {})]
    assert np.mean(losses[30:40]) < np.mean(losses[:10])
    assert np.mean(losses[70:80]) < np.mean(losses[40:50])


def test_stored_shots_stay_unit_vectors_of_the_same_kind():
    stored = Dots().stored
    copies = stored.copies([0, 3, 3], random.Random(1))
    for copy in copies:
        np.testing.assert_allclose(np.linalg.norm(copy, axis=1), 1, atol=1e-5)
    assert not np.array_equal(copies[1], copies[2])
    again = stored.copies([0, 3, 3], random.Random(1))
    assert all(np.array_equal(one, other) for one, other in zip(copies, again, strict=True))


def test_drawn_films_are_seen_by_the_backbone_once_and_train_an_encoder_for_it(tmp_path, sprites):
    out, work = tmp_path / "out", tmp_path / "out.tca-training"
    backbone = load_backbone("starter", "cpu")
    head = load_head(backbone)
    work.mkdir()
    *_, footage = draw_footage(backbone, head, TINY.films, TINY.seed, sprites, work / "films.safetensors")
    assert isinstance(footage, DrawnFootage)
    assert len(footage.groups) == TINY.films
    assert all(copy.shape[1] == backbone.dim for copy in footage.copies([0, 1], random.Random(0)))
    stages = [p.stage for p in train_tca(out, "starter", "cpu", TINY)]
    assert stages == [*["encoder"] * 5, *["comparator"] * 4, "done"]  # no "films": they were kept
    assert read_tca(out, backbone.dim, head.key).offers[-1] == "comparator"
    assert not work.exists()


def test_settings_that_make_no_sense_get_a_sentence(tmp_path):
    for wrong in (
        TcaSettings(loss="hinge"),
        TcaSettings(rank_by="colour"),
        TcaSettings(rank_by="comparator", comparator_steps=0),
    ):
        with pytest.raises(ModelError, match=r"\.$"):
            next(train_tca(tmp_path / "out", settings=wrong))
    assert not Path(tmp_path / "out.tca-training").exists()
