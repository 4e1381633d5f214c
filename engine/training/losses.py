"""What the starter model is trained on: the contrastive loss with masked duplicates, labels only training sees, and a teacher."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.aosm import Contrasts
from engine.training.contrast import info_nce
from engine.training.labels import GROUPS
from engine.training.scenes import BACKGROUNDS, COLOURS, KINDS, WORDS
from engine.training.teacher import FEATURES


def contrastive_loss(found: Contrasts, scale: Tensor, true: Tensor) -> Tensor:
    """The mean of the four contrasts, and a quarter of each alone so that every one is usable alone."""
    single = (found.video_sentence, found.video_word, found.sentence_frame, found.frame_word)
    return info_nce(scale * found.mean(), true) + 0.25 * sum(
        (info_nce(scale * s, true) for s in single), torch.zeros(())
    )


class Auxiliary(nn.Module):
    """Linear read-outs for the labels of drawn films; thrown away after training."""

    def __init__(self, width: int, dim: int, cells: int) -> None:
        super().__init__()
        self.cell_occupied = nn.Linear(width, 1)
        self.cell_kind = nn.Linear(width, KINDS)
        self.cell_colour = nn.Linear(width, len(COLOURS))
        self.kinds = nn.Linear(dim, KINDS)
        self.occupied = nn.Linear(dim, cells)
        self.labels = nn.ModuleList(nn.Linear(dim, n) for n in (len(BACKGROUNDS), 5, len(WORDS) + 1))

    def forward(
        self,
        cells: Tensor,
        frames: Tensor,
        occupied: Tensor,
        objects: Tensor,
        labels: Tensor,
    ) -> dict[str, Tensor]:
        """cells (n, cells, width), frames (n, dim); labels as in `batches.Batch`."""
        frame, cell, kind, colour = objects.T
        picked = cells[frame, cell]
        present = torch.zeros(len(frames), KINDS).index_put_((frame, kind), torch.ones(()))
        present = present / present.sum(1, keepdim=True).clamp(min=1)
        shaped = colour >= 0
        weight = torch.tensor(8.0)  # few cells hold an object
        losses = {
            "cell": functional.binary_cross_entropy_with_logits(
                self.cell_occupied(cells)[..., 0].float(), occupied, pos_weight=weight
            ),
            "kind": functional.cross_entropy(self.cell_kind(picked).float(), kind),
            "colour": functional.cross_entropy(self.cell_colour(picked[shaped]).float(), colour[shaped])
            if shaped.any()
            else frames.sum() * 0,
            "kinds": -(present * functional.log_softmax(self.kinds(frames).float(), 1)).sum(1).mean(),
            "place": functional.binary_cross_entropy_with_logits(
                self.occupied(frames).float(), occupied, pos_weight=weight
            ),
        }
        for name, layer, target in zip(("background", "number", "word"), self.labels, labels.T, strict=True):
            losses[name] = functional.cross_entropy(layer(frames).float(), target)
        return losses


WEIGHTS = {
    "cell": 1.0,
    "kind": 0.5,
    "colour": 0.3,
    "kinds": 0.5,
    "place": 1.0,
    "background": 0.2,
    "number": 0.3,
    "word": 0.3,
}


class SharedReadouts(nn.Module):
    """One linear read-out per group of `labels`, for the vectors of films and of sentences alike; thrown away after training."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.groups = nn.ModuleDict({group: nn.Linear(dim, classes) for group, classes in GROUPS.items()})

    def forward(self, vectors: Tensor, labels: dict[str, Tensor]) -> dict[str, Tensor]:
        """L2-normalised vectors (rows, dim); labels per group, (labels, 2): row, class. Rows without a label have no part."""
        losses = {}
        for group, layer in self.groups.items():
            row, label = labels[group].T
            if len(row) == 0:
                losses[group] = vectors.sum() * 0
                continue
            chances = functional.log_softmax(layer(vectors * READOUT_SCALE), 1)[row, label]
            share = 1 / torch.bincount(row, minlength=len(vectors)).clamp(min=1)  # each row counts the same
            losses[group] = -(chances * share[row]).sum() / len(row.unique())
        return losses


READOUT_SCALE = 10.0
SHARED_WEIGHTS = {
    "motion": 0.6,
    "kind": 0.3,
    "coloured shape": 0.2,
    "count": 0.2,
    "background": 0.1,
    "word": 0.3,
    "side": 0.4,
    "turn": 0.4,
}


class Distillation(nn.Module):
    """Learns a teacher's features of real pictures, and where its own place among the sentences would be."""

    mean: Tensor
    spread: Tensor
    weight: Tensor
    bias: Tensor

    def __init__(self, pooled: int, dim: int, mean: Tensor, spread: Tensor, classes: nn.Linear) -> None:
        """`mean`, `spread` (1280,): of the teacher's features over all pictures; `classes`: its last layer, frozen."""
        super().__init__()
        self.readout = nn.Linear(pooled, FEATURES)
        self.place = nn.Sequential(nn.Linear(FEATURES, 512), nn.GELU(), nn.Dropout(0.2), nn.Linear(512, dim))
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("spread", spread, persistent=False)
        self.register_buffer("weight", classes.weight.detach(), persistent=False)
        self.register_buffer("bias", classes.bias.detach(), persistent=False)

    def features(self, pooled: Tensor, wanted: Tensor) -> dict[str, Tensor]:
        """The student's pooled features (n, pooled) against the teacher's (n, 1280): in place, and in what it would call them."""
        found = self.readout(pooled.float())
        near = functional.smooth_l1_loss(found, self.standard(wanted))
        said = functional.linear(found * self.spread + self.mean, self.weight, self.bias)
        right = functional.linear(wanted, self.weight, self.bias)
        classes = functional.kl_div(
            functional.log_softmax(said, 1), functional.log_softmax(right, 1), reduction="batchmean", log_target=True
        )
        return {"features": near, "classes": classes}

    def places(self, wanted: Tensor) -> Tensor:
        """The teacher's features (n, 1280) in the space of films and sentences, (n, dim), L2-normalised."""
        return functional.normalize(self.place(self.standard(wanted)), dim=-1)

    def standard(self, features: Tensor) -> Tensor:
        return (features - self.mean) / self.spread


DISTILLATION = {"features": 4.0, "classes": 0.5, "teacher": 0.5, "place": 1.0, "turns": 0.5}
