"""Paints cards in whichever view is on, and knows what lies under the pointer."""

from __future__ import annotations

from collections import OrderedDict
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import film_row, grid_card, list_row
from app.card_parts import CardPainter, Look, Places, Pointed
from app.results_model import CARD, ResultsModel
from app.theme import Theme
from app.thumbnails import Thumbnails, Wanted

if TYPE_CHECKING:
    from app.grouping import Card
    from engine.messages import Curve

KEPT = 120  # painted cards: some screens of them, about 24 MB
RANGE_FROM = 0.75  # of a picture's height: below, its width stands for the moment only


class View(StrEnum):
    """How the results are laid out."""

    GRID = "grid"
    FILM = "film"
    LIST = "list"


class HitDelegate(QStyledItemDelegate):
    """All painting of cards. The results view sets what is pointed at."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, model: ResultsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = CardPainter(theme, thumbnails)
        self._model = model
        self._kept: OrderedDict[tuple, tuple[Card, Curve | None, tuple, QPixmap, list[tuple[Wanted, bool]]]] = (
            OrderedDict()
        )
        theme.changed.connect(self._kept.clear)
        self.view = View.GRID
        self.card = QSize(232, 240)  # of a cell
        self.dimmed = False  # the whole answer is only guesses
        self.hovered = -1  # row
        self.pointed: Pointed | None = None  # on the hovered card

    @property
    def scrubbed(self) -> float | None:
        """The time that the pointer stands for, in seconds of the hovered video."""
        return self.pointed.seconds if self.pointed is not None else None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.card

    def places(self, cell: QRect, font: QFont) -> Places:
        """Where things are in a cell."""
        if self.view is View.FILM:
            return film_row.places(cell)
        return list_row.places(cell, font) if self.view is View.LIST else grid_card.places(cell)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: Card | None = index.data(CARD)
        if card is None:
            return
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        cell: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        hovered = self.hovered == index.row()
        look = Look(
            selected=bool(state & QStyle.StateFlag.State_Selected),
            focused=bool(state & QStyle.StateFlag.State_HasFocus),
            pointed=self.pointed if hovered else None,
            hovered=hovered,
            dimmed=self.dimmed,
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if look == Look(dimmed=self.dimmed):
            self._paint_kept(painter, cell, card, look, font)
        else:
            self._paint(painter, cell, card, look, font)
        painter.restore()

    def _paint(self, painter: QPainter, cell: QRect, card: Card, look: Look, font: QFont) -> None:
        curve = self._model.curve(card.hit.video)
        if self.view is View.FILM:
            film_row.paint(painter, self._parts, cell, card, curve, look, font, self._model.grouped)
        elif self.view is View.LIST:
            list_row.paint(painter, self._parts, cell, card, curve, look, font)
        else:
            grid_card.paint(painter, self._parts, cell, card, curve, look, font)

    def _paint_kept(self, painter: QPainter, cell: QRect, card: Card, look: Look, font: QFont) -> None:
        """A card at rest is painted once, and then shown as a picture for as long as nothing about it changes: scrolling must not stall."""
        ratio = painter.device().devicePixelRatio()
        key = (card.key, self.view, cell.width(), cell.height(), ratio)
        curve, state = self._model.curve(card.hit.video), (self.dimmed, self._model.grouped, font.key())
        known = self._kept.get(key)
        same = known is not None and known[0] is card and known[1] is curve and known[2] == state
        if known is not None and same and self._parts.still_missing(known[4]):
            self._kept.move_to_end(key)
            painter.drawPixmap(cell.topLeft(), known[3])
            return
        pixmap = QPixmap(round(cell.width() * ratio), round(cell.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._parts.theme.colour("ground"))
        inside = QPainter(pixmap)
        inside.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside.setFont(font)
        self._parts.missing = []
        self._paint(inside, QRect(0, 0, cell.width(), cell.height()), card, look, font)
        inside.end()
        painter.drawPixmap(cell.topLeft(), pixmap)
        self._kept[key] = (card, curve, state, pixmap, self._parts.missing)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def point(self, cell: QRect, card: Card, position: QPoint, font: QFont, scrub: bool) -> Pointed | None:
        """What the pointer is on; without `scrub` pictures do not follow it."""
        place, hit = self.places(cell, font), card.hit
        length = hit.duration or hit.end
        if place.strip.adjusted(0, -2, 0, 2).contains(position) and length > 0:
            return Pointed("strip", _share(place.strip, position) * length)
        shown = card.best_frames(len(place.frames))
        for frame, (moment, index) in zip(place.frames, shown, strict=False):
            if frame.contains(position):
                return Pointed("frame", moment.frames[index].time, moment.shot)
        if not scrub or not place.picture.contains(position):
            return None
        share = _share(place.picture, position)
        if self.view is View.FILM:
            start, end = film_row.span(card, self._model.grouped)
            return Pointed("video", start + share * (end - start))
        low = (position.y() - place.picture.top()) / max(1, place.picture.height()) >= RANGE_FROM
        if low and self.view is View.GRID and hit.end > hit.start:
            return Pointed("range", hit.start + share * (hit.end - hit.start))
        return Pointed("video", share * length) if hit.sprite_tiles and hit.duration > 0 else None


def _share(place: QRect, position: QPoint) -> float:
    return min(1.0, max(0.0, (position.x() - place.left()) / max(1, place.width() - 1)))
