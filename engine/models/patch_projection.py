"""From pixels to patch tokens: CLIP4Clip's 2D and 3D linear projections, and an open_clip vision transformer that uses one.

The 2D projection sees one frame; the 3D projection also its neighbours in time (Luo et al. 2021, section 3.1; ArrowLuo/CLIP4Clip,
modules/module_clip.py, `conv2`). Started from the 2D weights in its central slice it is the 2D projection.
"""

from __future__ import annotations

import torch
from open_clip.transformer import VisionTransformer
from torch import Tensor, nn


class PatchProjection(nn.Module):
    """Frames of clips to one grid of tokens per frame, each from the `time` frames around it, an odd number (1: 2D, 3: 3D)."""

    def __init__(self, width: int, patch: tuple[int, int], time: int) -> None:
        super().__init__()
        self.centre = (time - 1) // 2
        self.conv = nn.Conv3d(3, width, (time, *patch), (1, *patch), (self.centre, 0, 0), bias=False)

    def from_2d(self, weight: Tensor) -> None:
        """Central-frame initialisation from a 2D projection's weight (width, 3, height, width of a patch)."""
        with torch.no_grad():
            self.conv.weight.zero_()
            self.conv.weight[:, :, self.centre] = weight

    def forward(self, video: Tensor, mask: Tensor | None = None) -> Tensor:
        """video (clips, frames, 3, height, width) -> (clips, frames, width, rows, columns).

        Frames beyond `mask` (clips, frames) are taken for zero, as what lies before and after a clip is, so they do not leak
        into the last frame. Without a mask they do, as in the published code.
        """
        if mask is not None:
            video = video * mask[..., None, None, None]
        return self.conv(video.transpose(1, 2)).transpose(1, 2)


class FrameTower(nn.Module):
    """An open_clip vision transformer behind a patch projection that takes the place of its first convolution.

    Takes over `visual`, which cannot encode pictures by itself afterwards.
    """

    def __init__(self, visual: VisionTransformer, time: int) -> None:
        super().__init__()
        weight = visual.conv1.weight
        self.patches = PatchProjection(weight.shape[0], (weight.shape[2], weight.shape[3]), time).to(weight)
        self.patches.from_2d(weight.detach())
        visual.conv1 = nn.Identity()  # type: ignore[assignment]
        self.visual = visual

    def forward(self, video: Tensor, mask: Tensor | None = None) -> Tensor:
        """video (clips, frames, 3, height, width), mask (clips, frames) -> features (clips, frames, dim), not normalised."""
        features = self.visual(self.patches(video, mask).flatten(0, 1))
        return features.view(*video.shape[:2], -1)
