"""Backups, damage and mending: what was saved comes back, and recovery itself deletes and overwrites nothing."""

import contextlib
import os
import random
import shutil
import sqlite3
import time
from collections import deque
from pathlib import Path

import pytest

from engine.errors import DamagedError, LibraryError
from engine.library.backups import keep_copy, list_backups, verify
from engine.library.catalog import Catalog
from engine.library.check import check
from engine.library.database import connect, structure_fault
from engine.library.disk import Disk
from engine.library.folder import DATABASE, MARKER, REPAIRED
from engine.library.library import Library
from engine.library.repair import restore, save_what_can_be_read
from engine.library.scope import EVERYTHING
from tests.library_rows import fill

TABLES = ("folder", "place", "video", "shot", "embedding", "indexed", "caption", "caption_words", "model")
PAGE = 4096


def rows(path: Path) -> dict[str, int]:
    """How many rows there are, read without changing anything."""
    connection = sqlite3.connect(path)
    try:
        return {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}
    finally:
        connection.close()


def last(steps):
    return deque(steps, maxlen=1)[0]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A library with a backup, and with videos that came after it."""
    folder = tmp_path_factory.mktemp("sound") / "library"
    library = Library(folder)
    fill(library.catalog, 300, shots=3, frames=8, dim=32)
    assert keep_copy(library.catalog.db.conn, folder / "backups") is not None
    fill(library.catalog, 6, seed=2, shots=3, frames=8, dim=32)
    library.close()
    return folder


@pytest.fixture
def copy(sound, tmp_path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "library"))


# Opening -------------------------------------------------------------------------------------------------------------


def test_a_library_is_made_only_where_there_was_none(tmp_path):
    Library(tmp_path).close()
    assert (tmp_path / MARKER).exists()
    for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(b"")):
        damage(tmp_path / DATABASE)
        with pytest.raises(DamagedError, match=r"gone|empty"):
            Library(tmp_path)


def test_a_start_that_was_cut_short_before_the_database_was_whole_is_begun_again(tmp_path):
    (tmp_path / "library.db.new").write_bytes(b"half a database")
    Library(tmp_path).close()
    assert not (tmp_path / "library.db.new").exists()


def test_a_failed_opening_lets_go_of_the_library(tmp_path):
    Library(tmp_path).close()
    good = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(b"noise" * 4000)
    for _ in range(2):
        with pytest.raises(DamagedError):
            Library(tmp_path)
    (tmp_path / DATABASE).write_bytes(good)
    Library(tmp_path).close()


def test_what_cannot_be_written_can_still_be_searched(copy, monkeypatch):
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **rest: mode != os.W_OK and real(path, mode, **rest))
    before = {path: path.read_bytes() for path in copy.rglob("*.db")}
    library = Library(copy)
    assert "cannot be written" in library.read_only
    assert library.catalog.counts(None)[0] == 306
    assert library.catalog.find_captions('"words"', "subtitle", EVERYTHING, 9)
    with pytest.raises(LibraryError, match="read-only"):
        library.catalog.add_folder(Path("/new"))
    library.close()
    assert {path: path.read_bytes() for path in copy.rglob("*.db")} == before


def test_while_another_program_holds_the_database_it_can_be_read_and_writing_says_why_not(copy, monkeypatch):
    monkeypatch.setattr("engine.library.database.PATIENCE", 0.05)
    library = Library(copy)
    other = sqlite3.connect(copy / DATABASE, isolation_level=None)
    other.execute("begin immediate")
    try:
        assert library.catalog.counts(None)[0] == 306
        with pytest.raises(LibraryError, match="Another program"):
            library.catalog.add_folder(Path("/new"))
    finally:
        other.execute("rollback")
        other.close()
    library.catalog.add_folder(Path("/new"))
    library.close()


def test_a_transaction_that_finds_the_disk_full_leaves_nothing_of_itself(copy):
    from engine.errors import DiskFullError

    library = Library(copy)
    db = library.catalog.db
    pages = db.execute("pragma page_count").fetchone()[0]
    db.execute(f"pragma max_page_count={pages + 2}")  # what SQLite itself says on a full disk
    before = library.catalog.counts(None)
    with pytest.raises(DiskFullError):
        fill(library.catalog, 50, seed=7, shots=3, frames=8, dim=32)
    assert structure_fault(db.conn, deep=True) == ""
    db.execute("pragma max_page_count=1000000")
    assert library.catalog.counts(None)[2] % 3 == before[2] % 3 == 0  # no half video
    fill(library.catalog, 50, seed=7, shots=3, frames=8, dim=32)
    assert library.catalog.counts(None)[0] == 356
    library.close()


# Backups -------------------------------------------------------------------------------------------------------------


@pytest.mark.goal("P2")
def test_backups_are_verified_counted_and_a_few_are_kept(copy, size, tried, monkeypatch):
    library = Library(copy)
    made = time.time()
    count = size(6, 30)
    tried("P2", count)
    for day in range(1, count + 1):
        monkeypatch.setattr("engine.library.backups.time.time", lambda day=day: made + day * 86400.0)
        library.catalog.add_folder(Path(f"/films/{day}"))
        backup = keep_copy(library.catalog.db.conn, copy / "backups")
        assert backup is not None
        assert verify(backup.path) == ""
        assert rows(backup.path)["folder"] == 2 + day
        assert list(copy.glob("backups/*.new*")) == []
    keep_copy(library.catalog.db.conn, copy / "backups", before="m998")
    keep_copy(library.catalog.db.conn, copy / "backups", before="m999")
    library.close()
    kept = list_backups(copy / "backups")
    assert [backup.before for backup in kept if backup.before] == ["m999"]
    assert len([backup for backup in kept if not backup.before]) == 3
    assert rows(kept[0].path)["folder"] == 2 + count


@pytest.mark.goal("P2")
def test_a_backup_restored_is_the_library_as_it_was(copy, tried):
    tried("P2", 1)
    wanted = rows(list_backups(copy / "backups")[0].path)
    assert rows(copy / DATABASE) != wanted
    damage(copy / DATABASE, lambda page: bytes(len(page)))
    broken = (copy / DATABASE).read_bytes()
    with pytest.raises(DamagedError):
        Library(copy)
    done = last(restore(copy))
    assert done.aside is not None
    assert (done.aside / DATABASE).read_bytes() == broken
    assert rows(copy / DATABASE) == wanted
    library = Library(copy)
    assert all(not finding.fault or not finding.serious for finding in check(library, deep=True))
    library.close()


@pytest.mark.goal("P2")
def test_a_backup_that_is_itself_damaged_is_passed_over(copy, tried, monkeypatch):
    tried("P2", 2)
    library = Library(copy)
    monkeypatch.setattr("engine.library.backups.time.time", lambda: time.mktime((2030, 1, 1, 0, 0, 0, 0, 0, -1)))
    newest = keep_copy(library.catalog.db.conn, copy / "backups")
    library.close()
    assert newest is not None
    damage(newest.path, lambda page: bytes(len(page)))
    assert verify(newest.path) != ""
    used = last(restore(copy)).backup
    assert used is not None
    assert used.path.name < newest.path.name
    for backup in list_backups(copy / "backups"):
        backup.path.write_bytes(b"nothing of use")
    before = (copy / DATABASE).read_bytes()
    with pytest.raises(DamagedError, match="no sound copy"):
        last(restore(copy))
    assert (copy / DATABASE).read_bytes() == before


@pytest.mark.goal("P2")
def test_of_a_damaged_database_no_backup_is_made_and_the_good_ones_stay(copy, tried):
    tried("P2", 1)
    before = sorted(path.name for path in (copy / "backups").iterdir())
    damage(copy / DATABASE, lambda page: bytes(len(page)), at=30)
    connection = connect(copy / DATABASE)
    with pytest.raises(DamagedError):
        keep_copy(connection, copy / "backups")
    connection.close()
    assert sorted(path.name for path in (copy / "backups").iterdir()) == before


def test_without_room_no_backup_is_begun(copy):
    class Small(Disk):
        def free(self, folder: Path) -> int:
            return 2 << 20

    connection = connect(copy / DATABASE)
    assert keep_copy(connection, copy / "backups", disk=Small()) is None
    connection.close()


# Damage --------------------------------------------------------------------------------------------------------------


def damage(path: Path, change, at: int | None = None) -> None:
    """Change a page that is not the first one."""
    content = bytearray(path.read_bytes())
    page = (at if at is not None else len(content) // PAGE // 2) * PAGE
    content[page : page + PAGE] = change(bytes(content[page : page + PAGE]))
    path.write_bytes(content)


def spoil(folder: Path, kind: str, rng: random.Random) -> bool:
    """Damage a library's database; whether its structure is damaged for certain."""
    path = folder / DATABASE
    content = bytearray(path.read_bytes())
    pages = len(content) // PAGE
    if kind == "bit":
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    elif kind in ("zero", "random"):
        for page in rng.sample(range(1, pages), rng.randrange(1, 4)):
            content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE) if kind == "zero" else rng.randbytes(PAGE)
    elif kind == "swapped":
        one, two = (PAGE * page for page in rng.sample(range(1, pages), 2))
        content[one : one + PAGE], content[two : two + PAGE] = content[two : two + PAGE], content[one : one + PAGE]
    elif kind == "truncated":
        del content[rng.randrange(PAGE, len(content) - PAGE) :]
    elif kind == "schema":  # names that are no text, statements that are none
        at = rng.randrange(100, PAGE - 60)
        content[at : at + 20] = rng.randbytes(20)
    elif kind == "header":
        content[:16] = rng.randbytes(16)
    elif kind == "empty":
        content.clear()
    elif kind == "gone":
        path.unlink()
        return True
    elif kind == "stale-wal":
        Path(f"{path}-wal").write_bytes(rng.randbytes(rng.randrange(32, 9000)))
        return False
    path.write_bytes(content)
    return kind not in ("bit", "swapped", "schema")


