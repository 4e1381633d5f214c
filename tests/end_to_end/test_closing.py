"""The window is closed, terminated or killed at random moments of its work: it is gone at once, nothing is left behind, and it ends well.

The engine and its decoders are real; only the neural net is a fake.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.main import Program
from app.settings import Settings
from tests.clips import make_clip
from tests.processes import NAME, marked, new_mark, seconds_until_gone, slowness

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.goal("F12"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for number, colour in enumerate(["red", "green", "blue", "yellow"]):
        make_clip(folder / f"{number}.mp4", seconds=16, fps=12, scenes=[colour, "black"])
    return folder


def words_of_engine(library: Path) -> list[str]:
    return ["-m", "tests.fake_engine_command", "--library", str(library), "serve"]


def test_closing_at_any_moment_leaves_nothing(qtbot, qapp, tmp_path, films, monkeypatch, size, tried):
    rounds = size(14, 60)
    tried("F12", rounds)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    rng = random.Random(12)
    slowest = 0.0
    for number in range(rounds):
        mark = new_mark()
        monkeypatch.setenv(NAME, mark)
        library = tmp_path / f"library-{number // 4}"  # so that some are half indexed
        settings = Settings(str(tmp_path / "settings.ini"))
        program = Program(qapp, settings, None, (sys.executable, words_of_engine(library)))
        quiet = Quiet()
        monkeypatch.setattr(program, "application", quiet)
        program.open([str(films)])
        qtbot.wait(round(rng.choice([0, 30, 400, 1500]) * rng.uniform(0.5, 1.5)))
        if rng.random() < 0.5 and program.conversation is not None:
            program.window.search_bar.set_text("red")
            qtbot.wait(round(rng.uniform(0, 600)))
        began = time.monotonic()
        program.window.close()
        assert program.window.isHidden()
        assert time.monotonic() - began < 0.5 * slowness(), "0.5 s, and more on a busy machine"
        qtbot.waitUntil(lambda quiet=quiet: quiet.asked, timeout=20000)
        assert seconds_until_gone(mark) < 5 * slowness()
        slowest = max(slowest, time.monotonic() - began)
        program.window.theme.deleteLater()
        program.window.deleteLater()
        qapp.processEvents()
    print(f"\nall gone after {slowest:.2f} s at most")


class Quiet:
    """Stands for the application, which must outlive this test: only remembers that it was asked to quit."""

    asked = False

    def quit(self) -> None:
        self.asked = True


def begin(tmp_path: Path, films: Path, mark: str, number: int) -> subprocess.Popen[bytes]:
    """The whole program, on a library that several rounds share."""
    library = tmp_path / f"library-{number // 3}"
    code = (
        "import sys, app.engine_client, app.main\n"
        f"app.engine_client.engine_command = lambda *_: (sys.executable, {words_of_engine(library)!r})\n"
        "sys.exit(app.main.main(sys.argv[1:]))"
    )
    options = ["--library", str(library), "--settings", str(tmp_path / "settings.ini"), str(films)]
    environ = os.environ | {NAME: mark, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", code, *options], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)


def wait_for_children(mark: str, count: int) -> None:
    """Until the window has so many processes around it; where nothing is left to index the engine stays the only one."""
    began = time.monotonic()
    while (here := len(marked(mark))) <= count and not (here > 1 and time.monotonic() > began + 5 * slowness()):
        assert time.monotonic() < began + 60
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_terminated_window_ends_well(tmp_path, films, number, size, tried):
    rounds = size(2, 12)
    tried("F12", rounds)
    rng = random.Random(number)
    for count in range(rounds):
        mark = new_mark()
        window = begin(tmp_path, films, mark, count)
        wait_for_children(mark, 1)
        time.sleep(rng.uniform(0, 2))
        window.send_signal(number)
        assert window.wait(60) == 0
        assert seconds_until_gone(mark) < 5 * slowness()


def test_a_killed_window_leaves_no_child(tmp_path, films, size, tried):
    rounds = size(3, 16)
    tried("F12", rounds)
    rng = random.Random(9)
    slowest = 0.0
    for count in range(rounds):
        mark = new_mark()
        window = begin(tmp_path, films, mark, count)
        wait_for_children(mark, rng.choice([1, 2, 3]))
        time.sleep(rng.uniform(0, 0.7))
        window.kill()
        window.wait()
        gone = seconds_until_gone(mark)
        assert gone < 1.5 * slowness(), "1 s, and more on a busy machine"
        slowest = max(slowest, gone)
    print(f"\nno child after {slowest:.2f} s at most")
