"""The image tower of the starter model: a small residual convolutional net with learned attention patterns.

It is registered with timm under the name `rushes_starter`, so that open_clip builds it from an ordinary
`open_clip_config.json` (`timm_model_name`) and loads it like any other local-dir model. The first convolution already
reduces by four: on processors the full-size layers are what costs time (about four times the frames per second of a
ResNet-10 with the same number of parameters).
"""

from __future__ import annotations

from typing import Any

import torch
from timm.models import register_model
from torch import Tensor, nn


def convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution and batch normalisation (folded into one by any exporter)."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """Two 3x3 convolutions around an identity (He et al. 2016, basic block)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = convolution(width, width)
        self.second = convolution(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(torch.relu(self.first(x))))


class Down(nn.Module):
    """Half the size, more channels."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = convolution(inputs, outputs, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.body(x))


class StarterNet(nn.Module):
    """Pictures (n, 3, 96, 128) -> features (n, queries * width); the grid of cells is (6, 8), 16 pixels each."""

    def __init__(
        self, width: int = 256, patterns: int = 16, grid: tuple[int, int] = (6, 8), blocks: tuple[int, int] = (2, 4)
    ) -> None:
        super().__init__()
        part = 64
        self.num_features = patterns * part
        self.default_cfg: dict[str, Any] = {"pool_size": None, "input_size": (3, grid[0] * 16, grid[1] * 16)}
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 4, 4, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        near, far = [Residual(128) for _ in range(blocks[0])], [Residual(width) for _ in range(blocks[1])]
        self.stages = nn.Sequential(Down(64, 128), *near, Down(128, width), *far)
        self.positions = nn.Parameter(torch.randn(grid[0] * grid[1], width) * 0.1)
        self.norm = nn.LayerNorm(width)
        self.queries = nn.Parameter(torch.randn(width, patterns) * width**-0.5)
        self.parts = nn.Parameter(torch.randn(patterns, width, part) * width**-0.5)

    def reset_classifier(self, num_classes: int, global_pool: str | None = None) -> None:
        """Part of timm's contract; there is no classifier here."""

    def cells(self, x: Tensor) -> Tensor:
        """Features of every cell of the grid: (n, cells, width)."""
        return self.norm(self.stages(self.stem(x)).flatten(2).transpose(1, 2) + self.positions)

    def pooled(self, cells: Tensor) -> Tensor:
        """Attention with one learned query per pattern: (n, cells, width) -> (n, patterns * part)."""
        weights = torch.softmax((cells @ self.queries).float(), 1).to(cells.dtype)  # (n, cells, patterns)
        seen = weights.transpose(1, 2) @ cells  # (n, patterns, width)
        return torch.einsum("npw,pwo->npo", seen, self.parts).flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        return self.pooled(self.cells(x))


@register_model
def rushes_starter(pretrained: bool = False, **options: Any) -> StarterNet:
    """timm's entry point; `pretrained` weights do not exist elsewhere than in the folder open_clip loads."""
    return StarterNet()
