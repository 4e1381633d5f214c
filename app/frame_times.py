"""When the frames of a video are shown, as far as the engine has told: what stepping by one frame needs to be exact at every frame rate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

EARLY = 0.0006  # seconds by which a time may lie before its frame's, since Qt counts milliseconds
REACH = 12.0  # seconds asked for on each side of the playhead
MARGIN = 3.0  # seconds; nearer to the end of what is known, more is asked for


class FrameTimes:
    """Presentation times of stretches of one video, in seconds, rising. `usual` is the length of a frame where nothing is known."""

    def __init__(self, usual: float = 0.04, duration: float = 0.0) -> None:
        self.usual = usual
        self.duration = duration
        self._times: list[float] = []
        self._spans: list[tuple[float, float]] = []

    def add(self, start: float, end: float, times: Sequence[float]) -> None:
        """All frames with start ≤ time < end."""
        self._times = sorted({*self._times, *times})
        spans = sorted([*self._spans, (start, end)])
        joined = spans[:1]
        for begin, stop in spans[1:]:
            if begin <= joined[-1][1] + 1e-6:
                joined[-1] = joined[-1][0], max(joined[-1][1], stop)
            else:
                joined.append((begin, stop))
        self._spans = joined

    def wanting(self, seconds: float) -> tuple[float, float] | None:
        """What should be asked for so that stepping can go on from here; None when enough is known."""
        low, high = max(0.0, seconds - MARGIN), seconds + MARGIN
        if self.duration:
            high = min(high, self.duration)
        if any(start <= low and high <= end for start, end in self._spans):
            return None
        return max(0.0, seconds - REACH), seconds + REACH

    def known(self, seconds: float) -> bool:
        """Whether it is known which frame is shown at a time."""
        return any(start - EARLY <= seconds < end for start, end in self._spans) and bool(self._times)

    def shown_at(self, seconds: float) -> float:
        """The time of the frame that is on the screen at a time; the time itself when that is not known."""
        if not self.known(seconds):
            return seconds
        place = bisect_right(self._times, seconds + EARLY) - 1
        return self._times[max(0, place)]

    def beside(self, seconds: float, way: int) -> float:
        """The time of the next frame (1) or the one before (-1)."""
        if self.known(seconds):
            here = bisect_left(self._times, self.shown_at(seconds) - 1e-9)
            there = here + way
            if 0 <= there < len(self._times) and self._joined(self._times[here], self._times[there]):
                return self._times[there]
            if way < 0 and here == 0 and self._spans[0][0] <= EARLY:
                return self._times[0]  # there is none before the first
        after = seconds + way * self.usual
        return max(0.0, min(after, self.duration - self.usual) if self.duration and way > 0 else after)

    def end_of(self, seconds: float) -> float:
        """When the frame at a time leaves the screen."""
        here = self.shown_at(seconds)
        after = self.beside(here, 1)
        if after <= here + EARLY:
            after = here + self.usual
        return min(after, self.duration) if self.duration > here else after

    def inside(self, seconds: float) -> float:
        """A time well inside the frame that is shown at a time, so that no rounding leads to its neighbour."""
        here = self.shown_at(seconds)
        return here + min(0.5 * (self.end_of(here) - here), 0.5)

    def _joined(self, one: float, other: float) -> bool:
        low, high = min(one, other), max(one, other)
        return any(start - EARLY <= low and high < end for start, end in self._spans)
