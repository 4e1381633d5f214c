"""Chips in the search field: a part of the question with its picture, weight and minus; feedback; the gap between things in turn."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QKeyEvent, QMouseEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from app.question import GAPS, WEIGHTS, feedback_words, gap_words, part_words
from app.theme import Theme, small
from app.timecode import printable
from engine.messages import Part, Search

PICTURE = 24  # pixels: height of the picture on a chip
WIDEST = 150  # pixels of words


class _Chip(QFrame):
    """Words and a button that takes the chip away; can have the focus."""

    removed = Signal()
    left = Signal(int)  # the focus wants to go: -1 to the chip before, 1 to the one after

    def __init__(self, theme: Theme, remove: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(28)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(6)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        close = QToolButton()
        close.setToolTip(remove)
        close.setAccessibleName(remove)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does it
        close.clicked.connect(self.removed)
        theme.put_icon(close, "close", "quiet")
        close.setIconSize(QSize(12, 12))
        self._row.addWidget(self._words)
        self._row.addWidget(close)

    def _put_words(self, words: str, widest: int = WIDEST) -> None:
        metrics = self._words.fontMetrics()
        self._words.setText(metrics.elidedText(printable(words), Qt.TextElideMode.ElideMiddle, widest))

    def open_menu(self) -> None:
        """What can be chosen; nothing for a plain chip."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_menu()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._knows(event):
            event.accept()  # ours, although the window has a wish for this key too
        return super().event(event)

    def _knows(self, event: QKeyEvent) -> bool:
        return event.key() in (
            *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right),
            *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit()
            case Qt.Key.Key_Left:
                self.left.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Escape:
                self.left.emit(1)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_menu()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark("focused", True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark("focused", False)

    def _mark(self, name: str, value: bool) -> None:
        self.setProperty(name, value)
        self.style().unpolish(self)
        self.style().polish(self)


class PartChip(_Chip):
    """A part of the question. `changed` brings it with another weight or sign."""

    changed = Signal(object)  # Part

    def __init__(self, theme: Theme, part: Part, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("Chip", "Take out of the question (Del)"), parent)
        self.part = part
        self._room = WIDEST
        self._picture = QLabel()
        self._sign = QLabel("−")
        self._weight = QLabel()
        bold = small(self._sign.font(), 0, bold=True)
        self._sign.setFont(bold)
        self._weight.setFont(small(self._weight.font(), -0.5))
        self._weight.setProperty("quiet", True)
        self._row.insertWidget(0, self._sign)
        self._row.insertWidget(1, self._picture)
        self._row.insertWidget(3, self._weight)
        self._tell()

    def show_picture(self, path: str) -> None:
        """The engine has made a picture of it."""
        self.part = replace(self.part, picture=path)
        self._tell()

    def fold(self, room: int) -> None:
        """So many pixels for words; where there are few a picture is enough."""
        if room != self._room:
            self._room = room
            self._tell()

    def set_weight(self, weight: float) -> None:
        """Ask for it to count more or less."""
        if weight != self.part.weight:
            self.changed.emit(replace(self.part, weight=weight))

    def turn_sign(self) -> None:
        """Wanted or not."""
        self.changed.emit(replace(self.part, unwanted=not self.part.unwanted))

    def step_weight(self, way: int) -> None:
        """The next weight up or down."""
        at = min(range(len(WEIGHTS)), key=lambda number: abs(WEIGHTS[number] - self.part.weight))
        self.set_weight(WEIGHTS[max(0, min(len(WEIGHTS) - 1, at + way))])

    def open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """How much it counts, whether it is wanted."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for weight in reversed(WEIGHTS):
            words = weight_words(weight) if weight != 1.0 else self.tr("Counts as much as the rest")
            action = QAction(words, group, checkable=True, checked=weight == self.part.weight)
            action.triggered.connect(lambda _=False, weight=weight: self.set_weight(weight))
            menu.addAction(action)
        menu.addSeparator()
        unwanted = menu.addAction(self.tr("Leave this out\t-"), self.turn_sign)
        unwanted.setCheckable(True)
        unwanted.setChecked(self.part.unwanted)
        menu.addAction(self.tr("Take out of the question\tDel"), self.removed.emit)
        return menu

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.step_weight(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def _knows(self, event: QKeyEvent) -> bool:
        return super()._knows(event) or event.key() in (
            *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_X),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Plus:
                self.step_weight(1)
            case Qt.Key.Key_Down:
                self.step_weight(-1)
            case Qt.Key.Key_Minus | Qt.Key.Key_X:
                self.turn_sign()
            case _:
                super().keyPressEvent(event)

    def _tell(self) -> None:
        part = self.part
        pixmap = QPixmap(part.picture) if part.picture else QPixmap()
        if not pixmap.isNull():
            ratio = self.devicePixelRatioF()
            pixmap = pixmap.scaledToHeight(round(PICTURE * ratio), Qt.TransformationMode.SmoothTransformation)
            pixmap.setDevicePixelRatio(ratio)
            self._picture.setPixmap(pixmap)
        self._picture.setVisible(not pixmap.isNull())
        self._words.setVisible(self._room == WIDEST or pixmap.isNull())
        self._put_words(part_words(part), self._room)
        self._sign.setVisible(part.unwanted)
        self._weight.setText("" if part.weight == 1.0 else f"×{part.weight:g}")
        self._weight.setVisible(part.weight != 1.0)
        self._row.setContentsMargins(2 if not pixmap.isNull() and not part.unwanted else 8, 0, 0, 0)
        self._mark("unwanted", part.unwanted)
        told = self.tr("Not wanted: {0}") if part.unwanted else self.tr("Wanted: {0}")
        words = told.format(printable(part_words(part)))
        if part.weight != 1.0:
            words += ", " + weight_words(part.weight)
        self.setAccessibleName(words)
        self.setToolTip(words.replace("<", "&lt;") + "\n" + self.tr("Wheel: how much it counts. Click: more."))


class FeedbackChip(_Chip):
    """More like 3, less like 1."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("Chip", "Forget this (Del)"), parent)

    def show_feedback(self, question: Search) -> None:
        """Counts; none hides it."""
        words = feedback_words(question)
        self._put_words(words, 2 * WIDEST)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class GapChip(QToolButton):
    """How soon one thing has to follow another; shown when the question has things in turn."""

    chosen = Signal(float)  # seconds

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("filter", True)
        self.setToolTip(self.tr("One has to follow the other this soon"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._group = QActionGroup(menu)
        for gap in GAPS:
            action = QAction(gap_words(gap), self._group, checkable=True)
            action.triggered.connect(lambda _=False, gap=gap: self.chosen.emit(gap))
            menu.addAction(action)
        self.setMenu(menu)
        self.hide()

    def show_gap(self, seconds: float) -> None:
        """The gap that holds."""
        at = min(range(len(GAPS)), key=lambda number: abs(GAPS[number] - seconds))
        self._group.actions()[at].setChecked(True)
        self.setText(f"{gap_words(GAPS[at])}  ▾")
        self.setAccessibleName(gap_words(GAPS[at]))


def weight_words(weight: float) -> str:
    """`Counts twice as much`, `Counts half`."""
    if weight == 2.0:
        return QCoreApplication.translate("Chip", "Counts twice as much")
    if weight == 0.5:
        return QCoreApplication.translate("Chip", "Counts half")
    return QCoreApplication.translate("Chip", "Counts {0} times").format(f"{weight:g}")
