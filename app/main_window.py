"""The window: three panes, bars, strips, drops. It knows its widgets and no messages; conversation.py joins the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.search_bar import SearchBar
from app.settings import Settings
from app.theme import ICONS, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QPaintEvent,
        QResizeEvent,
    )


UNLIMITED = (1 << 24) - 1  # pixels: as high as it needs (Qt's QWIDGETSIZE_MAX)
LOW = 700  # pixels: a window lower than this keeps its room for results


class MainWindow(QMainWindow):
    """Everything that is seen, in two stages so that the window is there at once: bars and empty panes in their final places, and what
    is in the panes with `furnish()`, called when `painted` has come. `close_requested` comes once the window has hidden itself.
    """

    painted = Signal()  # for the first time
    close_requested = Signal()
    folders_dropped = Signal(object)  # tuple of paths
    clip_dropped = Signal(object)  # path

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.theme = theme
        self._painted = False
        self.furnished = False
        self.setWindowTitle("Rushes")
        self.setMinimumSize(960, 600)
        self._build_bars()
        self._restore()

    # First stage -------------------------------------------------------------------------------------------------

    def _build_bars(self) -> None:
        self.search_bar = SearchBar(self.theme)
        self._panes = tuple(_holder(name) for name in ("panel", "ground", "panel"))
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        for pane in self._panes:
            self._splitter.addWidget(pane)
        self._splitter.setStretchFactor(1, 1)
        self._drawer = _holder("panel")
        self._drawer.hide()
        self._status = _holder("panel")
        self._status.setFixedHeight(36)
        whole = self._whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top_bar())
        column.addWidget(self._splitter, 1)
        column.addWidget(self._drawer)
        column.addWidget(self._status)
        self.setCentralWidget(whole)

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(60)
        self._side = QToolButton()
        self._side.setToolTip(self.tr("Library (Ctrl+B)"))
        self._side.setAccessibleName(self.tr("Show or hide the library"))
        self._menu = QToolButton()
        self._menu.setToolTip(self.tr("Menu"))
        self._menu.setAccessibleName(self.tr("Menu"))
        for button, icon in ((self._side, "sidebar"), (self._menu, "menu")):
            self.theme.put_icon(button, icon, "quiet")
            button.setIconSize(QSize(20, 20))
        self.search_bar.setMaximumWidth(880)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(10)
        row.addWidget(self._side)
        row.addStretch(1)
        row.addWidget(self.search_bar, 20)
        row.addStretch(1)
        row.addWidget(self._menu)
        return bar

    def _restore(self) -> None:
        settings = self.settings
        self.resize(1280, 800)
        self._splitter.setSizes([224, 696, 360])
        geometry, splitter = settings.layout("geometry"), settings.layout("splitter")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not splitter.isEmpty():
            self._splitter.restoreState(splitter)
        self._panes[0].setVisible(settings.library_shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    # Second stage ------------------------------------------------------------------------------------------------

    def furnish(self) -> None:
        """Put everything else in. Imported here, since the window is to be seen before this is loaded."""
        from app.actions import Actions, Wishes
        from app.activity import Activity
        from app.activity_drawer import ActivityDrawer
        from app.drop_overlay import DropOverlay
        from app.filter_bar import FilterBar
        from app.fresh_band import FreshBand
        from app.key_map import KeyMap
        from app.library_panel import LibraryPanel
        from app.list_row import ListHead
        from app.model_strip import ModelStrip
        from app.notices import LineNote, NoteStrip, Toast
        from app.player import Player
        from app.results_bar import ResultsBar
        from app.results_model import ResultsModel
        from app.results_view import ResultsView
        from app.saved_searches import SavedSearches
        from app.selects_panel import SelectsPanel
        from app.text_hits import TextHitsBand
        from app.thumbnails import Thumbnails
        from app.trouble import StateStrip, TroublePage
        from app.undo import UndoStack
        from app.verdict import Verdict
        from app.welcome import EmptyQuestion, Welcome

        theme = self.theme
        theme.wake()
        self.furnished = True
        self.wishes = Wishes(self)
        self.undo = UndoStack()
        self.keys = KeyMap(self.settings, self)
        self.actions_ = Actions(self, self.wishes, theme.choice, self.keys)
        self.thumbnails = Thumbnails(self)
        self.model = ResultsModel(self)
        self.filters = FilterBar(theme)
        self.library = LibraryPanel(theme)
        self.saved = SavedSearches(theme)
        self.results = ResultsView(theme, self.thumbnails, self.model)
        self.results_bar = ResultsBar(theme)
        self.list_head = ListHead(theme)
        self.fresh = FreshBand(theme, self.thumbnails)
        self.text_hits = TextHitsBand(theme, self.thumbnails)
        self.player = Player(theme, self.thumbnails)
        self.selects = SelectsPanel(theme, self.thumbnails)
        self.activity = Activity(theme)
        self.drawer = ActivityDrawer(theme, self.thumbnails)
        self.note = NoteStrip(theme)
        self.model_strip = ModelStrip(theme)
        self.state = StateStrip(theme)
        self.trouble = TroublePage(theme)
        self.line = LineNote()
        self.offline = LineNote()
        self.verdict = Verdict(theme)
        self.welcome = Welcome(theme)
        self.empty = EmptyQuestion(theme)
        self._furnish_middle()
        _put(self._panes[0], self.library, stretch=1)
        _put(self._panes[0], self.saved)
        _put(self._panes[0], self.selects)
        _put(self._panes[2], self.player)
        _put(self._status, self.activity)
        _put(self._drawer, self.drawer)
        self.toast = Toast(theme, self._whole)
        self.overlay = DropOverlay(theme, self)
        self._menu.setMenu(self.actions_.main_menu())
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setWindowIcon(QIcon(str(ICONS / "rushes.svg")))
        self.setAcceptDrops(True)
        self._wire()
        self.search_bar.setFocus()
        self.results.set_card_width(self.settings.card_width)
        self.results.set_calm(self.settings.calm)
        self.fresh.set_low(self.height() < LOW)
        self.player.set_muted(self.settings.muted)
        self.show_page("empty")
        for unknown in (self.pages, self.filters):  # nothing is known yet: an empty ground, not a guess
            unknown.setVisible(False)

    def _furnish_middle(self) -> None:
        self._answer = _holder("ground")
        for widget in (self.line, self.verdict, self.text_hits, self.results_bar):
            _put(self._answer, widget)
        grid = self._grid = _holder("ground")
        _put(grid, self.list_head)
        _put(grid, self.results)
        grid.setContentsMargins(12, 4, 0, 0)
        _put(self._answer, grid, stretch=1)
        _put(self._answer, self.fresh)
        from PySide6.QtWidgets import QStackedWidget

        self.pages = QStackedWidget()
        for page in (self.welcome, self.empty, self._answer, self.trouble):
            self.pages.addWidget(page)
        self._panes[1].setMinimumWidth(360)
        for widget in (self.state, self.filters, self.model_strip, self.note, self.offline):
            _put(self._panes[1], widget)
        _put(self._panes[1], self.pages, stretch=1)

    def _wire(self) -> None:
        wishes = self.wishes
        wishes.focus_search.connect(self.focus_search)
        self._side.clicked.connect(wishes.toggle_library)
        wishes.toggle_library.connect(lambda: self._show_library(self._panes[0].isHidden()))
        wishes.larger.connect(lambda: self.results.zoom(1))
        wishes.smaller.connect(lambda: self.results.zoom(-1))
        wishes.backward.connect(lambda: self.player.shuttle(-1))
        wishes.hold.connect(lambda: self.player.shuttle(0))
        wishes.forward.connect(lambda: self.player.shuttle(1))
        wishes.frame_back.connect(lambda: self.player.step(-1))
        wishes.frame_on.connect(lambda: self.player.step(1))
        wishes.mute.connect(lambda: self.player.set_muted(not self.settings.muted))
        wishes.play.connect(lambda: self.player.play())
        wishes.undo.connect(self.undo.undo)
        self.toast.offered.connect(lambda: self.undo.push(self.toast.act))
        wishes.show_keys.connect(self.show_keys)
        for signal in (wishes.show_activity, self.activity.drawer_requested, self.drawer.close_requested):
            signal.connect(self._toggle_drawer)
        wishes.next_pane.connect(lambda: self.next_pane(1))
        wishes.previous_pane.connect(lambda: self.next_pane(-1))
        wishes.theme_chosen.connect(self._choose_theme)
        wishes.quit.connect(self.close)
        self.player.playhead_used.connect(self.results.rest_pointer)
        self.player.muted_changed.connect(lambda muted: setattr(self.settings, "muted", muted))
        self.results.card_width_changed.connect(lambda width: setattr(self.settings, "card_width", width))
        self.results.leave_requested.connect(self.focus_search)
        self.results.up_requested.connect(lambda: self.text_hits.take_focus() or self.focus_search())
        self.text_hits.up_requested.connect(self.focus_search)
        self.text_hits.down_requested.connect(self._focus_results)
        self.results.row_width_changed.connect(self.list_head.fit)
        self.search_bar.results_requested.connect(self._focus_results)
        self.overlay.index_requested.connect(self.folders_dropped)
        self.overlay.similar_requested.connect(self.clip_dropped)
        self.note.closed.connect(self.settings.dismiss)
        self.note.model_requested.connect(wishes.choose_model)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """ "welcome", "empty", "answer" or "trouble" in the middle."""
        self.pages.setVisible(True)
        pages = {"welcome": self.welcome, "empty": self.empty, "answer": self._answer, "trouble": self.trouble}
        self.pages.setCurrentWidget(pages[name])
        whole = name in ("welcome", "trouble")
        self.filters.setVisible(not whole)
        self._panes[2].setVisible(not whole)

    def show_grid(self, shown: bool) -> None:
        """Cards, or only words when there are none."""
        self._grid.setVisible(shown)
        self.results_bar.setVisible(shown)

    def show_player(self) -> None:
        """The pane with the player, if the present page hides it."""
        self._panes[2].setVisible(True)

    def show_player_away(self, away: bool) -> None:
        """The player is in a window of its own, or back in its pane."""
        if not away:
            _put(self._panes[2], self.player)
            self.player.show()
        self._panes[2].setVisible(not away)

    def show_keys(self) -> None:
        """The key sheet."""
        from app.key_sheet import KeySheet

        sheet = KeySheet(self, self.keys)
        sheet.change_requested.connect(self.wishes.show_settings)
        sheet.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    # Parts -------------------------------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """The cursor into the search field, its words selected."""
        self.search_bar.field.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.search_bar.field.selectAll()

    def _focus_results(self) -> None:
        if self.model.rowCount() and self.results.isVisible():
            self.results.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        else:
            self.text_hits.take_focus()  # the search model is still being loaded

    def _show_library(self, shown: bool) -> None:
        self._panes[0].setVisible(shown)
        self.settings.library_shown = shown

    def _toggle_drawer(self) -> None:
        self._drawer.setVisible(self._drawer.isHidden())
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the note about the model gives way to the drawer."""
        low = self.height() < LOW and not self._drawer.isHidden()
        self.note.setMaximumHeight(0 if low else UNLIMITED)
        self.drawer.set_low(low)

    def _choose_theme(self, choice: str) -> None:
        self.settings.theme = choice
        self.theme.choose(choice)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from pane to pane: search, results, player, library. Inside the player, and backwards, from widget to widget."""
        stops = self._stops()
        here = next((place for place, stop in enumerate(stops) if stop.hasFocus()), -1)
        if not forward or here < 0 or self.player.isAncestorOf(stops[here]):
            return super().focusNextPrevChild(forward)
        stops[(here + 1) % len(stops)].setFocus(QtCore.Qt.FocusReason.TabFocusReason)
        return True

    def next_pane(self, way: int = 1) -> None:
        """To the pane after the one that has the focus, or before it, from wherever it is."""
        stops, panes = self._stops(), [self.search_bar, *self._panes]
        focus = self.focusWidget()
        inside = [pane for pane in panes if focus is not None and pane.isAncestorOf(focus)]
        homes = [next((pane for pane in panes if pane.isAncestorOf(stop)), None) for stop in stops]
        here = homes.index(inside[0]) if inside and inside[0] in homes else -1
        stops[(here + way) % len(stops)].setFocus(QtCore.Qt.FocusReason.TabFocusReason)

    def _stops(self) -> list[QWidget]:
        """Where the focus lands in each pane that can be seen, in order."""
        if not self.furnished:
            return [self.search_bar.field]
        from PySide6.QtWidgets import QAbstractItemView

        from app.seek_bar import SeekBar

        inside = (self.player.findChild(SeekBar), self.library.findChild(QAbstractItemView))
        stops = (self.search_bar.field, self.results, *inside)
        return [stop for stop in stops if stop is not None and stop.isVisible() and stop.isEnabled()]

    # Drops -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is not None or not event.mimeData().hasUrls():
            return  # our own cards on their way out
        from app.drop_overlay import Dropped

        dropped = Dropped.of(event.mimeData())
        if dropped.anything:
            self.overlay.begin(dropped)
            self.overlay.point(event.position().toPoint())
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.overlay.point(event.position().toPoint()):
            event.setDropAction(QtCore.Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.overlay.point(event.position().toPoint())
        if self.overlay.drop():
            event.setDropAction(QtCore.Qt.DropAction.CopyAction)
            event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.furnished:
            self.fresh.set_low(self.height() < LOW)
            self._make_room()
        if self.furnished and self.overlay.isVisible():
            self.overlay.setGeometry(self.rect())

    # The end -----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go from sight at once; the program ends when the engine has."""
        event.ignore()
        if self.isHidden():
            return
        self.settings.set_layout("geometry", QByteArray(self.saveGeometry()))
        self.settings.set_layout("splitter", QByteArray(self._splitter.saveState()))
        self.settings.save()
        self.hide()
        if self.furnished:
            self.player.stop()
            self.results.stop_playing()
            self.thumbnails.close()
        self.close_requested.emit()


def _holder(name: str) -> QFrame:
    """An empty pane to be filled from top to bottom."""
    pane = QFrame()
    pane.setObjectName(name)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return pane


def _put(pane: QFrame, widget: QWidget, stretch: int = 0) -> None:
    column = pane.layout()
    assert isinstance(column, QVBoxLayout)
    column.addWidget(widget, stretch)
