"""A damaged library under a running engine: the window is told, chooses, and goes on in the same conversation."""

import sqlite3
import time
from pathlib import Path

import pytest

from engine.library.backups import keep_copy
from engine.library.folder import DATABASE
from engine.library.library import Library
from engine.messages import (
    Done,
    Failed,
    LibraryState,
    LibraryTrouble,
    ModelState,
    Quit,
    Ready,
    RepairLibrary,
    Search,
)
from tests.engine.test_library_repair import PAGE, damage
from tests.engine.test_serve import Child
from tests.library_rows import fill


@pytest.fixture
def library(tmp_path) -> Path:
    folder = tmp_path / "library"
    opened = Library(folder)
    fill(opened.catalog, 60)
    keep_copy(opened.catalog.db.conn, folder / "backups")
    fill(opened.catalog, 3, seed=2)
    opened.close()
    return folder


@pytest.mark.parametrize(("how", "videos"), [("restore", 60), ("salvage", 63)])
def test_a_damaged_library_is_said_and_mended_as_the_person_chooses(library, how, videos):
    damage(library / DATABASE, lambda page: bytes(len(page)), at=3)
    child = Child(library)
    trouble = child.wait_for(LibraryTrouble, state="damaged")
    assert len(trouble.backups) == 1
    child.ask(Search(3, "words"))
    assert "damaged" in child.wait_for(Failed, job=3).sentence
    child.ask(RepairLibrary(4, how))
    assert "is kept in" in child.wait_for(Done, job=4).sentence
    child.wait_for(Ready)
    assert child.wait_for(LibraryState).videos >= videos - 3 * (how == "salvage")
    child.wait_for(ModelState, state="ready")
    assert child.end() == 0
    assert list(library.glob(f"damaged/*/{DATABASE}"))


def test_one_can_also_just_leave(library):
    (library / DATABASE).unlink()
    child = Child(library)
    assert "gone" in child.wait_for(LibraryTrouble).sentence
    child.ask(Quit())
    assert child.end() == 0
    assert not (library / DATABASE).exists()


def test_a_copy_that_is_not_there_is_refused_and_another_may_be_chosen(library):
    (library / DATABASE).write_bytes(b"no database" * 1000)
    child = Child(library)
    backup = child.wait_for(LibraryTrouble).backups[0]
    child.ask(RepairLibrary(1, "restore", "library-1999-01-01-000000.db"))
    child.wait_for(Failed, job=1)
    child.wait_for(LibraryTrouble)
    child.ask(RepairLibrary(2, "restore", backup.name))
    child.wait_for(Ready)
    assert child.end() == 0


def test_damage_that_shows_itself_during_work_ends_in_the_same_question(library, tmp_path):
    child = Child(library)
    child.wait_for(ModelState, state="ready")
    other = sqlite3.connect(library / DATABASE)
    other.execute("pragma wal_checkpoint(truncate)")
    other.close()
    content = bytearray((library / DATABASE).read_bytes())
    content[PAGE:] = b"\xff" * (len(content) - PAGE)
    (library / DATABASE).write_bytes(content)
    (library / f"{DATABASE}-wal").unlink(missing_ok=True)
    for job in range(1, 20):
        child.ask(Search(job, "words"))
    trouble = child.wait_for(LibraryTrouble, state="damaged")
    child.ask(RepairLibrary(99, "restore", trouble.backups[-1].name))
    child.wait_for(Done, job=99)
    child.wait_for(Ready)
    assert child.end() == 0


def test_vectors_are_built_anew_without_reading_a_film(library):
    child = Child(library)
    child.wait_for(ModelState, state="ready")
    child.ask(RepairLibrary(1, "vectors"))
    assert "built anew" in child.wait_for(Done, job=1).sentence
    assert child.end() == 0


def test_the_first_start_of_a_day_makes_a_copy(tmp_path):
    folder = tmp_path / "library"
    opened = Library(folder)
    fill(opened.catalog, 5)
    opened.close()
    made = set[Path]()
    for _ in range(2):
        child = Child(folder)
        child.wait_for(ModelState, state="ready")
        until = time.monotonic() + 30
        while not made and time.monotonic() < until:
            time.sleep(0.05)
            made = set((folder / "backups").glob("library-*.db"))
        assert child.end() == 0
        assert set((folder / "backups").glob("library-*.db")) == made
    assert len(made) == 1
