"""A row of the list view: small picture, name, band, time, length, date, heat; and the heads of these columns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.card_parts import CardPainter, Look, Places, paint_band, strength
from app.grouping import Card, Order
from app.place_words import day, where_it_is
from app.results_model import band_word
from app.theme import Theme, small
from app.timecode import clock, in_words

if TYPE_CHECKING:
    from engine.messages import Curve

PICTURE = 64  # width
PAD = 8
SPACE = 12  # between columns
NARROWEST_NAME = 130
COLUMNS = ("name", "band", "time", "moments", "duration", "date", "heat")
SORTS = {"name": Order.NAME, "band": Order.RELEVANCE, "duration": Order.DURATION, "date": Order.DATE}


def row_height(font: QFont) -> int:
    """One line, and room for the picture."""
    return max(round(PICTURE * 9 / 16), QFontMetrics(font).height()) + 8


def columns(cell: QRect, font: QFont) -> dict[str, QRect]:
    """Where each column is."""
    spans = _spans(cell.width(), font.key())
    found = {"picture": QRect(cell.left() + PAD, cell.top() + 4, PICTURE, cell.height() - 8)}
    return found | {
        name: QRect(cell.left() + at, cell.top(), wide, cell.height()) for name, (at, wide) in spans.items()
    }


@lru_cache(maxsize=8)
def _spans(width: int, font: str) -> dict[str, tuple[int, int]]:
    """Left edge and width of each column but the picture; in a narrow window the date, the count, the length of the video and the heat go, in this order."""
    described = QFont()
    described.fromString(font)
    metrics = QFontMetrics(described)
    room = width - 2 * PAD - PICTURE - SPACE
    texts = {
        "band": band_word("possible"),
        "time": "00:00:00.0",
        "moments": "00",
        "duration": "00 h 00 min",
        "date": "00.00.0000",
    }
    wished = {name: metrics.horizontalAdvance(text) for name, text in texts.items()}
    wished["band"] += 18
    wished["heat"] = max(90, room // 5)
    for name in ("date", "moments", "duration", "heat"):
        if room - sum(wished.values()) - SPACE * len(wished) < NARROWEST_NAME:
            wished.pop(name)
    wished["name"] = room - sum(wished.values()) - SPACE * len(wished)
    found: dict[str, tuple[int, int]] = {}
    left = PAD + PICTURE + SPACE
    for column in COLUMNS:
        if column in wished:
            found[column] = (left, wished[column])
            left += wished[column] + SPACE
    return found


def places(cell: QRect, font: QFont) -> Places:
    """`strip` is empty where there is no room for it."""
    where = columns(cell, small(font))
    heat = where.get("heat", QRect())
    strip = heat.adjusted(0, 6, 0, -6) if not heat.isEmpty() else QRect()
    return Places(where["picture"], strip, (), where["name"])


def paint(
    painter: QPainter, parts: CardPainter, cell: QRect, card: Card, curve: Curve | None, look: Look, font: QFont
) -> None:
    """The whole row."""
    second = small(font)
    where, place = columns(cell, second), places(cell, font)
    hit = card.hit
    parts.ground(painter, cell.adjusted(1, 0, -1, 0), look, radius=6)
    painter.setOpacity(strength(card, look))
    if look.pointed is None or not parts.at_time(painter, place.picture, card, look.pointed):
        best = hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else ""
        parts.picture(painter, place.picture, best, 3)
    painter.setOpacity(1.0)
    name, away = where["name"], where_it_is(hit)
    if away:
        half = name.height() // 2
        parts.line(painter, name.adjusted(0, half, 0, -3), away, "quiet", second)
        name = name.adjusted(0, 3, 0, -half)
    parts.name(painter, name, hit, font)
    if band_word(hit.band):
        band = where["band"]
        paint_band(painter, QPointF(band.left() + 5, band.center().y() + 0.5), hit.band, parts.theme)
        colour = "text" if hit.band == "strong" else "quiet"
        parts.line(painter, band.adjusted(16, 0, 4, 0), band_word(hit.band), colour, second)
    pointed = look.pointed
    told = {
        "time": clock(hit.start if pointed is None else pointed.seconds),
        "moments": str(len(card.moments)),
        "duration": in_words(hit.duration) if hit.duration else "",
        "date": day(hit.date),
    }
    for column, words in told.items():
        if column in where:
            colour = "accent" if column == "time" and pointed is not None else "quiet"
            parts.line(painter, where[column], words, colour, second, right=column != "date")
    if not place.strip.isEmpty():
        parts.strip(painter, place.strip, card, curve, pointed)


class ListHead(QWidget):
    """The names of the columns; a click on one that can order the list does so."""

    sort_requested = Signal(object)  # Order

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._order = Order.RELEVANCE
        self._row_width = 400
        self.setFixedHeight(QFontMetrics(self.font()).height() + 10)
        self.setAccessibleName(self.tr("Columns"))
        theme.changed.connect(self.update)
        self.hide()

    def show_order(self, order: Order) -> None:
        """Mark the column that the list is ordered by."""
        self._order = order
        self.update()

    def fit(self, width: int) -> None:
        """As wide as the rows."""
        self._row_width = width
        self.update()

    def words(self, column: str) -> str:
        """The head of a column."""
        return {
            "name": QCoreApplication.translate("Columns", "Name"),
            "band": QCoreApplication.translate("Columns", "Match"),
            "time": QCoreApplication.translate("Columns", "Time"),
            "moments": QCoreApplication.translate("Columns", "#"),
            "duration": QCoreApplication.translate("Columns", "Video"),
            "date": QCoreApplication.translate("Columns", "Date"),
            "heat": QCoreApplication.translate("Columns", "Where it matches"),
        }[column]

    def places(self) -> dict[str, QRect]:
        """Where the heads are, over their columns."""
        where = columns(QRect(0, 0, self._row_width, self.height()), small(self.font()))
        return {column: place for column, place in where.items() if column != "picture"}

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = small(self.font())
        for column, place in self.places().items():
            chosen = SORTS.get(column) is self._order
            painter.setFont(small(self.font(), -1.0, bold=chosen))
            painter.setPen(self._theme.colour("text" if chosen else "quiet"))
            right = column in ("time", "moments", "duration")
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            text = QFontMetrics(font).elidedText(self.words(column), Qt.TextElideMode.ElideRight, place.width() + 6)
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)
        painter.fillRect(0, self.height() - 1, self._row_width, 1, self._theme.colour("line"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        column = next((name for name, place in self.places().items() if place.contains(where)), "")
        if column in SORTS:
            self.sort_requested.emit(SORTS[column])
