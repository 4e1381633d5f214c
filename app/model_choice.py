"""The conversation about search models: which there are, downloads under way, and which one is used."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QDate, QObject, Qt, Signal

import engine.messages as messages
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.model_dialog import STARTER, ModelDialog
from app.model_row import size_in_words

Work = messages.DownloadModel | messages.VerifyModel | messages.RemoveModel


class ModelChoice(QObject):
    """Opens the dialog and keeps what is under way while it is closed. A download goes on after the engine was started again."""

    chosen = Signal(str)
    listed = Signal()
    progressed = Signal(str, object)  # a model's name, Progress or None

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int]) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._listing = 0  # the job of the last ListModels
        self._models: messages.Models | None = None
        self._work: dict[int, Work] = {}
        self._progress: dict[str, messages.Progress] = {}  # by the model's name
        self._state: messages.ModelState | None = None
        self._dialog: ModelDialog | None = None
        client.died.connect(self._died)
        client.restarted.connect(self._restarted)

    def open(self) -> None:
        """Show the dialog, filled as soon as the engine has answered."""
        dialog = self._dialog = ModelDialog(self._window, self._window.settings.model)
        dialog.chosen.connect(self.chosen)
        dialog.download_requested.connect(self.download)
        dialog.cancel_requested.connect(self._cancel)
        dialog.verify_requested.connect(lambda name: self._begin(messages.VerifyModel(next(self._jobs), name)))
        dialog.remove_requested.connect(lambda name: self._begin(messages.RemoveModel(next(self._jobs), name)))
        dialog.finished.connect(self._closed)
        if self._models is not None:
            dialog.show_models(self._models)
        self.ask()
        self._show()
        dialog.open()

    def download(self, name: str, accept_licence: bool) -> None:
        """Get a model, unless that is under way."""
        if not any(work.name == name for work in self._work.values()):
            self._begin(messages.DownloadModel(next(self._jobs), name, accept_licence))

    def received(self, message: messages.Reply) -> bool:
        """Take a reply that is about models; False for all others, and for those that others want to hear, too."""
        match message:
            case messages.Models():
                self._models = message
                self.listed.emit()
                if self._dialog is not None:
                    self._dialog.show_models(message)
                    self._show()
                return True
            case messages.Progress() if message.job in self._work:
                name = self._work[message.job].name
                self._progress[name] = message
                self.progressed.emit(name, message)
                if self._dialog is not None:
                    self._dialog.show_progress(name, message)
                return True
            case messages.Done() | messages.Failed() if message.job in self._work:
                self._ended(self._work.pop(message.job), message)
                return True
            case messages.Done() | messages.Failed() if message.job == self._listing:
                return isinstance(message, messages.Done)
            case messages.ModelState():
                self._state = message
                self._show()
        return False

    @property
    def offers(self) -> tuple[messages.ModelOffer, ...]:
        """What the engine has told so far."""
        return self._models.models if self._models else ()

    def title(self, name: str) -> str:
        """A model as it is called for people."""
        return next((offer.title for offer in self.offers if offer.name == name), name)

    def cancel(self, name: str) -> None:
        """Stop a download; what has come is kept."""
        self._cancel(name)

    def ask(self) -> None:
        """Ask the engine which models there are."""
        self._listing = next(self._jobs)
        self._client.send(messages.ListModels(self._listing))

    def _begin(self, work: Work) -> None:
        self._work[work.job] = work
        if not isinstance(work, messages.RemoveModel):
            activity = "asking" if isinstance(work, messages.DownloadModel) else "checking"
            self._progress[work.name] = messages.Progress(work.job, activity)
        self._client.send(work)
        self._show()

    def _cancel(self, name: str) -> None:
        for job, work in self._work.items():
            if work.name == name:
                self._client.send(messages.CancelJob(job))

    def _ended(self, work: Work, message: messages.Done | messages.Failed) -> None:
        self._progress.pop(work.name, None)
        self.progressed.emit(work.name, None)
        failed = isinstance(message, messages.Failed)
        cancelled = isinstance(message, messages.Done) and message.cancelled
        sentence = "" if cancelled else message.sentence
        if self._dialog is not None:
            self._dialog.show_sentence(work.name, sentence, failed)
        elif failed:
            self._window.toast.show_words(sentence, seconds=0)
        if isinstance(work, messages.DownloadModel) and not failed and not cancelled:
            self._arrived(work.name)
            self._remember(work.name)
        self.ask()

    def _arrived(self, name: str) -> None:
        """A model is here: the engine takes it when it was waiting for it, else the person is told where the dialog does not."""
        if self._window.settings.model == name and self._state is not None and self._state.state == "failed":
            self.chosen.emit(name)
        elif self._dialog is None:
            words = self.tr("The search model {0} is ready.").format(self.title(name))
            self._window.toast.show_words(words, self.tr("Use it"), lambda: self.chosen.emit(name), seconds=0)

    def _remember(self, name: str) -> None:
        """What has come over the network stands in the settings."""
        size = next((offer.size for offer in self._models.models if offer.name == name), 0) if self._models else 0
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        self._window.settings.remember_download(f"{self.title(name)} ({size_in_words(size)}), {today}")

    def _show(self) -> None:
        """Bring the dialog to what is known."""
        if self._dialog is None:
            return
        ready = self._state is not None and self._state.state == "ready"
        self._dialog.show_present((self._window.settings.model or STARTER) if ready else "")
        for name, progress in self._progress.items():
            self._dialog.show_progress(name, progress)

    def _died(self, sentence: str) -> None:
        if self._client.gave_up:
            for work in self._work.values():
                if self._dialog is not None:
                    self._dialog.show_sentence(work.name, sentence, failed=True)
            self._work.clear()
            self._progress.clear()

    def _restarted(self) -> None:
        """Another engine: the client has asked it for the downloads again; what else was under way has ended with the old one."""
        for job, work in list(self._work.items()):
            if not isinstance(work, messages.DownloadModel):
                del self._work[job]
                self._progress.pop(work.name, None)
                if self._dialog is not None:
                    self._dialog.show_progress(work.name, None)

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
