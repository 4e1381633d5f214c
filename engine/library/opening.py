"""Opening a library's database: made only when there was none before, brought to the present schema, refused when it is not ours."""

import os
import sqlite3
from pathlib import Path

from engine.errors import DamagedError, DiskFullError, LibraryError
from engine.library.backups import keep_copy
from engine.library.database import APPLICATION_ID, LibraryDatabase, Mode, connect, speaking
from engine.library.disk import sync
from engine.library.migrations import migrations


def open_database(path: Path, mode: Mode = "rw") -> LibraryDatabase:
    """The database at `path`, brought to the present schema; a verified copy is kept before an old one is changed.

    Raises DamagedError when it is not there, empty or damaged; LibraryError when it is no library, was made by a newer program, or cannot be opened.
    """
    if not path.exists() or path.stat().st_size == 0:
        raise DamagedError(
            "The library's database is gone." if not path.exists() else "The library's database is empty."
        )
    with speaking():
        connection = connect(path, mode)
        try:
            db = LibraryDatabase(connection)
            known, applied = _known(), _applied(db, path)
            if applied != known and mode == "rw":
                if keep_copy(connection, path.parent / "backups", before=sorted(known - applied)[0]) is None:
                    raise DiskFullError(
                        "This library is brought to a new form, of which a copy is made before, and the disk has no room for that."
                    )
                _migrate(db)
            return db
        except BaseException:
            connection.close()
            raise


def create_database(path: Path) -> None:
    """A new, empty database. It is made beside its place and renamed, so that it is whole or not there."""
    fresh = path.with_name(path.name + ".new")
    for left in (fresh, fresh.with_name(fresh.name + "-journal")):
        left.unlink(missing_ok=True)
    with speaking():
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            for pragma in (
                "journal_mode=delete",
                "synchronous=full",
                "foreign_keys=on",
                f"application_id={APPLICATION_ID}",
            ):
                connection.execute(f"pragma {pragma}")
            _migrate(LibraryDatabase(connection))
        finally:
            connection.close()
    sync(fresh)
    for stale in ("-wal", "-shm"):  # of a database that was deleted by hand
        Path(f"{path}{stale}").unlink(missing_ok=True)
    os.replace(fresh, path)
    sync(path.parent)


def _migrate(db: LibraryDatabase) -> None:
    """All steps that are missing in one transaction: of two programs at once the second one finds nothing left to do."""
    with db.atomic():
        migrations.apply(db)


def _known() -> set[str]:
    return {migration.name for migration in migrations._migrations}


def _applied(db: LibraryDatabase, path: Path) -> set[str]:
    """The steps that a database has been through. Raises LibraryError when it is none of ours, or a newer one."""
    mark = db.execute("pragma application_id").fetchone()[0]
    if mark != APPLICATION_ID:
        raise LibraryError(f"{path} is not a Rushes library.")
    applied = {migration.name for migration in migrations.applied(db)}
    if not applied:
        raise DamagedError("The library's database holds no tables.")
    if unknown := applied - _known():
        raise LibraryError(
            f"This library was made by a newer Rushes (it has {sorted(unknown)[-1]}). Please update the program."
        )
    return applied
