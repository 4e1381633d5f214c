"""Choosing the search model: the one that comes with the program, a public one by name, or one in a folder."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

STARTER = "starter"
SUGGESTED = "ViT-B-32-256:datacomp_s34b_b86k"
FOLDER = "local-dir:"


class ModelDialog(QDialog):
    """Wishes: this model from now on, by the name that `rushes-engine --model` takes."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, present: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Search model"))
        self.setFixedWidth(560)
        self._choices = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 24, 32, 24)
        layout.setSpacing(6)
        starter = self.tr("Comes with Rushes. Knows simple drawn scenes, such as the sample films.")
        public = self.tr(
            "For real footage. The weights (some hundred MB) are downloaded once, from huggingface.co; nothing of yours is sent. "
            "Any name that open_clip knows will do."
        )
        own = self.tr("A model you already have, as a folder with open_clip_config.json and weights as safetensors.")
        self._add(layout, self.tr("Starter model"), starter)
        self._add(layout, self.tr("Public model"), public)
        self._name = QLineEdit(SUGGESTED)
        self._name.setAccessibleName(self.tr("Name of the public model"))
        layout.addWidget(_indented(self._name))
        self._add(layout, self.tr("Model in a folder"), own)
        self._folder = QLineEdit()
        self._folder.setAccessibleName(self.tr("Folder of the model"))
        browse = QPushButton(self.tr("Browse\N{HORIZONTAL ELLIPSIS}"))
        browse.clicked.connect(self._browse)
        layout.addWidget(_indented(self._folder, browse))
        layout.addSpacing(12)
        again = QLabel(
            self.tr(
                "Another model looks at your videos anew. What was found with this one is kept and is there again at once."
            )
        )
        again.setWordWrap(True)
        again.setProperty("quiet", True)
        layout.addWidget(again)
        layout.addSpacing(12)
        cancel, use = QPushButton(self.tr("Cancel")), QPushButton(self.tr("Use this model"))
        use.setProperty("primary", True)
        use.setDefault(True)
        cancel.setProperty("large", True)
        cancel.clicked.connect(self.reject)
        use.clicked.connect(self._use)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(use)
        layout.addLayout(buttons)
        self._name.textEdited.connect(lambda: self._choices.button(1).setChecked(True))
        self._folder.textChanged.connect(lambda: self._choices.button(2).setChecked(True))
        self._show(present)

    def _add(self, layout: QVBoxLayout, title: str, words: str) -> None:
        if self._choices.buttons():
            layout.addSpacing(10)
        choice = QRadioButton(title)
        self._choices.addButton(choice, len(self._choices.buttons()))
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("quiet", True)
        layout.addWidget(choice)
        layout.addWidget(_indented(label))

    def _show(self, present: str) -> None:
        if present.startswith(FOLDER):
            self._folder.setText(present.removeprefix(FOLDER))
        elif present not in ("", STARTER):
            self._name.setText(present)
        self._choices.button(2 if present.startswith(FOLDER) else 0 if present in ("", STARTER) else 1).setChecked(True)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the model"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _use(self) -> None:
        choice = self._choices.checkedId()
        name = (STARTER, self._name.text().strip(), FOLDER + self._folder.text().strip())[choice]
        if name in ("", FOLDER):
            (self._name if choice == 1 else self._folder).setFocus()
            return
        self.chosen.emit(name)
        self.accept()


def _indented(*widgets: QWidget) -> QWidget:
    """Under the words of a radio button."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(24, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return holder
