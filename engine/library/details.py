"""What the catalog holds of single videos: for the page that describes one, and for whoever is about to write a file."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database


@dataclass(frozen=True)
class Details:
    """What the catalog holds of one video beside `catalog.Video`."""

    variable: bool
    codec: str
    container: str
    hdr: bool
    sound: bool
    size: int
    models: tuple[str, ...]
    shots: tuple[tuple[float, float], ...]


def details(db: Database, video: int) -> Details | None:
    """Of a video; None when it is not known."""
    row = db.execute(
        "select variable_frame_rate, codec, container, hdr, has_audio, size from video where id = ?", [video]
    ).fetchone()
    if row is None:
        return None
    models = db.execute(
        "select distinct model.name from indexed join model on model.id = indexed.model where indexed.video = ? order by model.id",
        [video],
    )
    shots = db.execute("select start, end from shot where video = ? order by number", [video])
    return Details(
        bool(row[0]),
        row[1] or "",
        row[2] or "",
        bool(row[3]),
        bool(row[4]),
        row[5],
        tuple(model[0] for model in models),
        tuple((shot[0], shot[1]) for shot in shots),
    )


def is_place(db: Database, path: Path) -> bool:
    """Whether a file of the library was seen at this path: nothing may ever be written there."""
    return db.execute("select 1 from place where path = ?", [os.fsencode(path)]).fetchone() is not None


def video_at(db: Database, path: Path) -> int:
    """The video that was seen at a path; 0 when there is none."""
    row = db.execute("select video from place where path = ? and video is not null", [os.fsencode(path)]).fetchone()
    return row[0] if row else 0
