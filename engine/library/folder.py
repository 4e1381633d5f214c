"""A library's folder: the names of what is in it, and the lock that makes one process its owner."""

from pathlib import Path

import filelock

from engine.errors import LibraryError

DATABASE = "library.db"
MARKER = "library.marker"  # says that a database was here: one that is gone or empty is then a loss, not a first start
REPAIRED = "library.db.repaired"  # whole, and about to take the damaged one's place; see engine/library/repair.py


def take_lock(folder: Path) -> filelock.FileLock | None:
    """Be the one owner of a library folder, which is made when it is not there; None when the folder can only be read. Raises LibraryError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / "library.lock")
        lock.acquire(timeout=0)
        return lock
    except filelock.Timeout:
        raise LibraryError(f"The library in {folder} is open in another Rushes. Please close that one first.") from None
    except OSError as error:
        if (folder / DATABASE).exists():
            return None
        raise LibraryError(f"The library folder {folder} cannot be used: {error.strerror}.") from error
