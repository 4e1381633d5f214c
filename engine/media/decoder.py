"""The decoder's client: starts worker processes, asks them about videos, survives whatever becomes of them.

One `Decoder` owns one worker and answers one request at a time; a worker that died, hung or is no longer wanted is killed
and the next request starts a new one.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from engine.errors import EngineError, MediaError
from engine.media.frames import Fingerprint, FrameSize, FrameTimes, SampledFrame, Still, VideoInfo, Written
from engine.media.wire import Header, Item, ProtocolError, read_header, read_item, write_header

LOOK_AHEAD = 32
"""Items that a worker may be ahead of its reader; then it waits (the pipe is the back-pressure)."""

PATIENCE = 20.0
"""Seconds without a sign of life after which a worker is killed."""

REQUESTS_PER_WORKER = 200
"""A worker is replaced after this many, so that nothing a video leaks adds up."""

WORKER_COMMAND: Sequence[str] = (sys.executable, "-P", "-m", "engine.media.worker")

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
        self._worker: _Worker | None = None
        self._current: Replies | None = None
        self._requests = 0

    def fingerprint(self, path: Path) -> Fingerprint:
        """The identity of a video's content. Raises MediaError."""
        return self._answer(self.request_fingerprint(path), Fingerprint)

    def probe(self, path: Path) -> VideoInfo:
        """What a video says about itself. Raises MediaError."""
        return self._answer(self.request_probe(path), VideoInfo)

    def request_fingerprint(self, path: Path) -> "Replies":
        """Like `fingerprint`, without waiting: one item, a Fingerprint."""
        return self._request({"do": "fingerprint", "path": os.fspath(path)})

    def request_probe(self, path: Path) -> "Replies":
        """Like `probe`, without waiting: one item, a VideoInfo."""
        return self._request({"do": "probe", "path": os.fspath(path)})

    def sample(
        self, path: Path, size: FrameSize, fps: float = 1.0, start: float = 0.0, end: float | None = None
    ) -> "Replies":
        """Begin to sample a video: VideoInfo, the SampledFrames with start ≤ time < end in time order, SampleEnd.

        `start` > 0 goes on where an earlier sampling stopped: the samples are the same that it would have given.
        A request that is still being answered is given up.
        """
        request = {
            "do": "sample",
            "path": os.fspath(path),
            "size": asdict(size),
            "fps": fps,
            "start": start,
            "end": end,
            "threads": self._threads,
        }
        return self._request(request)

    def sample_image(self, path: Path, size: FrameSize) -> "Replies":
        """A single picture as a sample: a SampledFrame at second 0, then SampleEnd."""
        return self._request({"do": "image", "path": os.fspath(path), "size": asdict(size)})

    def request_times(self, path: Path, start: float = 0.0, end: float | None = None) -> "Replies":
        """When the frames with start ≤ time < end are shown: one item, a FrameTimes."""
        return self._request({"do": "times", "path": os.fspath(path), "start": start, "end": end})

    def request_still(self, path: Path, time: float, side: int = 0) -> "Replies":
        """The frame on the screen at a time: one item, a Still; a PNG of full size, or a JPEG of at most `side` pixels."""
        return self._request({"do": "still", "path": os.fspath(path), "time": time, "side": side})

    def request_trim(self, path: Path, start: float, end: float, suffix: str, exact: bool) -> "Replies":
        """A range of a video as a file of its own (see `trimming.trim`): Writtens, then TrimEnd."""
        request = {"do": "trim", "path": os.fspath(path), "start": start, "end": end, "suffix": suffix, "exact": exact}
        return self._request(request)

    def times(self, path: Path, start: float = 0.0, end: float | None = None) -> FrameTimes:
        """Like `request_times`, waiting. Raises MediaError."""
        return self._answer(self.request_times(path, start, end), FrameTimes)

    def still(self, path: Path, time: float, side: int = 0) -> Still:
        """Like `request_still`, waiting. Raises MediaError."""
        return self._answer(self.request_still(path, time, side), Still)

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
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _request(self, request: Header) -> "Replies":
        if self._current is not None:
            self._current.close()
        if self._worker is not None and (not self._worker.alive or self._requests >= REQUESTS_PER_WORKER):
            self.close()
        if self._worker is None:
            self._worker, self._requests = _Worker(self._command, self._patience), 0
        self._requests += 1
        self._worker.send(request)
        self._current = Replies(self._worker)
        return self._current

    @staticmethod
    def _answer(replies: "Replies", kind: type[_Kind]) -> _Kind:
        with replies:
            item = next(replies)
            if not isinstance(item, kind):
                raise MediaError("This video cannot be read; the decoder answered something else.")
            return item


