"""Shown while something is dragged over the window: two halves, index this folder, find similar to this."""

from __future__ import annotations

import os
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.reveal import is_picture, is_video
from app.theme import Theme, small


@dataclass(frozen=True)
class Dropped:
    """What is being dragged, sorted: `folders` can be indexed, the first of `clips` can be compared."""

    folders: tuple[str, ...] = ()
    clips: tuple[str, ...] = ()
    others: int = 0

    @staticmethod
    def of(data: QMimeData) -> Dropped:
        """From a drag; only what lies on this computer counts."""
        paths = [url.toLocalFile() for url in data.urls()[:500] if url.isLocalFile()]
        folders = tuple(path for path in paths if os.path.isdir(path))
        clips = tuple(path for path in paths if path not in folders and (is_video(path) or is_picture(path)))
        return Dropped(folders, clips, len(data.urls()) - len(folders) - len(clips))

    @property
    def anything(self) -> bool:
        """Whether there is anything to decide about."""
        return bool(self.folders or self.clips or self.others)


class DropOverlay(QWidget):
    """Covers the window; the window forwards drag events to it."""

    index_requested = Signal(object)  # tuple of paths
    similar_requested = Signal(object)  # path

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self._dropped = Dropped()
        self._left = True
        self.can_compare = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def begin(self, dropped: Dropped) -> None:
        """A drag has come in."""
        self._dropped = dropped
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def point(self, position: QPoint) -> bool:
        """The pointer moved; whether the half under it can take the drop."""
        self._left = position.x() < self.width() // 2
        self.update()
        return self.usable(self._left)

    def usable(self, left: bool) -> bool:
        """Whether a half can take what is dragged."""
        return not self._reason(left)

    def drop(self) -> bool:
        """Do what the half under the pointer says."""
        self.hide()
        if not self.usable(self._left):
            return False
        if self._left:
            self.index_requested.emit(self._dropped.folders)
        else:
            self.similar_requested.emit(self._dropped.clips[0])
        return True

    def _reason(self, left: bool) -> str:
        """Why a half cannot take it; empty when it can."""
        if left:
            if self._dropped.folders:
                return ""
            return (
                self.tr("Drop the folder the clip is in, not the clip")
                if any(is_video(path) for path in self._dropped.clips)
                else self.tr("Only folders can be indexed")
            )
        if self._dropped.clips:
            return "" if self.can_compare else self.tr("Nothing is indexed yet to compare it with")
        return (
            self.tr("Drop one clip, not a folder") if self._dropped.folders else self.tr("Only clips can be compared")
        )

    def _detail(self, left: bool) -> str:
        reason = self._reason(left)
        if reason:
            return reason
        things = self._dropped.folders if left else self._dropped.clips
        name = os.path.basename(things[0].rstrip("/\\")) or things[0]
        if len(things) == 1:
            return name
        if left:
            return self.tr("{0} and {1} more").format(name, len(things) - 1)
        return self.tr("{0}, the first of {1}").format(name, len(things))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("ground", 0.97))
        middle = self.width() // 2
        for left in (True, False):
            place = QRect(24 if left else middle + 8, 24, middle - 32, self.height() - 48)
            self._paint_half(painter, place, left)

    def _paint_half(self, painter: QPainter, place: QRect, left: bool) -> None:
        usable, pointed = self.usable(left), left == self._left
        lit = usable and pointed
        pen = QPen(
            self._theme.colour("accent" if lit else "line"), 2, Qt.PenStyle.SolidLine if lit else Qt.PenStyle.DashLine
        )
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("accent", 0.12) if lit else self._theme.colour("panel", 0.6))
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 16, 16)
        icon = self._theme.pixmap(
            "folder-add" if left else "similar", "accent" if lit else "quiet", 48, self.devicePixelRatioF()
        )
        painter.drawPixmap(place.center().x() - 24, place.center().y() - 72, icon)
        painter.setFont(small(self.font(), 6, bold=True))
        painter.setPen(self._theme.colour("text" if usable else "quiet"))
        title = self.tr("Index this folder") if left else self.tr("Find similar to this")
        line = QRect(place.left() + 16, place.center().y() - 12, place.width() - 32, 36)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, title)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour("quiet"))
        detail = painter.fontMetrics().elidedText(self._detail(left), Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line.translated(0, 32), Qt.AlignmentFlag.AlignCenter, detail)
