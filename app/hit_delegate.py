"""Paints a moment as a card: best frame, time, heat strip, matching keyframes, file name, band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.heat import paint_bars
from app.results_model import HIT, band_word
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted, tile
from app.timecode import clock, file_name, in_words

if TYPE_CHECKING:
    from engine.messages import Hit

PAD = 8  # inside a card
GAP = 8  # between cards
HEAT = 10
SHOWN_KEYFRAMES = 4
FAINT = 0.45  # weak guesses


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
    width = (inner - (SHOWN_KEYFRAMES - 1) * 4) // SHOWN_KEYFRAMES
    return QSize(width, round(width * 9 / 16))


class HitDelegate(QStyledItemDelegate):
    """All painting of cards. The view sets `card` and, while the pointer scrubs, `scrubbed` (row, seconds)."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails
        self.card = QSize(232, 240)
        self.dimmed = False  # the whole answer is only guesses
        self.hovered = -1
        self.scrubbed: float | None = None  # seconds in the video of the hovered card

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.card

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit | None = index.data(HIT)
        if hit is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = card_rect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        hovered = self.hovered == index.row()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, card, selected, hovered, bool(state & QStyle.StateFlag.State_HasFocus))
        inner = card.adjusted(PAD, PAD, -PAD, -PAD)
        size = picture_size(card.width())
        picture = QRect(inner.topLeft(), size)
        ratio = painter.device().devicePixelRatio()
        strength = FAINT if (self.dimmed or hit.band == "weak") and not (hovered or selected) else 1.0
        painter.setOpacity(strength if hit.present else min(strength, 0.6))
        scrubbing = hovered and self.scrubbed is not None and self._paint_scrub(painter, picture, hit, self.scrubbed)
        if not scrubbing:
            best = hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else ""
            self._paint_picture(painter, picture, best, 6, ratio)
        painter.setOpacity(1.0)
        self._paint_labels(painter, picture, hit, self.scrubbed if scrubbing else None, option.font)  # pyright: ignore[reportAttributeAccessIssue]
        painter.setOpacity(strength)
        strip = QRectF(inner.left(), picture.bottom() + 5, inner.width(), HEAT)
        paint_bars(
            painter,
            strip,
            [frame.relevance for frame in hit.frames],
            self._theme.colour("accent"),
            self._theme.colour("line"),
        )
        if hovered and self.scrubbed is not None and hit.start <= self.scrubbed <= hit.end and hit.end > hit.start:
            x = strip.left() + (self.scrubbed - hit.start) / (hit.end - hit.start) * strip.width()
            painter.fillRect(QRectF(x - 0.75, strip.top() - 1, 1.5, HEAT + 2), self._theme.colour("text"))
        top = round(strip.bottom()) + 5
        top = self._paint_keyframes(painter, QPoint(inner.left(), top), inner.width(), hit, ratio)
        painter.setOpacity(1.0)
        self._paint_words(
            painter, QRect(inner.left(), top + 6, inner.width(), inner.bottom() - top - 5), hit, option.font
        )  # pyright: ignore[reportAttributeAccessIssue]
        painter.restore()

    # Parts -------------------------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, card: QRect, selected: bool, hovered: bool, focused: bool) -> None:
        if not (selected or hovered):
            return
        outline = QRectF(card).adjusted(1, 1, -1, -1)
        painter.setBrush(self._theme.colour("raised"))
        if selected:
            painter.setPen(QPen(self._theme.colour("accent" if focused else "quiet"), 2))
        else:
            painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRoundedRect(outline, 10, 10)

    def _paint_picture(self, painter: QPainter, place: QRect, path: str, radius: int, ratio: float) -> None:
        ground = self._theme.colours.picture
        wanted = Wanted(
            path, round(place.width() * ratio), round(place.height() * ratio), round(radius * ratio), ground
        )
        pixmap = self._thumbnails.get(wanted)
        if pixmap is None or pixmap.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line", 0.5))
            painter.drawRoundedRect(place, radius, radius)
            if pixmap is not None and place.width() > 100:
                icon = self._theme.pixmap("film", "quiet", 24, ratio)
                painter.drawPixmap(place.center() - QPoint(12, 12), icon)
            return
        painter.drawPixmap(place, pixmap)

    def _paint_scrub(self, painter: QPainter, place: QRect, hit: Hit, seconds: float) -> bool:
        if not hit.sprite or hit.sprite_tiles < 1 or hit.duration <= 0:
            return False
        sprite = self._thumbnails.get(Wanted(hit.sprite))
        if sprite is None or sprite.isNull():
            return False
        source = tile(sprite, hit.sprite_tiles, int(seconds / hit.duration * hit.sprite_tiles))
        fitted = QRectF(QPointF(0, 0), source.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio).toSizeF())
        fitted.moveCenter(QRectF(place).center())
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), 6, 6)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(place, self._theme.colour("picture"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(fitted, sprite, QRectF(source))
        painter.restore()
        painter.fillRect(
            QRectF(place.left() + seconds / hit.duration * place.width() - 0.75, place.top(), 1.5, place.height()),
            self._theme.colour("accent"),
        )
        return True

    def _paint_labels(self, painter: QPainter, place: QRect, hit: Hit, scrubbed: float | None, font: QFont) -> None:
        label = small(font, -1.0, bold=True)
        time = clock(hit.start if scrubbed is None else scrubbed)
        self._pill(painter, place.bottomLeft() + QPoint(6, -6), time, label, right=False)
        if scrubbed is None:
            self._pill(painter, place.bottomRight() + QPoint(-6, -6), in_words(hit.end - hit.start), label, right=True)
        if not hit.present:
            text = QCoreApplication.translate("Card", "File not found")
            self._pill(
                painter, place.topLeft() + QPoint(6, 6 + QFontMetrics(label).height() + 4), text, label, right=False
            )

    def _pill(self, painter: QPainter, corner: QPoint, text: str, font: QFont, right: bool) -> None:
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        place = QRectF(corner.x() - width if right else corner.x(), corner.y() - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_keyframes(self, painter: QPainter, corner: QPoint, width: int, hit: Hit, ratio: float) -> int:
        size = keyframe_size(width)
        chosen = [index for index in hit.keyframes if 0 <= index < len(hit.frames) and index != hit.best]
        for number, index in enumerate(sorted(chosen[:SHOWN_KEYFRAMES])):
            place = QRect(corner.x() + number * (size.width() + 4), corner.y(), size.width(), size.height())
            self._paint_picture(painter, place, hit.frames[index].picture, 3, ratio)
            if number == SHOWN_KEYFRAMES - 1 and len(chosen) > SHOWN_KEYFRAMES:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(0, 0, 0, 160))
                painter.drawRoundedRect(place, 3, 3)
                painter.setPen(QColor("#ffffff"))
                painter.setFont(small(painter.font(), 0.0, bold=True))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"+{len(chosen) - SHOWN_KEYFRAMES + 1}")
        return corner.y() + size.height()

    def _paint_words(self, painter: QPainter, place: QRect, hit: Hit, font: QFont) -> None:
        metrics, second = QFontMetrics(font), small(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if hit.present else "quiet"))
        line = QRect(place.left(), place.top(), place.width(), metrics.height())
        name = metrics.elidedText(file_name(hit.path), Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(second)
        line = QRect(place.left(), line.bottom() + 4, place.width(), QFontMetrics(second).height())
        paint_band(painter, QPointF(line.left() + 5, line.center().y() + 0.5), hit.band, self._theme)
        painter.setPen(self._theme.colour("text" if hit.band == "strong" else "quiet"))
        painter.drawText(
            line.adjusted(16, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, band_word(hit.band)
        )
        painter.setPen(self._theme.colour("quiet"))
        if hit.matched is not None:
            right = QCoreApplication.translate("Card", "like {0}\N{EN DASH}{1}").format(
                clock(hit.matched[0]), clock(hit.matched[1])
            )
        else:
            right = f"{clock(hit.start)}\N{EN DASH}{clock(hit.end)}"
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)


def card_rect(cell: QRect) -> QRect:
    """The card inside its grid cell."""
    return cell.adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)


def paint_band(painter: QPainter, centre: QPointF, band: str, theme: Theme) -> None:
    """A shape for each band: full disc, half disc, ring."""
    radius = 4.5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = theme.colour("quiet" if band == "weak" else "accent")
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(colour if band == "strong" else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius, radius)
    if band == "possible":
        painter.setBrush(colour)
        painter.drawPie(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 90 * 16, 180 * 16)
    painter.restore()
