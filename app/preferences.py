"""The conversation about settings: opens the dialog, asks the engine for what only it knows, and moves the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import PurePath

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

import engine.messages as messages
from app.engine_client import EngineClient
from app.indexing import Indexing
from app.main_window import MainWindow
from app.reveal import reveal
from app.settings_dialog import SettingsDialog


class Preferences(QObject):
    """`library_chosen` carries the folder of another library, `device_chosen` what to compute on; the program then starts another engine."""

    library_chosen = Signal(str)
    device_chosen = Signal(str)

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int], indexing: Indexing) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._indexing = indexing
        self._dialog: SettingsDialog | None = None
        self._ready: messages.Ready | None = None
        self._model: messages.ModelState | None = None
        self._cache: messages.CacheState | None = None
        self._cache_job = self._move_job = 0
        self._target = ""
        self._apply_calm(window.settings.calm)
        client.restarted.connect(self._restarted)
        if window.settings.cache_limit:
            self._limit(window.settings.cache_limit)

    def open(self, page: int = 0) -> None:
        """Show the dialog."""
        settings = self._window.settings
        dialog = self._dialog = SettingsDialog(
            self._window, settings, self._window.keys, bool(self._ready and self._ready.battery)
        )
        dialog.model_requested.connect(self._window.wishes.choose_model)
        dialog.device_chosen.connect(self._choose_device)
        dialog.move_requested.connect(self._choose_target)
        dialog.open_requested.connect(self._choose_library)
        dialog.reveal_requested.connect(lambda: self._ready and reveal(self._ready.library))
        dialog.cancel_move_requested.connect(lambda: self._client.send(messages.CancelJob(self._move_job)))
        dialog.limit_chosen.connect(self._choose_limit)
        dialog.mode_chosen.connect(self._indexing.set_mode)
        dialog.mains_chosen.connect(self._indexing.set_mains_only)
        dialog.theme_chosen.connect(self._window.wishes.theme_chosen)
        dialog.calm_chosen.connect(self._choose_calm)
        dialog.finished.connect(self._closed)
        self._tell()
        self._limit(settings.cache_limit)
        dialog.show_page(page)
        dialog.open()

    def received(self, message: messages.Reply) -> bool:
        """True for what nobody else wants to hear."""
        match message:
            case messages.Ready():
                self._ready = message
            case messages.ModelState():
                self._model = message
            case messages.CacheState():
                self._cache = message
            case messages.Progress() if message.job == self._move_job != 0:
                if self._dialog is not None:
                    self._dialog.show_move(message)
                return True
            case messages.Done() | messages.Failed() if message.job == self._move_job != 0:
                self._moved(message)
                return True
            case messages.Done() if message.job == self._cache_job != 0:
                return True
            case _:
                return False
        self._tell()
        return isinstance(message, messages.CacheState)

    def move(self, target: str) -> None:
        """Copy the library there, compare, and go on with the copy."""
        self._move_job, self._target = next(self._jobs), target
        self._client.send(messages.MoveLibrary(self._move_job, target))
        if self._dialog is not None:
            self._dialog.show_move(messages.Progress(self._move_job, "copying", target))

    # Parts -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        if self._dialog is None:
            return
        model = self._model
        ready = model is not None and model.state == "ready"
        self._dialog.show_model(model.name if model and ready else "", model.device if model and ready else "")
        self._dialog.show_library(self._ready.library if self._ready else "")
        if self._cache is not None:
            self._dialog.show_cache(self._cache)

    def _moved(self, message: messages.Done | messages.Failed) -> None:
        self._move_job = 0
        if isinstance(message, messages.Done) and not message.cancelled:
            old = self._ready.library if self._ready else ""
            self.library_chosen.emit(self._target)
            words = self.tr(
                "The library is in {0} now. The old copy in {1} is not used any more; delete it when you like."
            ).format(self._target, old)
        else:
            words = (
                self.tr("The library stays where it is.") if isinstance(message, messages.Done) else message.sentence
            )
        if self._dialog is not None:
            self._dialog.show_move(None, words)
        else:
            self._window.toast.show_words(words, seconds=0)

    def _choose_target(self) -> None:
        self._ask_folder(self.tr("An empty folder for the library"), self._move_into)

    def _move_into(self, folder: str) -> None:
        """An empty folder is taken as it is; in another one, a new folder is made."""
        self.move(folder if not _names_in(folder) else str(PurePath(folder) / "Rushes library"))

    def _choose_library(self) -> None:
        self._ask_folder(self.tr("The folder of a library"), self._open_library)

    def _open_library(self, folder: str) -> None:
        if "library.db" not in _names_in(folder):
            words = self.tr("There is no Rushes library in this folder.")
            if self._dialog is not None:
                self._dialog.show_move(None, words)
            return
        self.library_chosen.emit(folder)

    def _ask_folder(self, title: str, then: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._dialog or self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_device(self, device: str) -> None:
        self._window.settings.device = device
        self.device_chosen.emit(device)

    def _choose_limit(self, limit: int) -> None:
        self._window.settings.cache_limit = limit
        self._limit(limit)

    def _limit(self, limit: int) -> None:
        self._cache_job = next(self._jobs)
        self._client.send(messages.LimitCache(self._cache_job, limit))

    def _choose_calm(self, calm: bool) -> None:
        self._window.settings.calm = calm
        self._apply_calm(calm)

    def _apply_calm(self, calm: bool) -> None:
        self._window.results.set_calm(calm)

    def _restarted(self) -> None:
        if self._window.settings.cache_limit:
            self._limit(self._window.settings.cache_limit)
        if self._move_job:
            self._moved(messages.Failed(self._move_job, self.tr("The library stays where it is.")))

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
