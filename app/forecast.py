"""Before a folder is indexed: what it holds, how long it will take here, how much disk it needs, and three ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.activity import rounded
from app.model_row import size_in_words
from app.theme import small
from app.timecode import file_name, in_words, printable

if TYPE_CHECKING:
    from engine.messages import Forecast, Progress

WIDTH = 480


class ForecastDialog(QDialog):
    """Wishes: begin with a quick first pass or not, now or when the computer is idle. Closing it forgets the folder."""

    start_requested = Signal(bool, bool)  # quick, when idle

    def __init__(self, parent: QWidget, path: str, device: str) -> None:
        super().__init__(parent)
        self.path = path
        self._device = device
        self.setWindowTitle(self.tr("Index this folder"))
        self.setFixedWidth(WIDTH + 64)
        self._title = _label(file_name(path))
        self._title.setFont(small(self._title.font(), 4, bold=True))
        self._title.setToolTip(printable(path).replace("<", "&lt;"))
        self._words = _label(self.tr("Looking for videos…"))
        self._words.setFixedWidth(WIDTH)
        self._facts = QGridLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(24)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        box = QFrame()
        box.setLayout(self._facts)
        self._box = box
        box.hide()
        self._warning = _label("")
        self._warning.setProperty("warning", True)
        self._warning.setFixedWidth(WIDTH)
        self._warning.hide()
        self._quick_words = _label("", quiet=True)
        self._quick_words.setFixedWidth(WIDTH)
        self._quick_words.hide()
        self.start = QPushButton(self.tr("Start"))
        self.start.setProperty("primary", True)
        self.quick = QPushButton(self.tr("Quick first pass"))
        self.idle = QPushButton(self.tr("Start when idle"))
        self.idle.setToolTip(self.tr("Begins when this computer has had little else to do for two minutes"))
        cancel = QPushButton(self.tr("Cancel"))
        for button in (self.quick, self.idle, cancel):
            button.setAutoDefault(False)
            button.setProperty("large", True)
        self.start.setDefault(True)
        self.start.clicked.connect(lambda: self._begin(False, False))
        self.quick.clicked.connect(lambda: self._begin(True, False))
        self.idle.clicked.connect(lambda: self._begin(False, True))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(cancel)
        row.addStretch()
        row.addWidget(self.idle)
        row.addWidget(self.quick)
        row.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(12)
        for widget in (self._title, self._words, box, self._warning, self._quick_words):
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addLayout(row)
        self.start.setFocus()  # now that it has a place: else the first in the row gets it

    def show_progress(self, progress: Progress) -> None:
        """What looking has found so far."""
        if progress.activity == "trying":
            self._words.setText(
                self.tr("{0} videos. Trying how fast this computer is with them…").format(f"{progress.videos:,}")
            )
        else:
            self._words.setText(self.tr("Looking for videos, {0} so far…").format(f"{progress.videos_done:,}"))

    def show_forecast(self, forecast: Forecast) -> None:
        """The answer."""
        count = self.tr("1 video") if forecast.videos == 1 else self.tr("{0} videos").format(f"{forecast.videos:,}")
        if not forecast.videos:
            self._words.setText(
                self.tr(
                    "There are no videos in this folder. It can be added all the same: new ones are found by looking again."
                )
            )
            self.quick.hide()
            self.idle.hide()
            return
        if not forecast.complete:
            count = self.tr("more than {0}").format(count)
        self._words.setText(self.tr("{0}, {1} of footage").format(count, in_words(forecast.seconds)))
        if forecast.whole is not None:
            on = f"  \N{MIDDLE DOT}  {printable(self._device)}" if self._device else ""
            self._fact(
                self.tr("Time on this computer"), self.tr("about {0}").format(in_words(rounded(forecast.whole))) + on
            )
        if forecast.quick is not None:
            self._fact(self.tr("Quick first pass"), self.tr("about {0}").format(in_words(rounded(forecast.quick))))
        self._fact(
            self.tr("Index"),
            self.tr("about {0}, {1} are free").format(size_in_words(forecast.size), size_in_words(forecast.free)),
        )
        self._box.show()
        if forecast.size > 0.9 * forecast.free:
            self._warning.setText(
                self.tr(
                    "The disk of the library is too small for this. Make room, or move the library in the settings."
                )
            )
            self._warning.show()
        self._quick_words.setText(
            self.tr(
                "The quick first pass looks at one frame in ten seconds, so that everything can be searched soon; then every second follows by itself."
            )
        )
        self._quick_words.show()
        self.adjustSize()
        layout = self.layout()
        if layout is not None:  # adjustSize asks no wrapped label how high it is at this width
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    @property
    def words(self) -> str:
        """Everything it says, line by line."""
        facts = [
            item.widget() for index in range(self._facts.count()) if (item := self._facts.itemAt(index)) is not None
        ]
        labels = [self._words, *facts, self._warning]
        return "\n".join(label.text() for label in labels if isinstance(label, QLabel) and label.text())

    def _fact(self, name: str, value: str) -> None:
        row = self._facts.rowCount()
        title = _label(name, quiet=True)
        title.setWordWrap(False)
        self._facts.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(_label(value), row, 1)

    def _begin(self, quick: bool, idle: bool) -> None:
        self.start_requested.emit(quick, idle)
        self.accept()


def _label(words: str, quiet: bool = False) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", quiet)
    return label
