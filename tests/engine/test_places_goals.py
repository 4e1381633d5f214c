"""Drives pulled out at any moment (S6), files that change while they are read (F8), clocks that are wrong (F9): with the real engine and real films."""

import contextlib
import itertools
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.clock import Clock
from engine.engine import Engine
from engine.errors import EngineError
from engine.indexing.steps import WAIT
from engine.messages import CheckPlaces, IndexFolder, Message, Progress, Search, encode
from tests.clips import COLOURS, make_clip
from tests.fake_volumes import FakeVolumes
from tests.fakes import load_fake, run_steps

SIZE = (64, 64)
YEAR = 365.25 * 86400


class Wrong(Clock):
    """A clock that a test sets wrong: `off` seconds from the right time."""

    def __init__(self) -> None:
        super().__init__(now=lambda: Clock().now() + self.__dict__.get("off", 0.0))

    def set(self, off: float) -> None:
        self.__dict__["off"] = off


@pytest.fixture
def volumes(tmp_path) -> FakeVolumes:
    return FakeVolumes(tmp_path / "pulled out")


@pytest.fixture
def open_engine(volumes) -> Iterator[Callable[..., Engine]]:
    opened = list[Engine]()

    def open_(library: Path, clock: Clock | None = None) -> Engine:
        engine = Engine(library, "colours", load=load_fake, volumes=volumes, clock=clock or Clock())
        run_steps(engine.load_model())
        opened.append(engine)
        return engine

    yield open_
    for engine in opened:
        engine.close()


def films(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Small films, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:03d}.mp4" for number in range(count)]
    for number, path in enumerate(paths, first):
        film(path, number)
    return paths


