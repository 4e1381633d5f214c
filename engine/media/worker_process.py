"""A decoder worker as its client sees it: a process, the line to hand it files, and a thread that reads and checks what it says."""

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from engine.errors import EngineError, MediaError
from engine.media.budgets import BASE, OTHER, WorkBudget
from engine.media.frames import MAX_SAMPLES, FrameSize, SampledFrame, VideoInfo, Written
from engine.media.handover import OpenFile, Request, RequestLine
from engine.media.wire import Item, ProtocolError, read_error, read_header, read_item

LOOK_AHEAD = 32
"""Items that a worker may be ahead of its reader; then it waits (the pipe is the back-pressure)."""

START = 60.0
"""Seconds that a worker may take to be ready: what takes longer is no video's fault."""

log = logging.getLogger(__name__)


class NeedsMemory:
    """The answer of a worker that may not use as much memory as a video needs."""


class _Died:
    """The worker ended, or talks nonsense."""


_Answer = tuple[Item, bool] | MediaError | NeedsMemory | _Died


class WorkerProcess:
    """One worker. `large`: it may use more memory. Raises EngineError when it cannot be started."""

    def __init__(self, command: Sequence[str], patience: float, large: bool) -> None:
        self.large = large
        self.versions: str | None = None
        self.confined: tuple[str, ...] = ()
        self._patience = patience
        self._queue: queue.Queue[_Answer] = queue.Queue(LOOK_AHEAD)
        self._killed = False
        self._asked: Request = {}
        self._budget = WorkBudget()
        self._frames = 0
        self._sign_of_life = self._reading_since = time.monotonic()
        self._worked = 0.0
        self._line = RequestLine()
        try:
            self._process = subprocess.Popen(
                [*command, *(["--large"] if large else [])],
                stdin=self._line.worker_end,
                stdout=subprocess.PIPE,
                env=_environment(),
                creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
            )
        except OSError as error:
            self._line.close()
            raise EngineError(f"The video decoder cannot be started ({error.strerror}).") from None
        self._line.started(self._process)
        assert self._process.stdout is not None
        self._stdout: IO[bytes] = self._process.stdout
        self._thread = threading.Thread(target=self._read, name="decoder-replies", daemon=True)
        self._thread.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._killed and self._process.poll() is None

    def send(self, request: Request, file: OpenFile) -> None:
        """Ask about a file; the one before has been answered."""
        self._asked = {**request, "size_of_file": file.size, "modified": file.modified}
        self._budget, self._frames, self._worked = WorkBudget(OTHER.get(request["do"], BASE)), 0, 0.0
        self._sign_of_life = self._reading_since = time.monotonic()
        with contextlib.suppress(OSError):  # a dead worker is noticed when its reply is read
            self._line.send(self._asked, file)

    def receive(self, timeout: float) -> tuple[Item, bool] | NeedsMemory | None:
        """The next item and whether it is the last, or None. Raises MediaError, EngineError."""
        try:
            answer = self._queue.get(timeout=timeout) if timeout > 0 else self._queue.get_nowait()
        except queue.Empty:
            now = time.monotonic()
            if self.versions is None:
                if now - self._sign_of_life > START:
                    self.kill()
                    raise EngineError("The video decoder cannot be started.") from None
                return None
            silent = now - self._sign_of_life > self._patience
            if silent or self._worked + now - self._reading_since > self._budget.seconds:
                self.kill()
                raise MediaError("This video could not be read in time.", "timed out") from None
            return None
        if isinstance(answer, MediaError):
            raise answer
        if isinstance(answer, _Died):
            self.kill()
            if self.versions is None:
                raise EngineError("The video decoder cannot be started.")
            raise MediaError("This video made the decoder stop; it is probably damaged.", "crashed")
        return answer

    def kill(self) -> None:
        """End the process and everything that belongs to it; may be called twice."""
        if self._killed:
            return
        self._killed = True
        self._process.kill()
        self._process.wait()
        self._thread.join()
        self._line.close()
        with contextlib.suppress(OSError):
            self._stdout.close()

    def _read(self) -> None:
        try:
            while (header := read_header(self._stdout)) is not None:
                self._take(header)
                self._reading_since = time.monotonic()
        except (ProtocolError, OSError, ValueError) as error:
            log.info("a decoder worker was given up: %s", error)
        self._put(_Died())

    def _take(self, header: dict[str, Any]) -> None:
        """Read, check and pass on what a header announces. Raises ProtocolError."""
        match header.get("kind"):
            case "ready":
                self._worked = 0.0
                self._reading_since = time.monotonic()
                self.confined = tuple(str(name)[:40] for name in list(header.get("confined", ()))[:20])
                self.versions = (
                    f"PyAV {str(header.get('pyav', '?'))[:40]}, FFmpeg {str(header.get('ffmpeg', '?'))[:40]}"
                )
                self._worked_until_now()
            case "working":
                self._worked_until_now()
            case "memory":
                self._put(NeedsMemory())
            case "error":
                if detail := header.get("detail"):
                    log.info("a video could not be read: %.500s", detail)
                self._put(read_error(header))
            case _:
                size = self._asked.get("size")
                item = read_item(self._stdout, header, FrameSize(**size) if size else None)
                self._worked_until_now()
                self._check(item)
                last = not isinstance(item, SampledFrame | VideoInfo | Written) or self._asked.get("do") == "probe"
                self._put((item, last))

    def _worked_until_now(self) -> None:
        now = time.monotonic()
        self._worked += now - self._reading_since
        self._reading_since = self._sign_of_life = now

    def _check(self, item: Item) -> None:
        """What one item alone cannot show. Raises ProtocolError."""
        if isinstance(item, VideoInfo):
            self._budget.describe(item)
        elif isinstance(item, SampledFrame):
            self._frames += 1
            self._budget.advance(item.time - self._asked.get("start", 0.0), self._worked)
            if self._frames > MAX_SAMPLES:
                raise ProtocolError("more frames than a video may have")

    def _put(self, answer: _Answer) -> None:
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
        "MALLOC_ARENA_MAX": "2",  # glibc sets aside 64 MiB of address space for each
    }
