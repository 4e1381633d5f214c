"""What TCA learns by: InfoNCE, Circle loss, and a bank of descriptors of earlier steps as further negatives.

MODELS 1.5, where the published code (xwen99/temporal_context_aggregation, utils.py `CircleLoss`, model.py `MoCo`) errs: the margins of
its Circle loss fall on row 0 of the batch instead of the column of the positives; its bank starts with random vectors, is filled
after the loss, and may hold copies of the very film. Here the positive has its own argument, only filled slots count, films of the same
group are never negatives, and gradients flow through positives and the negatives of the same step.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


def info_nce(positive: Tensor, negatives: Tensor, allowed: Tensor, temperature: float = 0.07) -> Tensor:
    """Mean of -log(e^(p/t) / (e^(p/t) + sum_allowed e^(n/t))): cosines (rows,), (rows, k), bool (rows, k) -> scalar."""
    logits = torch.cat([positive[:, None], negatives.masked_fill(~allowed, -torch.inf)], dim=1) / temperature
    return _first_of(logits)


def circle_loss(
    positive: Tensor, negatives: Tensor, allowed: Tensor, margin: float = 0.25, gamma: float = 256.0
) -> Tensor:
    """Circle loss (Sun et al. 2020) with one positive a row, as a cross entropy: cosines (rows,), (rows, k), bool (rows, k) -> scalar.

    Logits gamma * alpha * (s - delta): alpha_p = [1 + m - s_p]+, alpha_n = [s_n + m]+ (both without gradient), delta_p = 1 - m, delta_n = m.
    """
    weight_p = (1 + margin - positive).clamp(min=0).detach()
    weight_n = (negatives + margin).clamp(min=0).detach()
    logit_p = gamma * weight_p * (positive - (1 - margin))
    logit_n = (gamma * weight_n * (negatives - margin)).masked_fill(~allowed, -torch.inf)
    return _first_of(torch.cat([logit_p[:, None], logit_n], dim=1))


LOSSES: dict[str, Loss] = {"info_nce": info_nce, "circle": circle_loss}


def _first_of(logits: Tensor) -> Tensor:
    return functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))


class MemoryBank(nn.Module):
    """A ring of the last `size` descriptors with the group each belongs to; it is saved and loaded like weights."""

    keys: Tensor
    groups: Tensor
    place: Tensor

    def __init__(self, size: int, dim: int) -> None:
        super().__init__()
        self.register_buffer("keys", torch.zeros(size, dim))
        self.register_buffer("groups", torch.full((size,), -1))  # -1: nothing there yet
        self.register_buffer("place", torch.zeros((), dtype=torch.long))

    def add(self, keys: Tensor, groups: Tensor) -> None:
        """Store (n, dim) of groups (n,), none negative, over the oldest; of more than fit, the last stay."""
        size = len(self.keys)
        if not size:
            return
        keys, groups = keys[-size:].detach(), groups[-size:]
        slots = (int(self.place) + torch.arange(len(keys))) % size
        self.keys[slots], self.groups[slots] = keys, groups
        self.place.fill_((int(self.place) + len(keys)) % size)

    def allowed(self, groups: Tensor) -> Tensor:
        """Which slots are negatives for rows of these groups (n,): filled and of another group, bool (n, size)."""
        return (self.groups >= 0)[None] & (self.groups[None] != groups[:, None])


def contrast(loss: Loss, anchors: Tensor, positives: Tensor, groups: Tensor, bank: MemoryBank) -> Tensor:
    """Both directions of a loss on L2-normalised descriptors (n, dim) of n films and of edited copies of them.

    Negatives of a row are the other films' descriptors of this step, with gradients, and the bank.
    """
    same_step = groups[:, None] != groups[None]
    allowed = torch.cat([same_step, bank.allowed(groups)], dim=1)
    earlier = bank.keys.clone().T  # the bank goes on before the gradients are taken
    positive = (anchors * positives).sum(1)

    def one_way(rows: Tensor, others: Tensor) -> Tensor:
        return loss(positive, torch.cat([rows @ others.T, rows @ earlier], dim=1), allowed)

    return (one_way(anchors, positives) + one_way(positives, anchors)) / 2


def symmetric_table(one: Tensor, one_mask: Tensor, other: Tensor, other_mask: Tensor) -> Tensor:
    """Symmetric chamfer similarity of every film of one side with every one of the other: (a, n, d), (a, n), (b, m, d), (b, m) -> (a, b)."""
    cosines = torch.einsum("and,bmd->abnm", one, other)
    rows, columns = one_mask[:, None, :], other_mask[None]
    forward = cosines.masked_fill(~columns[:, :, None], -2.0).amax(3)
    backward = cosines.masked_fill(~rows[..., None], -2.0).amax(2)
    forward = (forward * rows).sum(2) / rows.sum(2)
    backward = (backward * columns).sum(2) / columns.sum(2)
    return (forward + backward) / 2
