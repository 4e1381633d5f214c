"""Indexing: real films through the real decoder worker into a real library; only the neural net is a fake."""

import itertools
import os
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.engine import Engine
from engine.errors import MediaError
from engine.indexing.steps import WAIT
from engine.library import readings
from engine.messages import Done, FolderState, IndexFolder, ListProblems, ModelState, Notice, Problems, Progress
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps
from tests.untouched import everything_in

pytestmark = pytest.mark.usefixtures("untouched")


@pytest.fixture
def films(tmp_path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    make_clip(folder / "colours.mp4", seconds=12, scenes=["red", "green", "blue"])
    make_clip(folder / "short.mkv", seconds=0.4, scenes=["yellow"])
    make_clip(folder / "long.mp4", seconds=40, fps=5, scenes=["cyan"])
    return folder


@pytest.fixture
def engine(tmp_path):
    opened = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    yield opened
    opened.close()


def index(engine: Engine, folder: Path) -> list[Any]:
    return run_steps(engine.index_folder(IndexFolder(1, str(folder))))


def shots_of(engine: Engine, name: str):
    model = engine.model()
    assert model is not None
    catalog = engine.library.catalog
    videos = catalog.videos(catalog.shots(model.id, [shot])[0].video for shot in catalog.shot_ids(model.id).tolist())
    video = next(video for video in videos.values() if video.path.name == name)
    return video, catalog.shots_of(model.id, video.id)


def folder_state(engine: Engine) -> FolderState:
    return engine.library_state().folders[0]


def test_shots_lie_side_by_side_from_start_to_end_and_hold_every_second(engine, films):
    index(engine, films)
    for name, duration in (("colours.mp4", 12.0), ("short.mkv", 0.4), ("long.mp4", 40.0)):
        video, shots = shots_of(engine, name)
        assert shots[0].start == 0.0
        assert shots[-1].end == pytest.approx(video.duration, abs=0.05) == pytest.approx(duration, abs=0.25)
        assert [shot.end for shot in shots[:-1]] == [shot.start for shot in shots[1:]]
        assert all(len(shot.times) >= 1 for shot in shots)
        times = np.concatenate([shot.times for shot in shots])
        assert len(times) == max(1, round(duration))
        assert len(shots) == 1 or all(2.0 <= shot.end - shot.start <= 32.0 for shot in shots)


def test_scenes_become_shots(engine, films):
    index(engine, films)
    _, shots = shots_of(engine, "colours.mp4")
    assert [round(shot.start) for shot in shots] == [0, 4, 8]


def test_every_frame_has_its_picture_and_every_video_its_sprite(engine, films):
    index(engine, films)
    for name in ("colours.mp4", "short.mkv", "long.mp4"):
        video, shots = shots_of(engine, name)
        pictures = engine.library.pictures
        assert all(
            pictures.frame(video.digest, float(t)).read_bytes()[:2] == b"\xff\xd8" for shot in shots for t in shot.times
        )
        sprite, tiles = pictures.sprite(video.digest)
        assert sprite is not None
        assert sprite.read_bytes()[:2] == b"\xff\xd8"
        assert tiles == sum(len(shot.times) for shot in shots)


def test_pictures_that_were_deleted_come_back_at_the_next_look(engine, films):
    index(engine, films)
    video, before = shots_of(engine, "colours.mp4")
    picture = engine.library.pictures.frame(video.digest, 1.0)
    shutil.rmtree(engine.library.pictures.folder)
    index(engine, films)
    assert picture.is_file()
    _, after = shots_of(engine, "colours.mp4")
    assert [shot.id for shot in after] == [shot.id for shot in before]
    assert len(engine.model().index) == engine.library_state().moments


def test_progress_counts_seconds_of_footage_and_ends_complete(engine, films):
    replies = index(engine, films)
    progress = [reply for reply in replies if isinstance(reply, Progress) and reply.activity == "indexing"]
    assert progress[-1].total == pytest.approx(52.4, abs=0.3)
    assert progress[-1].done == progress[-1].total
    assert all(one.done <= other.done for one, other in itertools.pairwise(progress))
    assert isinstance(replies[-1], Done)
    assert "3 videos indexed" in replies[-1].sentence


def test_nothing_is_done_twice(engine, films):
    index(engine, films)
    encoded = engine.model().backbone.frames
    replies = index(engine, films)
    assert engine.model().backbone.frames == encoded
    assert "already indexed" in replies[-1].sentence


def test_a_renamed_and_a_copied_film_are_not_indexed_again(engine, films):
    index(engine, films)
    encoded = engine.model().backbone.frames
    (films / "deeper").mkdir()
    (films / "colours.mp4").rename(films / "deeper" / "renamed.mp4")
    (films / "copy.mkv").write_bytes((films / "short.mkv").read_bytes())
    index(engine, films)
    assert engine.model().backbone.frames == encoded
    assert shots_of(engine, "renamed.mp4")[0].present
    assert engine.library_state().videos == 3


def test_a_changed_film_is_another_video(engine, films):
    index(engine, films)
    make_clip(films / "short.mkv", seconds=3, scenes=["white"])
    index(engine, films)
    video, shots = shots_of(engine, "short.mkv")
    assert video.duration == pytest.approx(3.0, abs=0.1)
    assert len(shots) == 1


def test_films_that_go_and_come_back_are_kept(engine, films):
    index(engine, films)
    encoded = engine.model().backbone.frames
    away = films.with_name("away")
    films.rename(away)
    with pytest.raises(MediaError):
        index(engine, films)
    assert folder_state(engine).state == "missing"
    assert engine.library_state().indexed == 3
    away.rename(films)
    index(engine, films)
    assert folder_state(engine).state == "indexed"
    assert engine.model().backbone.frames == encoded


def test_a_folder_inside_a_known_one_is_part_of_it_and_a_folder_around_takes_it_in(engine, films):
    index(engine, films)
    (films / "inner").mkdir()
    index(engine, films / "inner")
    assert [folder.path for folder in engine.library_state().folders] == [str(films)]
    index(engine, films.parent)
    assert [folder.path for folder in engine.library_state().folders] == [str(films.parent)]
    assert engine.library_state().indexed == 3


def test_a_job_can_be_stopped_at_any_step_and_goes_on_later(engine, films, tmp_path):
    whole = Engine(tmp_path / "whole", "colours", load=load_fake)
    run_steps(whole.load_model())
    index(whole, films)
    for steps in range(1, 200, 7):
        job = engine.index_folder(IndexFolder(1, str(films)))
        for _ in range(steps):
            if next(job, None) is WAIT:
                time.sleep(0.001)
        job.close()
    index(engine, films)
    for name in ("colours.mp4", "short.mkv", "long.mp4"):
        for one, other in zip(shots_of(engine, name)[1], shots_of(whole, name)[1], strict=True):
            assert (one.start, one.end) == (other.start, other.end)
            np.testing.assert_array_equal(one.frames, other.frames)
    whole.close()


def test_bad_files_get_a_sentence_and_the_run_goes_on(engine, films):
    (films / "empty.mp4").touch()
    (films / "text.mp4").write_text("this is not a film\n" * 50)
    (films / "folder.mp4").mkdir()
    whole = (films / "colours.mp4").read_bytes()
    (films / "cut.mp4").write_bytes(whole[: len(whole) // 3])
    (films / "list.mp4").write_text(f"#EXTM3U\n#EXTINF:5,\n{films / 'short.mkv'}\n")
    index(engine, films)
    (answer,) = run_steps(engine.list_problems(ListProblems(2)))
    assert isinstance(answer, Problems)
    sentences = {Path(problem.path).name: problem.sentence for problem in answer.problems}
    assert set(sentences) == {"empty.mp4", "text.mp4", "cut.mp4", "list.mp4"}
    assert all(sentence.endswith(".") and " " in sentence for sentence in sentences.values())
    assert engine.library_state().indexed == 3
    assert folder_state(engine).problems == 4


def test_a_film_that_the_drive_did_not_give_is_tried_again_at_the_next_look(engine, films):
    index(engine, films)
    catalog = engine.library.catalog
    video, _ = shots_of(engine, "short.mkv")
    with catalog.db.atomic():
        catalog.db.execute("delete from indexed where video = ?", [video.id])
    readings.fail(catalog, video.id, "unreadable", "This file cannot be read: the drive reports an error.")
    assert folder_state(engine).problems == 1
    index(engine, films)
    assert folder_state(engine).problems == 0
    assert engine.library_state().indexed == 3


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0,
    reason="a file without read permission can be read by root and cannot be made on Windows",
)
def test_a_file_without_read_permission_gets_a_sentence(engine, films):
    (films / "short.mkv").chmod(0)
    index(engine, films)
    (answer,) = run_steps(engine.list_problems(ListProblems(2)))
    assert [Path(problem.path).name for problem in answer.problems] == ["short.mkv"]
    (films / "short.mkv").chmod(0o644)
    index(engine, films)
    assert engine.library_state().indexed == 3


def test_subtitles_that_cannot_be_read_do_no_harm(engine, films):
    (films / "short.srt").write_bytes(b"x" * (9 * 1024 * 1024))
    (films / "colours.srt").mkdir()
    index(engine, films)
    assert folder_state(engine).state == "indexed"
    assert engine.library_state().indexed == 3


def test_a_missing_folder_gets_a_sentence_and_leaves_no_trace(engine, tmp_path):
    with pytest.raises(MediaError, match=r"\.$"):
        index(engine, tmp_path / "nowhere")
    assert engine.library_state().folders == ()


@pytest.mark.goal("R4")
def test_the_films_themselves_are_never_changed(engine, films, untouched, tried):
    tried("R4", 3)
    before = everything_in(films)
    index(engine, films)
    assert untouched == [films]
    assert everything_in(films) == before


def test_a_model_that_leaves_a_full_card_for_the_processor_says_so_once(engine, films, monkeypatch):
    backbone = engine.model().backbone
    backbone.device = "cuda"
    encode = backbone.encode_frames

    def leave(frames: np.ndarray) -> np.ndarray:
        backbone.device = "cpu"
        return encode(frames)

    monkeypatch.setattr(backbone, "encode_frames", leave)
    replies = index(engine, films)
    notices = [reply.sentence for reply in replies if isinstance(reply, Notice)]
    assert len(notices) == 1
    assert "on the processor from now on" in notices[0]
    assert [reply.graphics for reply in replies if isinstance(reply, ModelState)] == [False]
    assert folder_state(engine).indexed == 3


def test_the_problems_of_another_folder_are_not_told_of_this_one(engine, films, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "empty.mp4").touch()
    assert "1 could not be indexed wholly" in index(engine, other)[-1].sentence
    assert index(engine, films)[-1].sentence == "3 videos indexed."
