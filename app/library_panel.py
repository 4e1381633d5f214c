"""The library: folders with state, counts and progress; click scopes the search, right-click looks again or removes."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import Theme, small
from app.timecode import file_name, in_words, printable

if TYPE_CHECKING:
    from engine.messages import FolderState, LibraryState

FOLDER = Qt.ItemDataRole.UserRole  # role: the FolderState, None for the row of all videos
NOTHING = QModelIndex()


class FolderModel(QAbstractListModel):
    """Row 0 is the whole library, then one row a folder."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.state: LibraryState | None = None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() or self.state is None else 1 + len(self.state.folders)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.state is None or not 0 <= index.row() <= len(self.state.folders):
            return None
        folder = self.state.folders[index.row() - 1] if index.row() else None
        if role == FOLDER:
            return folder
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(folder)
        if role == Qt.ItemDataRole.ToolTipRole and folder is not None:
            path = printable(folder.path).replace("&", "&amp;").replace("<", "&lt;")
            return f"<p style='white-space:pre'>{path}<br>{self._words(folder, with_name=False)}</p>"
        return None

    def show_library(self, state: LibraryState) -> None:
        """Take the new state; rows stay where the folders are the same, so that a selection survives."""
        before = [folder.folder for folder in self.state.folders] if self.state else None
        if before == [folder.folder for folder in state.folders]:
            self.state = state
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
            return
        self.beginResetModel()
        self.state = state
        self.endResetModel()

    def _words(self, folder: FolderState | None, with_name: bool = True) -> str:
        assert self.state is not None
        if folder is None:
            return self.tr("All videos, {0}").format(self.state.videos)
        states = {
            "waiting": self.tr("waiting"),
            "indexing": self.tr("being indexed"),
            "indexed": self.tr("indexed"),
            "missing": self.tr("not connected"),
        }
        words = self.tr("{0} of {1} videos searchable, {2}, {3} of footage").format(
            folder.indexed, folder.videos, states.get(folder.state, folder.state), in_words(folder.seconds)
        )
        if folder.problems:
            words += ", " + self.tr("{n} with problems").format(n=folder.problems)
        return f"{file_name(folder.path)}, {words}" if with_name else words


