"""How fast footage is being indexed, and when it will be done: what `Progress` tells."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from engine.messages import Progress

HONEST = 20.0  # seconds of work before a time of arrival is told
TELL = 0.25  # seconds between two messages about progress


@dataclass
class Pace:
    """Counts footage and time. Times are monotonic; a pause does not count. `activity` is that of the messages."""

    total: float
    videos: int
    activity: str = "indexing"
    done: float = 0.0
    videos_done: int = 0
    working: float = 0.0
    _last: float = 0.0
    _told: float = 0.0

    def tick(self) -> None:
        """Count the time since the last tick as work, unless it was long enough to have been a pause."""
        now = time.monotonic()
        if self._last and now - self._last < 1.0:
            self.working += now - self._last
        self._last = now

    def due(self) -> bool:
        """Whether it is time to tell about progress again."""
        if time.monotonic() - self._told < TELL:
            return False
        self._told = time.monotonic()
        return True

    def progress(
        self, job: int, path: Path, inside: float = 0.0, picture: str = "", reading: float | None = None
    ) -> Progress:
        """`inside`: seconds done of the video in work; `picture`: its last frame; `reading`: bytes per second when the disk is the limit."""
        done = min(self.done + inside, self.total)
        speed = done / self.working if self.working > HONEST and done > 0 else None
        eta = (self.total - done) / speed if speed else None
        return Progress(
            job,
            self.activity,
            str(path),
            done,
            self.total,
            self.videos_done,
            self.videos,
            eta,
            speed,
            picture=picture,
            reading=reading,
        )
