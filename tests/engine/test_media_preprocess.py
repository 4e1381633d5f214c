"""The model's pixels equal open_clip's own preprocessing of the same decoded frame."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampledFrame
from engine.media.preprocess import model_pixels
from tests.clips import make_clip

SIZES = [
    FrameSize(224, 224, "shortest", "bicubic"),
    FrameSize(336, 336, "shortest", "bicubic"),
    FrameSize(224, 224, "shortest", "bilinear"),
    FrameSize(240, 160, "shortest", "bicubic"),
    FrameSize(256, 256, "squash", "bicubic"),
    FrameSize(384, 224, "squash", "bilinear"),
    FrameSize(224, 224, "longest", "bicubic", 127),
    FrameSize(200, 300, "longest", "bilinear", 0),
]
PICTURES = [
    (1280, 720),
    (720, 1280),
    (640, 480),
    (853, 480),
    (225, 224),
    (224, 224),
    (100, 57),
    (333, 1111),
    (1920, 1080),
]


def reference(size: FrameSize) -> Any:
    """open_clip's transforms, without ToTensor and Normalize."""
    transform = pytest.importorskip("open_clip.transform").image_transform(
        (size.height, size.width),
        is_train=False,
        resize_mode=size.mode,
        interpolation=size.interpolation,
        fill_color=size.fill,
    )
    names = [type(step).__name__ for step in transform.transforms]
    assert names[-2:] == ["MaybeToTensor", "Normalize"]
    transform.transforms = transform.transforms[:-2]
    return transform


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.mode}-{size.interpolation}-{size.height}x{size.width}")
def test_pixels_equal_open_clip(size: FrameSize) -> None:
    expected = reference(size)
    for width, height in PICTURES:
        picture = Image.fromarray(busy(width, height))
        ours = model_pixels(picture, size, (width, height))
        assert ours.shape == (size.height, size.width, 3)
        assert np.array_equal(ours, np.asarray(expected(picture))), (width, height)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("size", [SIZES[0], SIZES[4]], ids=["shortest", "squash"])
def test_sampled_pixels_equal_open_clip_on_the_decoded_frame(tmp_path: Path, size: FrameSize) -> None:
    import av

    clip = make_clip(tmp_path / "film.mp4", seconds=3, size=(1280, 720))
    expected = reference(size)
    with av.open(clip.path) as container:
        decoded = {round(frame.time, 3): frame.to_image() for frame in container.decode(video=0)}
    with Decoder() as decoder:
        frames = [item for item in decoder.sample(clip.path, size) if isinstance(item, SampledFrame)]
    assert len(frames) == 3
    for frame in frames:
        assert np.array_equal(frame.pixels, np.asarray(expected(decoded[round(frame.time, 3)])))


def test_pixels_that_are_not_square_are_stretched_in_the_same_resize() -> None:
    picture = Image.fromarray(busy(360, 576))
    ours = model_pixels(picture, FrameSize(224, 224, "squash"), (720, 576))
    assert np.array_equal(ours, model_pixels(picture, FrameSize(224, 224, "squash"), (360, 576)))
    stretched = model_pixels(picture.resize((720, 576), Image.Resampling.BICUBIC), FrameSize(224, 224), (720, 576))
    difference = np.abs(model_pixels(picture, FrameSize(224, 224), (720, 576)).astype(int) - stretched)
    assert difference.mean() < 4


def busy(width: int, height: int) -> NDArray[np.uint8]:
    """A picture with fine detail everywhere."""
    random = np.random.default_rng(width * 10_000 + height)
    coarse = Image.fromarray(random.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), np.uint8))
    smooth = np.asarray(coarse.resize((width, height)), np.int16)
    return np.clip(smooth + random.integers(-40, 41, smooth.shape), 0, 255).astype(np.uint8)
