"""Edited copies of a film: what people do to footage before they share it again.

Edits of pictures take uint8 frames (n, height, width, 3) and give the same shape; edits of time take a number of frames and give the
places of those that stay, in their new order, so that they can be made on pictures and on features of frames alike.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SHORTEST = 3  # frames that an edited film keeps at least, if it had them
TEXTS = ["NEW", "follow me", "HD 1080", "wait for it", "part 2", "@channel", "LIVE", "no way!", "2026", "best of"]


def crop(frames: np.ndarray, rng: random.Random) -> np.ndarray:
    """A part of the picture, 55 to 90 % of each side, blown up to all of it."""
    height, width = frames.shape[1:3]
    h, w = (round(side * rng.uniform(0.55, 0.9)) for side in (height, width))
    top, left = rng.randint(0, height - h), rng.randint(0, width - w)
    return np.stack([_resized(frame[top : top + h, left : left + w], width, height) for frame in frames])


def letterbox(frames: np.ndarray, rng: random.Random) -> np.ndarray:
    """The picture made smaller between bars above and below, left and right, or on all sides."""
    height, width = frames.shape[1:3]
    where = rng.choice(["rows", "columns", "both"])
    h = round(height * rng.uniform(0.5, 0.8)) if where != "columns" else height
    w = round(width * rng.uniform(0.5, 0.8)) if where != "rows" else width
    board = np.full_like(frames, rng.choice([0, 0, 0, 30, 255]))
    top, left = (height - h) // 2, (width - w) // 2
    for i, frame in enumerate(frames):
        board[i, top : top + h, left : left + w] = _resized(frame, w, h)
    return board


def overlay(frames: np.ndarray, rng: random.Random) -> np.ndarray:
    """A line of text on a bar, a mark in a corner, or both; the same in every frame."""
    height, width = frames.shape[1:3]
    layer = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    what = rng.choice(["text", "mark", "both"])
    if what != "mark":
        high = round(height * rng.uniform(0.14, 0.25))
        top = rng.choice([0, height - high])
        draw.rectangle((0, top, width, top + high), (*_colour(rng), rng.choice([140, 200, 255])))
        font = ImageFont.load_default(round(high * 0.7))
        draw.text((round(width * rng.uniform(0.02, 0.3)), top + high // 10), rng.choice(TEXTS), _colour(rng), font)
    if what != "text":
        side = round(min(height, width) * rng.uniform(0.2, 0.35))
        left, top = rng.choice([2, width - side - 2]), rng.choice([2, height - side - 2])
        shape = rng.choice([draw.ellipse, draw.rectangle])
        shape((left, top, left + side, top + side), (*_colour(rng), rng.choice([180, 255])))
    worn = []
    for frame in frames:
        picture = Image.fromarray(frame)
        picture.paste(layer, (0, 0), layer)
        worn.append(np.asarray(picture))
    return np.stack(worn)


def recompression(frames: np.ndarray, rng: random.Random) -> np.ndarray:
    """Made smaller, saved as a poor JPEG and blown up again."""
    height, width = frames.shape[1:3]
    ratio, quality = rng.uniform(0.3, 0.8), rng.randint(6, 35)
    worn = []
    for frame in frames:
        data = io.BytesIO()
        small = _resized(frame, max(8, round(width * ratio)), max(8, round(height * ratio)))
        Image.fromarray(small).save(data, "JPEG", quality=quality)
        with Image.open(data) as opened:
            worn.append(_resized(np.asarray(opened.convert("RGB")), width, height))
    return np.stack(worn)


def speed(count: int, rng: random.Random) -> np.ndarray:
    """Half to twice as fast: at one frame a second, frames drop out or are seen again."""
    length = max(round(count / rng.uniform(0.5, 2.0)), min(SHORTEST, count))
    return np.minimum((np.arange(length) + 0.5) * count / length, count - 1).astype(int)


def cuts(count: int, rng: random.Random) -> np.ndarray:
    """A third to a half of the film is cut away at its ends or from its middle."""
    keep = max(round(count * rng.uniform(0.5, 0.67)), min(SHORTEST, count))
    gone, first = count - keep, rng.randint(0, keep)
    places = np.arange(count)
    return np.concatenate([places[:first], places[first + gone :]])


def reordering(count: int, rng: random.Random) -> np.ndarray:
    """Two or three parts of the film in another order."""
    borders = sorted(rng.sample(range(1, count), min(rng.choice([1, 2]), count - 1))) if count > 1 else []
    parts = np.split(np.arange(count), borders)
    return (
        np.concatenate([*parts[1:], parts[0]]) if len(parts) < 3 or rng.random() < 0.5 else np.concatenate(parts[::-1])
    )


# In the order in which they are made when one copy has several.
PICTURE_EDITS: dict[str, Callable[[np.ndarray, random.Random], np.ndarray]] = {
    "crop": crop,
    "overlay": overlay,
    "letterbox": letterbox,
    "recompression": recompression,
}
TIME_EDITS: dict[str, Callable[[int, random.Random], np.ndarray]] = {
    "cuts": cuts,
    "reordering": reordering,
    "speed": speed,
}
EDITS = (*PICTURE_EDITS, *TIME_EDITS)


def edit_pictures(frames: np.ndarray, edits: Sequence[str], rng: random.Random) -> np.ndarray:
    """Those of `edits` that change pictures."""
    for name, change in PICTURE_EDITS.items():
        if name in edits:
            frames = change(frames, rng)
    return frames


def edit_time(count: int, edits: Sequence[str], rng: random.Random) -> np.ndarray:
    """Those of `edits` that change time: places (m,) of the frames of the copy among `count`."""
    places = np.arange(count)
    for name, change in TIME_EDITS.items():
        if name in edits:
            places = places[change(len(places), rng)]
    return places


def edited_copy(frames: np.ndarray, edits: Sequence[str], rng: random.Random) -> np.ndarray:
    """A copy of a film with all of `edits`, which are names of `EDITS`."""
    return edit_pictures(frames[edit_time(len(frames), edits, rng)], edits, rng)


def _resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR))


def _colour(rng: random.Random) -> tuple[int, int, int]:
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)
