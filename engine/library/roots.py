"""Folders as places in the world: the volume they are on, where they have gone, their patterns, their sub-folders; files that moved."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from engine.library.catalog import Catalog


@dataclass(frozen=True)
class Home:
    """The volume a folder is on (`identity` and `label`; empty while not known) and its path there."""

    identity: str
    label: str
    inside: Path


@dataclass(frozen=True)
class Seat:
    """A place where a video was seen: its id, its path, and the folder it belongs to."""

    place: int
    path: Path
    folder: int
    root: Path
    away: bool  # the folder is not there now


@dataclass(frozen=True)
class BranchCounts:
    """A sub-folder with what is in it and below it."""

    id: int
    path: PurePath
    videos: int
    indexed: int
    problems: int
    missing: int


def home_of(catalog: Catalog, folder: int) -> Home:
    """Where a folder is at home."""
    row = catalog.db.execute(
        "select identity, label, inside from folder left join volume on volume.id = folder.volume where folder.id = ?",
        [folder],
    ).fetchone()
    return Home(row[0] or "", row[1] or "", Path(os.fsdecode(row[2] or b"")))


def set_home(catalog: Catalog, folder: int, identity: str, label: str, kind: str, inside: Path) -> None:
    """Note the volume a folder is on."""
    with catalog.db.atomic():
        catalog.db.execute(
            """insert into volume(identity, label, kind) values (?, ?, ?)
               on conflict(identity) do update set label = excluded.label, kind = excluded.kind""",
            [identity, label, kind],
        )
        catalog.db.execute(
            "update folder set volume = (select id from volume where identity = ?), inside = ? where id = ?",
            [identity, os.fsencode(inside), folder],
        )


def was_there(catalog: Catalog, folder: int) -> None:
    """Note that a folder is there now."""
    with catalog.db.atomic():
        catalog.db.execute(
            "update folder set missing_since = null, seen = ? where id = ?", [catalog.clock.now(), folder]
        )


def move_root(catalog: Catalog, folder: int, path: Path) -> None:
    """A folder is at another path now, with everything in it. Raises nothing when two folders would lie at one path: the other is taken in."""
    db = catalog.db
    (old,) = db.execute("select path from folder where id = ?", [folder]).fetchone()
    new = os.fsencode(path)
    if old == new:
        return
    with db.atomic():
        twin = db.execute("select id from folder where path = ?", [new]).fetchone()
        if twin:
            for (place,) in db.execute("select id from place where folder = ?", [twin[0]]).fetchall():
                catalog.drop_place(place)
            db.execute("delete from folder where id = ?", [twin[0]])
        for place, there in db.execute("select id, path from place where folder = ?", [folder]).fetchall():
            moved = new + there[len(old) :]
            other = db.execute("select id from place where path = ? and folder <> ?", [moved, folder]).fetchone()
            if other:
                catalog.drop_place(other[0])
            # In two steps, since the new paths may be old paths of others of this folder.
            db.execute("update place set path = ? where id = ?", [b"\0" + moved, place])
        db.execute("update place set path = substr(path, 2) where folder = ? and substr(path, 1, 1) = x'00'", [folder])
        db.execute("update folder set path = ? where id = ?", [new, folder])


def seats(catalog: Catalog, video: int) -> list[Seat]:
    """Every place where a video was seen."""
    rows = catalog.db.execute(
        """select place.id, place.path, folder.id, folder.path, folder.missing_since is not null
           from place join folder on folder.id = place.folder where place.video = ? order by place.id""",
        [video],
    )
    return [Seat(row[0], _path(row[1]), row[2], _path(row[3]), bool(row[4])) for row in rows]


def not_found(catalog: Catalog) -> list[tuple[int, Path, float]]:
    """(video, path, since when) of the files that are missing although their folder is there; not those whose video lies elsewhere as well."""
    rows = catalog.db.execute(
        """select place.video, place.path, place.missing_since from place join folder on folder.id = place.folder
           where place.missing_since is not null and folder.missing_since is null and place.video is not null
           and not exists (select 1 from place as other where other.video = place.video and other.missing_since is null)
           order by place.path"""
    )
    return [(row[0], _path(row[1]), row[2]) for row in rows]


def move_place(catalog: Catalog, place: int, folder: int, path: Path) -> None:
    """A file has been moved or renamed: its place goes with it. What was noted at the new path before is replaced."""
    with catalog.db.atomic():
        there = catalog.db.execute("select id from place where path = ?", [os.fsencode(path)]).fetchone()
        if there and there[0] != place:
            catalog.drop_place(there[0])
        catalog.db.execute(
            "update place set path = ?, folder = ? where id = ?", [os.fsencode(path), folder, place]
        )  # `see` follows and notes the rest


def doubt(catalog: Catalog, path: Path) -> None:
    """Read the file at `path` again at the next look, even if its size and time are as they were."""
    with catalog.db.atomic():
        catalog.db.execute("update place set modified = -1, size = -1 where path = ?", [os.fsencode(path)])


def noted(catalog: Catalog, path: Path) -> tuple[int, int] | None:
    """Size and time of a file as they were when its content was identified; None for one that is not known."""
    return catalog.db.execute("select size, modified from place where path = ?", [os.fsencode(path)]).fetchone()


def patterns_of(catalog: Catalog, folder: int) -> tuple[str, ...]:
    """The patterns of a folder, see engine/media/patterns.py."""
    (row,) = catalog.db.execute("select patterns from folder where id = ?", [folder]).fetchone()
    return tuple(filter(None, os.fsdecode(row).split("\0")))


def set_patterns(catalog: Catalog, folder: int, patterns: Sequence[str]) -> None:
    """Keep the patterns of a folder."""
    with catalog.db.atomic():
        catalog.db.execute("update folder set patterns = ? where id = ?", [os.fsencode("\0".join(patterns)), folder])


def branches(catalog: Catalog, folder: int, model: int | None) -> list[BranchCounts]:
    """All sub-folders of a folder that hold videos, parents before children; counts as those of `Catalog.folders`."""
    rows = catalog.db.execute(
        """select branch.id, branch.parent, branch.path,
               count(place.id) filter (where place.missing_since is null),
               count(done.video) filter (where place.missing_since is null),
               count(place.id) filter (where place.missing_since is null
                   and coalesce(place.problem, video.problem, done.problem) is not null),
               count(place.missing_since)
           from branch left join place on place.branch = branch.id left join video on video.id = place.video
           left join (select video, max(problem) as problem from indexed where ? is null or model = ? group by video) as done
               on done.video = place.video
           where branch.folder = ? group by branch.id order by branch.path""",
        [model, model, folder],
    ).fetchall()
    totals = {row[0]: list(row[3:]) for row in rows}
    for row in sorted(rows, key=lambda row: -row[2].count(os.fsencode(os.sep))):
        if row[1] in totals:
            totals[row[1]] = [one + other for one, other in zip(totals[row[1]], totals[row[0]], strict=True)]
    found = [BranchCounts(row[0], PurePath(os.fsdecode(row[2])), *totals[row[0]]) for row in rows]
    return sorted((one for one in found if one.videos or one.missing), key=lambda one: one.path.parts)


def _path(raw: bytes) -> Path:
    return Path(os.fsdecode(raw))
