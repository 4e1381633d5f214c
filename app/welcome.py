"""What stands where results will be: the first run, an empty question, nothing found. Instructions, not decoration."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.flow import Flow
from app.theme import Theme, small
from app.timecode import printable

WIDTH = 432  # of the words in the middle


class Welcome(QFrame):
    """The first run: where to begin and what will happen."""

    choose_requested = Signal()
    demo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("ground")
        self._box = QFrame()
        self._box.setFixedWidth(WIDTH + 96)
        title = _Words(self.tr("Drop a folder of videos here"), points=8, width=WIDTH)
        choose = QPushButton(self.tr("Choose folder…"))
        choose.setProperty("primary", True)
        choose.clicked.connect(self.choose_requested)
        self._demo = QPushButton(self.tr("Try it with sample films"))
        self._demo.setProperty("large", True)
        self._demo.clicked.connect(self.demo_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(choose)
        buttons.addWidget(self._demo)
        buttons.addStretch()
        promise = _Words(
            self.tr(
                "Rushes looks at every second of your videos once. Then describe a moment, and it takes you right there."
            ),
            0,
            True,
            WIDTH,
        )
        safe = _Words(self.tr("Your files are read, never changed. Nothing leaves this computer."), 0, True, WIDTH)
        self._device = _Words("", 0, True, WIDTH)
        chips = QWidget()
        chips.setFixedWidth(WIDTH)
        self._flow = Flow(chips)
        column = QVBoxLayout(self._box)
        column.setContentsMargins(48, 32, 48, 32)
        column.setSpacing(8)
        column.addWidget(title)
        column.addSpacing(4)
        column.addWidget(promise)
        column.addSpacing(16)
        column.addLayout(buttons)
        column.addSpacing(16)
        column.addWidget(safe)
        column.addWidget(self._device)
        column.addSpacing(16)
        column.addWidget(_Words(self.tr("Then ask, for example"), 0, True, WIDTH))
        column.addWidget(chips)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(_centred(self._box))
        layout.addStretch(3)
        theme.changed.connect(self.update)

    def show_device(self, device: str, graphics: bool) -> None:
        """What will do the work, and how well."""
        if graphics:
            words = self.tr("{0}: fast").format(printable(device))
        else:
            words = self.tr("No graphics card is used: it works, more slowly.")
        self._device.setText(words if device else "")

    def show_examples(self, questions: list[str]) -> None:
        """What can be asked later, greyed until something is indexed."""
        for text in questions:
            chip = QPushButton(printable(text))
            chip.setProperty("example", True)
            chip.setEnabled(False)
            chip.setToolTip(self.tr("As soon as the first video is indexed"))
            self._flow.addWidget(chip)

    def show_demo_place(self, folder: str) -> None:
        """Say where the sample films would be written."""
        self._demo.setToolTip(
            self.tr("Writes some small films into {0}").format(printable(folder)).replace("<", "&lt;")
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("line"), 1.5, Qt.PenStyle.DashLine)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("panel", 0.6))
        painter.drawRoundedRect(self._box.geometry(), 16, 16)


class EmptyQuestion(QFrame):
    """Nothing typed yet: what can be typed, and what was typed before."""

    search_requested = Signal(str)
    newest_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._title = _Words("", points=6, width=WIDTH)
        self._hint = _Words("", 0, True, WIDTH)
        self._label = _Words("", 0, True, WIDTH)
        self._chips = QWidget()
        self._flow = Flow(self._chips)
        inner = self._inner = QWidget()
        inner.setFixedWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(24)
        column.addWidget(self._label)
        column.addWidget(self._chips)
        self._newest = QPushButton(self.tr("Look at the newest videos"))
        self._newest.setProperty("link", True)
        self._newest.clicked.connect(self.newest_requested)
        column.addSpacing(8)
        column.addLayout(_centred(self._newest))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(_centred(inner))
        layout.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower than usual where there is little room."""
        super().resizeEvent(event)
        width = min(WIDTH, max(240, self.width() - 32))
        if width != self._inner.width():
            self._inner.setFixedWidth(width)
            for words in (self._title, self._hint, self._label):
                words.set_width(width)

    def show_state(self, indexed: int, videos: int, working: bool, recent: list[str], examples: list[str]) -> None:
        """`indexed` of `videos` can be searched; `recent` searches, or else `examples`, are offered."""
        if indexed:
            self._title.setText(self.tr("Describe a moment"))
            self._hint.setText(
                self.tr(
                    "Say what can be seen. A minus leaves out: dog -leash.\nOr drop a clip to find moments like it."
                )
            )
        elif working:
            self._title.setText(self.tr("Looking through your videos"))
            self._hint.setText(
                self.tr(
                    "You can search as soon as the first video is done. You can also close the window: it goes on next time."
                )
            )
        else:
            self._title.setText(
                self.tr("Nothing can be searched yet") if videos else self.tr("No videos in these folders yet")
            )
            self._hint.setText(self.tr("Add another folder with Ctrl+O, or look again with F5."))
        self._label.setText(self.tr("Searched before") if recent else self.tr("For example"))
        self._label.setVisible(bool(indexed))
        self._newest.setVisible(bool(indexed))
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for text in (recent or examples)[:6] if indexed else []:
            shown = printable(text if len(text) <= 48 else text[:47] + "…")
            chip = QPushButton(shown.replace("&", "&&"))
            chip.setProperty("example", True)
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            chip.clicked.connect(lambda _=False, text=text: self.search_requested.emit(text))
            self._flow.addWidget(chip)


def _centred(widget: QWidget) -> QHBoxLayout:
    """In the middle of a row. An alignment flag would make Qt measure the height for the whole row's width."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


class _Words(QLabel):
    """Wrapping words that ask for the height they need; a plain QLabel in nested layouts is given too little."""

    def __init__(self, text: str, points: float = 0.0, quiet: bool = False, width: int = 0) -> None:
        super().__init__(text)
        self._wanted = width
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if width:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setFixedWidth(width)
        if points:
            self.setFont(small(self.font(), points, bold=True))
        self.setProperty("quiet", quiet)

    def set_width(self, width: int) -> None:
        """Wrap at another width."""
        self._wanted = width
        self.setFixedWidth(width)

    def sizeHint(self) -> QSize:
        if not self._wanted:
            return super().sizeHint()
        return QSize(self._wanted, self.heightForWidth(self._wanted) if self.text() else 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._wanted else super().minimumSizeHint()
