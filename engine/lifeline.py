"""What ties a serving engine to its window: one line out, a beat each second, no more replies than are taken, death with the parent.

A window that acknowledges is never sent more than `UNACKNOWLEDGED` replies ahead. The beat comes from a thread of its own, as long as the
loop moves: a process that was stopped, or hangs, falls silent, and the window starts another.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import signal
import sys
import threading
import time
from types import TracebackType
from typing import BinaryIO, Self

from engine.messages import Alive, Reply, encode

BEAT = 1.0  # seconds
STEP_PATIENCE = (
    120.0  # seconds that one step of work may take; a large model on a slow processor needs many for one picture
)
OPENING_PATIENCE = 3600.0  # seconds that opening a library may take: a large one is copied before it is changed
UNACKNOWLEDGED = 256  # replies
_PR_SET_PDEATHSIG = 1


class Lifeline:
    """The engine's side of the pipe. A context manager; from `claim_output` on standard output belongs to it alone."""

    def __init__(self, out: BinaryIO, beat: float = BEAT) -> None:
        self._out = out
        self._beat = beat
        self._lock = threading.Lock()
        self._sent = 0
        self._taken: int | None = None  # None: this window does not acknowledge
        self._moved = time.monotonic()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)
        self.patience = OPENING_PATIENCE

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join(2 * self._beat)  # it may wait for a window that does not read
        if not self._thread.is_alive():
            with contextlib.suppress(OSError):
                self._out.close()

    def say(self, reply: Reply) -> None:
        """Send a reply. Raises BrokenPipeError when nobody is there to hear it."""
        with self._lock:
            self._out.write(encode(reply))
            self._out.flush()
            self._sent += 1

    def acknowledge(self, taken: int) -> None:
        """The window has taken so many messages in all."""
        self._taken = taken

    @property
    def full(self) -> bool:
        """Whether the window is so far behind that no new work should be begun."""
        return self._taken is not None and self._sent - self._taken >= UNACKNOWLEDGED

    def rest(self) -> None:
        """The loop waits to be asked: all is well, for as long as it likes."""
        self._moved = math.inf

    def move(self) -> None:
        """The loop begins a step."""
        self._moved = time.monotonic()

    def _run(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the pipe is closed: the reader of requests notices, too
            while not self._end.wait(self._beat):
                if time.monotonic() - self._moved < self.patience:
                    self.say(Alive())


def claim_output() -> BinaryIO:
    """Standard output as the protocol's own; whatever a library prints from here on goes to standard error."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return out


def die_with_parent() -> None:
    """Linux kills this process when the thread that started it ends, whatever it is doing. Killing is safe: only whole transactions exist.

    Elsewhere the end of standard input has to do; on Windows the window's job object (app/job_object.py) kills, too.
    """
    if sys.platform == "linux":
        parent = os.getppid()
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel knew
            os._exit(0)
