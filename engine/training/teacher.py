"""The net that real pictures are distilled from: MobileNetV2 (Sandler et al. 2018) with ImageNet weights. Never shipped."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 1280
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


class Convolution(nn.Module):
    """Convolution with its batch normalisation folded in and TensorFlow's SAME padding; ReLU6 unless it ends a block."""

    def __init__(self, inputs: int, outputs: int, size: int = 1, stride: int = 1, groups: int = 1, relu: bool = True):
        super().__init__()
        self.c = nn.Conv2d(inputs, outputs, size, stride, 0, groups=groups)
        self.size, self.stride, self.relu = size, stride, relu

    def forward(self, x: Tensor) -> Tensor:
        if self.size > 1:
            short = [max((-(-n // self.stride) - 1) * self.stride + self.size - n, 0) for n in x.shape[-2:]]
            x = functional.pad(x, (short[1] // 2, short[1] - short[1] // 2, short[0] // 2, short[0] - short[0] // 2))
        return functional.relu6(self.c(x)) if self.relu else self.c(x)


class Inverted(nn.Module):
    """Widen, look around per channel, narrow; around an identity where the shape stays."""

    def __init__(self, inputs: int, outputs: int, factor: int, stride: int) -> None:
        super().__init__()
        wide = inputs * factor
        layers = [Convolution(inputs, wide)] if factor != 1 else []
        layers += [Convolution(wide, wide, 3, stride, wide), Convolution(wide, outputs, relu=False)]
        self.b = nn.Sequential(*layers)
        self.around = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.b(x) if self.around else self.b(x)


class Teacher(nn.Module):
    """Pictures (n, 3, any height, any width) in -1..1 -> features (n, 1280); `fc` gives the logits of 1,001 classes."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [Convolution(3, 32, 3, 2)]
        width = 32
        for factor, outputs, count, stride in STAGES:
            for i in range(count):
                layers.append(Inverted(width, outputs, factor, stride if i == 0 else 1))
                width = outputs
        self.body = nn.Sequential(*layers, Convolution(width, FEATURES))
        self.fc = nn.Linear(FEATURES, 1001)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.body(pictures).mean((2, 3))


def load_teacher(folder: Path) -> Teacher:
    """`teacher_mobilenet_v2.safetensors` of the training material, ready to be asked."""
    teacher = Teacher()
    state = load_file(folder / "teacher_mobilenet_v2.safetensors")
    teacher.load_state_dict({name: value.float() for name, value in state.items()})
    return teacher.to(memory_format=torch.channels_last).eval().requires_grad_(False)  # type: ignore[call-overload]
