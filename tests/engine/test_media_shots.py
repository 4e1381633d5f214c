"""Cutting samples into shots: where, how long, and the same whether or not there was a break."""

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampledFrame, SampleEnd
from engine.media.pictures import SIGNATURE_LENGTH, difference, jpeg, make_sprite, signature, thin_tiles, tile
from engine.media.shots import LONGEST, SHORTEST, Shot, ShotCutter
from tests.clips import COLOURS, draw, make_clip


def frame(time: float, colour: str | tuple[int, int, int], cut_hint: float | None = None) -> SampledFrame:
    rgb = COLOURS[colour] if isinstance(colour, str) else colour
    picture = Image.fromarray(draw(0, 0.0, (160, 90), rgb, bar=time % 7 / 7))
    return SampledFrame(time, np.zeros((2, 2, 3), np.uint8), b"", b"", signature(picture), cut_hint)


def cut(frames: Sequence[SampledFrame], duration: float, start: float = 0.0, first_frame: int = 0) -> list[Shot]:
    cutter = ShotCutter(start, first_frame)
    return [shot for one in frames for shot in cutter.push(one)] + cutter.finish(duration)


def check(shots: Sequence[Shot], frames: Sequence[SampledFrame], duration: float) -> None:
    """What holds for every video."""
    assert shots[0].start == 0.0
    assert shots[-1].end == duration
    assert [number for shot in shots for number in shot.frames] == list(range(len(frames)))
    for shot, after in pairwise(shots):
        assert shot.end == after.start
    for shot in shots:
        assert len(shot.frames) >= 1
        assert all(shot.start <= frames[number].time <= shot.end for number in shot.frames)
        assert shot.end - shot.start <= LONGEST + 1e-9
        assert len(shots) == 1 or shot.end - shot.start >= SHORTEST - 1e-9


def film(*scenes: tuple[str, int]) -> list[SampledFrame]:
    """One frame a second: (colour, seconds) after each other."""
    colours = [colour for colour, seconds in scenes for _ in range(seconds)]
    return [frame(float(second), colour) for second, colour in enumerate(colours)]


def test_a_cut_is_where_the_picture_changes() -> None:
    frames = film(("red", 5), ("blue", 6), ("grey", 4))
    shots = cut(frames, 15.0)
    check(shots, frames, 15.0)
    assert [(shot.start, shot.end) for shot in shots] == [(0.0, 4.5), (4.5, 10.5), (10.5, 15.0)]


def test_the_encoder_tells_exactly_where() -> None:
    frames = film(("red", 5), ("blue", 5))
    frames[5] = frame(5.0, "blue", cut_hint=4.24)
    assert [shot.end for shot in cut(frames, 10.0)] == [4.24, 10.0]


def test_a_still_take_is_not_cut() -> None:
    frames = film(("green", 20))
    assert cut(frames, 20.0) == [Shot(0.0, 20.0, range(20))]


def test_a_clip_shorter_than_two_seconds_is_one_shot() -> None:
    assert cut([frame(0.0, "red")], 0.4) == [Shot(0.0, 0.4, range(1))]
    assert cut(film(("red", 1), ("blue", 1)), 1.9) == [Shot(0.0, 1.9, range(2))]
    assert cut([], 0.0) == []


def test_a_long_take_is_divided_evenly_enough() -> None:
    for seconds in (33, 64, 100, 601):
        frames = film(("green", seconds))
        shots = cut(frames, float(seconds))
        check(shots, frames, float(seconds))
        assert all(shot.end - shot.start >= 4 for shot in shots)


def test_quick_cuts_are_joined_to_two_seconds() -> None:
    frames = film(*[("red", 1), ("blue", 1), ("green", 1), ("white", 1)] * 5)
    shots = cut(frames, 20.0)
    check(shots, frames, 20.0)


def test_a_cut_just_before_the_end_leaves_no_scrap() -> None:
    frames = film(("red", 10), ("blue", 1))
    assert cut(frames, 11.0) == [Shot(0.0, 11.0, range(11))]


