"""Frames of clips as a model wants them: one a second by presentation time, decoded once and kept as uint8 `.npy` files."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np

from engine.errors import MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampledFrame
from engine.models.features import Preprocess
from engine.training.annotations import Captioned


def uniform(count: int, most: int) -> np.ndarray:
    """Which of `count` frames are kept: all, or `most` evenly spread with the first and the last (`slice_framepos` 2)."""
    return np.arange(count) if count <= most else np.linspace(0, count - 1, most, dtype=int)


def frame_size(preprocess: Preprocess) -> FrameSize:
    """What the decoder is asked for so that a model gets the pictures its weights want."""
    p = preprocess
    return FrameSize(p.height, p.width, p.mode, p.interpolation, p.fill)  # type: ignore[arg-type]


def decode(
    decoder: Decoder, path: Path, size: FrameSize, most: int, start: float = 0.0, end: float | None = None
) -> np.ndarray:
    """uint8 (n, height, width, 3) with 1 ≤ n ≤ `most`: the frames with start ≤ time < end, one a second. Raises MediaError.

    A range so short that no sample lies in it gives the frame nearest to its start.
    """
    with decoder.sample(path, size, 1.0, start, end) as replies:
        frames = [item.pixels for item in replies if isinstance(item, SampledFrame)]
    if not frames:
        raise MediaError("There are no frames in this part of the video.")
    return np.stack([frames[i] for i in uniform(len(frames), most)])


@dataclass
class Footage:
    """The frames of clips for one model, cached in a folder that several processes may share.

    A clip takes n · height · width · 3 bytes: 12 frames of 224 by 224 pixels are 1.8 MB. `failed` says which videos could
    not be read, and why.
    """

    cache: Path
    preprocess: Preprocess
    max_frames: int
    failed: dict[Path, str] = field(default_factory=dict)

    def frames(self, clip: Captioned) -> np.ndarray:
        """uint8 (n, height, width, 3), 1 ≤ n ≤ `max_frames`; decoded now when it was not prepared. Raises MediaError."""
        file = self._file(clip)
        if not file.is_file():
            with Decoder() as decoder:
                self._decode(clip, file, decoder)
        return np.load(file, allow_pickle=False)

    def prepare(self, clips: Iterable[Captioned], workers: int | None = None) -> Iterator[tuple[int, int]]:
        """Decode what is not in the cache yet, several videos at once; yields (done, total) after each. Damaged ones go to `failed`."""
        wanted: dict[Path, Captioned] = {}
        for clip in clips:
            try:
                file = self._file(clip)
            except MediaError as error:
                self.failed[clip.path] = str(error)
                continue
            if not file.is_file():
                wanted[file] = clip
        own = threading.local()
        decoders: list[Decoder] = []

        def start() -> None:
            own.decoder = Decoder()  # a worker dies with the thread that started it, so each thread has its own
            decoders.append(own.decoder)

        def work(file: Path, clip: Captioned) -> None:
            self._decode(clip, file, own.decoder)

        pool = ThreadPoolExecutor(workers or max(1, min(8, (os.cpu_count() or 2) - 1)), initializer=start)
        try:
            jobs = {pool.submit(work, file, clip): clip for file, clip in wanted.items()}
            for done, job in enumerate(as_completed(jobs), 1):
                try:
                    job.result()
                except MediaError as error:
                    self.failed[jobs[job].path] = str(error)
                yield done, len(jobs)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for decoder in decoders:
                decoder.close()  # what is being decoded ends now
            pool.shutdown()
            for decoder in decoders:
                decoder.close()

    def recall_failures(self, clips: Iterable[Captioned]) -> None:
        """Put into `failed` what any process sharing the cache could not decode."""
        for clip in clips:
            with contextlib.suppress(MediaError):
                file = self._file(clip)
                note = file.with_suffix(".failed")
                if note.is_file() and not file.is_file():
                    self.failed.setdefault(clip.path, note.read_text(encoding="utf-8"))

    def _file(self, clip: Captioned) -> Path:
        """Named for everything that decides what is in it: content by size and time of change, range, picture, count."""
        try:
            status = clip.path.stat()
        except OSError:
            raise MediaError("This video is not there any more.") from None
        told = (
            clip.path.resolve(),
            status.st_size,
            status.st_mtime_ns,
            clip.start,
            clip.end,
            asdict(frame_size(self.preprocess)),
            self.max_frames,
        )
        return self.cache / f"{blake2b(repr(told).encode(), digest_size=16).hexdigest()}.npy"

    def _decode(self, clip: Captioned, file: Path, decoder: Decoder) -> None:
        self.cache.mkdir(parents=True, exist_ok=True)
        try:
            frames = decode(decoder, clip.path, frame_size(self.preprocess), self.max_frames, clip.start, clip.end)
        except MediaError as error:
            file.with_suffix(".failed").write_text(str(error), encoding="utf-8")
            raise
        fresh = file.with_name(f"{file.stem}.{os.getpid()}.new")  # whole or not at all
        with fresh.open("wb") as out:
            np.save(out, frames, allow_pickle=False)
        fresh.replace(file)
