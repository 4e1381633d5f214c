"""Ranges as editing programs count them: whole frames of a source, from the first one on, at an exact rate.

An editing program calls the first frame of a file number 0 (or by the time code that the camera wrote) and counts on at the file's nominal
rate. So does a `Cut`: an in point is the frame whose presentation time is nearest, an out point the first frame that is not in it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from engine.export.timecode import Rate, from_timecode, rate_of
from engine.media.frames import FrameTimes

LATE_FIRST_FRAME = 4
"""Frames. A first frame that is shown this late or later is meant to: then numbers count from the file's zero."""


@dataclass(frozen=True)
class Cut:
    """A range of one source. `start` and `end` are seconds on the video's time line, of the first frame and of the end of the last."""

    video: int
    path: Path
    name: str
    note: str
    rate: Rate
    variable: bool
    first: int  # number of the first frame, 0 is the first one of the file
    frames: int
    available: int  # frames of the whole source
    begins: int  # number in the camera's time code of the source's first frame
    drop: bool  # its time codes drop numbers
    width: int
    height: int
    channels: int  # of sound; 0: none
    sound_rate: int
    start: float
    end: float

    @property
    def last(self) -> int:
        """The number after that of the last frame."""
        return self.first + self.frames


@dataclass(frozen=True)
class Source:
    """What is known of the file of a range; `times` are those around the range, or None when the file is not there."""

    video: int
    path: Path
    frame_rate: float
    variable: bool
    duration: float
    width: int
    height: int
    sound: bool
    facts: FrameTimes | None = None


def cut(source: Source, start: float, end: float, note: str, handles: int = 0, drop: bool = False) -> Cut:
    """The frames of a range in seconds, `handles` more at each side as far as the source has them.

    `facts.times` must reach from before `start` to after `end`, handles included, for in and out to lie on frames exactly.
    """
    facts = source.facts
    variable = source.variable if facts is None else facts.variable
    given = Fraction(*facts.rate) if facts is not None and facts.rate[0] else source.frame_rate
    rate = rate_of(given, variable)
    zero = _zero(facts, rate)
    duration = (facts.duration if facts is not None else 0.0) or source.duration
    available = max(1, rate.frames(duration - zero)) if duration else 0
    times = facts.times if facts is not None else np.empty(0)
    start, end = snapped(times, start), snapped(times, end)
    first = max(0, rate.frames(start - zero))
    last = max(first + 1, rate.frames(end - zero))
    if available:
        first, last = min(first, available - 1), min(last, available)
    first, last = max(0, first - handles), last + handles
    if available:
        last = max(first + 1, min(last, available))
    code = from_timecode(facts.timecode, rate) if facts is not None and facts.timecode else None
    return Cut(
        video=source.video,
        path=source.path,
        name=source.path.name,
        note=note,
        rate=rate,
        variable=variable,
        first=first,
        frames=last - first,
        available=max(available, last),
        begins=code[0] if code else 0,
        drop=code[1] if code else drop and rate.can_drop,
        width=facts.width if facts is not None else source.width,
        height=facts.height if facts is not None else source.height,
        channels=facts.channels if facts is not None else 2 * source.sound,
        sound_rate=facts.sound_rate if facts is not None else 48_000 * source.sound,
        start=rate.seconds(first) + zero,
        end=rate.seconds(last) + zero,
    )


def snapped(times: np.ndarray, seconds: float) -> float:
    """The presentation time nearest to a time; the time itself when it is not among known ones."""
    if not len(times) or not times[0] - 0.5 <= seconds <= times[-1] + 0.5:
        return seconds
    nearest = float(times[int(np.abs(times - seconds).argmin())])
    step = float(times[-1] - times[0]) / max(1, len(times) - 1)
    return nearest if seconds <= times[-1] + step / 2 else seconds  # else it is the end of the last frame


def common_rate(cuts: Sequence[Cut]) -> Rate:
    """The rate of a list: that of most of its footage."""
    lengths: Counter[Fraction] = Counter()
    for one in cuts:
        lengths[one.rate.exact] += max(1, round(1000 * (one.end - one.start)))
    return Rate(max(lengths, key=lambda exact: (lengths[exact], exact)))


def converted(one: Cut, rate: Rate) -> tuple[int, int]:
    """(first, last) of a cut counted at another rate, its camera time code left aside."""
    if one.rate.exact == rate.exact:
        return one.first, one.last
    first = round(one.first * one.rate.frame * rate.exact)
    return first, max(first + 1, round(one.last * one.rate.frame * rate.exact))


def _zero(facts: FrameTimes | None, rate: Rate) -> float:
    """The time of frame number 0."""
    late = facts.first_time if facts is not None else 0.0
    return late if late < LATE_FIRST_FRAME * float(rate.frame) else 0.0
