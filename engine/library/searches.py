"""What a person asks of a library and says about its videos: past searches, saved searches, stars. Theirs alone, and never made again from anything else."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlite_utils import Database

from engine.messages import SavedSearch, Search, Searches, decode, encode

HISTORY = 50  # past searches kept


def remember(db: Database, search: Search) -> None:
    """Put a search at the head of the history; the oldest of more than `HISTORY` is forgotten."""
    text = _text(search)
    with db.atomic():
        db.execute("delete from past_search where search = ?", [text])
        db.execute("insert into past_search(search) values (?)", [text])
        db.execute(
            "delete from past_search where id not in (select id from past_search order by id desc limit ?)", [HISTORY]
        )


def history(db: Database) -> tuple[Search, ...]:
    """Past searches, newest first."""
    rows = db.execute("select search from past_search order by id desc").fetchall()
    return tuple(search for row in rows for search in _read(row[0]))


def save(db: Database, name: str, search: Search) -> None:
    """Keep a search under a name, instead of one that has the name already; what there is now counts as seen."""
    with db.atomic():
        db.execute(
            """insert into saved_search(name, search, seen) values (?, ?, ?)
               on conflict(name) do update set search = excluded.search, seen = excluded.seen, fresh = 0""",
            [name, _text(search), newest_shot(db)],
        )


def see(db: Database, saved: int, videos: Iterable[int] = ()) -> None:
    """What there is now counts as seen; `videos` are those it finds."""
    values = [newest_shot(db), json.dumps(sorted(videos)), saved]
    with db.atomic():
        db.execute("update saved_search set seen = ?, known = ?, fresh = 0 where id = ?", values)


def known_videos(db: Database, saved: int) -> frozenset[int]:
    """The videos that a saved search found when it was looked at."""
    row = db.execute("select known from saved_search where id = ?", [saved]).fetchone()
    return frozenset(json.loads(row[0])) if row else frozenset()


def remove(db: Database, saved: int) -> None:
    """Forget a saved search."""
    with db.atomic():
        db.execute("delete from saved_search where id = ?", [saved])


def saved_searches(db: Database) -> tuple[SavedSearch, ...]:
    """All of them, by name."""
    rows = db.execute("select id, name, search, fresh from saved_search order by name collate nocase, id").fetchall()
    return tuple(SavedSearch(row[0], row[1], search, row[3]) for row in rows for search in _read(row[2]))


def all_searches(db: Database) -> Searches:
    """History and saved searches as they stand."""
    return Searches(saved_searches(db), history(db))


def unseen(db: Database) -> dict[int, int]:
    """Saved searches since whose last look shots were added, and the newest shot there was then."""
    rows = db.execute("select id, seen from saved_search where seen < ?", [newest_shot(db)]).fetchall()
    return {row[0]: row[1] for row in rows}


def note_fresh(db: Database, saved: int, moments: int) -> None:
    """Note how many moments a saved search finds that were not there when it was looked at."""
    with db.atomic():
        db.execute("update saved_search set fresh = ? where id = ?", [moments, saved])


def rate(db: Database, video: int, stars: int) -> None:
    """Give a video one to five stars; 0 takes them back. Unknown videos are left alone."""
    with db.atomic():
        db.execute("delete from rating where video = ?", [video])
        if stars:
            db.execute(
                "insert into rating(video, stars) select id, ? from video where id = ?", [max(1, min(5, stars)), video]
            )


def newest_shot(db: Database) -> int:
    """The highest number a shot ever had; numbers are never used again."""
    row = db.execute("select seq from sqlite_sequence where name = 'shot'").fetchone()
    return row[0] if row else 0


def _text(search: Search) -> str:
    return encode(replace(search, job=0)).decode("ascii").strip()


def _read(text: str) -> Iterator[Search]:
    """The search in a row; nothing for one that this program does not understand."""
    try:
        message = decode(text.encode("ascii", "replace"))
    except ValueError:
        return
    if isinstance(message, Search):
        yield message
