"""The conversation about places: sub-folders, what is left out, what is found again, what is taken out and put back; notices of drives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

import engine.messages as messages
from app.engine_client import EngineClient
from app.library_tree import Node
from app.main_window import MainWindow
from app.place_words import day
from app.timecode import file_name, printable

if TYPE_CHECKING:
    from app.problems import ProblemsDialog


class PlaceTalk(QObject):
    """`index` looks through a path; `work` (shared with the conversation) holds the jobs that do so, with their paths. `ask_again` repeats the question."""

    def __init__(
        self,
        window: MainWindow,
        client: EngineClient,
        jobs: Iterator[int],
        work: dict[int, str],
        index: Callable[[str], None],
        put_first: Callable[[int], None],
        ask_again: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._work = work
        self._index = index
        self._put_first = put_first
        self._ask_again = ask_again
        self._changing: set[int] = set()  # jobs after which what was found may look different
        self._library: messages.LibraryState | None = None
        panel = window.library
        panel.rescan_requested.connect(lambda node: index(node.path))
        panel.branches_wanted.connect(self._list_branches)
        panel.exclude_requested.connect(lambda node: self.exclude(node.path))
        panel.patterns_requested.connect(self._edit_patterns)
        panel.locate_requested.connect(self._locate_folder)
        panel.candidate_chosen.connect(self._take_candidate)
        panel.remove_requested.connect(lambda node: self.remove(node.folder))
        panel.first_requested.connect(self._first)
        panel.scope_changed.connect(lambda _scope: self._tell_offline())

    # Out and back ------------------------------------------------------------------------------------------------

    def remove(self, folder: messages.FolderState) -> None:
        """Take a folder out of the library."""
        for job, path in list(self._work.items()):
            if PurePath(path).is_relative_to(folder.path):
                self._client.send(messages.CancelJob(job))
        self._change(messages.RemoveFolder(next(self._jobs), folder.folder))

    def exclude(self, path: str) -> None:
        """Leave a file or a sub-folder out from now on."""
        self._change(messages.Exclude(next(self._jobs), path))

    def forget(self, video: int) -> None:
        """Take a video out that is not at hand."""
        self._change(messages.Forget(next(self._jobs), video))

    def _change(self, request: messages.Request) -> None:
        self._changing.add(request.job)  # pyright: ignore[reportAttributeAccessIssue]
        self._client.send(request)

    def _removed(self, message: messages.Removed) -> None:
        def undo() -> None:
            self._change(messages.Restore(next(self._jobs), message.removal))

        self._window.toast.show_words(message.sentence, self.tr("Undo"), undo, seconds=15)

    def serve_problems(self, dialog: ProblemsDialog) -> None:
        """What can be done about files that could not be read, or are not found."""
        dialog.retry_requested.connect(self._retry)
        dialog.exclude_requested.connect(self._take_out)
        dialog.locate_requested.connect(self.locate_video)

    def _retry(self, problems: list[messages.Problem]) -> None:
        for problem in problems:
            if problem.video and not problem.since:
                self._client.send(messages.RetryVideo(next(self._jobs), problem.video))
        for folder in dict.fromkeys(str(PurePath(problem.path).parent) for problem in problems if not problem.video):
            self._index(folder)

    def _take_out(self, problems: list[messages.Problem]) -> None:
        for problem in problems:
            if problem.since:
                self.forget(problem.video)
            else:
                self.exclude(problem.path)

    def _edit_patterns(self, node: Node) -> None:
        from app.patterns_dialog import PatternsDialog

        folder = node.folder
        if folder is None:
            return
        dialog = PatternsDialog(self._window, node.name, folder.patterns)
        dialog.patterns_chosen.connect(
            lambda patterns: self._change(messages.SetPatterns(next(self._jobs), folder.folder, patterns))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Where things are --------------------------------------------------------------------------------------------

    def add_to_menu(self, menu: QMenu, hit: messages.Hit | messages.TextHit) -> None:
        """What can be done about a video that is not at hand."""
        if hit.present:
            return
        menu.addSeparator()
        if hit.place_state == "missing":
            menu.addAction(self.tr("Locate…"), lambda: self.locate_video(hit))
        forget = menu.addAction(self.tr("Take out of the library"), lambda: self.forget(hit.video))
        forget.setToolTip(self.tr("Your files are not touched"))

    def locate_video(self, hit: messages.Hit | messages.TextHit | messages.Problem) -> None:
        """Ask the person for a file, and the engine whether it is the one."""
        dialog = QFileDialog(self._window, self.tr("Where is {0} now?").format(file_name(hit.path)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._choose(dialog, lambda path: messages.Locate(next(self._jobs), path, video=hit.video))

    def _locate_folder(self, node: Node) -> None:
        dialog = QFileDialog(self._window, self.tr("Where is {0} now?").format(node.name))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._choose(dialog, lambda path: messages.Locate(next(self._jobs), path, folder=node.number))

    def _take_candidate(self, node: Node, path: str) -> None:
        self._change(messages.Locate(next(self._jobs), path, folder=node.number))

    def _choose(self, dialog: QFileDialog, request: Callable[[str], messages.Locate]) -> None:
        dialog.fileSelected.connect(lambda path: self._change(request(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _list_branches(self, folder: int) -> None:
        self._client.send(messages.ListBranches(next(self._jobs), folder))

    def _first(self, node: Node) -> None:
        job = next((job for job, path in self._work.items() if PurePath(path).is_relative_to(node.path)), None)
        if job is None:
            self._index(node.path)
        else:
            self._put_first(job)

    # Messages ----------------------------------------------------------------------------------------------------

    def received(self, message: messages.Reply) -> bool:
        """True for what only this conversation wants to hear: also how jobs ended that nobody asked for."""
        match message:
            case messages.Branches():
                self._window.library.show_branches(message)
                return True
            case messages.Removed():
                self._removed(message)
                return True
            case messages.LibraryState():
                self._library = message
                self._tell_offline()
            case messages.Done() if message.job in self._changing:
                self._changing.discard(message.job)
                self._ask_again()
            case messages.Failed() if message.job < 0 and message.job not in self._work:
                return True
        return False

    def _tell_offline(self) -> None:
        """Say it when all that is searched lies on drives that are not connected."""
        scope, library = self._window.library.scope, self._library
        nodes = [self._window.library.folder_of(number) for number in scope]
        folders = (
            [folder for folder in nodes if folder is not None] if scope else list(library.folders if library else ())
        )
        away = [folder for folder in folders if folder.state == "missing"]
        if not away or len(away) < len(folders):
            self._window.offline.show_words("")
            return
        places = {printable(folder.volume) or file_name(folder.path) for folder in away}
        seen = day(max((folder.seen or 0.0) for folder in away))
        videos = sum(folder.videos for folder in {folder.folder: folder for folder in away}.values())
        words = (
            self.tr(
                "All {0} videos here are on {1}, which is not connected (last seen {2}). You can still search and look; playing needs the drive."
            )
            if seen
            else self.tr(
                "All {0} videos here are on {1}, which is not connected. You can still search and look; playing needs the drive."
            )
        )
        self._window.offline.show_words(words.format(f"{videos:,}", ", ".join(sorted(places)), seen))
