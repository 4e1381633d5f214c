"""Everything that decides the starter model's weights, but for the machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.training.batches import HEIGHT, WIDTH
from engine.training.vocabulary import CONTEXT

MEAN, STD = (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)  # of values 0..1


@dataclass(frozen=True)
class Settings:
    seed: int = 20
    steps_still: int = 700  # first stage: single frames, every one a new scene
    steps_clips: int = 1500  # second stage: clips of 2 to 8 frames
    steps_pictures: int = 1000  # third stage: a teacher's features of real pictures, beside single drawn frames
    steps_together: int = 1100  # fourth stage: captions of real pictures and films of them, beside drawn clips
    steps_words: int = 850  # fifth stage: the image tower is finished, sentences and temporal encoder learn on
    clips_still: int = 192
    clips: int = 64
    clips_beside: int = 24  # drawn ones, in the stages with real pictures
    looking: tuple[int, int, int] = (
        56,
        144,
        0,
    )  # third stage: photographs, labelled pictures, pairs of films of two photographs
    telling: tuple[int, int, int] = (128, 64, 32)  # fourth stage, likewise
    wording: tuple[int, int, int] = (192, 32, 32)  # fifth stage, likewise
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

    @property
    def stages(self) -> tuple[int, ...]:
        """Steps of the five stages."""
        return self.steps_still, self.steps_clips, self.steps_pictures, self.steps_together, self.steps_words

    @property
    def steps(self) -> int:
        return sum(self.stages)

    def stage_of(self, step: int) -> tuple[int, int]:
        """(stage 0..4, step within it)."""
        for stage, steps in enumerate(self.stages):
            if step < steps:
                return stage, step
            step -= steps
        raise ValueError("after the last step")

    def short(self, steps: int) -> Settings:
        """The same in that many steps in all."""
        scaled = [round(steps * part / self.steps) for part in self.stages]
        names = ("steps_still", "steps_clips", "steps_pictures", "steps_together", "steps_words")
        return replace(self, **dict(zip(names, [*scaled[:-1], steps - sum(scaled[:-1])], strict=True)))


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
