"""The grid of moments: one QListView, cards painted by a delegate, hover scrub, keyboard, context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from app.hit_delegate import HEAT, PAD, HitDelegate, card_height, card_rect, picture_size
from app.results_model import ResultsModel
from app.theme import Theme
from app.thumbnails import Thumbnails, Wanted
from app.timecode import printable

if TYPE_CHECKING:
    from engine.messages import Hit

SMALLEST, LARGEST = 168, 420


class ResultsView(QListView):
    """Wishes: play, select, menu. `used` says that the person has touched the present order, so it must not move by itself."""

    selected = Signal(object)  # Hit or None
    play_requested = Signal(object, object)  # Hit, seconds to start from or None
    preview_requested = Signal(object)  # Hit
    menu_requested = Signal(object, object)  # Hit, QPoint on the screen
    leave_requested = Signal()
    card_width_changed = Signal(int)

    def __init__(
        self, theme: Theme, thumbnails: Thumbnails, model: ResultsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hits = model
        self._theme = theme
        self._thumbnails = thumbnails
        self._delegate = HitDelegate(theme, thumbnails, self)
        self._card_width = 232
        self.used = False
        self.setObjectName("ground")
        self.setAccessibleName(self.tr("Moments found"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
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
        model.modelReset.connect(self._forget_pointer)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # Facts in ----------------------------------------------------------------------------------------------------

    def set_dimmed(self, dimmed: bool) -> None:
        """Show everything as guesses."""
        self._delegate.dimmed = dimmed
        self.viewport().update()

    def set_card_width(self, width: int) -> None:
        """The wished width; the real one fills the row evenly."""
        self._card_width = min(LARGEST, max(SMALLEST, width))
        self._arrange()

    @property
    def card_width(self) -> int:
        """The wished width of a card."""
        return self._card_width

    def current_hit(self) -> Hit | None:
        """The selected moment."""
        rows = self.selectionModel().selectedIndexes()
        return self._hits.hit(rows[0].row()) if rows else None

    def select_row(self, row: int) -> None:
        """Select and show a card."""
        index = self._hits.index(row)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def pointer_inside(self) -> bool:
        """Whether the pointer rests on a card."""
        return self._delegate.hovered >= 0

    # Layout ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        room = self.viewport().width() - 1
        if room < 50:
            return
        columns = max(1, round(room / self._card_width))
        cell = room // columns
        size = QSize(cell, card_height(cell - 8, self.font()) + 8)
        if size != self.gridSize():
            self._delegate.card = size
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(max(24, size.height() // 4))

    def _scrolled(self) -> None:
        self.used = True
        self._follow_pointer(self.viewport().mapFromGlobal(self.cursor().pos()))

    # Pointer -----------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._follow_pointer(event.position().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._forget_pointer()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def _follow_pointer(self, position: QPoint) -> None:
        """The pointer over a picture is the playhead: x is the whole video, in the heat strip the moment only."""
        index = self.indexAt(position) if self.viewport().rect().contains(position) else QModelIndex()
        row, seconds = (index.row(), self._seconds_at(index, position)) if index.isValid() else (-1, None)
        if (row, seconds) == (self._delegate.hovered, self._delegate.scrubbed):
            return
        before = self._delegate.hovered
        self._delegate.hovered, self._delegate.scrubbed = row, seconds
        for changed in {before, row} - {-1}:
            self.viewport().update(self.visualRect(self._hits.index(changed)))

    def _seconds_at(self, index: QModelIndex, position: QPoint) -> float | None:
        hit = self._hits.hit(index.row())
        if hit is None:
            return None
        card = card_rect(self.visualRect(index))
        picture = QRect(card.topLeft() + QPoint(PAD, PAD), picture_size(card.width()))
        share = min(1.0, max(0.0, (position.x() - picture.left()) / max(1, picture.width())))
        if picture.contains(position) and hit.sprite and hit.sprite_tiles and hit.duration > 0:
            self._thumbnails.get(Wanted(hit.sprite))
            return share * hit.duration
        strip = QRect(picture.left(), picture.bottom(), picture.width(), HEAT + 8)
        return hit.start + share * (hit.end - hit.start) if strip.contains(position) else None

    def _forget_pointer(self) -> None:
        before, self._delegate.hovered, self._delegate.scrubbed = self._delegate.hovered, -1, None
        if before >= 0:
            self.viewport().update()

    def _show_tip(self, event: QHelpEvent) -> None:
        hit = self._hits.hit(self.indexAt(event.pos()).row())
        if hit is None or self._delegate.scrubbed is not None:
            QToolTip.hideText()
            return
        escaped = printable(hit.path).replace("&", "&amp;").replace("<", "&lt;")
        QToolTip.showText(
            event.globalPos(),
            f"<p style='white-space:pre'>{escaped}<br>" + self.tr("score {0:.3f}").format(hit.score) + "</p>",
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self._hits.hit(self.indexAt(event.position().toPoint()).row())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.play_requested.emit(hit, self._delegate.scrubbed)
            return
        super().mouseDoubleClickEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.used = True
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def zoom(self, steps: int) -> None:
        """Larger or smaller cards."""
        self.set_card_width(self._card_width + 32 * steps)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hit = self.current_hit()
        key = event.key()
        self.used = True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and hit is not None:
            self.play_requested.emit(hit, None)
        elif key == Qt.Key.Key_Space and hit is not None:
            self.preview_requested.emit(hit)
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self._in_first_row()):
            self.leave_requested.emit()
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
        self.selected.emit(self.current_hit())
