"""The library in trouble: a page that offers to mend a damaged one, and a strip for what passes by itself (a full disk) or cannot be helped (read-only)."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import Theme
from app.timecode import printable

WIDTH = 680


class TroublePage(QFrame):
    """What has happened, that nothing is deleted, and the choices. `repair_requested`: "restore" or "salvage", and the name of a copy."""

    repair_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("ground")
        self._icon = QLabel()
        self._title = _label(points=6)
        self._title.setText(self.tr("The library needs to be mended"))
        self._words = _label()
        self._words.setProperty("quiet", True)
        self._newest = ""
        self._restore = QPushButton()
        self._restore.setProperty("primary", True)
        self._restore.clicked.connect(lambda: self._ask("restore", self._newest))
        self._older = QToolButton()
        self._older.setText(self.tr("An older copy") + " ▾")
        self._older.setProperty("link", True)
        self._older.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copies = QMenu(self._older)
        self._copies.triggered.connect(lambda action: self._ask("restore", action.data()))
        self._older.setMenu(self._copies)
        self._salvage = QPushButton(self.tr("Save what can be read"))
        self._salvage.setProperty("large", True)
        self._salvage.clicked.connect(lambda: self._ask("salvage", ""))
        self._more = _label()
        self._more.setProperty("quiet", True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.hide()
        self._lay_out()
        theme.changed.connect(self._retint)
        self._retint()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(12)
        choices.addWidget(self._restore)
        choices.addWidget(self._salvage)
        choices.addWidget(self._older)
        choices.addStretch()
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._title)
        words.addWidget(self._words)
        words.addSpacing(12)
        words.addLayout(choices)
        words.addWidget(self._bar)
        words.addSpacing(4)
        words.addWidget(self._more)
        inner = QWidget()
        inner.setFixedWidth(WIDTH)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(inner)
        middle.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)

    def show_trouble(self, sentence: str, copies: list[tuple[str, str]]) -> None:
        """`copies`: (name, when it was made, in words), newest first."""
        safe = self.tr("Your videos are not affected, and nothing is deleted: the damaged file is kept.")
        self._words.setText(f"{printable(sentence)} {safe}")
        self._copies.clear()
        for name, made in copies[1:]:
            self._copies.addAction(made).setData(name)
        if copies:
            self._newest = copies[0][0]
            self._restore.setText(self.tr("Restore the copy of {0}").format(copies[0][1]))
        self._show_choices(len(copies))
        self._more.setText(
            self.tr(
                "A copy brings back everything as it was then. Saving what can be read keeps what is newer, and takes the rest from the newest copy."
            )
            if copies
            else self.tr("There is no sound copy. What cannot be read is found again by looking through your folders.")
        )

    def show_work(self) -> None:
        """The repair is under way."""
        for widget in (self._older, self._restore, self._salvage):
            widget.setEnabled(False)
        self._older.hide()
        self._bar.show()
        self._more.setText(self.tr("This can take some minutes for a large library."))

    def _show_choices(self, copies: int) -> None:
        self._bar.hide()
        for widget in (self._older, self._restore, self._salvage):
            widget.setEnabled(True)
        self._older.setVisible(copies > 1)
        self._restore.setVisible(copies > 0)
        self._salvage.setProperty("primary", not copies)
        self._salvage.style().unpolish(self._salvage)
        self._salvage.style().polish(self._salvage)

    def _ask(self, how: str, backup: str) -> None:
        self.show_work()
        self.repair_requested.emit(how, backup)

    def _retint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("warning", "warning", 28, self.devicePixelRatioF()))


class StateStrip(QFrame):
    """A line over the results as long as something lasts: no button closes it, and it goes when it is over."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("strip")
        self._icon = QLabel()
        self._icon.setFixedSize(QSize(18, 18))
        self._words = _label()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        theme.changed.connect(self._retint)
        self._retint()
        self.hide()

    def show_words(self, words: str) -> None:
        """Show or, without words, hide."""
        self._words.setText(printable(words))
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says, empty when hidden."""
        return "" if self.isHidden() else self._words.text()

    def _retint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("warning", "warning", 18, self.devicePixelRatioF()))


def gigabytes(size: int) -> str:
    """Bytes for a person, "1.2 GB"."""
    return QLocale().formattedDataSize(size, 1 if size >= 1e9 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def _label(points: int = 0) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if points:
        font = label.font()
        font.setPointSizeF(font.pointSizeF() + points)
        label.setFont(font)
    return label
