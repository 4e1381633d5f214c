"""Saving rows out of a damaged database: every table is read in the order of its keys, and what cannot be read is stepped over.

The ranges of keys that were stepped over are filled from the newest sound backup. SQLite's own `.recover` fails even on good files in common
distributions; this reads through the ordinary B-trees.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from engine.errors import DamagedError
from engine.library.database import connect, structure_fault
from engine.library.opening import create_database

FARTHEST = 1 << 40  # keys beyond are not looked for
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")  # tables that an FTS5 table keeps its own things in
UNREADABLE = (
    sqlite3.DatabaseError,
    UnicodeDecodeError,
)  # the latter when SQLite's own message is made of damaged names
BLOCK = 500  # rows written in one step


Gaps = dict[str, list[tuple[int, int]]]  # by table: ranges of keys, both ends included, that could not be read


def salvage(source: Path, target: Path, backup: Path | None = None) -> Iterator[dict[str, int]]:
    """Make a sound database at `target` of what can be read in `source` (and its -wal) and, where that fails, in a sound backup. Neither is touched.

    Yields the rows saved so far, by table, after each block. Raises DamagedError when nothing can be read; `target` is then not made.
    """
    work = target.with_name(target.name + ".reading")
    fresh = target.with_name(target.name + ".fresh")
    _clear(work, fresh)
    try:
        _copy_whole(source, work)
        create_database(fresh)
        old, new = sqlite3.connect(work, isolation_level=None), sqlite3.connect(fresh, isolation_level=None)
        try:
            old.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield from _save_rows(old, new, backup)
        finally:
            old.close()
            new.close()
        os.replace(fresh, target)
    finally:
        _clear(work, fresh)


def _save_rows(old: sqlite3.Connection, new: sqlite3.Connection, backup: Path | None) -> Iterator[dict[str, int]]:
    with contextlib.suppress(*UNREADABLE):
        old.execute("pragma writable_schema=on")  # a schema that is damaged in part is read in part
    for pragma in ("foreign_keys=off", "synchronous=off", "journal_mode=delete"):
        new.execute(f"pragma {pragma}")
    saved, gaps = dict[str, int](), Gaps()
    for table in _tables(new):
        saved[table], gaps[table] = 0, []
        columns = _common_columns(old, new, table)
        for block in _blocks(_rows(old, new, table, columns, gaps[table])):
            saved[table] += _write(new, table, columns, block)
            yield saved
    if backup is not None and any(gaps.values()):
        sound = connect(backup, "immutable")
        try:
            for table, ranges in gaps.items():
                columns = _common_columns(sound, new, table)
                for first, last in ranges:
                    for block in _blocks(_rows(sound, new, table, columns, [], first, last)):
                        saved[table] += _write(new, table, columns, block)
                        yield saved
        finally:
            sound.close()
    _drop_orphans(new)
    new.execute("begin")
    _doubt_incomplete(new)
    new.execute("commit")
    if not any(saved[table] for table in ("folder", "video", "place")):
        raise DamagedError("Nothing could be read from the damaged database.")
    if fault := structure_fault(new, deep=True):
        raise DamagedError(f"What could be read from the damaged database does not fit together ({fault}).")
    yield saved


def _rows(
    old: sqlite3.Connection,
    new: sqlite3.Connection,
    table: str,
    columns: list[str],
    gaps: list[tuple[int, int]],
    first: int | None = None,
    last: int = FARTHEST,
) -> Iterator[tuple]:
    """All rows that can be read, in ascending order of their key; what was stepped over is put into `gaps`."""
    if not columns:
        gaps.append((-FARTHEST, FARTHEST))
        return
    key, source, names = _key(new, table), table, columns
    if key is None:  # no integer: a small table, of which all or nothing is read
        with contextlib.suppress(*UNREADABLE):
            yield from old.execute(f'select {_list(columns)} from "{source}"')
        return
    if table in _texts(new):  # the texts of an FTS5 table: id, c0, c1, …
        source, key, names = f"{table}_content", "id", ["id", *(f"c{number}" for number in range(len(columns) - 1))]
    sql = f'select "{key}", {_list(names)} from "{source}" where "{key}" >= ? order by "{key}"'
    at = _first_key(old, source, key) if first is None else first
    while at <= last:
        try:
            for row in old.execute(sql, [at]):
                if not isinstance(row[0], int) or row[0] < at:  # a page from elsewhere
                    continue
                if row[0] > last:
                    return
                at = row[0]
                yield row[1:]
            return
        except UNREADABLE:
            good = _next_readable(old, sql, at + 1)
            gaps.append((at, good - 1))
            at = good


def _write(new: sqlite3.Connection, table: str, columns: list[str], block: list[tuple]) -> int:
    new.execute("begin")
    written = sum(_insert(new, table, columns, row) for row in block)
    new.execute("commit")
    return written


def _first_key(old: sqlite3.Connection, source: str, key: str) -> int:
    try:
        return min(0, old.execute(f'select min("{key}") from "{source}"').fetchone()[0] or 0)
    except (*UNREADABLE, TypeError):
        return 0


def _next_readable(old: sqlite3.Connection, sql: str, first: int) -> int:
    """The first key from which rows can be read again: by doubling steps, then by halving between the last bad and the first good one."""

    def readable(at: int) -> bool:
        try:
            old.execute(sql, [at]).fetchone()
        except UNREADABLE:
            return False
        return True

    bad, step = first - 1, 1
    while not readable(bad + step):
        bad += step
        step *= 2
        if bad > FARTHEST:
            return FARTHEST + 1
    good = bad + step
    while good - bad > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if readable(middle) else (good, middle)
    return good


def _insert(new: sqlite3.Connection, table: str, columns: list[str], row: tuple) -> int:
    try:
        sql = f'insert or ignore into "{table}"({_list(columns)}) values ({",".join("?" * len(columns))})'
        return max(new.execute(sql, row).rowcount, 0)
    except (sqlite3.Error, OverflowError):  # values that no sound row has
        return 0


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Delete rows that belong to rows which were lost, until none is left."""
    for _ in range(10):
        broken = new.execute("pragma foreign_key_check").fetchall()
        if not broken:
            return
        new.execute("begin")
        for table, rowid, parent, _number in broken:
            if rowid is not None:
                new.execute(f'delete from "{table}" where rowid = ?', [rowid])
            else:  # a table without rowids
                for column, target in _references(new, table, parent):
                    new.execute(f'delete from "{table}" where "{column}" not in (select "{target}" from "{parent}")')
        new.execute("commit")


