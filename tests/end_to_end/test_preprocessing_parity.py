"""What the decoder worker makes of a frame is what open_clip's own preprocessing makes of it, as the embeddings see it."""

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from engine.indexing.pass_over import frame_size
from engine.media.decoder import Decoder
from engine.media.frames import SampledFrame
from engine.models.backbone import load_backbone
from tests.clips import make_clip

CLIPS = Path(__file__).parents[3] / "shared" / "videos"
CONFIGURATIONS = {
    "shortest side, centre crop, bicubic": {
        "mean": [0.48145466, 0.4578275, 0.40821073],
        "std": [0.26862954, 0.26130258, 0.27577711],
        "interpolation": "bicubic",
        "resize_mode": "shortest",
    },
    "squash, bilinear": {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bilinear", "resize_mode": "squash"},
    "squash, bicubic": {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bicubic", "resize_mode": "squash"},
}


def random_model(folder: Path, preprocess: dict[str, object]) -> Path:
    """An open_clip folder with a small ViT of random weights."""
    vision = {"image_size": 224, "layers": 4, "width": 192, "head_width": 64, "patch_size": 16}
    text = {"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 1}
    torch.manual_seed(1)
    model = open_clip.model.CLIP(64, vision, text)  # pyright: ignore[reportArgumentType]
    config = {"model_cfg": {"embed_dim": 64, "vision_cfg": vision, "text_cfg": text}, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    save_file(
        {name: value.contiguous() for name, value in model.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    return folder


def films(tmp_path: Path) -> list[Path]:
    """The real clips where they are at hand (turned and telecined ones are among the made ones elsewhere), else made ones."""
    real = [CLIPS / name for name in ("people/01_dog.mp4", "films/chaplin.mp4", "cameras/again.mkv", "films/fire2.mp4")]
    if all(path.is_file() for path in real):
        return real
    return [make_clip(tmp_path / f"{size[0]}.mp4", size=size).path for size in ((320, 180), (642, 362), (360, 640))]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_embeddings_agree_with_open_clips_own_preprocessing(tmp_path, name):
    folder = random_model(tmp_path, CONFIGURATIONS[name])
    backbone = load_backbone(f"local-dir:{folder}", "cpu")
    loaded: Any = open_clip.create_model_from_pretrained(f"local-dir:{folder}", return_transform=True)
    model, preprocess = loaded
    model.eval()
    cosines = list[float]()
    for path in films(tmp_path):
        with Decoder() as decoder:
            sampled = [
                item for item in decoder.sample(path, frame_size(backbone.preprocess)) if isinstance(item, SampledFrame)
            ]
        ours = backbone.encode_frames(np.stack([frame.pixels for frame in sampled]))
        wanted = {round(frame.time, 4): row for row, frame in enumerate(sampled)}
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                row = wanted.pop(round(float(frame.time or 0.0), 4), None)
                if row is None:
                    continue
                with torch.no_grad():
                    theirs = model.encode_image(preprocess(frame.to_image()).unsqueeze(0))[0].numpy()
                cosines.append(float(ours[row] @ theirs / np.linalg.norm(ours[row]) / np.linalg.norm(theirs)))
        assert not wanted, "every sampled frame has its own time stamp"
    print(f"\n{name}: {len(cosines)} frames, mean cosine {np.mean(cosines):.5f}, minimum {np.min(cosines):.5f}")
    assert np.mean(cosines) >= 0.995
    assert np.min(cosines) >= 0.98