class LibraryPanel(QFrame):
    """Wishes: add, look again, remove, scope, problems."""

    add_requested = Signal()
    rescan_requested = Signal(object)  # FolderState
    remove_requested = Signal(object)
    reveal_requested = Signal(object)
    problems_requested = Signal()
    scope_changed = Signal(object)  # tuple of folder numbers; empty: all

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(176)
        self._model = FolderModel(self)
        self._list = _FolderList(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_FolderDelegate(theme, self._list))
        self._list.setAccessibleName(self.tr("Folders in the library"))
        heading = QLabel(self.tr("Library"))
        heading.setProperty("heading", True)
        heading.setFont(small(heading.font(), -0.5, bold=True))
        add = QToolButton()
        add.setToolTip(self.tr("Add a folder of videos (Ctrl+O)"))
        add.setAccessibleName(self.tr("Add a folder"))
        add.clicked.connect(self.add_requested)
        theme.put_icon(add, "folder-add", "quiet")
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 8, 4)
        top.addWidget(heading, 1)
        top.addWidget(add)
        self._empty = QLabel(self.tr("Folders you add appear here. Click one to search only there."))
        self._empty.setWordWrap(True)
        self._empty.setProperty("quiet", True)
        self._empty.setContentsMargins(16, 4, 16, 0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._problems = QPushButton()
        self._problems.setProperty("flat", True)
        self._problems.clicked.connect(self.problems_requested)
        self._problems.hide()
        theme.put_icon(self._problems, "warning", "warning")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._empty)
        layout.addWidget(self._list, 1)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self._problems)
        row.addStretch()
        layout.addStretch(0)
        layout.addLayout(row)
        self._list.menu_requested.connect(self._open_menu)
        self._list.remove_requested.connect(self.remove_requested)
        theme.changed.connect(self._list.viewport().update)
        self._scope: tuple[int, ...] = ()
        self._list.selectionModel().selectionChanged.connect(self._selected)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_library(self, state: LibraryState) -> None:
        """All folders as they stand."""
        scope = self._scope
        self._model.show_library(state)
        known = {folder.folder for folder in state.folders}
        self.set_scope(tuple(number for number in scope if number in known))
        self._empty.setVisible(not state.folders)
        self._list.setVisible(bool(state.folders))
        problems = sum(folder.problems for folder in state.folders)
        self._problems.setVisible(problems > 0)
        self._problems.setText(
            " " + (self.tr("1 problem") if problems == 1 else self.tr("{0} problems").format(problems))
        )

    def set_scope(self, folders: tuple[int, ...]) -> None:
        """Select these folders; none means all."""
        selection = self._list.selectionModel()
        rows = [row for row in range(1, self._model.rowCount()) if self._folder_at(row) in folders] or [0]
        if sorted(index.row() for index in selection.selectedRows()) != rows:
            selection.blockSignals(True)
            selection.clearSelection()
            for row in rows:
                selection.select(self._model.index(row), QItemSelectionModel.SelectionFlag.Select)
            selection.blockSignals(False)
            self._list.viewport().update()
        self._tell(folders)

    @property
    def scope(self) -> tuple[int, ...]:
        """The folders searched; empty: all."""
        return self._scope

    def names(self, folders: tuple[int, ...]) -> list[str]:
        """Their names."""
        state = self._model.state
        return [file_name(folder.path) for folder in state.folders if folder.folder in folders] if state else []

    # Wishes ------------------------------------------------------------------------------------------------------

    def _folder_at(self, row: int) -> int:
        folder = self._model.index(row).data(FOLDER)
        return folder.folder if folder is not None else 0

    def _selected(self) -> None:
        rows = [index.row() for index in self._list.selectionModel().selectedRows()]
        if 0 in rows and len(rows) > 1:  # "All" together with one folder means that folder
            newest = self._list.currentIndex().row()
            self.set_scope(() if newest == 0 else tuple(self._folder_at(row) for row in rows if row))
            return
        self._tell(tuple(self._folder_at(row) for row in sorted(rows) if row))

    def _tell(self, folders: tuple[int, ...]) -> None:
        if folders != self._scope:
            self._scope = folders
            self.scope_changed.emit(folders)

    def folder_menu(self, folder: FolderState) -> QMenu:
        """What can be done with a folder."""
        menu = QMenu(self)
        menu.addAction(self.tr("Look for new videos\tF5"), lambda: self.rescan_requested.emit(folder))
        menu.addAction(self.tr("Show in file manager"), lambda: self.reveal_requested.emit(folder))
        if folder.problems:
            menu.addAction(self.tr("Show problems\N{HORIZONTAL ELLIPSIS}"), self.problems_requested.emit)
        menu.addSeparator()
        remove = menu.addAction(self.tr("Remove from library"), lambda: self.remove_requested.emit(folder))
        remove.setToolTip(self.tr("Your files are not touched"))
        menu.setToolTipsVisible(True)
        return menu

    def _open_menu(self, folder: FolderState, place: QPoint) -> None:
        menu = self.folder_menu(folder)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


