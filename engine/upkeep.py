"""What is done beside all other work: the graph of the index, the daily backup, checks of the database. Steps that only wait, while threads work."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, TypeVar

from engine.background import in_thread
from engine.errors import DamagedError, DiskFullError, EngineError
from engine.indexing.steps import STEP, WAIT, Pause, Steps
from engine.library.backups import keep_copy
from engine.library.database import connect, speaking, structure_fault
from engine.library.folder import DATABASE
from engine.library.library import Library
from engine.messages import Done, LibraryTrouble, Progress

if TYPE_CHECKING:
    from engine.search.moments import SearchModel

DAY = 24 * 3600.0
OFTEN_ENOUGH = {
    "backup": 20 * 3600.0,
    "integrity": 7 * DAY,
}  # seconds; a backup at about the same hour each day is not put off to the next

T = TypeVar("T")
log = logging.getLogger(__name__)


def upkeep(library: Library, model: Callable[[], SearchModel | None]) -> Steps:
    """Everything that is due. Raises DamagedError, when a check finds damage; all other failures wait for the next time."""
    if library.read_only:
        yield LibraryTrouble("read-only", library.read_only)
        return
    try:
        if not library.checked:
            yield from _check(library, deep=False)
            library.checked = True
        if due(library, "backup") and library.catalog.folders(None):
            yield from back_up(library)
        if due(library, "integrity"):
            yield from _check(library, deep=True)
            library.catalog.note("integrity")
        while (active := model()) is None:
            yield WAIT
        for _ in active.index.grow():
            yield STEP
        library.save_index(active.id, active.index)
    except DamagedError:
        raise
    except (EngineError, OSError) as error:
        level = logging.INFO if isinstance(error, DiskFullError) else logging.WARNING
        log.log(level, "upkeep was put off: %s", error)


def rebuild_vectors(job: int, library: Library, model: Callable[[], SearchModel | None]) -> Steps:
    """Build the graph of the vector index anew from the catalog; search is exact meanwhile. No film is read. Raises ModelError."""
    while (active := model()) is None:
        yield WAIT
    active.index.forget_graph()
    for _ in active.index.reconcile(library.catalog.vectors(active.id)):
        yield STEP
    whole = active.index.waiting
    for left in active.index.grow():
        yield Progress(job, "repairing", done=float(whole - left), total=float(whole))
    library.save_index(active.id, active.index)
    yield Done(job, "The vector index was built anew.")


def back_up(library: Library) -> Generator[Pause, None, None]:
    """Make a verified copy of the database. The check of the copy is a check of the database, too. Raises DamagedError, DiskFullError."""
    folder, disk = library.folder / "backups", library.disk
    kept = yield from _beside(library, lambda connection: keep_copy(connection, folder, disk=disk))
    if kept is not None:
        for what in OFTEN_ENOUGH:
            library.catalog.note(what)


def due(library: Library, what: str) -> bool:
    """Whether a piece of upkeep was not done for long; a date in the future, from a clock that was wrong, counts for nothing."""
    return not 0 <= library.catalog.clock.now() - library.catalog.last(what) < OFTEN_ENOUGH[what]


def _check(library: Library, deep: bool) -> Generator[Pause, None, None]:
    fault = yield from _beside(library, lambda connection: structure_fault(connection, deep))
    if fault:
        log.error("the database is damaged: %s", fault)
        raise DamagedError("The library's database is damaged.")


def _beside(library: Library, work: Callable[[sqlite3.Connection], T]) -> Generator[Pause, None, T]:
    """Work in a thread with a connection of its own that only reads; closing the generator interrupts it."""
    with speaking():
        connection = connect(library.folder / DATABASE, "ro")

    def run() -> T:
        with contextlib.closing(connection), speaking():
            return work(connection)

    try:
        return (yield from in_thread(run))
    finally:
        with contextlib.suppress(sqlite3.ProgrammingError):  # it has ended and closed its connection
            connection.interrupt()
