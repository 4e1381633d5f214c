"""Pictures made of sampled frames: JPEGs, the scrub sprite, and the signature that tells shots apart."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.media.frames import TILE_SIZE

SPRITE_TILES = 60
SPRITE_COLUMNS = 10
SIGNATURE_LENGTH = 8 * 8 * 3 + 8 * 4 * 4


@dataclass(frozen=True)
class Sprite:
    """One JPEG with many small pictures of a video in a grid, row by row."""

    jpeg: bytes
    columns: int
    rows: int
    times: tuple[float, ...]
    """Seconds, one per tile."""
    tile_width: int = TILE_SIZE[0]
    tile_height: int = TILE_SIZE[1]


def jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    """The picture as a JPEG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def tile(picture: Image.Image) -> Image.Image:
    """The picture centred on black in `TILE_SIZE`."""
    scale = min(TILE_SIZE[0] / picture.width, TILE_SIZE[1] / picture.height)
    small = picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.BOX
    )
    board = Image.new("RGB", TILE_SIZE)
    board.paste(small, ((TILE_SIZE[0] - small.width) // 2, (TILE_SIZE[1] - small.height) // 2))
    return board


def signature(picture: Image.Image) -> NDArray[np.uint8]:
    """Coarse content of a picture, (SIGNATURE_LENGTH,): mean colours of an 8 × 8 grid, then the square roots of an HSV
    histogram of 8 × 4 × 4 bins (so that `difference` compares Bhattacharyya coefficients)."""
    small = picture.resize((64, 64), Image.Resampling.BOX)
    rgb = np.asarray(small, np.float32)
    layout = rgb.reshape(8, 8, 8, 8, 3).mean(axis=(1, 3))
    hue, saturation, value = (np.asarray(band, np.int32) for band in small.convert("HSV").split())
    hue = np.where((saturation < 32) | (value < 32), 0, hue)  # the hue of grey and black is noise
    bins = (hue * 8 // 256) * 16 + (saturation * 4 // 256) * 4 + value * 4 // 256
    histogram = np.sqrt(np.bincount(bins.ravel(), minlength=128) / bins.size)
    return np.concatenate([layout.ravel().round(), (histogram * 255).round()]).astype(np.uint8)


def difference(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """How much two signatures differ, 0 … 1: half by colours (Hellinger distance), half by layout."""
    one, two = first.astype(np.float32), second.astype(np.float32)
    shared = float(np.dot(one[192:], two[192:])) / max(
        1.0, float(np.linalg.norm(one[192:]) * np.linalg.norm(two[192:]))
    )
    colours = math.sqrt(max(0.0, 1.0 - shared))
    layout = float(np.abs(one[:192] - two[:192]).mean()) / 255.0
    return 0.5 * colours + 0.5 * min(1.0, 2.0 * layout)


def make_sprite(tiles: Sequence[tuple[float, bytes]], count: int = SPRITE_TILES) -> Sprite:
    """The scrub sprite of (time, JPEG tile) pairs in time order: at most `count` of them, evenly spaced in time.

    `tiles` must not be empty; they may be every sampled tile or a thinned-out choice of them (see `thin_tiles`).
    """
    chosen = thin_tiles(tiles, count)
    columns = min(SPRITE_COLUMNS, len(chosen))
    rows = math.ceil(len(chosen) / columns)
    board = Image.new("RGB", (columns * TILE_SIZE[0], rows * TILE_SIZE[1]))
    for index, (_, data) in enumerate(chosen):
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            board.paste(picture, (index % columns * TILE_SIZE[0], index // columns * TILE_SIZE[1]))
    return Sprite(jpeg(board, 70), columns, rows, tuple(time for time, _ in chosen))


def thin_tiles(tiles: Sequence[tuple[float, bytes]], count: int = SPRITE_TILES) -> list[tuple[float, bytes]]:
    """At most `count` of `tiles`, those nearest to evenly spaced times from the first to the last."""
    if len(tiles) <= count:
        return list(tiles)
    times = np.array([time for time, _ in tiles])
    wanted = np.linspace(times[0], times[-1], count)
    nearest = {int(np.abs(times - time).argmin()) for time in wanted}
    return [tiles[index] for index in sorted(nearest)]
