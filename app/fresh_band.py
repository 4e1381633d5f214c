"""Moments that were indexed since the answer came: a band of their own under the results, so that nothing above it moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.card_parts import CardPainter, paint_band
from app.results_model import HIT, ResultsModel, band_word
from app.theme import Theme, small
from app.thumbnails import Thumbnails
from app.timecode import clock, file_name

if TYPE_CHECKING:
    from engine.messages import Hit

TILE = QSize(252, 62)


class FreshBand(QFrame):
    """Hidden until there is something in it. New moments come at its end."""

    selected = Signal(object)  # Hit
    play_requested = Signal(object)
    merge_requested = Signal()

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._model = ResultsModel(self)
        self._model.grouped = False
        self._hits: list[Hit] = []
        self._label = QLabel()
        self._label.setProperty("heading", True)
        self._label.setFont(small(self._label.font(), -0.5, bold=True))
        merge = QToolButton()
        merge.setProperty("link", True)
        merge.setText(self.tr("Sort them in"))
        merge.clicked.connect(self.merge_requested)
        self._list = _Tiles(self)
        self._list.setAccessibleName(self.tr("Just indexed"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(_TileDelegate(theme, thumbnails, self._list))
        self._list.selectionModel().currentChanged.connect(self._chosen)
        self._list.play_requested.connect(self.play_requested)
        head = QHBoxLayout()
        head.addWidget(self._label)
        head.addWidget(merge)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 4)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._list)
        thumbnails.arrived.connect(self._list.viewport().update)
        theme.changed.connect(self._list.viewport().update)
        self.hide()

    def add(self, hits: Sequence[Hit]) -> None:
        """Those that are not here yet, at the end."""
        known = {hit.shot for hit in self._hits}
        self._hits += [hit for hit in hits if hit.shot not in known]
        self._put()

    def clear(self) -> None:
        """Another answer holds them now."""
        self._hits = []
        self._put()

    def set_low(self, low: bool) -> None:
        """In a low window only the line is shown, so that the results keep their room."""
        self._list.setVisible(not low)

    @property
    def count(self) -> int:
        """How many moments are here."""
        return len(self._hits)

    def _put(self) -> None:
        self._model.show_hits(self._hits)
        one, many = self.tr("Just indexed: 1 moment"), self.tr("Just indexed: {0} moments").format(len(self._hits))
        self._label.setText(one if len(self._hits) == 1 else many)
        self.setVisible(bool(self._hits))

    def _chosen(self, now) -> None:
        hit = now.data(HIT)
        if hit is not None:
            self.selected.emit(hit)


class _Tiles(QListView):
    play_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(TILE.height() + 12)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.indexAt(event.position().toPoint()).data(HIT)
        if hit is not None:
            self.play_requested.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hit = self.currentIndex().data(HIT) if self.currentIndex().isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and hit is not None:
            self.play_requested.emit(hit)
            return
        super().keyPressEvent(event)


class _TileDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = CardPainter(theme, thumbnails)

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        return TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        hit: Hit | None = index.data(HIT)
        if hit is None:
            return
        theme = self._parts.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile: QRect = option.rect.adjusted(0, 2, -8, -2)  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        painter.setPen(QPen(theme.colour("accent" if selected else "line"), 1.5 if selected else 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 8, 8)
        picture = QRect(tile.left() + 5, tile.top() + 5, 85, tile.height() - 10)
        self._parts.picture(painter, picture, hit.frames[hit.best].picture if hit.frames else "", 4)
        font = option.font  # pyright: ignore[reportAttributeAccessIssue]
        second = small(font)
        words = QRect(picture.right() + 10, tile.top() + 8, tile.right() - picture.right() - 20, tile.height() - 16)
        line = QRect(words.left(), words.top(), words.width(), QFontMetrics(font).height())
        self._parts.line(painter, line, file_name(hit.path), "text", font, middle=True)
        line = QRect(words.left(), line.bottom() + 3, words.width(), QFontMetrics(second).height())
        paint_band(painter, QPointF(line.left() + 5, line.center().y() + 0.5), hit.band, theme)
        told = f"{band_word(hit.band)}  ·  {clock(hit.start)}"
        self._parts.line(painter, line.adjusted(16, 0, 0, 0), told, "quiet", second)
        painter.restore()
