"""Cards that are not (yet) where they belong: they glide to new places when a better order has come; shapes stand for those that are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from app.hit_delegate import HitDelegate
from app.theme import Theme

if TYPE_CHECKING:
    from app.grouping import Card

LASTS = 260  # ms


class CardMotion(QObject):
    """Remembers where cards were, and says where they are on their way. The view paints on `moved`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._from: dict[int, QRect] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(LASTS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.moved = self._animation.valueChanged

    @property
    def running(self) -> bool:
        """Whether cards are on their way."""
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self, before: dict[int, QRect]) -> None:
        """From these places, by the key of each card."""
        self._from = before
        if before:
            self._animation.start()

    def stop(self) -> None:
        """Everything is where it belongs."""
        self._animation.stop()

    def place(self, key: int, final: QRect) -> tuple[QRect, float]:
        """Where to paint a card that belongs at `final`, and how solid: one that was not to be seen before fades in."""
        share = float(self._animation.currentValue() or 0.0) if self.running else 1.0
        before = self._from.get(key)
        if before is None:
            return final, share
        gone = 1.0 - share
        return final.translated(
            round((before.left() - final.left()) * gone), round((before.top() - final.top()) * gone)
        ), 1.0


def paint_moving(
    view: QListView, delegate: HitDelegate, motion: CardMotion, in_sight: Sequence[tuple[int, Card]]
) -> None:
    """The cards in sight (rows and cards), each on its way; the best one on top."""
    painter = QPainter(view.viewport())
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    for row, card in reversed(in_sight):
        index = view.model().index(row, 0)
        place, solid = motion.place(card.key, view.visualRect(index))
        option.rect = place  # pyright: ignore[reportAttributeAccessIssue]
        option.state = QStyle.StateFlag.State_Enabled  # pyright: ignore[reportAttributeAccessIssue]
        if view.selectionModel().isSelected(index):
            focus = QStyle.StateFlag.State_HasFocus if view.hasFocus() else QStyle.StateFlag.State_None
            option.state = QStyle.StateFlag.State_Selected | focus  # pyright: ignore[reportAttributeAccessIssue]
        if solid > 0.5:
            delegate.paint(painter, option, index)


def paint_skeletons(view: QListView, delegate: HitDelegate, theme: Theme) -> None:
    """The shapes of cards, paler from row to row."""
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line", 0.45))
    cell = view.gridSize()
    columns = max(1, view.viewport().width() // cell.width())
    rows = min(8, view.viewport().height() // cell.height() + 1)
    for number in range(columns * rows):
        corner = QPoint(number % columns * cell.width(), number // columns * cell.height())
        place = delegate.places(QRect(corner, cell), view.font())
        painter.setOpacity(max(0.25, 1.0 - 0.3 * (number // columns)))
        painter.drawRoundedRect(place.picture, 6, 6)
        painter.drawRoundedRect(QRectF(place.strip.adjusted(0, 6, 0, -5)), 3, 3)
        words = QRect(place.words.topLeft(), QSize(place.words.width() * 2 // 3, 10)).translated(0, 4)
        painter.drawRoundedRect(words, 4, 4)
        painter.drawRoundedRect(QRect(words.topLeft() + QPoint(0, 20), QSize(words.width() // 2, 8)), 4, 4)
