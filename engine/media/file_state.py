"""What tells whether a file is still the one that was opened: read before and after its content, and compared."""

import os
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MediaError

LATEST = 2**63 - 1  # nanoseconds, what SQLite holds; some file systems can say more


class FileChangedError(MediaError):
    """A file was changed, replaced or taken away while it was read, so what was read of it is thrown away."""


@dataclass(frozen=True)
class FileState:
    """A file as it was at one moment. `modified` is in nanoseconds since 1970, negative before."""

    device: int
    inode: int
    size: int
    modified: int


def state_of(path: Path) -> FileState | None:
    """The state of the file at `path`, links followed; None when there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    modified = max(-LATEST, min(status.st_mtime_ns, LATEST))
    return FileState(status.st_dev, status.st_ino, status.st_size, modified)


def require_same(path: Path, before: FileState | None) -> None:
    """Raises FileChangedError when the file at `path` is not what it was."""
    if before is None or state_of(path) != before:
        raise FileChangedError("This file was changed while it was read. It is looked at again.")
