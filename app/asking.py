"""The part of the conversation about composing questions: feedback, chips, filters and their undo; past and saved searches; stars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

import engine.messages as messages
from app.engine_client import EngineClient
from app.filters import Filters
from app.main_window import MainWindow
from app.question import NOTHING, in_scope, in_words, is_nothing, moment_part, scope_of, without_scope
from app.searching import Searching
from app.timecode import printable


class Asking(QObject):
    """`Searching` asks and shows answers; this is about how a question comes to be, and what becomes of it."""

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int], searching: Searching) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._searching = searching
        self._saved: tuple[messages.SavedSearch, ...] = ()
        self.history: tuple[messages.Search, ...] = ()
        self.suggestions: tuple[str, ...] = ()
        self._folders: tuple[int, ...] = ()
        self._restoring = False  # what changes now is no step of the person
        self._wire()

    def _wire(self) -> None:
        window, wishes, bar = self._window, self._window.wishes, self._window.search_bar
        bar.altered.connect(lambda before: self._window.undo.push(lambda: bar.restore(before)))
        bar.save_requested.connect(self.save)
        bar.file_requested.connect(wishes.similar_to_file)
        wishes.save_search.connect(self.save)
        wishes.more_like.connect(lambda: self._feedback(more=True))
        wishes.less_like.connect(lambda: self._feedback(more=False))
        wishes.exclude_idea.connect(lambda: self._add_moment(unwanted=True))
        wishes.add_to_question.connect(lambda: self._add_moment(unwanted=False))
        wishes.clear_filters.connect(self.clear_filters)
        window.verdict.clear_filters_requested.connect(self.clear_filters)
        window.filters.chosen.connect(self._filters_chosen)
        window.library.scope_changed.connect(self._scope_changed)
        window.saved.asked.connect(self.open_saved)
        window.saved.rename_requested.connect(self._rename)
        window.saved.remove_requested.connect(self._remove)
        window.empty.newest_requested.connect(lambda: bar.ask(NOTHING))
        self._searching.used.connect(self.remember)

    def received(self, message: messages.Reply) -> bool:
        """Whether this was for us."""
        window = self._window
        match message:
            case messages.Searches():
                self._saved, self.history = message.saved, message.history
                window.saved.show_searches(message.saved)
                window.search_bar.set_history(message.history)
            case messages.Suggestions():
                self.suggestions = message.texts
                window.search_bar.set_suggestions(message.texts)
            case messages.PartPicture():
                window.search_bar.show_picture(message.path, message.picture)
            case _:
                return False
        return True

    # Feedback and chips ------------------------------------------------------------------------------------------

    def _feedback(self, more: bool) -> None:
        hit = self._searching.current
        if isinstance(hit, messages.Hit) and self._searching.asked:
            self._window.search_bar.add_feedback(hit.shot, more)

    def _add_moment(self, unwanted: bool) -> None:
        hit = self._searching.current
        if hit is not None:
            self._window.search_bar.add_part(replace(moment_part(hit), unwanted=unwanted))

    # Filters -----------------------------------------------------------------------------------------------------

    def _filters_chosen(self, before: Filters) -> None:
        if not self._restoring:
            self._window.undo.push(lambda: self._restore(before, self._folders))
        self._ask_with_filters(before.chosen != self._window.filters.filters.chosen)

    def _scope_changed(self, folders: tuple[int, ...]) -> None:
        before, self._folders = self._folders, folders
        if not self._restoring:
            filters = self._window.filters.filters
            self._window.undo.push(lambda: self._restore(filters, before))
        self._ask_with_filters(True)

    def _ask_with_filters(self, changed: bool) -> None:
        """The same question in another scope; without a question the newest videos of that scope."""
        if self._restoring or not changed:
            return
        narrowed = self._window.filters.any_set or bool(self._folders)
        if self._searching.asked:
            self._searching.ask_again()
        elif narrowed:
            self._window.search_bar.ask(NOTHING)

    def _restore(self, filters: Filters, folders: tuple[int, ...]) -> None:
        """Filters and folders at once, asked once."""
        self._restoring = True
        self._window.filters.restore(filters)
        self._window.library.set_scope(folders)
        self._restoring = False
        self._ask_with_filters(True)

    def clear_filters(self) -> None:
        """All filters back to the start, as one step."""
        before, folders = self._window.filters.filters, self._folders
        if before != Filters() or folders:
            self._window.undo.push(lambda: self._restore(before, folders))
            self._restore(Filters(), ())

    # Past and saved searches -------------------------------------------------------------------------------------

    def remember(self, question: messages.Search) -> None:
        """A question led somewhere."""
        question = without_scope(question)
        if not is_nothing(question) and (not self.history or self.history[0] != question):
            self._client.send(messages.RememberSearch(next(self._jobs), question))

    def save(self) -> None:
        """Keep the question with its filters under its own words; it can be renamed."""
        question = self._window.search_bar.question
        if is_nothing(question):
            return
        question = in_scope(question, self._searching.scope)
        name = _free_name(in_words(question), {one.name for one in self._saved if one.search != question})
        self._client.send(messages.SaveSearch(next(self._jobs), name, question))
        self._window.toast.show_words(self.tr("Saved below the library; a dot will tell when something new matches."))

    def open_saved(self, saved: messages.SavedSearch) -> None:
        """Ask a saved search with the filters it was saved with."""
        self._restoring = True
        self._window.library.set_scope(saved.search.folders)
        self._window.filters.show_filters_of(scope_of(saved.search))
        self._restoring = False
        self._window.search_bar.ask(without_scope(saved.search))
        self._client.send(messages.SeeSearch(next(self._jobs), saved.saved))

    def _rename(self, saved: messages.SavedSearch) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Rename the saved search"))
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(saved.name)
        dialog.textValueSelected.connect(lambda name: self._rename_to(saved, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rename_to(self, saved: messages.SavedSearch, name: str) -> None:
        name = " ".join(name.split())
        if name and name != saved.name:
            self._client.send(messages.RemoveSearch(next(self._jobs), saved.saved))
            self._client.send(messages.SaveSearch(next(self._jobs), name, saved.search))

    def _remove(self, saved: messages.SavedSearch) -> None:
        self._client.send(messages.RemoveSearch(next(self._jobs), saved.saved))

        def bring_back() -> None:
            self._client.send(messages.SaveSearch(next(self._jobs), saved.name, saved.search))

        words = self.tr("The saved search {0} was removed.").format(printable(saved.name))
        self._window.toast.show_words(words, self.tr("Undo"), bring_back, seconds=12)

    # Stars -------------------------------------------------------------------------------------------------------

    def rating_menu(self, hit: messages.Hit | messages.TextHit) -> QMenu:
        """One to five stars for the video of a moment."""
        menu = QMenu(self.tr("Stars for this video"), self._window)
        now = getattr(hit, "rating", 0)
        for stars in range(5, -1, -1):
            words = "★" * stars if stars else self.tr("None")
            action = menu.addAction(words, lambda stars=stars: self.rate(hit, stars))
            action.setCheckable(True)
            action.setChecked(stars == now)
        return menu

    def rate(self, hit: messages.Hit | messages.TextHit, stars: int) -> None:
        """Give the video of a moment stars, at once in what is shown too."""
        before = getattr(hit, "rating", 0)
        self._client.send(messages.RateVideo(next(self._jobs), hit.video, stars))
        self._window.model.rate(hit.video, stars)
        if before != stars:
            again = replace(hit, rating=stars) if isinstance(hit, messages.Hit) else hit
            self._window.undo.push(lambda: self.rate(again, before) if isinstance(again, messages.Hit) else None)


def _free_name(words: str, taken: set[str]) -> str:
    """The words, with a number where another saved search has them."""
    words = words if len(words) <= 80 else words[:79] + "…"
    names = [words, *(f"{words} ({number})" for number in range(2, 99))]
    return next((name for name in names if name not in taken), words)
