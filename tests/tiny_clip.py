"""A tiny image-text model with random weights in a folder, as open_clip's `local-dir:` wants it, and films to train it on."""

import json
import shutil
from pathlib import Path

import open_clip
import torch
from safetensors.torch import save_file

from tests.clips import make_clip

STARTER = Path(__file__).parents[1] / "resources" / "starter"  # for its word table, which is small
VOCABULARY = json.loads((STARTER / "open_clip_config.json").read_text("utf-8"))["model_cfg"]["text_cfg"]["vocab_size"]
CONFIG = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 16},
    "text_cfg": {"context_length": 24, "vocab_size": VOCABULARY, "width": 32, "heads": 2, "layers": 2},
}
PREPROCESS = {
    "size": [32, 32], "mode": "RGB", "mean": [0.5] * 3, "std": [0.25] * 3, "interpolation": "bicubic", "resize_mode": "squash",
    "fill_color": 0,
}  # fmt: skip


def write_tiny_clip(folder: Path) -> Path:
    """A CLIP of 0.1 million weights (and its word table)."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(STARTER / "merges.txt.gz", folder / "merges.txt.gz")
    torch.manual_seed(3)
    model = open_clip.CLIP(**CONFIG)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": CONFIG, "preprocess_cfg": PREPROCESS}))
    save_file(
        {name: value.contiguous() for name, value in model.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    return folder


def write_films(folder: Path, count: int = 4, val: int = 0) -> Path:
    """Films of one colour each and a table of their captions, two a film; the last `val` films are the validation split."""
    folder.mkdir(parents=True, exist_ok=True)
    colours = ["red", "green", "blue", "yellow", "purple", "grey", "orange", "cyan"]
    lines = ["video,caption,split"]
    for number, colour in enumerate(colours[:count]):
        make_clip(folder / f"{colour}.mp4", 2.0 + number % 2, 4, (64, 64), scenes=(colour,), gop=4)
        split = "val" if number >= count - val else "train"
        lines += [f"{colour}.mp4,a {colour} film,{split}", f"{colour}.mp4,everything is {colour},{split}"]
    (folder / "captions.csv").write_text("\n".join(lines) + "\n")
    return folder
