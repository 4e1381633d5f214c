"""How an answer is looked through: view, order, grouping, what is hidden by hand, heat over whole videos, and what was indexed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QTimer

import engine.messages as messages
from app.engine_client import EngineClient
from app.grouping import Order
from app.hit_delegate import View
from app.main_window import MainWindow

TOGETHER = 60  # ms in which videos that come into sight are asked for together
FRESHEN = 4.0  # seconds at least between two looks for what was indexed since


class Browsing(QObject):
    """The part of the conversation about results that are there already; `Searching` tells it when there are others."""

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int]) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._query = 0  # the job of the question whose curves can be asked for; 0: none yet
        self._asked: set[int] = set()  # videos
        self._wanted: dict[int, None] = {}
        self._ask = QTimer(self, interval=TOGETHER, singleShot=True)
        self._ask.timeout.connect(self._ask_curves)
        settings = window.settings
        window.model.grouped = settings.grouped
        window.results.show_as(View(settings.results_view))
        self._wire()
        self._tell()

    def _wire(self) -> None:
        window, wishes = self._window, self._window.wishes
        wishes.group.connect(lambda: self.group(not window.model.grouped))
        wishes.grid_view.connect(lambda: self.show_as(View.GRID))
        wishes.film_view.connect(lambda: self.show_as(View.FILM))
        wishes.list_view.connect(lambda: self.show_as(View.LIST))
        wishes.hide.connect(self.hide_current)
        window.results_bar.group_chosen.connect(self.group)
        window.results_bar.view_chosen.connect(self.show_as)
        window.results_bar.order_chosen.connect(self.sort_by)
        window.list_head.sort_requested.connect(self.sort_by)
        window.results.videos_shown.connect(self._see)
        window.results.played_in_place.connect(window.player.pause)
        window.results.play_requested.connect(lambda *_: window.results.stop_playing())

    # View, order, grouping ---------------------------------------------------------------------------------------

    def show_as(self, view: View) -> None:
        """Grid, film or list; remembered."""
        self._window.results.show_as(view)
        self._window.settings.results_view = view.value
        self._tell()

    def group(self, grouped: bool) -> None:
        """Per video or per moment; remembered. The selected moment stays selected."""
        self._keep_selection(lambda: self._window.model.group(grouped))
        self._window.settings.grouped = grouped
        self._tell()

    def sort_by(self, order: Order) -> None:
        """Another order of what is here."""
        self._keep_selection(lambda: self._window.model.sort_by(order))
        self._tell()

    def _keep_selection(self, change) -> None:
        hit = self._window.results.current_hit()
        change()
        if hit is not None:
            self._window.results.select_moment(hit.shot)

    def _tell(self) -> None:
        window, model = self._window, self._window.model
        window.results_bar.show_state(window.results.view, model.order, model.grouped)
        window.list_head.setVisible(window.results.view is View.LIST)
        window.list_head.show_order(model.order)

    # Hidden by hand ----------------------------------------------------------------------------------------------

    def hide_current(self) -> None:
        """Take the selected card out of the results, not the file; it can be undone."""
        results, model = self._window.results, self._window.model
        card = results.current_card()
        if card is None or self._window.library.isAncestorOf(self._window.focusWidget()):
            return
        row = results.currentIndex().row()
        shots = model.shots_of(card)
        model.put_away(shots)
        results.select_row(min(row, model.rowCount() - 1))
        many = len(card.moments)
        words = self.tr("Hidden from the results: 1 moment. The file is not touched.")
        if many > 1:
            words = self.tr("Hidden from the results: {0} moments. The file is not touched.").format(many)
        self._window.undo.push(lambda: self._bring_back(shots))  # also when the notice has gone
        self._window.toast.show_words(words, self.tr("Undo"), lambda: (self._bring_back(shots), None)[1], seconds=12)

    def _bring_back(self, shots: list[int]) -> bool:
        """False when they are there already, or belong to another question."""
        if not self._window.model.is_put_away(shots[0]):
            return False
        self._window.model.put_away(shots, away=False)
        self._window.results.select_moment(shots[0])
        return True

    # Heat over whole videos --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Another question: nothing that was known holds any more."""
        self._query, self._wanted = 0, {}
        self._asked = set()
        self._window.model.forget_curves()
        self._window.model.forget_put_away()
        self._window.fresh.clear()

    def answered(self, query: int) -> None:
        """The refined answer of this job is shown: curves can be asked for."""
        if self._query != query:
            self._query, self._asked = query, set()
            self._window.results.viewport().update()

    def _see(self, videos: Iterable[int]) -> None:
        if self._query:
            self._wanted.update(dict.fromkeys(video for video in videos if video not in self._asked))
            if self._wanted and not self._ask.isActive():
                self._ask.start()

    def _ask_curves(self) -> None:
        if self._query and self._wanted:
            self._client.send(messages.AskCurves(next(self._jobs), self._query, tuple(self._wanted)))
            self._asked.update(self._wanted)
        self._wanted = {}

    def curve(self, curve: messages.Curve) -> None:
        """The heat of a video; of an older question it is dropped."""
        if curve.job == self._query:
            self._window.model.show_curve(curve)
            if (hit := self._window.results.current_hit()) is not None and hit.video == curve.video:
                self._window.player.show_curve(curve)
