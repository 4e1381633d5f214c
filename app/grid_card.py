"""A card of the grid: best frame, time, heat strip, matching keyframes, file name, band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from app.card_parts import CardPainter, Look, Places, paint_band, strength
from app.grouping import KEYFRAMES, Card
from app.place_words import where_briefly, where_it_is
from app.results_model import band_word
from app.theme import small
from app.timecode import clock, in_words

if TYPE_CHECKING:
    from engine.messages import Curve

PAD = 8  # inside a card
GAP = 8  # between cards
HEAT = 18


def card_rect(cell: QRect) -> QRect:
    """The card inside its grid cell."""
    return cell.adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)


def card_height(width: int, font: QFont) -> int:
    """The height of a card of this width."""
    inner = width - 2 * PAD
    lines = QFontMetrics(font).height() + QFontMetrics(small(font)).height() + 4
    return PAD + picture_size(width).height() + 4 + HEAT + 4 + keyframe_size(inner).height() + 8 + lines + PAD


def picture_size(width: int) -> QSize:
    """16:9 in the card."""
    inner = width - 2 * PAD
    return QSize(inner, round(inner * 9 / 16))


def keyframe_size(inner: int) -> QSize:
    """One of four pictures in a row."""
    width = (inner - (KEYFRAMES - 1) * 4) // KEYFRAMES
    return QSize(width, round(width * 9 / 16))


def places(cell: QRect) -> Places:
    """Where things are."""
    inner = card_rect(cell).adjusted(PAD, PAD, -PAD, -PAD)
    picture = QRect(inner.topLeft(), picture_size(inner.width() + 2 * PAD))
    strip = QRect(inner.left(), picture.bottom() + 5, inner.width(), HEAT)
    size = keyframe_size(inner.width())
    top = strip.bottom() + 5
    frames = tuple(QRect(QPoint(inner.left() + n * (size.width() + 4), top), size) for n in range(KEYFRAMES))
    words = top + size.height() + 8
    return Places(picture, strip, frames, QRect(inner.left(), words, inner.width(), inner.bottom() + 1 - words))


def paint(
    painter: QPainter, parts: CardPainter, cell: QRect, card: Card, curve: Curve | None, look: Look, font: QFont
) -> None:
    """The whole card."""
    place = places(cell)
    parts.ground(painter, card_rect(cell), look)
    faint = strength(card, look)
    painter.setOpacity(faint)
    pointed = look.pointed
    scrubbing = pointed is not None and parts.at_time(painter, place.picture, card, pointed)
    hit = card.hit
    if not scrubbing:
        best = hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else ""
        parts.picture(painter, place.picture, best, 6)
    painter.setOpacity(1.0)
    if scrubbing and pointed is not None:
        _paint_scrubbing(painter, parts, place, card, look, font)
    else:
        _paint_labels(painter, parts, place.picture, card, font)
    painter.setOpacity(max(faint, 0.7))  # a dimmed strip must still be read
    parts.strip(painter, place.strip, card, curve, pointed)
    painter.setOpacity(faint)
    paint_keyframes(painter, parts, place.frames, card, font)
    painter.setOpacity(1.0)
    _paint_words(painter, parts, place.words, card, font)


def _paint_scrubbing(painter: QPainter, parts: CardPainter, place: Places, card: Card, look: Look, font: QFont) -> None:
    """The pointer as a playhead, with the time over it."""
    pointed, hit = look.pointed, card.hit
    assert pointed is not None
    start, end = (hit.start, hit.end) if pointed.kind == "range" else (0.0, hit.duration or hit.end)
    share = min(1.0, max(0.0, (pointed.seconds - start) / max(end - start, 1e-6)))
    if pointed.kind == "video":
        parts.playhead(painter, place.picture, share)
    elif pointed.kind == "range":  # a bar at the foot says that the whole width is the moment only
        foot = QRect(place.picture.left(), place.picture.bottom() - 2, round(place.picture.width() * share), 3)
        painter.fillRect(foot, parts.theme.colour("accent"))
    parts.bubble(painter, place.picture, pointed.seconds, share, font)


def _paint_labels(painter: QPainter, parts: CardPainter, place: QRect, card: Card, font: QFont) -> None:
    label = small(font, -1.0, bold=True)
    hit = card.hit
    parts.pill(painter, place.bottomLeft() + QPoint(6, -6), clock(hit.start), label)
    top = 6 + QFontMetrics(label).height() + 4
    told = QCoreApplication.translate("Card", "{0} of {1}").format(card.chosen + 1, len(card.moments))
    where = where_it_is(hit)
    if where:  # has the upper edge for itself
        room, metrics = place.width() - 24, QFontMetrics(label)
        if metrics.horizontalAdvance(where) > room:
            where = metrics.elidedText(where_briefly(hit), Qt.TextElideMode.ElideRight, room)
        parts.pill(painter, place.topLeft() + QPoint(6, top), where, label)
    elif len(card.moments) > 1:
        parts.pill(painter, place.topRight() + QPoint(-6, top), told, label, right=True)
    below = told if where and len(card.moments) > 1 else in_words(hit.end - hit.start)
    parts.pill(painter, place.bottomRight() + QPoint(-6, -6), below, label, right=True)


def paint_keyframes(painter: QPainter, parts: CardPainter, places: tuple[QRect, ...], card: Card, font: QFont) -> None:
    """Matching keyframes; the last one says how many more there are."""
    for place, (moment, index) in zip(places, card.best_frames(len(places)), strict=False):
        parts.picture(painter, place, moment.frames[index].picture, 3)
    more = card.matching() - len(places)
    if more > 0:
        place = places[-1]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(small(font, 0.0, bold=True))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"+{more}")


def _paint_words(painter: QPainter, parts: CardPainter, place: QRect, card: Card, font: QFont) -> None:
    hit, second = card.hit, small(font)
    first = QRect(place.left(), place.top(), place.width(), QFontMetrics(font).height())
    parts.name(painter, first, hit, font)
    below = QRect(place.left(), first.bottom() + 4, place.width(), QFontMetrics(second).height())
    paint_band(painter, QPointF(below.left() + 5, below.center().y() + 0.5), hit.band, parts.theme)
    word = band_word(hit.band)
    used = QFontMetrics(second).horizontalAdvance(word) + 24 if word else 0
    parts.line(painter, below.adjusted(16, 0, 0, 0), word, "text" if hit.band == "strong" else "quiet", second)
    room = below.adjusted(used, 0, 0, 0)
    times = range_words(card)
    if QFontMetrics(second).horizontalAdvance(times) > room.width() and hit.matched is None:
        times = clock(hit.start)
    parts.line(painter, room, times, "quiet", second, right=True)


def range_words(card: Card) -> str:
    """The moment's times, or the part of the query clip that it resembles."""
    hit = card.hit
    if hit.matched is not None:
        told = QCoreApplication.translate("Card", "like {0}–{1}")
        return told.format(clock(hit.matched[0]), clock(hit.matched[1]))
    return f"{clock(hit.start)}–{clock(hit.end)}"
