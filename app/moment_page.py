"""Under the player's buttons: the moment's name, why it matched, what can be done with it, and what is known of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.results_model import band_word
from app.theme import Theme, small
from app.timecode import clock, file_name
from app.video_facts import lines
from app.why import WordChips

if TYPE_CHECKING:
    from app.moment import Moment
    from engine.messages import VideoFacts


class MomentPage(QScrollArea):
    """In a low window the words scroll; picture and buttons of the player stay."""

    similar_requested = Signal()
    select_requested = Signal()
    export_requested = Signal()
    reveal_requested = Signal()
    copy_timecode_requested = Signal()
    elsewhere_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = label(bold=True)
        self._matched = label(quiet=True)
        self._why_label = label(quiet=True)
        self._why_label.setText(self.tr("Why it matched: point at a word"))
        self.why = WordChips(theme)
        self.note = label(quiet=True)
        self.note.hide()
        self._info = label(quiet=True)
        self._info.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._similar = self._wish("similar", self.tr("Find similar"), self.tr("M"), self.similar_requested)
        select = self._wish("select", self.tr("Select"), self.tr("Keep this range (S)"), self.select_requested)
        export = self._wish(
            "export", self.tr("Export"), self.tr("Write this range as a file (E)"), self.export_requested
        )
        reveal = self._wish("reveal", self.tr("Show in folder"), self.tr("Ctrl+R"), self.reveal_requested)
        copy = self._wish("copy", self.tr("Copy timecode"), self.tr("Ctrl+Shift+C"), self.copy_timecode_requested)
        self.elsewhere = self._wish("external", self.tr("Open in the system's player"), "", self.elsewhere_requested)
        page = QWidget()
        page.setObjectName("panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        for widget in (self._name, self._matched, self._why_label, self.why):
            column.addWidget(widget)
        column.addSpacing(4)
        for first, second in ((select, export), (self._similar, reveal)):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(first, 1)
            row.addWidget(second, 1)
            column.addLayout(row)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.note)
        column.addWidget(self.elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(self._info)
        column.addStretch(1)
        self.setObjectName("plain")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def show_moment(self, moment: Moment, facts: VideoFacts | None) -> None:
        """A moment, with what is known of its file so far."""
        self._name.setText(file_name(moment.path))
        range_words = f"{clock(moment.start)} – {clock(moment.end)}" if moment.end > moment.start else ""
        band = band_word(moment.band) if moment.band else ""
        self._matched.setText("  ·  ".join(filter(None, (range_words, band))))
        self._why_label.setVisible(bool(moment.words))
        self.why.show_words(moment.words)
        self.elsewhere.setVisible(False)
        self._similar.setEnabled(bool(moment.video) or bool(moment.band))
        self.show_facts(moment, facts)

    def show_facts(self, moment: Moment, facts: VideoFacts | None) -> None:
        """What is known of its file now."""
        self._info.setText(lines(moment, facts))

    def _wish(self, icon: str, words: str, tip: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(" " + words)
        button.setToolTip(tip)
        self._theme.put_icon(button, icon)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(signal)
        return button


def label(quiet: bool = False, bold: bool = False) -> QLabel:
    """Plain words that wrap."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("quiet", quiet)
    if bold:
        made.setFont(small(made.font(), 1, bold=True))
    return made
