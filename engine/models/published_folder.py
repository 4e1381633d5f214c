"""Lays out a published X-CLIP or CLIP4Clip checkpoint as a folder that the program can index and search with."""

from __future__ import annotations

import json
from pathlib import Path

from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from safetensors.torch import save_file

from engine.errors import ModelError
from engine.models.head import write_head
from engine.models.published import load_published


def write_published_folder(checkpoint: Path, kind: str, folder: Path) -> None:
    """An open_clip `local-dir:` model with its head beside it, from a checkpoint as `load_published` takes it.

    AOSM is masked then, as everywhere in the program, so X-CLIP's scores differ a little from the published code's.
    """
    if kind == "tightTransf":
        raise ModelError("A tightTransf head can be trained and evaluated, but it is too slow to search with.")
    model = load_published(checkpoint, kind, compat_unmasked=False)
    preprocess = {"mean": OPENAI_DATASET_MEAN, "std": OPENAI_DATASET_STD}
    preprocess |= {"interpolation": "bicubic", "resize_mode": "shortest"}
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.contiguous() for name, value in model.clip.state_dict().items()}
    save_file(state, folder / "open_clip_model.safetensors")
    told = {"model_cfg": model.config, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    note = "This model was trained on films with sentences by others; it was read from a published checkpoint."
    write_head(folder, model.head, f"{kind} from {checkpoint.name}", note)
