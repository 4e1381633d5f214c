"""The decoder's client: hands open files to worker processes, and survives whatever becomes of them.

One `Decoder` owns one worker and answers one request at a time; a worker that died, hung or is no longer wanted is killed
and the next request starts a new one.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from engine.errors import MediaError
from engine.media.budgets import PATIENCE
from engine.media.frames import Fingerprint, FrameSize, FrameTimes, SampledFrame, Still, VideoInfo
from engine.media.handover import Request, open_file
from engine.media.wire import Item
from engine.media.worker_process import LOOK_AHEAD, NeedsMemory, WorkerProcess

__all__ = ["LOOK_AHEAD", "WORKER_COMMAND", "Decoder", "Replies"]

REQUESTS_PER_WORKER = 200
"""A worker is replaced after this many, so that nothing a video leaks adds up."""

WORKER_COMMAND: Sequence[str] = (sys.executable, "-P", "-m", "engine.media.worker")

_ONE_LARGE = threading.Semaphore(1)
"""Held by the one request of this program that may use a worker with more memory."""

_Kind = TypeVar("_Kind", Fingerprint, VideoInfo, FrameTimes, Still)


class Decoder:
    """One decoder worker and the requests to it. A context manager; the worker starts with the first request.

    `threads` is how many threads a worker decodes with: more workers do more than more threads. `patience` is how long
    (seconds) a worker may give no sign of life. Not to be shared between threads, nor used from one that ends early: on
    Linux a worker dies with the thread that started it (PR_SET_PDEATHSIG).
    """

    def __init__(self, threads: int = 1, patience: float = PATIENCE, command: Sequence[str] = WORKER_COMMAND) -> None:
        self._threads = threads
        self._patience = patience
        self._command = command
        self._worker: WorkerProcess | None = None
        self._current: Replies | None = None
        self._requests = 0
        self.started = 0
        """How many workers there have been."""

    def fingerprint(self, path: Path) -> Fingerprint:
        """The identity of a video's content. Raises MediaError."""
        return self._answer(self.request_fingerprint(path), Fingerprint)

    def probe(self, path: Path) -> VideoInfo:
        """What a video says about itself. Raises MediaError."""
        return self._answer(self.request_probe(path), VideoInfo)

    def request_fingerprint(self, path: Path) -> "Replies":
        """Like `fingerprint`, without waiting: one item, a Fingerprint."""
        return self._request(path, {"do": "fingerprint"})

    def request_probe(self, path: Path) -> "Replies":
        """Like `probe`, without waiting: one item, a VideoInfo."""
        return self._request(path, {"do": "probe"})

    def sample(
        self, path: Path, size: FrameSize, fps: float = 1.0, start: float = 0.0, end: float | None = None
    ) -> "Replies":
        """Begin to sample a video: VideoInfo, the SampledFrames with start ≤ time < end in time order, SampleEnd.

        `start` > 0 goes on where an earlier sampling stopped: the samples are the same that it would have given.
        A request that is still being answered is given up.
        """
        request = {
            "do": "sample",
            "size": asdict(size),
            "fps": fps,
            "start": start,
            "end": end,
            "threads": self._threads,
        }
        return self._request(path, request)

    def sample_image(self, path: Path, size: FrameSize) -> "Replies":
        """A single picture as a sample: a SampledFrame at second 0, then SampleEnd."""
        return self._request(path, {"do": "image", "size": asdict(size)})

    def request_times(self, path: Path, start: float = 0.0, end: float | None = None) -> "Replies":
        """When the frames with start ≤ time < end are shown: one item, a FrameTimes."""
        return self._request(path, {"do": "times", "start": start, "end": end})

    def request_still(self, path: Path, time: float, side: int = 0) -> "Replies":
        """The frame on the screen at a time: one item, a Still; a PNG of full size, or a JPEG of at most `side` pixels."""
        return self._request(path, {"do": "still", "time": time, "side": side})

    def request_trim(self, path: Path, start: float, end: float, suffix: str, exact: bool) -> "Replies":
        """A range of a video as a file of its own (see `trimming.trim`): Writtens, then TrimEnd."""
        request = {"do": "trim", "start": start, "end": end, "suffix": suffix, "exact": exact}
        return self._request(path, request, large=True)  # coding anew needs memory

    def times(self, path: Path, start: float = 0.0, end: float | None = None) -> FrameTimes:
        """Like `request_times`, waiting. Raises MediaError."""
        return self._answer(self.request_times(path, start, end), FrameTimes)

    def still(self, path: Path, time: float, side: int = 0) -> Still:
        """Like `request_still`, waiting. Raises MediaError."""
        return self._answer(self.request_still(path, time, side), Still)

    def versions(self) -> str | None:
        """What the worker reads videos with, as "PyAV 18.1.0, FFmpeg 8.1.2"; None while it starts. Raises EngineError."""
        return self._ready_worker().versions

    @property
    def confined(self) -> tuple[str, ...]:
        """What the present worker gave up (see `confinement`); empty before it is ready."""
        return self._worker.confined if self._worker is not None else ()

    @property
    def idle(self) -> bool:
        """No request is being answered."""
        return self._current is None or self._current.finished

    @property
    def process_id(self) -> int | None:
        """Of the worker, while there is one."""
        return self._worker.process_id if self._worker is not None and self._worker.alive else None

    def close(self) -> None:
        """Stop the worker at once, whatever it does."""
        if self._current is not None:
            self._current.close()
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hand_over(self, path: Path, request: Request, large: bool = False) -> WorkerProcess:
        """The worker that has been given the file and the request; for `Replies`. Raises MediaError, EngineError."""
        with open_file(path) as file:
            worker = self._ready_worker(large)
            self._requests += 1
            worker.send(request, file)
        return worker

    def _ready_worker(self, large: bool = False) -> WorkerProcess:
        worn = self._requests >= REQUESTS_PER_WORKER
        if self._worker is not None and (worn or not self._worker.alive or self._worker.large != large):
            self._worker.kill()
            self._worker = None
        if self._worker is None:
            self._worker, self._requests = WorkerProcess(self._command, self._patience, large), 0
            self.started += 1
        return self._worker

    def _request(self, path: Path, request: Request, large: bool = False) -> "Replies":
        if self._current is not None:
            self._current.close()
        self._current = Replies(self, path, request, large)
        return self._current

    @staticmethod
    def _answer(replies: "Replies", kind: type[_Kind]) -> _Kind:
        with replies:
            item = next(replies)
            if not isinstance(item, kind):
                raise MediaError("This video cannot be read; the decoder answered something else.", "crashed")
            return item


