"""A disk that fills up at any moment of indexing: work waits and says so, search goes on, and when there is room it is finished as if nothing had been."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import UnionType

import pytest

from engine.engine import Engine
from engine.errors import DiskFullError
from engine.indexing.steps import WAIT, Pause
from engine.library.database import structure_fault
from engine.library.disk import Disk
from engine.messages import DiskState, Done, IndexFolder, Search
from engine.search.text import find_text
from tests.fake_decoder import FakeDecoder, make_clips
from tests.fakes import load_fake, run_steps

CLIPS = 8
UNLIMITED = 4294967294  # SQLite's largest number of pages


class StubbornDisk(Disk):
    """A disk that can be told to be full, and is looked at again at once."""

    again = 0.01

    def __init__(self) -> None:
        super().__init__(reserve=1000)
        self.left = 1 << 40
        self.takes = True

    def free(self, folder: Path) -> int:
        return self.left

    def write(self, path: Path, data: bytes) -> None:
        if not self.takes:
            raise DiskFullError("The disk is full.")
        super().write(path, data)


@pytest.fixture
def clips(tmp_path) -> Path:
    make_clips(tmp_path / "clips", CLIPS)
    return tmp_path / "clips"


def opened(folder: Path, disk: Disk) -> Engine:
    made = Engine(folder, load=load_fake, decoder=FakeDecoder)  # pyright: ignore[reportArgumentType]
    made.library.disk = made.library.pictures._disk = disk
    run_steps(made.load_model())
    return made


def step_on(work: Iterator, until: type | UnionType, wanted=lambda message: True, limit: int = 200_000) -> object:
    """Drive a job until it says a message; None when it ends before."""
    for _, item in zip(range(limit), work, strict=False):
        if item is WAIT:
            time.sleep(0.001)  # another thread or process is at work
        elif not isinstance(item, Pause) and isinstance(item, until) and wanted(item):
            return item
    return None


def advance(work: Iterator, steps: int) -> None:
    """So many steps of a job in which it did something itself."""
    while steps > 0 and (item := next(work, None)) is not None:
        if item is WAIT:
            time.sleep(0.001)
        else:
            steps -= 1


def check_whole(made: Engine) -> None:
    videos, indexed, moments, _ = made.library.catalog.counts(None)
    assert (videos, indexed) == (CLIPS, CLIPS)
    assert moments >= CLIPS
    assert structure_fault(made.library.catalog.db.conn, deep=True) == ""
    model = made.model()
    assert model is not None
    assert len(model.index) == moments
    for digest in (digest for (digest,) in made.library.catalog.db.execute("select digest from video")):
        assert made.library.pictures.nearest(digest, 0.0) is not None
    assert list(made.library.pictures.folder.rglob("*.new")) == []


@pytest.mark.goal("F3")
def test_wherever_the_disk_fills_up_work_waits_search_goes_on_and_it_ends_whole(memory_path, clips, size, tried):
    points = size(6, 50)
    tried("F3", points)
    rng = random.Random(8)
    waited = 0
    for point in range(points):
        disk = StubbornDisk()
        made = opened(memory_path / "library", disk)
        limit = made.library.catalog.db
        work = made.index_folder(IndexFolder(1, str(clips)))
        advance(work, rng.randrange(10, 220))
        kind = point % 3
        if kind == 0:
            disk.left = 500
        elif kind == 1:
            disk.takes = False
        else:
            limit.execute(f"pragma max_page_count={limit.execute('pragma page_count').fetchone()[0]}")
        said = step_on(work, DiskState | Done)
        if isinstance(said, DiskState):
            waited += 1
            assert said.needed > 0
            before = made.library.catalog.counts(None)
            assert find_text(made.library, Search(2, "0001")).videos == before[0]
            assert not any(isinstance(item, Done) for _, item in zip(range(20), work, strict=False))
            assert made.library.catalog.counts(None) == before
            disk.left, disk.takes = 1 << 40, True
            limit.execute(f"pragma max_page_count={UNLIMITED}")
            assert step_on(work, DiskState, lambda state: state.needed == 0) is not None
            assert step_on(work, Done) is not None
        check_whole(made)
        made.close()
        shutil.rmtree(memory_path / "library")
    assert waited >= points // 2


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A real disk of 6 MB, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a disk of its own")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    yield place
    subprocess.run(["umount", place], check=True)


class RealDisk(Disk):
    """The real one, without a reserve, so that it is filled to its last byte."""

    again = 0.01


@pytest.mark.goal("F3")
def test_a_real_disk_filled_to_the_last_byte_kills_nothing_and_loses_nothing(small_disk, clips, size, tried):
    points = size(4, 30)
    tried("F3", points)
    rng = random.Random(4)
    waited = 0
    for _ in range(points):
        made = opened(small_disk / "library", RealDisk(reserve=0))
        work = made.index_folder(IndexFolder(1, str(clips)))
        advance(work, rng.randrange(5, 150))
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            spare = rng.randrange(0, 60_000)
            os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(small_disk).free - spare))
        said = step_on(work, DiskState | Done)
        if isinstance(said, DiskState):
            waited += 1
            before = made.library.catalog.counts(None)
            assert find_text(made.library, Search(2, "0001")).videos == before[0]
            filler.unlink()
            assert step_on(work, Done) is not None
        check_whole(made)
        made.close()
        filler.unlink(missing_ok=True)
        shutil.rmtree(small_disk / "library")
    print(f"\n{waited} of {points} had to wait")
    assert waited >= points // 2


def test_with_little_room_no_video_is_begun(tmp_path, clips):
    disk = StubbornDisk()
    disk.left = 999
    made = opened(tmp_path / "library", disk)
    work = made.index_folder(IndexFolder(7, str(clips)))
    said = step_on(work, DiskState)
    assert said == DiskState(7, str(tmp_path / "library"), 999, 1000)
    assert made.library.catalog.counts(None)[:2] == (CLIPS, 0)
    work.close()
    made.close()


def test_twice_the_index_is_needed_when_that_is_more(tmp_path):
    assert Disk(reserve=1000).room(tmp_path, 400).needed == 1000
    assert Disk(reserve=1000).room(tmp_path, 600).needed == 1200
