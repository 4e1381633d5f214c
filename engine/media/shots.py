"""Cutting a video into shots from its sampled frames.

A shot ends where neighbouring samples differ strongly, is 2 to 32 s long, and has at least one sample; shots lie side by
side from the start of the video to its end. What is decided depends only on the samples since the start of the current
shot, so indexing that goes on at a shot's start gives the same shots as indexing without a break.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.media.frames import SampledFrame
from engine.media.pictures import difference

SHORTEST = 2.0  # seconds
LONGEST = 32.0  # seconds
CHANGE = 0.35
"""A difference of signatures (0 … 1) from which neighbouring samples may belong to different shots."""
CERTAIN_CHANGE = 0.50
"""A difference that is a cut whatever the shot was like before."""
RESTLESSNESS = 2.2
"""In between, a cut has to differ this many times more than the shot's samples differ from each other."""


@dataclass(frozen=True)
class Shot:
    """One take, the unit of retrieval. Seconds from the start of the video."""

    start: float
    end: float
    frames: range
    """Which samples belong to it: positions in the order they were fed in, counted from `ShotCutter.first_frame`."""


@dataclass(frozen=True)
class _Sample:
    time: float
    signature: NDArray[np.uint8]
    cut_hint: float | None


@dataclass(frozen=True)
class _Cut:
    """A place between two samples where a shot may end."""

    time: float
    strength: float
    first: int
    """Of the samples of the current shot, the first one after the cut."""


class ShotCutter:
    """Closes shots as samples come in. `start` and `first_frame` say where to go on after a break."""

    def __init__(self, start: float = 0.0, first_frame: int = 0) -> None:
        self._start = start
        self._first_frame = first_frame
        self._samples: list[_Sample] = []
        self._changes: list[float] = []  # between neighbouring samples of the current shot
        self._pending: _Cut | None = None

    def push(self, frame: SampledFrame) -> list[Shot]:
        """Take the next sample; the shots that are complete now, in order (mostly none)."""
        return list(self._push([_Sample(frame.time, frame.signature, frame.cut_hint)]))

    def finish(self, duration: float) -> list[Shot]:
        """The remaining shots of a video that ends at `duration`."""
        if not self._samples:
            return []
        end = max(duration, self._samples[-1].time, self._start)
        shots = []
        if self._pending and end - self._pending.time >= SHORTEST:
            shots.append(self._close(self._pending))
        while end - self._start > LONGEST and (split := self._split(end)):
            shots.append(self._close(split))
        shots.append(Shot(self._start, end, range(self._first_frame, self._first_frame + len(self._samples))))
        self._samples = []
        return shots

    def _push(self, samples: list[_Sample]) -> Iterator[Shot]:
        queue = list(samples)
        while queue:
            sample = queue.pop(0)
            self._weigh(sample)
            closing: _Cut | None = None
            if self._pending and sample.time - self._pending.time >= SHORTEST:
                closing = self._pending
            elif sample.time - self._start > LONGEST:
                closing = self._split(sample.time)
            if closing:
                again = self._samples[closing.first :]
                yield self._close(closing)
                self._samples, self._changes = [], []
                queue = again + queue

    def _weigh(self, sample: _Sample) -> None:
        """Add a sample to the current shot and decide whether a cut lies before it."""
        if self._samples:
            before = self._samples[-1]
            strength = difference(before.signature, sample.signature)
            cut = _Cut(_between(before, sample), strength, len(self._samples))
            usual = float(np.mean(self._changes[-8:])) if self._changes else 0.0
            is_cut = strength >= CERTAIN_CHANGE or (strength >= CHANGE and strength >= RESTLESSNESS * usual)
            stronger = self._pending is None or strength > self._pending.strength
            if is_cut and stronger and SHORTEST <= cut.time - self._start <= LONGEST:
                self._pending = cut
            if not is_cut:
                self._changes.append(strength)
        self._samples.append(sample)

    def _split(self, until: float) -> _Cut | None:
        """Where to divide a take that has become too long: at its strongest change well inside, else near the middle."""
        cuts = [
            _Cut(_between(before, after), difference(before.signature, after.signature), index + 1)
            for index, (before, after) in enumerate(zip(self._samples, self._samples[1:], strict=False))
        ]
        possible = [cut for cut in cuts if self._start + SHORTEST <= cut.time <= until - SHORTEST]
        inside = [cut for cut in possible if 12.0 <= cut.time - self._start <= 28.0]
        if inside:
            return max(inside, key=lambda cut: (round(cut.strength, 2), -abs(cut.time - self._start - 16.0)))
        return min(possible, key=lambda cut: abs(cut.time - self._start - 16.0), default=None)

    def _close(self, cut: _Cut) -> Shot:
        shot = Shot(self._start, cut.time, range(self._first_frame, self._first_frame + cut.first))
        self._start = cut.time
        self._first_frame += cut.first
        self._samples = self._samples[cut.first :]
        self._changes = []
        self._pending = None
        return shot


def _between(before: _Sample, after: _Sample) -> float:
    """When the picture changed: at the hint if there is one, else half way (also across a long gap)."""
    if after.cut_hint is not None and before.time < after.cut_hint <= after.time <= before.time + LONGEST:
        return after.cut_hint
    return (before.time + after.time) / 2
