"""Plays a moment on its own card: round and round, silent until M. A file that Qt cannot play, or that is not here, is leafed through by its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.card_parts import CardPainter, Pointed
from app.grouping import Card
from app.theme import Theme, small
from app.thumbnails import Thumbnails
from app.timecode import clock

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    from app.film import Film
    from engine.messages import Hit

LEAF = 250  # ms that each frame stands when a moment is leafed through
VOLUME = 0.8


class MomentPlayer(QWidget):
    """One for all cards, over the picture of the one that plays. `ended` comes when it stops, whoever stopped it."""

    clicked = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = CardPainter(theme, thumbnails)
        self._film: Film | None = None
        self._frame: QVideoFrame | None = None
        self._card: Card | None = None
        self._leaf = QTimer(self, interval=LEAF)
        self._leaf.timeout.connect(self._turn)
        self._at = 0  # of the frames, while leafing
        self.muted = True
        self.setAccessibleName(self.tr("The moment, playing"))
        thumbnails.arrived.connect(self.update)
        self.hide()

    def play(self, card: Card, place: QRect) -> None:
        """Start with a card's moment over its picture."""
        self.stop(quiet=True)
        self._card, self.muted, self._frame = card, True, None
        self.setGeometry(place)
        self.show()
        hit = card.hit
        if not hit.present or not hit.playable:
            self._leaf_through()
            return
        film = self._opened()
        film.set_sound(True, VOLUME)
        film.set_range((hit.start, hit.end))
        film.open(hit.path, hit.start, play=True)

    def stop(self, quiet: bool = False) -> None:
        """Let go of the file."""
        if self._card is None:
            return
        self._card, self._frame = None, None
        self._leaf.stop()
        if self._film is not None:
            self._film.close()
        self.hide()
        if not quiet:
            self.ended.emit()

    def set_muted(self, muted: bool) -> None:
        """Sound of what plays here only."""
        self.muted = muted
        if self._film is not None:
            self._film.set_sound(muted, VOLUME)
        self.update()

    @property
    def hit(self) -> Hit | None:
        """The moment that plays, if one does."""
        return self._card.hit if self._card is not None else None

    @property
    def leafing(self) -> bool:
        """Whether frames of the cache stand in for the film."""
        return self._leaf.isActive()

    @property
    def seconds(self) -> float:
        """Where it is in the video."""
        if self._card is None:
            return 0.0
        hit = self._card.hit
        if self.leafing:
            times = _times(hit)
            return times[self._at % len(times)]
        return self._film.seconds if self._film is not None and self._frame is not None else hit.start

    def _opened(self) -> Film:
        if self._film is None:
            from app.film import Film  # here: Qt Multimedia takes long to load

            self._film = Film(self)
            self._film.frame.connect(self._show_frame)
            self._film.failed.connect(lambda _words: self._leaf_through())
        return self._film

    def _leaf_through(self) -> None:
        if self._card is not None:
            self._frame, self._at = None, 0
            self._leaf.start()
            self.update()

    def _turn(self) -> None:
        self._at += 1
        self.update()

    def _show_frame(self, frame: QVideoFrame) -> None:
        if self._card is not None and not self.leafing:
            self._frame = frame
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self._card
        if card is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(path)
        hit = card.hit
        if self._frame is not None:
            from PySide6.QtMultimedia import QVideoFrame

            painter.fillRect(self.rect(), self._parts.theme.colour("picture"))
            self._frame.paint(painter, QRectF(self.rect()), QVideoFrame.PaintOptions())
        elif not self._parts.at_time(painter, self.rect(), card, Pointed("strip", self.seconds)):
            best = hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else ""
            self._parts.picture(painter, self.rect(), best, 6)
        painter.setClipping(False)
        label = small(self.font(), -1.0, bold=True)
        corner = self.rect().bottomLeft() + QPoint(6, -8)
        self._parts.pill(painter, corner, clock(self.seconds), label)
        if self.leafing:
            words = self.tr("Frames only")
        else:
            words = self.tr("Muted  M") if self.muted else self.tr("Sound  M")
        self._parts.pill(painter, self.rect().bottomRight() + QPoint(-6, -8), words, label, right=True)
        share = (self.seconds - hit.start) / max(hit.end - hit.start, 1e-6)
        foot = QRectF(0, self.height() - 3, self.width() * min(1.0, max(0.0, share)), 3)
        painter.fillRect(foot, self._parts.theme.colour("accent"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


def _times(hit: Hit) -> list[float]:
    """When the frames inside a moment are; its start where it has none."""
    inside = [frame.time for frame in hit.frames if hit.start - 0.5 <= frame.time <= hit.end + 0.5]
    return inside or [hit.start]
