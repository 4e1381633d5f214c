"""Watched folders: what happens in them becomes a few requests, after it has settled; real files and the system's own notices."""

import os
import queue
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.indexing import watching
from engine.indexing.watching import FolderWatch, Patience
from engine.messages import CheckPlaces, FolderState, IndexFolder, LibraryState, Message

QUICK = Patience(quiet=0.3, again=0.8, mounts=0.1, share=0.4, start=0.5)


class Watched:
    """A watch with what it has posted."""

    def __init__(self) -> None:
        self.posted: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.watch = FolderWatch(self.posted.put, QUICK)

    def follow(self, *folders: tuple[Path, str, str]) -> None:
        states = tuple(
            FolderState(n, str(path), state, 1, 1, 0, 1.0, kind=kind)
            for n, (path, state, kind) in enumerate(folders, 1)
        )
        self.watch.follow(LibraryState(states, 1, 1, 1, 1.0))

    def next(self, kind: type, within: float = 5.0) -> Message | None:
        """The next request of a kind; None when there is none in time."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            try:
                message = self.posted.get(timeout=left)
            except queue.Empty:
                return None
            if isinstance(message, kind):
                return message
        return None

    def path(self, within: float = 5.0) -> str | None:
        """Where to look next."""
        message = self.next(IndexFolder, within)
        assert message is None or (isinstance(message, IndexFolder) and message.origin == "watch" and message.job < 0)
        return message.path if isinstance(message, IndexFolder) else None


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "films"
    for name in ("trip", "trip/day 1", "family", ".hidden"):
        (folder / name).mkdir(parents=True)
    (folder / "family" / "a.mp4").write_bytes(b"x")
    return folder


@pytest.fixture
def watched(folder) -> Iterator[Watched]:
    watched = Watched()
    with watched.watch:
        watched.follow((folder, "indexed", "fixed"))
        assert isinstance(watched.next(CheckPlaces), CheckPlaces)  # at the start: what is there?
        assert watched.path() == str(folder)  # and what has changed meanwhile?
        yield watched


def test_new_files_are_looked_for_where_they_are_once_they_have_settled(watched, folder):
    for number in range(20):
        (folder / "trip" / "day 1" / f"{number}.mp4").write_bytes(b"x" * number)
    assert watched.path() == str(folder / "trip" / "day 1")
    assert watched.path(within=0.7) is None


def test_a_file_that_is_still_being_written_is_left_alone(watched, folder):
    with (folder / "trip" / "long.mp4").open("wb") as file:
        for _ in range(8):
            file.write(b"x")
            file.flush()
            assert watched.path(within=0.1) is None
    assert watched.path() == str(folder / "trip")


def test_changes_at_several_places_are_one_look_from_above(watched, folder):
    (folder / "family" / "b.mkv").write_bytes(b"x")
    (folder / "trip" / "c.srt").write_text("x")
    assert watched.path() == str(folder)


def test_what_is_no_video_and_mere_reading_is_nobodys_business(watched, folder):
    (folder / "notes.txt").write_text("x")
    (folder / "family" / "a.mp4").read_bytes()
    os.listdir(folder / "family")
    assert watched.path(within=0.8) is None


def test_after_a_deletion_there_is_a_second_look(watched, folder):
    (folder / "family" / "a.mp4").unlink()
    assert watched.path() == str(folder / "family")
    assert watched.path() == str(folder / "family")


def test_a_folder_that_was_moved_in_is_looked_through(watched, folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.mp4").write_bytes(b"x")
    (tmp_path / "outside").rename(folder / "inside")
    assert watched.path() == str(folder)


def test_a_folder_that_goes_or_comes_makes_the_engine_check(watched, folder, tmp_path):
    folder.rename(tmp_path / "away")
    assert isinstance(watched.next(CheckPlaces), CheckPlaces)
    watched.follow((folder, "missing", "fixed"))
    (tmp_path / "away").rename(folder)
    watched.follow((folder, "indexed", "fixed"))
    assert isinstance(watched.next(CheckPlaces), CheckPlaces)
    time.sleep(0.3)
    (folder / "trip" / "new.mp4").write_bytes(b"x")
    assert watched.path() == str(folder / "trip")


@pytest.mark.parametrize("why", ["share", "no watches left"])
def test_where_the_system_does_not_tell_the_folder_is_looked_through_now_and_then(folder, why, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    watched = Watched()
    if why != "share":
        monkeypatch.setattr(watched.watch._observer, "schedule", refuse)
    with watched.watch:
        watched.follow((folder, "indexed", "network" if why == "share" else "fixed"))
        assert [watched.path(), watched.path(), watched.path()] == [str(folder)] * 3


def test_a_folder_that_was_removed_is_not_watched_any_more(watched, folder):
    watched.follow()
    time.sleep(0.3)
    (folder / "trip" / "new.mp4").write_bytes(b"x")
    assert watched.path(within=0.8) is None
    shutil.rmtree(folder)


def test_the_mounts_of_linux_are_what_is_compared(monkeypatch, tmp_path, folder):
    table = tmp_path / "mounts"
    table.write_text("one\n")
    monkeypatch.setattr(watching, "MOUNTS", table)
    watched = Watched()
    with watched.watch:
        watched.follow((folder, "indexed", "fixed"))
        assert watched.next(CheckPlaces) is not None
        assert watched.next(CheckPlaces, within=0.4) is None
        table.write_text("one\ntwo\n")
        assert watched.next(CheckPlaces) is not None
