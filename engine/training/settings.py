"""Everything that decides the starter model's weights, but for the machine."""

from __future__ import annotations

from dataclasses import dataclass

from engine.training.batches import HEIGHT, WIDTH
from engine.training.vocabulary import CONTEXT

MEAN, STD = (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)  # of values 0..1


@dataclass(frozen=True)
class Settings:
    seed: int = 20
    steps_still: int = 700  # first stage: single frames, every one a new scene
    steps_clips: int = 1500  # second stage: clips of 2 to 8 frames
    clips_still: int = 192
    clips: int = 64
    rate: float = 1.2e-3
    warm_up: int = 150
    floor: float = 0.03
    decay: float = 0.05
    average: float = 0.996
    dim: int = 256
    text_width: int = 192
    text_layers: int = 4
    layers: int = 2
    heads: int = 4
    positions: int = 12
    tau: float = 0.05  # at the start; learned


def model_config(settings: Settings, vocabulary_size: int) -> dict:
    """`open_clip_config.json`."""
    return {
        "model_cfg": {
            "embed_dim": settings.dim,
            "vision_cfg": {
                "timm_model_name": "rushes_starter",
                "timm_model_pretrained": False,
                "timm_pool": "",
                "timm_proj": "linear",
                "image_size": [HEIGHT, WIDTH],
            },
            "text_cfg": {
                "context_length": CONTEXT,
                "vocab_size": vocabulary_size,
                "width": settings.text_width,
                "heads": settings.text_width // 64,
                "layers": settings.text_layers,
            },
        },
        "preprocess_cfg": {"mean": list(MEAN), "std": list(STD), "interpolation": "bicubic", "resize_mode": "squash"},
    }
