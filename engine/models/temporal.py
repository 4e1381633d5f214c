"""The temporal encoder of CLIP4Clip and X-CLIP (`seqTransf`): frames of one clip exchange what they saw.

Pre-LN transformer with QuickGELU, learned positions, a residual around the whole, and a key mask for padding
(ArrowLuo/CLIP4Clip, modules/modeling.py and module_cross.py). Beyond the position table the positions are interpolated.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


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
        for block in self.blocks:
            x = block(x, ~mask)
        return x + frames


def masked_mean(frames: Tensor, mask: Tensor) -> Tensor:
    """L2-normalised mean of the normalised valid frames (CLIP4Clip meanP): (clips, frames, dim) -> (clips, dim)."""
    total = (frames * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
    return functional.normalize(total, dim=-1)
