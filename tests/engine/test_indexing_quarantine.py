"""Films that crash or hang their decoder: two workers at most, then they are left alone until something changes; everything else is indexed."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.engine import Engine
from engine.errors import VERDICTS
from engine.library import readings
from engine.media.decoder import REQUESTS_PER_WORKER, Decoder
from engine.messages import Done, IndexFolder, ListProblems, Problems, Progress, RetryVideo
from tests.clips import make_clip, make_sound
from tests.fakes import load_fake, run_steps

pytestmark = [
    pytest.mark.usefixtures("untouched"),
    pytest.mark.skipif(sys.platform == "win32", reason="the fake worker hangs by SIGSTOP"),
]
POISON = ("crash", "hang", "babble", "late crash", "late hang")


class Watched:
    """Makes decoders whose workers do as the files say, and remembers them."""

    def __init__(self, diary: Path) -> None:
        self.decoders: list[Decoder] = []
        self.versions = "1"
        self._diary = diary
        diary.touch()

    def __call__(self) -> Decoder:
        command = [sys.executable, "-P", "-m", "tests.poisonable_worker", self.versions, str(self._diary)]
        self.decoders.append(Decoder(patience=1.0, command=command))
        return self.decoders[-1]

    @property
    def restarts(self) -> int:
        """Workers that took the place of another."""
        return sum(decoder.started - 1 for decoder in self.decoders if decoder.started)

    @property
    def lost(self) -> int:
        """Workers that a film made crash, hang or babble."""
        return len(self._diary.read_text().splitlines())


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "diary")


@pytest.fixture
def engine(tmp_path: Path, watched: Watched) -> Iterator[Engine]:
    opened = Engine(tmp_path / "library", "colours", load=load_fake, decoder=watched)
    run_steps(opened.load_model())
    yield opened
    opened.close()


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, content: str) -> Path:
    """A file that the fake worker takes for a film; no two are the same content."""
    path = folder / name
    path.write_text(f"{content}\n{name}")
    return path


def index(engine: Engine, folder: Path) -> list[Any]:
    return run_steps(engine.index_folder(IndexFolder(1, str(folder))))


def verdicts(engine: Engine) -> dict[str, str]:
    return {one.path.name: one.verdict for one in readings.verdicts(engine.library.catalog)}


@pytest.mark.goal("F2")
def test_ten_poisonous_films_cost_twenty_workers_and_nothing_else(
    engine: Engine,
    films: Path,
    watched: Watched,
    size: Callable[[int, int], int],
    tried: Callable[[str, int], None],
) -> None:
    count = size(150, 1000)
    poison = {f"film-{(2 * number + 1) * count // 20:04}.mp4": POISON[number % 5] for number in range(10)}
    for number in range(count):
        name = f"film-{number:04}.mp4"
        write(films, name, poison.get(name, "film"))
    tried("F2", 10)
    assert isinstance(index(engine, films)[-1], Done)
    found = verdicts(engine)
    assert len(found) == count
    assert {name: verdict for name, verdict in found.items() if verdict != "ok" and name not in poison} == {}
    for name, kind in poison.items():
        assert found[name] == ("timed out" if "hang" in kind else "crashed"), name
    assert watched.lost == 20
    assert watched.restarts <= 20 + 3 * count // REQUESTS_PER_WORKER, "and those whose time has come"
    assert len(readings.quarantined(engine.library.catalog)) == 10
    assert engine.library_state().indexed == count - 10


def test_a_film_in_quarantine_costs_no_worker_at_the_next_look(engine: Engine, films: Path, watched: Watched) -> None:
    write(films, "film.mp4", "film")
    write(films, "poison.mp4", "crash")
    index(engine, films)
    assert watched.lost == 2
    index(engine, films)
    assert watched.lost == 2
    [problems] = [item for item in run_steps(engine.list_problems(ListProblems(2))) if isinstance(item, Problems)]
    assert [Path(one.path).name for one in problems.problems] == ["poison.mp4"]


def test_it_is_tried_again_when_its_file_has_changed(engine: Engine, films: Path, watched: Watched) -> None:
    path = write(films, "poison.mp4", "crash")
    index(engine, films)
    assert watched.lost == 2
    os.utime(path, ns=(1, 1))  # the same content, saved anew
    index(engine, films)
    assert watched.lost == 4
    path.write_text("film\nmended")
    index(engine, films)
    assert verdicts(engine) == {"poison.mp4": "ok"}


def test_it_is_tried_again_with_another_ffmpeg(engine: Engine, films: Path, watched: Watched) -> None:
    write(films, "poison.mp4", "late crash")
    index(engine, films)
    watched.versions = "2"
    index(engine, films)
    assert watched.lost == 4
    index(engine, films)
    assert watched.lost == 4
    [one] = readings.verdicts(engine.library.catalog)
    assert (one.attempts, one.verdict) == (2, "crashed")
    assert one.versions.endswith("PyAV 2, FFmpeg 0")


def test_it_is_tried_again_when_the_person_asks(engine: Engine, films: Path, watched: Watched) -> None:
    write(films, "poison.mp4", "crash")
    write(films, "another.mp4", "crash")
    index(engine, films)
    assert watched.lost == 4
    poison = next(one for one in readings.verdicts(engine.library.catalog) if one.path.name == "poison.mp4")
    assert isinstance(run_steps(engine.places.retry_video(RetryVideo(3, poison.video)))[-1], Done)
    assert watched.lost == 6
    assert len(readings.quarantined(engine.library.catalog)) == 2


def test_what_is_being_read_is_on_the_disk_before_it_is_begun(engine: Engine, films: Path, tmp_path: Path) -> None:
    """Looked at through another connection, whenever the work lets go."""
    import sqlite3

    for number in range(3):
        write(films, f"film-{number}.mp4", "film")
    noted = set[str]()
    other = sqlite3.connect(tmp_path / "library" / "library.db")
    for _ in engine.index_folder(IndexFolder(1, str(films))):
        rows = other.execute("select path from reading join place using (video) where began is not null").fetchall()
        noted |= {Path(os.fsdecode(row[0])).name for row in rows}
    assert noted == {"film-0.mp4", "film-1.mp4", "film-2.mp4"}
    assert other.execute("select count(*) from reading where began is not null").fetchone() == (0,)
    other.close()


def test_a_stopped_job_blames_nobody(engine: Engine, films: Path) -> None:
    for number in range(3):
        write(films, f"film-{number}.mp4", "film")
    catalog = engine.library.catalog
    for stop_after in range(2, 60, 3):
        work = engine.index_folder(IndexFolder(1, str(films)))
        for _ in range(stop_after):
            next(work, None)
        work.close()
        assert catalog.db.execute("select count(*) from reading where began is not null or deaths > 0").fetchone() == (
            0,
        )


def test_a_film_during_which_the_engine_died_goes_last(tmp_path: Path, films: Path, watched: Watched) -> None:
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        write(films, name, "film")
    first = Engine(tmp_path / "library", "colours", load=load_fake, decoder=watched)
    run_steps(first.load_model())
    index(first, films)
    catalog = first.library.catalog
    suspect = next(one.video for one in readings.verdicts(catalog) if one.path.name == "a.mp4")
    with catalog.db.atomic():
        catalog.db.execute("delete from indexed")
    readings.begin(catalog, suspect, 0, "")  # and here it is killed
    first.close()
    second = Engine(tmp_path / "library", "colours", load=load_fake, decoder=watched)
    run_steps(second.load_model())
    told = [item for item in index(second, films) if isinstance(item, Progress) and item.activity == "indexing"]
    order = dict.fromkeys(Path(item.path).name for item in told)
    assert list(order)[:3] == ["b.mp4", "c.mp4", "a.mp4"]
    assert readings.suspects(second.library.catalog) == {}, "it went well, so it is no suspect any more"
    second.close()


@pytest.mark.goal("P3")
def test_whatever_becomes_of_a_file_there_is_a_row_that_says_so(
    tmp_path: Path, films: Path, tried: Callable[[str, int], None]
) -> None:
    """The real decoder on real files of each kind; what only a fault can bring about is in the tests above."""
    make_clip(films / "ok.mp4", seconds=2, size=(64, 48))
    make_clip(films / "partial.mkv", seconds=8, size=(64, 48))
    data = (films / "partial.mkv").read_bytes()
    (films / "partial.mkv").write_bytes(data[: len(data) // 2])
    make_sound(films / "no video.mp4")
    make_clip(films / "unsupported.mkv", seconds=1, size=(64, 48), codec="libx264")
    coded = (films / "unsupported.mkv").read_bytes()
    (films / "unsupported.mkv").write_bytes(coded.replace(b"V_MPEG4/ISO/AVC", b"V_MPEGI/ISO/VVC"))
    (films / "refused.mp4").write_text("#EXTM3U\n#EXTINF:2,\nok.mp4\n")
    (films / "damaged.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(2000))
    make_clip(films / "offline.mp4", seconds=1, size=(64, 48), scenes=["blue"])
    (films / "unreadable.mp4").touch()
    engine = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(engine.load_model())
    index(engine, films)
    (films / "offline.mp4").unlink()
    index(engine, films)
    index(engine, films)
    rows = readings.verdicts(engine.library.catalog)
    engine.close()
    tried("P3", len(rows))
    assert {one.path.stem: one.verdict for one in rows} == {
        "ok": "ok",
        "partial": "partial",
        "no video": "no video",
        "unsupported": "unsupported",
        "refused": "refused",
        "damaged": "damaged",
        "offline": "offline",
        "unreadable": "no video",  # empty
    }
    for one in rows:
        assert one.verdict in VERDICTS
        assert bool(one.reason) == (one.verdict not in ("ok", "offline")), one
        assert (one.attempts > 0) == (
            one.verdict in ("no video", "unsupported", "refused", "damaged") and one.video > 0
        )
