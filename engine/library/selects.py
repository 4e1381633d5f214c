"""The basket: ranges of videos that a person has chosen, in an order of their own. Theirs alone, and never made again from anything else."""

import time
from dataclasses import dataclass

from sqlite_utils import Database

LONGEST_NOTE = 2000  # characters


@dataclass(frozen=True)
class Select:
    """A chosen range, in seconds."""

    id: int
    video: int
    start: float
    end: float
    note: str


def add_selects(db: Database) -> None:
    """The table, as a step of the schema."""
    db.execute(
        """create table selected (
            id integer primary key autoincrement,
            video integer not null references video(id) on delete cascade,
            start real not null, end real not null,
            note text not null,
            place real not null,              -- rising in the person's order
            added real not null               -- seconds since 1970
        ) strict"""
    )


def selects(db: Database) -> list[Select]:
    """The whole basket in its order."""
    return [Select(*row) for row in db.execute("select id, video, start, end, note from selected order by place, id")]


def add(db: Database, video: int, start: float, end: float, note: str = "", place: int | None = None) -> int:
    """Put a range in, at the end or before the one that is at `place` now; its id, 0 for a video that is not known."""
    with db.atomic():
        if db.execute("select 1 from video where id = ?", [video]).fetchone() is None:
            return 0
        order = [row[0] for row in db.execute("select id from selected order by place, id")]
        start, end = sorted((max(0.0, start), max(0.0, end)))
        cursor = db.execute(
            "insert into selected(video, start, end, note, place, added) values (?, ?, ?, ?, ?, ?)",
            [video, start, end, note[:LONGEST_NOTE], len(order), time.time()],
        )
        number = cursor.lastrowid or 0
        order.insert(len(order) if place is None else max(0, place), number)
        _number(db, order)
        return number


def change(
    db: Database, select: int, start: float | None = None, end: float | None = None, note: str | None = None
) -> None:
    """Other bounds or another note; what is None stays."""
    with db.atomic():
        row = db.execute("select start, end, note from selected where id = ?", [select]).fetchone()
        if row is None:
            return
        bounds = sorted((max(0.0, row[0] if start is None else start), max(0.0, row[1] if end is None else end)))
        words = row[2] if note is None else note[:LONGEST_NOTE]
        db.execute("update selected set start = ?, end = ?, note = ? where id = ?", [*bounds, words, select])


def remove(db: Database, chosen: tuple[int, ...]) -> None:
    """Take ranges out."""
    with db.atomic():
        for select in chosen:
            db.execute("delete from selected where id = ?", [select])


def order(db: Database, wanted: tuple[int, ...]) -> None:
    """Put the basket into an order; ranges that are not named keep theirs, at the end."""
    with db.atomic():
        known = [row[0] for row in db.execute("select id from selected order by place, id")]
        first = [select for select in dict.fromkeys(wanted) if select in known]
        _number(db, [*first, *(select for select in known if select not in first)])


def _number(db: Database, ids: list[int]) -> None:
    for place, select in enumerate(ids):
        db.execute("update selected set place = ? where id = ?", [float(place), select])
