"""Runs the real window with the fake engine and saves pictures of its states: `screenshots.py OUT [PICTURES]`, best under Xvfb."""

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from app.drop_overlay import Dropped  # noqa: E402
from app.main import Program  # noqa: E402
from app.settings import Settings  # noqa: E402


class Studio:
    """One window after another, each with a fake engine of its own."""

    def __init__(self, out: Path, pictures: str) -> None:
        self.out = out
        self.pictures = pictures
        self.scratch = Path(tempfile.mkdtemp())
        QApplication.setApplicationName("Rushes")
        self.application = QApplication([])
        self.application.setQuitOnLastWindowClosed(False)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.application.processEvents()
            time.sleep(0.005)

    def open(self, theme: str, *options: str, size: tuple[int, int] = (1280, 800)) -> Program:
        settings = Settings(str(self.scratch / f"{time.monotonic_ns()}.ini"))
        settings.theme = theme
        arguments = [str(Path(__file__).with_name("fake_engine.py")), "--cache", str(self.scratch / "cache"), *options]
        if self.pictures:
            arguments += ["--pictures", self.pictures]
        program = Program(self.application, settings, None, (sys.executable, arguments))
        program.window.resize(*size)
        program.open([])
        self.wait(0.9)
        return program

    def save(self, program: Program, name: str) -> None:
        self.wait(0.5)
        screen = self.application.primaryScreen()
        window = program.window
        if self.application.platformName() == "xcb":
            picture = screen.grabWindow(window.winId())
        else:
            picture = window.grab()
        picture.save(str(self.out / f"{name}.png"))
        print(name, picture.width(), picture.height())

    def close(self, program: Program) -> None:
        assert program.client is not None
        program.client.stopped.disconnect()
        program.window.close()
        self.wait(0.3)
        program.window.theme.deleteLater()

    def all(self, theme: str) -> None:
        program = self.open(theme, "--first-run", "--starter")
        self.save(program, f"{theme}-1-first-run")
        self.close(program)

        program = self.open(theme, "--indexing", "1001")
        assert program.conversation is not None
        program.conversation._indexing[1001] = "/home/someone/Videos/Family"
        program.client.received.emit(_progress())  # pyright: ignore[reportOptionalMemberAccess]
        self.save(program, f"{theme}-2-indexing")
        program.window.search_bar.set_text("dog runs on the beach")
        self.wait(0.6)
        self.save(program, f"{theme}-3-indexing-results")
        self.close(program)

        program = self.open(theme)
        window = program.window
        self.save(program, f"{theme}-4-empty-question")
        window.search_bar.set_text("dog runs on the beach")
        self.wait(0.8)
        window.results.select_row(1)
        window.results.setFocus()
        self.save(program, f"{theme}-5-results")
        cell = window.results.visualRect(window.model.index(2))
        window.results._pointer.follow(cell.topLeft() + QPoint(cell.width() // 3, 60))
        window.player._why.word_pointed.emit(0)
        self.save(program, f"{theme}-5b-hover")
        window.results._pointer.forget()
        window.resize(960, 600)
        self.save(program, f"{theme}-5c-small-selected")
        window.resize(1280, 800)
        window.wishes.similar.emit()
        self.wait(0.6)
        self.save(program, f"{theme}-6-find-similar")
        window.search_bar.set_text("purple giraffe")
        self.wait(0.6)
        self.save(program, f"{theme}-7-no-match")
        window.search_bar.set_text("nothing at all")
        self.wait(0.6)
        self.save(program, f"{theme}-8-nothing")
        window.search_bar.set_text("dog on grass")
        self.wait(0.6)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.scratch))])
        window.overlay.begin(Dropped.of(data))
        window.overlay.point(QPoint(200, 300))
        self.save(program, f"{theme}-9-drop")
        window.overlay.hide()
        window.toast.show_words("Trips was removed from the library. Your files are not touched.", "Undo", lambda: None)
        window.resize(960, 600)
        self.save(program, f"{theme}-a-small")
        window.resize(1280, 800)
        window.show_keys()
        self.wait(0.4)
        sheet = self.application.activeModalWidget()
        assert sheet is not None
        sheet.grab().save(str(self.out / f"{theme}-b-keys.png"))
        sheet.close()
        window.wishes.show_problems.emit()
        self.wait(0.5)
        sheet = self.application.activeModalWidget()
        assert sheet is not None
        sheet.grab().save(str(self.out / f"{theme}-c-problems.png"))
        sheet.close()
        window.wishes.choose_model.emit()
        self.wait(0.3)
        sheet = self.application.activeModalWidget()
        assert sheet is not None
        sheet.grab().save(str(self.out / f"{theme}-g-model.png"))
        sheet.close()
        window.wishes.show_about.emit()
        self.wait(0.3)
        sheet = self.application.activeModalWidget()
        assert sheet is not None
        sheet.grab().save(str(self.out / f"{theme}-d-about.png"))
        sheet.close()
        window._menu.menu().popup(window.mapToGlobal(QPoint(900, 60)))  # pyright: ignore[reportOptionalMemberAccess]
        self.wait(0.3)
        window._menu.menu().grab().save(str(self.out / f"{theme}-f-main-menu.png"))  # pyright: ignore[reportOptionalMemberAccess]
        window._menu.menu().close()  # pyright: ignore[reportOptionalMemberAccess]
        menu = window.actions_.moment_menu()
        menu.popup(window.mapToGlobal(QPoint(400, 300)))
        self.wait(0.3)
        menu.grab().save(str(self.out / f"{theme}-e-menu.png"))
        menu.close()
        self.close(program)


def _progress():
    from engine import messages as m

    path = "/home/someone/Videos/Family/birthday party at the lake house.mp4"
    return m.Progress(1001, "indexing", path, 77900.0, 190000.0, 230, 701, 1320.0, 18.3)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    studio = Studio(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    for theme in ("dark", "light"):
        studio.all(theme)
