"""Time codes against opentimelineio's own arithmetic, and the well-known places where numbers are dropped."""

from fractions import Fraction

import pytest
from opentimelineio import opentime

from engine.export.timecode import Rate, from_timecode, rate_of, to_timecode

RATES = {
    "23.976": Fraction(24000, 1001),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
}


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("drop", [False, True])
def test_a_day_of_time_codes_agrees_with_opentimelineio(name: str, drop: bool) -> None:
    rate = Rate(RATES[name])
    if drop and not rate.can_drop:
        pytest.skip("nothing is dropped at this rate")
    for frames in [*range(0, 40_000, 7), *range(1_000_000, 2_000_000, 9973)]:
        theirs = opentime.RationalTime(frames, float(rate.exact)).to_timecode(float(rate.exact), drop)
        assert to_timecode(frames, rate, drop) == theirs
        assert from_timecode(theirs, rate) == (frames, drop)


def test_the_first_dropped_numbers() -> None:
    ntsc, double = Rate(RATES["29.97"]), Rate(RATES["59.94"])
    assert [to_timecode(frame, ntsc, drop=True) for frame in (1799, 1800, 17981, 17982)] == [
        "00:00:59;29",
        "00:01:00;02",
        "00:09:59;29",
        "00:10:00;00",
    ]
    assert [to_timecode(frame, double, drop=True) for frame in (3599, 3600)] == ["00:00:59;59", "00:01:00;04"]
    hour = from_timecode("01:00:00;00", ntsc)
    assert hour is not None
    assert abs(ntsc.seconds(hour[0]) - 3600) < 0.004  # what dropping is for


@pytest.mark.parametrize(
    ("header", "variable", "exact"),
    [
        (23.976, False, Fraction(24000, 1001)),
        (24.0, False, Fraction(24)),
        (29.97002997, False, Fraction(30000, 1001)),
        (30.0, False, Fraction(30)),
        (59.94, False, Fraction(60000, 1001)),
        (29.83, True, Fraction(30000, 1001)),
        (7.3, False, Fraction(73, 10)),
        (0.0, False, Fraction(25)),
        (float("nan"), False, Fraction(25)),
        (90000.0, False, Fraction(25)),
    ],
)
def test_the_rate_that_a_header_means(header: float, variable: bool, exact: Fraction) -> None:
    assert rate_of(header, variable).exact == exact


@pytest.mark.parametrize("text", ["", "nonsense", "01:00:00", "01:60:00:00", "01:00:61:00", "01:00:00:30", "1:2:3:4"])
def test_what_is_no_time_code_is_none(text: str) -> None:
    assert from_timecode(text, Rate(Fraction(30000, 1001))) is None
