"""The window and the real engine together: a folder of real films goes in, moments come out. Only the neural net is a fake."""

import os
import signal
import sys
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.main import Program
from app.settings import Settings
from tests.clips import make_clip

ROOT = Path(__file__).parents[2]


@pytest.fixture
def program(qtbot, qapp, tmp_path, monkeypatch):
    """A program on an empty library; ends with its engine."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, ["-m", "tests.fake_engine_command", "--library", str(tmp_path / "library"), "serve"]]
    program = Program(qapp, Settings(str(tmp_path / "settings.ini")), None, (command[0], command[1]))
    program.open([])
    qtbot.waitUntil(lambda: program.conversation is not None, timeout=20000)
    assert program.client is not None
    program.client.stopped.disconnect(qapp.quit)
    yield program
    with qtbot.waitSignal(program.client.stopped, timeout=20000):
        program.window.close()
    program.window.theme.deleteLater()
    program.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def films(tmp_path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    for number, colour in enumerate(["red", "green", "blue", "yellow"]):
        make_clip(folder / f"{number}.mp4", seconds=8, fps=12, scenes=[colour, "black"])
    return folder


def ask(program, qtbot, text: str) -> list[str]:
    """The file names of the refined answer to a sentence typed by a person."""
    searching = program.conversation.searching
    program.window.search_bar.set_text("")
    program.window.search_bar.set_text(text)
    qtbot.waitUntil(lambda: searching._finished and searching._answer is not None, timeout=20000)
    return [Path(hit.path).name for hit in searching._answer.hits]


def indexed(program, qtbot, count: int) -> None:
    conversation = program.conversation
    qtbot.waitUntil(lambda: conversation._library is not None and conversation._library.indexed >= count, timeout=60000)


def test_a_folder_goes_in_and_moments_come_out(program, qtbot, films):
    program.conversation.index(str(films))
    indexed(program, qtbot, 4)
    assert ask(program, qtbot, "blue")[0] == "2.mp4"
    hit = program.conversation.searching._answer.hits[0]
    assert Path(hit.frames[hit.best].picture).is_file()
    assert Path(hit.sprite).is_file()


def test_a_killed_engine_is_back_by_itself_and_the_work_goes_on(program, qtbot, films):
    program.conversation.index(str(films))
    indexed(program, qtbot, 1)
    os.kill(program.client._process.processId(), signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    indexed(program, qtbot, 4)
    assert ask(program, qtbot, "green")[0] == "1.mp4"


def test_a_removed_folder_comes_back_with_undo_without_new_work(program, qtbot, films):
    program.conversation.index(str(films))
    indexed(program, qtbot, 4)
    (folder,) = program.conversation._library.folders
    program.conversation.places.remove(folder)
    qtbot.waitUntil(lambda: program.conversation._library.folders == (), timeout=20000)
    program.conversation.index(folder.path)
    indexed(program, qtbot, 4)
    assert ask(program, qtbot, "red")[0] == "0.mp4"
