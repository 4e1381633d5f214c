"""Writes the trained model as an open_clip folder with its head beside it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file

from engine.models.head import write_head
from engine.training.model import Starter
from engine.training.settings import Settings, model_config
from engine.training.vocabulary import open_vocabulary

NOTE = (
    "This small model is there to try the program with: it knows drawn scenes well and real pictures roughly. For your own footage "
    "choose a real model (Search model…, or rushes-engine models)."
)


def halves(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {
        name: (value.half() if value.dtype.is_floating_point else value).contiguous().clone()
        for name, value in module.state_dict().items()
    }


def export_starter(model: Starter, settings: Settings, vocabulary: Path, out: Path, step: int, seconds: float) -> None:
    """Write to a folder beside `out`, then move file by file, the weights last: a reader never sees half a file."""
    fresh = out.with_name(out.name + ".new")
    fresh.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(vocabulary, fresh / "merges.txt.gz")
    config = model_config(settings, open_vocabulary(vocabulary).vocab_size)
    (fresh / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n")
    told = {**asdict(settings), "steps_done": step, "seconds": round(seconds)}
    write_head(fresh, model.head, "Rushes starter", NOTE, training=told, half=True)
    save_file(halves(model.clip), fresh / "open_clip_model.safetensors")
    for name in (
        "merges.txt.gz",
        "open_clip_config.json",
        "head.safetensors",
        "head.json",
        "open_clip_model.safetensors",
    ):
        (fresh / name).chmod(0o644)  # safetensors writes files that only their owner may read
        (fresh / name).replace(out / name)
    fresh.rmdir()
