"""Sizes and crops of a sampled picture: exactly open_clip's preprocessing, and the pictures for the window."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.media.frames import FrameSize

_FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def model_pixels(picture: Image.Image, size: FrameSize, shown: tuple[int, int]) -> NDArray[np.uint8]:
    """(height, width, 3) for the model, equal to open_clip's transforms before ToTensor and Normalize.

    `shown` is the displayed width and height; it differs from the picture's own only when pixels are not square, and
    then both changes are made in one resize. Rounding follows torchvision 0.29 (`Resize`, `CenterCrop`) and
    open_clip 3.3 (`ResizeKeepRatio`, `CenterCropOrPad`).
    """
    width, height = resized(size, shown)
    if picture.size != (width, height):
        picture = picture.resize((width, height), _FILTERS[size.interpolation])
    return _centre_cropped(np.asarray(picture), size)


def resized(size: FrameSize, shown: tuple[int, int]) -> tuple[int, int]:
    """Width and height before the centre crop."""
    width, height = shown
    if size.mode == "squash":
        return size.width, size.height
    if size.mode == "shortest" and size.width == size.height:
        short, long = min(shown), max(shown)
        longer = int(size.width * long / short)
        return (size.width, longer) if width <= height else (longer, size.width)
    pick = max if size.mode == "longest" else min
    ratio = pick(height / size.height, width / size.width)
    return max(1, round(width / ratio)), max(1, round(height / ratio))


def fitted(picture: Image.Image, shown: tuple[int, int], side: int) -> Image.Image:
    """`picture` in its displayed proportions with its longest side at most `side`; never enlarged."""
    scale = min(1.0, side / max(shown))
    target = max(1, round(shown[0] * scale)), max(1, round(shown[1] * scale))
    return picture if picture.size == target else picture.resize(target, Image.Resampling.BILINEAR, reducing_gap=1.2)


def _centre_cropped(pixels: NDArray[np.uint8], size: FrameSize) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    if height < size.height or width < size.width:
        down, across = max(0, size.height - height), max(0, size.width - width)
        around = ((down // 2, (down + 1) // 2), (across // 2, (across + 1) // 2), (0, 0))
        pixels = np.pad(pixels, around, constant_values=size.fill)
        height, width = pixels.shape[:2]
    top, left = round((height - size.height) / 2), round((width - size.width) / 2)
    return np.ascontiguousarray(pixels[top : top + size.height, left : left + size.width])