def test_a_restless_take_needs_a_stronger_change() -> None:
    def grey(time: int, level: int) -> SampledFrame:
        layout, histogram = np.full(192, level, np.uint8), np.full(SIGNATURE_LENGTH - 192, 20, np.uint8)
        return SampledFrame(float(time), np.zeros((2, 2, 3), np.uint8), b"", b"", np.concatenate([layout, histogram]))

    def levels(shades: Sequence[int]) -> list[SampledFrame]:
        return [grey(time, shade) for time, shade in enumerate(shades)]

    change = difference(grey(0, 60).signature, grey(0, 175).signature)
    assert 0.4 < change < 0.5
    still, restless = levels([60] * 8 + [175] * 8), levels([60, 120] * 4 + [5, 5 + 115] + [60] * 6)
    assert [shot.end for shot in cut(still, 16.0)] == [7.5, 16.0]
    assert [shot.end for shot in cut(restless, 16.0)] == [16.0]


def test_any_sequence_is_tiled_and_goes_on_after_a_break_as_without_one() -> None:
    random = np.random.default_rng(3)
    names = list(COLOURS)
    for _ in range(40):
        frames, time, colour = [], 0.0, names[0]
        for _ in range(int(random.integers(1, 120))):
            if random.random() < 0.15:
                colour = names[random.integers(len(names))]
            frames.append(frame(round(time, 3), colour))
            time += float(random.choice([0.97, 1.0, 1.03, 1.0, 1.0, 2.0, 5.0]))
        duration = round(time + float(random.random()), 3)
        shots = cut(frames, duration)
        check(shots, frames, duration)
        for shot in shots:  # go on at each shot's start
            rest = cut(frames[shot.frames.start :], duration, shot.start, shot.frames.start)
            assert rest == shots[shots.index(shot) :]


def test_a_video_stopped_and_resumed_has_the_same_shots(tmp_path: Path) -> None:
    clip = make_clip(
        tmp_path / "film.mp4", seconds=40, fps=10, scenes=["red", "blue", "green", "white", "black"], size=(160, 96)
    )
    size = FrameSize(32, 32)
    with Decoder() as decoder:
        frames = [item for item in decoder.sample(clip.path, size) if isinstance(item, SampledFrame)]
        shots = cut(frames, 40.0)
        check(shots, frames, 40.0)
        assert [shot.start for shot in shots] == pytest.approx([0.0, 8.0, 16.0, 24.0, 32.0], abs=0.01)
        for shot in shots[1:]:
            *items, end = list(decoder.sample(clip.path, size, start=shot.start))
            assert isinstance(end, SampleEnd)
            rest = [item for item in items if isinstance(item, SampledFrame)]
            assert cut(rest, end.duration, shot.start, shot.frames.start) == shots[shots.index(shot) :]


def test_signatures_tell_scenes_apart_and_movement_not() -> None:
    one, moved, other = (frame(t, colour).signature for t, colour in ((0.0, "red"), (3.0, "red"), (0.0, "blue")))
    assert one.shape == (SIGNATURE_LENGTH,)
    assert difference(one, one) == 0.0
    assert difference(one, moved) < 0.15
    assert difference(one, other) > 0.5
    black, white = (signature(Image.new("RGB", (64, 36), colour)) for colour in ("black", "white"))
    assert difference(black, white) == pytest.approx(1.0)


def test_a_sprite_has_at_most_sixty_tiles_evenly_spaced() -> None:
    tiles = [(float(t), jpeg(tile(Image.new("RGB", (64, 48), (t % 256, 0, 0))))) for t in range(500)]
    sprite = make_sprite(tiles)
    assert len(sprite.times) == 60
    assert (sprite.columns, sprite.rows) == (10, 6)
    assert (sprite.times[0], sprite.times[-1]) == (0.0, 499.0)
    assert np.diff(sprite.times) == pytest.approx(499 / 59, abs=1.0)
    assert Image.open(io.BytesIO(sprite.jpeg)).size == (1600, 540)
    few = make_sprite(tiles[:3])
    assert (few.columns, few.rows, few.times) == (3, 1, (0.0, 1.0, 2.0))
    assert thin_tiles(thin_tiles(tiles, 120), 60)[0] == tiles[0]


def test_a_tile_shows_the_whole_picture_on_black() -> None:
    for size, corner in (((90, 160), 0), ((160, 90), 255), ((400, 90), 0)):
        small = np.asarray(tile(Image.new("RGB", size, "white")))
        assert small.shape == (90, 160, 3)
        assert small[0, 0, 0] == corner
        assert small[45, 80, 0] == 255
