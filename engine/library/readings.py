"""What became of reading each video: the one that is being read now, noted before it is begun, and the verdict, reason and tries of the others.

A file may crash, hang or feed a decoder without end. Whom to blame must be known after any death, so "now on this one" is on the disk before
a worker is given the file (RELIABILITY 5, rule 15). A video that two workers in a row died of is left alone: in quarantine until its file,
this program or FFmpeg changes, or until the person asks for another try. An engine that dies while it works on a video says less, for it may
have been killed for any reason: such a video is only taken up after all others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

if TYPE_CHECKING:
    from engine.library.catalog import Catalog

TRIES = 2
"""Workers that a video may cost."""

COSTLY = ("crashed", "timed out")
"""Verdicts for which a worker was lost."""

PASSING = ("unreadable", "offline")
"""Verdicts that are about the moment, not about the content: tried again at each look."""


@dataclass(frozen=True)
class Reading:
    """A file and what became of reading it; `verdict` is one of `engine.errors.VERDICTS`, or "" while nothing is known."""

    path: Path
    video: int
    verdict: str
    reason: str
    attempts: int
    """Failed ones since the last that went well."""
    versions: str
    """Of the program and of what it read with, at the last attempt."""


def add_readings(db: Database) -> None:
    """The table, as a step of the schema."""
    db.execute(
        """create table reading (
            video integer primary key references video(id) on delete cascade,
            began real,                           -- set while it is being read: seconds since 1970
            verdict text,                         -- of the last attempt that ended
            reason text not null default '',
            attempts integer not null default 0,  -- failed ones since the last that went well
            deaths integer not null default 0,    -- engines that ended meanwhile, since then
            versions text not null default '',
            modified integer                      -- time of change of the file, nanoseconds since 1970
        ) strict"""
    )
    db.execute("alter table place add column verdict text")  # of a file that could not even be opened
    db.execute("alter table video add column playable integer")  # a player may open it: see engine/media/opening.py


def begin(catalog: Catalog, video: int, modified: int, versions: str) -> None:
    """A worker is about to be given this video. On the disk when this returns."""
    with catalog.db.atomic():
        catalog.db.execute(
            """insert into reading(video, began, versions, modified) values (?, ?, ?, ?)
               on conflict(video) do update set began = excluded.began, versions = excluded.versions, modified = excluded.modified""",
            [video, catalog.clock.now(), versions, modified],
        )


def succeed(catalog: Catalog, video: int, partial_because: str = "") -> None:
    """It was read to its end, or as far as it goes."""
    with catalog.db.atomic():
        catalog.db.execute(
            """update reading set began = null, verdict = ?, reason = ?, attempts = 0, deaths = 0 where video = ?""",
            ["partial" if partial_because else "ok", partial_because, video],
        )


def fail(catalog: Catalog, video: int, verdict: str, reason: str) -> bool:
    """It could not be read. True: it may be tried again at once; else the reason stands until `forgive` or `retry`."""
    with catalog.db.atomic():
        catalog.db.execute("insert or ignore into reading(video) values (?)", [video])
        catalog.db.execute(
            "update reading set began = null, verdict = ?, reason = ?, attempts = attempts + 1 where video = ?",
            [verdict, reason, video],
        )
        again = (
            verdict in COSTLY
            and catalog.db.execute("select attempts from reading where video = ?", [video]).fetchone()[0] < TRIES
        )
        if not again:
            catalog.fail_video(video, reason)
        return again


def leave(catalog: Catalog, videos: Sequence[int]) -> None:
    """The work on these was stopped by whoever wanted it; nobody is to blame."""
    with catalog.db.atomic():
        for video in videos:
            catalog.db.execute("update reading set began = null where video = ? and began is not null", [video])


def blame(catalog: Catalog) -> int:
    """Before work begins: what is still noted as being read was read by an engine that died; how many videos these are."""
    count = catalog.db.execute("select count(*) from reading where began is not null").fetchone()[0]
    if count:
        with catalog.db.atomic():
            catalog.db.execute("update reading set deaths = deaths + 1, began = null where began is not null")
    return count


def suspects(catalog: Catalog) -> dict[int, int]:
    """Videos during which engines died, with how many; they go last."""
    return dict(catalog.db.execute("select video, deaths from reading where deaths > 0").fetchall())


def forgive(catalog: Catalog, folder: int, versions: str) -> None:
    """Let those videos of a folder be tried again for which something has changed: the file, the program, FFmpeg, or the moment."""
    passing = ",".join("?" * len(PASSING))
    with catalog.db.atomic():
        rows = catalog.db.execute(
            f"""select video.id from video left join reading on reading.video = video.id
                where video.problem is not null and video.id in (select video from place where folder = ?)
                and (reading.video is null or reading.versions <> ? or reading.verdict in ({passing})
                     or (reading.verdict in (?, ?) and reading.attempts < ?)
                     or not exists (select 1 from place where place.video = video.id and place.modified = reading.modified))""",
            [folder, versions, *PASSING, *COSTLY, TRIES],
        ).fetchall()
        for row in rows:
            _clear(catalog, row[0])


def retry(catalog: Catalog, video: int) -> None:
    """The person wants it tried again."""
    with catalog.db.atomic():
        _clear(catalog, video)


def quarantined(catalog: Catalog) -> list[int]:
    """Videos that workers died of, and that are left alone."""
    rows = catalog.db.execute(
        """select video.id from video join reading on reading.video = video.id
           where video.problem is not null and reading.verdict in (?, ?) and attempts >= ? order by video.id""",
        [*COSTLY, TRIES],
    )
    return [row[0] for row in rows]


def verdicts(catalog: Catalog, folder: int | None = None) -> list[Reading]:
    """What became of every file that was ever seen, in order of path."""
    rows = catalog.db.execute(
        """select place.path, coalesce(video.id, 0),
               case when place.missing_since is not null or folder.missing_since is not null then 'offline'
                    when place.problem is not null then coalesce(place.verdict, 'unreadable')
                    when video.problem is not null then coalesce(reading.verdict, 'damaged')
                    when done.video is not null then case when done.problem is null then 'ok' else 'partial' end
                    else coalesce(reading.verdict, '') end,
               coalesce(place.problem, video.problem, done.problem, ''), coalesce(reading.attempts, 0), coalesce(reading.versions, '')
           from place join folder on folder.id = place.folder left join video on video.id = place.video
           left join reading on reading.video = video.id
           left join (select video, max(problem) as problem from indexed group by video) as done on done.video = video.id
           where ? is null or place.folder = ? order by place.path""",
        [folder, folder],
    )
    return [Reading(Path(os.fsdecode(row[0])), *row[1:]) for row in rows]


def _clear(catalog: Catalog, video: int) -> None:
    catalog.db.execute("update video set problem = null where id = ?", [video])
    catalog.db.execute("update reading set attempts = 0, deaths = 0 where video = ?", [video])
