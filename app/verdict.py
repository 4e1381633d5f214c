"""Over guesses, or instead of results: "Nothing clearly shows …" and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.flow import Flow
from app.theme import Theme, small
from app.timecode import printable


class Verdict(QFrame):
    """Words, and buttons for what could change the outcome."""

    clear_filters_requested = Signal()
    all_folders_requested = Signal()
    without_requested = Signal(str)  # a word of the query
    file_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._word = ""
        self._title, self._detail = QLabel(), QLabel()
        self._title.setFont(small(self._title.font(), 3.0, bold=True))
        self._detail.setProperty("quiet", True)
        for label in (self._title, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._without, self._filters, self._folders, self._file = (QPushButton() for _ in range(4))
        self._folders.setText(self.tr("Search all folders"))
        self._file.setText(self.tr("Search with a picture…"))
        self._without.clicked.connect(lambda: self.without_requested.emit(self._word))
        self._filters.clicked.connect(self.clear_filters_requested)
        self._folders.clicked.connect(self.all_folders_requested)
        self._file.clicked.connect(self.file_requested)
        row = Flow(centred=False)
        for button in (self._without, self._filters, self._folders, self._file):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addLayout(row)
        column.addStretch(1)  # without cards below it all of the middle is ours
        self.hide()

    def show_verdict(
        self,
        title: str,
        detail: str = "",
        filters: str = "",
        folders: bool = False,
        without: str = "",
        file: bool = False,
    ) -> None:
        """No title hides it. `filters` names the button that clears them; `without` is a word of the query that nothing answers."""
        self._word = without
        self._title.setText(printable(title))
        self._detail.setText(printable(detail))
        self._detail.setVisible(bool(detail))
        self._filters.setText(filters)
        self._filters.setVisible(bool(filters))
        self._folders.setVisible(folders)
        shown = printable(without if len(without) <= 24 else without[:23] + "…")
        quoted = f"“{shown}”"
        self._without.setText(self.tr("Without {0}").format(quoted).replace("&", "&&"))
        self._without.setVisible(bool(without))
        self._file.setVisible(file)
        self.setVisible(bool(title))

    @property
    def words(self) -> str:
        """What it says, empty when hidden."""
        return "" if self.isHidden() else self._title.text()

    @property
    def offers(self) -> list[str]:
        """The buttons that are shown, as they read."""
        buttons = (self._without, self._filters, self._folders, self._file)
        return [button.text() for button in buttons if not button.isHidden()]
