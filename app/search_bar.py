"""The search field: words after a short pause or Enter, chips for everything else that is asked, past searches on Down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.theme import Theme
from app.timecode import printable
from engine.messages import Part, Search

if TYPE_CHECKING:
    from app.chip_row import ChipRow
    from app.query_chips import GapChip, PartChip

PAUSE = 250  # ms after the last key
CYCLE = 7000  # ms that one suggestion is shown in the empty field
LONGEST = 2000  # characters; more is no sentence
REST = 130  # pixels of icon and buttons
FIELD = 180  # pixels that the words have at least; chips fold before
OFFERED = 25  # past searches in the menu
EMPTY = Search(0, "")


class SearchBar(QFrame):
    """Holds the question: its words, its chips. Wishes: ask it, clear, go to the results, save it, search with a file."""

    search_requested = Signal(object)  # Search without job and scope; one without anything asks for the newest videos
    cleared = Signal()
    results_requested = Signal()
    save_requested = Signal()
    file_requested = Signal()
    altered = Signal(object)  # Search: the question before a chip was changed, for undo

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history: tuple[Search, ...] = ()
        self._suggestions: tuple[str, ...] = ()
        self._suggested = 0
        self._asked: Search | None = None
        self._rest = EMPTY  # what no chip shows by itself: feedback, gap, order
        self._chips: ChipRow | None = None  # made when first shown
        self._gap: GapChip | None = None
        self.setObjectName("field")
        self.setFixedHeight(40)
        self.setAcceptDrops(True)
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self.field = _Field(self)
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(self.tr("Search"))
        self.field.setFrame(False)
        self.field.setAcceptDrops(False)  # the bar takes them, as chips
        font = self.field.font()
        font.setPointSizeF(font.pointSizeF() + 1.5)
        self.field.setFont(font)
        self._save = self._button("bookmark", self.tr("Save this search (Ctrl+S)"))
        self._save.clicked.connect(self.save_requested)
        self._attach = self._button("picture", self.tr("Search with a picture or a clip…"))
        self._attach.clicked.connect(self.file_requested)
        self._clear = self._button("close", self.tr("Clear (Esc)"))
        self._clear.clicked.connect(self.clear)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(6)
        for widget in (self._icon, self.field, self._save, self._clear, self._attach):
            layout.addWidget(widget, int(widget is self.field))
        theme.changed.connect(self._retint)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self._cycle = QTimer(self, interval=CYCLE)
        self._cycle.timeout.connect(self._next_suggestion)
        self.field.textEdited.connect(self._edited)
        self.field.textChanged.connect(lambda _text: self._tell())
        self.setFocusProxy(self.field)
        self._tell()

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.put_icon(button, icon, "quiet")
        return button

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_question(self, question: Search) -> None:
        """Words and chips of a question, without asking it."""
        self._timer.stop()
        self._asked = question
        self._rest = replace(question, text="", parts=())
        self.field.setText(question.text)
        self._show_chips(question)
        self.show_turns(())
        self._tell()
        self._fit()

    def show_turns(self, turns: tuple[str, ...]) -> None:
        """The engine has understood that things follow one another."""
        if turns and self._gap is None:
            from app.query_chips import GapChip

            self._gap = GapChip(self)
            self._gap.chosen.connect(lambda gap: self._alter(gap=gap))
            self._row.insertWidget(self._row.indexOf(self.field) + 1, self._gap)
        if self._gap is not None:
            self._gap.show_gap(self._rest.gap)
            self._gap.setVisible(bool(turns))

    def show_picture(self, path: str, picture: str) -> None:
        """The engine has made a picture of a file that is asked with."""
        if self._chips is not None:
            self._chips.show_picture(path, picture)
            self._fit()

    def set_history(self, history: tuple[Search, ...]) -> None:
        """Past questions, newest first."""
        self._history = history

    def set_suggestions(self, suggestions: tuple[str, ...], cycle: bool = True) -> None:
        """What can be asked here; shown in the empty field, one after the other."""
        self._suggestions, self._suggested = suggestions, 0
        self._cycle.start() if cycle and len(suggestions) > 1 else self._cycle.stop()
        self._tell()

    # The question ------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The words as they stand."""
        return " ".join(self.field.text().split())

    @property
    def question(self) -> Search:
        """All of it."""
        return replace(self._rest, text=self.text, parts=self._chips.parts if self._chips is not None else ())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.text or self.chips or self._rest.more or self._rest.less)

    def set_text(self, text: str) -> None:
        """Put words in, instead of everything that was there, and ask at once."""
        self.show_question(replace(EMPTY, text=text))
        self.ask_now()

    def ask(self, question: Search) -> None:
        """Show a question and ask it."""
        self.show_question(question)
        self.ask_now()

    def add_part(self, part: Part) -> None:
        """One more chip beside what is there."""
        self._alter(parts=(*self.question.parts, part))

    def add_feedback(self, shot: int, more: bool) -> None:
        """More, or less, like a moment; the same again takes it back."""
        rest = self._rest
        liked, other = (rest.more, rest.less) if more else (rest.less, rest.more)
        liked = tuple(one for one in liked if one != shot) if shot in liked else (*liked, shot)
        other = tuple(one for one in other if one != shot)
        self._alter(more=liked if more else other, less=other if more else liked)

    def keep_words(self) -> None:
        """The words become a chip, so that others can be typed and each can be weighed (Ctrl+Enter)."""
        text = self.text
        unwanted = text.startswith("-")
        text = text.lstrip("-").strip().strip('"')
        if text:
            self._alter(text="", parts=(*self.question.parts, Part(text=text, unwanted=unwanted)))

    def _alter(self, **changes: object) -> None:
        """Change the question by hand: it can be undone, and it is asked at once."""
        before = self.question
        after = replace(before, **changes)  # pyright: ignore[reportArgumentType]
        if after != before:
            self.altered.emit(before)
            self.restore(after)

    def restore(self, question: Search) -> None:
        """Show a question and ask it, or clear when it is nothing."""
        self.show_question(question)
        if self.is_empty:
            self._asked = None
            self.cleared.emit()
        else:
            self.ask_now()

    # Wishes ------------------------------------------------------------------------------------------------------

    def ask_now(self) -> None:
        """Do not wait for the pause."""
        self._timer.stop()
        self._asked = None
        self._ask()

    def clear(self) -> None:
        """Empty field, no chip."""
        if self.chips or self._rest.more or self._rest.less:
            self.altered.emit(self.question)
        self.show_question(EMPTY)
        self._asked = None
        self.field.setFocus()
        self.cleared.emit()

    def _edited(self, _text: str) -> None:
        if self.is_empty:
            self._timer.stop()
            self._asked = None
            self.cleared.emit()
        else:
            self._timer.start()

    def _ask(self) -> None:
        if self.question != self._asked:
            self._asked = self.question
            self.search_requested.emit(self.question)

    def open_history(self) -> bool:
        """The past questions as a menu under the field."""
        if not self._history:
            return False
        from PySide6.QtWidgets import QMenu

        from app.question import in_words

        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for question in self._history[:OFFERED]:
            words = in_words(question)
            shown = printable(words if len(words) <= 80 else words[:79] + "…")
            menu.addAction(shown.replace("&", "&&"), lambda question=question: self.ask(question))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.aboutToHide.connect(menu.deleteLater)
        return True

    def paste(self) -> bool:
        """A film or a picture on the clipboard becomes a chip; anything else is text."""
        from app.pasted import part_of

        part = part_of(QGuiApplication.clipboard().mimeData(), self.tr("pasted picture"))
        if part is not None:
            self.add_part(part)
        return part is not None

    def escape(self) -> None:
        """Esc clears; when there is nothing to clear it goes to the results."""
        if self.is_empty and not self.field.text():
            self.results_requested.emit()
        else:
            self.clear()

    def focus_last_chip(self) -> bool:
        """From the beginning of the words to the chip before them."""
        if self._chips is not None and self.chips:
            self._chips.focus_chip(len(self.chips) - 1)
        return bool(self.chips)

    def remove_last_chip(self) -> bool:
        """Backspace at the beginning of the words."""
        if self.chips:
            self._alter(parts=self.question.parts[:-1])
            return True
        return False

    # Parts -------------------------------------------------------------------------------------------------------

    def _show_chips(self, question: Search) -> None:
        if self._chips is None:
            if not (question.parts or question.more or question.less):
                return
            from app.chip_row import ChipRow

            chips = self._chips = ChipRow(self._theme, self)
            chips.parts_changed.connect(lambda parts: self._alter(parts=parts))
            chips.feedback_removed.connect(lambda: self._alter(more=(), less=()))
            chips.left.connect(lambda: self.field.setFocus(QtCore.Qt.FocusReason.OtherFocusReason))
            self._row.insertWidget(1, chips)
        self._chips.show_question(question)

    @property
    def chips(self) -> list[PartChip]:
        """The parts as they are shown."""
        return self._chips.chips if self._chips is not None else []

    def _fit(self) -> None:
        if self._chips is not None:
            self._chips.fold(max(120, self.width() - FIELD - REST))

    def _tell(self) -> None:
        """What the field says while it is empty, and which buttons make sense."""
        self._clear.setVisible(not self.is_empty)
        self._save.setVisible(not self.is_empty)
        if self.chips:
            words = self.tr("and describe it…")
        elif self._suggestions:
            quoted = f"“{self._suggestions[self._suggested]}”"
            words = self.tr("Describe a moment, such as {0}").format(quoted)
        else:
            words = self.tr("Describe a moment…")
        self.field.setPlaceholderText(printable(words))

    def _next_suggestion(self) -> None:
        if self.is_empty and self._suggestions and self.isVisible():
            self._suggested = (self._suggested + 1) % len(self._suggestions)
            self._tell()

    # The frame ---------------------------------------------------------------------------------------------------

    def set_focused(self, focused: bool) -> None:
        """Show the focus ring round the whole field."""
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from app.pasted import holds_part

        if holds_part(event.mimeData()):
            event.acceptProposedAction()
            self.set_focused(True)
        else:
            event.ignore()  # the window has halves for folders

    def dragLeaveEvent(self, event: QEvent) -> None:
        self.set_focused(self.field.hasFocus())

    def dropEvent(self, event: QDropEvent) -> None:
        from app.pasted import part_of

        self.set_focused(self.field.hasFocus())
        part = part_of(event.mimeData(), self.tr("dropped picture"))
        if part is not None:
            event.acceptProposedAction()
            self.add_part(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _retint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("search", "quiet", 18, self.devicePixelRatioF()))


class _Field(QLineEdit):
    """The text field; keys that leave it go to the bar."""

    def __init__(self, bar: SearchBar) -> None:
        super().__init__()
        self._bar = bar

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == QtCore.Qt.Key.Key_Escape
        ):
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), QtCore.Qt.Key
        control = event.modifiers() == QtCore.Qt.KeyboardModifier.ControlModifier
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        if key == keys.Key_Escape:
            self._bar.escape()
        elif key in (keys.Key_Return, keys.Key_Enter):
            self._bar.keep_words() if control else self._bar.ask_now()
        elif key == keys.Key_Down:
            if not self._bar.is_empty or not self._bar.open_history():
                self._bar.results_requested.emit()
        elif (control and key == keys.Key_V and self._bar.paste()) or (
            at_start
            and (
                (key == keys.Key_Backspace and self._bar.remove_last_chip())
                or (key == keys.Key_Left and self._bar.focus_last_chip())
            )
        ):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._bar.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._bar.set_focused(False)
