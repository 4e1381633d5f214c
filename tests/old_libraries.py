"""Libraries as older programs left them: from the dumps in tests/schemas, one for each schema that was released, and for every step since.

When a schema is released, its dump joins the others: `python -m tests.old_libraries NAME > tests/schemas/NAME.sql` with the last step's name.
"""

import sqlite3
import sys
from pathlib import Path

from engine.library.database import APPLICATION_ID, LibraryDatabase
from engine.library.migrations import migrations

DUMPS = Path(__file__).parent / "schemas"
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


def steps() -> list[str]:
    """The names of all steps, in order."""
    return [migration.name for migration in migrations._migrations]


def from_dump(dump: Path, path: Path) -> None:
    """A library of a released schema."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(f"begin;\n{dump.read_text('utf-8')}\ncommit;")
    connection.execute(f"pragma application_id={APPLICATION_ID}")
    connection.execute("pragma journal_mode=wal")
    connection.close()


def up_to(last: str, path: Path, videos: int = 12) -> None:
    """A library as it was after a step, with rows in the tables of the first schema."""
    connection = sqlite3.connect(path, isolation_level=None)
    db = LibraryDatabase(connection)
    connection.execute(f"pragma application_id={APPLICATION_ID}")
    connection.execute("pragma journal_mode=wal")
    names = steps()
    migrations.apply(db, stop_before=names[names.index(last) + 1 :][:1] or None)
    with db.atomic():
        _fill(connection, videos)
    connection.close()


def _fill(connection: sqlite3.Connection, videos: int) -> None:
    def add(table: str, **values: object) -> None:
        marks = ",".join("?" * len(values))
        connection.execute(f"insert into {table}({','.join(values)}) values ({marks})", list(values.values()))

    for number, name in enumerate((b"/films/one", b"/films/tw\xf6"), 1):
        add("folder", id=number, path=name, added=1.7e9, looked=1.7e9)
    add("model", id=1, key="a model", name="made up", dim=4, batch=8, added=1.7e9)
    for number in range(1, videos + 1):
        folder = 1 + number % 2
        add("video", id=number, digest=f"{number:032x}", size=1000, duration=8.0, width=640, height=360, added=1.7e9)
        path = (b"/films/one", b"/films/tw\xf6")[folder - 1] + b"/in/%d.mp4" % number
        add("place", id=number, folder=folder, path=path, video=number, size=1000, modified=number, seen=1.7e9)
        for shot in range(2):
            at = 2 * number + shot
            add("shot", id=at, video=number, number=shot, start=4.0 * shot, end=4.0 * shot + 4, times=bytes(32))
            add("embedding", shot=at, model=1, vector=b"\0<" * 4, frames=b"\0<" * 16, usual=0.1, spread=0.2)
        add("indexed", video=number, model=1, until=8.0)
        add("caption", id=number, place=number, kind="name", start=0.0, end=0.0)
        add("caption_words", rowid=number, text=f"film {number}")


def dump(path: Path) -> str:
    """A database as SQL; an FTS5 table as its texts."""
    connection = sqlite3.connect(path)
    rows = connection.execute("select name, sql from sqlite_master where sql is not null order by rowid").fetchall()
    texts = [name for name, sql in rows if sql.startswith(("CREATE VIRTUAL", "create virtual"))]
    own = {text + shadow for text in texts for shadow in SHADOWS}
    lines = list[str]()
    for name, sql in rows:
        if name in own or name.startswith("sqlite_"):
            continue
        lines.append(f"{sql};")
        if "table" not in sql[:20].lower():
            continue
        columns = [row[1] for row in connection.execute(f'pragma table_info("{name}")')]
        columns = ["rowid", *columns] if name in texts else columns
        quoted = " || ',' || ".join(f'quote("{column}")' for column in columns)
        names = ",".join(f'"{column}"' for column in columns)
        for (values,) in connection.execute(f'select {quoted} from "{name}"'):
            lines.append(f'insert into "{name}"({names}) values ({values});')
    connection.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        up_to(sys.argv[1], Path(folder) / "library.db")
        sys.stdout.write(dump(Path(folder) / "library.db"))
