"""Dragging a trimmed clip out of the window (Alt): it is made while the button is held, then carried."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path, PurePath

from PySide6.QtCore import QDir, QMimeData, QObject, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication

import engine.messages as messages
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.reveal import reveal
from app.timecode import timecode

LONGEST = 60.0  # seconds of a clip that is made while it is dragged
OLD = 24 * 3600  # seconds after which a clip that was dragged out is deleted


class ClipDrag(QObject):
    """Asks the engine for an exact clip of a moment and starts the drag when it is there, if the button is still held."""

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int]) -> None:
        super().__init__(window)
        self._window, self._client, self._jobs = window, client, jobs
        self._making: set[int] = set()
        window.results.clip_drag_requested.connect(self.make)
        window.selects.clip_drag_requested.connect(self.make)

    def make(self, moment: messages.Hit | messages.Selected) -> None:
        """Begin with a clip of a moment or of a range in the basket."""
        if moment.end - moment.start > LONGEST:
            words = self.tr("This range is too long to be dragged as a clip; E exports it.")
            self._window.toast.show_words(words)
            return
        cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
        job = next(self._jobs)
        folder = Path(cache) / "clips" / f"{time.time_ns():x}"
        _sweep(folder.parent)
        if not QDir().mkpath(str(folder)):
            return
        code = timecode(moment.start, moment.frame_rate).replace(":", "-").replace(";", "-")
        target = folder / f"{PurePath(moment.path).stem} {code}.mp4"
        part = messages.ExportRange(moment.video, moment.start, moment.end)
        self._making.add(job)
        self._client.send(messages.Export(job, "clip", str(target), (part,)))
        self._window.toast.show_words(self.tr("Making a clip: keep the button held…"), seconds=0)

    def received(self, message: messages.Reply) -> bool:
        """Whether this was about a clip that is being made."""
        job = getattr(message, "job", 0)
        if job not in self._making:
            return False
        if isinstance(message, messages.Exported) and message.paths:
            self._carry(message.paths[0])
        elif isinstance(message, messages.Failed):
            self._window.toast.show_words(message.sentence, seconds=12)
        if isinstance(message, messages.Done | messages.Failed):
            self._making.discard(job)
        return True

    def _carry(self, path: str) -> None:
        if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            words = self.tr("The clip is ready.")
            self._window.toast.show_words(words, self.tr("Show"), lambda: _show(path), seconds=12)
            return
        self._window.toast.hide()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        drag = QDrag(self._window)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def _show(path: str) -> None:
    reveal(path)


def _sweep(folder: Path) -> None:
    """Delete the clips of earlier days."""
    for old in folder.glob("*") if folder.is_dir() else ():
        if old.is_dir() and time.time() - old.stat().st_mtime > OLD:
            shutil.rmtree(old, ignore_errors=True)
