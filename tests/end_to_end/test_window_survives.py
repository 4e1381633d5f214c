"""No file, index, database, model, picture or setting ends the window: after each it is there, its event loop turns, and what is wrong is said."""

import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.main import Program
from app.settings import Settings
from engine.engine import Engine
from engine.messages import Failed, IndexFolder, LibraryTrouble
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.goal("S4")


class Desk:
    """A program, what its engine has said, and how often its event loop has turned."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.turns = 0
        self.heard: list[object] = []
        self._pulse = QTimer(program.window, interval=20)
        self._pulse.timeout.connect(self._turn)
        self._pulse.start()

    def _turn(self) -> None:
        self.turns += 1

    def alive(self, qtbot) -> None:
        """The window is there and takes part in life."""
        turns = self.turns
        qtbot.waitUntil(lambda: self.turns > turns + 10, timeout=10000)
        assert self.program.window.isVisible()
        self.program.window.search_bar.set_text("still here")
        assert self.program.window.search_bar.text == "still here"


@pytest.fixture
def start(qtbot, qapp, tmp_path, monkeypatch) -> Iterator[Callable[..., Desk]]:
    """`start(library)`: the window with a real engine; its model is a fake one unless `model` names another."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    desks = []

    def open_(library: Path, model: str = "", folders: tuple[str, ...] = ()) -> Desk:
        module = "engine.cli" if model else "tests.fake_engine_command"
        options = ["--library", str(library), *(["--model", model] if model else [])]
        settings = Settings(str(tmp_path / "settings.ini"))
        program = Program(qapp, settings, None, (sys.executable, ["-m", module, *options, "serve"]))
        desk = Desk(program)
        desks.append(desk)
        program.open(list(folders))
        qtbot.waitUntil(lambda: program.conversation is not None, timeout=20000)
        assert program.client is not None
        program.client.stopped.disconnect(qapp.quit)
        program.client.received.connect(desk.heard.append)
        return desk

    yield open_
    for desk in desks:
        if not desk.program.window.isHidden():
            with qtbot.waitSignal(desk.program.client.stopped, timeout=20000):
                desk.program.window.close()
        desk.program.window.theme.deleteLater()
        desk.program.window.deleteLater()
    qapp.processEvents()


