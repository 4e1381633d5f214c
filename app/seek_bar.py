"""The player's seek bar: heat of the query over the whole video, marks for its moments, in and out to drag, the playhead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.heat import at_times, paint_bars
from app.theme import Theme
from app.timecode import clock

GRIP = 6  # pixels beside an in or out line where the pointer takes it
SNAP = 7  # pixels within which it jumps to the edge of a shot


class SeekBar(QWidget):
    """Wishes: go to a time, one frame or one second to the side, other in and out points."""

    seek_requested = Signal(float)
    range_dragged = Signal(float, float)  # while an in or out line is dragged
    step_requested = Signal(int, bool)  # -1 or 1; True: a second, False: a frame

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._duration = 0.0
        self._moment: tuple[float, float] | None = None
        self._others: list[tuple[float, float]] = []
        self._frames: list[tuple[float, float]] = []
        self._position = 0.0
        self._values: list[float] = []
        self._sure = True
        self._reach = 2.5  # seconds that one of the frames stands for, at most
        self._edges: list[float] = []
        self._grip = ""  # "in" or "out" while it is dragged
        self.setMouseTracking(True)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Position in the video"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, 44)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_video(
        self, duration: float, moment: tuple[float, float] | None, others: Sequence[tuple[float, float]]
    ) -> None:
        """A video of this length, the moment in question, and the other moments in it."""
        self._duration = max(duration, moment[1] if moment else 0.0, 0.001)
        self._moment = moment
        self._others = list(others)
        self.set_position(moment[0] if moment else 0.0)

    def set_sure(self, sure: bool) -> None:
        """The heat of a guess is grey: the best of what does not match is no answer."""
        self._sure = sure
        self.update()

    def show_heat(self, frames: Sequence[tuple[float, float]], reach: float = 2.5) -> None:
        """(time, relevance) of all frames that are known; each holds until the next one, `reach` seconds at most."""
        self._frames = sorted(frames)
        self._reach = reach
        self._measure()
        self.update()

    def show_range(self, start: float, end: float) -> None:
        """In and out."""
        self._moment = (start, end)
        self.update()

    def show_edges(self, edges: Sequence[float]) -> None:
        """Where shots begin and end, for in and out to snap to."""
        self._edges = sorted(edges)

    def set_position(self, seconds: float) -> None:
        """Where the playhead is."""
        self._position = seconds
        self.setAccessibleDescription(clock(seconds))
        self.update()

    def _measure(self) -> None:
        count = max(1, (self.width() - 12) // 3)
        self._values = at_times(self._frames, 0.0, self._duration, count, self._reach) if self._duration else []

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._measure()

    # Painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heat = QRectF(6, 4, self.width() - 12, 18)
        track = QRectF(6, 26, self.width() - 12, 4)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 6, 6)
        if not self._duration:
            return
        if self._moment:
            left, right = self._x(self._moment[0]), self._x(self._moment[1])
            painter.fillRect(QRectF(left, 2, max(2.0, right - left), 28), self._theme.colour("accent", 0.14))
        shade = self._theme.colour("accent" if self._sure else "quiet")
        paint_bars(painter, heat, self._values, shade, self._theme.colour("line"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(track, 2, 2)
        if self._moment:
            left, right = self._x(self._moment[0]), self._x(self._moment[1])
            painter.setBrush(self._theme.colour("accent"))
            painter.drawRoundedRect(QRectF(left, track.top(), max(3.0, right - left), track.height()), 2, 2)
            painter.setBrush(self._theme.colour("text"))
            for x, way in ((left, 1), (max(right, left + 3), -1)):
                painter.drawRect(QRectF(x - 1, 2, 2, 28))
                painter.drawRect(QRectF(x - 1 if way > 0 else x - 5, 2, 6, 2))
                painter.drawRect(QRectF(x - 1 if way > 0 else x - 5, 28, 6, 2))
        for start, end in self._others:
            x = self._x(start)
            chosen = self._moment is not None and start <= (self._moment[0] + self._moment[1]) / 2 <= end
            painter.setBrush(self._theme.colour("accent" if chosen else "quiet"))
            painter.drawPolygon(QPolygonF([QPointF(x - 4, 41), QPointF(x + 4, 41), QPointF(x, 34)]))
        x = self._x(self._position)
        painter.setBrush(self._theme.colour("text"))
        painter.drawRoundedRect(QRectF(x - 1, 1, 2, 32), 1, 1)
        painter.drawEllipse(QPointF(x, 28), 5, 5)

    def _x(self, seconds: float) -> float:
        return 6 + min(1.0, max(0.0, seconds / self._duration)) * (self.width() - 12)

    # Pointer and keys --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._grip = self._grip_at(event)
        if not self._grip:
            self._seek_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip and self._moment:
            to = self._snapped(event.position().x())
            start, end = self._moment
            if self._grip == "in":
                self.range_dragged.emit(min(to, end), end)
            else:
                self.range_dragged.emit(start, max(to, start))
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)
        else:
            shape = Qt.CursorShape.SizeHorCursor if self._grip_at(event) else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = ""

    def _grip_at(self, event: QMouseEvent) -> str:
        """The line under the pointer: in the heat, where the playhead's knob is not."""
        if not self._moment or event.position().y() > 24:
            return ""
        x = event.position().x()
        from_in, from_out = abs(self._x(self._moment[0]) - x), abs(self._x(self._moment[1]) - x)
        if min(from_in, from_out) > GRIP:
            return ""
        if from_in == from_out:
            return "in" if x < self._x(self._moment[0]) else "out"
        return "in" if from_in < from_out else "out"

    def _snapped(self, x: float) -> float:
        """The time under a place; the edge of a shot when one is near."""
        near = min(self._edges, key=lambda edge: abs(self._x(edge) - x), default=None)
        return near if near is not None and abs(self._x(near) - x) <= SNAP else self._seconds(x)

    def _seconds(self, x: float) -> float:
        return min(1.0, max(0.0, (x - 6) / max(1, self.width() - 12))) * self._duration

    def _seek_to(self, event: QMouseEvent) -> None:
        if not self._duration:
            return
        x = event.position().x()
        if event.position().y() > 31:  # on the marks: snap to the nearest
            near = min((start for start, _ in self._others), key=lambda start: abs(self._x(start) - x), default=None)
            if near is not None and abs(self._x(near) - x) < 8:
                self.seek_requested.emit(near)
                return
        self.seek_requested.emit(self._seconds(x))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by_second = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_requested.emit(-1 if event.key() == Qt.Key.Key_Left else 1, by_second)
            return
        super().keyPressEvent(event)
