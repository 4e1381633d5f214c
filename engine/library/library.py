"""One open library: a folder with the catalog, the pictures and the vector indexes, held by one engine at a time."""

import contextlib
import os
from pathlib import Path

import filelock
import platformdirs

from engine.clock import Clock
from engine.errors import LibraryDamaged, LibraryError
from engine.library import index_files
from engine.library.catalog import Catalog
from engine.library.database import structure_fault
from engine.library.disk import Disk, Room, sync
from engine.library.opening import create_database
from engine.library.pictures import Pictures
from engine.library.vector_index import VectorIndex

DATABASE = "library.db"
MARKER = "library.marker"  # says that a database was here: one that is gone or empty is then a loss, not a first start
REPAIRED = "library.db.repaired"  # whole, and about to take the damaged one's place; see engine/library/repair.py
AT_ONCE = (
    256 * 1024 * 1024
)  # bytes of database whose structure is checked before anything else; larger ones are checked beside the work


def default_folder() -> Path:
    """Where the library lives when nobody says otherwise."""
    return Path(platformdirs.user_data_dir("Rushes", appauthor=False)) / "library"


class Library:
    """A library folder, locked for this process until `close`. The lock dies with the process.

    `read_only` is a sentence when nothing can be saved; everything can then still be read and searched.
    Raises LibraryDamaged when the database is damaged or gone; LibraryError when another engine has it open or the folder cannot be used.
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
        repaired = self.folder / REPAIRED
        if repaired.exists() and not path.exists():
            os.replace(repaired, path)
            sync(self.folder)
        if not marker.exists() and not (path.exists() and path.stat().st_size):
            create_database(path)
        catalog = Catalog(path, clock, "rw")
        try:
            self.checked = path.stat().st_size <= AT_ONCE
            fault = structure_fault(catalog.db.conn) if self.checked else ""
            if fault:
                raise LibraryDamaged("The library's database is damaged.")
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
        except LibraryDamaged:
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
        """Write the graph as a new generation, make it the current one, then delete the old ones. Raises DiskFull, LibraryError or OSError."""
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