class _FolderList(QListView):
    menu_requested = Signal(object, object)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        folder = index.data(FOLDER) if index.isValid() else None
        if folder is not None:
            self.menu_requested.emit(
                folder, self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        folder = self.currentIndex().data(FOLDER) if self.currentIndex().isValid() else None
        if event.key() == Qt.Key.Key_Delete and folder is not None:
            self.remove_requested.emit(folder)
            return
        super().keyPressEvent(event)


class _FolderDelegate(QStyledItemDelegate):
    """State mark, name, count; a second line when there is something to say."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(120, 2 * metrics.height() + 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        folder: FolderState | None = index.data(FOLDER)
        state: LibraryState | None = getattr(model, "state", None)
        if state is None:
            return
        flags, font = option.state, option.font  # pyright: ignore[reportAttributeAccessIssue]
        place: QRect = option.rect.adjusted(8, 1, -8, -1)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if flags & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(place, 6, 6)
        elif flags & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("raised"))
            painter.drawRoundedRect(place, 6, 6)
        if flags & QStyle.StateFlag.State_HasFocus and flags & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = place.adjusted(10, 5, -10, -5)
        second = small(font)
        name, count, detail = self._words(folder, state)
        first_line = QRect(inner.left() + 20, inner.top(), inner.width() - 20, QFontMetrics(font).height())
        second_line = QRect(
            first_line.left(), first_line.bottom() + 1, first_line.width(), QFontMetrics(second).height()
        )
        self._paint_mark(painter, QPointF(inner.left() + 6, first_line.center().y() + 1), folder, state)
        missing = folder is not None and folder.state == "missing"
        painter.setFont(second)
        painter.setPen(self._theme.colour("quiet"))
        width = QFontMetrics(second).horizontalAdvance(count) + 8
        painter.drawText(first_line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.drawText(
            second_line,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            QFontMetrics(second).elidedText(detail, Qt.TextElideMode.ElideRight, second_line.width()),
        )
        painter.setFont(font)
        painter.setPen(self._theme.colour("quiet" if missing else "text"))
        name = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideMiddle, first_line.width() - width)
        painter.drawText(first_line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        if folder is not None and folder.state == "indexing" and folder.videos:
            track = QRectF(first_line.left(), place.bottom() - 3, first_line.width(), 2)
            painter.fillRect(track, self._theme.colour("line"))
            track.setWidth(track.width() * min(1.0, folder.indexed / folder.videos))
            painter.fillRect(track, self._theme.colour("accent"))
        painter.restore()

    def _words(self, folder: FolderState | None, state: LibraryState) -> tuple[str, str, str]:
        if folder is None:
            return self.tr("All videos"), f"{state.videos:,}", self.tr("{0} of footage").format(in_words(state.seconds))
        count = f"{folder.videos:,}" if folder.indexed >= folder.videos else f"{folder.indexed:,} / {folder.videos:,}"
        if folder.state == "missing":
            detail = self.tr("Offline, searchable")
        elif folder.state == "waiting":
            detail = self.tr("Waiting")
        elif folder.state == "indexing":
            detail = self.tr("Indexing\N{HORIZONTAL ELLIPSIS}")
        elif folder.problems:
            detail = self.tr("1 problem") if folder.problems == 1 else self.tr("{0} problems").format(folder.problems)
        else:
            detail = printable(str(PurePath(folder.path).parent))
        return file_name(folder.path), count, detail

    def _paint_mark(self, painter: QPainter, centre: QPointF, folder: FolderState | None, state: LibraryState) -> None:
        """Solid: indexed. Half: under way. Ring: not connected. Triangle: problems. The second line says the same in words."""
        radius = 4.5
        colour = self._theme.colour("quiet")
        painter.setPen(QPen(colour, 1.5))
        if folder is None:
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(QPointF(centre.x() - 8, centre.y() - 8), self._theme.pixmap("film", "quiet", 16, ratio))
        elif folder.state == "missing":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius, radius)
        elif folder.state in ("indexing", "waiting"):
            painter.setPen(QPen(self._theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius, radius)
            if folder.state == "indexing":
                painter.setBrush(self._theme.colour("accent"))
                painter.drawPie(
                    QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 90 * 16, 180 * 16
                )
        elif folder.problems:
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(
                QPointF(centre.x() - 8, centre.y() - 8), self._theme.pixmap("warning", "warning", 16, ratio)
            )
        else:
            painter.setBrush(colour)
            painter.drawEllipse(centre, radius, radius)
