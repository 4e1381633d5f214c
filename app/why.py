"""The words of the query under the player: point at one and the strip shows where it is answered; a word nothing answers is struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.theme import Theme
from app.timecode import printable

if TYPE_CHECKING:
    from engine.messages import WordRelevance


class WordChips(QWidget):
    """All words in one painted widget; there may be many."""

    word_pointed = Signal(int)  # -1: none

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words: tuple[WordRelevance, ...] = ()
        self._pointed = -1
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_words(self, words: tuple[WordRelevance, ...]) -> None:
        """These words; none hides the widget."""
        self._words = words
        self._pointed = -1
        self.setVisible(bool(words))
        said = [printable(word.word) + ("" if word.found else self.tr(" (not found in this clip)")) for word in words]
        self.setAccessibleName(self.tr("Why it matched: {0}").format(", ".join(said)))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(240, self.width())))

    def _places(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(self.font())
        left = top = 0
        height = metrics.height() + 8
        places = []
        for word in self._words:
            wide = min(width, metrics.horizontalAdvance(printable(word.word)) + 20)
            if left and left + wide > width:
                left, top = 0, top + height + 6
            places.append(QRect(left, top, wide, height))
            left += wide + 6
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        for number, (word, place) in enumerate(zip(self._words, self._places(self.width()), strict=True)):
            pointed = number == self._pointed
            painter.setPen(QPen(self._theme.colour("accent" if pointed else "line"), 1))
            painter.setBrush(self._theme.colour("hover" if pointed else "raised"))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.setPen(self._theme.colour("text" if word.found else "quiet"))
            text = metrics.elidedText(printable(word.word), Qt.TextElideMode.ElideRight, place.width() - 12)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            if not word.found:
                y = place.center().y() + 1.0
                half = metrics.horizontalAdvance(text) / 2
                painter.drawLine(QPointF(place.center().x() - half, y), QPointF(place.center().x() + half, y))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        pointed = next(
            (number for number, place in enumerate(self._places(self.width())) if place.contains(position)), -1
        )
        if pointed != self._pointed:
            self._pointed = pointed
            self.word_pointed.emit(pointed)
            self.update()
            if pointed >= 0 and not self._words[pointed].found:
                QToolTip.showText(event.globalPosition().toPoint(), self.tr("Not found in this clip"), self)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = -1
        self.word_pointed.emit(-1)
        self.update()
