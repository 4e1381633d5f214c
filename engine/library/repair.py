"""Mending a library whose database is damaged or gone: from the newest backup that is sound, or from what can still be read.

Nothing is ever deleted: the damaged database goes, with its -wal and -shm, into a folder of its own below `damaged/`. (A backup that was put beside the
stale -wal of another database was corrupt in 30 of 30 trials.) The new database is whole, verified and on the disk before the damaged one is touched, and
has a name under which the next start finishes what a crash in between left undone.
"""

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock

from engine.errors import DamagedError, LibraryError
from engine.library.backups import STAMP, Backup, list_backups, verify
from engine.library.disk import full_or, sync
from engine.library.folder import DATABASE, REPAIRED, take_lock
from engine.library.salvage import salvage


@dataclass(frozen=True)
class Repaired:
    """What a repair came to: the backup that was used, or the rows that were saved by table, and where the damaged database is now."""

    backup: Backup | None
    saved: dict[str, int]
    aside: Path | None


def restore(folder: Path, name: str = "") -> Iterator[Repaired]:
    """Put a backup in the database's place: the newest sound one, or the one of that name. The last item is the result.

    Raises DamagedError when no backup is sound, LibraryError when the library is open elsewhere, DiskFullError.
    """
    lock = _lock(folder)
    try:
        fresh = folder / (REPAIRED + ".new")
        for backup in list_backups(folder / "backups"):
            if name and backup.path.name != name:
                continue
            yield Repaired(backup, {}, None)
            _copy(backup.path, fresh)
            if not verify(fresh):
                yield Repaired(backup, {}, _put_in_place(folder, fresh))
                return
        fresh.unlink(missing_ok=True)
        raise DamagedError("There is no sound copy of the library to go back to.")
    finally:
        lock.release()


def save_what_can_be_read(folder: Path) -> Iterator[Repaired]:
    """Make a new database of what can be read in the damaged one and, for the gaps, in the newest sound backup.

    Yields what was saved so far; the last item is the result.
    Raises DamagedError when nothing can be read, LibraryError when the library is open elsewhere, DiskFullError.
    """
    lock = _lock(folder)
    try:
        fresh = folder / (REPAIRED + ".new")
        saved = dict[str, int]()
        try:
            sound = (backup.path for backup in list_backups(folder / "backups") if not verify(backup.path))
            for saved in salvage(_damaged(folder), fresh, next(sound, None)):
                yield Repaired(None, saved, None)
        except OSError as error:
            raise full_or(error) from error
        sync(fresh)
        yield Repaired(None, saved, _put_in_place(folder, fresh))
    finally:
        lock.release()


def _damaged(folder: Path) -> Path:
    """The damaged database: in its place, or where an earlier repair put it."""
    path = folder / DATABASE
    if path.exists() and path.stat().st_size:
        return path
    for aside in sorted((folder / "damaged").glob(f"*/{DATABASE}"), reverse=True):
        if aside.stat().st_size:
            return aside
    raise DamagedError("There is no database left that could be read.")


def _put_in_place(folder: Path, fresh: Path) -> Path | None:
    """Put a whole and synced database in the place of the damaged one, which goes aside. Its -wal follows it last, so that it is never without it."""
    os.replace(fresh, folder / REPAIRED)
    sync(folder)
    aside = _move_aside(folder)
    os.replace(folder / REPAIRED, folder / DATABASE)
    sync(folder)
    return aside


def finish_repair(folder: Path) -> None:
    """Finish what a crash in the middle of `_put_in_place` left undone: the damaged database is gone from its place, perhaps not yet its -wal."""
    if (folder / REPAIRED).exists() and not (folder / DATABASE).exists():
        _move_aside(folder)
        os.replace(folder / REPAIRED, folder / DATABASE)
        sync(folder)


def _move_aside(folder: Path) -> Path | None:
    parts = [folder / (DATABASE + suffix) for suffix in ("", "-wal", "-shm")]
    if not any(path.exists() for path in parts):
        return None
    aside = _new_folder(folder / "damaged")
    for path in parts:
        if path.exists():
            os.replace(path, aside / path.name)
            sync(aside)
            sync(folder)
    return aside


def _new_folder(parent: Path) -> Path:
    stamp = time.strftime(STAMP)
    for number in range(1000):
        aside = parent / (f"{stamp}-{number}" if number else stamp)
        if not aside.exists():
            aside.mkdir(parents=True)
            sync(parent)
            return aside
    raise LibraryError(f"The folder {parent} is full of damaged databases.")


def _copy(source: Path, target: Path) -> None:
    """A synced copy of a file that nobody has open."""
    try:
        shutil.copyfile(source, target)
        sync(target)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise full_or(error) from error


def _lock(folder: Path) -> filelock.FileLock:
    lock = take_lock(folder)
    if lock is None:
        raise LibraryError("The library is on a disk or in a folder that cannot be written.")
    return lock
