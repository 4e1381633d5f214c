"""Writes a trained backbone and its head as an open_clip `local-dir:` folder, which the program opens at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from engine.models import loading
from engine.models.head import write_head
from engine.training.starting_point import Source
from engine.training.trainee import Trainee

TOKENIZER_FILES = (
    loading.VOCABULARY, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "vocab.txt", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model",
)  # fmt: skip


def export_folder(source: Source, trainee: Trainee, out: Path, note: str, training: Mapping[str, Any]) -> None:
    """Write configuration, tokenizer, head and weights to `out`, each file whole or not at all, the weights last."""
    out.mkdir(parents=True, exist_ok=True)
    preprocess = dict(trainee.model.visual.preprocess_cfg)  # type: ignore[arg-type, union-attr]
    config = {"model_cfg": source.config, "preprocess_cfg": preprocess}
    fresh = out / "open_clip_config.json.new"
    fresh.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    fresh.replace(out / "open_clip_config.json")
    if source.folder.resolve() != out.resolve():
        for name in TOKENIZER_FILES:
            if (source.folder / name).is_file():
                shutil.copyfile(source.folder / name, out / name)
    write_head(out, trainee.head, out.name, note, trainee.uses_words, training)
    state = {name: _plain(value) for name, value in trainee.model.state_dict().items()}
    fresh = out / "open_clip_model.safetensors.new"
    save_file(state, fresh)
    fresh.chmod(0o644)  # safetensors writes files that only their owner may read
    fresh.replace(out / "open_clip_model.safetensors")


def _plain(value: torch.Tensor) -> torch.Tensor:
    return value.detach().cpu().contiguous().clone()
