"""The catalog: all SQL of the program. What exists, where it was seen, and the embeddings of its shots."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from engine.clock import Clock
from engine.library.database import Mode
from engine.library.gate import VectorError
from engine.library.index_files import IndexFile
from engine.library.opening import create_database, open_database
from engine.library.places_schema import branch_of
from engine.library.scope import EVERYTHING, condition, taken
from engine.messages import Scope

PARAMETERS = 500  # values in one `in (…)`; SQLite's own limit is higher


@dataclass(frozen=True)
class Folder:
    """A folder of the library. `missing_since` is set while it cannot be found."""

    id: int
    path: Path
    missing_since: float | None
    videos: int
    indexed: int
    waiting: int
    problems: int
    seconds: float
    missing: int = 0  # files that are not found although the folder is there
    volume: str = ""
    seen: float | None = None
    branches: int = 0
    patterns: tuple[str, ...] = ()
    kind: str = ""  # of the volume


@dataclass(frozen=True)
class Place:
    """A path at which a video was seen, with what the file looked like then.

    `absent_since` is set by the first look that does not find the file, `missing_since` (to the same date) by the second.
    """

    id: int
    folder: int
    path: Path
    video: int | None
    size: int
    modified: int  # nanoseconds since 1970
    missing_since: float | None
    problem: str | None
    absent_since: float | None = None


@dataclass(frozen=True)
class Whereabouts:
    """What is known of a place: `state` "here", "offline" or "missing"; `since` and `volume` as in `engine.messages.Hit`."""

    state: str = "here"
    volume: str = ""
    since: float | None = None


@dataclass(frozen=True)
class Video:
    """A video as content, and the best place to find it. `duration` is None until it was probed."""

    id: int
    digest: str
    duration: float | None
    frame_rate: float
    width: int
    height: int
    path: Path
    present: bool
    where: Whereabouts = Whereabouts()
    taken: float = 0.0  # seconds since 1970: when it was taken, or else its file was changed
    rating: int = 0  # stars, 0 to 5
    playable: bool = False  # a player may open it, as far as a decoder worker could see


@dataclass(frozen=True)
class NewShot:
    """A shot to be stored: times float64 (frames,), vector (dim,), frames (frames, dim).

    `usual` and `spread` tell of its scores for the fixed query bank, see engine/search/confidence.py.
    """

    start: float
    end: float
    times: np.ndarray
    vector: np.ndarray
    frames: np.ndarray
    usual: float
    spread: float


@dataclass(frozen=True)
class Shot:
    """A stored shot. `frames` is float32 (frames, dim), `vector` float32 (dim,)."""

    id: int
    video: int
    start: float
    end: float
    times: np.ndarray
    vector: np.ndarray
    frames: np.ndarray
    usual: float
    spread: float


@dataclass(frozen=True)
class Caption:
    """A text hit: a file name or a subtitle line that holds the words."""

    kind: str
    video: int
    path: Path
    text: str
    start: float
    end: float
    present: bool
    where: Whereabouts = Whereabouts()


class Catalog:
    """One open database. Every method that writes is one transaction."""

    def __init__(
        self,
        path: Path,
        clock: Clock = Clock(),  # noqa: B008 (it is frozen)
        mode: Mode | Literal["new"] = "new",
    ) -> None:
        """`mode` "new" makes the database when there is none; the other modes never do. Raises LibraryError, DamagedError."""
        if mode == "new" and not path.exists():
            create_database(path)
        self.db = open_database(path, "rw" if mode == "new" else mode)
        self.clock = clock

    def close(self) -> None:
        """Close the database; nothing needs saving, since only whole transactions exist."""
        self.db.close()

    # Folders and places ----------------------------------------------------------------------------------------------

    def add_folder(self, path: Path) -> int:
        """The id of a folder, new or known."""
        with self.db.atomic():
            self.db.execute(
                "insert or ignore into folder(path, added) values (?, ?)", [os.fsencode(path), self.clock.now()]
            )
            return self._one("select id from folder where path = ?", [os.fsencode(path)])

    def remove_folder(self, folder: int) -> None:
        """Take a folder and its places out. Videos stay, so that adding it again needs no new work."""
        with self.db.atomic():
            self._forget_captions("select id from place where folder = ?", folder)
            self.db.execute("delete from folder where id = ?", [folder])

    def drop_place(self, place: int) -> None:
        """Delete a place with its words."""
        with self.db.atomic():
            self._forget_captions("?", place)
            self.db.execute("delete from place where id = ?", [place])

    def mark_folder(self, folder: int, missing: bool) -> None:
        """Note that a folder was looked through, or that it cannot be found (its places then keep their state)."""
        with self.db.atomic():
            if missing:
                self.db.execute(
                    "update folder set missing_since = coalesce(missing_since, ?) where id = ?",
                    [self.clock.now(), folder],
                )
            else:
                now = self.clock.now()
                self.db.execute(
                    "update folder set missing_since = null, looked = ?, seen = ? where id = ?", [now, now, folder]
                )

    def folders(self, model: int | None) -> list[Folder]:
        """All folders with their counts for a model, or for any when it is None, in the order they were added."""
        rows = self.db.execute(
            """select folder.id, folder.path, folder.missing_since, count(place.id),
                   count(done.video),
                   sum(place.problem is null and video.problem is null and video.id is not null and done.video is null),
                   sum(place.problem is not null or video.problem is not null or done.problem is not null),
                   sum(video.duration),
                   (select count(*) from place as gone where gone.folder = folder.id and gone.missing_since is not null),
                   coalesce((select label from volume where volume.id = folder.volume), ''), folder.seen,
                   (select count(*) from branch where branch.folder = folder.id), folder.patterns,
                   coalesce((select kind from volume where volume.id = folder.volume), '')
               from folder left join place on place.folder = folder.id and place.missing_since is null
               left join video on video.id = place.video
               left join (select video, max(problem) as problem from indexed where ? is null or model = ? group by video) as done
                   on done.video = place.video
               group by folder.id order by folder.id""",
            [model, model],
        )
        return [
            Folder(
                *(row[0], _path(row[1]), row[2], row[3], row[4], row[5] or 0, row[6] or 0, row[7] or 0.0),
                *(row[8], row[9], row[10], row[11], tuple(filter(None, os.fsdecode(row[12]).split("\0"))), row[13]),
            )
            for row in rows
        ]

    def places(self, folder: int) -> dict[Path, Place]:
        """Every place of a folder, by path."""
        rows = self.db.execute(
            """select id, folder, path, video, size, modified, missing_since, problem, absent_since
               from place where folder = ?""",
            [folder],
        )
        return {_path(row[2]): Place(row[0], row[1], _path(row[2]), *row[3:]) for row in rows}

    def see(
        self,
        folder: int,
        path: Path,
        size: int,
        modified: int,
        video: int | None,
        problem: str | None,
        verdict: str | None = None,
    ) -> int:
        """Note that a file is at a path now: new, changed, or back again; or why it cannot be opened. Returns the place's id."""
        with self.db.atomic():
            root = self.db.execute("select path from folder where id = ?", [folder]).fetchone()[0]
            branch = branch_of(self.db, folder, root, os.fsencode(path))
            self.db.execute(
                """insert into place(folder, path, video, size, modified, seen, problem, verdict, branch)
                   values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                   on conflict(path) do update set folder = excluded.folder, video = excluded.video, size = excluded.size,
                   modified = excluded.modified, seen = excluded.seen, problem = excluded.problem, verdict = excluded.verdict,
                   branch = excluded.branch,
                   missing_since = null, absent_since = null""",
                [folder, os.fsencode(path), video, size, modified, self.clock.now(), problem, verdict, branch],
            )
            return self._one("select id from place where path = ?", [os.fsencode(path)])

    def miss(self, places: Sequence[int]) -> None:
        """Note that a look did not find files where they were seen last: missing from the second time on, since the first."""
        with self.db.atomic():
            for place in places:
                self.db.execute(
                    """update place set missing_since = coalesce(missing_since, absent_since),
                       absent_since = coalesce(absent_since, ?) where id = ?""",
                    [self.clock.now(), place],
                )

    def set_captions(self, place: int, captions: Iterable[tuple[str, float, float, str]]) -> None:
        """Replace the texts of a place: (kind, start, end, text)."""
        with self.db.atomic():
            self._forget_captions("?", place)
            for kind, start, end, text in captions:
                row = self.db.execute(
                    "insert into caption(place, kind, start, end) values (?, ?, ?, ?)", [place, kind, start, end]
                )
                self.db.execute("insert into caption_words(rowid, text) values (?, ?)", [row.lastrowid, text])

    # Videos ----------------------------------------------------------------------------------------------------------

    def add_video(self, digest: str, size: int) -> int:
        """The id of a video with this content, new or known."""
        with self.db.atomic():
            self.db.execute(
                "insert or ignore into video(digest, size, added) values (?, ?, ?)", [digest, size, self.clock.now()]
            )
            return self._one("select id from video where digest = ?", [digest])

    def describe_video(self, video: int, **facts: object) -> None:
        """Store what a probe told: columns of `video` by name."""
        with self.db.atomic():
            self.db.table("video").update(video, facts)

    def videos(self, ids: Iterable[int]) -> dict[int, Video]:
        """Videos by id, each with the place where it is, or was last."""
        found: dict[int, Video] = {}
        for row in self._in(
            f"""select video.id, digest, duration, frame_rate, width, height, {taken()}, coalesce(stars, 0), coalesce(playable, 0),
               place.path, {_WHEREABOUTS}
               from video join place on place.video = video.id join folder on folder.id = place.folder
               left join volume on volume.id = folder.volume left join rating on rating.video = video.id
               where video.id in ({{}})
               order by place.missing_since is not null, folder.missing_since is not null, place.absent_since is not null, place.id""",
            list(ids),
        ):
            if row[0] not in found:
                where = _whereabouts(*row[9:])
                known = row[0], row[1], row[2], row[3] or 0.0, row[4] or 0, row[5] or 0
                found[row[0]] = Video(*known, _path(row[9]), where.state == "here", where, row[6], row[7], bool(row[8]))
        return found

    def usable(self, folder: int, model: int) -> dict[int, bool]:
        """Videos of a folder that are there and can be used, in order of path, none twice; True for those done for a model."""
        rows = self.db.execute(
            """select video.id, exists (select 1 from indexed where indexed.video = video.id and indexed.model = ?)
               from place join video on video.id = place.video
               where place.folder = ? and place.missing_since is null and video.problem is null
               group by video.id order by min(place.path)""",
            [model, folder],
        )
        return {row[0]: bool(row[1]) for row in rows}

    def unprobed(self, folder: int) -> list[int]:
        """Videos of a folder whose length is not known yet."""
        rows = self.db.execute(
            """select distinct video.id from place join video on video.id = place.video
               where place.folder = ? and place.missing_since is null and (video.duration is null or video.playable is null)
               and video.problem is null""",
            [folder],
        )
        return [row[0] for row in rows]

    def problems(self, model: int | None) -> list[tuple[int, Path, str, bool]]:
        """(video or 0, path, sentence, partial) of everything that could not be indexed wholly."""
        rows = self.db.execute(
            """select coalesce(video.id, 0), place.path, coalesce(place.problem, video.problem, done.problem),
                   place.problem is null and video.problem is null
               from place left join video on video.id = place.video
               left join (select video, max(problem) as problem from indexed where ? is null or model = ? group by video) as done
                   on done.video = place.video
               where coalesce(place.problem, video.problem, done.problem) is not null and place.missing_since is null
               order by place.path""",
            [model, model],
        )
        return [(row[0], _path(row[1]), row[2], bool(row[3])) for row in rows]

    # Models, shots, embeddings ---------------------------------------------------------------------------------------

    def model(self, key: str) -> tuple[int, int] | None:
        """(id, batch) of a model by its key; None for one never seen here."""
        return self.db.execute("select id, batch from model where key = ?", [key]).fetchone()

    def add_model(self, key: str, name: str, dim: int, batch: int) -> int:
        """The id of a new model."""
        with self.db.atomic():
            values = [key, name, dim, batch, self.clock.now()]
            return (
                self.db.execute(
                    "insert into model(key, name, dim, batch, added) values (?, ?, ?, ?, ?)", values
                ).lastrowid
                or 0
            )

    def known_answers(self, model: int) -> np.ndarray | None:
        """What a model answered to a known picture and sentence when it was first used here: float32 (2, dim); None before."""
        row = self.db.execute("select answers, dim from model where id = ?", [model]).fetchone()
        return None if row is None or row[0] is None else np.frombuffer(row[0], np.float32).reshape(2, row[1])

    def set_known_answers(self, model: int, answers: np.ndarray) -> None:
        """Remember what a model answers, float32 (2, dim)."""
        with self.db.atomic():
            self.db.execute("update model set answers = ? where id = ?", [answers.astype(np.float32).tobytes(), model])

    def finish_video(
        self,
        video: int,
        model: int,
        shots: Sequence[NewShot],
        until: float,
        problem: str | None,
        interval: float = 1.0,
    ) -> list[int]:
        """Store everything of one video for one model in one transaction; returns the shots' ids in order.

        `interval`: seconds between two of its frames. Shots that are already there (cut for another model) are kept when they are
        the same, and replaced when not. Raises VectorError, with nothing stored, when the model gave numbers that are none.
        """
        for shot in shots:
            if not (np.isfinite(shot.vector).all() and np.isfinite(shot.frames).all() and np.any(shot.vector)):
                raise VectorError(
                    "The search model gave values that are not numbers; nothing of this video was stored."
                )
        with self.db.atomic():
            rows = self.db.execute(
                "select id, start, end, times from shot where video = ? order by number", [video]
            ).fetchall()
            wanted = [(shot.start, shot.end, np.asarray(shot.times, np.float64).tobytes()) for shot in shots]
            if [tuple(row[1:]) for row in rows] == wanted:
                ids = [row[0] for row in rows]
            else:
                self.db.execute("delete from shot where video = ?", [video])
                self.db.execute("delete from indexed where video = ?", [video])
                ids = []
                for number, (start, end, times) in enumerate(wanted):
                    cursor = self.db.execute(
                        "insert into shot(video, number, start, end, times) values (?, ?, ?, ?, ?)",
                        [video, number, start, end, times],
                    )
                    ids.append(cursor.lastrowid)
            for shot_id, shot in zip(ids, shots, strict=True):
                self.db.execute(
                    "insert or replace into embedding(shot, model, vector, frames, usual, spread) values (?, ?, ?, ?, ?, ?)",
                    [shot_id, model, _halves(shot.vector), _halves(shot.frames), shot.usual, shot.spread],
                )
            self.db.execute(
                "insert or replace into indexed(video, model, until, problem, interval) values (?, ?, ?, ?, ?)",
                [video, model, until, problem, interval],
            )
        return ids

    def fail_video(self, video: int, sentence: str) -> None:
        """Note why a video cannot be used."""
        self.describe_video(video, problem=sentence)

    def shot_ids(self, model: int, scope: Scope = EVERYTHING) -> np.ndarray:
        """Ids (int64) of all shots in scope that have an embedding for a model; only videos that some folder still holds.

        `finish_video` writes the embeddings of a video and its row in `indexed` together, so that is asked, and the large table is left alone.
        """
        where, values = condition(scope)
        rows = self.db.execute(
            f"""select shot.id from shot where shot.video in (select video from indexed where model = ?)
                and shot.video in (select place.video from place join video on video.id = place.video where {where}) order by shot.id""",
            [model, *values],
        )
        return np.fromiter((row[0] for row in rows), np.int64)

    def counts(self, model: int | None, scope: Scope = EVERYTHING) -> tuple[int, int, int, float]:
        """(videos, of these indexed, their shots, seconds of footage) in scope; a video at two places counts once.

        For a model, or for any when it is None.
        """
        where, values = condition(scope)
        row = self.db.execute(
            f"""select count(*), sum(done), sum(done * shots), sum(duration) from (
                select video.duration as duration, exists(select 1 from indexed where indexed.video = video.id and (? is null or indexed.model = ?)) as done,
                    (select count(*) from shot where shot.video = video.id) as shots
                from video where video.problem is null and video.id in (
                    select place.video from place join video on video.id = place.video where {where}))""",
            [model, model, *values],
        ).fetchone()
        return row[0], row[1] or 0, row[2] or 0, row[3] or 0.0

    def vectors(self, model: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All shot vectors of a model in blocks: ids int64 (n,), vectors float32 (n, dim)."""
        (dim,) = self.db.execute("select dim from model where id = ?", [model]).fetchone()
        sound = "select shot, vector from embedding where model = ? and length(vector) = ? order by shot"
        cursor = self.db.execute(sound, [model, dim * np.dtype(np.float16).itemsize])
        while rows := cursor.fetchmany(4096):
            yield np.array([row[0] for row in rows], np.int64), np.stack([_floats(row[1]) for row in rows])

    def shots(self, model: int, ids: Sequence[int]) -> list[Shot]:
        """Shots by id, in the order asked for; ids that are gone are left out."""
        found = {}
        for row in self._in(
            """select shot.id, video, start, end, times, vector, frames, usual, spread from shot join embedding on embedding.shot = shot.id
               where embedding.model = ? and shot.id in ({})""",
            list(ids),
            [model],
        ):
            times = np.frombuffer(row[4], np.float64)
            frames = _floats(row[6]).reshape(len(times), -1)
            found[row[0]] = Shot(row[0], row[1], row[2], row[3], times, _floats(row[5]), frames, row[7], row[8])
        return [found[shot] for shot in (int(i) for i in ids) if shot in found]

    def newest_moments(self, among: np.ndarray, count: int) -> list[int]:
        """Of the videos whose shots came last, newest first, the shot in the middle of each; of shots `among` (n,) only."""
        rows = self.db.execute("select video, max(id) from shot group by video order by max(id) desc").fetchall()
        newest = np.array([row[1] for row in rows], np.int64)
        chosen = [rows[at][0] for at in np.flatnonzero(np.isin(newest, among))[:count]]
        middle = "select id from shot where video = ? order by number limit 1 offset (select count(*) / 2 from shot where video = ?)"
        return [self._one(middle, [video, video]) for video in chosen]

    def names(self, count: int) -> list[str]:
        """The names of files that came last."""
        rows = self.db.execute(
            """select caption_words.text from caption_words join caption on caption.id = caption_words.rowid
               where caption.kind = 'name' order by caption.id desc limit ?""",
            [count],
        )
        return [row[0] for row in rows]

    def video_of(self, shot: int) -> int:
        """The video a shot belongs to; 0 when there is no such shot."""
        row = self.db.execute("select video from shot where id = ?", [shot]).fetchone()
        return row[0] if row else 0

    def shots_of(self, model: int, video: int, start: float = 0.0, end: float = float("inf")) -> list[Shot]:
        """The shots of a video that overlap a range, in time order."""
        rows = self.db.execute(
            "select id from shot where video = ? and end > ? and start < ? order by number", [video, start, end]
        )
        return self.shots(model, [row[0] for row in rows])

    def find_captions(self, match: str, kind: str, scope: Scope, limit: int) -> list[Caption]:
        """Names or subtitles in scope that match an FTS5 expression, best first."""
        where, values = condition(scope)
        rows = self.db.execute(
            f"""select caption.kind, place.video, caption_words.text, caption.start, caption.end, place.path, {_WHEREABOUTS}
                from caption_words join caption on caption.id = caption_words.rowid join place on place.id = caption.place
                join video on video.id = place.video join folder on folder.id = place.folder
                left join volume on volume.id = folder.volume
                where caption_words match ? and caption.kind = ? and {where} order by bm25(caption_words), caption.id limit ?""",
            [match, kind, *values, limit],
        )
        found = [(row, _whereabouts(*row[5:])) for row in rows]
        return [
            Caption(row[0], row[1], _path(row[5]), row[2], row[3], row[4], at.state == "here", at) for row, at in found
        ]

    # Upkeep ----------------------------------------------------------------------------------------------------------

    def index_file(self, model: int) -> IndexFile | None:
        """The current generation of a model's vector index."""
        row = self.db.execute(
            "select name, size, sha256, count, dim, space, parameters from index_file where model = ?", [model]
        ).fetchone()
        return IndexFile(*row) if row else None

    def index_names(self) -> set[str]:
        """The files of all current generations."""
        return {name for (name,) in self.db.execute("select name from index_file")}

    def next_generation(self) -> int:
        """A number that no generation has had."""
        return self._one("select coalesce(max(seq), 0) + 1 from sqlite_sequence where name = ?", ["index_file"])

    def adopt_index_file(self, number: int, model: int, file: IndexFile) -> None:
        """Make a file, which is safely on the disk, the current generation of a model."""
        with self.db.atomic():
            self.db.execute("delete from index_file where model = ?", [model])
            self.db.execute(
                """insert into index_file(number, model, name, size, sha256, count, dim, space, parameters, written)
                   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [number, model, *astuple(file), self.clock.now()],
            )

    def last(self, upkeep: str) -> float:
        """When a piece of upkeep was done last, in seconds since 1970; 0 for never."""
        row = self.db.execute("select done from upkeep where what = ?", [upkeep]).fetchone()
        return row[0] if row else 0.0

    def note(self, upkeep: str) -> None:
        """Note that a piece of upkeep was done now."""
        with self.db.atomic():
            self.db.execute("insert or replace into upkeep(what, done) values (?, ?)", [upkeep, self.clock.now()])

    def _forget_captions(self, places: str, value: int) -> None:
        """Delete the texts of the places that an SQL expression with one value names."""
        self.db.execute(
            f"delete from caption_words where rowid in (select id from caption where place in ({places}))", [value]
        )
        self.db.execute(f"delete from caption where place in ({places})", [value])

    def _one(self, sql: str, values: Sequence[object]) -> int:
        return self.db.execute(sql, values).fetchone()[0]

    def _in(self, sql: str, ids: list[int], before: Sequence[object] = ()) -> Iterator[tuple]:
        """Run a query with `in ({})` for many ids, in portions."""
        for first in range(0, len(ids), PARAMETERS):
            part = [int(i) for i in ids[first : first + PARAMETERS]]
            yield from self.db.execute(sql.format(",".join("?" * len(part))), [*before, *part])


_WHEREABOUTS = """place.missing_since, folder.missing_since, folder.seen, volume.label, folder.path"""


def _whereabouts(
    path: bytes,  # of the place, for the sake of the callers' rows
    missing: float | None,
    offline: float | None,
    seen: float | None,
    label: str | None,
    folder: bytes,
) -> Whereabouts:
    """From the columns that `_WHEREABOUTS` names. A folder that is away is told before a file that was missing already."""
    volume = label or _path(folder).name or str(_path(folder))
    if offline is not None:
        return Whereabouts("offline", volume, seen if seen is not None else offline)
    return Whereabouts("missing", volume, missing) if missing is not None else Whereabouts("here", volume)


def _path(raw: bytes) -> Path:
    return Path(os.fsdecode(raw))


def _floats(blob: bytes) -> np.ndarray:
    return np.frombuffer(blob, np.float16).astype(np.float32)


def _halves(values: np.ndarray) -> bytes:
    return np.asarray(values, np.float16).tobytes()