def film(path: Path, number: int) -> None:
    """One whose content depends on a number."""
    scenes = [list(COLOURS)[number % 10], ((number * 37) % 256, (number * 91) % 256, (number // 10 * 53) % 256)]
    make_clip(path, 1.0 + number % 3, 4, SIZE, scenes=scenes)


def advance(job: Iterator[Any], steps: int) -> bool:
    """Some steps of a job; False when it has ended."""
    for _ in range(steps):
        try:
            item = next(job)
        except StopIteration:
            return False
        if item is WAIT:
            time.sleep(0.001)
    return True


def finish(job: Iterator[Any]) -> None:
    """The rest of a job, whatever becomes of it."""
    with contextlib.suppress(EngineError):
        run_steps(job)  # pyright: ignore[reportArgumentType]


def index(engine: Engine, folder: Path) -> list[Any]:
    return run_steps(engine.index_folder(IndexFolder(1, str(folder))))


def check(engine: Engine) -> None:
    begun = list[Message]()
    run_steps(engine.places.check(CheckPlaces(-1), begun.append))
    for request in begun:
        assert isinstance(request, IndexFolder)
        run_steps(engine.index_folder(request))


def rows(engine: Engine) -> dict[str, list[Any]]:
    """Ids of everything that could get lost."""
    tables = ("folder", "place", "video", "shot", "caption", "indexed")
    keys = dict.fromkeys(tables, "id") | {"indexed": "video"}
    db = engine.library.catalog.db
    return {table: db.execute(f"select {keys[table]} from {table} order by 1").fetchall() for table in tables}


def frames(engine: Engine) -> int:
    return engine.model().backbone.frames  # pyright: ignore


@pytest.mark.goal("S6")
def test_a_drive_pulled_out_during_a_scan_loses_nothing(open_engine, volumes, tmp_path, size, tried):
    mount = tmp_path / "drive 0"
    volumes.plug("uuid", mount, "LACIE")
    films(mount / "Archive" / "a", 3)
    films(mount / "Archive" / "b", 2, first=50)
    engine = open_engine(tmp_path / "library")
    index(engine, mount / "Archive")
    before, work = rows(engine), frames(engine)
    assert work > 0
    count = size(10, 50)
    tried("S6", count)
    chance = random.Random(6)
    for number in range(count):
        job = engine.index_folder(IndexFolder(1, str(mount / "Archive")))
        advance(job, chance.randrange(1, 25))
        how = chance.choice(["pull", "leave", "rename"])
        if how == "rename":  # the folder, not the drive
            (mount / "Archive").rename(mount / "Renamed")
        else:
            volumes.pull(mount, leave_mount_point=how == "leave")
        finish(job)
        finish(engine.index_folder(IndexFolder(2, str(mount / "Archive"))))  # and once more while it is away
        check(engine)
        state = engine.library_state()
        assert (state.folders[0].state, state.folders[0].missing, state.indexed) == ("missing", 0, 5), how
        assert rows(engine) == before, how
        if how == "rename":
            (mount / "Renamed").rename(mount / "Archive")
        else:
            shutil.rmtree(mount, ignore_errors=True)
            mount = tmp_path / f"drive {number + 1}"
            volumes.plug("uuid", mount)
        check(engine)
        state = engine.library_state()
        assert (state.folders[0].state, state.folders[0].path) == ("indexed", str(mount / "Archive"))
        assert rows(engine) == before, how
    assert frames(engine) == work  # nothing was looked at twice


@pytest.mark.goal("S6")
def test_a_drive_pulled_out_while_it_is_indexed_for_the_first_time_goes_on_later(
    open_engine, volumes, tmp_path, size, tried
):
    count = size(2, 10)
    tried("S6", count)
    chance = random.Random(66)
    for number in range(count):
        mount = tmp_path / f"first {number}"
        volumes.plug(f"new {number}", mount, "LACIE")
        films(mount, 4)
        engine = open_engine(tmp_path / f"library {number}")
        job = engine.index_folder(IndexFolder(1, str(mount)))
        advance(job, chance.randrange(5, 400))
        done = len(rows(engine)["indexed"])
        volumes.pull(mount, leave_mount_point=number % 2 == 0)
        finish(job)
        assert len(rows(engine)["indexed"]) >= done
        shutil.rmtree(mount, ignore_errors=True)
        volumes.plug(f"new {number}", mount)
        check(engine)
        index(engine, mount)
        assert (engine.library_state().indexed, engine.library_state().folders[0].problems) == (4, 0)


def content(engine: Engine, root: Path) -> dict[str, Any]:
    """What is known of every file that is there: its content and all that was computed of it."""
    catalog, model = engine.library.catalog, engine.model()
    assert model is not None
    known = dict[str, Any]()
    for folder in catalog.folders(None):
        for path, place in catalog.places(folder.id).items():
            if place.absent_since is None and place.missing_since is None:
                if place.video is None:
                    known[str(path.relative_to(root))] = "cannot be read"
                    continue
                video = catalog.videos([place.video])[place.video]
                shots = catalog.shots_of(model.id, place.video)
                computed = [(one.start, one.end, one.times.tobytes(), one.frames.tobytes()) for one in shots]
                known[str(path.relative_to(root))] = (video.digest, computed)
    return known


def change(folder: Path, chance: random.Random, fresh: Iterator[int]) -> str:
    """Something that another program may do to a film while it is looked at."""
    there = sorted(folder.rglob("*.mp4"))
    victim = chance.choice(there)
    what = chance.choice(["replace", "overwrite", "truncate", "append", "move", "delete", "new", "touch", "copy over"])
    if what == "replace":
        film(folder / "new.tmp.mkv", next(fresh))
        os.replace(folder / "new.tmp.mkv", victim)
    elif what == "overwrite":
        film(victim, next(fresh))
    elif what == "truncate":
        os.truncate(victim, chance.randrange(victim.stat().st_size + 1))
    elif what == "append":
        with victim.open("ab") as file:
            file.write(b"\0" * chance.randrange(1, 5000))
    elif what == "move":
        os.replace(victim, folder / chance.choice(["a", "b"]) / f"moved {next(fresh)}.mp4")
    elif what == "delete" and len(there) > 2:
        victim.unlink()
    elif what == "new":
        film(folder / "b" / f"new {next(fresh)}.mp4", next(fresh))
    elif what == "touch":
        os.utime(victim, ns=(1, chance.randrange(10**18)))
    elif what == "copy over":
        source = chance.choice(there)
        if source.name != "copied.mp4":
            shutil.copyfile(source, folder / "copied.mp4")
    return what


@pytest.mark.goal("F8")
def test_files_that_change_while_they_are_read_end_as_if_they_had_always_been_so(open_engine, tmp_path, size, tried):
    folder = tmp_path / "films"
    films(folder / "a", size(6, 100))
    (folder / "b").mkdir()
    engine = open_engine(tmp_path / "library")
    chance, fresh = random.Random(8), itertools.count(1000)
    events = size(20, 200)
    tried("F8", events)
    job = engine.index_folder(IndexFolder(1, str(folder)))
    made = list[str]()
    while len(made) < events:
        try:
            going = advance(job, chance.randrange(1, 60))
        except EngineError as error:
            raise AssertionError(made) from error
        made.append(change(folder, chance, fresh))
        if not going:
            job = engine.index_folder(IndexFolder(1, str(folder)))
    finish(job)
    index(engine, folder)
    whole = open_engine(tmp_path / "fresh library")
    index(whole, folder)
    assert content(engine, folder) == content(whole, folder), made
    assert engine.library_state().moments >= whole.library_state().moments  # those of films that are gone are kept


@pytest.mark.goal("F9")
def test_wrong_clocks_and_odd_dates_cause_no_work_and_no_negative_times(open_engine, tmp_path, tried):
    folder = tmp_path / "films"
    paths = films(folder, 6)
    dates = [0, 1, -1, -(2**31) * 10**9, 4_102_444_800 * 10**9, 9_000_000_000 * 10**9]
    dated = 0
    for path, date in zip(paths, dates, strict=True):
        try:
            os.utime(path, ns=(date, date))
            dated += 1
        except (OSError, OverflowError):
            continue  # this file system has no such dates
    assert dated >= 4
    clock = Wrong()
    engine = open_engine(tmp_path / "library", clock)
    index(engine, folder)
    assert engine.library.catalog.problems(None) == []
    before, work = content(engine, folder), frames(engine)
    jumps = [0.0, 10 * YEAR, -10 * YEAR, 3600.0, -3600.0, -60 * YEAR, 500 * YEAR]
    tried("F9", len(jumps) + dated)
    for jump in jumps:
        clock.set(jump)
        replies = index(engine, folder)
        assert frames(engine) == work, jump
        assert content(engine, folder) == before, jump
        for reply in replies:
            encode(reply)
            if isinstance(reply, Progress):
                assert min(reply.done, reply.total, reply.eta or 0.0, reply.speed or 0.0) >= 0.0
    for path in paths:  # a camera card read in another time zone, or after the clocks were changed
        status = path.stat()
        moved = min(max(status.st_mtime_ns + 3600 * 10**9, 0), 2**62)
        os.utime(path, ns=(moved, moved))
    index(engine, folder)
    assert (frames(engine), content(engine, folder)) == (work, before)
    paths[0].unlink()
    clock.set(10 * YEAR)
    index(engine, folder)
    clock.set(-10 * YEAR)
    index(engine, folder)
    assert engine.library_state().folders[0].missing == 1
    (hits,) = [
        reply for reply in run_steps(engine.search(Search(3, "red"))) if getattr(reply, "stage", "") == "refined"
    ]
    assert all(hit.since is None or hit.since > 0 for hit in hits.hits)
    assert np.isfinite([hit.score for hit in hits.hits]).all()
