"""The tree view of the library: chevrons, the menu by mouse and key, removal by key; a click on a row scopes, one on its chevron opens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.library_tree import NODE, Node
from app.theme import Theme


class LibraryView(QTreeView):
    """Wishes: a menu, a removal."""

    menu_requested = Signal(object, object)  # Node, QPoint
    remove_requested = Signal(object)  # Node

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setHeaderHidden(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """A chevron where something can be opened."""
        if not self.model().hasChildren(index):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("quiet"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        node: Node = index.data(NODE)
        top = rect.center().y() if node.branch is not None else rect.top() + 6 + self.fontMetrics().height() / 2
        x, y = rect.right() - 7.0, top + 1.0
        open_ = self.isExpanded(index)  # pyright: ignore[reportArgumentType]
        points = [(-4, -2), (0, 2), (4, -2)] if open_ else [(-2, -4), (2, 0), (-2, 4)]
        painter.drawPolyline([QPointF(x + dx, y + dy) for dx, dy in points])
        painter.restore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node is not None and node.number:
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(node, self.viewport().mapToGlobal(place))

    def event(self, event: QEvent) -> bool:
        """Delete is about the row here, whatever it stands for elsewhere in the window."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and event.key() == Qt.Key.Key_Delete:  # pyright: ignore[reportAttributeAccessIssue]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node: Node | None = self.currentIndex().data(NODE) if self.currentIndex().isValid() else None
        if event.key() == Qt.Key.Key_Delete and node is not None and node.number:
            self.remove_requested.emit(node)
            return
        super().keyPressEvent(event)
