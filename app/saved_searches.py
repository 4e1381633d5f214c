"""The saved searches under the library: their names, a dot where something new matches; click asks, Delete forgets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.question import in_words
from app.theme import Theme, small
from app.timecode import printable
from engine.messages import SavedSearch

SAVED = Qt.ItemDataRole.UserRole  # role: the SavedSearch
SHOWN = 6  # rows before the list scrolls


class SavedSearches(QFrame):
    """Wishes: ask one, rename it, forget it."""

    asked = Signal(object)  # SavedSearch
    rename_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        heading = QLabel(self.tr("Searches"))
        heading.setProperty("heading", True)
        heading.setFont(small(heading.font(), -0.5, bold=True))
        heading.setContentsMargins(16, 8, 16, 4)
        self._model = QStandardItemModel(self)
        self._list = _SavedList(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_SavedDelegate(theme, self._list))
        self._list.setAccessibleName(self.tr("Saved searches"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(self._list)
        self._list.activated.connect(self._ask)
        self._list.clicked.connect(self._ask)
        self._list.menu_requested.connect(self._open_menu)
        self._list.remove_requested.connect(self.remove_requested)
        theme.changed.connect(self._list.viewport().update)
        self.hide()

    def show_searches(self, saved: tuple[SavedSearch, ...]) -> None:
        """All of them; without any the heading goes too."""
        current = self.current()
        self._model.clear()
        for one in saved:
            item = QStandardItem(printable(one.name))
            item.setData(one, SAVED)
            item.setEditable(False)
            words = item.text()
            if one.fresh:
                told = self.tr("1 new moment") if one.fresh == 1 else self.tr("{0} new moments").format(one.fresh)
                words += ", " + told
            item.setData(words, Qt.ItemDataRole.AccessibleTextRole)
            shown = printable(f"{words}\n{in_words(one.search)}").replace("&", "&amp;").replace("<", "&lt;")
            item.setToolTip(shown)
            self._model.appendRow(item)
            if current is not None and current.saved == one.saved:
                self._list.setCurrentIndex(item.index())
        row = self._list.sizeHintForRow(0) if saved else 0
        self._list.setFixedHeight(row * min(SHOWN, len(saved)) + 2)
        self.setVisible(bool(saved))

    def current(self) -> SavedSearch | None:
        """The one that the keys are about."""
        index = self._list.currentIndex()
        return index.data(SAVED) if index.isValid() else None

    @property
    def names(self) -> list[str]:
        """As listed; those with something new end in a dot."""
        found = [self._model.index(row, 0).data(SAVED) for row in range(self._model.rowCount())]
        return [f"{one.name} •" if one.fresh else one.name for one in found]

    def _ask(self, index: QModelIndex) -> None:
        self.asked.emit(index.data(SAVED))

    def menu(self, saved: SavedSearch) -> QMenu:
        """What can be done with one."""
        menu = QMenu(self)
        menu.addAction(self.tr("Search"), lambda: self.asked.emit(saved))
        menu.addAction(self.tr("Rename…"), lambda: self.rename_requested.emit(saved))
        menu.addSeparator()
        menu.addAction(self.tr("Remove\tDel"), lambda: self.remove_requested.emit(saved))
        return menu

    def _open_menu(self, saved: SavedSearch, place: QPoint) -> None:
        menu = self.menu(saved)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


class _SavedList(QListView):
    menu_requested = Signal(object, object)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            middle = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_requested.emit(index.data(SAVED), middle if by_key else event.globalPos())

    def event(self, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Delete:
            event.accept()  # ours, although the window has a wish for this key too
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete and index.isValid():
            self.remove_requested.emit(index.data(SAVED))
            return
        super().keyPressEvent(event)


class _SavedDelegate(QStyledItemDelegate):
    """A name, and a dot with a number where something new matches."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(120, metrics.height() + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        saved: SavedSearch = index.data(SAVED)
        opt: Any = option
        place = opt.rect.adjusted(8, 1, -8, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if opt.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = opt.state & QStyle.StateFlag.State_Selected
            painter.setBrush(self._theme.colour("hover" if chosen else "raised"))
            painter.drawRoundedRect(place, 6, 6)
        if opt.state & QStyle.StateFlag.State_HasFocus and opt.state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = place.adjusted(10, 0, -10, 0)
        painter.drawPixmap(
            inner.left() - 2,
            inner.center().y() - 6,
            self._theme.pixmap("bookmark", "quiet", 14, painter.device().devicePixelRatio()),
        )
        right = inner.right()
        if saved.fresh:
            count = QFontMetrics(small(opt.font)).horizontalAdvance(str(saved.fresh))
            painter.setFont(small(opt.font))
            painter.setPen(self._theme.colour("accent"))
            numbers = inner.adjusted(inner.width() - count, 0, 0, 0)
            painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(saved.fresh))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawEllipse(QRectF(right - count - 12, inner.center().y() - 2, 6, 6))
            right -= count + 18
        painter.setFont(opt.font)
        painter.setPen(self._theme.colour("text"))
        line = inner.adjusted(20, 0, right - inner.right(), 0)
        name = QFontMetrics(opt.font).elidedText(printable(saved.name), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
