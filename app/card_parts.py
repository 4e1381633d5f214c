"""What cards, film rows and list rows are painted from: pictures, labels, the heat strip, the mark of a band."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from app.heat import over_video, paint_bars
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted, tile
from app.timecode import clock, file_name

if TYPE_CHECKING:
    from app.grouping import Card
    from engine.messages import Curve, Hit

MARKS = 3  # height of the marks under a strip
NEAR = 0.75  # seconds: a frame of a moment this near to a time stands for it
REMEMBERED = 300  # strips, more than a screen of them
FAINT = 0.45  # opacity of guesses
AWAY = 0.6  # of what is not at hand


@dataclass(frozen=True)
class Places:
    """Where things are on a card: `picture` scrubs, `strip` is the heat of the whole video, `frames` are the matching keyframes."""

    picture: QRect
    strip: QRect
    frames: tuple[QRect, ...]
    words: QRect


@dataclass(frozen=True)
class Pointed:
    """What the pointer is on: "video" (the picture's upper three quarters), "range" (below them), "strip" or "frame"; with the time it stands for."""

    kind: str
    seconds: float
    shot: int = 0  # of a frame


@dataclass(frozen=True)
class Look:
    """How a card is to be painted just now."""

    selected: bool = False
    focused: bool = False
    pointed: Pointed | None = None
    hovered: bool = False
    dimmed: bool = False


class CardPainter:
    """Paints the parts; the painter's opacity is restored by whoever changes it."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        self.theme = theme
        self.thumbnails = thumbnails
        self.missing: list[
            tuple[Wanted, bool]
        ] = []  # pictures that a card was painted without, and whether they cannot be read
        self._bars: OrderedDict[tuple[int, int], tuple[Card, Curve | None, list[float]]] = OrderedDict()

    def ground(self, painter: QPainter, card: QRect, look: Look, radius: int = 10) -> None:
        """What is behind a card: nothing, unless it is hovered or selected; a ring in the accent colour when it has the focus."""
        if not (look.selected or look.hovered):
            return
        painter.setBrush(self.theme.colour("raised"))
        if look.selected:
            painter.setPen(QPen(self.theme.colour("accent" if look.focused else "quiet"), 2))
        else:
            painter.setPen(QPen(self.theme.colour("line"), 1))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), radius, radius)

    def picture(self, painter: QPainter, place: QRect, path: str, radius: int) -> None:
        """A keyframe; a plain shape until it is here."""
        ratio = painter.device().devicePixelRatio()
        wanted = self._wanted(place, path, radius, ratio)
        pixmap = self.thumbnails.get(wanted)
        if pixmap is None or pixmap.isNull():
            self.missing.append((wanted, pixmap is not None))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colour("line", 0.5))
            painter.drawRoundedRect(place, radius, radius)
            if pixmap is not None and place.width() > 100:
                painter.drawPixmap(place.center() - QPoint(12, 12), self.theme.pixmap("film", "quiet", 24, ratio))
            return
        painter.drawPixmap(place, pixmap)

    def at_time(self, painter: QPainter, place: QRect, card: Card, pointed: Pointed) -> bool:
        """The picture at a time: the moment's own frame where there is one near (not while the whole video is scrubbed), else the sprite's tile."""
        path = "" if pointed.kind == "video" else frame_near(card, pointed.seconds)
        if path:
            wanted = self._wanted(place, path, 6, painter.device().devicePixelRatio())
            pixmap = self.thumbnails.get(wanted)
            if pixmap is not None and not pixmap.isNull():
                painter.drawPixmap(place, pixmap)
                return True
        return self.sprite_tile(painter, place, card.hit, pointed.seconds)

    def sprite_tile(
        self, painter: QPainter, place: QRect, hit: Hit, seconds: float, radius: int = 6, crop: bool = False
    ) -> bool:
        """The picture of the scrub sprite nearest to a time, letterboxed or cropped; False when it is not here."""
        if not hit.sprite or hit.sprite_tiles < 1 or hit.duration <= 0:
            return False
        sprite = self.thumbnails.get(Wanted(hit.sprite))
        if sprite is None or sprite.isNull():
            self.missing.append((Wanted(hit.sprite), sprite is not None))
            return False
        source = tile(sprite, hit.sprite_tiles, int(seconds / hit.duration * hit.sprite_tiles))
        ratio = Qt.AspectRatioMode.KeepAspectRatioByExpanding if crop else Qt.AspectRatioMode.KeepAspectRatio
        fitted = QRectF(QPointF(0, 0), source.size().scaled(place.size(), ratio).toSizeF())
        fitted.moveCenter(QRectF(place).center())
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), radius, radius)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(place, self.theme.colour("picture"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(fitted, sprite, QRectF(source))
        painter.restore()
        return True

    def playhead(self, painter: QPainter, place: QRect, share: float) -> None:
        """A line over a picture or a strip."""
        x = place.left() + share * place.width()
        painter.fillRect(QRectF(x - 0.75, place.top(), 1.5, place.height()), self.theme.colour("accent"))

    def bubble(self, painter: QPainter, place: QRect, seconds: float, share: float, font: QFont) -> None:
        """The time over the pointer, kept inside the picture."""
        label = small(font, -1.0, bold=True)
        text = clock(seconds)
        width = QFontMetrics(label).horizontalAdvance(text) + 12
        left = place.left() + share * place.width() - width / 2
        left = min(max(left, place.left() + 4), place.right() - width - 4)
        self.pill(painter, QPoint(round(left), place.bottom() - 6), text, label)

    def pill(self, painter: QPainter, corner: QPoint, text: str, font: QFont, right: bool = False) -> None:
        """White words on dark, over a picture; `corner` is the lower left one, or the lower right one."""
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        place = QRectF(corner.x() - width if right else corner.x(), corner.y() - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def strip(self, painter: QPainter, place: QRect, card: Card, curve: Curve | None, pointed: Pointed | None) -> None:
        """Heat of the whole video; under it a mark for each moment, the one shown the darkest."""
        length = card.hit.duration or card.hit.end
        bars = QRectF(place.adjusted(0, 0, 0, -MARKS - 2))
        values = self._values(card, curve, max(1, round(place.width() / 3)))
        sure = any(moment.band != "weak" for moment in card.moments)  # the best of guesses is no answer: grey
        paint_bars(painter, bars, values, self.theme.colour("accent" if sure else "quiet"), self.theme.colour("line"))
        if length <= 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        scale = place.width() / length
        for moment in sorted(card.moments, key=lambda moment: moment.shot == card.hit.shot):
            left = place.left() + moment.start * scale
            width = max(3.0, (moment.end - moment.start) * scale)
            left = min(left, place.right() + 1 - width)
            painter.setBrush(self.theme.colour("text" if moment.shot == card.hit.shot else "quiet"))
            painter.drawRoundedRect(QRectF(left, place.bottom() + 1 - MARKS, width, MARKS), 1.5, 1.5)
        if pointed is not None:
            x = place.left() + min(1.0, pointed.seconds / length) * place.width()
            painter.fillRect(QRectF(x - 0.75, place.top() - 1, 1.5, place.height() + 2), self.theme.colour("text"))

    def still_missing(self, missing: list[tuple[Wanted, bool]]) -> bool:
        """Whether nothing has changed about these pictures; those that are waited for are wished for again."""
        return all((self.thumbnails.get(wanted) is not None) == unreadable for wanted, unreadable in missing)

    def _values(self, card: Card, curve: Curve | None, count: int) -> list[float]:
        """The bars of a strip, measured once for as long as the card and its curve are the same."""
        key = (card.key, count)
        known = self._bars.get(key)
        if known is None or known[0] is not card or known[1] is not curve:
            known = self._bars[key] = (card, curve, over_video(card, curve, count))
        self._bars.move_to_end(key)
        if len(self._bars) > REMEMBERED:
            self._bars.popitem(last=False)
        return known[2]

    def line(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        colour: str,
        font: QFont,
        right: bool = False,
        middle: bool = False,
    ) -> None:
        """One line of words, cut at its end where it does not fit; `middle`: names are cut in their middle."""
        metrics = QFontMetrics(font)
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(self.theme.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(text, mode, place.width()))

    def name(self, painter: QPainter, place: QRect, hit: Hit, font: QFont) -> None:
        """The file's name; at the right of it the stars that the person has given."""
        stars = "\N{BLACK STAR}" * hit.rating
        used = QFontMetrics(font).horizontalAdvance(stars) + 8 if stars else 0
        self.line(painter, place, stars, "accent", font, right=True)
        colour = "text" if hit.present else "quiet"
        self.line(painter, place.adjusted(0, 0, -used, 0), file_name(hit.path), colour, font, middle=True)

    def _wanted(self, place: QRect, path: str, radius: int, ratio: float) -> Wanted:
        size = round(place.width() * ratio), round(place.height() * ratio)
        return Wanted(path, *size, round(radius * ratio), self.theme.colours.picture)


def frame_near(card: Card, seconds: float) -> str:
    """The picture of the frame nearest to a time, when one of the card's moments has one that near."""
    near = [
        (abs(frame.time - seconds), frame.picture)
        for moment in card.moments
        if moment.start - 1 <= seconds <= moment.end + 1
        for frame in moment.frames
    ]
    distance, picture = min(near, default=(NEAR + 1, ""))
    return picture if distance <= NEAR else ""


def strength(card: Card, look: Look) -> float:
    """The opacity of pictures: guesses and what is not at hand are faint, until they are pointed at."""
    faint = (look.dimmed or card.hit.band == "weak") and not (look.hovered or look.selected)
    return min(FAINT if faint else 1.0, 1.0 if card.hit.present else AWAY)


def paint_band(painter: QPainter, centre: QPointF, band: str, theme: Theme) -> None:
    """A shape for each band: full disc, half disc, ring; nothing for no band."""
    if not band:
        return
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
