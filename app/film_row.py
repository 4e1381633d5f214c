"""A row of the film view: a strip of frames over the whole video (or over one moment), with the ranges that match, and the heat under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from app.card_parts import CardPainter, Look, Places, paint_band, strength
from app.grid_card import HEAT, PAD, range_words
from app.grouping import Card
from app.place_words import where_it_is
from app.results_model import band_word
from app.theme import small
from app.timecode import clock, in_words

if TYPE_CHECKING:
    from engine.messages import Curve, Hit

INFO = 168  # width of the words at the left, where there is room
GAP = 4  # between rows


def film_height(width: int) -> int:
    """The height of the frames for a wished card width."""
    return max(48, round(width * 9 / 32))


def row_height(width: int, font: QFont) -> int:
    """The height of a row; the words at the left need room as well."""
    words = QFontMetrics(font).height() + 3 * (QFontMetrics(small(font)).height() + 3)
    return max(film_height(width) + 4 + HEAT, words) + 2 * PAD + GAP


def places(cell: QRect) -> Places:
    """`picture` is the whole strip of frames."""
    inner = cell.adjusted(PAD, PAD + GAP // 2, -PAD, -PAD - GAP // 2)
    info = min(INFO, inner.width() // 3)
    film = QRect(inner.left() + info, inner.top(), inner.width() - info, inner.height() - HEAT - 4)
    strip = QRect(film.left(), film.bottom() + 5, film.width(), HEAT)
    return Places(film, strip, (), QRect(inner.left() + 4, inner.top(), info - 16, inner.height()))


def span(card: Card, grouped: bool) -> tuple[float, float]:
    """What the width of the film stands for: the video, or the moment."""
    hit = card.hit
    return (0.0, hit.duration or hit.end) if grouped else (hit.start, max(hit.end, hit.start + 0.1))


def paint(
    painter: QPainter,
    parts: CardPainter,
    cell: QRect,
    card: Card,
    curve: Curve | None,
    look: Look,
    font: QFont,
    grouped: bool,
) -> None:
    """The whole row."""
    place = places(cell)
    parts.ground(painter, cell.adjusted(2, GAP // 2, -2, -GAP // 2), look)
    painter.setOpacity(strength(card, look))
    start, end = span(card, grouped)
    _paint_film(painter, parts, place.picture, card, start, end)
    painter.setOpacity(1.0)
    _paint_ranges(painter, parts, place.picture, card, start, end)
    if look.pointed is not None and look.pointed.kind != "strip":
        share = (look.pointed.seconds - start) / max(end - start, 1e-6)
        parts.playhead(painter, place.picture, min(1.0, max(0.0, share)))
        parts.bubble(painter, place.picture, look.pointed.seconds, share, font)
    elif look.pointed is not None:
        _paint_pointed(painter, parts, place, card, look, font)
    parts.strip(painter, place.strip, card, curve, look.pointed)
    _paint_words(painter, parts, place.words, card, font)


def frame_width(height: int) -> int:
    """Of one frame in the film."""
    return round(height * 16 / 9)


def _paint_film(painter: QPainter, parts: CardPainter, place: QRect, card: Card, start: float, end: float) -> None:
    """Frames side by side: the sprite's tiles, or the moment's own frames where there is no sprite or the film shows one moment."""
    count = max(1, round(place.width() / frame_width(place.height())))
    hit = card.hit
    for number in range(count):
        left = place.left() + place.width() * number // count
        right = place.left() + place.width() * (number + 1) // count
        frame = QRect(left, place.top(), right - left - 1, place.height())
        seconds = start + (number + 0.5) / count * (end - start)
        if start == 0.0 and parts.sprite_tile(painter, frame, hit, seconds, radius=2, crop=_nearly(hit, frame)):
            continue
        near = min(hit.frames, key=lambda one: abs(one.time - seconds), default=None)
        there = near is not None and abs(near.time - seconds) <= (end - start) / count + 1.0
        parts.picture(painter, frame, near.picture if near is not None and there else "", 2)


def _nearly(hit: Hit, frame: QRect) -> bool:
    """Whether a picture fills a frame of the film but for slivers, which are cut off; upright films keep their shape."""
    wide = hit.width / hit.height if hit.width and hit.height else 16 / 9
    return 0.7 <= wide / (frame.width() / max(1, frame.height())) <= 1.4


def _paint_ranges(painter: QPainter, parts: CardPainter, place: QRect, card: Card, start: float, end: float) -> None:
    """A frame around each part that matches, the one chosen in the accent colour."""
    scale = place.width() / max(end - start, 1e-6)
    for moment in sorted(card.moments, key=lambda moment: moment.shot == card.hit.shot):
        left = place.left() + (max(moment.start, start) - start) * scale
        right = place.left() + (min(moment.end, end) - start) * scale
        chosen = moment.shot == card.hit.shot
        box = QRectF(left, place.top(), max(6.0, right - left), place.height()).adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(parts.theme.colour("picture", 0.8), 4))
        painter.drawRoundedRect(box, 3, 3)
        shade = parts.theme.colour("quiet" if moment.band == "weak" else "accent")
        painter.setPen(QPen(shade if chosen else Qt.GlobalColor.white, 2))
        painter.drawRoundedRect(box, 3, 3)


def _paint_pointed(painter: QPainter, parts: CardPainter, place: Places, card: Card, look: Look, font: QFont) -> None:
    """The frame at the pointer on the heat strip, over the film."""
    pointed = look.pointed
    assert pointed is not None
    share = pointed.seconds / max(card.hit.duration or card.hit.end, 1e-6)
    size = QSize(round(place.picture.height() * 16 / 9), place.picture.height())
    left = place.picture.left() + round(share * place.picture.width()) - size.width() // 2
    left = min(max(left, place.picture.left()), place.picture.right() + 1 - size.width())
    frame = QRect(QPoint(left, place.picture.top()), size)
    if parts.at_time(painter, frame, card, pointed):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(parts.theme.colour("text"), 2))
        painter.drawRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), 6, 6)
        parts.bubble(painter, frame, pointed.seconds, 0.5, font)


def _paint_words(painter: QPainter, parts: CardPainter, place: QRect, card: Card, font: QFont) -> None:
    hit, second = card.hit, small(font)
    step = QFontMetrics(second).height() + 3
    line = QRect(place.left(), place.top(), place.width(), QFontMetrics(font).height())
    parts.name(painter, line, hit, font)
    line = QRect(place.left(), line.bottom() + 4, place.width(), QFontMetrics(second).height())
    paint_band(painter, QPointF(line.left() + 5, line.center().y() + 0.5), hit.band, parts.theme)
    band = band_word(hit.band)
    told = f"{band}  ·  {clock(hit.start)}" if band else clock(hit.start)
    parts.line(
        painter, line.adjusted(16 if band else 0, 0, 0, 0), told, "text" if hit.band == "strong" else "quiet", second
    )
    many = len(card.moments)
    moments = QCoreApplication.translate("Card", "{0} moments").format(many) if many > 1 else range_words(card)
    length = in_words(hit.duration) if hit.duration else ""
    for words in (where_it_is(hit), "  ·  ".join(filter(None, (moments, length)))):
        if words:
            line.translate(0, step)
            parts.line(painter, line, words, "quiet", second)