def _doubt_incomplete(new: sqlite3.Connection) -> None:
    """Videos some of whose shots or embeddings were lost count as not indexed; what is left of them is replaced at the next look."""
    new.execute(
        """delete from indexed where exists (
               select 1 from shot where shot.video = indexed.video
               and not exists (select 1 from embedding where embedding.shot = shot.id and embedding.model = indexed.model))
           or (select count(*) != coalesce(max(number), -1) + 1 or coalesce(max(end), 0) < indexed.until - 1
               from shot where shot.video = indexed.video)"""
    )
    new.execute("delete from caption_words where rowid not in (select id from caption)")
    new.execute("delete from caption where id not in (select rowid from caption_words)")


# The schema ----------------------------------------------------------------------------------------------------------


def _tables(new: sqlite3.Connection) -> list[str]:
    """Every table that holds data of ours, in the order of the schema, in which parents come first."""
    rows = new.execute("select name from sqlite_master where type = 'table' order by rowid").fetchall()
    own = tuple(text + shadow for text in _texts(new) for shadow in SHADOWS)
    return [name for (name,) in rows if not name.startswith(("sqlite_", "_sqlite")) and name not in own]


def _texts(new: sqlite3.Connection) -> list[str]:
    rows = new.execute("select name from sqlite_master where sql like 'create virtual table%using fts5%'").fetchall()
    return [name for (name,) in rows]


def _common_columns(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> list[str]:
    wanted = [row[1] for row in new.execute(f'pragma table_info("{table}")')]
    if table in _texts(new):
        return ["rowid", *wanted]
    try:
        there = {row[1] for row in old.execute(f'pragma table_info("{table}")')}
    except UNREADABLE:
        return []
    return [column for column in wanted if column in there]


def _key(new: sqlite3.Connection, table: str) -> str | None:
    """What a table is ordered by: the rowid, or the first column of its primary key when that is an integer."""
    if table in _texts(new):
        return "rowid"
    try:
        new.execute(f'select rowid from "{table}" limit 0')
        return "rowid"
    except sqlite3.OperationalError:
        first = [row for row in new.execute(f'pragma table_info("{table}")') if row[5] == 1]
        return first[0][1] if first and first[0][2].lower() == "integer" else None


def _references(new: sqlite3.Connection, table: str, parent: str) -> list[tuple[str, str]]:
    rows = new.execute(f'pragma foreign_key_list("{table}")').fetchall()
    return [(row[3], row[4] or "rowid") for row in rows if row[2] == parent]


def _list(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _blocks(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    block = list[tuple]()
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a database that nobody has open, with its -wal, to the length that its header tells."""
    shutil.copyfile(source, target)
    with contextlib.suppress(FileNotFoundError):
        shutil.copyfile(f"{source}-wal", f"{target}-wal")
    with target.open("r+b") as file:
        header = file.read(100)
        if len(header) == 100:
            page = int.from_bytes(header[16:18], "big") or 1
            length = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
            if os.fstat(file.fileno()).st_size < length <= 1 << 44:
                file.truncate(length)


def _clear(*paths: Path) -> None:
    for path in paths:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
