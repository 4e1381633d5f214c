"""A strip over the results about the search model: it is missing, is being downloaded, or another one is taking over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.model_row import ProgressLine
from app.theme import Theme, small
from app.timecode import printable

NARROW = 560  # pixels: less has no room for buttons beside the words


class ModelStrip(QFrame):
    """One sentence, a quieter one, and up to two things to do. `chosen` carries the name of the button that was pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("strip")
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self._title, self._detail = QLabel(), QLabel()
        for label in (self._title, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._detail.setProperty("quiet", True)
        self._detail.setFont(small(self._detail.font()))
        self._line = ProgressLine()
        self.buttons = (QPushButton(), QPushButton())
        self._names = ["", ""]
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, number=number: self.chosen.emit(self._names[number]))
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addWidget(self._line)
        things = QHBoxLayout()
        things.setSpacing(8)
        for button in self.buttons:
            things.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        things.addStretch()
        self._inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._inner.setSpacing(10)
        self._inner.addLayout(words, 1)
        self._inner.addLayout(things)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._inner, 1)
        theme.changed.connect(self._retint)
        self._retint()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons stand under the words."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._inner.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_words(
        self, title: str, detail: str = "", choices: tuple[tuple[str, str], ...] = (), share: float | None = None
    ) -> None:
        """`choices`: (name, words) of the buttons; `share`: how far something is, 0 to 1. No title hides the strip."""
        self._title.setText(printable(title))
        self._detail.setText(printable(detail))
        self._detail.setVisible(bool(detail))
        self._line.setVisible(share is not None)
        self._line.show_share(share or 0.0)
        for number, button in enumerate(self.buttons):
            name, words = choices[number] if number < len(choices) else ("", "")
            self._names[number] = name
            button.setText(words)
            button.setVisible(bool(name))
        self.setVisible(bool(title))

    @property
    def words(self) -> str:
        """What it says, empty when hidden."""
        return "" if self.isHidden() else f"{self._title.text()} {self._detail.text()}".strip()

    def _retint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("info", "accent", 18, self.devicePixelRatioF()))
