"""Sentences in the window: a note that can be closed, and a passing notice with an undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.theme import Theme
from app.timecode import printable

NARROW = 480  # pixels: less has no room for a button beside the words


class NoteStrip(QFrame):
    """A calm strip above the results: what the person should know about the model. Closing it is remembered by the window."""

    closed = Signal(str)
    model_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("strip")
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._model = QPushButton(self.tr("Search model…"))
        self._model.clicked.connect(self.model_requested)
        close = QToolButton()
        close.setToolTip(self.tr("Do not show again"))
        close.setAccessibleName(self.tr("Close this note"))
        close.clicked.connect(self._close)
        theme.put_icon(close, "close", "quiet")
        close.setIconSize(QSize(14, 14))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._model, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._retint)
        self._retint()
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words need the room; the menu has the same choice."""
        super().resizeEvent(event)
        self._model.setVisible(self.width() >= NARROW)

    def show_note(self, words: str) -> None:
        """Show these words; none hides the strip."""
        self._words.setText(printable(words))
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _close(self) -> None:
        self.hide()
        self.closed.emit(self._words.text())

    def _retint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("info", "accent", 18, self.devicePixelRatioF()))


class LineNote(QLabel):
    """One quiet line over the results, "Searching 3 of 26 videos so far"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("warning", True)
        self.setContentsMargins(16, 8, 16, 4)
        self.setWordWrap(True)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show or, without words, hide."""
        self.setText(words)
        self.setVisible(bool(words))


class Toast(QFrame):
    """A notice floating over the bottom of its parent, with one action; it leaves by itself."""

    offered = Signal()  # there is something to undo, or to try again

    def __init__(self, theme: Theme, over: QWidget, lift: int = 52) -> None:
        super().__init__(over)
        self._over = over
        self._lift = lift
        self._do: Callable[[], None] | None = None
        self.setObjectName("toast")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self._action = QPushButton()
        self._action.setProperty("link", True)
        self._action.clicked.connect(self._act)
        close = QToolButton()
        close.setAccessibleName(self.tr("Close this notice"))
        close.clicked.connect(self.hide)
        theme.put_icon(close, "close", "quiet")
        close.setIconSize(QSize(14, 14))
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._action)
        layout.addWidget(close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        over.installEventFilter(self)
        self.hide()

    def show_words(
        self, words: str, action: str = "", do: Callable[[], None] | None = None, seconds: float = 8.0
    ) -> None:
        """Show a sentence; `action` names a button that calls `do` once. 0 seconds: stays until closed."""
        self._words.setText(printable(words))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._do = do
        self._timer.stop()
        if seconds > 0:
            self._timer.start(round(seconds * 1000))
        self.show()
        self._place()
        self.raise_()
        if do is not None:
            self.offered.emit()

    @property
    def words(self) -> str:
        """What it says, empty when hidden."""
        return self._words.text() if self.isVisible() else ""

    def act(self) -> bool:
        """As if the button had been pressed (Ctrl+Z); False when it is there no more."""
        if not self.isVisible() or self._do is None:
            return False
        self._act()
        return True

    def _act(self) -> None:
        do, self._do = self._do, None
        self.hide()
        if do is not None:
            do()

    def _leave(self) -> None:
        if self.underMouse():
            self._timer.start(2000)
        else:
            self.hide()

    def _place(self) -> None:
        over = self._over
        room = min(640, over.width() - 64)
        words = self._words.fontMetrics().horizontalAdvance(self._words.text())
        self.setFixedWidth(
            min(room, words + 72 + (self._action.sizeHint().width() + 8 if self._action.isVisibleTo(self) else 0))
        )
        self.setFixedHeight(max(48, self._row.heightForWidth(self.width())))
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - self._lift)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
