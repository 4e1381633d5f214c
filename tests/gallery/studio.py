"""One language and scale: opens the program, brings it into one state after the other, and saves what is seen in both themes."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.language import install_language
from app.main import Program
from app.settings import Settings
from tests.gallery.warm_engine import command

Engine = Callable[[Path, list[str]], tuple[str, list[str]]]
"""How an engine is started: the folder of its faults and its arguments -> program and arguments."""
PATIENCE = 240.0  # seconds for anything the engine has to do


class Studio:
    """The application of this process, the prepared library, and the program that is open now."""

    def __init__(self, out: Path, language: str, scale: str, engine: Engine) -> None:
        self.out, self.language, self.scale = out, language, scale
        self._engine = engine
        self.work = out / "work"
        self.scratch = Path(tempfile.mkdtemp(prefix="rushes-gallery-"))
        QApplication.setApplicationName("Rushes")
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            application = QApplication(["rushes", "-style", "fusion"])
        self.application = application
        self.application.setQuitOnLastWindowClosed(False)
        install_language(self.application, language)
        self._program: Program | None = None
        self._count = 0
        self.faults = self.folder("faults")

    # What states use ---------------------------------------------------------------------------------------------

    @property
    def program(self) -> Program:
        assert self._program is not None
        return self._program

    @property
    def window(self):
        return self.program.window

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

    @property
    def dialog(self) -> QWidget | None:
        """The dialog in front, if there is one."""
        return self.application.activeModalWidget()

    def folder(self, name: str) -> Path:
        """An empty folder of that name."""
        self._count += 1
        path = self.scratch / str(self._count) / name
        path.mkdir(parents=True)
        return path

    def library(self) -> Path:
        """A copy of the prepared library."""
        path = self.folder("copy") / "library"
        shutil.copytree(self.work / "library", path)
        return path

    def films(self) -> list[Path]:
        """The sample films."""
        return sorted(path for path in (self.work / "Films").rglob("*") if path.suffix in (".mp4", ".mkv", ".webm"))

    def other_films(self, folder: Path, count: int) -> None:
        """Sample films into a folder, each with some bytes at its end that no player minds: to the library they are videos of their own."""
        folder.mkdir(parents=True, exist_ok=True)
        for film in [film for film in self.films() if film.suffix == ".mp4"][:count]:
            self._count += 1
            box = (16).to_bytes(4, "big") + b"free" + self._count.to_bytes(8, "big")
            (folder / film.name).write_bytes(film.read_bytes() + box)

    def open(self, library: Path | None = None, *engine: str) -> None:
        """The program on that library (default: a copy of the prepared one)."""
        settings = Settings(str(self.folder("settings") / "rushes.ini"))
        settings.theme = "dark"
        settings.language = self.language
        place = library or self.library()
        arguments = ["--library", str(place), *engine, "serve"]
        program = self._program = Program(self.application, settings, str(place), self._engine(self.faults, arguments))
        program.window.resize(1280, 800)
        program.open([])
        self.until(lambda: program.conversation is not None)
        self.client.stopped.disconnect(self.application.quit)

    def ready(self) -> None:
        """Until the model is there, or is not to be had."""
        self.until(lambda: self.conversation._model is not None and self.conversation._model.state != "loading")
        self.pause(0.3)

    def answered(self) -> None:
        """Until the question is answered, and its pictures are there."""
        self.pause(0.3)
        self.until(lambda: self.searching._finished and self.searching._answer is not None)
        self.pause(0.7)

    def ask(self, text: str) -> None:
        """Ask, and wait for the refined answer."""
        self.window.search_bar.set_text(text)
        self.answered()

    def index(self, folder: Path) -> None:
        """Look through a folder to the end."""
        self.conversation.index(str(folder))
        self.until(lambda: not self.conversation._indexing)
        self.pause(0.3)

    def pause(self, seconds: float) -> None:
        """Let the window live for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._live()
            time.sleep(0.005)

    def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Let the window live until something is so. Raises TimeoutError."""
        limit = time.monotonic() + patience
        while not condition():
            if time.monotonic() > limit:
                raise TimeoutError("what was waited for did not come")
            self._live()
            time.sleep(0.01)

    def _live(self) -> None:
        self.application.processEvents()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as the event loop does

    def save(self, name: str, widget: QWidget | None = None, settle: float = 0.4) -> None:
        """Pictures of the window, or of the dialog in front, dark and light. `settle`: seconds before each."""
        for theme in ("dark", "light"):
            self.window.theme.choose(theme)
            self.pause(settle)
            if settle >= 0.3:
                self._see_pictures()
            picture = (widget or self.dialog or self.window).grab()
            picture.save(str(self.out / f"{name}-{theme}-{self.language}-{self.scale}00.png"))
        self.window.theme.choose("dark")
        print(name, self.language, f"{self.scale}00 %", flush=True)

    def _see_pictures(self) -> None:
        """Until all pictures that are wanted have been read."""
        thumbnails = self.window.thumbnails
        self.until(lambda: not thumbnails._waiting and not thumbnails._working)
        self.pause(0.15)

    def tidy(self) -> None:
        """After a state: no dialog, no notice, the usual size."""
        for widget in self.application.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.close()
        window = self.window
        window.toast.hide()
        window.overlay.hide()
        window._drawer.hide()
        window.resize(1280, 800)
        self.pause(0.1)

    def close(self) -> None:
        """End the program and its engine."""
        if self._program is None:
            return
        window, client = self.window, self.client
        window.close()
        self.until(lambda: client._process is None, 30)
        theme = window.theme
        window.deleteLater()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        theme.deleteLater()
        self.pause(0.1)
        self._program = None


def main(out: str, language: str, scale: str, socket: str, *wanted: str) -> int:
    """Every state, or those that are wanted by their functions' names; 1 when one could not be shown."""
    from tests.gallery.states import SESSIONS

    studio, failed = Studio(Path(out), language, scale, functools.partial(command, Path(socket))), 0
    for opening, states in SESSIONS:
        chosen = [state for state in states if not wanted or state.__name__ in wanted]
        if not chosen:
            continue
        try:
            opening(studio)
            for state in chosen:
                try:
                    state(studio)
                except Exception:
                    print(f"failed: {state.__name__}", file=sys.stderr)
                    traceback.print_exc()
                    failed = 1
                studio.tidy()
        except Exception:
            traceback.print_exc()
            failed = 1
        finally:
            studio.close()
    shutil.rmtree(studio.scratch, ignore_errors=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
