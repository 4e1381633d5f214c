"""About Rushes: what it is, which versions, where things lie, what it promises."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.theme import Theme, small
from app.timecode import printable


def version() -> str:
    """The installed version, "development" when run from a checkout that is not installed."""
    try:
        return metadata.version("rushes")
    except metadata.PackageNotFoundError:
        return "development"


class About(QDialog):
    """A small page; the text can be selected for a bug report."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        library: str,
        model: str,
        device: str,
        engine: str,
        details: Callable[[], str],
    ) -> None:
        """`details`: what *Copy details* puts on the clipboard."""
        super().__init__(parent)
        self._details = details
        self.setWindowTitle(self.tr("About Rushes"))
        picture = QLabel()
        picture.setFixedSize(72, 72)
        picture.setPixmap(theme.pixmap("rushes", "text", 72, self.devicePixelRatioF()))
        title = QLabel("Rushes")
        title.setFont(small(title.font(), 8, bold=True))
        promise = QLabel(
            self.tr(
                "Finds moments in your own videos. Your files are read, never changed. Nothing leaves this computer."
            )
        )
        facts = QLabel(
            "\n".join(
                line
                for line in (
                    self.tr("Rushes {0}").format(version())
                    + (self.tr(", engine {0}").format(engine) if engine else ""),
                    f"Qt {qVersion()}, Python {platform.python_version()}, {platform.system()}",
                    self.tr("Search model: {0}").format(printable(model)) if model else "",
                    self.tr("Runs on: {0}").format(printable(device)) if device else "",
                    self.tr("Library: {0}").format(printable(library)) if library else "",
                )
                if line
            )
        )
        for label in (promise, facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        facts.setProperty("quiet", True)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        copy = self._copy = QPushButton(self.tr("Copy details"))
        copy.setToolTip(
            self.tr("Versions and the last lines of the logs, for a report; nothing of what is in your files")
        )
        copy.clicked.connect(self._copy_details)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        words = QVBoxLayout()
        words.setSpacing(12)
        words.addWidget(title)
        words.addWidget(promise)
        words.addWidget(facts)
        words.addSpacing(8)
        words.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 24)
        layout.setSpacing(24)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setFixedWidth(520)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words, which a dialog does not ask of wrapped labels."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self._copy.setText(self.tr("Copied"))
