"""One video: sampled frames in batches through the backbone, shots through the temporal encoder, then one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import MediaError
from engine.indexing.steps import STEP, WAIT, Pause
from engine.library.catalog import NewShot
from engine.library.library import Library
from engine.media.decoder import Replies
from engine.media.frames import SampledFrame, SampleEnd
from engine.media.pictures import make_sprite
from engine.media.shots import ShotCutter
from engine.search.confidence import background
from engine.search.moments import SearchModel

if TYPE_CHECKING:
    from engine.models.backbone import Backbone

SHOTS_A_STEP = 4


@dataclass
class Sampled:
    """What came out of one video: times in seconds, backbone features float32 (frames, dim), tiles and signatures in the same order."""

    end: SampleEnd | None = None
    frames: list[SampledFrame] = field(default_factory=list)  # without pixels and jpeg, which are used up at once
    features: list[np.ndarray] = field(default_factory=list)


@dataclass(frozen=True)
class Reached:
    """Seconds of a video that are done, and the JPEG of the last of its frames while they are being collected."""

    until: float
    picture: str = ""


def index_video(
    library: Library,
    model: SearchModel,
    video: int,
    digest: str,
    sampling: Replies,
    unchanged: Callable[[], None],
    interval: float = 1.0,
) -> Iterator[Pause | Reached]:
    """Index one video for one model, a frame every `interval` seconds as `sampling` gives them; yields pauses, and after every batch how far it is.

    Nothing of it is visible before the last step, which stores everything in one transaction. `unchanged` is asked just before, and raises FileChangedError
    when what was read is not the file that was meant. Raises MediaError when not a single frame could be read.
    """
    pictures = library.pictures.start(digest)
    try:
        sampled = Sampled()
        yield from encode_frames(model.backbone, model.batch, sampling, sampled, pictures.add)
        if sampled.end is None or not sampled.frames:
            raise MediaError(
                sampled.end.sentence
                if sampled.end and sampled.end.sentence
                else "No picture could be read from this file."
            )
        shots = list[NewShot]()
        for part in encode_shots(model, sampled):
            shots.extend(part)
            yield STEP
        unchanged()
        sprite = make_sprite([(frame.time, frame.tile) for frame in sampled.frames])
        pictures.finish(sprite.jpeg, len(sprite.times))
        problem = None if sampled.end.complete else sampled.end.sentence
        ids = library.catalog.finish_video(video, model.id, shots, sampled.end.duration, problem, interval)
    finally:
        pictures.drop()
    yield Reached(sampled.end.duration)
    model.index.add(np.array(ids, np.int64), np.stack([shot.vector for shot in shots]))
    for _ in model.index.grow(len(ids)):
        yield STEP


def encode_frames(
    backbone: Backbone,
    batch: int,
    sampling: Replies,
    sampled: Sampled,
    keep_picture: Callable[[float, bytes], Path] | None = None,
) -> Iterator[Pause | Reached]:
    """Fill `sampled` from a decoder; yields pauses, and after every batch how far it is. `keep_picture` returns where it was put.

    Batches depend on the video alone, so a repeated run repeats every bit.
    """
    waiting, picture = list[SampledFrame](), ""
    while sampled.end is None:
        item = sampling.next_ready(0.0)
        if item is None:
            yield WAIT
        elif isinstance(item, SampleEnd):
            sampled.end = item
        elif isinstance(item, SampledFrame):
            waiting.append(item)
            if keep_picture:
                picture = str(keep_picture(item.time, item.jpeg))
        if waiting and (len(waiting) == batch or sampled.end is not None):
            sampled.features.append(backbone.encode_frames(np.stack([frame.pixels for frame in waiting])))
            sampled.frames.extend(_slim(frame) for frame in waiting)
            reached = Reached(waiting[-1].time, picture)
            waiting.clear()
            yield reached


def encode_shots(model: SearchModel, sampled: Sampled) -> Iterator[list[NewShot]]:
    """Cut what was sampled into shots and encode them, a few at a time."""
    assert sampled.end is not None
    times = np.array([frame.time for frame in sampled.frames], np.float64)
    features = np.concatenate(sampled.features)
    cutter = ShotCutter()
    shots = [shot for frame in sampled.frames for shot in cutter.push(frame)] + cutter.finish(sampled.end.duration)
    for first in range(0, len(shots), SHOTS_A_STEP):
        part = shots[first : first + SHOTS_A_STEP]
        encoded = model.head.encode_shots([features[shot.frames] for shot in part])
        usual, spread = background(model.head, model.bank, encoded)
        yield [
            NewShot(
                shot.start,
                shot.end,
                times[shot.frames],
                encoded.vector[i],
                encoded.frames[i],
                float(usual[i]),
                float(spread[i]),
            )
            for i, shot in enumerate(part)
        ]


def _slim(frame: SampledFrame) -> SampledFrame:
    """A frame without its pixels and picture, which would fill the memory in a long video."""
    return SampledFrame(frame.time, np.zeros((0, 0, 3), np.uint8), b"", frame.tile, frame.signature, frame.cut_hint)