class Replies(Iterator[Item]):
    """The items that answer one request, in order; the last one is Fingerprint, VideoInfo (of a probe) or SampleEnd.

    Raises MediaError when the video cannot be read, its worker dies or gives no sign of life; EngineError when no
    worker can be started. Closing early stops the work at once.
    """

    def __init__(self, worker: "_Worker") -> None:
        self._worker = worker
        self.finished = False

    def next_ready(self, timeout: float) -> Item | None:
        """The next item if it arrives within `timeout` seconds, else None. Raises StopIteration after the last."""
        if self.finished:
            raise StopIteration
        try:
            answer = self._worker.receive(timeout)
        except Exception:
            self.finished = True
            raise
        if answer is None:
            return None
        item, last = answer
        self.finished = last
        return item

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        while (item := self.next_ready(1.0)) is None:
            pass
        return item

    def close(self) -> None:
        """Give the rest up. The worker is killed unless it has finished already."""
        if not self.finished:
            self.finished = True
            self._worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Died:
    """The worker ended, or talks nonsense."""


class _Worker:
    """A worker process and the thread that reads its replies into a bounded queue."""

    def __init__(self, command: Sequence[str], patience: float) -> None:
        self._patience = patience
        self._queue: queue.Queue[tuple[Item, bool] | MediaError | _Died] = queue.Queue(LOOK_AHEAD)
        self._killed = False
        self._ready = False
        self._sign_of_life = time.monotonic()
        self._asked = ""
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
            )
        except OSError as error:
            raise EngineError(f"The video decoder cannot be started ({error.strerror}).") from None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin: IO[bytes] = self._process.stdin
        self._stdout: IO[bytes] = self._process.stdout
        self._thread = threading.Thread(target=self._read, name="decoder-replies", daemon=True)
        self._thread.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._killed and self._process.poll() is None

    def send(self, request: Header) -> None:
        self._asked = request["do"]
        self._sign_of_life = time.monotonic()
        with contextlib.suppress(OSError):  # a dead worker is noticed when its reply is read
            write_header(self._stdin, request)
            self._stdin.flush()

    def receive(self, timeout: float) -> tuple[Item, bool] | None:
        """The next item and whether it is the last, or None. Raises MediaError, EngineError."""
        try:
            answer = self._queue.get(timeout=max(0.0, timeout)) if timeout > 0 else self._queue.get_nowait()
        except queue.Empty:
            if time.monotonic() - self._sign_of_life > self._patience:
                self.kill()
                raise MediaError("This video could not be read in time.") from None
            return None
        if isinstance(answer, MediaError):
            raise answer
        if isinstance(answer, _Died):
            self.kill()
            if not self._ready:
                raise EngineError("The video decoder cannot be started.")
            raise MediaError("This video made the decoder stop; it is probably damaged.")
        return answer

    def kill(self) -> None:
        """End the process and everything that belongs to it; may be called twice."""
        if self._killed:
            return
        self._killed = True
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()

    def _read(self) -> None:
        try:
            while (header := read_header(self._stdout)) is not None:
                self._sign_of_life = time.monotonic()
                if header.get("kind") == "ready":
                    self._ready = True
                elif header.get("kind") == "error":
                    self._put(MediaError(str(header.get("sentence", ""))[:500]))
                elif header.get("kind") != "working":
                    item = read_item(self._stdout, header)
                    last = not isinstance(item, SampledFrame | VideoInfo | Written) or (
                        isinstance(item, VideoInfo) and self._asked == "probe"
                    )
                    self._put((item, last))
        except (ProtocolError, OSError, ValueError):
            pass
        self._put(_Died())

    def _put(self, answer: "tuple[Item, bool] | MediaError | _Died") -> None:
        while not self._killed:
            with contextlib.suppress(queue.Full):
                self._queue.put(answer, timeout=0.1)
                break
        self._sign_of_life = time.monotonic()


def _environment() -> dict[str, str]:
    """The worker finds the same `engine` package and computes with one thread."""
    root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return os.environ | {
        "PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else root,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
