"""The disk that holds a library: how much room there is, and files that are whole and safely written or not there. Tests put another in its place."""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DiskFullError

RESERVE = 1 << 30  # bytes that are left free, for the rest of the computer and for what SQLite needs to tidy up


@dataclass(frozen=True)
class Room:
    """How much is free and how much must be, in bytes."""

    free: int
    needed: int

    @property
    def enough(self) -> bool:
        return self.free >= self.needed


class Disk:
    """The seam through which the library asks for room and writes its files."""

    again = 3.0  # seconds between two looks at a disk that was full

    def __init__(self, reserve: int = RESERVE) -> None:
        self.reserve = reserve

    def free(self, folder: Path) -> int:
        """Bytes that this user may still write."""
        return shutil.disk_usage(folder).free

    def room(self, folder: Path, largest: int) -> Room:
        """Whether work may go on: the reserve, or twice the largest file, which is written anew beside the old one."""
        return Room(self.free(folder), max(self.reserve, 2 * largest))

    def write(self, path: Path, data: bytes) -> None:
        """A cache file, whole or with DiskFullError; not synced, since it can be made again."""
        try:
            path.write_bytes(data)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise full_or(error) from error


def full_or(error: OSError) -> Exception:
    """DiskFullError when that is what the system says, else the error itself."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError("The disk that holds the library is full. Nothing that was saved is lost.")
    return error


def sync(path: Path) -> None:
    """fsync of a file, or of a folder where the system can."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
