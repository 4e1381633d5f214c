"""One open library: a folder with the catalog, the pictures and the vector indexes, held by one engine at a time."""

from pathlib import Path

import filelock
import platformdirs

from engine.clock import Clock
from engine.errors import LibraryError
from engine.library.catalog import Catalog
from engine.library.pictures import Pictures
from engine.library.vector_index import VectorIndex


def default_folder() -> Path:
    """Where the library lives when nobody says otherwise."""
    return Path(platformdirs.user_data_dir("Rushes", appauthor=False)) / "library"


class Library:
    """A library folder, locked for this process until `close`. The lock dies with the process.

    Raises LibraryError when another engine has it open or the folder cannot be used.
    """

    def __init__(self, folder: Path, clock: Clock = Clock()) -> None:  # noqa: B008 (it is frozen)
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = filelock.FileLock(folder / "library.lock")
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise LibraryError(
                f"The library in {folder} is open in another Rushes. Please close that one first."
            ) from None
        except OSError as error:
            raise LibraryError(f"The library folder {folder} cannot be used: {error.strerror}.") from error
        try:
            self.catalog = Catalog(folder / "library.db", clock)
        except BaseException:
            self._lock.release()
            raise
        self.pictures = Pictures(folder / "pictures")

    def vector_index(self, model: str, dim: int) -> VectorIndex:
        """The (still empty) index of a model; see `VectorIndex.load` and `reconcile`."""
        return VectorIndex(self.folder / "index", model, dim)

    def close(self) -> None:
        """Let go of the library."""
        self.catalog.close()
        self._lock.release()
