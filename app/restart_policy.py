"""What to do when the engine has died: start it again, start it carefully, or leave it to the person."""

from __future__ import annotations

from collections import deque
from enum import Enum

CRASHES = 3  # within PERIOD
PERIOD = 300.0  # seconds after which a crash is forgiven


class Next(Enum):
    AGAIN = "as before"
    CAREFULLY = "on the processor alone"
    NO_MORE = "only when the person asks for it"


class RestartPolicy:
    """Three crashes within five minutes make the next start a careful one; three more end it. What lies longer back is forgiven."""

    def __init__(self) -> None:
        self.careful = False
        self._crashes: deque[float] = deque()

    def crashed(self, now: float) -> Next:
        """Count a crash at `now`, in seconds of a clock that never goes back."""
        while self._crashes and now - self._crashes[0] > PERIOD:
            self._crashes.popleft()
        self._crashes.append(now)
        if len(self._crashes) < CRASHES:
            return Next.AGAIN
        if self.careful:
            return Next.NO_MORE
        self._crashes.clear()
        self.careful = True
        return Next.CAREFULLY

    def forget(self) -> None:
        """The person wishes to begin anew."""
        self.careful = False
        self._crashes.clear()
