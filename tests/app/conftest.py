"""The real window with a fake engine in a real child process, a settings file of its own, and waiting in words."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.main import Program
from app.settings import Settings
from engine import messages

FAKE = str(Path(__file__).with_name("fake_engine.py"))


class Desk:
    """A running program and what its engine has heard."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.window = program.window
        self.log = log

    @property
    def conversation(self):
        assert self.program.conversation is not None
        return self.program.conversation

    @property
    def searching(self):
        return self.conversation.searching

    @property
    def client(self):
        assert self.program.client is not None
        return self.program.client

    def heard(self, kind: type) -> list:
        """The requests of a kind that have reached the engine so far."""
        if not self.log.exists():
            return []
        lines = self.log.read_bytes().splitlines()
        return [
            message
            for line in lines
            if json.loads(line)["type"] != "ended"
            for message in [messages.decode(line)]
            if isinstance(message, kind)
        ]

    @property
    def ended(self) -> bool:
        """Whether the engine has come to its own end."""
        return self.log.exists() and b'"ended"' in self.log.read_bytes()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the fake engine draws; shared, so that it draws once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(str(tmp_path / "settings.ini"))


@pytest.fixture
def start(
    qtbot, qapp: QApplication, tmp_path: Path, pictures: Path, settings: Settings
) -> Iterator[Callable[..., Desk]]:
    """`start("--first-run")` opens the window and waits until the engine has told its state."""
    desks: list[Desk] = []

    def open_(*options: str, wait: bool = True, folders: tuple[str, ...] = ()) -> Desk:
        log = tmp_path / f"log-{len(desks)}"
        arguments = [FAKE, "--cache", str(pictures), "--log", str(log), "--state", str(tmp_path / "state"), *options]
        program = Program(qapp, settings, None, (sys.executable, arguments))
        desk = Desk(program, log)
        desks.append(desk)
        program.open(list(folders))
        qtbot.waitUntil(lambda: program.conversation is not None, timeout=10000)
        desk.client.stopped.disconnect(qapp.quit)
        if wait:
            qtbot.waitUntil(
                lambda: desk.conversation._model is not None and desk.conversation._model.state == "ready",
                timeout=20000,
            )
        return desk

    yield open_
    for desk in desks:
        if not desk.window.isHidden():
            with qtbot.waitSignal(desk.client.stopped, timeout=10000):
                desk.window.close()
        desk.window.theme.deleteLater()
        desk.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def answered(qtbot) -> Callable[[Desk, str], Desk]:
    """Ask a question and wait for its refined answer."""

    def ask(desk: Desk, text: str) -> Desk:
        desk.window.search_bar.set_text(text)
        qtbot.waitUntil(lambda: desk.searching._finished and desk.searching._answer is not None, timeout=10000)
        return desk

    return ask
