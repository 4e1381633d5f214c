"""The player outside of its pane: in a window of its own, or over the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from app.main_window import MainWindow

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


class PlayerPlace(QObject):
    """Where the player is: in its pane, in a window of its own, or over the whole screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.holder: PlayerWindow | None = None
        window.player.full_screen_requested.connect(self.full_screen)
        window.player.window_requested.connect(self.undock)
        window.wishes.full_screen.connect(self.full_screen)
        window.close_requested.connect(self.dock)

    def full_screen(self) -> None:
        """Over the whole screen, or back to the pane."""
        if self.holder is None:
            self._release(full=True)
        elif self.holder.full:
            self.dock()
        else:
            self.holder.show_full(True)

    def undock(self) -> None:
        """To a window of its own, or back."""
        if self.holder is None:
            self._release(full=False)
        else:
            self.dock()

    def dock(self) -> None:
        """Back to the pane."""
        holder, self.holder = self.holder, None
        if holder is not None:
            holder.release()
            self._window.player.show_alone(False)
            self._window.show_player_away(False)

    def _release(self, full: bool) -> None:
        window = self._window
        if window.player.moment is None:
            return
        holder = self.holder = PlayerWindow(window.player, window.actions())
        holder.left.connect(self.dock)
        holder.idle_changed.connect(lambda idle: window.player.show_alone(True, idle))
        window.player.show_alone(True)
        window.show_player_away(True)
        holder.show_full(full)
        window.player.show()
