"""One open library: a folder with the catalog, the pictures and the vector indexes, held by one engine at a time."""

import contextlib
import os
import sqlite3
from pathlib import Path

import platformdirs

from engine.clock import Clock
from engine.errors import DamagedError, LibraryError
from engine.library import index_files
from engine.library.catalog import Catalog
from engine.library.database import Mode, connect, speaking, structure_fault
from engine.library.disk import Disk, Room, sync
from engine.library.folder import DATABASE, MARKER, take_lock
from engine.library.opening import create_database
from engine.library.pictures import Pictures
from engine.library.repair import finish_repair
from engine.library.vector_index import VectorIndex

AT_ONCE = (
    256 * 1024 * 1024
)  # bytes of database whose structure is checked before anything else; larger ones are checked beside the work


def default_folder() -> Path:
    """Where the library lives when nobody says otherwise."""
    return Path(platformdirs.user_data_dir("Rushes", appauthor=False)) / "library"


class Library:
    """A library folder, locked for this process until `close`. The lock dies with the process.

    `read_only` is a sentence when nothing can be saved; everything can then still be read and searched.
    Raises DamagedError when the database is damaged or gone; LibraryError when another engine has it open or the folder cannot be used.
    """

    def __init__(self, folder: Path, clock: Clock = Clock(), disk: Disk | None = None) -> None:  # noqa: B008 (it is frozen)
        self.folder = folder
        self.disk = disk or Disk()
        self.read_only = ""
        self._lock = take_lock(folder)
        try:
            if self._lock is None or ((folder / DATABASE).exists() and not os.access(folder / DATABASE, os.W_OK)):
                self._open_to_read(clock)
            else:
                self.catalog = self._open_to_write(clock)
        except BaseException:
            self._release()
            raise
        self.pictures = Pictures(folder / "pictures", self.disk)

    def _open_to_write(self, clock: Clock) -> Catalog:
        path, marker = self.folder / DATABASE, self.folder / MARKER
        finish_repair(self.folder)
        if not marker.exists() and not (path.exists() and path.stat().st_size):
            create_database(path)
        self.checked = path.exists() and path.stat().st_size <= AT_ONCE
        if self.checked:
            require_sound(path)
        catalog = Catalog(path, clock, "rw")
        try:
            if not marker.exists():
                marker.write_text("There is a Rushes library in this folder. Please leave this file here.\n")
                sync(marker)
                sync(self.folder)
        except BaseException:
            catalog.close()
            raise
        return catalog

    def _open_to_read(self, clock: Clock) -> None:
        self.read_only = (
            "The library is on a disk or in a folder that cannot be written. You can search; nothing can be added."
        )
        self.checked = True
        try:
            self.catalog = Catalog(self.folder / DATABASE, clock, "ro")
            self.catalog.folders(None)
        except DamagedError:
            raise
        except LibraryError:  # the memory file that SQLite shares between processes cannot be made here
            self.catalog = Catalog(self.folder / DATABASE, clock, "immutable")

    # Vector indexes --------------------------------------------------------------------------------------------------

    def load_index(self, model: int, dim: int) -> VectorIndex:
        """The index of a model with its saved graph, if that can be trusted; see `VectorIndex.reconcile` and `grow`."""
        index = VectorIndex(dim)
        index.load(self.folder / "index", self.catalog.index_file(model))
        return index

    def save_index(self, model: int, index: VectorIndex) -> None:
        """Write the graph as a new generation, make it the current one, then delete the old ones. Raises DiskFullError, LibraryError or OSError."""
        if self.read_only or not index.changed:
            return
        folder = self.folder / "index"
        number = self.catalog.next_generation()
        while (folder / f"index-{number:06d}.hnsw").exists():
            number += 1
        record = index.save(folder, number, self.disk)
        self.catalog.adopt_index_file(number, model, record)
        index.changed = False
        with contextlib.suppress(OSError):
            index_files.sweep(folder, self.catalog.index_names())

    # The disk --------------------------------------------------------------------------------------------------------

    def room(self) -> Room:
        """How much is free where the library is, and how much is needed to go on."""
        sizes = [0]
        with contextlib.suppress(OSError):
            sizes += [path.stat().st_size for path in (self.folder / "index").glob("*.hnsw")]
        return self.disk.room(self.folder, max(sizes))

    def close(self) -> None:
        """Let go of the library."""
        self.catalog.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def require_sound(path: Path) -> None:
    """Raise DamagedError when the structure of a database is damaged. It is only read: nothing of a damaged one is changed by looking at it."""
    if path.stat().st_size == 0:
        raise DamagedError("The library's database is empty.")
    with speaking():
        try:
            fault = _fault(path, "ro")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise
            fault = _fault(path, "rw")  # a crash left a transaction that must be taken back first
        if fault:
            raise DamagedError("The library's database is damaged.")


def _fault(path: Path, mode: Mode) -> str:
    with contextlib.closing(connect(path, mode)) as connection:
        return structure_fault(connection)
