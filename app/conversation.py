"""Joins widgets to messages: wishes of the window become requests, replies of the engine become facts in the window."""

from __future__ import annotations

import itertools
from pathlib import Path, PurePath

from PySide6.QtCore import QMimeData, QObject, QPoint, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

import engine.messages as messages
from app.asking import Asking
from app.changing_model import ChangingModel
from app.engine_client import EngineClient
from app.exporting import Exporting
from app.indexing import Indexing
from app.main_window import MainWindow
from app.mending import Mending
from app.model_choice import ModelChoice
from app.places import PlaceTalk
from app.preferences import Preferences
from app.reveal import file_url, open_in_system_player, reveal
from app.searching import Searching
from app.timecode import file_name, timecode


class Conversation(QObject):
    """Lives as long as the window. Indexing, folders, problems and the desktop are here; questions and answers are in `Searching`."""

    model_chosen = Signal(str)

    def __init__(self, window: MainWindow, client: EngineClient) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = itertools.count(1)
        self._indexing: dict[int, str] = {}  # job: folder
        self._working_on = 0  # the job of the last Progress
        self._paused = False
        self._library: messages.LibraryState | None = None
        self._model: messages.ModelState | None = None
        self._ready: messages.Ready | None = None
        self._resumed = False  # what the last run left unfinished has been asked for
        self._problems_job = 0
        self._problems = None
        self.searching = Searching(window, client, self._jobs)
        self.asking = Asking(window, client, self._jobs, self.searching)
        self.models = ModelChoice(window, client, self._jobs)
        self.changing = ChangingModel(window, client, self._jobs, self.models)
        self.exporting = Exporting(window, client, self._jobs)
        self.indexing = Indexing(window, client, self._jobs, self._indexing, self.index)
        self.mending = Mending(window, client, self._jobs, self._show_pages)
        self.preferences = Preferences(window, client, self._jobs, self.indexing)
        self.places = PlaceTalk(
            window, client, self._jobs, self._indexing, self.index, self.indexing.put_first, self.searching.ask_again
        )
        self._wire()

    def _wire(self) -> None:
        window, wishes, client = self._window, self._window.wishes, self._client
        client.received.connect(self._received)
        client.died.connect(self._died)
        client.restarted.connect(self._restarted)
        for signal in (window.library.add_requested, window.welcome.choose_requested, wishes.add_folder):
            signal.connect(self._choose_folder)
        for signal in (window.welcome.demo_requested, wishes.sample_films):
            signal.connect(self.make_samples)
        window.folders_dropped.connect(lambda paths: [self.indexing.begin(path) for path in paths])
        window.library.reveal_requested.connect(lambda node: self._reveal(node.path))
        window.activity.pause_requested.connect(self.pause)
        window.activity.cancel_requested.connect(self._cancel)
        window.drawer.cancel_requested.connect(self._cancel_job)
        for signal in (window.drawer.problems_requested, window.library.problems_requested, wishes.show_problems):
            signal.connect(self._show_problems)
        for signal in (wishes.question_asked, wishes.question_cleared):
            signal.connect(self._show_pages)
        wishes.rescan.connect(self._rescan)
        wishes.pause.connect(lambda: self.pause(not self._paused))
        wishes.show_about.connect(self._show_about)
        wishes.choose_model.connect(self.models.open)
        wishes.show_settings.connect(self.preferences.open)
        self.changing.switched.connect(self._change_model)
        self.changing.index_asked.connect(self._index_with_present)
        wishes.reveal.connect(self._reveal_moment)
        wishes.copy_file.connect(self._copy_file)
        wishes.copy_path.connect(self._copy_path)
        wishes.copy_timecode.connect(self._copy_timecode)
        window.player.reveal_requested.connect(self._reveal_moment)
        window.player.copy_timecode_requested.connect(self._copy_timecode)
        window.player.open_elsewhere_requested.connect(self._open_elsewhere)
        window.results.menu_requested.connect(self._moment_menu)
        window.welcome.show_demo_place(_sample_folder())
        window.welcome.show_examples(self._examples()[:3])

    # Folders -----------------------------------------------------------------------------------------------------

    def index(self, path: str, quick: bool = False, when_idle: bool = False) -> None:
        """Add a folder, or look through it again."""
        if path in self._indexing.values():
            self._window.toast.show_words(self.tr("{0} is being looked through already.").format(file_name(path)))
            return
        job = next(self._jobs)
        self._indexing[job] = path
        self._window.settings.hold_folder(path, held=False)
        self._client.send(messages.IndexFolder(job, path, quick, when_idle))
        if len(self._indexing) == 1:
            self._window.activity.show_progress(messages.Progress(job, "looking for videos", path, paused=self._paused))
        self.indexing.show_queue()
        self._show_pages()

    def make_samples(self) -> None:
        """Write some sample films and index them."""
        path = _sample_folder()
        job = next(self._jobs)
        self._indexing[job] = path
        self._client.send(messages.MakeDemo(job, path))
        self._window.activity.show_progress(messages.Progress(job, "writing sample films", path))
        self._show_pages()

    def pause(self, paused: bool) -> None:
        """Hold all indexing, or go on."""
        if paused and not self._indexing:
            return
        self._paused = paused
        self._client.send(messages.PauseIndexing(paused))
        self._window.activity.show_paused(paused)

    def _cancel(self) -> None:
        for job in [self._working_on] if self._working_on in self._indexing else list(self._indexing):
            self._cancel_job(job)
        if self._paused:
            self.pause(False)

    def _cancel_job(self, job: int) -> None:
        self._window.settings.hold_folder(self._indexing[job], held=True)
        self._client.send(messages.CancelJob(job))

    def _go_on_indexing(self, library: messages.LibraryState) -> None:
        """What the last run of the program left unfinished, unless it was cancelled."""
        held = self._window.settings.held_folders
        if library.others:
            return  # indexed with another model: the person decides
        for folder in library.folders:
            unfinished = folder.state == "waiting" or folder.coarse > 0
            if unfinished and folder.path not in held and folder.path not in self._indexing.values():
                self.index(folder.path)

    def _index_with_present(self) -> None:
        """Everything that another model has indexed, with this one."""
        for folder in self._library.folders if self._library else ():
            if folder.state != "missing":
                self.index(folder.path)

    def _rescan(self) -> None:
        for path in self._window.library.paths:
            self.index(path)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Add a folder of videos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation))
        dialog.fileSelected.connect(self.indexing.begin)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Messages ----------------------------------------------------------------------------------------------------

    def _received(self, message: messages.Reply) -> None:
        window = self._window
        parts = (
            *(self.mending, self.models, self.changing, self.exporting, self.places, self.preferences),
            *(self.indexing, self.asking),
        )
        if any(part.received(message) for part in parts):
            if isinstance(message, messages.Suggestions):
                self._show_pages()  # they are among the examples
            return
        match message:
            case messages.Hits():
                self.searching.answer(message)
            case messages.Curve():
                self.searching.browsing.curve(message)
            case messages.Progress():
                self._paused = message.paused
                if len(self._indexing) == 1 or message.total or not message.waiting:  # else another one is in work
                    self._working_on = message.job
                    window.activity.show_progress(message)
            case messages.LibraryState():
                self._show_library(message)
            case messages.ModelState():
                self._show_model(message)
            case messages.Ready():
                self._ready = message
                window.activity.show_engine("")
                self.exporting.begin()
            case messages.Problems():
                if message.job == self._problems_job and self._problems is not None:
                    self._problems.show_problems(message.problems)
            case messages.Done() | messages.Failed():
                self._ended(message)
            case messages.Notice():
                window.toast.show_words(message.sentence, seconds=12)

    def _show_library(self, state: messages.LibraryState) -> None:
        window = self._window
        certain = self._model is not None and self._model.state == "ready"  # before, the counts are those of any model
        self._library = state
        window.activity.show_library(state)
        window.library.show_library(state)
        window.overlay.can_compare = state.indexed > 0
        window.thumbnails.forget_missing()
        self.searching.library_changed(state)
        if certain and not self._resumed:
            self._resumed = True
            self._go_on_indexing(state)
        self._show_pages()

    def _show_model(self, state: messages.ModelState) -> None:
        window = self._window
        self._model = state
        window.activity.show_model(state)
        window.welcome.show_device(state.device, state.graphics)
        if state.state == "ready":
            window.note.show_note("" if window.settings.dismissed(state.note) else state.note)

    def _ended(self, message: messages.Done | messages.Failed) -> None:
        window = self._window
        if message.job in self._indexing:
            del self._indexing[message.job]
            self.indexing.show_queue()
            if not self._indexing:
                self._paused = False
                window.activity.end_progress()
            self._show_pages()
        elif self.searching.ended(message):
            return
        if isinstance(message, messages.Failed):
            if self._model is not None and self._model.state == "failed" and message.sentence == self._model.note:
                return  # the strip over the results tells it as long as it lasts
            if message.job != 0 or self._ready is not None:  # else the engine ends, and `died` tells
                window.toast.show_words(message.sentence, seconds=0)
        elif message.sentence:
            window.toast.show_words(message.sentence)

    def _died(self, sentence: str) -> None:
        window = self._window
        self._ready = None
        for job in self._indexing.keys() - self._client.unfinished:
            del self._indexing[job]  # what it did, or said it did, of its own accord
        if not self._indexing:
            window.activity.end_progress()
        window.activity.show_engine(
            self.tr("The search engine is not running") if self._client.gave_up else self.tr("Starting again")
        )
        if self._client.gave_up:
            window.toast.show_words(sentence, self.tr("Try again"), self._client.start_over, seconds=0)
        else:
            window.toast.show_words(sentence, seconds=0 if self._client.careful else 12)

    def _restarted(self) -> None:
        self._window.activity.show_engine("")
        self.searching.ask_again()

    def _show_pages(self) -> None:
        """Which page the middle shows: results as long as there is a question, else an invitation."""
        library = self._library
        if self.mending.damaged or (library is None and not self._indexing):
            return
        if (library is None or not library.folders) and not self._indexing:
            self._window.show_page("welcome")
        elif self.searching.asked:
            self._window.show_page("answer")
        else:
            videos = library.videos if library else 0
            indexed = library.indexed if library else 0
            working = bool(self._indexing)
            recent = [question.text for question in self.asking.history if question.text]
            examples = list(self.asking.suggestions) or self._examples()
            self._window.empty.show_state(indexed, videos, working, recent, examples)
            self._window.show_page("empty")

    def _examples(self) -> list[str]:
        if self._model is not None and self._model.name.lower().startswith("starter"):
            return [
                self.tr("a dog running on grass"),
                self.tr("children playing in the water"),
                self.tr("an orange star moving down to the left"),
                self.tr("a snowman appears"),
            ]
        return [
            self.tr("a dog running on a beach"),
            self.tr("someone opens a door"),
            self.tr("sunset over water"),
            self.tr("hands cutting vegetables"),
        ]

    # The desktop -------------------------------------------------------------------------------------------------

    def _moment_menu(self, hit: messages.Hit, place: QPoint) -> None:
        menu = self._window.actions_.moment_menu()
        menu.addMenu(self.asking.rating_menu(hit))
        self.places.add_to_menu(menu, hit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _reveal(self, path: str) -> None:
        if not reveal(path):
            self._window.toast.show_words(self.tr("{0} is not there now.").format(file_name(path)))

    def _reveal_moment(self) -> None:
        if (moment := self._window.player.moment) is not None:
            self._reveal(moment.path)

    def _open_elsewhere(self, path: str) -> None:
        if not open_in_system_player(path):
            self._window.toast.show_words(self.tr("The desktop has no program for {0}.").format(file_name(path)))

    def _copy_file(self) -> None:
        if (moment := self._window.player.moment) is not None:
            data = QMimeData()
            data.setData("text/uri-list", f"{file_url(moment.path)}\r\n".encode())
            data.setText(moment.path)
            QGuiApplication.clipboard().setMimeData(data)
            self._window.toast.show_words(self.tr("Copied the file {0}.").format(file_name(moment.path)), seconds=3)

    def _copy_path(self) -> None:
        if (moment := self._window.player.moment) is not None:
            QGuiApplication.clipboard().setText(moment.path)
            words = self.tr("Copied the path of {0}.").format(file_name(moment.path))
            self._window.toast.show_words(words, seconds=3)

    def _copy_timecode(self) -> None:
        """The path and the place of the playhead, which stands at the moment until it is moved."""
        player = self._window.player
        if (moment := player.moment) is not None:
            code = timecode(player.position, moment.frame_rate)
            QGuiApplication.clipboard().setText(f"{moment.path} @ {code}")
            self._window.toast.show_words(
                self.tr("Copied {0}").format(f"{PurePath(moment.path).name} @ {code}"), seconds=3
            )

    # Dialogs -----------------------------------------------------------------------------------------------------

    def _show_problems(self) -> None:
        from app.problems import ProblemsDialog

        self._problems = ProblemsDialog(self._window)
        self._problems.reveal_requested.connect(self._reveal)
        self.places.serve_problems(self._problems)
        self._problems_job = next(self._jobs)
        self._client.send(messages.ListProblems(self._problems_job))
        self._problems.open()

    def _change_model(self, name: str) -> None:
        self._model, self._resumed = None, False
        self._window.note.show_note("")
        self._window.activity.show_engine(self.tr("Changing the search model…"))
        self.model_chosen.emit(name)

    def _show_about(self) -> None:
        from app.about import About

        ready, model = self._ready, self._model
        About(
            self._window.theme,
            self._window,
            ready.library if ready else "",
            model.name if model else "",
            model.device if model else "",
            ready.version if ready else "",
            self._details,
        ).open()

    def _details(self) -> str:
        from app.about import version
        from app.details import details
        from app.logs import logs_folder

        ready, model, library = self._ready, self._model, self._library
        facts = [f"Rushes {version()}, engine {ready.version if ready else 'not running'}"]
        if model is not None:
            facts.append(f"Search model {model.name} ({model.state}) on {model.device or 'no device yet'}")
        if library is not None:
            facts.append(f"{library.indexed} of {library.videos} videos can be searched, {library.moments} moments")
        folder = logs_folder(Path(ready.library)) if ready else Path("/nowhere")
        return details(facts, folder, self._client.last_words)


def _sample_folder() -> str:
    movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    return str(PurePath(movies) / "Rushes samples")
