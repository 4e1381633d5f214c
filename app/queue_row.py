"""A folder that waits for its turn: which, why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.theme import small
from app.timecode import file_name, printable


class QueueRow(QWidget):
    """Wishes: to be the next, to be cancelled."""

    next_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._why = QLabel(), QLabel()
        for label in (self._name, self._why):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._why.setWordWrap(True)
        self._why.setProperty("quiet", True)
        self._why.setFont(small(self._why.font()))
        self.next = QPushButton(self.tr("Next"))
        self.next.setToolTip(self.tr("After the video in work, this folder first"))
        self.cancel = QPushButton(self.tr("Cancel"))
        for button, clicked in ((self.next, self.next_requested), (self.cancel, self.cancel_requested)):
            button.setProperty("flat", True)
            button.clicked.connect(clicked)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self._name, 1)
        top.addWidget(self.next)
        top.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._why)

    def show_job(self, folder: str, why: str, next_: bool) -> None:
        """The folder, a reason when it waits for more than its turn, and whether it will be the next."""
        self._name.setText(file_name(folder))
        self._name.setToolTip(printable(folder).replace("<", "&lt;"))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.next.setAccessibleName(self.tr("{0} next").format(file_name(folder)))
        self.cancel.setAccessibleName(self.tr("Cancel {0}").format(file_name(folder)))
        self.next.setVisible(not next_)
