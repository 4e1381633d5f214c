"""Which files of a folder are taken for videos."""

import os
import sys
from pathlib import Path

import pytest

from engine.errors import MediaError
from engine.media.find import display_name, find_videos


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_videos(folder)]


def test_videos_are_found_by_suffix_in_any_case_in_sub_folders_in_order(tmp_path: Path) -> None:
    for name in (
        "b.MP4",
        "a.mkv",
        "c.gif",
        "notes.txt",
        "song.mp3",
        "mp4",
        "sub/d.WebM",
        "sub/deep/e.m2ts",
        "afolder/f.mov",
    ):
        touch(tmp_path / name)
    assert names(tmp_path) == ["a.mkv", "b.MP4", "c.gif", "afolder/f.mov", "sub/d.WebM", "sub/deep/e.m2ts"]


def test_programs_are_not_taken_for_transport_streams(tmp_path: Path) -> None:
    for name, size in (("index.ts", 1000), ("module.mts", 5003), ("film.ts", 188 * 700), ("camera.MTS", 192 * 50)):
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "cut.ts").write_bytes(bytes(2_000_001))
    assert names(tmp_path) == ["camera.MTS", "cut.ts", "film.ts"]


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    for name in ("seen.mp4", ".hidden.mp4", "._seen.mp4", ".trash/old.mp4", "sub/.thumbs/x.mp4"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["seen.mp4"]


def test_a_hidden_folder_that_is_asked_for_is_searched(tmp_path: Path) -> None:
    touch(tmp_path / ".videos" / "a.mp4")
    assert names(tmp_path / ".videos") == ["a.mp4"]


def test_a_folder_named_like_a_video_is_just_a_folder(tmp_path: Path) -> None:
    touch(tmp_path / "holiday.mp4" / "clip.mov")
    assert names(tmp_path) == ["holiday.mp4/clip.mov"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_to_folders_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    touch(tmp_path / "films" / "a.mp4")
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    touch(elsewhere / "b.mp4")
    (tmp_path / "films" / "up").symlink_to(tmp_path)
    (tmp_path / "films" / "again").symlink_to(tmp_path / "films")
    (tmp_path / "linked").symlink_to(elsewhere)
    (tmp_path / "linked-too").symlink_to(elsewhere)
    (tmp_path / "self.mp4").symlink_to(tmp_path / "self.mp4")
    (tmp_path / "nowhere.mp4").symlink_to(tmp_path / "missing.mp4")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "films" / "a.mp4")
    assert names(tmp_path) == ["link.mp4", "films/a.mp4", "linked/b.mp4"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_pipes_and_devices_are_not_videos(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "zero.mp4").symlink_to("/dev/zero")
    touch(tmp_path / "film.mp4")
    assert names(tmp_path) == ["film.mp4"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of any bytes")
def test_names_of_any_bytes_come_back_as_they_are(tmp_path: Path) -> None:
    odd = [b"latin-\xe9.mp4", "emoji 🎬 ‮.mp4".encode(), b"line\nbreak.mp4", b"%03d.mp4", b"-.mp4"]
    for name in odd:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(b"x")
    found = [os.fsencode(path.name) for path in find_videos(tmp_path)]
    assert sorted(found) == sorted(odd)
    for path in find_videos(tmp_path):
        assert display_name(path).isprintable()
        display_name(path).encode("utf-8")


def test_a_missing_folder_and_a_file_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is not there"):
        list(find_videos(tmp_path / "gone"))
    with pytest.raises(MediaError, match="is not a folder"):
        list(find_videos(touch(tmp_path / "file.mp4")))


def test_a_folder_without_permission_is_skipped_and_told(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("this user may read everything")
    touch(tmp_path / "closed" / "a.mp4")
    touch(tmp_path / "open" / "b.mp4")
    (tmp_path / "closed").chmod(0)
    problems: list[tuple[str, str]] = []
    try:
        found = [path.name for path in find_videos(tmp_path, lambda path, text: problems.append((path.name, text)))]
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found == ["b.mp4"]
    assert problems == [("closed", "There is no permission to read the folder “closed”.")]


def test_a_folder_that_vanishes_while_searching_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "a.mp4")
    touch(tmp_path / "b" / "b.mp4")
    problems: list[str] = []
    search = find_videos(tmp_path, lambda path, text: problems.append(path.name))
    assert next(search).name == "a.mp4"
    (tmp_path / "b" / "b.mp4").unlink()
    (tmp_path / "b").rmdir()
    assert list(search) == []
    assert problems == ["b"]
