"""Everything that decides a training on captions, but for the clips and the machine; from a TOML file, options, or both."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from engine.errors import ModelError


@dataclass(frozen=True)
class FinetuneSettings:
    """Defaults for real backbones.

    Rates are those of float32 AdamW: 1e-6 for the backbone, the one of the range 1e-6..5e-6 that was verified in use (X-Pool),
    1e-4 for what is new, as published. The published 1e-7 belongs to float16 weights and BertAdam (MODELS 1.4, quirk 7).
    """

    method: str = "xclip"  # or "clip4clip"
    backbone: str = "starter"  # as for --model
    head: str = "seqTransf"  # of CLIP4Clip: meanP, seqLSTM, seqTransf or tightTransf
    layers: int = 4  # of a new temporal encoder; the paper of X-CLIP has 3, its published code 4
    frame_features: str = "original"  # what X-CLIP's frame contrasts see: "original" (published) or "temporal"
    epochs: int = 5
    batch: int = 128  # clips, of all processes together
    chunk: int = 0  # clips that a process encodes at once, with cached gradients; 0: all of its part
    accumulate: int = 1  # batches, each with its own negatives, before a step
    backbone_rate: float = 1e-6
    rate: float = 1e-4
    warm_up: float = 0.1  # of all steps
    decay: float = 0.2
    freeze: str = (
        "0"  # blocks of both towers that stay as they are; "none": nothing does, "all": the whole backbone does
    )
    precision: str = "fp32"  # or "bf16": the towers compute so, the weights stay float32
    max_frames: int = 12  # of a clip; the protocols of DiDeMo and ActivityNet have 64
    loss: str = "infonce"  # or "milnce": post-pretraining on sentences nearby in time
    candidates: int = 5  # sentences that a clip may fit, for MIL-NCE
    patience: int = 2  # epochs without a better validation before training stops
    seed: int = 42

    @property
    def frozen_blocks(self) -> int | None:
        """As `trainee.freeze` takes it."""
        return {"none": -1, "all": None}[self.freeze] if self.freeze in ("none", "all") else int(self.freeze)


CHOICES = {
    "method": ("xclip", "clip4clip"),
    "head": ("meanP", "seqLSTM", "seqTransf", "tightTransf"),
    "frame_features": ("original", "temporal"),
    "precision": ("fp32", "bf16"),
    "loss": ("infonce", "milnce"),
}
LEAST = {
    "layers": 1, "epochs": 1, "batch": 2, "chunk": 0, "accumulate": 1, "backbone_rate": 0, "rate": 0, "warm_up": 0, "decay": 0,
    "max_frames": 1, "candidates": 1, "patience": 1, "seed": 0,
}  # fmt: skip


def check(settings: FinetuneSettings) -> None:
    """Raises ModelError for a value that cannot be."""
    for name, known in CHOICES.items():
        if getattr(settings, name) not in known:
            raise ModelError(f"{name} is {getattr(settings, name)!r}; it may be {', '.join(known)}.")
    for name, least in LEAST.items():
        if not getattr(settings, name) >= least:
            raise ModelError(f"{name} is {getattr(settings, name)}; it must be at least {least}.")
    if settings.freeze not in ("none", "all") and not settings.freeze.isdecimal():
        raise ModelError(f"freeze is {settings.freeze!r}; it may be none, all, or a number of blocks.")


def entries_from(file: Path | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a TOML file, overridden by those that were `given` (None: was not)."""
    told: dict[str, Any] = {}
    if file is not None:
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"The file {file} cannot be read.") from error
        except tomllib.TOMLDecodeError as error:
            raise ModelError(f"The file {file} is not good TOML: {error}.") from error
    return told | {name: value for name, value in given.items() if value is not None}


def settings_from(entries: Mapping[str, Any]) -> FinetuneSettings:
    """Settings by their names. Raises ModelError for a name that is none, and for a value that cannot be."""
    kinds = {one.name: str(one.type) for one in fields(FinetuneSettings)}
    unknown = [name for name in entries if name not in kinds]
    if unknown:
        raise ModelError(f"There is no setting named {unknown[0]}.")
    settings = FinetuneSettings(**{name: of_kind(name, value, kinds[name]) for name, value in entries.items()})
    check(settings)
    return settings


def of_kind(name: str, value: Any, kind: str) -> Any:
    """A value as its field wants it: 5 for a number with a point, 0 for text."""
    good = {"int": int, "float": (int, float), "str": (str, int)}[kind]
    if isinstance(value, bool) or not isinstance(value, good):
        raise ModelError(f"{name} is {value!r}, which is no {'text' if kind == 'str' else 'number'} as it should be.")
    return {"int": int, "float": float, "str": str}[kind](value)
