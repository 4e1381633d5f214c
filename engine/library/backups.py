"""Backups: whole copies of the database by SQLite's own backup, each opened, checked and counted when it is made, and before it is used.

They lie in `backups/` as single files. One with its final name has been verified; a name with `.new` is one that was interrupted.
"""

import contextlib
import logging
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DamagedError
from engine.library.database import connect, in_words, structure_fault
from engine.library.disk import Disk, sync

KEPT = 3  # daily ones; and one from before the last change of the schema
STAMP = "%Y-%m-%d-%H%M%S"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """A copy that was verified when it was made. `made` is in seconds since 1970; `before` names the schema step it was made before, or is empty."""

    path: Path
    made: float
    before: str
    size: int


def list_backups(folder: Path) -> list[Backup]:
    """What is in a folder of backups, newest first."""
    found = []
    for path in folder.glob("library-*.db"):
        stamp, _, before = path.stem.removeprefix("library-").partition("-before-")
        with contextlib.suppress(ValueError, OverflowError, OSError):
            found.append(Backup(path, time.mktime(time.strptime(stamp, STAMP)), before, path.stat().st_size))
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def keep_copy(source: sqlite3.Connection, folder: Path, before: str = "", disk: Disk | None = None) -> Backup | None:
    """Copy what a connection sees, verify the copy, and only then give it its name; older copies beyond the kept ones go.

    None when the disk has no room for it (which is logged). Raises DamagedError when the copy, and so the source, is damaged.
    """
    disk = disk or Disk()
    folder.mkdir(exist_ok=True)
    for left in folder.glob("*.new*"):
        left.unlink(missing_ok=True)
    size = source.execute("pragma page_count").fetchone()[0] * source.execute("pragma page_size").fetchone()[0]
    if disk.free(folder) < (0 if before else disk.reserve) + 2 * size:
        log.warning("There is no room for a backup of the library (%d MB).", size // 1_000_000)
        return None
    made = time.time()
    name = f"library-{time.strftime(STAMP, time.localtime(made))}" + (f"-before-{before}" if before else "")
    fresh, path = folder / f"{name}.db.new", folder / f"{name}.db"
    try:
        copy_database(source, fresh)
        sync(fresh)
        os.replace(fresh, path)
        sync(folder)
    except sqlite3.Error as error:
        told = in_words(error)
        if told is None:
            raise
        raise told from error
    finally:
        fresh.unlink(missing_ok=True)
    _let_go(folder)
    return Backup(path, made, before, path.stat().st_size)


def verify(path: Path) -> str:
    """What is wrong with a backup, "" when it can be used."""
    try:
        connection = connect(path, "immutable")
    except sqlite3.Error as error:
        return str(error)
    try:
        return structure_fault(connection, deep=True)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
    finally:
        connection.close()


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and sql not like 'create virtual%' order by name"
    )
    return {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for (name,) in tables.fetchall()}


def copy_database(source: sqlite3.Connection, path: Path) -> None:
    """A verified copy of one moment: the counts are taken in the transaction that is copied."""
    source.execute("begin")
    try:
        source.execute(
            "select count(*) from sqlite_master"
        ).fetchone()  # the transaction's moment is that of its first reading
        copy = sqlite3.connect(path, isolation_level=None)
        try:
            copy.execute("pragma synchronous=off")  # it is synced as a whole, before it gets its name
            source.backup(copy)
            copy.execute("pragma journal_mode=delete")  # a single file
            fault = structure_fault(copy, deep=True)
            if fault:
                raise DamagedError(f"The library's database is damaged ({fault}).")
            if row_counts(copy) != row_counts(source):
                raise DamagedError("The library's database cannot be copied as it is.")
        finally:
            copy.close()
    finally:
        source.execute("rollback")


def _let_go(folder: Path) -> None:
    """Delete the oldest copies, so that the kept ones remain: those of different days first."""
    backups = list_backups(folder)
    daily = [backup for backup in backups if not backup.before]
    changes = [backup for backup in backups if backup.before]
    for backup in daily[KEPT:] + changes[1:]:
        backup.path.unlink(missing_ok=True)
