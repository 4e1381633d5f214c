"""A decoder without films: a "clip" is a small text file that holds a colour and a number of seconds. What it was asked for goes into a log.

It stands in where hundreds of runs are needed and decoding is not the point; everything behind it is the real engine.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

from engine.media.frames import TILE_SIZE, Fingerprint, FrameSize, SampledFrame, SampleEnd, VideoInfo
from engine.media.pictures import signature
from tests.clips import COLOURS


def make_clips(folder: Path, count: int, seconds: int = 4) -> None:
    """Clips of different colours."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(COLOURS)
    for number in range(count):
        (folder / f"{number:04d}.mp4").write_text(f"{names[number % len(names)]} {seconds} {number}")


class FakeDecoder:
    """As `engine.media.decoder.Decoder`, in this process. `log`: a file that gets a line for each sampling begun and each one read to its end."""

    log: Path | None = None
    process_id = None
    idle = True

    def __init__(self, *_: Any, **__: Any) -> None:
        self.started = 1

    def request_fingerprint(self, path: Path) -> "FakeReplies":
        state, content = path.stat(), path.read_bytes()
        return FakeReplies(
            iter([Fingerprint(state.st_size, state.st_mtime_ns, hashlib.blake2b(content).hexdigest()[:32])])
        )

    def request_probe(self, path: Path) -> "FakeReplies":
        return FakeReplies(iter([self._info(path)]))

    def sample(
        self, path: Path, size: FrameSize, fps: float = 1.0, start: float = 0.0, end: float | None = None
    ) -> "FakeReplies":
        return FakeReplies(self._frames(path, size))

    def versions(self) -> str:
        """What it reads with."""
        return "imagination 1.0"

    def close(self) -> None:
        """Nothing to stop."""

    def _info(self, path: Path) -> VideoInfo:
        seconds = float(path.read_text().split()[1])
        return VideoInfo(seconds, 25.0, 320, 180, "h264", "mov", False, 0, False, False, 0.0, None)

    def _frames(self, path: Path, size: FrameSize) -> Iterator[Any]:
        self._note("begun", path)
        yield self._info(path)
        colour, seconds = path.read_text().split()[:2]
        picture = Image.new("RGB", TILE_SIZE, COLOURS[colour])
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG")
        pixels = np.full((size.height, size.width, 3), COLOURS[colour], np.uint8)
        for second in range(int(seconds)):
            yield SampledFrame(float(second), pixels, jpeg.getvalue(), jpeg.getvalue(), signature(picture))
        self._note("whole", path)
        yield SampleEnd(True, float(seconds))

    def _note(self, what: str, path: Path) -> None:
        if self.log is not None:
            handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(handle, f"{what} {path.name}\n".encode())
            os.close(handle)


class FakeReplies:
    """As `engine.media.decoder.Replies`."""

    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items
        self.finished = False

    def next_ready(self, timeout: float) -> Any:
        """The next item; StopIteration after the last."""
        return next(self._items)

    def close(self) -> None:
        """Give the rest up."""
        self.finished = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
