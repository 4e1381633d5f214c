"""Plays a video picture by picture, each asked of the engine's own decoder: for codecs that Qt cannot play. No sound."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE = 30  # ms between two pictures at least


class Flipbook(QObject):
    """The same signals and wishes as `film.Film`; pictures arrive by `take`. One is asked for at a time, so a slow disk drops pictures, not time."""

    frame_wished = Signal(float)
    moved = Signal(float)
    playing = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = ""
        self._seconds = 0.0
        self._duration = 0.0
        self._speed = 0.0  # 0: still
        self._range: tuple[float, float] | None = None
        self._waiting = False
        self._again: float | None = None  # asked for while one was on its way
        self._since = 0.0
        self._tick = QTimer(self, interval=PAUSE, singleShot=True)
        self._tick.timeout.connect(self._next)

    def open(self, path: str, seconds: float, play: bool, duration: float = 0.0) -> None:
        """Begin with a video."""
        self.path, self._duration = path, duration
        self._speed = 0.0
        self.seek(seconds)
        if play:
            self.play()

    def close(self) -> None:
        """Ask for nothing more."""
        self._tick.stop()
        self._speed, self._waiting, self._again = 0.0, False, None
        self.path = ""

    def set_range(self, moment: tuple[float, float] | None) -> None:
        """Play this range again and again, or straight on."""
        self._range = moment if moment is not None and moment[1] - moment[0] > 0.2 else None

    def set_sound(self, muted: bool, volume: float) -> None:
        """There is no sound."""

    def play(self, speed: float = 1.0) -> None:
        """Forward."""
        self._start(speed)

    def play_back(self, speed: float = 1.0) -> None:
        """In reverse."""
        self._start(-speed)

    def pause(self) -> None:
        """Stop where we are."""
        self._tick.stop()
        self._speed = 0.0
        self.playing.emit(False)

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        self._seconds = max(0.0, seconds)
        self._since = time.monotonic()
        self._ask(self._seconds)

    @property
    def seconds(self) -> float:
        """Where we are."""
        return self._seconds

    @property
    def is_playing(self) -> bool:
        """Whether it moves, forward or in reverse."""
        return self._speed != 0.0

    def take(self) -> None:
        """The picture asked for has arrived (and is shown by the player), or will not come."""
        self._waiting = False
        if self._again is not None:
            again, self._again = self._again, None
            self._ask(again)
        elif self._speed:
            self._tick.start()

    def _start(self, speed: float) -> None:
        self._speed = speed
        self._since = time.monotonic()
        self.playing.emit(True)
        if not self._waiting:
            self._next()

    def _next(self) -> None:
        now = time.monotonic()
        to = self._seconds + (now - self._since) * self._speed
        self._since = now
        if self._range is not None and self._speed == 1.0 and to >= self._range[1]:
            to = self._range[0]
        ended = to <= 0.0 if self._speed < 0 else bool(self._duration) and to >= self._duration
        self._seconds = max(0.0, min(to, self._duration) if self._duration else to)
        self.moved.emit(self._seconds)
        self._ask(self._seconds)
        if ended:
            self.pause()

    def _ask(self, seconds: float) -> None:
        if self._waiting:
            self._again = seconds
            return
        self._waiting = True
        self.frame_wished.emit(seconds)