class Replies(Iterator[Item]):
    """The items that answer one request, in order; the last one is Fingerprint, VideoInfo (of a probe) or SampleEnd.

    Raises MediaError when the video cannot be read, its worker dies, gives no sign of life or has worked too long; EngineError when no
    worker can be started. Closing early stops the work at once. A video that needs more memory is begun again by a worker that has more.
    """

    def __init__(self, decoder: Decoder, path: Path, request: Request, large: bool) -> None:
        self._decoder, self._path, self._request = decoder, path, request
        self._worker: WorkerProcess | None = None
        self._refused: MediaError | None = None
        self._info: VideoInfo | None = None
        self._frames = False
        self._wants_memory_since: float | None = None
        self._has_memory = False
        self.finished = False
        try:
            self._worker = decoder.hand_over(path, request, large)
        except MediaError as error:
            self._refused = error  # and is raised where the answer is waited for

    def next_ready(self, timeout: float) -> Item | None:
        """The next item if it arrives within `timeout` seconds, else None. Raises StopIteration after the last."""
        if self.finished:
            raise StopIteration
        try:
            item, last = self._receive(timeout)
        except Exception:
            self._finish()
            raise
        if last:
            self._finish()
        return item

    def _receive(self, timeout: float) -> tuple[Item | None, bool]:
        if self._worker is None:
            raise self._refused or MediaError("This video cannot be read.")
        if self._wants_memory_since is not None and not self._begin_again(timeout):
            return None, False
        answer = self._worker.receive(timeout)
        if isinstance(answer, NeedsMemory):
            if self._worker.large or self._frames:
                raise MediaError("This video needs more memory than a video may use.", "refused")
            self._wants_memory_since = time.monotonic()
            return None, False
        if answer is None:
            return None, False
        item, last = answer
        self._frames = self._frames or isinstance(item, SampledFrame)
        if isinstance(item, VideoInfo):
            if self._info is not None:  # told already by the worker that had too little memory
                return None, False
            self._info = item
        return item, last

    def _begin_again(self, timeout: float) -> bool:
        """Ask a worker with more memory, as soon as no other request has one. After `PATIENCE` it is had all the same, for nobody may
        be reading the other."""
        since = self._wants_memory_since
        self._has_memory = _ONE_LARGE.acquire(timeout=timeout) if timeout > 0 else _ONE_LARGE.acquire(blocking=False)
        if not self._has_memory and since is not None and time.monotonic() - since < PATIENCE:
            return False
        self._wants_memory_since = None
        self._worker = self._decoder.hand_over(self._path, self._request, large=True)
        return True

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        while (item := self.next_ready(1.0)) is None:
            pass
        return item

    def close(self) -> None:
        """Give the rest up. The worker is killed unless it has finished already."""
        if not self.finished:
            if self._worker is not None:
                self._worker.kill()
            self._finish()

    def _finish(self) -> None:
        self.finished = True
        if self._worker is not None and self._worker.large:
            self._worker.kill()
        if self._has_memory:
            self._has_memory = False
            _ONE_LARGE.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
