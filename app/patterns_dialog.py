"""What is looked at in a folder: patterns, one a line, with examples."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class PatternsDialog(QDialog):
    """`patterns_chosen` comes with a tuple of lines once the person has saved."""

    patterns_chosen = Signal(object)

    def __init__(self, parent: QWidget, name: str, patterns: tuple[str, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What is looked at in {0}").format(name))
        self.resize(520, 420)
        words = QLabel(
            self.tr(
                "Everything is looked at, but for what one of these patterns describes. One pattern a line; the last one that fits decides. "
                "Your files are not touched, and what was learnt of them is kept."
            )
        )
        words.setWordWrap(True)
        self.lines = QPlainTextEdit("\n".join(pattern for pattern in patterns if "\n" not in pattern))
        self._kept = tuple(pattern for pattern in patterns if "\n" in pattern)  # of files with such names
        self.lines.setAccessibleName(self.tr("Patterns of what is left out"))
        self.lines.setTabChangesFocus(True)
        examples = (
            ("Proxies/", self.tr("every sub-folder of that name")),
            ("*_LRV.mp4", self.tr("files whose name ends so")),
            ("/Trips/raw/", self.tr("one sub-folder, from here")),
            ("!keep.mp4", self.tr("this one is looked at nevertheless")),
        )
        help_ = QGridLayout()
        help_.setVerticalSpacing(3)
        help_.setHorizontalSpacing(16)
        help_.setColumnStretch(1, 1)
        for row, (pattern, meaning) in enumerate(examples):
            for column, text in enumerate((pattern, meaning)):
                word = QLabel(text)
                word.setTextFormat(Qt.TextFormat.PlainText)
                word.setProperty("quiet", column == 1)
                help_.addWidget(word, row, column)
        save = self.save = QPushButton(self.tr("Save"))
        save.setProperty("primary", True)
        save.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        save.clicked.connect(self._save)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.lines, 1)
        layout.addLayout(help_)
        layout.addLayout(buttons)

    def _save(self) -> None:
        lines = [line for line in self.lines.toPlainText().split("\n") if line.strip()]
        self.patterns_chosen.emit((*lines, *self._kept))
        self.accept()
