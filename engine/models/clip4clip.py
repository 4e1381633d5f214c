"""CLIP4Clip's four ways to compare a sentence with a clip: meanP, seqLSTM, seqTransf, tightTransf (Luo et al. 2021).

As in the published code (ArrowLuo/CLIP4Clip, modules/modeling.py, module_cross.py), where it departs from the paper too: seqLSTM
and seqTransf have a residual around the whole, tightTransf has no type embedding and QuickGELU in its pooler. All take raw
features of the towers, sentences (t, d), frames (v, n, d) and mask (v, n), true where there is a frame, and give scores (t, v):
cosines, but for tightTransf, whose numbers have no scale of their own. What lies beyond a mask has no effect; a clip without
frames has the score 0.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import ModelError
from engine.models.temporal import Block, TemporalEncoder, masked_mean, start_from_text_tower

KINDS = ("meanP", "seqLSTM", "seqTransf", "tightTransf")


class MeanPooling(nn.Module):
    """meanP: the mean of the normalised frames; nothing to train."""

    options: dict[str, Any]  # what `build_head` was given, to build the head again

    def encode(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """frames (v, n, d), mask (v, n) -> clips (v, d) and their frames (v, n, d), both L2-normalised."""
        seen = functional.normalize(self.exchange(frames, mask), dim=-1)
        return masked_mean(seen, mask), seen

    def exchange(self, frames: Tensor, mask: Tensor) -> Tensor:
        """What frames learn of each other before the mean: here nothing."""
        return frames

    def from_text_tower(self, model: nn.Module) -> None:
        """Start from the backbone's text tower, as far as there is something to start; see `temporal.start_from_text_tower`."""

    def forward(self, sentences: Tensor, frames: Tensor, mask: Tensor) -> Tensor:
        return functional.normalize(sentences, dim=-1) @ self.encode(frames, mask)[0].T


class SequentialLSTM(MeanPooling):
    """seqLSTM: one layer, forward in time, so padding cannot reach the frames before it.

    The published code packs the valid frames and refills the padding with what it was; the masked mean sees neither.
    """

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(dim, dim, batch_first=True)

    def exchange(self, frames: Tensor, mask: Tensor) -> Tensor:
        frames = frames * mask[..., None]
        return self.lstm(frames)[0] + frames


class SequentialTransformer(MeanPooling):
    """seqTransf: the temporal encoder."""

    def __init__(self, dim: int, layers: int, heads: int, positions: int, hidden: int, eps: float = 1e-12) -> None:
        super().__init__()
        self.temporal = TemporalEncoder(dim, layers, heads, positions, hidden, eps=eps)

    def exchange(self, frames: Tensor, mask: Tensor) -> Tensor:
        return self.temporal(frames, mask)

    def from_text_tower(self, model: nn.Module) -> None:
        start_from_text_tower(self.temporal.positions, self.temporal.blocks, model)


class TightTransformer(nn.Module):
    """tightTransf: a transformer over the sentence and the frames of one pair; as many passes as there are pairs."""

    options: dict[str, Any]

    def __init__(self, dim: int, layers: int, heads: int, positions: int, hidden: int, eps: float = 1e-12) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.randn(positions, dim) * 0.02)
        self.dropout = nn.Dropout(0.1)
        self.blocks = nn.ModuleList(Block(dim, heads, hidden, eps) for _ in range(layers))
        self.ln_pool = nn.LayerNorm(dim, eps)
        self.dense = nn.Linear(dim, dim)
        self.similarity = nn.Linear(dim, 1)

    def from_text_tower(self, model: nn.Module) -> None:
        """Start from the backbone's text tower; see `temporal.start_from_text_tower`."""
        start_from_text_tower(self.positions, self.blocks, model)

    def forward(self, sentences: Tensor, frames: Tensor, mask: Tensor) -> Tensor:
        clips, length = mask.shape
        if length + 1 > len(self.positions):
            raise ModelError(
                f"tightTransf compares clips of at most {len(self.positions) - 1} frames; these have {length}."
            )
        padding = functional.pad(~mask, (1, 0))  # the sentence is never padding
        rows = []
        for sentence in sentences:  # one text with every clip at a time: memory for v, not t * v, sequences
            x = torch.cat([sentence.expand(clips, 1, -1), frames * mask[..., None]], 1)
            x = self.dropout(x + self.positions[: length + 1])
            for block in self.blocks:
                x = block(x, padding)
            x = self.dense(self.ln_pool(x[:, 0]))
            rows.append(self.similarity(x * torch.sigmoid(1.702 * x))[:, 0])
        return torch.stack(rows) * mask.any(1)


def build_head(
    kind: str, dim: int, layers: int = 4, heads: int = 8, positions: int = 77, hidden: int = 2048, eps: float = 1e-12
) -> MeanPooling | TightTransformer:
    """A head by its published name; the sizes are those of the published code for ViT-B, and meanP and seqLSTM need only `dim`."""
    head: MeanPooling | TightTransformer
    match kind:
        case "meanP":
            head = MeanPooling()
        case "seqLSTM":
            head = SequentialLSTM(dim)
        case "seqTransf":
            head = SequentialTransformer(dim, layers, heads, positions, hidden, eps)
        case "tightTransf":
            head = TightTransformer(dim, layers, heads, positions, hidden, eps)
        case _:
            raise ModelError(f"There is no CLIP4Clip head {kind}; there are {', '.join(KINDS)}.")
    head.options = {"head": kind, "dim": dim, "layers": layers, "heads": heads, "positions": positions}
    head.options |= {"hidden": hidden, "eps": eps}
    return head
