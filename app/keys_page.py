"""The page of the settings where every key can be changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.key_map import KeyMap, shown
from app.keys import KEYS, Key, words
from app.theme import small


class KeysPage(QWidget):
    """One row for each key. A key that something else has is told, and taken only after a yes."""

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._edits: dict[str, QKeySequenceEdit] = {}
        self._resets: dict[str, QToolButton] = {}
        self._wish: tuple[Key, QKeySequence] | None = None
        self.conflict = QLabel()
        self.conflict.setTextFormat(Qt.TextFormat.PlainText)
        self.conflict.setWordWrap(True)
        self.conflict.setProperty("warning", True)
        self.take = QPushButton(self.tr("Use it here"))
        self.take.setAutoDefault(False)
        self.take.clicked.connect(self._take)
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.conflict, 1)
        told.addWidget(self.take)
        self._told.hide()
        reset = QPushButton(self.tr("All as they were"))
        reset.setAutoDefault(False)
        reset.clicked.connect(lambda: keys.reset())
        scroll = QScrollArea()
        scroll.setObjectName("plain")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._table())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        column.addWidget(self._told)
        column.addWidget(reset, 0, Qt.AlignmentFlag.AlignLeft)
        keys.changed.connect(self._show)
        self._show()

    def edit(self, name: str) -> QKeySequenceEdit:
        """The field of a wish."""
        return self._edits[name]

    def _table(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("panel")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        row = 0
        for group in dict.fromkeys(key.group for key in KEYS):
            heading = QLabel(words(group))
            heading.setProperty("heading", True)
            heading.setFont(small(heading.font(), 0, bold=True))
            grid.addWidget(heading, row, 0)
            row += 1
            for key in (key for key in KEYS if key.group == group):
                self._add_row(grid, row, key)
                row += 1
        return inside

    def _add_row(self, grid: QGridLayout, row: int, key: Key) -> None:
        name = QLabel(words(key.words))
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        grid.addWidget(name, row, 0)
        if not key.name:
            fixed = QLabel(shown(key.keys))
            fixed.setProperty("quiet", True)
            fixed.setToolTip(self.tr("This key stays as it is"))
            grid.addWidget(fixed, row, 1)
            return
        edit = self._edits[key.name] = QKeySequenceEdit()
        edit.setMaximumSequenceLength(1)
        edit.setClearButtonEnabled(True)
        edit.setFixedWidth(150)
        edit.setAccessibleName(words(key.words))
        edit.editingFinished.connect(partial(self._wished, key))
        back = self._resets[key.name] = QToolButton()
        back.setText("↺")
        back.setToolTip(self.tr("As it was: {0}").format(shown(key.keys)))
        back.setAccessibleName(self.tr("{0}: as it was").format(words(key.words)))
        back.clicked.connect(partial(self._keys.reset, key))
        grid.addWidget(edit, row, 1)
        grid.addWidget(back, row, 2)

    def _show(self) -> None:
        """Bring every field to the present mapping."""
        for key in KEYS:
            if key.name:
                edit, texts = self._edits[key.name], self._keys.keys(key)
                edit.blockSignals(True)
                edit.setKeySequence(QKeySequence(texts[0] if texts else ""))
                edit.blockSignals(False)
                edit.setToolTip(shown(texts))
                self._resets[key.name].setVisible(self._keys.is_changed(key))
        self._told.hide()
        self._wish = None

    def _wished(self, key: Key) -> None:
        sequence = self._edits[key.name].keySequence()
        texts = self._keys.keys(key)
        if sequence == QKeySequence(texts[0] if texts else ""):
            return
        holder = None if sequence.isEmpty() else self._keys.holder(sequence, key)
        if holder is None:
            self._keys.choose(key, sequence)
            return
        native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
        if holder.name:
            told = self.tr("{0} is already the key for “{1}”.")
        else:
            told = self.tr("{0} always means “{1}” and cannot be given away.")
        self.conflict.setText(told.format(native, words(holder.words)))
        self.take.setVisible(bool(holder.name))
        self._wish = (key, sequence) if holder.name else None
        self._told.show()

    def _take(self) -> None:
        if self._wish is not None:
            key, sequence = self._wish
            self._keys.choose(key, sequence)
