"""What a loaded model is put to before it is used: a known picture and sentence, and how many frames it encodes in one step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EncoderError

if TYPE_CHECKING:
    from engine.models.backbone import Backbone

SENTENCE = "a red dog runs over the green grass"
AGREE = 0.99  # cosine; another device, or another thread count, may differ by rounding, a broken one does by much more
STEP_GOAL = 0.08  # seconds of work that one step of encoding may take
LARGEST_BATCH = 32
MEASURING = 5.0  # seconds that the measurement may take on a busy machine


def known_answers(backbone: Backbone) -> np.ndarray:
    """float32 (2, dim), normalised: the vectors of one fixed picture and one fixed sentence. Raises EncoderError when they are no vectors."""
    height, width = backbone.preprocess.height, backbone.preprocess.width
    ramp = np.arange(height, dtype=np.int64)[:, None, None] * 255 // max(1, height - 1)
    across = np.arange(width, dtype=np.int64)[None, :, None] * 255 // max(1, width - 1)
    picture = (ramp * np.array([1, 0, 0]) + across * np.array([0, 1, 0]) + np.array([0, 0, 96])).astype(np.uint8)
    answers = np.stack([backbone.encode_frames(picture[None])[0], backbone.encode_text([SENTENCE]).sentences[0]])
    lengths = np.linalg.norm(answers, axis=1, keepdims=True)
    if not np.isfinite(answers).all() or not (lengths > 0).all():
        raise EncoderError(
            "The search model answers with numbers that are none; its file or the graphics card is damaged."
        )
    return (answers / lengths).astype(np.float32)


def agree(answers: np.ndarray, stored: np.ndarray) -> bool:
    """Whether a model answers as it did when it was first used with this library."""
    return answers.shape == stored.shape and bool(((answers * stored).sum(1) >= AGREE).all())


def measure_batch(backbone: Backbone) -> Iterator[int]:
    """The largest number of frames that this machine encodes within one step, tried by doubling; the last one yielded is it."""
    blank = np.zeros((LARGEST_BATCH, backbone.preprocess.height, backbone.preprocess.width, 3), np.uint8)
    batch = 1
    yield batch
    end = time.monotonic() + MEASURING
    while batch < LARGEST_BATCH:
        times = list[float]()
        for _ in range(3):  # the quickest counts: another program may have been busy during the others
            began = time.perf_counter()
            backbone.encode_frames(blank[: 2 * batch])
            times.append(time.perf_counter() - began)
            if time.monotonic() > end:
                return
        if min(times) > STEP_GOAL:
            return
        batch *= 2
        yield batch
