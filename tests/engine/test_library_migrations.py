"""Old libraries are brought to the present schema whatever happens meanwhile: the result equals a fresh one, with every row."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import engine.library.opening as opening
from engine.errors import DiskFullError
from engine.library.backups import list_backups, verify
from engine.library.catalog import Catalog
from engine.library.database import Mode, connect, structure_fault
from tests.old_libraries import DUMPS, SHADOWS, from_dump, steps, up_to

ROOT = Path(__file__).parents[2]


def schema(path: Path) -> set[tuple]:
    """Everything that defines a database."""
    connection = sqlite3.connect(path)
    try:
        return set(connection.execute("select type, name, tbl_name, sql from sqlite_master").fetchall())
    finally:
        connection.close()


def rows(path: Path) -> dict[str, int]:
    """The rows of all tables but SQLite's and sqlite-utils' own."""
    connection = sqlite3.connect(path)
    try:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        own = [name for (name,) in names if not name.startswith(("sqlite_", "_sqlite")) and not name.endswith(SHADOWS)]
        return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in own}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    """A library of every schema there was, the last one not among them."""
    folder = tmp_path_factory.mktemp("migrations") / "old"
    folder.mkdir()
    for dump in sorted(DUMPS.glob("*.sql")):
        from_dump(dump, folder / f"dump-{dump.stem}.db")
    for step in steps()[:-1]:
        up_to(step, folder / f"{step}.db")
    return folder


@pytest.mark.goal("F11")
def test_from_every_schema_the_result_equals_a_fresh_library_with_all_rows(old, tmp_path, tried):
    Catalog(tmp_path / "fresh.db").close()
    fresh = schema(tmp_path / "fresh.db")
    found = sorted(old.glob("*.db"))
    tried("F11", len(found))
    assert len(found) >= len(steps())
    for source in found:
        path = Path(shutil.copy(source, tmp_path / source.name))
        before = rows(path)
        Catalog(path, mode="rw").close()
        assert schema(path) == fresh
        after = rows(path)
        assert before["video"] == 12
        assert {table: after[table] for table in before} == before
        (kept,) = [backup for backup in list_backups(tmp_path / "backups") if backup.before]
        assert verify(kept.path) == ""
        assert rows(kept.path) == before
        shutil.rmtree(tmp_path / "backups")


@pytest.mark.goal("F11")
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are Unix's")
def test_killed_at_any_statement_or_done_by_two_at_once_it_ends_well(old, memory_path, size, tried):
    kills = size(20, 200)
    tried("F11", kills)
    shutil.copytree(old, memory_path / "old")
    (memory_path / "fresh.json").write_text(json.dumps({path.name: rows(path) for path in old.glob("*.db")}))
    environ = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.migration_stage", str(memory_path), str(kills)]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    print(f"\n{done.stdout}")


@pytest.mark.goal("F11")
def test_a_disk_that_fills_up_meanwhile_leaves_the_old_schema_and_all_rows(old, tmp_path, tried, monkeypatch):
    tried("F11", 20)
    full = 0
    for pages in range(20):
        source = old / f"{steps()[pages % 3]}.db"
        path = Path(shutil.copy(source, tmp_path / "library.db"))
        before, was = rows(path), schema(path)

        def limited(path: Path, mode: Mode = "rw", pages: int = pages) -> sqlite3.Connection:
            connection = connect(path, mode)
            now = connection.execute("pragma page_count").fetchone()[0]
            connection.execute(f"pragma max_page_count={now + pages}")
            return connection

        with monkeypatch.context() as patched:
            patched.setattr(opening, "connect", limited)
            try:
                Catalog(path, mode="rw").close()
            except DiskFullError:
                full += 1
                assert schema(path) == was
        catalog = Catalog(path, mode="rw")
        assert structure_fault(catalog.db.conn, deep=True) == ""
        catalog.close()
        after = rows(path)
        assert {table: after[table] for table in before} == before
        for left in [*tmp_path.glob("library.db*")]:
            left.unlink()
        shutil.rmtree(tmp_path / "backups")
    assert full >= 5
