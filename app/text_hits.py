"""Videos whose name or subtitles hold the words: their own band of tiles, never mixed into the ranking of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.card_parts import AWAY
from app.place_words import where_it_is
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted
from app.timecode import clock, file_name, printable

if TYPE_CHECKING:
    from engine.messages import TextHit

TEXT_HIT = Qt.ItemDataRole.UserRole
NOTHING = QModelIndex()
TILE = QSize(280, 66)


class TextHitsModel(QAbstractListModel):
    """Name and subtitle hits, in the order given."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._hits: tuple[TextHit, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == TEXT_HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = (file_name(hit.path), clock(hit.start), printable(hit.text), where_it_is(hit))
            return ", ".join(filter(None, told))
        return None

    def show_hits(self, hits: tuple[TextHit, ...]) -> None:
        """Replace everything, unless it is the same."""
        if hits != self._hits:
            self.beginResetModel()
            self._hits = hits
            self.endResetModel()


class TextHitsBand(QFrame):
    """The band; hidden when there is nothing in it."""

    chosen = Signal(object)  # TextHit
    play_requested = Signal(object)
    up_requested = Signal()
    down_requested = Signal()

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._model = TextHitsModel(self)
        self._label = QLabel(self.tr("In file names and subtitles"))
        self._label.setProperty("heading", True)
        self._label.setFont(small(self._label.font(), -0.5, bold=True))
        self._list = _Tiles(self)
        self._list.setAccessibleName(self.tr("Matches in file names and subtitles"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(_TileDelegate(theme, thumbnails, self._list))
        self._list.selectionModel().currentChanged.connect(lambda now: self.chosen.emit(now.data(TEXT_HIT)))
        self._list.clicked.connect(lambda now: self.chosen.emit(now.data(TEXT_HIT)))  # again, after a card
        self._list.play_requested.connect(self.play_requested)
        self._list.up_requested.connect(self.up_requested)
        self._list.down_requested.connect(self.down_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addWidget(self._list)
        thumbnails.arrived.connect(self._list.viewport().update)
        theme.changed.connect(self._list.viewport().update)
        self.hide()

    def show_hits(self, hits: tuple[TextHit, ...]) -> None:
        """Show these, or hide; the focus then goes to what is below."""
        if self._list.hasFocus() and not hits:
            self.down_requested.emit()
        self._model.show_hits(hits)
        self.setVisible(bool(hits))

    def take_focus(self) -> bool:
        """The keys go to the tiles, if there are any."""
        if not self.isVisible():
            return False
        now = self._list.currentIndex() if self._list.currentIndex().isValid() else self._model.index(0)
        self._list.selectionModel().setCurrentIndex(now, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(now.data(TEXT_HIT))
        return True

    def deselect(self) -> None:
        """A moment elsewhere is selected."""
        self._list.clearSelection()

    @property
    def count(self) -> int:
        """How many there are."""
        return self._model.rowCount()


class _Tiles(QListView):
    play_requested = Signal(object)
    up_requested = Signal()
    down_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(TILE.height() + 12)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.indexAt(event.position().toPoint()).data(TEXT_HIT)
        if hit is not None:
            self.play_requested.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hit = self.currentIndex().data(TEXT_HIT) if self.currentIndex().isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and hit is not None:
            self.play_requested.emit(hit)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Escape):
            self.up_requested.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.down_requested.emit()
        else:
            super().keyPressEvent(event)


class _TileDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return TILE

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: TextHit | None = index.data(TEXT_HIT)
        if hit is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile: QRect = option.rect.adjusted(0, 2, -8, -2)  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        painter.setPen(QPen(self._theme.colour("accent" if selected else "line"), 1.5 if selected else 1))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 8, 8)
        painter.setOpacity(1.0 if hit.present else AWAY)
        picture = QRect(tile.left() + 5, tile.top() + (tile.height() - 54) // 2, 96, 54)
        ratio = painter.device().devicePixelRatio()
        wanted = Wanted(
            hit.picture,
            round(picture.width() * ratio),
            round(picture.height() * ratio),
            round(4 * ratio),
            self._theme.colours.picture,
        )
        pixmap = self._thumbnails.get(wanted)
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(picture, pixmap)
        else:
            icon = self._theme.pixmap("text" if hit.kind == "subtitle" else "film", "quiet", 20, ratio)
            painter.drawPixmap(picture.center().x() - 10, picture.center().y() - 10, icon)
        painter.setOpacity(1.0)
        font = option.font  # pyright: ignore[reportAttributeAccessIssue]
        words = QRect(picture.right() + 10, tile.top() + 8, tile.right() - picture.right() - 20, tile.height() - 16)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        first = metrics.elidedText(file_name(hit.path), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, first)
        painter.setFont(small(font))
        painter.setPen(self._theme.colour("quiet"))
        if hit.kind == "subtitle":
            second = f"{clock(hit.start, tenths=False)}  “{printable(hit.text)}”"
        else:
            second = self.tr("in the name")
        if where := where_it_is(hit):
            second = f"{where}  ·  {second}"
        second = QFontMetrics(small(font)).elidedText(second, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, second)
        painter.restore()
