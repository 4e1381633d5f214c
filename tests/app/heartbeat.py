"""Was the window's thread ever kept from its events? A timer beats every few milliseconds and measures what lay between two beats.

Between two beats the event loop has been once around. The processor time that the thread has used meanwhile is how long something kept it; that does
not depend on what else the machine is doing. The time on the clock is kept too: it has waiting for files in it, and the rest of the machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

BEAT = 4  # ms


@dataclass(frozen=True, order=True)
class Gap:
    """What lay between two beats, in seconds."""

    computed: float
    elapsed: float


class Heartbeat(QObject):
    """Beats while it is entered; `longest` and `longest_on_the_clock` tell the worst."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gaps: list[Gap] = []
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._at = (0.0, 0.0)

    def __enter__(self) -> Self:
        self._at = (time.thread_time(), time.perf_counter())
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()

    @property
    def longest(self) -> float:
        """Seconds of processor time."""
        return max((gap.computed for gap in self.gaps), default=0.0)

    @property
    def longest_on_the_clock(self) -> float:
        """Seconds."""
        return max((gap.elapsed for gap in self.gaps), default=0.0)

    def _beat(self) -> None:
        now = (time.thread_time(), time.perf_counter())
        self.gaps.append(Gap(now[0] - self._at[0], now[1] - self._at[1]))
        self._at = now
