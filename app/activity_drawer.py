"""The drawer over the status line: what is in work, what waits, what has happened, and how much of the computer it may take."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTime, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.activity import MODES, mode_explained, mode_in_words
from app.queue_row import QueueRow
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted
from app.timecode import file_name, in_words, printable

if TYPE_CHECKING:
    from engine.messages import Progress

HEIGHT = 216
LOW_HEIGHT = 168  # in a low window
KEPT = 500  # lines of the log


class ActivityDrawer(QFrame):
    """Wishes: a mode, mains power only, a job next, a job cancelled, the problems, to be closed. Facts come in by `show_…` and `log`."""

    mode_requested = Signal(str)
    mains_requested = Signal(bool)
    next_requested = Signal(int)
    cancel_requested = Signal(int)
    problems_requested = Signal()
    close_requested = Signal()

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self._rows: dict[int, QueueRow] = {}
        self._picture = _Picture(theme, thumbnails)
        self._file = _label()
        self._facts = _label(quiet=True)
        self._problems = QPushButton()
        self._problems.setProperty("flat", True)
        self._problems.clicked.connect(self.problems_requested)
        theme.put_icon(self._problems, "warning", "warning")
        self._problems.hide()
        self._nothing = _label(self.tr("Nothing is waiting."), quiet=True)
        self._queue = QVBoxLayout()
        self._queue.setSpacing(4)
        self._queue.addWidget(self._nothing)
        self._queue.addStretch()
        self._log = QListWidget()
        self._log.setObjectName("log")
        self._log.setWordWrap(True)
        self._log.setAccessibleName(self.tr("What has happened"))
        self._log.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._mains = QCheckBox(self.tr("Only on mains power"))
        self._mains.toggled.connect(self.mains_requested)
        self._mains.hide()
        close = QToolButton()
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.close_requested)
        theme.put_icon(close, "close", "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 12)
        layout.setSpacing(24)
        layout.addLayout(self._column(self.tr("Now"), self._now()), 4)
        layout.addLayout(self._column(self.tr("Waiting"), self._queue), 3)
        layout.addLayout(self._column(self.tr("Log"), self._log), 4)
        layout.addLayout(self._column(self.tr("This computer"), self._modes()), 0)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    # Facts in ----------------------------------------------------------------------------------------------------

    def set_low(self, low: bool) -> None:
        """In a low window less of the room is taken."""
        self.setFixedHeight(LOW_HEIGHT if low else HEIGHT)

    def show_now(self, progress: Progress | None) -> None:
        """What is in work; None: nothing."""
        if progress is None:
            self._picture.show_picture("")
            self._file.setText(self.tr("Nothing is in work."))
            self._facts.setText("")
            return
        if progress.picture:
            self._picture.show_picture(progress.picture)
        self._file.setText(file_name(progress.path))
        self._file.setToolTip(printable(progress.path).replace("<", "&lt;"))
        lines = []
        if progress.total > 0:
            lines.append(self.tr("{0} of {1} of footage").format(in_words(progress.done), in_words(progress.total)))
        if progress.reading:
            words = self.tr("Reading at {0} MB/s: the disk is the limit, not the computer")
            lines.append(words.format(f"{progress.reading / 1e6:.0f}"))
        if progress.waiting:
            lines.append(progress.waiting)
        self._facts.setText("\n".join(lines))

    def show_queue(self, jobs: list[tuple[int, str, str]]) -> None:
        """What waits, in order: (job, folder, why it waits or "")."""
        for job in [job for job in self._rows if job not in {number for number, _, _ in jobs}]:
            row = self._rows.pop(job)
            self._queue.removeWidget(row)
            row.deleteLater()
        for place, (job, folder, why) in enumerate(jobs):
            row = self._rows.get(job)
            if row is None:
                row = self._rows[job] = QueueRow()
                row.next_requested.connect(partial(self.next_requested.emit, job))
                row.cancel_requested.connect(partial(self.cancel_requested.emit, job))
            row.show_job(folder, why, next_=place == 0)
            if self._queue.indexOf(row) != place:
                self._queue.removeWidget(row)
                self._queue.insertWidget(place, row)
        self._nothing.setVisible(not jobs)

    def show_problems(self, count: int) -> None:
        """How many videos could not be indexed wholly."""
        self._problems.setText(" " + (self.tr("1 problem") if count == 1 else self.tr("{0} problems").format(count)))
        self._problems.setVisible(count > 0)

    def show_pace(self, mode: str, mains_only: bool) -> None:
        """The mode in use."""
        self._buttons.button(MODES.index(mode)).setChecked(True)
        self._explained.setText(mode_explained(mode))
        self._mains.blockSignals(True)
        self._mains.setChecked(mains_only)
        self._mains.blockSignals(False)

    def show_battery(self, known: bool) -> None:
        """Whether this computer can run on a battery; otherwise the choice is not offered."""
        self._mains.setVisible(known)

    def log(self, words: str) -> None:
        """Add a line; the newest stands first."""
        time = QTime.currentTime().toString("HH:mm")
        if (
            self._log.count()
            and (first := self._log.item(0)) is not None
            and first.text() == f"{time}  {printable(words)}"
        ):
            return
        self._log.insertItem(0, f"{time}  {printable(words)}")
        while self._log.count() > KEPT:
            self._log.takeItem(self._log.count() - 1)

    @property
    def lines(self) -> list[str]:
        """The log, newest first."""
        return [item.text() for row in range(self._log.count()) if (item := self._log.item(row)) is not None]

    # Parts -------------------------------------------------------------------------------------------------------

    def _column(self, title: str, content: QLayout | QWidget) -> QVBoxLayout:
        heading = QLabel(title)
        heading.setProperty("heading", True)
        heading.setFont(small(heading.font(), -0.5, bold=True))
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(heading)
        if isinstance(content, QWidget):
            column.addWidget(content, 1)
        else:
            column.addLayout(content, 1)
        return column

    def _now(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._file, 1, Qt.AlignmentFlag.AlignTop)
        now = QVBoxLayout()
        now.setSpacing(6)
        now.addLayout(top)
        now.addWidget(self._facts)
        row = QHBoxLayout()
        row.addWidget(self._problems)
        row.addStretch()
        now.addLayout(row)
        now.addStretch()
        return now

    def _modes(self) -> QVBoxLayout:
        modes = QVBoxLayout()
        modes.setSpacing(6)
        self._buttons = QButtonGroup(self)
        for number, mode in enumerate(MODES):
            button = QRadioButton(mode_in_words(mode))
            button.setToolTip(mode_explained(mode))
            button.clicked.connect(partial(self.mode_requested.emit, mode))
            self._buttons.addButton(button, number)
            modes.addWidget(button)
        self._explained = _label(quiet=True)
        self._explained.setFixedWidth(184)
        modes.addWidget(self._explained)
        modes.addWidget(self._mains)
        modes.addStretch()
        return modes


class _Picture(QWidget):
    """The last frame that was looked at, in 16:9."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme = theme
        self._thumbnails = thumbnails
        self._path = self._shown = ""
        self.setFixedSize(QSize(128, 72))
        thumbnails.arrived.connect(self.update)

    def show_picture(self, path: str) -> None:
        """Another frame; the one before stays until it is here."""
        self._path = path
        if not path:
            self._shown = ""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for path in (self._path, self._shown):
            ratio = self.devicePixelRatioF()
            size = round(self.width() * ratio), round(self.height() * ratio)
            wanted = Wanted(path, *size, round(4 * ratio), self._theme.colours.picture)
            pixmap = self._thumbnails.get(wanted) if path else None
            if pixmap is not None and not pixmap.isNull():
                painter.drawPixmap(self.rect(), pixmap)
                self._shown = path
                return
        painter.fillRect(self.rect(), self._theme.colour("raised"))


def _label(words: str = "", quiet: bool = False) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", quiet)
    return label
