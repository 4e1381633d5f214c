"""The search field: words after a short pause or Enter, a chip when the question is a moment or a clip, past searches on Down."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.theme import Theme
from app.timecode import printable

PAUSE = 250  # ms after the last key
LONGEST = 2000  # characters; more is no sentence


class SearchBar(QFrame):
    """Wishes: search, clear, go to the results, compare a pasted file."""

    search_requested = Signal(str)
    cleared = Signal()
    results_requested = Signal()
    file_pasted = Signal(object)  # path

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._recent: list[str] = []
        self._asked = ""
        self.setObjectName("field")
        self.setFixedHeight(40)
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self._chip: QFrame | None = None  # made when first shown
        self.field = _Field(self)
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(self.tr("Search"))
        self.field.setPlaceholderText(self.tr("Describe a moment\N{HORIZONTAL ELLIPSIS}"))
        self.field.setFrame(False)
        font = self.field.font()
        font.setPointSizeF(font.pointSizeF() + 1.5)
        self.field.setFont(font)
        self._clear = QToolButton()
        self._clear.setToolTip(self.tr("Clear (Esc)"))
        self._clear.setAccessibleName(self.tr("Clear the search"))
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._clear)
        theme.put_icon(self._clear, "close", "quiet")
        theme.changed.connect(self._retint)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.field.textEdited.connect(self._edited)
        self.field.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.setFocusProxy(self.field)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_chip(self, words: str, picture: QPixmap | None = None) -> None:
        """The question is now "similar to …"."""
        self._timer.stop()
        self._asked = ""
        self.field.clear()
        chip = self._chip or self._make_chip()
        self._chip_words.setText(printable(words))
        self._chip_picture.setVisible(picture is not None and not picture.isNull())
        if picture is not None and not picture.isNull():
            self._chip_picture.setPixmap(picture.scaledToHeight(24, QtCore.Qt.TransformationMode.SmoothTransformation))
        self._chip_row.setContentsMargins(4 if self._chip_picture.isVisibleTo(chip) else 10, 0, 0, 0)
        chip.show()
        self.field.setPlaceholderText(self.tr("or describe a moment\N{HORIZONTAL ELLIPSIS}"))

    @property
    def has_chip(self) -> bool:
        """Whether the question is a moment or a clip."""
        return self._chip is not None and not self._chip.isHidden()

    def _make_chip(self) -> QFrame:
        chip = self._chip = QFrame()
        chip.setObjectName("chip")
        self._chip_picture = QLabel()
        self._chip_words = QLabel()
        self._chip_words.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self._chip_close = QToolButton()
        self._chip_close.setToolTip(self.tr("Search with words again"))
        self._chip_close.setAccessibleName(self.tr("Remove"))
        self._chip_close.clicked.connect(self.clear)
        row = self._chip_row = QHBoxLayout(chip)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._chip_picture)
        row.addWidget(self._chip_words)
        row.addWidget(self._chip_close)
        self._theme.put_icon(self._chip_close, "close", "quiet")
        self._chip_close.setIconSize(QSize(14, 14))
        self._row.insertWidget(1, chip)
        return chip

    def set_recent(self, recent: list[str]) -> None:
        """Past searches, newest first."""
        self._recent = recent

    def set_text(self, text: str) -> None:
        """Put words in and ask at once."""
        self.field.setText(text)
        self._edited(text)
        self.ask_now()

    @property
    def text(self) -> str:
        """The words as they stand."""
        return " ".join(self.field.text().split())

    # Wishes ------------------------------------------------------------------------------------------------------

    def ask_now(self) -> None:
        """Do not wait for the pause."""
        self._timer.stop()
        self._asked = ""
        self._ask()

    def clear(self) -> None:
        """Empty field, no chip."""
        self._timer.stop()
        self._asked = ""
        self._hide_chip()
        self.field.clear()
        self.field.setFocus()
        self.cleared.emit()

    def _edited(self, _text: str) -> None:
        if self.text:
            self._hide_chip()
            self._timer.start()
        elif not self.has_chip:
            self._timer.stop()
            self._asked = ""
            self.cleared.emit()

    def _hide_chip(self) -> None:
        if self._chip is not None:
            self._chip.hide()
        self.field.setPlaceholderText(self.tr("Describe a moment\N{HORIZONTAL ELLIPSIS}"))

    def _ask(self) -> None:
        if self.text and self.text != self._asked:
            self._asked = self.text
            self.search_requested.emit(self.text)

    def open_recent(self) -> bool:
        """The past searches as a menu under the field."""
        if not self._recent:
            return False
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for text in self._recent:
            shown = printable(text if len(text) <= 80 else text[:79] + "\N{HORIZONTAL ELLIPSIS}")
            menu.addAction(shown.replace("&", "&&"), lambda text=text: self.set_text(text))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.aboutToHide.connect(menu.deleteLater)
        return True

    def paste_file(self) -> bool:
        """A file on the clipboard is compared, not typed."""
        data = QGuiApplication.clipboard().mimeData()
        urls = [url for url in data.urls() if url.isLocalFile()] if data is not None else []
        if urls:
            self.file_pasted.emit(urls[0].toLocalFile())
        return bool(urls)

    def set_focused(self, focused: bool) -> None:
        """Show the focus ring round the whole field."""
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def escape(self) -> None:
        """Esc clears; when there is nothing to clear it goes to the results."""
        if self.field.text() or self.has_chip:
            self.clear()
        else:
            self.results_requested.emit()

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
        key = event.key()
        if key == QtCore.Qt.Key.Key_Escape:
            self._bar.escape()
        elif key in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            self._bar.ask_now()
        elif key == QtCore.Qt.Key.Key_Down:
            if self.text() or not self._bar.open_recent():
                self._bar.results_requested.emit()
        elif (
            event.keyCombination() == QtCore.Qt.KeyboardModifier.ControlModifier | QtCore.Qt.Key.Key_V
            and self._bar.paste_file()
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
