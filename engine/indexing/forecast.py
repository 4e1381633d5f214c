"""What indexing a folder would take: look for videos, ask some for their length, try the real work on a few; 20 s of looking at most."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.errors import MediaError
from engine.indexing.ahead import Decoders
from engine.indexing.index_video import Reached, Sampled, encode_frames
from engine.indexing.look import wait_for
from engine.indexing.pass_over import frame_size
from engine.indexing.steps import STEP, WAIT, Pause, Steps
from engine.library.catalog import Video
from engine.library.library import Library
from engine.library.passes import QUICK, WHOLE
from engine.media.find import find_videos
from engine.media.frames import VideoInfo
from engine.messages import Forecast, ForecastFolder, Progress, Reply
from engine.search.moments import SearchModel

LOOK, PROBE, TRY_WHOLE, TRY_QUICK = 7.0, 4.0, 4.0, 2.0
"""Seconds for each part. Trying may take half as long again where the first batch is slow in coming; together 20 at most."""
TRIED = 4  # videos that the real work is tried on, for an equal share of the time

Item = TypeVar("Item")


@dataclass
class Trial:
    """What trying has shown: footage done in how much time, and the bytes that a second of footage needs in the index."""

    footage: float = 0.0
    elapsed: float = 0.0
    frames: int = 0
    pictures: int = 0  # bytes

    @property
    def speed(self) -> float | None:
        """Seconds of footage per second of work."""
        return self.footage / self.elapsed if self.footage > 0 and self.elapsed > 0 else None


def forecast_folder(
    request: ForecastFolder, library: Library, model: Callable[[], SearchModel | None], decoders: Decoders
) -> Steps:
    """The last reply is a `Forecast`. Nothing is stored. Raises MediaError when the folder cannot be found."""
    job, path = request.job, Path(request.path)
    yield Progress(job, "looking for videos", str(path))
    files, complete = yield from _within(LOOK, find_videos(path), job)
    lengths = dict[Path, float]()
    deadline = time.monotonic() + PROBE
    for file in _spread(files):
        if lengths and time.monotonic() > deadline:
            break
        with contextlib.suppress(MediaError):
            info = yield from wait_for(decoders.first.request_probe(file), VideoInfo)
            lengths[file] = info.duration
        yield STEP
    mean = sum(lengths.values()) / len(lengths) if lengths else 0.0
    seconds = mean * len(files)
    while (active := model()) is None:
        yield WAIT
    yield Progress(job, "trying", str(path), videos=len(files))
    some = sorted(lengths, key=lambda file: -lengths[file])[
        : max(1, len(lengths) // 2)
    ]  # the long ones are most of the work
    some = list(_spread(some))[:TRIED]
    whole, quick = Trial(), Trial()
    yield from _try(active, decoders, some, WHOLE, TRY_WHOLE, whole)
    yield from _try(active, decoders, some, QUICK, TRY_QUICK, quick)
    each = whole.pictures / whole.frames if whole.frames else 0.0
    vector = 2 * active.backbone.dim  # float16
    size = round(seconds * 1.15 * (each + vector))  # frames and sprite, with the shots' vectors twice: SQLite and HNSW
    yield Forecast(
        job,
        str(path),
        len(files),
        seconds,
        len(lengths),
        complete,
        seconds / whole.speed if whole.speed else None,
        seconds / quick.speed if quick.speed else None,
        size,
        shutil.disk_usage(library.folder).free,
    )


def _within(limit: float, items: Iterator[Path], job: int) -> Generator[Reply | Pause, None, tuple[list[Path], bool]]:
    """Items for so many seconds, and whether these are all."""
    found, deadline = list[Path](), time.monotonic() + limit
    for item in items:
        found.append(item)
        if time.monotonic() > deadline:
            return found, False
        yield Progress(job, "looking for videos", str(item), videos_done=len(found)) if len(found) % 50 == 1 else STEP
    return found, True


def _spread(items: list[Item]) -> Iterator[Item]:
    """All items, those far from each other first: halves, quarters, eighths. What lies side by side is often alike."""
    step = 1 << max(0, len(items) - 1).bit_length()
    taken = set[int]()
    while step >= 1:
        for index in range(step // 2 if step > 1 else 0, len(items), step):
            if index not in taken:
                taken.add(index)
                yield items[index]
        step //= 2


def _try(
    model: SearchModel, decoders: Decoders, files: list[Path], interval: float, limit: float, trial: Trial
) -> Generator[Pause, None, None]:
    """Decode and encode the beginnings of some files, as indexing does, for `limit` seconds together."""
    videos = [Video(0, "", None, 0.0, 0, 0, file, True) for file in files]
    size, end = frame_size(model.backbone.preprocess), time.monotonic() + 1.5 * limit
    with contextlib.closing(decoders.sample_ahead(videos, size, 1.0 / interval)) as samplings:
        for ahead in samplings:
            began, sampled, steps = time.monotonic(), Sampled(), list[tuple[float, float]]()

            def keep(_time: float, jpeg: bytes) -> Path:
                trial.pictures += len(jpeg)
                trial.frames += 1
                return Path()

            with contextlib.suppress(MediaError):
                for item in encode_frames(model.backbone, model.batch, ahead.sampling, sampled, keep):
                    now = time.monotonic()
                    if isinstance(item, Reached):
                        steps.append((item.until + interval, now))
                    yield item if isinstance(item, Pause) else STEP
                    if now > end or (steps and now - began > limit / len(files)):
                        break
                if sampled.end is not None:
                    steps = [(0.0, began), (sampled.end.duration, time.monotonic())]
            if len(steps) == 1:
                steps.insert(0, (0.0, began))
            if steps:  # broken off: from the first batch on, since the start of a worker is no part of a long video
                trial.footage += steps[-1][0] - steps[0][0]
                trial.elapsed += steps[-1][1] - steps[0][1]
            if time.monotonic() > end:
                break
