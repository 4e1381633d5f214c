"""The status line: one line, one truth. Progress in seconds of footage, speed, time left, pause, cancel; the device in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.theme import Theme
from app.timecode import file_name, in_words, model_in_words, printable

if TYPE_CHECKING:
    from engine.messages import LibraryState, ModelState, Progress


class Activity(QFrame):
    """Wishes: pause, go on, cancel, another mode, the drawer with everything."""

    pause_requested = Signal(bool)  # True: hold, False: go on
    cancel_requested = Signal()
    mode_requested = Signal(str)
    drawer_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._progress: Progress | None = None
        self._library: LibraryState | None = None
        self._engine = self.tr("Starting…")
        self.paused = False
        self.setObjectName("status")
        self.setFixedHeight(36)
        self._words = _Line(self._engine)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words.setAccessibleName(self.tr("State"))
        self._device = QLabel()
        self._device.setTextFormat(Qt.TextFormat.PlainText)
        self._device.setProperty("quiet", True)
        self._pause = QPushButton(self.tr("Pause"))
        self._cancel = QPushButton(self.tr("Cancel"))
        for button in (self._pause, self._cancel):
            button.setProperty("flat", True)
            button.hide()
        self._pause.clicked.connect(lambda: self.pause_requested.emit(not self.paused))
        self._cancel.clicked.connect(self.cancel_requested)
        self._cancel.setToolTip(self.tr("Stop indexing. What is finished stays searchable."))
        self._mode = QToolButton()
        self._mode.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._mode.setProperty("filter", True)
        self._mode.setToolTip(self.tr("How much of this computer indexing may take"))
        self._mode.setMenu(self._mode_menu())
        self._drawer = QToolButton()
        self._drawer.setToolTip(self.tr("What indexing is doing"))
        self._drawer.setAccessibleName(self.tr("What indexing is doing"))
        self._drawer.clicked.connect(self.drawer_requested)
        theme.put_icon(self._drawer, "more", "quiet")
        self.show_mode("balanced")
        self._mode.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 1, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._pause)
        layout.addWidget(self._cancel)
        layout.addWidget(self._mode)
        layout.addWidget(self._device)
        layout.addWidget(self._drawer)
        theme.changed.connect(self.update)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_progress(self, progress: Progress) -> None:
        """How far the job is."""
        self._progress = progress
        self.paused = progress.paused
        self._tell()

    def end_progress(self) -> None:
        """No job is under way."""
        self._progress = None
        self._tell()

    def show_paused(self, paused: bool) -> None:
        """The wish to pause is on its way; say so at once."""
        self.paused = paused
        self._tell()

    def show_mode(self, mode: str) -> None:
        """How much of the computer indexing may take."""
        self._mode.setText(mode_in_words(mode) + " ▾")
        self._mode.setAccessibleName(self.tr("Mode of indexing: {0}").format(mode_in_words(mode)))
        for action in self._mode.menu().actions():
            action.setChecked(action.data() == mode)

    def show_library(self, state: LibraryState) -> None:
        """What the library holds when nothing else is to be said."""
        self._library = state
        self._tell()

    def show_engine(self, words: str) -> None:
        """What the engine is doing when it is not there: starting, stopped."""
        self._engine = words
        self._tell()

    def show_model(self, state: ModelState) -> None:
        """Name and device of the search model."""
        if state.state == "loading":
            words = self.tr("Loading the search model…")
        elif state.state == "failed":
            words = self.tr("No search model")
        else:
            words = " · ".join(filter(None, (model_in_words(state.name), printable(state.device))))
        self._device.setText(words)
        self._device.setToolTip(words)

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._progress is not None

    @property
    def words(self) -> str:
        """What the line says now."""
        return self._words.text()

    # Parts -------------------------------------------------------------------------------------------------------

    def _mode_menu(self) -> QMenu:
        menu = QMenu(self)
        for mode in MODES:
            action = menu.addAction(mode_in_words(mode))
            action.setCheckable(True)
            action.setData(mode)
            action.setToolTip(mode_explained(mode))
            action.triggered.connect(lambda _=False, mode=mode: self.mode_requested.emit(mode))
        menu.setToolTipsVisible(True)
        return menu

    def _tell(self) -> None:
        progress = self._progress
        for button in (self._pause, self._cancel, self._mode):
            button.setVisible(progress is not None and not self._engine)
        self._pause.setText(self.tr("Resume") if self.paused else self.tr("Pause"))
        if self._engine:
            text = self._engine
        elif progress is not None:
            text = self._progress_words(progress)
        elif self._library is not None and self._library.videos:
            text = self._library_words(self._library)
        else:
            text = self.tr("The library is empty")
        self._words.setText(text)
        self._words.setToolTip(
            printable(progress.path).replace("<", "&lt;") if progress is not None and not self._engine else ""
        )
        self.update()

    def _progress_words(self, progress: Progress) -> str:
        share = int(100 * min(1.0, progress.done / progress.total)) if progress.total > 0 else 0
        if self.paused:
            return self.tr("Paused, {0} %, everything so far is saved").format(share)
        if progress.waiting:
            return progress.waiting
        if progress.activity == "loading the model":
            return self.tr("Loading the other search model…")
        if progress.activity == "looking for videos":
            return self.tr("Looking for videos in {0}").format(file_name(progress.path))
        which = f"{min(progress.videos, progress.videos_done + 1):,}", f"{progress.videos:,}"
        if progress.activity == "indexing":
            parts = [self.tr("Indexing {0} of {1}").format(*which)]
        elif progress.activity == "quick first pass":
            parts = [self.tr("Quick first pass {0} of {1}").format(*which)]
        else:
            parts = [progress.activity[:1].upper() + progress.activity[1:]]
        if progress.total > 0:
            parts.append(self.tr("{0} % of footage").format(share))
        if progress.speed:
            speed = f"{progress.speed:.0f}" if progress.speed >= 10 else f"{progress.speed:.1f}"
            parts.append(self.tr("{0}× real time").format(speed))
        if progress.eta is not None:
            parts.append(self.tr("about {0} left").format(in_words(rounded(progress.eta))))
        if progress.reading:
            parts.append(self.tr("reading at {0} MB/s: the disk is the limit").format(f"{progress.reading / 1e6:.0f}"))
        elif progress.path:
            parts.append(file_name(progress.path))
        return "  ·  ".join(parts)

    def _library_words(self, state: LibraryState) -> str:
        videos = self.tr("1 video") if state.videos == 1 else self.tr("{0} videos").format(f"{state.videos:,}")
        parts = [
            videos,
            self.tr("{0} moments").format(f"{state.moments:,}"),
            self.tr("{0} of footage").format(in_words(state.seconds)),
        ]
        return "  ·  ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        progress = self._progress
        if progress is None:
            return
        painter = QPainter(self)
        share = min(1.0, progress.done / progress.total) if progress.total > 0 else 0.0
        painter.fillRect(QRect(0, 0, self.width(), 2), self._theme.colour("line"))
        painter.fillRect(
            QRect(QPoint(0, 0), QPoint(round(self.width() * share), 1)),
            self._theme.colour("quiet" if self.paused else "accent"),
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._words.geometry().contains(event.position().toPoint()):
            self.drawer_requested.emit()


class _Line(QLabel):
    """One line that ends in dots where there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


MODES = ("quiet", "balanced", "full")


def mode_in_words(mode: str) -> str:
    """The name of a mode of indexing."""
    translate = QCoreApplication.translate
    names = {"quiet": translate("Activity", "Quiet"), "full": translate("Activity", "Full")}
    return names.get(mode, translate("Activity", "Balanced"))


def mode_explained(mode: str) -> str:
    """What it means."""
    translate = QCoreApplication.translate
    told = {
        "quiet": translate("Activity", "One thread, rests half of the time, gives way to every other program"),
        "full": translate("Activity", "As fast as this computer can"),
    }
    return told.get(mode, translate("Activity", "Fast, and other programs stay usable"))


def rounded(seconds: float) -> float:
    """A time as one would say it: to 5 s, then to the minute, then to 5 minutes."""
    step = 5.0 if seconds < 60 else 60.0 if seconds < 1800 else 300.0
    return max(step, round(seconds / step) * step)
