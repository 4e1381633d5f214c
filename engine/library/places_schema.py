"""The part of the schema about where videos are: volumes, sub-folders, patterns, files absent once, and what was taken out."""

import os
from pathlib import Path

from sqlite_utils import Database

STATEMENTS = (
    """create table volume (
        id integer primary key,
        identity text not null unique,        -- the file system's own, see engine/media/volumes.py
        label text not null,                  -- its name for a person, may be empty
        kind text not null                    -- "fixed", "removable" or "network"
    ) strict""",
    "alter table folder add column volume integer references volume(id)",
    "alter table folder add column inside blob",  # its path below the volume's mount point
    "alter table folder add column seen real",  # when it was last there, seconds since 1970
    "alter table folder add column patterns blob not null default x''",  # as in .gitignore, joined by NUL
    "alter table place add column absent_since real",  # not found at the last look; at the next one it is missing since then
    """create table branch (
        id integer primary key,
        folder integer not null references folder(id) on delete cascade,
        parent integer references branch(id) on delete cascade,
        path blob not null,                   -- below the folder
        unique (folder, path)
    ) strict""",
    "create index branch_by_parent on branch(parent)",
    "alter table place add column branch integer references branch(id) on delete set null",
    "create index place_by_branch on place(branch)",
    # Taking out is moving rows to here, so that no other statement has to think of it.
    """create table removal (
        id integer primary key autoincrement,
        at real not null,                     -- seconds since 1970
        kind text not null                    -- "folder", "video" or "pattern"
    ) strict""",
    """create table removed (
        removal integer not null references removal(id) on delete cascade,
        source text not null,                 -- the table it was taken from
        path blob not null,                   -- of the place or the folder
        row text not null                     -- its columns by name, as JSON
    ) strict""",
    "create index removed_by_path on removed(path)",
    "create index removed_by_removal on removed(removal)",
)


def add_places(db: Database) -> None:
    """Make the tables and give every known place its sub-folder."""
    for statement in STATEMENTS:
        db.execute(statement)
    db.execute("update folder set seen = looked")
    for folder, root in db.execute("select id, path from folder").fetchall():
        for place, path in db.execute("select id, path from place where folder = ?", [folder]).fetchall():
            db.execute("update place set branch = ? where id = ?", [branch_of(db, folder, root, path), place])


def branch_of(db: Database, folder: int, root: bytes, path: bytes) -> int | None:
    """The id of the sub-folder that holds the file `path`, made with all above it when new; None for a file of the folder itself."""
    try:
        parts = Path(os.fsdecode(path)).relative_to(os.fsdecode(root)).parts[:-1]
    except ValueError:
        return None
    parent, inner = None, Path()
    if parts and (known := _branch(db, folder, inner.joinpath(*parts))):
        return known
    for part in parts:
        inner /= part
        known = _branch(db, folder, inner)
        if known is None:
            values = [folder, parent, os.fsencode(inner)]
            known = db.execute("insert into branch(folder, parent, path) values (?, ?, ?)", values).lastrowid
        parent = known
    return parent


def _branch(db: Database, folder: int, inner: Path) -> int | None:
    row = db.execute("select id from branch where folder = ? and path = ?", [folder, os.fsencode(inner)]).fetchone()
    return row[0] if row else None