KINDS = ("bit", "zero", "random", "swapped", "truncated", "header", "empty", "gone", "stale-wal", "schema")


@pytest.mark.goal("F4")
@pytest.mark.goal("S7")
def test_a_damaged_database_is_noticed_and_mended_and_nothing_is_deleted(sound, memory_path, size, tried):
    """Structural damage is always found at the start; a backup brings back its rows, salvage with it 98.5 % of all when at most three pages are bad."""
    rng = random.Random(11)
    count = size(50, 500)
    tried("F4", count)
    tried("S7", count)
    whole, backup = rows(sound / DATABASE), rows(list_backups(sound / "backups")[0].path)
    shares = list[float]()
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        folder = Path(shutil.copytree(sound, memory_path / "library"))
        certain = spoil(folder, kind, rng)
        broken = {path.name: path.read_bytes() for path in folder.glob(f"{DATABASE}*")}
        try:
            library = Library(folder)
        except DamagedError:
            noticed = True
        else:
            noticed = False
            library.close()
        assert noticed or not certain, (number, kind)
        if noticed:
            assert (
                {path.name: path.read_bytes() for path in folder.glob(f"{DATABASE}*")}[DATABASE] == broken[DATABASE]
                if kind != "gone"
                else True
            )
            if number % 2 or kind in ("truncated", "header", "empty", "gone"):
                done = last(restore(folder))
                assert rows(folder / DATABASE) == backup
            else:
                done = last(save_what_can_be_read(folder))
                now = rows(folder / DATABASE)
                if kind in ("zero", "random"):
                    shares.append(sum(now.values()) / sum(whole.values()))
            if kind != "gone":
                assert done.aside is not None
                assert (done.aside / DATABASE).read_bytes() == broken[DATABASE], (number, kind)
            Library(folder).close()
        shutil.rmtree(folder)
    assert shares
    assert min(shares) >= 0.985


