"""Paints the rows of the library's tree: a mark for the state, the name, a count; for folders a second line that says the state in words."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.library_tree import NODE, Node
from app.place_words import day
from app.theme import Theme, small
from app.timecode import in_words, printable

if TYPE_CHECKING:
    from engine.messages import LibraryState

RADIUS = 4.5  # of a mark


class LibraryDelegate(QStyledItemDelegate):
    """The view gives each row its whole width, from the level's indentation on."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue]
        node: Node = index.data(NODE)
        return QSize(120, metrics.height() + 10 if node.branch is not None else 2 * metrics.height() + 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        node: Node | None = index.data(NODE)
        state: LibraryState | None = getattr(index.model(), "state", None)
        if node is None or state is None:
            return
        flags, font = option.state, option.font  # pyright: ignore[reportAttributeAccessIssue]
        place: QRect = option.rect.adjusted(0, 1, -8, -1)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, place, flags)
        inner = place.adjusted(6, 0, -10, 0)
        second = small(font)
        line = QFontMetrics(font).height()
        two = node.branch is None
        top = inner.top() + 5 if two else inner.top() + (inner.height() - line) // 2
        first_line = QRect(inner.left() + 18, top, inner.width() - 18, line)
        second_line = QRect(
            first_line.left(), first_line.bottom() + 1, first_line.width(), QFontMetrics(second).height()
        )
        self._paint_mark(painter, QPointF(inner.left() + 6, first_line.center().y() + 1), node)
        painter.setFont(second)
        painter.setPen(self._theme.colour("quiet"))
        count = self._count(node, state)
        width = QFontMetrics(second).horizontalAdvance(count) + 8
        painter.drawText(first_line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        if two:
            metrics = QFontMetrics(second)
            ways = self._details(node, state)
            fitting = (way for way in ways if metrics.horizontalAdvance(way) <= second_line.width())
            detail = metrics.elidedText(next(fitting, ways[-1]), Qt.TextElideMode.ElideRight, second_line.width())
            painter.drawText(second_line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, detail)
        painter.setFont(font)
        painter.setPen(self._theme.colour("quiet" if node.mark == "hollow" else "text"))
        name = self._name(node)
        name = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideMiddle, first_line.width() - width)
        painter.drawText(first_line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        if two and node.folder is not None and node.mark == "half" and node.folder.videos:
            track = QRectF(first_line.left(), place.bottom() - 3, first_line.width(), 2)
            painter.fillRect(track, self._theme.colour("line"))
            track.setWidth(track.width() * min(1.0, node.folder.indexed / node.folder.videos))
            painter.fillRect(track, self._theme.colour("accent"))
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRect, flags: QStyle.StateFlag) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if flags & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(place, 6, 6)
        elif flags & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("raised"))
            painter.drawRoundedRect(place, 6, 6)
        if flags & QStyle.StateFlag.State_HasFocus and flags & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _count(self, node: Node, state: LibraryState) -> str:
        counts = node.branch or node.folder
        if counts is None:
            return f"{state.videos:,}"
        return f"{counts.videos:,}" if counts.indexed >= counts.videos else f"{counts.indexed:,} / {counts.videos:,}"

    def _name(self, node: Node) -> str:
        """Of a folder that is away, also the drive's."""
        if not node.number:
            return self.tr("All videos")
        volume = printable(node.folder.volume) if node.folder and node.branch is None and node.mark == "hollow" else ""
        return f"{node.name} · {volume}" if volume and volume != node.name else node.name

    def _details(self, node: Node, state: LibraryState) -> list[str]:
        """The second line, said at length and shorter."""
        folder = node.folder
        if folder is None:
            return [self.tr("{0} of footage").format(in_words(state.seconds))]
        if node.mark == "hollow":
            seen = day(folder.seen)
            dated = [
                self.tr("Not connected, last seen {0}"),
                self.tr("Offline, last seen {0}"),
                self.tr("Offline, {0}"),
            ]
            return [*(words.format(seen) for words in dated if seen), self.tr("Not connected")]
        if node.mark == "half":
            return [self.tr("Indexing…")]
        if node.mark == "ring":
            return [self.tr("Waiting")]
        problems = self.tr("1 problem") if folder.problems == 1 else self.tr("{0} problems").format(folder.problems)
        missing = self.tr("{0} not found").format(folder.missing)
        news = [words for words, count in ((problems, folder.problems), (missing, folder.missing)) if count]
        return [", ".join(news) or printable(str(PurePath(folder.path).parent))]

    def _paint_mark(self, painter: QPainter, centre: QPointF, node: Node) -> None:
        """Solid: indexed. Half: under way. Ring: waiting. Hollow, dashed: not connected. Triangle: problems. Words say the same."""
        ratio = painter.device().devicePixelRatio()
        mark = node.mark
        if mark in ("", "triangle"):
            name, colour = ("warning", "warning") if mark else ("film", "quiet")
            painter.drawPixmap(QPointF(centre.x() - 8, centre.y() - 8), self._theme.pixmap(name, colour, 16, ratio))
            return
        colour = self._theme.colour("accent" if mark in ("half", "ring") else "quiet")
        radius = RADIUS if node.branch is None else RADIUS - 1
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DotLine if mark == "hollow" else Qt.PenStyle.SolidLine))
        painter.setBrush(colour if mark == "solid" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
        if mark == "half":
            painter.setBrush(colour)
            painter.drawPie(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 90 * 16, 180 * 16)
