"""The library's own disk space: a limit for the pictures, and a library that moves to another place."""

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import DiskFullError, LibraryError
from engine.library.disk import Disk
from engine.library.moving import copy_library
from engine.messages import CacheState, Done, IndexFolder, LimitCache, MoveLibrary, Progress, Search
from engine.storage_jobs import limit_cache, move_library
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps


@pytest.fixture
def engine(tmp_path):
    films = tmp_path / "films"
    films.mkdir()
    make_clip(films / "red.mp4", seconds=8, fps=5, scenes=["red"])
    make_clip(films / "green.mp4", seconds=8, fps=5, scenes=["green"])
    opened = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(films))))
    yield opened
    opened.close()


def best(engine: Engine, words: str) -> str:
    hits = run_steps(engine.search(Search(9, words)))[-2]
    return Path(hits.hits[0].path).name


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pictures_stay_within_their_limit_and_the_size_told_is_the_real_one(engine):
    folder = engine.library.pictures.folder
    (state, _) = run_steps(limit_cache(engine, LimitCache(1, 0)))
    assert state == CacheState(1, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()), 0)
    (state, _) = run_steps(limit_cache(engine, LimitCache(2, state.size // 2)))
    assert state.size <= state.limit
    assert state.size == sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    frames = engine.model().backbone.frames
    run_steps(engine.index_folder(IndexFolder(1, str(folder.parents[1] / "films"))))
    assert engine.model().backbone.frames == frames  # what was let go on purpose is not made again
    assert best(engine, "green") == "green.mp4"


def test_a_moved_library_has_everything_and_the_old_one_is_as_before(engine, tmp_path):
    target = tmp_path / "new place" / "library"
    before = {name: data for name, data in files_of(engine.library.folder).items() if name.endswith(".jpg")}
    replies = run_steps(move_library(engine, MoveLibrary(3, str(target))))
    assert isinstance(replies[-1], Done)
    progress = [reply for reply in replies if isinstance(reply, Progress)]
    assert progress[-1].done == progress[-1].total > 0
    copied = files_of(target)
    assert {name: data for name, data in copied.items() if name.endswith(".jpg")} == before
    assert not [name for name in copied if name.endswith((".new", "-wal", "-shm", ".lock"))]
    moved = Engine(target, "colours", load=load_fake)
    run_steps(moved.load_model())
    assert moved.library_state() == engine.library_state()
    assert best(moved, "red") == "red.mp4"
    moved.close()


def test_a_place_that_is_not_empty_or_inside_the_library_is_refused(engine, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep me")
    for place in (tmp_path / "full", engine.library.folder / "inside", tmp_path):
        with pytest.raises(LibraryError, match=r"\.$"):
            run_steps(move_library(engine, MoveLibrary(1, str(place))))
    assert (tmp_path / "full" / "mine.txt").read_text() == "keep me"


def test_a_disk_without_room_is_told_before_and_leaves_nothing(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(Disk, "free", lambda _self, _folder: 1000)
    with pytest.raises(DiskFullError, match="not enough room"):
        list(copy_library(engine.library, tmp_path / "small"))
    assert not (tmp_path / "small").exists()


def test_a_copy_that_differs_is_noticed_and_taken_away(engine, tmp_path):
    """Another program, or a bad disk, changes a byte of the copy before it is compared."""
    target = tmp_path / "bad"

    def copy_with_a_fault() -> None:
        for _ in copy_library(engine.library, target):
            for file in target.rglob("*.jpg"):
                data = file.read_bytes()
                file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if data else data)

    with pytest.raises(LibraryError, match="cannot be read back"):
        copy_with_a_fault()
    assert not target.exists()


def test_a_move_that_was_cancelled_leaves_nothing(engine, tmp_path):
    job = move_library(engine, MoveLibrary(1, str(tmp_path / "half")))
    for _ in range(3):
        next(job)
    job.close()
    assert not (tmp_path / "half").exists()
