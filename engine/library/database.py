"""One SQLite database: how it is opened (never made by looking for it), how it is written (whole transactions), and its failures in words."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from sqlite_utils import Database

from engine.errors import DamagedError, DiskFullError, EngineError, LibraryError

APPLICATION_ID = 0x52555348  # "RUSH", in the header of the database file
PATIENCE = 10.0  # seconds to wait for another program that holds the database
# Below, two connections that write or checkpoint at once can damage a database (sqlite.org/wal.html#walresetbug). Ours has one that writes.
SOUND_SQLITE = (3, 51, 3)

Mode = Literal["rw", "ro", "immutable"]

log = logging.getLogger(__name__)


class LibraryDatabase(Database):
    """A connection whose transactions take the write lock at their start, and whose failures are sentences."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, execute_plugins=False)

    @contextlib.contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """A transaction. Begun IMMEDIATE: one that reads first and then cannot write would fail without waiting for its turn."""
        with speaking():
            if self.conn.in_transaction:
                with super().atomic():
                    yield self
                return
            self.conn.execute("begin immediate")
            try:
                yield self
            except BaseException:
                self._undo()
                raise
            try:
                self.conn.execute("commit")
            except BaseException:
                self._undo()
                raise

    def execute(self, sql: str, parameters: Sequence | dict[str, Any] | None = None) -> sqlite3.Cursor:
        with speaking():
            try:
                return super().execute(sql, parameters)
            except UnicodeDecodeError as error:  # even SQLite's own message was made of damaged names
                raise DamagedError("The library's database is damaged.") from error

    def _undo(self) -> None:
        if self.conn.in_transaction:  # a full disk ends the transaction by itself
            with contextlib.suppress(sqlite3.Error):  # the first failure is the one to tell
                self.conn.execute("rollback")


def connect(path: Path, mode: Mode = "rw") -> sqlite3.Connection:
    """A connection to a database that exists; sqlite3.OperationalError when it does not.

    "ro" reads beside a writer; "immutable" reads a file that nobody can write, and takes no notice of its -wal.
    """
    uri = f"file:{quote(os.fsencode(os.path.abspath(path)))}?mode={'rw' if mode == 'rw' else 'ro'}"
    connection = sqlite3.connect(
        uri + ("&immutable=1" if mode == "immutable" else ""),
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if mode == "rw":
            for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
                connection.execute(f"pragma {pragma}")
        else:
            connection.execute("pragma query_only=on")
        for pragma in ("cell_size_check=on", "trusted_schema=off"):
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def speaking() -> Generator[None, None, None]:
    """What SQLite raises inside as an EngineError with a sentence. Faults of our own (a wrong statement, a broken constraint) stay as they are."""
    try:
        yield
    except sqlite3.Error as error:
        told = in_words(error)
        if told is None:
            raise
        raise told from error


def in_words(error: BaseException) -> EngineError | None:
    """A failure of SQLite's in words; None for one that is our own fault."""
    if not isinstance(error, sqlite3.Error):
        return None
    if str(error).startswith("Could not decode to UTF-8"):
        return DamagedError("The library's database is damaged.")
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedError("The library's database is damaged.")
        case sqlite3.SQLITE_FULL:
            return DiskFullError("The disk that holds the library is full. Nothing that was saved is lost.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LibraryError("Another program holds the library's database, so nothing can be saved at the moment.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LibraryError("The library's database cannot be written: it, its folder or its disk is read-only.")
        case sqlite3.SQLITE_CANTOPEN:
            return LibraryError("The library's database cannot be opened.")
        case sqlite3.SQLITE_IOERR:
            return LibraryError("The library's database cannot be read or written: the disk reports an error.")
    return None


def warn_of_old_sqlite() -> None:
    """A line in the log when the SQLite of this Python has the WAL-reset bug."""
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        log.warning(
            "SQLite %s is older than %s, which mended a rare fault with two writers; Rushes writes with one only.",
            sqlite3.sqlite_version,
            ".".join(map(str, SOUND_SQLITE)),
        )


def structure_fault(connection: sqlite3.Connection, deep: bool = False) -> str:
    """What is wrong with the structure of a database, "" when nothing is. 0.6 s per GB (`deep`, with the indexes: 1.2) once it is in memory."""
    try:
        found = connection.execute(f"pragma {'integrity_check' if deep else 'quick_check'}(1)").fetchone()
        if found is None or found[0] != "ok":
            return str(found[0] if found else "no answer")
        if deep:
            broken = connection.execute("pragma foreign_key_check").fetchone()
            return f"a row of {broken[0]} belongs to none of {broken[2]}" if broken else ""
    except UnicodeDecodeError:
        return "names that are no text"
    except sqlite3.DatabaseError as error:
        if isinstance(in_words(error), DamagedError):
            return str(error)
        raise
    return ""
