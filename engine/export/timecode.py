"""Frame rates as exact fractions, and SMPTE time codes, dropped numbers included (SMPTE ST 12-1)."""

import re
from dataclasses import dataclass
from fractions import Fraction

_THOUSANDTHS = (24, 30, 48, 60, 120, 240)
_WHOLE = (5, 6, 8, 10, 12, 12.5, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240)
STANDARD: tuple[Fraction, ...] = tuple(
    sorted([*(Fraction(rate) for rate in _WHOLE), *(Fraction(rate * 1000, 1001) for rate in _THOUSANDTHS)])
)
"""Frames a second that cameras and editing programs use."""

NEAR = 0.0004
"""A constant rate this near (as a share) is meant: 23.976 and 24 are 0.001 apart, and headers round."""

ROUGHLY = 0.03
"""The same for a variable rate, whose average is anything near what the camera was set to."""

DEFAULT = Fraction(25)
_CODE = re.compile(r"(\d{1,2})[:.](\d{2})[:.](\d{2})([:;.,])(\d{2,3})")


@dataclass(frozen=True)
class Rate:
    """Frames a second as an exact fraction; time codes count to `nominal` each second."""

    exact: Fraction

    @property
    def nominal(self) -> int:
        """24 of 23.976, 30 of 29.97."""
        return max(1, round(self.exact))

    @property
    def can_drop(self) -> bool:
        """Whether time codes with dropped numbers exist: 29.97 and its multiples."""
        return self.exact.denominator == 1001 and self.nominal % 30 == 0

    @property
    def frame(self) -> Fraction:
        """Seconds of one frame."""
        return 1 / self.exact

    def frames(self, seconds: float) -> int:
        """The number of the frame nearest to a time, counted from 0."""
        return round(Fraction(seconds) * self.exact)

    def seconds(self, frames: int) -> float:
        """When frame number `frames` begins."""
        return float(frames / self.exact)


def rate_of(frames: float | Fraction, variable: bool = False) -> Rate:
    """The rate that a header means; 25 when it tells nothing."""
    if not 1 <= frames <= 1000:
        return Rate(DEFAULT)
    nearest = min(STANDARD, key=lambda rate: abs(rate - Fraction(frames)))
    if abs(float(nearest) / float(frames) - 1.0) <= (ROUGHLY if variable else NEAR):
        return Rate(nearest)
    return Rate(Fraction(frames).limit_denominator(1001))


def to_timecode(frames: int, rate: Rate, drop: bool = False) -> str:
    """HH:MM:SS:FF, or HH:MM:SS;FF with dropped numbers: no 00 and 01 (of 60: 00 to 03) in a minute that is not a tenth one."""
    nominal = rate.nominal
    frames = max(0, frames)
    if drop and rate.can_drop:
        dropped = nominal // 15
        in_ten = nominal * 600 - 9 * dropped
        in_one = nominal * 60 - dropped
        tens, rest = divmod(frames, in_ten)
        minutes = 0 if rest < nominal * 60 else 1 + (rest - nominal * 60) // in_one
        frames += dropped * (9 * tens + minutes)
    seconds, frame = divmod(frames, nominal)
    mark = ";" if drop and rate.can_drop else ":"
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{frame:0{2 if nominal <= 100 else 3}d}"


def from_timecode(text: str, rate: Rate) -> tuple[int, bool] | None:
    """(frames, dropped) of a time code; None when it is none."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, frame = (int(found[group]) for group in (1, 2, 3, 5))
    nominal = rate.nominal
    if minutes > 59 or seconds > 59 or frame >= nominal:
        return None
    frames = ((hours * 60 + minutes) * 60 + seconds) * nominal + frame
    drop = found[4] in ";," and rate.can_drop
    if drop:
        total = hours * 60 + minutes
        frames -= nominal // 15 * (total - total // 10)
    return frames, drop
