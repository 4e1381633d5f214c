"""Packets that no sample needs are not decoded, and the samples are the same as when everything is."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.media import sampling
from engine.media.frames import FrameSize, SampledFrame
from engine.media.planning import Targets, has_idr, planned
from tests.clips import make_clip

SIZE = FrameSize(64, 64)


@dataclass(frozen=True)
class Fake:
    """A packet of 10 ticks; `key` may begin a group."""

    pts: int | None
    key: bool = False
    size: int = 100
    is_discard: bool = False


def plan(packets: list[Fake], first: float, step: float) -> list[tuple[int | None, bool]]:
    steps: Iterator[tuple[Fake, bool]] = planned(packets, Targets(first, step), lambda packet: packet.key)
    return [(packet.pts, wanted) for packet, wanted in steps]


def test_a_group_is_decoded_up_to_its_last_wanted_frame() -> None:
    packets = [Fake(stamp, key=stamp % 100 == 0) for stamp in range(0, 300, 10)]
    steps = plan(packets, 0, 130)  # wanted: 0, 130, 260, and the last one
    assert [stamp for stamp, _ in steps] == [0, *range(100, 140, 10), *range(200, 300, 10)]
    assert [stamp for stamp, wanted in steps if wanted] == [0, 130, 260, 290]


def test_leading_pictures_are_dropped_or_bring_the_group_before_with_them() -> None:
    closed = [Fake(0, key=True), Fake(10), Fake(20), Fake(30)]
    opened = [Fake(60, key=True), Fake(40), Fake(50), Fake(70), Fake(80)]
    assert [stamp for stamp, _ in plan(closed + opened, 0, 70)] == [0, 60, 70, 80]
    assert [stamp for stamp, _ in plan(closed + opened, 0, 41)] == [0, 10, 20, 30, 60, 40, 50, 70, 80]


def test_what_planning_does_not_understand_is_decoded_whole() -> None:
    no_stamps = [Fake(None, key=True), Fake(None), Fake(None)]
    twice = [Fake(0, key=True), Fake(10), Fake(10)]
    late_key = [Fake(0), Fake(10), Fake(20, key=True), Fake(30)]
    for packets in (no_stamps, twice, late_key):
        assert [stamp for stamp, _ in plan(packets, 0, 1000)][: len(packets) - 1] == [p.pts for p in packets][:-1]
    overlapping = [Fake(0, key=True), Fake(50), Fake(40, key=True), Fake(60)]
    assert len(plan(overlapping, 0, 1000)) == 4


def test_the_nearest_stamp_is_wanted_wherever_it_lies() -> None:
    random = np.random.default_rng(2)
    for _ in range(200):
        stamps = sorted({int(stamp) for stamp in random.integers(0, 1000, int(random.integers(2, 40)))})
        step = float(random.uniform(5, 300))
        targets = Targets(float(stamps[0]), step)
        expected: set[int] = set()
        index = 0
        while (target := stamps[0] + index * step) <= stamps[-1]:
            expected.add(min(stamps, key=lambda stamp: (abs(stamp - target), stamp)))
            index += 1
        assert targets.nearest(stamps, None, None) == expected
        cut = int(random.integers(1, len(stamps)))
        first, second = stamps[:cut], stamps[cut:]
        halves = targets.nearest(first, None, second[0]) | targets.nearest(second, first[-1], None)
        assert halves == expected


def test_an_idr_picture_is_recognised_in_both_ways_of_writing() -> None:
    avcc = bytes([1, 100, 0, 30, 0xFF, 0xE1, 0, 0])
    units = [bytes([0x67, 1, 2]), bytes([0x68, 1]), bytes([0x65, 9, 9, 9])]
    lengths = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
    codes = b"".join(b"\0\0\0\1" + unit for unit in units)
    assert has_idr(lengths, avcc)
    assert has_idr(codes, b"")
    assert not has_idr(lengths[:13], avcc)
    assert not has_idr(codes.replace(b"\x65", b"\x41"), b"")
    assert not has_idr(b"", b"")


FILMS: dict[str, dict[str, Any]] = {
    "closed": {"options": {"preset": "medium"}, "gop": 250},
    "scene cuts": {"options": {"preset": "medium", "x264-params": "scenecut=40:min-keyint=5"}, "gop": 60},
    "open": {"options": {"preset": "medium", "x264-params": "open-gop=1:keyint=25:bframes=4:scenecut=0"}},
    "refresh": {"options": {"preset": "medium", "x264-params": "intra-refresh=1:keyint=25"}},
    "hevc open": {"codec": "libx265", "options": {"x265-params": "log-level=none:open-gop=1:keyint=20"}},
    "vp9": {"codec": "libvpx-vp9", "gop": 50},
    "av1": {"codec": "libsvtav1", "gop": 50},
    "mpeg4": {"codec": "mpeg4", "options": {"bf": "2"}},
    "mpeg2": {"codec": "mpeg2video", "options": {"bf": "2"}},
    "mjpeg": {"codec": "mjpeg"},
    "vfr": {"vfr": True, "options": {"preset": "medium"}},
}


@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_planned_samples_equal_those_of_decoding_everything(tmp_path: Path, name: str, suffix: str) -> None:
    clip = make_clip(tmp_path / f"film.{suffix}", seconds=7, fps=Fraction(30000, 1001), size=(160, 96), **FILMS[name])
    for fps, start in ((1.0, 0.0), (0.4, 0.0), (2.0, 3.3)):
        with clip.path.open("rb") as film:
            everything, some = (
                list(sampling.sample(film.fileno(), SIZE, fps, start, plan=plan)) for plan in (False, True)
            )
        assert (some[0], some[-1]) == (everything[0], everything[-1])
        for one, other in zip(some[1:-1], everything[1:-1], strict=True):
            assert isinstance(one, SampledFrame)
            assert isinstance(other, SampledFrame)
            assert one.time == other.time
            assert np.array_equal(one.pixels, other.pixels)
