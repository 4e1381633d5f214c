"""Is the disk the limit? Told from how long a decoder was blocked while the engine waited for it (Linux; elsewhere nothing is told)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

OVER = 10.0  # seconds that are looked at together
MOSTLY = 0.6  # share of them: the engine waits for a decoder that neither computes nor waits for a processor


class DiskWatch:
    """Counts, for the decoder in use, time blocked and bytes read. `clock` and `busy` are monotonic seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, busy: Callable[[int], float | None] | None = None
    ) -> None:
        self._clock = clock
        self._busy = busy or seconds_busy
        self._process = 0
        self._begin(0, 0.0)
        self.speed: float | None = None
        """Bytes per second, while the disk is the limit."""

    def tick(self, process: int | None, waited: bool, read: float) -> None:
        """One step of the engine: the decoder's process, whether the engine had to wait for it, and the bytes of this video done so far."""
        now = self._clock()
        if not process or process != self._process or read < self._read:
            self._begin(process or 0, read)
            return
        if waited:
            self._waited += now - self._last
        self._last = now
        if now - self._since < OVER:
            return
        busy, elapsed = self._busy(process), now - self._since
        if busy is not None and self._was_busy is not None:
            blocked = elapsed - (busy - self._was_busy)
            limited = min(blocked, self._waited) > MOSTLY * elapsed
            self.speed = (read - self._read) / elapsed if limited and read > self._read else None
        self._begin(process, read)

    def _begin(self, process: int, read: float) -> None:
        self._process, self._read = process, read
        self._since = self._last = self._clock()
        self._waited = 0.0
        self._was_busy = self._busy(process) if process else None


def seconds_busy(process: int) -> float | None:
    """Seconds for which a process has computed, or was ready to and waited for a processor; None where that is not told."""
    try:
        computed, waited = Path(f"/proc/{process}/schedstat").read_text().split()[:2]
        return (int(computed) + int(waited)) / 1e9
    except (OSError, ValueError):
        return None
