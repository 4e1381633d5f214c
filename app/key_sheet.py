"""The sheet that `?` shows: every key with what it does now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.key_map import KeyMap, shown
from app.keys import KEYS, Key, words
from app.theme import small

COLUMNS = (("Find", "Library"), ("Results", "Take along"), ("Player", "Window"))


class KeySheet(QDialog):
    """All keys on one page; any of Esc, Enter or `?` closes it."""

    change_requested = Signal()

    def __init__(self, parent: QWidget, keys: KeyMap) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setWindowTitle(self.tr("Keys"))
        page = QWidget()
        page.setObjectName("panel")
        columns = QHBoxLayout(page)
        columns.setContentsMargins(32, 24, 32, 16)
        columns.setSpacing(40)
        for groups in _columns():
            column = QVBoxLayout()
            column.setSpacing(8)
            for group in groups:
                column.addWidget(self._heading(words(group)))
                column.addLayout(self._grid([key for key in KEYS if key.group == group]))
                column.addSpacing(12)
            column.addStretch()
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setObjectName("plain")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        change = QPushButton(self.tr("Change keys…"))
        change.setAutoDefault(False)
        change.clicked.connect(self._change)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setContentsMargins(32, 8, 32, 20)
        row.addWidget(change)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(row)
        room = parent.window().size()
        wanted = page.sizeHint()
        self.resize(min(wanted.width() + 24, room.width() - 40), min(wanted.height() + 72, room.height() - 40))

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("heading", True)
        label.setFont(small(label.font(), -0.5, bold=True))
        return label

    def _grid(self, keys: list[Key]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, 112)
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(keys):
            texts = self._keys.keys(key)
            label = QLabel(self.tr("Arrows, Home, End") if texts[:1] == ("Arrows",) else shown(texts) or "–")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("accent", True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            does = QLabel(words(key.words))
            does.setWordWrap(True)
            does.setMinimumWidth(150)
            grid.addWidget(does, row, 1)
        return grid

    def _change(self) -> None:
        self.close()
        self.change_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Question, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)


def _columns() -> list[tuple[str, ...]]:
    """The groups of each column; one that nobody has placed stands in the last."""
    placed = {group for column in COLUMNS for group in column}
    others = tuple(dict.fromkeys(key.group for key in KEYS if key.group not in placed))
    return [*COLUMNS[:-1], (*COLUMNS[-1], *others)]
