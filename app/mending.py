"""The conversation about a library in trouble: damaged, read-only, or on a disk that is nearly full."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QDateTime, QLocale, QObject

import engine.messages as messages
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.trouble import gigabytes


class Mending(QObject):
    """Shows the page and the strip of `app/trouble.py`, and asks the engine for what was chosen."""

    def __init__(
        self, window: MainWindow, client: EngineClient, jobs: Iterator[int], go_on: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._go_on = go_on  # shows the pages that belong to a sound library
        self._job = 0
        self.damaged = False
        window.trouble.repair_requested.connect(self._repair)

    def received(self, message: messages.Reply) -> bool:
        """Whether a message was about this."""
        match message:
            case messages.LibraryTrouble(state="damaged"):
                self.damaged = True
                copies = [(backup.name, _when(backup.made)) for backup in message.backups]
                self._window.trouble.show_trouble(message.sentence, copies)
                self._window.show_page("trouble")
                self._window.activity.show_engine(self.tr("The library needs to be mended"))
            case messages.LibraryTrouble():
                self._window.state.show_words(message.sentence)
            case messages.DiskState():
                self._show_disk(message)
            case messages.Progress(activity="repairing"):
                if self.damaged:
                    self._window.trouble.show_work()
            case messages.Ready() if self.damaged:
                self.damaged = False
                self._go_on()
                return False
            case _:
                return False
        return True

    def _show_disk(self, state: messages.DiskState) -> None:
        words = self.tr(
            "The disk of the library is nearly full: indexing waits. {0} are free, {1} are needed. It goes on by itself as soon as there is room; "
            "you can search meanwhile."
        )
        self._window.state.show_words(
            words.format(gigabytes(state.free), gigabytes(state.needed)) if state.needed else ""
        )

    def _repair(self, how: str, backup: str) -> None:
        self._job = next(self._jobs)
        self._client.send(messages.RepairLibrary(self._job, how, backup))


def _when(made: float) -> str:
    """A date and time as the person's computer writes them."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(round(made)), QLocale.FormatType.ShortFormat)
