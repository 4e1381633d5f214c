"""The player's buttons: play, frames, in and out, loop, sound, speed, full screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from app.theme import Theme, small
from app.timecode import clock, timecode

SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0)


class Transport(QWidget):
    """Two rows: where the playhead is and how it moves; what is marked and what becomes of it."""

    step_requested = Signal(int)
    play_requested = Signal()
    loop_changed = Signal(bool)
    mute_requested = Signal()
    volume_changed = Signal(float)  # 0 to 1
    speed_chosen = Signal(float)
    in_requested = Signal()
    out_requested = Signal()
    clear_requested = Signal()
    full_screen_requested = Signal()
    window_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        back = self._button("previous-frame", self.tr("One frame back (,)"), lambda: self.step_requested.emit(-1))
        self._play = self._button("play", self.tr("Play (Space)"), self.play_requested.emit)
        forth = self._button("next-frame", self.tr("One frame on (.)"), lambda: self.step_requested.emit(1))
        self._loop = self._button("loop", self.tr("Repeat the range"), lambda: None)
        self._loop.setCheckable(True)
        self._loop.setChecked(True)
        self._loop.toggled.connect(self.loop_changed)
        self._mute = _Sound()
        self._dress(self._mute, "muted", self.tr("Sound (Ctrl+M); the wheel makes it louder or softer"))
        self._mute.clicked.connect(self.mute_requested)
        self._mute.turned.connect(lambda steps: self._volume.setValue(self._volume.value() + 10 * steps))
        self._more = self._button("more", self.tr("Speed, volume, full screen"), lambda: None)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._menu())
        self._time = QLabel()
        self._time.setFont(small(self._time.font(), 0, bold=True))
        first = self._row(back, self._play, forth, 8, self._time, None, self._loop, self._mute, self._more)
        into = self._button("mark-in", self.tr("In point here (I)"), self.in_requested.emit)
        out = self._button("mark-out", self.tr("Out point here (O)"), self.out_requested.emit)
        self._range = QLabel()
        self._range.setProperty("quiet", True)
        self._clear = self._button("close", self.tr("Back to the moment's own range"), self.clear_requested.emit)
        self._clear.setIconSize(QSize(14, 14))
        second = self._row(into, out, 8, self._range, None, self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_time(self, seconds: float, duration: float, frame_rate: float) -> None:
        """Where the playhead is."""
        self._time.setText(f"{clock(seconds)} / {clock(duration, tenths=False)}")
        self._time.setToolTip(timecode(seconds, frame_rate))

    def show_range(self, start: float, end: float, marked: bool) -> None:
        """In and out; `marked`: set by the person."""
        self._range.setText(
            f"{clock(start)} – {clock(end)}   " + self.tr("{0} s").format(f"{max(0.0, end - start):.1f}")
        )
        self._range.setToolTip(self.tr("What is exported, selected and searched for"))
        self._clear.setVisible(marked)

    def show_playing(self, playing: bool) -> None:
        """Whether the film moves."""
        self._theme.put_icon(self._play, "pause" if playing else "play")
        words = self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        self._play.setToolTip(words)
        self._play.setAccessibleName(words)

    def show_sound(self, muted: bool, volume: float) -> None:
        """The sound as it is."""
        self._theme.put_icon(self._mute, "muted" if muted else "sound")
        self._volume.blockSignals(True)
        self._volume.setValue(round(volume * 100))
        self._volume.blockSignals(False)

    def show_speed(self, speed: float) -> None:
        """The speed chosen."""
        for action in self._speeds.actions():
            action.setChecked(action.data() == speed)

    @property
    def looping(self) -> bool:
        """Whether the range is repeated."""
        return self._loop.isChecked()

    def set_looping(self, looping: bool) -> None:
        """Repeat the range, or play straight on."""
        self._loop.setChecked(looping)

    # Parts -------------------------------------------------------------------------------------------------------

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        speeds = menu.addMenu(self.tr("Speed"))
        self._speeds = QActionGroup(self)
        for speed in SPEEDS:
            action = self._speeds.addAction(f"{speed:g} ×")
            action.setCheckable(True)
            action.setChecked(speed == 1.0)
            action.setData(speed)
            action.triggered.connect(lambda _=False, speed=speed: self.speed_chosen.emit(speed))
        speeds.addActions(self._speeds.actions())
        volume = QWidget()
        row = QHBoxLayout(volume)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(QLabel(self.tr("Volume")))
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setAccessibleName(self.tr("Volume"))
        self._volume.setMinimumWidth(120)
        self._volume.valueChanged.connect(lambda value: self.volume_changed.emit(value / 100))
        row.addWidget(self._volume, 1)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(volume)
        menu.addAction(holder)
        menu.addSeparator()
        menu.addAction(self.tr("Full screen (F)"), self.full_screen_requested.emit)
        menu.addAction(self.tr("In a window of its own, or back"), self.window_requested.emit)
        return menu

    def _button(self, icon: str, words: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        self._dress(button, icon, words)
        button.clicked.connect(lambda: do())
        return button

    def _dress(self, button: QToolButton, icon: str, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.put_icon(button, icon)

    def _row(self, *parts: QWidget | int | None) -> QHBoxLayout:
        """Widgets, gaps of some pixels, None for a gap that grows."""
        row = QHBoxLayout()
        row.setSpacing(2)
        for part in parts:
            if part is None:
                row.addStretch(1)
            elif isinstance(part, int):
                row.addSpacing(part)
            else:
                row.addWidget(part)
        return row


class _Sound(QToolButton):
    """The mute button; the wheel over it turns the volume."""

    turned = Signal(int)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turned.emit(1 if event.angleDelta().y() > 0 else -1)
        event.accept()