@pytest.mark.goal("F4")
def test_without_any_backup_what_can_be_read_is_saved(sound, memory_path, size, tried):
    rng = random.Random(12)
    count = size(6, 60)
    tried("F4", count)
    whole = rows(sound / DATABASE)
    shares = list[float]()
    for _ in range(count):
        folder = Path(shutil.copytree(sound, memory_path / "library", ignore=shutil.ignore_patterns("backups")))
        spoil(folder, "zero", rng)
        last(save_what_can_be_read(folder))
        shares.append(sum(rows(folder / DATABASE).values()) / sum(whole.values()))
        Library(folder).close()
        shutil.rmtree(folder)
    print(f"\nsaved without a backup: median {sorted(shares)[len(shares) // 2]:.3f}, least {min(shares):.3f}")
    assert sorted(shares)[len(shares) // 2] >= 0.9


def test_videos_whose_rows_were_lost_in_part_are_indexed_again(copy):
    catalog = Catalog(copy / DATABASE)
    with catalog.db.atomic():
        catalog.db.execute("delete from embedding where shot = 10")
    catalog.close()
    shutil.rmtree(copy / "backups")
    last(save_what_can_be_read(copy))
    now = rows(copy / DATABASE)
    assert (now["video"], now["indexed"]) == (306, 305)


@pytest.mark.goal("S7")
def test_a_repair_that_is_killed_anywhere_is_finished_or_can_be_done_again(sound, tmp_path, tried, monkeypatch):
    """Recovery renames; after each of its renames the process may die, and nothing is lost by that."""
    steps = range(1, 6)
    tried("S7", len(steps))
    wanted = rows(list_backups(sound / "backups")[0].path)
    for step in steps:
        folder = Path(shutil.copytree(sound, tmp_path / f"{step}"))
        damage(folder / DATABASE, lambda page: bytes(len(page)))
        Path(f"{folder / DATABASE}-wal").write_bytes(b"stale" * 1000)
        broken = (folder / DATABASE).read_bytes()
        with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
            patched.setattr(os, "replace", dying(step))
            last(restore(folder))
        try:
            Library(folder).close()
        except DamagedError:
            last(restore(folder))
            Library(folder).close()
        assert rows(folder / DATABASE) == wanted
        assert not (folder / REPAIRED).exists()
        assert broken in [path.read_bytes() for path in folder.glob(f"damaged/*/{DATABASE}")]
        assert b"stale" * 1000 in [path.read_bytes() for path in folder.glob("damaged/*/*-wal")]


def dying(after: int):
    real, left = os.replace, [after]

    def replace(*paths) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        real(*paths)

    return replace


def test_a_check_tells_what_it_looked_at_and_changes_nothing(copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    library = Library(copy)
    shallow, deep = list(check(library, deep=False)), list(check(library, deep=True))
    library.close()
    assert not [finding for finding in (*shallow, *deep) if finding.fault]
    assert len(deep) > len(shallow)
    after = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert {path for path in before if before[path] != after.get(path)} == set()
