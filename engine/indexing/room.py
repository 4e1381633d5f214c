"""Work that needs room on the disk: it waits while there is too little, and goes on by itself."""

import time
from collections.abc import Callable

from engine.errors import DiskFullError
from engine.indexing.steps import WAIT, Steps
from engine.library.library import Library
from engine.messages import DiskState


def with_room(job: int, library: Library, work: Callable[[], Steps]) -> Steps:
    """Do `work`; when it ends with DiskFullError, wait for room and do it again. It must be work that keeps what it has finished."""
    while True:
        try:
            yield from work()
            return
        except DiskFullError:
            yield from wait_for_room(job, library)


def wait_for_room(job: int, library: Library) -> Steps:
    """Say how much is needed, look again every now and then, say when there is room. Waits once at least: a disk may be full for its own reasons."""
    told = -1
    while True:
        room = library.room()
        if room.free != told:
            told = room.free
            yield DiskState(job, str(library.folder), room.free, room.needed)
        until = time.monotonic() + library.disk.again
        while time.monotonic() < until:
            yield WAIT
        if library.room().enough:
            yield DiskState(job, str(library.folder), library.room().free, 0)
            return


def require_room(library: Library) -> None:
    """Raise DiskFullError when too little is free to begin something."""
    if not library.room().enough:
        raise DiskFullError("The disk that holds the library is nearly full.")
