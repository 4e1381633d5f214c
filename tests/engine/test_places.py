"""Places: drives that come and go, files that move, folders that are found again; nothing is lost and nothing is looked at twice."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.engine import Engine
from engine.errors import MediaError
from engine.messages import (
    Branches,
    CheckPlaces,
    Exclude,
    FolderState,
    Forget,
    IndexFolder,
    ListBranches,
    ListProblems,
    Locate,
    Notice,
    Removed,
    RemoveFolder,
    Restore,
    Search,
    SetPatterns,
)
from tests.clips import make_clip
from tests.fake_volumes import FakeVolumes
from tests.fakes import load_fake, run_steps

pytestmark = pytest.mark.usefixtures("untouched")
SIZE = (64, 64)


@pytest.fixture
def volumes(tmp_path) -> FakeVolumes:
    return FakeVolumes(tmp_path / "pulled out")


@pytest.fixture
def engine(tmp_path, volumes) -> Iterator[Engine]:
    opened = Engine(tmp_path / "library", "colours", load=load_fake, volumes=volumes)
    run_steps(opened.load_model())
    yield opened
    opened.close()


@pytest.fixture
def drive(tmp_path, volumes) -> Path:
    """A drive with three films in a folder, mounted."""
    mount = tmp_path / "media" / "LACIE-02"
    volumes.plug("uuid-1", mount, "LACIE-02")
    for name, colour in (("one.mp4", "red"), ("two.mp4", "green"), ("trip/three.mp4", "blue")):
        path = mount / "Archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make_clip(path, 1, 4, SIZE, scenes=[colour])
    return mount


def index(engine: Engine, folder: Path) -> list[Any]:
    return run_steps(engine.index_folder(IndexFolder(1, str(folder))))


def check(engine: Engine) -> list[Any]:
    """What the engine says when drives may have come or gone, with the jobs that follow."""
    begun = list[Any]()
    replies = run_steps(engine.places.check(CheckPlaces(-1), begun.append))
    for request in begun:
        replies += run_steps(engine.index_folder(request))
    return replies


def state(engine: Engine) -> FolderState:
    return engine.library_state().folders[0]


def encoded(engine: Engine) -> int:
    model = engine.model()
    assert model is not None
    return model.backbone.frames  # pyright: ignore[reportAttributeAccessIssue]


def hits(engine: Engine, words: str = "red green blue") -> dict[str, Any]:
    """The hits of a question by file name."""
    answer = run_steps(engine.search(Search(9, words)))[-2]
    return {Path(hit.path).name: hit for hit in answer.hits}


def rows(engine: Engine) -> list[int]:
    """How much there is of everything."""
    tables = ("folder", "place", "video", "shot", "embedding", "caption")
    return [engine.library.catalog.db.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]


def test_a_drive_that_is_away_keeps_everything_and_says_its_name_and_when_it_was_seen(engine, drive, volumes):
    index(engine, drive / "Archive")
    before = rows(engine)
    volumes.pull(drive)
    assert "“LACIE-02” was disconnected" in next(one.sentence for one in check(engine) if isinstance(one, Notice))
    assert (state(engine).state, state(engine).volume) == ("missing", "LACIE-02")
    hit = hits(engine)["one.mp4"]
    assert (hit.place_state, hit.volume, hit.present) == ("offline", "LACIE-02", False)
    assert hit.since == state(engine).seen
    assert rows(engine) == before
    assert check(engine) == []  # said once


def test_an_empty_mount_point_is_an_absent_drive_not_an_empty_folder(engine, drive, volumes):
    index(engine, drive)
    volumes.pull(drive, leave_mount_point=True)
    for _ in range(3):
        with pytest.raises(MediaError, match="LACIE-02"):
            index(engine, drive)
    assert (state(engine).state, state(engine).missing) == ("missing", 0)


def test_a_drive_plugged_in_elsewhere_is_found_again_by_itself_without_new_work(engine, drive, volumes, tmp_path):
    index(engine, drive / "Archive")
    before, work = rows(engine), encoded(engine)
    volumes.pull(drive)
    check(engine)
    volumes.plug("uuid-1", tmp_path / "run" / "other name")
    assert any(isinstance(one, Notice) and "connected again" in one.sentence for one in check(engine))
    assert (state(engine).state, state(engine).path) == ("indexed", str(tmp_path / "run" / "other name" / "Archive"))
    assert hits(engine)["three.mp4"].path == str(tmp_path / "run" / "other name" / "Archive" / "trip" / "three.mp4")
    assert hits(engine)["three.mp4"].present
    assert (rows(engine), encoded(engine)) == (before, work)


def test_another_drive_at_the_same_mount_point_is_not_taken_for_the_first(engine, drive, volumes):
    index(engine, drive)
    volumes.pull(drive)
    volumes.plug("uuid-2", drive, "PHOTOS")
    with pytest.raises(MediaError, match="LACIE-02"):
        index(engine, drive)
    assert (state(engine).state, state(engine).missing) == ("missing", 0)


def test_a_copy_of_a_drive_at_the_same_path_is_taken_for_it_since_the_files_are_there(engine, drive, volumes):
    index(engine, drive)
    work = encoded(engine)
    volumes._mounts[drive] = "uuid-new-disk"
    volumes.labels["uuid-new-disk"] = "LACIE-03"
    index(engine, drive)
    assert (state(engine).state, state(engine).volume) == ("indexed", "LACIE-03")
    assert encoded(engine) == work


def test_of_two_copies_of_a_drive_nobody_guesses(engine, drive, volumes, tmp_path):
    index(engine, drive / "Archive")
    volumes.pull(drive)
    volumes.plug("uuid-1", tmp_path / "a")
    (tmp_path / "b" / "Archive").mkdir(parents=True)
    volumes._mounts[tmp_path / "b"] = "uuid-1"
    check(engine)
    assert state(engine).state == "missing"
    assert set(state(engine).candidates) == {str(tmp_path / name / "Archive") for name in "ab"}
    run_steps(engine.places.locate(Locate(4, state(engine).candidates[0], folder=state(engine).folder)))
    assert (state(engine).state, state(engine).candidates) == ("indexed", ())


def test_a_file_is_missing_only_when_two_looks_did_not_find_it_and_comes_back_as_it_was(engine, drive):
    folder = drive / "Archive"
    index(engine, folder)
    before, work = rows(engine), encoded(engine)
    aside = drive.parent / "aside.mp4"
    (folder / "one.mp4").rename(aside)
    index(engine, folder)
    assert hits(engine)["one.mp4"].place_state == "here"
    index(engine, folder)
    hit = hits(engine)["one.mp4"]
    assert (hit.place_state, hit.present, state(engine).missing) == ("missing", False, 1)
    (answer,) = run_steps(engine.list_problems(ListProblems(5)))
    assert [(one.video, one.path, one.since) for one in answer.problems] == [
        (hit.video, str(folder / "one.mp4"), hit.since)
    ]
    aside.rename(folder / "one.mp4")
    index(engine, folder)
    assert hits(engine)["one.mp4"].place_state == "here"
    assert (rows(engine), encoded(engine)) == (before, work)


def test_moved_files_are_linked_again_by_content_and_told(engine, drive):
    folder = drive / "Archive"
    index(engine, folder)
    before, work = rows(engine), encoded(engine)
    (folder / "later").mkdir()
    (folder / "one.mp4").rename(folder / "later" / "renamed.mp4")
    (folder / "trip").rename(folder / "journey")
    replies = index(engine, folder)
    assert "2 files moved, re-linked." in replies[-1].sentence
    assert set(hits(engine)) == {"renamed.mp4", "two.mp4", "three.mp4"}
    assert (rows(engine), encoded(engine)) == (before, work)
    assert [text.path for text in run_steps(engine.search(Search(9, "renamed")))[0].texts] == [
        str(folder / "later" / "renamed.mp4")
    ]


def test_a_file_moved_to_another_folder_is_linked_again_but_a_copy_of_one_on_an_absent_drive_is_not_it(
    engine, drive, volumes, tmp_path
):
    index(engine, drive / "Archive")
    other = tmp_path / "other"
    other.mkdir()
    (other / "two.mp4").write_bytes((drive / "Archive" / "two.mp4").read_bytes())
    volumes.pull(drive)  # nobody has noticed it yet
    index(engine, other)
    assert len(engine.library.catalog.places(1)) == 3
    volumes.plug("uuid-1", drive)
    (drive / "Archive" / "one.mp4").rename(other / "one.mp4")
    assert "1 file moved" in index(engine, other)[-1].sentence
    assert len(engine.library.catalog.places(1)) == 2


def test_two_places_one_video(engine, drive):
    folder = drive / "Archive"
    (folder / "copy.mp4").write_bytes((folder / "one.mp4").read_bytes())
    os.link(folder / "two.mp4", folder / "linked.mp4")
    (folder / "symbolic.mp4").symlink_to(folder / "two.mp4")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere.mp4").symlink_to(folder / "nothing.mp4")
    index(engine, folder)
    assert engine.library_state().videos == 3
    assert engine.library_state().indexed == 3
    assert len(engine.library.catalog.places(1)) == 6
    (folder / "one.mp4").unlink()
    index(engine, folder)
    assert set(hits(engine)) >= {"copy.mp4"}
    assert len(engine.library.catalog.places(1)) == 6  # the copy is not the one that was removed


def test_a_rename_of_capitals_only_is_a_move(engine, drive):
    folder = drive / "Archive"
    index(engine, folder)
    before = rows(engine)
    (folder / "one.mp4").rename(folder / "ONE.MP4")
    index(engine, folder)
    index(engine, folder)
    assert "ONE.MP4" in hits(engine)
    assert (rows(engine), state(engine).missing) == (before, 0)


def test_patterns_leave_files_out_and_let_them_in_again_without_new_work(engine, drive, volumes):
    folder = drive / "Archive"
    index(engine, folder)
    before, work = rows(engine), encoded(engine)
    number = state(engine).folder
    run_steps(engine.places.set_patterns(SetPatterns(2, number, ("trip/", "", "one.*"))))
    assert state(engine).patterns == ("trip/", "one.*")
    assert set(hits(engine)) == {"two.mp4"}
    index(engine, folder)
    assert set(hits(engine)) == {"two.mp4"}
    volumes.pull(drive)  # also while it cannot be looked at
    check(engine)
    run_steps(engine.places.set_patterns(SetPatterns(3, number, ("one.*",))))
    assert set(hits(engine)) == {"two.mp4", "three.mp4"}
    volumes.plug("uuid-1", drive)
    run_steps(engine.places.set_patterns(SetPatterns(4, number, ())))
    check(engine)
    assert set(hits(engine)) == {"one.mp4", "two.mp4", "three.mp4"}
    assert (rows(engine), encoded(engine)) == (before, work)


def removed(replies: list[Any]) -> Removed:
    return next(one for one in replies if isinstance(one, Removed))


@pytest.mark.parametrize("name", ["trip", "trip/three.mp4"])
def test_what_is_excluded_stays_out_until_it_is_undone(engine, drive, name):
    folder = drive / "Archive"
    index(engine, folder)
    undo = removed(run_steps(engine.places.exclude(Exclude(2, str(folder / name)))))
    index(engine, folder)
    assert "three.mp4" not in hits(engine)
    run_steps(engine.places.restore(Restore(3, undo.removal)))
    assert "three.mp4" in hits(engine)
    assert state(engine).patterns == ()
    index(engine, folder)
    assert "three.mp4" in hits(engine)


def test_a_removed_folder_comes_back_whole_also_while_its_drive_is_away(engine, drive, volumes):
    folder = drive / "Archive"
    (folder / "one.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nhello there\n")
    index(engine, folder)
    before = rows(engine)
    volumes.pull(drive)
    check(engine)
    undo = removed(run_steps(engine.places.remove_folder(RemoveFolder(2, state(engine).folder))))
    assert engine.library_state().folders == ()
    assert hits(engine) == {}
    run_steps(engine.places.restore(Restore(3, undo.removal)))
    assert rows(engine) == before
    assert (state(engine).state, state(engine).volume, state(engine).branches) == ("missing", "LACIE-02", 1)
    (text,) = run_steps(engine.search(Search(4, "hello")))[0].texts
    assert (text.text, text.place_state) == ("hello there", "offline")


def test_a_missing_video_is_forgotten_on_request_only_and_comes_back(engine, drive):
    folder = drive / "Archive"
    index(engine, folder)
    (folder / "one.mp4").unlink()
    for _ in range(4):
        index(engine, folder)
    video = hits(engine)["one.mp4"].video
    undo = removed(run_steps(engine.places.forget(Forget(2, video))))
    assert "one.mp4" not in hits(engine)
    assert state(engine).missing == 0
    run_steps(engine.places.restore(Restore(3, undo.removal)))
    assert hits(engine)["one.mp4"].place_state == "missing"


def test_a_video_forgotten_while_its_drive_is_away_stays_out_when_the_drive_comes_back(engine, drive, volumes):
    index(engine, drive / "Archive")
    video = hits(engine)["one.mp4"].video
    volumes.pull(drive)
    check(engine)
    run_steps(engine.places.forget(Forget(2, video)))
    volumes.plug("uuid-1", drive)
    check(engine)
    assert set(hits(engine)) == {"two.mp4", "three.mp4"}
    assert state(engine).patterns == ("/one.mp4",)


def test_a_folder_is_located_by_its_content(engine, drive, tmp_path):
    folder = drive / "Archive"
    index(engine, folder)
    before, work = rows(engine), encoded(engine)
    moved = tmp_path / "elsewhere" / "Archive"
    moved.parent.mkdir()
    folder.rename(moved)
    check(engine)
    wrong = tmp_path / "wrong"
    (wrong / "trip").mkdir(parents=True)
    for name in ("one.mp4", "two.mp4", "trip/three.mp4"):  # same names, same sizes, other content
        (wrong / name).write_bytes(bytes(reversed((moved / name).read_bytes())))
    number = state(engine).folder
    with pytest.raises(MediaError, match="None of the videos of “Archive”"):
        run_steps(engine.places.locate(Locate(2, str(wrong), folder=number)))
    run_steps(engine.places.locate(Locate(3, str(moved.parent), folder=number)))  # the folder around it will do
    assert (state(engine).path, state(engine).state) == (str(moved), "indexed")
    assert (rows(engine), encoded(engine)) == (before, work)


def test_a_video_is_located_by_its_content(engine, drive, tmp_path):
    folder = drive / "Archive"
    index(engine, folder)
    (folder / "one.mp4").rename(tmp_path / "found.mp4")
    index(engine, folder)
    index(engine, folder)
    video = hits(engine)["one.mp4"].video
    with pytest.raises(MediaError, match="another video"):
        run_steps(engine.places.locate(Locate(2, str(folder / "two.mp4"), video=video)))
    with pytest.raises(MediaError, match=r"not in the library\. Add that folder"):
        run_steps(engine.places.locate(Locate(2, str(tmp_path / "found.mp4"), video=video)))
    (tmp_path / "found.mp4").rename(folder / "trip" / "found.mp4")
    run_steps(engine.places.locate(Locate(3, str(folder / "trip" / "found.mp4"), video=video)))
    assert hits(engine)["found.mp4"].place_state == "here"
    assert state(engine).missing == 0


def test_sub_folders_have_numbers_and_counts_and_are_looked_through_alone(engine, drive):
    folder = drive / "Archive"
    (folder / "trip" / "day 2").mkdir()
    make_clip(folder / "trip" / "day 2" / "four.mp4", 1, 4, SIZE, scenes=["yellow"])
    index(engine, folder)
    (answer, _) = run_steps(engine.places.list_branches(ListBranches(2, state(engine).folder)))
    assert isinstance(answer, Branches)
    told = [(branch.path, branch.videos, branch.indexed) for branch in answer.branches]
    assert told == [("trip", 2, 2), ("trip/day 2", 1, 1)]
    (folder / "one.mp4").unlink()
    (folder / "trip" / "three.mp4").rename(folder / "trip" / "moved.mp4")
    index(engine, folder / "trip")
    places = {path.name: place for path, place in engine.library.catalog.places(1).items()}
    assert places["one.mp4"].absent_since is None  # nobody has looked there
    assert "moved.mp4" in places
    assert "three.mp4" not in places


def test_a_sub_folder_that_is_gone_is_looked_for_from_above(engine, drive):
    folder = drive / "Archive"
    index(engine, folder)
    (folder / "trip" / "three.mp4").unlink()
    (folder / "trip").rmdir()
    index(engine, folder / "trip")
    index(engine, folder / "trip")
    assert state(engine).missing == 1


NAMES: list[Callable[[bytes], bytes]] = [
    lambda root: root + "/caf\u00e9 \U0001f436 한국어.mp4".encode(),
    lambda root: root + b"/line\nbreak\ttab.mp4",
    lambda root: root + b"/not utf-8 \xe9\xff.mp4",
    lambda root: root + b"/-rf %03d [a]*?.mp4",
    lambda root: root + "/\u202eright to left.mp4".encode(),
    lambda root: root + b"/http:%2F%2Fexample.org.mp4",
    lambda root: root + b"/" + b"n" * 251 + b".mp4",
    lambda root: root + (b"/" + b"d" * 200) * 12 + b"/deep.mp4",
    lambda root: root + "/NFC \u00e9.mp4".encode(),
    lambda root: root + "/NFD e\u0301.mp4".encode(),
    lambda root: root + b"/ spaces  at both ends .mp4",
]


@pytest.mark.goal("B1")
@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made on Windows")
def test_names_of_every_kind_are_indexed_moved_left_out_and_put_back(engine, drive, tried):
    folder = drive / "Archive"
    root = os.fsencode(folder)
    content = (folder / "one.mp4").read_bytes()
    paths = [make(root) for make in NAMES]
    for number, path in enumerate(paths):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content + bytes(number + 1))
    os.mkfifo(folder / "pipe.mp4")
    (folder / "directory.mp4").mkdir()
    tried("B1", len(paths))
    index(engine, folder)
    assert {os.fsencode(path) for path in engine.library.catalog.places(1)} >= set(paths)
    assert engine.library_state().indexed == len(paths) + 3
    for path in paths:
        undo = removed(run_steps(engine.places.exclude(Exclude(2, os.fsdecode(path)))))
        assert len(engine.library.catalog.places(1)) == len(paths) + 2
        run_steps(engine.places.restore(Restore(3, undo.removal)))
    moved = drive / "Moved \udce9"
    folder.rename(moved)
    run_steps(engine.places.locate(Locate(4, str(moved), folder=1)))
    assert engine.library_state().indexed == len(paths) + 3
    assert all(path.is_relative_to(moved) for path in engine.library.catalog.places(1))
