"""Choosing the search model: the one that comes with the program, those that can be downloaded, or one in a folder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.model_row import ModelRow
from app.timecode import printable
from engine.messages import ModelOffer

if TYPE_CHECKING:
    from engine.messages import Models, Progress

STARTER = "starter"
FOLDER = "local-dir:"


class ModelDialog(QDialog):
    """Wishes, each with the model's name as `rushes-engine --model` takes it. Facts come in by `show_…`."""

    chosen = Signal(str)
    download_requested = Signal(str, bool)  # True: the licence is accepted
    cancel_requested = Signal(str)
    verify_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget, present: str) -> None:
        super().__init__(parent)
        self._present = present or STARTER
        self.rows: dict[str, ModelRow] = {}
        self.setWindowTitle(self.tr("Search model"))
        self.setFixedWidth(720)
        self.resize(720, 680)
        inside = QWidget()
        inside.setObjectName("panel")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(8)
        self._list.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("plain")
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._promise = _quiet(
            self.tr(
                "A model is downloaded once, from huggingface.co; nothing of yours is sent, and afterwards no network is needed. Another model looks at "
                "your videos anew. What was found with this one is kept and is there again at once."
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 16, 20)
        layout.setSpacing(12)
        layout.addWidget(self._promise)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._own_folder())
        self._put(self._starter())
        self._waiting = _quiet(self.tr("Looking which models are here…"))
        self._list.insertWidget(1, self._waiting)

    def _starter(self) -> ModelOffer:
        words = self.tr("Comes with Rushes. Small and rough: to try everything at once, before a real model is here.")
        return ModelOffer(STARTER, self.tr("Starter model"), "ready", 0, "", True, "", "", 0, "", "", "", words, True)

    def _own_folder(self) -> QHBoxLayout:
        self._folder = QLineEdit()
        self._folder.setPlaceholderText(self.tr("Or a folder with a model of your own"))
        self._folder.setAccessibleName(self.tr("Folder of a model of your own"))
        self._folder.setToolTip(self.tr("It holds open_clip_config.json and weights as safetensors."))
        if self._present.startswith(FOLDER):
            self._folder.setText(self._present.removeprefix(FOLDER))
        browse = QPushButton(self.tr("Browse…"))
        use, close = QPushButton(self.tr("Use this folder")), QPushButton(self.tr("Close"))
        for button in (browse, use, close):
            button.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        use.clicked.connect(self._use_folder)
        self._folder.returnPressed.connect(self._use_folder)
        self._folder.textChanged.connect(lambda text: use.setEnabled(bool(text.strip())))
        use.setEnabled(bool(self._folder.text()))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        for widget in (self._folder, browse, use):
            row.addWidget(widget)
        row.addSpacing(16)
        row.addWidget(close)
        return row

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_models(self, models: Models) -> None:
        """All models, in the order of the list; called again whenever one of them has changed."""
        self._waiting.hide()
        for offer in models.models:
            self._put(offer)
        self._promise.setToolTip(printable(models.folder).replace("<", "&lt;"))

    def show_present(self, name: str) -> None:
        """Which model the engine searches with; empty when it has none."""
        for other, row in self.rows.items():
            row.show_in_use(other == name)

    def show_progress(self, name: str, progress: Progress | None) -> None:
        """How far the download or check of a model is."""
        if name in self.rows:
            self.rows[name].show_progress(progress)

    def show_sentence(self, name: str, sentence: str, failed: bool = False) -> None:
        """How the download or check of a model ended."""
        if name in self.rows:
            self.rows[name].show_sentence(sentence, failed)

    # Parts -------------------------------------------------------------------------------------------------------

    def _put(self, offer: ModelOffer) -> None:
        row = self.rows.get(offer.name)
        if row is None:
            row = self.rows[offer.name] = ModelRow()
            row.use_requested.connect(partial(self._use, offer.name))
            row.download_requested.connect(partial(self.download_requested.emit, offer.name))
            row.cancel_requested.connect(partial(self.cancel_requested.emit, offer.name))
            row.verify_requested.connect(partial(self.verify_requested.emit, offer.name))
            row.remove_requested.connect(partial(self.remove_requested.emit, offer.name))
            self._list.insertWidget(self._list.count() - 1, row)
        row.show_offer(offer)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the model"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _use_folder(self) -> None:
        if self._folder.text().strip():
            self._use(FOLDER + self._folder.text().strip())

    def _use(self, name: str) -> None:
        self.chosen.emit(name)
        self.accept()


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    return label