@pytest.fixture(scope="module")
def library_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two films, closed well."""
    films, library = tmp_path_factory.mktemp("films"), tmp_path_factory.mktemp("whole") / "library"
    for colour in ("red", "green"):
        make_clip(films / f"{colour}.mp4", seconds=4, fps=8, scenes=[colour])
    engine = Engine(library, "starter", load=load_fake)
    run_steps(engine.load_model())
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    engine.close()
    return library


@pytest.fixture
def library(library_of_two, tmp_path) -> Path:
    """A copy of it."""
    return shutil.copytree(library_of_two, tmp_path / "library")


def ready(desk: Desk) -> bool:
    conversation = desk.program.conversation
    return conversation is not None and conversation._model is not None and conversation._model.state == "ready"


def searchable(desk: Desk) -> int:
    conversation = desk.program.conversation
    return conversation._library.indexed if conversation is not None and conversation._library is not None else 0


DATABASES: dict[str, Callable[[bytes], bytes]] = {
    "nonsense": lambda data: os.urandom(len(data)),
    "empty": lambda data: b"",
    "cut off": lambda data: data[: len(data) // 2 + 7],
    "another program's": lambda data: b"SQLite format 3\0" + data[16:60] + b"\0" * 12 + data[72:],
    "with a zeroed page": lambda data: data[:4096] + b"\0" * 4096 + data[8192:],
}


@pytest.mark.parametrize("kind", DATABASES)
def test_a_damaged_database(start, qtbot, library, kind, tried):
    tried("S4", 1)
    data = DATABASES[kind]((library / "library.db").read_bytes())
    for name in ("library.db-wal", "library.db-shm"):
        (library / name).unlink(missing_ok=True)
    (library / "library.db").write_bytes(data)
    desk = start(library)
    qtbot.waitUntil(
        lambda: ready(desk) or any(isinstance(message, LibraryTrouble | Failed) for message in desk.heard),
        timeout=60000,
    )
    desk.alive(qtbot)


@pytest.mark.qt_log_level_fail("CRITICAL")  # Qt warns about each damaged picture
def test_damaged_indexes_and_pictures(start, qtbot, library, tried):
    rng = random.Random(4)
    damaged = [path for part in ("index", "pictures") for path in (library / part).rglob("*") if path.is_file()]
    assert damaged
    tried("S4", len(damaged))
    for path in damaged:
        data = bytearray(path.read_bytes())
        for _ in range(20):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(bytes(data))
    desk = start(library)
    qtbot.waitUntil(lambda: ready(desk), timeout=60000)
    searching = desk.program.conversation.searching
    desk.program.window.search_bar.set_text("red")
    qtbot.waitUntil(lambda: searching._finished and searching._answer is not None, timeout=30000)
    assert Path(searching._answer.hits[0].path).name == "red.mp4"
    desk.alive(qtbot)


def test_odd_and_hostile_films(start, qtbot, tmp_path, tried):
    rng = random.Random(5)
    films = tmp_path / "films"
    films.mkdir()
    for colour in ("red", "green"):
        make_clip(films / f"{colour}.mp4", seconds=4, fps=8, scenes=[colour])
    whole = (films / "red.mp4").read_bytes()
    odd = {
        "empty.mp4": b"",
        "text.mp4": b"no film",
        "cut.mp4": whole[: len(whole) // 3],
        "list.mp4": b"#EXTM3U\n#EXTINF:2,\n/etc/passwd\n",
        "concat.mp4": b"ffconcat version 1.0\nfile red.mp4\n",
        "sdp.mp4": b"v=0\nm=video 5004 RTP/AVP 96\nc=IN IP4 127.0.0.1\n",
        "<b>bold<img src=x>.mp4": b"x",
        "line\nbreak.mp4": b"x",
        **{f"mutant-{n}.mp4": bytes(b ^ (rng.random() < 0.01) * 255 for b in whole) for n in range(8)},
    }
    tried("S4", len(odd))
    for name, data in odd.items():
        (films / name).write_bytes(data)
    (films / os.fsdecode(b"not utf-8 \xff\xfe.mp4")).write_bytes(whole + b"\0")
    desk = start(tmp_path / "library", folders=(str(films),))
    qtbot.waitUntil(lambda: searchable(desk) >= 2 and not desk.program.window.activity.busy, timeout=120000)
    desk.alive(qtbot)


def test_a_hostile_model(start, qtbot, tmp_path, tried):
    tried("S4", 1)
    model = tmp_path / "model"
    model.mkdir()
    (model / "open_clip_config.json").write_text('{"model_cfg": {"embed_dim": -1, "vision_cfg": {}, "text_cfg": {}}}')
    (model / "open_clip_model.safetensors").write_bytes(b"\xff" * 100)
    desk = start(tmp_path / "library", model=f"local-dir:{model}")
    conversation = desk.program.conversation
    failed = lambda: conversation._model is not None and conversation._model.state == "failed"  # noqa: E731
    qtbot.waitUntil(failed, timeout=120000)
    desk.alive(qtbot)


def test_damaged_settings(start, qtbot, tmp_path, tried):
    tried("S4", 1)
    words = b"[window]\ngeometry=@ByteArray(\xff\xff)\nsplitter=nonsense\ntheme=@Invalid()\nlibrary_shown=many\n[search]\nrecent=@Variant(\\0\\0\\0\\x9)\n"
    (tmp_path / "settings.ini").write_bytes(words + bytes(range(256)))
    desk = start(tmp_path / "library")
    qtbot.waitUntil(lambda: ready(desk), timeout=60000)
    desk.alive(qtbot)
