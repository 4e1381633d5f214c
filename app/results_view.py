"""The results: one QListView as grid, film or list, cards painted by a delegate; hover scrub, play in place, keyboard, context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app import film_row, grid_card, list_row
from app.card_motion import CardMotion, paint_moving, paint_skeletons
from app.hit_delegate import HitDelegate, View
from app.moment_player import MomentPlayer
from app.result_pointer import ResultPointer
from app.results_model import ResultsModel
from app.theme import Theme
from app.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.grouping import Card
    from engine.messages import Hit

SMALLEST, LARGEST = 168, 420
STEP = 32  # pixels of card width


class ResultsView(QListView):
    """Wishes: play, select, menu. `used` says that the person has touched the present order, so it must not move by itself."""

    selected = Signal(object)  # Hit or None
    play_requested = Signal(object, object)  # Hit, seconds to start from or None
    played_in_place = Signal()
    menu_requested = Signal(object, object)  # Hit, QPoint on the screen
    leave_requested = Signal()
    up_requested = Signal()  # from the first row
    card_width_changed = Signal(int)
    videos_shown = Signal(object)  # numbers of the videos whose cards are in sight
    row_width_changed = Signal(int)
    clip_drag_requested = Signal(object)  # Hit

    def __init__(
        self, theme: Theme, thumbnails: Thumbnails, model: ResultsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hits = model
        self._theme = theme
        self._thumbnails = thumbnails
        self._delegate = HitDelegate(theme, thumbnails, model, self)
        self._card_width = 232
        self._waiting = False
        self._pointer = ResultPointer(self, self._delegate, model, thumbnails)
        self._motion = CardMotion(self)
        self._motion.moved.connect(lambda _: self.viewport().update())
        self._cinema = MomentPlayer(theme, thumbnails, self.viewport())
        self._cinema.clicked.connect(self._cinema.stop)
        self.used = False
        self.setObjectName("ground")
        self.setAccessibleName(self.tr("Moments found"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover, False)
        thumbnails.arrived.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)
        model.modelAboutToBeReset.connect(self._cinema.stop)
        model.modelReset.connect(self._pointer.forget)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.show_as(View.GRID)

    # Facts in ----------------------------------------------------------------------------------------------------

    def set_dimmed(self, dimmed: bool) -> None:
        """Show everything as guesses."""
        self._delegate.dimmed = dimmed
        self.viewport().update()

    def set_waiting(self, waiting: bool) -> None:
        """While there is nothing to show yet, the shapes of cards to come."""
        self._waiting = waiting
        self.viewport().update()

    def show_as(self, view: View) -> None:
        """Grid, film or list."""
        self._cinema.stop()
        self._delegate.view = view
        grid = view is View.GRID
        self.setFlow(QListView.Flow.LeftToRight if grid else QListView.Flow.TopToBottom)
        self.setWrapping(grid)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setGridSize(QSize())
        self._arrange()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @property
    def view(self) -> View:
        """How the results are laid out."""
        return self._delegate.view

    def set_card_width(self, width: int) -> None:
        """The wished width; the real one fills the row evenly."""
        self._card_width = min(LARGEST, max(SMALLEST, width))
        self._arrange()

    @property
    def card_width(self) -> int:
        """The wished width of a card."""
        return self._card_width

    def stop_playing(self) -> None:
        """Another player begins."""
        self._cinema.stop()

    @property
    def cinema(self) -> MomentPlayer:
        """What plays moments on their cards."""
        return self._cinema

    def current_card(self) -> Card | None:
        """The selected card."""
        rows = self.selectionModel().selectedIndexes()
        return self._hits.card(rows[0].row()) if rows else None

    def current_hit(self) -> Hit | None:
        """The moment that the selected card shows."""
        card = self.current_card()
        return card.hit if card is not None else None

    def select_row(self, row: int) -> None:
        """Select and show a card."""
        index = self._hits.index(row)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def select_moment(self, shot: int) -> None:
        """Select a shot's card and let it show that moment."""
        row = self._hits.choose(shot)
        if row < 0:
            return
        same = self.currentIndex().row() == row and self.selectionModel().hasSelection()
        self.select_row(row)
        if same:  # the card stays selected but shows another moment
            self._cinema.stop()
            self.selected.emit(self.current_hit())

    def set_calm(self, calm: bool) -> None:
        """Reduced motion: pictures do not follow the pointer, cards do not glide."""
        self._pointer.scrubs = not calm

    def pointer_inside(self) -> bool:
        """Whether the pointer rests on a card."""
        return self._delegate.hovered >= 0

    def rest_pointer(self) -> None:
        """The player was used since: until it moves again the pointer only lies there, and in and out are the player's."""
        self._pointer.moving = False

    def pointed_place(self) -> tuple[Hit, float] | None:
        """The moment of the card under the pointer and the time that is shown there; None where nothing is scrubbed or the pointer rests."""
        if not self._pointer.moving:
            return None
        hit, seconds = self._hits.hit(self._delegate.hovered), self._delegate.scrubbed
        return (hit, seconds) if hit is not None and seconds is not None else None

    def places(self) -> dict[int, QRect]:
        """Where the cards in sight are, by key."""
        return {card.key: self.visualRect(self._hits.index(row)) for row, card in self._in_sight()}

    def glide_from(self, before: dict[int, QRect]) -> None:
        """Let cards move from where they were to where they are now."""
        if self._pointer.scrubs and self.isVisible():
            self._motion.start(before)

    # Layout ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        room = self.viewport().width() - 1
        if room < 50:
            return
        if self.view is View.GRID:
            columns = max(1, round(room / self._card_width))
            cell = room // columns
            size = QSize(cell, grid_card.card_height(cell - grid_card.GAP, self.font()) + grid_card.GAP)
        elif self.view is View.FILM:
            size = QSize(room, film_row.row_height(self._card_width, self.font()))
        else:
            size = QSize(room, list_row.row_height(self.font()))
        self.row_width_changed.emit(room)
        if size != self.gridSize():
            self._delegate.card = size
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(max(24, size.height() // 4))
            self._place_cinema()

    def _in_sight(self) -> list[tuple[int, Card]]:
        """Rows and cards that are (partly) in the viewport."""
        height = self.viewport().height()
        first = self.indexAt(QPoint(8, 8)).row()
        found: list[tuple[int, Card]] = []
        row = max(0, first)
        while (card := self._hits.card(row)) is not None:
            if self.visualRect(self._hits.index(row)).top() >= height:
                break
            found.append((row, card))
            row += 1
        return found

    def _scrolled(self) -> None:
        self.used = True
        self._motion.stop()
        self._place_cinema()
        self._pointer.follow(self.viewport().mapFromGlobal(self.cursor().pos()))

    # Painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._motion.running:
            paint_moving(self, self._delegate, self._motion, self._in_sight())
        elif self._hits.rowCount() == 0 and self._waiting:
            paint_skeletons(self, self._delegate, self._theme)
        else:
            super().paintEvent(event)
        self.videos_shown.emit([card.hit.video for _, card in self._in_sight()])

    # Playing in place --------------------------------------------------------------------------------------------

    def play_in_place(self) -> None:
        """The selected moment on its own card; again: stop."""
        card = self.current_card()
        if card is None:
            return
        if self._cinema.hit is not None:
            self._cinema.stop()
            return
        self.played_in_place.emit()
        self._cinema.play(card, self._cinema_place())

    def _cinema_place(self) -> QRect:
        """Over the picture; in the film over its moment, in the list as large as a small card beside the picture."""
        cell = self.visualRect(self.currentIndex())
        place = self._delegate.places(cell, self.font()).picture
        card = self.current_card()
        if self.view is View.GRID or card is None:
            return place
        if self.view is View.FILM:
            size = QSize(film_row.frame_width(place.height()), place.height())
            start, end = film_row.span(card, self._hits.grouped)
            middle = ((card.hit.start + card.hit.end) / 2 - start) / max(end - start, 1e-6)
            left = place.left() + round(middle * place.width()) - size.width() // 2
            left = min(max(left, place.left()), place.right() + 1 - size.width())
            return QRect(QPoint(left, place.top()), size)
        size = QSize(256, 144)
        top = place.top() if place.top() + size.height() < self.viewport().height() else place.bottom() - size.height()
        return QRect(QPoint(place.left(), max(0, top)), size)

    def _place_cinema(self) -> None:
        if self._cinema.hit is not None:
            self._cinema.setGeometry(self._cinema_place())

    # Pointer -----------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._pointer.moving = True
            self._pointer.follow(event.position().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.forget()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._pointer.show_tip(event)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.used = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return
        row, pointed = self._pointer.at(event.position().toPoint(), scrub=False)
        hit = self._hits.hit(row)
        if hit is None or pointed is None or row != self.currentIndex().row():
            return
        if pointed.kind == "frame":
            self.select_moment(pointed.shot)
        elif pointed.kind == "strip":
            self.play_requested.emit(hit, pointed.seconds)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self._hits.hit(self.indexAt(event.position().toPoint()).row())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            if self._delegate.pointed is None or self._delegate.pointed.kind != "strip":
                self.play_requested.emit(hit, self._delegate.scrubbed)
            return
        super().mouseDoubleClickEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803 (Qt's own name)
        hit = self.current_hit()
        if hit is not None and QGuiApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            self.clip_drag_requested.emit(hit)  # a trimmed clip instead of the file
            return
        super().startDrag(supportedActions)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def zoom(self, steps: int) -> None:
        """Larger or smaller cards."""
        self.set_card_width(self._card_width + STEP * steps)
        self.card_width_changed.emit(self._card_width)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        hit = self._hits.hit(index.row())
        if hit is not None:
            self.select_row(index.row())
            place = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.menu_requested.emit(hit, place)

    # Keyboard ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While a moment plays on its card, M is its sound; else it is a key of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == Qt.Key.Key_M and plain and self._cinema.hit is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hit = self.current_hit()
        key = event.key()
        self.used = True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and hit is not None:
            self.play_requested.emit(hit, None)
        elif key == Qt.Key.Key_Space and hit is not None:
            self.play_in_place()
        elif key == Qt.Key.Key_M and self._cinema.hit is not None:
            self._cinema.set_muted(not self._cinema.muted)
        elif key == Qt.Key.Key_Escape and self._cinema.hit is not None:
            self._cinema.stop()
        elif key == Qt.Key.Key_Escape:
            self.leave_requested.emit()
        elif key == Qt.Key.Key_Up and self._in_first_row():
            self.up_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.select_row(max(0, self.currentIndex().row()))

    def _in_first_row(self) -> bool:
        index = self.currentIndex()
        return not index.isValid() or self.visualRect(index).top() <= self.visualRect(self._hits.index(0)).top()

    def selectionChanged(self, selected, deselected) -> None:
        super().selectionChanged(selected, deselected)
        self._cinema.stop()
        self.selected.emit(self.current_hit())
