"""The chips of a question in a row: its parts, and the feedback."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.query_chips import WIDEST, FeedbackChip, PartChip
from app.theme import Theme
from engine.messages import Part, Search

BETWEEN = 6  # pixels


class ChipRow(QWidget):
    """Shows the chips of a question; what is changed on one comes back as all parts, or as a wish to forget the feedback."""

    parts_changed = Signal(object)  # tuple of Part
    feedback_removed = Signal()
    left = Signal()  # the focus goes to what comes after the row

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: list[PartChip] = []
        self._feedback = FeedbackChip(theme, self)
        self._feedback.removed.connect(self.feedback_removed)
        self._feedback.left.connect(lambda way: self.focus_chip(len(self.chips) - 1 if way < 0 else len(self.chips)))
        self._feedback.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(BETWEEN)
        self._row.addWidget(self._feedback)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts as they are shown."""
        return tuple(chip.part for chip in self.chips)

    def show_question(self, question: Search) -> None:
        """Its chips; those that are the same stay, with the focus."""
        if self.parts != question.parts:
            self._replace(question.parts)
        self._feedback.show_feedback(question)
        self.setVisible(bool(self.chips or question.more or question.less))

    def _replace(self, parts: tuple[Part, ...]) -> None:
        focused = next((number for number, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        stays = focused >= 0 and len(parts) == len(self.chips)
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for number, part in enumerate(parts):
            chip = PartChip(self._theme, part, self)
            chip.changed.connect(lambda part, number=number: self._change(number, (part,)))
            chip.removed.connect(lambda number=number: self._change(number, ()))
            chip.left.connect(lambda way, number=number: self.focus_chip(max(0, number + way)))
            self._row.insertWidget(number, chip)
            chip.show()
            self.chips.append(chip)
        if stays:
            self.focus_chip(focused)
        elif focused >= 0:
            self.left.emit()

    def _change(self, number: int, instead: tuple[Part, ...]) -> None:
        parts = self.parts
        self.parts_changed.emit((*parts[:number], *instead, *parts[number + 1 :]))

    def show_picture(self, path: str, picture: str) -> None:
        """The engine has made a picture of a file that is asked with."""
        for chip in self.chips:
            if chip.part.path == path:
                chip.show_picture(picture)

    def focus_chip(self, number: int) -> None:
        """The cursor goes to a chip; beyond the last one out of the row."""
        if 0 <= number < len(self.chips):
            self.chips[number].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    def fold(self, room: int) -> None:
        """Chips keep their words as long as all of them fit in so many pixels."""
        self.setMaximumWidth(room)  # what does not fit even then is cut off, so that the window never grows
        for words in (WIDEST, WIDEST // 2, WIDEST // 3):
            for chip in self.chips:
                chip.fold(words)
            if self._row.totalSizeHint().width() <= room:
                return
