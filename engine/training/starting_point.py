"""What a training on captions starts from: a backbone that is there, and its head or a new one begun from its text tower."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import open_clip
from torch import nn

from engine.errors import ModelError
from engine.models import loading
from engine.models.backbone import read_preprocess
from engine.models.checkpoints import read_description
from engine.models.clip4clip import MeanPooling, TightTransformer, build_head
from engine.models.features import Preprocess
from engine.models.head import read_net
from engine.models.registry import find
from engine.models.temporal import text_tower_sizes
from engine.models.xclip import XClipHead
from engine.training.finetune_settings import FinetuneSettings
from engine.training.trainee import Head


@dataclass(frozen=True)
class Source:
    """The model that training starts from."""

    name: str
    model: nn.Module
    tokenizer: Any
    folder: Path
    config: dict[str, Any]
    """`model_cfg` of `open_clip_config.json`."""

    @property
    def dim(self) -> int:
        """Of the features."""
        return int(self.config["embed_dim"])

    @property
    def preprocess(self) -> Preprocess:
        """The pictures that the weights want."""
        return read_preprocess(self.model)


def open_source(name: str) -> Source:
    """A model by the names that `engine.models.backbone.load_backbone` takes, in float32. Raises ModelError."""
    model, tokenizer, folder = loading.load(name)
    if name == "starter" or name.startswith("local-dir:"):
        config = json.loads((folder / "open_clip_config.json").read_text(encoding="utf-8"))["model_cfg"]
    else:
        found = find(name)
        config = dict(open_clip.get_model_config(found.architecture) or {})
        if (open_clip.get_pretrained_cfg(found.architecture, found.tag) or {}).get("quick_gelu", False):
            config["quick_gelu"] = True
    return Source(name, model.float(), tokenizer, folder, config)


def choose_head(source: Source, settings: FinetuneSettings) -> tuple[Head, str]:
    """The head to train, and a sentence about where it comes from.

    A head beside the weights is gone on with when it is of the same method and kind; else there is a new one.
    """
    method, kind = settings.method, settings.head
    if (source.folder / "head.json").is_file():
        told = read_description(source.folder / "head.json", ("xclip", "clip4clip"))
        if told["kind"] == method and (method == "xclip" or told["head"] == kind != "tightTransf"):
            return read_net(source.folder, source.dim)[0], f"Goes on with the {method} head of {source.name}."
    if method == "clip4clip" and kind in ("meanP", "seqLSTM"):
        return build_head(kind, source.dim), f"A new {kind} head."
    try:
        sizes = text_tower_sizes(source.model)
        head = _new_head(source.dim, sizes, settings)
        head.from_text_tower(source.model)
    except ModelError as error:
        sizes = {"heads": _heads(source.dim), "positions": 77, "hidden": source.dim * 4}
        head = _new_head(source.dim, sizes, settings)
        _begin_silent(head)
        return head, f"{error} It starts from nothing, so it needs more captions."
    return head, "A new head, its temporal encoder begun from the text tower."


def _new_head(
    dim: int, sizes: dict[str, int], settings: FinetuneSettings
) -> XClipHead | MeanPooling | TightTransformer:
    heads, positions, hidden = sizes["heads"], sizes["positions"], sizes["hidden"]
    if dim % heads:
        raise ModelError("The text tower of this model has other sizes; the temporal encoder cannot start from it.")
    if settings.method == "clip4clip":
        return build_head(settings.head, dim, settings.layers, heads, positions, hidden)
    temporal = settings.frame_features == "temporal"
    return XClipHead(dim, settings.layers, heads, positions, hidden, differences=False, temporal_frames=temporal)


def _heads(dim: int) -> int:
    """64 wide, as in CLIP, where that divides."""
    return dim // 64 if dim % 64 == 0 else 1


def _begin_silent(head: nn.Module) -> None:
    """Blocks add nothing at first, so that the frames are what the backbone makes them."""
    for name, parameter in head.named_parameters():
        if "blocks" in name and any(part in name for part in ("attn.out_proj.", "c_proj.")):
            nn.init.zeros_(parameter)
