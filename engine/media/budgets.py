"""How long a worker may be busy with one video. Pixels, streams, samples and seeks are limited where they are counted (`opening`, `frames`)."""

from dataclasses import dataclass, field

from engine.media.frames import VideoInfo

PATIENCE = 20.0
"""Seconds without a sign of life after which a worker is killed."""

BASE = 60.0
LONGEST = 12 * 3600.0
MEASURED = 60.0
OTHER = {"times": 600.0, "still": 600.0, "trim": LONGEST}
"""Instead of `BASE` for what a person waits for and can stop."""


@dataclass
class WorkBudget:
    """Seconds of work for one video: `BASE` + twice its length at the speed measured in its own first `MEASURED` seconds of work.

    A video that is read faster than it plays gets twice its length; none gets more than `LONGEST`. Its header only says how long it is,
    until more than that has been read. Time in which the worker waits for its reader is no work.
    """

    base: float = BASE
    length: float = 0.0
    reached: float = field(default=0.0)
    """Seconds of video."""
    speed: float | None = None
    """Seconds of video for a second of work; None until measured."""

    def describe(self, info: VideoInfo) -> None:
        """The video has told how long it is."""
        self.length = info.duration

    def advance(self, time: float, worked: float) -> None:
        """A sample at `time` came after `worked` seconds of work."""
        self.reached = max(self.reached, time)
        if self.speed is None and worked >= MEASURED:
            self.speed = max(self.reached, 1.0) / worked

    @property
    def seconds(self) -> float:
        """What it may work altogether, as far as is known now."""
        speed = min(1.0, self.speed or 1.0)
        return min(LONGEST, self.base + 2 * max(self.length, self.reached) / speed)
