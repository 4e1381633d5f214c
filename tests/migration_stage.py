"""Forks a process, lets it bring an old library to the present schema, and kills it at a statement. Run by tests/engine/test_library_migrations.py.

Prints one JSON object at its end: how many kills there were, and at how many statements one could.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import traceback
from pathlib import Path

import engine.library.opening as opening
from engine.errors import LibraryError
from engine.library.backups import list_backups, verify
from engine.library.catalog import Catalog
from engine.library.database import Mode, connect, structure_fault
from engine.library.library import Library


def main() -> None:
    """`python -m tests.migration_stage FOLDER KILLS`: FOLDER/old holds old databases, FOLDER/fresh.json what is to come of them."""
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    wanted = json.loads((folder / "fresh.json").read_text())
    rng = random.Random(3)
    lengths = dict[Path, int]()
    old = sorted((folder / "old").glob("*.db"))
    for number in range(kills):
        source = old[number % len(old)]
        place = folder / "work"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        path = Path(shutil.copy(source, place / "library.db"))
        if source not in lengths:
            lengths[source] = statements(path)
            shutil.copy(source, path)
        for _ in range(rng.randrange(1, 3)):  # also one that is killed again
            killed(path, rng.randrange(1, lengths[source] + 1))
        check(path, wanted[source.name])
    for number in range(max(2, kills // 20)):
        source = old[number % len(old)]
        shutil.rmtree(folder / "work")
        (folder / "work").mkdir()
        path = Path(shutil.copy(source, folder / "work" / "library.db"))
        together(path)
        check(path, wanted[source.name])
    print(json.dumps({"kills": kills, "statements": sum(lengths.values())}))


def statements(path: Path) -> int:
    """How many statements a whole migration has."""
    count = [0]

    def counted(path: Path, mode: Mode = "rw") -> sqlite3.Connection:
        connection = connect(path, mode)
        connection.set_trace_callback(lambda _: count.__setitem__(0, count[0] + 1))
        return connection

    opening.connect = counted
    Catalog(path, mode="rw").close()
    opening.connect = connect
    return count[0]


def killed(path: Path, at: int) -> None:
    """Migrate in a fork that dies before its statement number `at`."""
    child = os.fork()
    if child == 0:
        left = [at]

        def dies(path: Path, mode: Mode = "rw") -> sqlite3.Connection:
            connection = connect(path, mode)

            def count(_: str) -> None:
                left[0] -= 1
                if left[0] <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            connection.set_trace_callback(count)
            return connection

        opening.connect = dies
        try:
            Catalog(path, mode="rw").close()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] not in (0, signal.SIGKILL):
        raise AssertionError(f"failed by itself at {at}")


def together(path: Path) -> None:
    """Two programs that open the library at once: one migrates it, the other is told that it is open, or comes later and finds it done."""
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            try:
                Library(path.parent).close()
            except LibraryError as error:
                os._exit(2 if "open in another" in str(error) else 1)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    if codes not in ([0, 0], [0, 2]):
        raise AssertionError(f"of two at once: {codes}")


def check(path: Path, wanted: dict[str, int]) -> None:
    """After opening once more the library is whole, with all rows, and the copies beside it are sound."""
    catalog = Catalog(path, mode="rw")
    for table, count in wanted.items():
        found = catalog.db.execute(f"select count(*) from {table}").fetchone()[0]
        if found != count:
            raise AssertionError(f"{table}: {found} rows instead of {count}")
    if fault := structure_fault(catalog.db.conn, deep=True):
        raise AssertionError(fault)
    catalog.close()
    for backup in list_backups(path.parent / "backups"):
        if fault := verify(backup.path):
            raise AssertionError(f"{backup.path.name}: {fault}")


if __name__ == "__main__":
    main()
