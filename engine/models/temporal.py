"""The temporal encoder of CLIP4Clip and X-CLIP (`seqTransf`): frames of one clip exchange what they saw.

Pre-LN transformer with QuickGELU, learned positions, a residual around the whole, and a key mask for padding
(ArrowLuo/CLIP4Clip, modules/modeling.py and module_cross.py). Beyond the position table the positions are interpolated.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import ModelError
from engine.models.words import text_tower


class Block(nn.Module):
    """One pre-LN block: x + attention(ln(x)), then x + mlp(ln(x))."""

    def __init__(self, dim: int, heads: int, hidden: int, eps: float) -> None:
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(dim, eps), nn.LayerNorm(dim, eps)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.c_fc, self.c_proj = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        """x (clips, frames, dim); padding (clips, frames), true where there is no frame."""
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, key_padding_mask=padding, need_weights=False)[0]
        y = self.c_fc(self.ln_2(x))
        return x + self.c_proj(y * torch.sigmoid(1.702 * y))


class TemporalEncoder(nn.Module):
    """(clips, frames, dim) -> the same shape; with `differences`, the change since the frame before is an extra input.

    A frame of a still-image backbone does not know where its objects were a second ago; the projected difference
    F[t] - F[t-1] makes motion and its direction visible to every later layer (MODELS 5.4).
    """

    def __init__(
        self,
        dim: int,
        layers: int,
        heads: int,
        positions: int,
        hidden: int | None = None,
        differences: bool = False,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.randn(positions, dim) * 0.02)
        self.difference = nn.Linear(dim, dim, bias=False) if differences else None
        self.blocks = nn.ModuleList(Block(dim, heads, hidden or dim * 4, eps) for _ in range(layers))

    def position_table(self, frames: int) -> Tensor:
        """(frames, dim): the first rows of the table, or the whole table stretched."""
        table = self.positions
        if frames <= len(table):
            return table[:frames]
        return functional.interpolate(table.T[None], size=frames, mode="linear", align_corners=True)[0].T

    def positions_of(self, mask: Tensor) -> Tensor:
        """(clips, frames, dim), or (frames, dim) where no table has to be stretched to the length of a clip."""
        frames = mask.shape[1]
        if frames <= len(self.positions):
            return self.position_table(frames)
        tables = [self.position_table(int(length)) for length in mask.sum(1)]  # its own length, not that of the batch
        return torch.stack([functional.pad(table, (0, 0, 0, frames - len(table))) for table in tables])

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """frames (clips, frames, dim), mask (clips, frames) true where there is a frame; what lies beyond has no effect."""
        frames = frames * mask[..., None]
        x = frames + self.positions_of(mask)
        if self.difference is not None:
            change = torch.zeros_like(frames)
            change[:, 1:] = frames[:, 1:] - frames[:, :-1]
            x = x + self.difference(change)
        padding = ~mask & mask.any(1, keepdim=True)  # attention over nothing would be not-a-number
        for block in self.blocks:
            x = block(x, padding)
        return x + frames


def masked_mean(frames: Tensor, mask: Tensor) -> Tensor:
    """L2-normalised mean of the normalised valid frames (CLIP4Clip meanP): (clips, frames, dim) -> (clips, dim)."""
    total = (frames * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
    return functional.normalize(total, dim=-1)


def text_tower_sizes(model: nn.Module) -> dict[str, int]:
    """What an encoder must be to start from a model's text tower: dim, heads, positions, hidden, as `TemporalEncoder` calls them."""
    tower: Any = _tower(model)
    block = tower.transformer.resblocks[0]
    positions, dim = tower.positional_embedding.shape
    return {"dim": dim, "heads": block.attn.num_heads, "positions": positions, "hidden": block.mlp.c_fc.out_features}


def start_from_text_tower(positions: nn.Parameter, blocks: nn.ModuleList, model: nn.Module) -> None:
    """Fill a position table and blocks with those of a model's text tower, from its beginning (CLIP4Clip, CLIP4ClipPreTrainedModel).

    Raises ModelError where the tower has other sizes, fewer blocks, or blocks of another kind.
    """
    tower: Any = _tower(model)
    theirs = list(tower.transformer.resblocks)
    misfit = ModelError("The text tower of this model has other sizes; the temporal encoder cannot start from it.")
    if len(theirs) < len(blocks) or tower.positional_embedding.shape[1] != positions.shape[1]:
        raise misfit
    if len(tower.positional_embedding) < len(positions):
        raise misfit
    with torch.no_grad():
        positions.copy_(tower.positional_embedding[: len(positions)])
    for block, their in zip(blocks, theirs, strict=False):
        state = {name.replace("mlp.", ""): value for name, value in their.state_dict().items()}
        if {k: v.shape for k, v in state.items()} != {k: v.shape for k, v in block.state_dict().items()}:
            raise misfit
        block.load_state_dict(state)


def _tower(model: nn.Module) -> nn.Module:
    tower = text_tower(model)
    if tower is None or not hasattr(tower.transformer, "resblocks"):
        raise ModelError("This model has no text tower that a temporal encoder could start from.")
    return tower
