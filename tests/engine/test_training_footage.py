"""Frames for training and evaluation: which ones, from real films, and that they are decoded once."""

from pathlib import Path

import numpy as np

from engine.models.features import Preprocess
from engine.training.annotations import Captioned
from engine.training.footage import Footage, uniform
from tests.clips import frame_number, make_clip

PICTURE = Preprocess(90, 160, "squash", "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), 0)


def film(folder: Path, name: str = "film.mp4", seconds: float = 6.0, fps: int = 5) -> Path:
    return make_clip(folder / name, seconds, fps, (160, 90), gop=5).path


def numbers(frames: np.ndarray) -> list[int]:
    return [frame_number(picture) for picture in frames]


def test_one_frame_a_second_of_the_whole_and_of_ranges(tmp_path):
    path, footage = film(tmp_path), Footage(tmp_path / "cache", PICTURE, 12)
    whole = footage.frames(Captioned("a", path, ""))
    assert whole.shape == (6, 90, 160, 3)
    assert whole.dtype == np.uint8
    assert numbers(whole) == [0, 5, 10, 15, 20, 25]
    assert numbers(footage.frames(Captioned("a", path, "", 2.0, 4.5))) == [10, 15, 20]
    assert numbers(footage.frames(Captioned("a", path, "", 0.0, 3.5))) == [0, 5, 10, 15]  # a DiDeMo end, shortened
    assert numbers(footage.frames(Captioned("a", path, "", 3.3, 3.9))) == [16]  # no whole second in it: the nearest


def test_too_many_frames_are_thinned_evenly_with_both_ends():
    assert uniform(3, 12).tolist() == [0, 1, 2]
    assert uniform(30, 12).tolist() == np.linspace(0, 29, 12, dtype=int).tolist()
    assert uniform(30, 1).tolist() == [0]


def test_a_film_is_decoded_once_and_again_when_it_changed(tmp_path):
    path, footage = film(tmp_path), Footage(tmp_path / "cache", PICTURE, 3)
    clip = Captioned("a", path, "")
    assert list(footage.prepare([clip, clip, Captioned("a", path, "another sentence")])) == [(1, 1)]
    assert numbers(footage.frames(clip)) == [0, 10, 25]
    assert list(footage.prepare([clip])) == []
    assert len(list((tmp_path / "cache").iterdir())) == 1
    path.write_bytes(film(tmp_path, "longer.mp4", 8.0).read_bytes())
    assert numbers(footage.frames(clip)) == [0, 15, 35]
    assert len(list(Footage(tmp_path / "cache", PICTURE, 4).prepare([clip]))) == 1  # another selection


def test_films_that_cannot_be_read_are_told_apart(tmp_path):
    good, bad = film(tmp_path), tmp_path / "bad.mp4"
    bad.write_bytes(b"no film" * 100)
    footage = Footage(tmp_path / "cache", PICTURE, 12)
    clips = [Captioned(p.stem, p, "") for p in (bad, good, tmp_path / "gone.mp4")]
    assert [done for done, _ in footage.prepare(clips, workers=2)] == [1, 2]
    assert set(footage.failed) == {bad, tmp_path / "gone.mp4"}
    assert all(sentence.endswith(".") for sentence in footage.failed.values())
    assert len(footage.frames(clips[1])) == 6
