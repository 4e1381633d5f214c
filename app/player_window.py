"""The player outside of its pane: in a window of its own, or over the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

IDLE = 2500  # ms without the pointer moving, after which only the picture stays on a full screen


class PlayerWindow(QWidget):
    """Holds a widget until it is closed; `left` gives it back. The main window's keys act here too."""

    left = Signal()
    idle_changed = Signal(bool)

    def __init__(self, inside: QWidget, actions: list[QAction]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Rushes: player"))
        self.resize(960, 640)
        self.setMinimumSize(420, 360)
        self._inside = inside
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)
        self.addActions(actions)
        self._idle = QTimer(self, interval=IDLE, singleShot=True)
        self._idle.timeout.connect(lambda: self._tell_idle(True))

    @property
    def full(self) -> bool:
        """Whether it covers the screen."""
        return self.isFullScreen()

    def show_full(self, full: bool) -> None:
        """Cover the screen, or be a window."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.removeEventFilter(self)
        if full:
            self.showFullScreen()
            application.installEventFilter(self)
            self._idle.start()
        else:
            self._tell_idle(False)
            self._idle.stop()
            self.showNormal()
        self.activateWindow()

    def release(self) -> QWidget:
        """Give the widget back and go."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._idle.stop()
        self._tell_idle(False)
        self._inside.setParent(None)
        self.hide()
        self.deleteLater()
        return self._inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._tell_idle(False)
            self._idle.start()
        return False

    def _tell_idle(self, idle: bool) -> None:
        self.setCursor(Qt.CursorShape.BlankCursor if idle else Qt.CursorShape.ArrowCursor)
        self.idle_changed.emit(idle)
