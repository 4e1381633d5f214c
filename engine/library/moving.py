"""A library at another place: everything is copied and the copy compared with the original; the original is never touched."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from engine.errors import DiskFullError, LibraryError
from engine.library.backups import copy_database
from engine.library.disk import full_or, sync
from engine.library.folder import DATABASE
from engine.library.library import Library

BLOCK = 1 << 20  # bytes
LEFT_BEHIND = (".lock", ".log", ".new", "-wal", "-shm")
"""What belongs to the running program, and what SQLite's own copy takes care of."""


def copy_library(library: Library, target: Path) -> Iterator[tuple[int, int]]:
    """Copy a library into an empty or absent folder; yields (bytes done, bytes in all). The database comes last: without it, the copy is none.

    Every file is read back and compared; the database is copied by SQLite in one moment, checked to the last page, and its rows are counted.
    Raises LibraryError or DiskFullError, with everything that was written taken away again.
    """
    source = library.folder
    _require_usable(source, target)
    files = sorted(path for path in source.rglob("*") if path.is_file() and not path.name.endswith(LEFT_BEHIND))
    files = [path for path in files if path != source / DATABASE]
    sizes = {path: path.stat().st_size for path in files}
    total = 2 * sum(sizes.values()) + (source / DATABASE).stat().st_size  # written, and read back
    existed = target.exists()
    done = 0
    try:
        target.mkdir(parents=True, exist_ok=True)
        if library.disk.free(target) < total // 2 + library.disk.reserve:
            raise DiskFullError(f"There is not enough room in {target} for the library ({total // 2 // 1_000_000} MB).")
        for path in files:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            written = hashlib.sha256()
            with path.open("rb") as reading, copy.open("wb") as writing:
                while block := reading.read(BLOCK):
                    writing.write(block)
                    written.update(block)
                    done += len(block)
                    yield done, total
                writing.flush()
                os.fsync(writing.fileno())
            read = hashlib.sha256()
            with copy.open("rb") as reading:
                while block := reading.read(BLOCK):
                    read.update(block)
                    done += len(block)
                    yield done, total
            if read.digest() != written.digest():
                raise LibraryError(
                    f"What was written to {target} cannot be read back as it was. The library stays where it is."
                )
        fresh = target / (DATABASE + ".new")
        copy_database(library.catalog.db.conn, fresh)
        sync(fresh)
        fresh.replace(target / DATABASE)
        sync(target)
        yield total, total
    except BaseException as error:
        _take_away(target, existed)
        if isinstance(error, OSError):
            told = full_or(error)
            raise (
                told
                if told is not error
                else LibraryError(f"The library cannot be copied to {target}: {error.strerror}.")
            ) from error
        raise


def _require_usable(source: Path, target: Path) -> None:
    real, other = source.resolve(), target.resolve()
    if other.is_relative_to(real) or real.is_relative_to(other):
        raise LibraryError("The new place must not lie in the library's own folder, nor around it.")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise LibraryError(f"{target} is not an empty folder.")
    except OSError as error:
        raise LibraryError(f"{target} cannot be used: {error.strerror}.") from error


def _take_away(target: Path, existed: bool) -> None:
    """Delete what was written. Only a folder that was empty or absent is ever written to."""
    shutil.rmtree(target, ignore_errors=True)
    if existed:
        target.mkdir(exist_ok=True)
