"""Has the computer little else to do? From the processor time that all programs together have used."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

LITTLE = 0.25  # share of all processors
LONG = 120.0  # seconds for which it must have been so
LOOK = 5.0  # seconds between two looks


class Idleness:
    """Ask `idle()` again and again; it becomes true when the processors have been little used for two minutes."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, used: Callable[[], float | None] | None = None
    ) -> None:
        self._clock = clock
        self._used = used or processor_seconds
        self._since = self._looked = clock()
        self._before = self._used()

    def idle(self) -> bool:
        """Whether it is so now. Where nothing can be known, always."""
        now = self._clock()
        if self._before is None:
            return True
        if now - self._looked >= LOOK:
            used = self._used() or 0.0
            if (used - self._before) / (now - self._looked) > LITTLE * (os.cpu_count() or 1):
                self._since = now
            self._looked, self._before = now, used
        return now - self._since >= LONG


def processor_seconds() -> float | None:
    """Processor time used by everybody since the start of the computer; None where it cannot be known. Windows is untried."""
    if sys.platform == "linux":
        fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
        user, nice, system, _, _, interrupts, soft = (int(field) for field in fields[:7])
        return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")
    if sys.platform == "win32":
        idle, kernel, user = (ctypes.c_uint64() for _ in range(3))
        times = ctypes.windll.kernel32.GetSystemTimes  # pyright: ignore[reportAttributeAccessIssue]
        if times(ctypes.byref(idle), ctypes.byref(kernel), ctypes.byref(user)):
            return (kernel.value + user.value - idle.value) / 1e7  # the kernel's time includes being idle
    return None
