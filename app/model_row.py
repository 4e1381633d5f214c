"""One search model in the dialog: what it is, whether it is here, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.theme import small
from app.timecode import in_words, printable

if TYPE_CHECKING:
    from engine.messages import ModelOffer, Progress

TEXT_WIDTH = 628  # pixels; fixed, so that the height of wrapped words is known before the row is shown


def size_in_words(size: float) -> str:
    """Bytes as one would say them: "610 MB", "2.7 GB"."""
    if size >= 100e9:
        return f"{size / 1e9:.0f} GB"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


class ProgressLine(QWidget):
    """A thin line that fills; without a known end it is grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self.share = min(1.0, max(0.0, share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, width in (
            (QPalette.ColorRole.Mid, self.width()),
            (QPalette.ColorRole.Accent, self.width() * self.share),
        ):
            painter.setBrush(self.palette().color(role))
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 2, 2)


class ModelRow(QFrame):
    """Wishes: use, download (True: the licence is accepted), cancel, verify, remove. Facts come in by `show_…`."""

    use_requested = Signal()
    download_requested = Signal(bool)
    cancel_requested = Signal()
    verify_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self._offer: ModelOffer | None = None
        self._progress: Progress | None = None
        self._in_use = False
        self._sentence = ""
        self._failed = False
        self._title, self._badge, self._state = QLabel(), QLabel(), QLabel()
        self._title.setFont(small(self._title.font(), 1, bold=True))
        self._badge.setProperty("accent", True)
        self._badge.setFont(small(self._badge.font()))
        self._good_for, self._facts, self._words = QLabel(), QLabel(), QLabel()
        self._facts.setProperty("quiet", True)
        self._facts.setFont(small(self._facts.font()))
        for label in (self._good_for, self._facts, self._words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFixedWidth(TEXT_WIDTH)
        self._line = ProgressLine()
        self._licence = QCheckBox(self.tr("I have read the licence and accept it"))
        self._read = QToolButton()
        self._read.setText(self.tr("Read it"))
        self._read.setProperty("link", True)
        self._read.clicked.connect(self._read_licence)
        self._use = self._button(self.tr("Use"), self.use_requested.emit)
        self._download = self._button("", lambda: self.download_requested.emit(self._licence.isChecked()))
        self._cancel = self._button(self.tr("Cancel"), self.cancel_requested.emit)
        self._verify = self._button(self.tr("Check files"), self.verify_requested.emit, flat=True)
        self._remove = self._button(self.tr("Delete"), self.remove_requested.emit, flat=True)
        self._licence.toggled.connect(self._tell)
        self._lay_out()

    def _button(self, words: str, clicked: object, flat: bool = False) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setProperty("flat", flat)
        button.clicked.connect(clicked)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._badge)
        top.addStretch()
        for widget in (self._verify, self._remove, self._state, self._use, self._download, self._cancel):
            top.addWidget(widget)
        licence = QHBoxLayout()
        licence.addWidget(self._licence)
        licence.addWidget(self._read)
        licence.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._good_for)
        layout.addWidget(self._facts)
        layout.addLayout(licence)
        layout.addWidget(self._words)
        layout.addSpacing(2)
        layout.addWidget(self._line)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_offer(self, offer: ModelOffer) -> None:
        """What there is to know about the model."""
        self._offer = offer
        self._title.setText(printable(offer.title))
        badge = {
            "english": self.tr("Recommended for this computer"),
            "multilingual": self.tr("Recommended for other languages than English"),
        }
        self._badge.setText(badge.get(offer.recommended, ""))
        self._good_for.setText(printable(offer.good_for))
        self._good_for.setVisible(bool(offer.good_for))
        machine = offer.hardware
        if machine and not offer.fits:
            machine = self.tr("slow on this computer, wants a {0}").format(machine)
        size = size_in_words(offer.size) if offer.size else ""
        lines = [_joined(size, offer.licence, offer.languages), _joined(machine, offer.figure)]
        self._facts.setText("\n".join(line[:1].upper() + line[1:] for line in lines if line))
        self._facts.setVisible(bool(self._facts.text()))
        self._facts.setToolTip(printable(offer.source).replace("<", "&lt;"))
        self.setAccessibleName(printable(offer.title))
        self._tell()

    def show_progress(self, progress: Progress | None) -> None:
        """How far a download or a check is; None: none is under way."""
        self._progress = progress
        if progress is not None:
            self._sentence, self._failed = "", False
        self._tell()

    def show_sentence(self, sentence: str, failed: bool) -> None:
        """How a download or a check ended."""
        self._progress, self._sentence, self._failed = None, printable(sentence), failed
        self._tell()

    def show_in_use(self, in_use: bool) -> None:
        """Whether the engine searches with this model."""
        self._in_use = in_use
        self._tell()

    @property
    def words(self) -> str:
        """What the row says about the state of the model."""
        return self._words.text() or self._state.text()

    # Parts -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        offer, progress = self._offer, self._progress
        if offer is None:
            return
        busy = progress is not None
        damaged = offer.state == "damaged" or (offer.state == "ready" and self._failed)  # its check failed
        ready = offer.state == "ready" and not damaged
        checking = progress is not None and progress.activity == "checking"
        self._use.setVisible(ready and not busy and not self._in_use)
        self._download.setVisible(not ready and not busy)
        self._cancel.setVisible(busy)
        own = ready and not busy and offer.size > 0  # the model that comes with the program has no files to care for
        self._verify.setVisible(own)
        self._remove.setVisible(own and not self._in_use)
        asks = not offer.free and not ready and not busy
        self._licence.setVisible(asks)
        self._read.setVisible(asks)
        self._download.setEnabled(offer.free or self._licence.isChecked())
        self._download.setText(self._download_words(offer, damaged))
        _set(self._download, "primary", offer.recommended == "english" and self._download.isEnabled())
        self._state.setText(self.tr("In use") if self._in_use else self.tr("Ready") if ready and not busy else "")
        self._state.setVisible(bool(self._state.text()))
        _set(self._state, "accent", self._in_use)
        _set(self._state, "quiet", not self._in_use)
        words = self._progress_words(progress) if progress is not None else self._sentence
        if not words and damaged:
            words = self.tr("Files are missing or have changed. Only what is missing is fetched again.")
        self._words.setText(words)
        self._words.setVisible(bool(words))
        _set(self._words, "warning", self._failed or (damaged and not busy))
        self._line.setVisible(busy)
        if progress is not None:
            self._line.show_share(progress.done / progress.total if progress.total else 0.0)
        self._line.setAccessibleName(self.tr("Checking") if checking else self.tr("Downloading"))

    def _download_words(self, offer: ModelOffer, damaged: bool) -> str:
        if damaged:
            return self.tr("Download again")
        if self._failed:
            return self.tr("Try again")
        if offer.state == "part":
            return self.tr("Go on with the download")
        return self.tr("Download {0}").format(size_in_words(offer.size)) if offer.size else self.tr("Download")

    def _progress_words(self, progress: Progress) -> str:
        if progress.activity == "asking":
            return self.tr("Asking huggingface.co…")
        share = int(100 * progress.done / progress.total) if progress.total else 0
        if progress.activity == "checking":
            return self.tr("Checking the files: {0} %").format(share)
        parts = [self.tr("{0} % of {1}").format(share, size_in_words(progress.total))]
        if progress.speed:
            parts.append(self.tr("{0} a second").format(size_in_words(progress.speed)))
        if progress.eta is not None:
            parts.append(self.tr("about {0} left").format(in_words(progress.eta)))
        return _joined(*parts)

    def _read_licence(self) -> None:
        if self._offer is not None:
            QDesktopServices.openUrl(QUrl(self._offer.page))


def _joined(*parts: str) -> str:
    return "  ·  ".join(printable(part) for part in parts if part)


def _set(widget: QWidget, name: str, value: bool) -> None:
    """A property that the stylesheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
