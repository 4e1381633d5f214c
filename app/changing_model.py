"""The conversation about which model searches: one that is missing, one that takes over in the background, videos indexed with another."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

import engine.messages as messages
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.model_row import size_in_words
from app.timecode import in_words, model_in_words


class ChangingModel(QObject):
    """`switched` carries a model with which the engine is to be started anew; `index_asked` that everything is to be indexed with the present one."""

    switched = Signal(str)
    index_asked = Signal()

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int], models: ModelChoice) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._models = models
        self._state: messages.ModelState | None = None
        self._library: messages.LibraryState | None = None
        self._job = 0  # of the Reindex under way
        self._share = 0.0
        self._download: messages.Progress | None = None
        window.model_strip.chosen.connect(self._chosen)
        models.chosen.connect(self.choose)
        models.listed.connect(self._tell)
        models.progressed.connect(self._progressed)
        client.restarted.connect(self._restarted)

    def choose(self, name: str) -> None:
        """Another model: at once when nothing is indexed with the present one, else it first indexes everything in the background."""
        ready = self._state is not None and self._state.state == "ready"
        self._stop()
        if ready and self._library is not None and self._library.indexed and name != self._present:
            self._window.settings.next_model = name
            self._begin()
        else:
            self._switch(name)

    def received(self, message: messages.Reply) -> bool:
        """True for what nobody else wants to hear."""
        match message:
            case messages.ModelState():
                self._state = message
                if message.state == "failed":
                    self._models.ask()
                if message.state == "ready" and self._window.settings.next_model and not self._job:
                    self._begin()
            case messages.LibraryState():
                self._library = message
            case messages.Progress() if message.job == self._job != 0:
                self._share = message.done / message.total if message.total else self._share
                self._tell()
                return False  # the status line and the drawer tell it, too
            case messages.Done() if message.job == self._job != 0:
                self._job = 0
                if not message.cancelled:
                    self._window.settings.model = self._window.settings.next_model
                self._window.settings.next_model = ""
            case messages.Failed() if message.job == self._job != 0:
                self._job = 0
                self._window.settings.next_model = ""
            case _:
                return False
        self._tell()
        return False

    # Parts -------------------------------------------------------------------------------------------------------

    @property
    def _present(self) -> str:
        return self._window.settings.model or "starter"

    def _begin(self) -> None:
        self._job, self._share = next(self._jobs), 0.0
        self._client.send(messages.Reindex(self._job, self._window.settings.next_model))
        self._tell()

    def _stop(self) -> None:
        if self._job:
            self._client.send(messages.CancelJob(self._job))
            self._job = 0
        self._window.settings.next_model = ""

    def _switch(self, name: str) -> None:
        self._window.settings.next_model = ""
        self._window.model_strip.show_words("")
        self.switched.emit(name)

    def _chosen(self, name: str) -> None:
        next_model = self._window.settings.next_model
        match name:
            case "download":
                offer = self._offer()
                if offer is not None and not offer.free:
                    self._models.open()  # its licence has to be read first
                elif offer is not None:
                    self._models.download(offer.name, False)
            case "cancel":
                self._models.cancel(self._present)
            case "folder":
                self._models.open()
            case "now":
                self._stop()
                self._switch(next_model)
            case "stay":
                self._stop()
                self._tell()
            case "index":
                self._window.model_strip.show_words("")
                self.index_asked.emit()

    def _offer(self) -> messages.ModelOffer | None:
        """What can be downloaded of the model that is missing."""
        return next(
            (offer for offer in self._models.offers if offer.name == self._present and offer.state != "ready"), None
        )

    def _tell(self) -> None:
        strip, state = self._window.model_strip, self._state
        if state is None or state.state == "loading":
            strip.show_words("")
        elif state.state == "failed":
            self._tell_missing(state)
        elif self._job:
            title = self.tr("Search uses {0} until {1} has looked at all videos ({2} %).")
            title = title.format(
                model_in_words(state.name), self._models.title(self._window.settings.next_model), int(100 * self._share)
            )
            choices = (("now", self.tr("Use it now")), ("stay", self.tr("Stay with this one")))
            strip.show_words(title, "", choices, self._share)
        elif self._library is not None and self._library.others:
            other = self._library.others[0]
            count = (
                self.tr("1 video was") if other.videos == 1 else self.tr("{0} videos were").format(f"{other.videos:,}")
            )
            title = self.tr("{0} indexed with the model {1}. Search uses {2} for the rest.").format(
                count, model_in_words(other.name), model_in_words(state.name)
            )
            detail = self.tr("What was indexed with {0} is kept.").format(model_in_words(other.name))
            strip.show_words(title, detail, (("index", self.tr("Re-index in background")),))
        else:
            strip.show_words("")

    def _tell_missing(self, state: messages.ModelState) -> None:
        offer, progress = self._offer(), self._download
        if offer is None:
            self._window.model_strip.show_words(state.note, "", (("folder", self.tr("Search model…")),))
            return
        if progress is None:
            title = self.tr("The search model {0} ({1}) is not on this computer.").format(
                offer.title, size_in_words(offer.size)
            )
            detail = self.tr(
                "It comes from huggingface.co, every file is compared with its checksum, and a download that breaks off goes on where it stopped. "
                "Indexing and searching for pictures wait for it; names and subtitles can be searched."
            )
            word = self.tr("Go on") if offer.state == "part" else self.tr("Download")
            choices = (("download", word), ("folder", self.tr("Use a model I have…")))
            self._window.model_strip.show_words(title, detail, choices)
            return
        title = self.tr("Downloading {0}: {1} of {2}").format(
            offer.title, size_in_words(progress.done), size_in_words(progress.total or offer.size)
        )
        left = self.tr("about {0} left").format(in_words(progress.eta)) if progress.eta else ""
        share = progress.done / progress.total if progress.total else 0.0
        self._window.model_strip.show_words(title, left, (("cancel", self.tr("Cancel")),), share)

    def _progressed(self, name: str, progress: messages.Progress | None) -> None:
        if name == self._present:
            self._download = progress
            if self._state is not None and self._state.state == "failed":
                self._tell()

    def _restarted(self) -> None:
        self._job = 0  # begun again when the new engine's model is ready
