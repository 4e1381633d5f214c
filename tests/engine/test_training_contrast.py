"""The contrastive losses against their formulas written out in float64, and their gradients against finite differences."""

import math

import pytest
import torch
from torch import Tensor

from engine.training.contrast import info_nce, mil_nce, same

VIDEOS = ["a", "b", "a", "c", "d"]  # the first and the third are one video


def logits(rows: int, columns: int, seed: int = 0) -> Tensor:
    return torch.randn(rows, columns, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) * 3


def info_nce_written_out(x: list[list[float]], videos: list[str]) -> float:
    total = 0.0
    n = len(x)
    for i in range(n):
        for row in ([x[i][j] for j in range(n)], [x[j][i] for j in range(n)]):
            below = sum(math.exp(row[j]) for j in range(n) if j == i or videos[j] != videos[i])
            total -= math.log(math.exp(row[i]) / below)
    return total / (2 * n)


def mil_nce_written_out(x: list[list[float]], owner: list[int], videos: list[str]) -> float:
    total = 0.0
    for i in range(len(x)):
        own = sum(math.exp(x[i][t]) for t, o in enumerate(owner) if o == i)
        rows = sum(math.exp(x[i][t]) for t, o in enumerate(owner) if o >= 0 and videos[o] != videos[i])
        columns = sum(
            math.exp(x[j][t]) for j in range(len(x)) for t, o in enumerate(owner) if o == i and videos[j] != videos[i]
        )
        total -= math.log(own / (own + rows + columns))
    return total / len(x)


OWNER = [0, 0, 1, 2, 2, 2, 3, 4, -1]


def test_info_nce_is_its_formula():
    x = logits(5, 5)
    assert info_nce(x, same(VIDEOS)).item() == pytest.approx(info_nce_written_out(x.tolist(), VIDEOS), abs=1e-12)
    different = same([*"abcde"])
    assert info_nce(x, different).item() == pytest.approx(info_nce_written_out(x.tolist(), [*"abcde"]), abs=1e-12)


def test_mil_nce_is_its_formula():
    x = logits(5, len(OWNER))
    wanted = mil_nce_written_out(x.tolist(), OWNER, VIDEOS)
    assert mil_nce(x, torch.tensor(OWNER), same(VIDEOS)).item() == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("kind", ["info_nce", "mil_nce"])
def test_gradients_are_those_of_finite_differences(kind):
    def loss(x: Tensor) -> Tensor:
        return info_nce(x, same(VIDEOS)) if kind == "info_nce" else mil_nce(x, torch.tensor(OWNER), same(VIDEOS))

    x = logits(5, 5 if kind == "info_nce" else len(OWNER), seed=1).requires_grad_()
    (gradient,) = torch.autograd.grad(loss(x), x)
    step = 1e-6
    for place in [(i, j) for i in range(x.shape[0]) for j in range(x.shape[1])]:
        up, down = x.detach().clone(), x.detach().clone()
        up[place] += step
        down[place] -= step
        assert gradient[place].item() == pytest.approx((loss(up) - loss(down)).item() / (2 * step), abs=1e-8)
    assert torch.autograd.gradcheck(loss, (x,))


def test_duplicates_of_a_video_have_no_part():
    x = logits(5, 5).requires_grad_()
    info_nce(x, same(VIDEOS)).backward()
    assert x.grad is not None
    assert x.grad[0, 2] == 0
    assert x.grad[2, 0] == 0
    assert (x.grad[same(VIDEOS).logical_not()] > 0).all()


def test_mil_nce_does_not_count_positives_twice():
    """Perfectly separated pairs cost nothing; the authors' code stays at log 2."""
    perfect = torch.eye(4, dtype=torch.float64) * 200 - 100
    alike = torch.eye(4, dtype=torch.bool)
    assert mil_nce(perfect, torch.arange(4), alike).item() == pytest.approx(0, abs=1e-9)


def test_mil_nce_with_one_sentence_each_is_info_nce_with_both_kinds_of_negatives():
    x = logits(4, 4)
    off = ~torch.eye(4, dtype=torch.bool)
    wanted = torch.stack(
        [torch.cat([x[i, i : i + 1], x[i][off[i]], x[:, i][off[i]]]).logsumexp(0) - x[i, i] for i in range(4)]
    )
    assert mil_nce(x, torch.arange(4), ~off).item() == pytest.approx(wanted.mean().item(), abs=1e-12)


@pytest.mark.parametrize("kind", ["info_nce", "mil_nce"])
def test_a_batch_of_one_video_costs_nothing_and_has_a_finite_gradient(kind):
    x = logits(3, 3).float().requires_grad_()
    alike = torch.ones(3, 3, dtype=torch.bool)
    loss = info_nce(x, alike) if kind == "info_nce" else mil_nce(x, torch.arange(3), alike)
    loss.backward()
    assert loss.item() == pytest.approx(0, abs=1e-6)
    assert x.grad is not None
    assert x.grad.isfinite().all()
