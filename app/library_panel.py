"""The library: folders and sub-folders with state, counts and progress; click scopes the search, Ctrl-click adds, right-click has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.library_delegate import LibraryDelegate
from app.library_tree import NODE, LibraryTree, Node
from app.library_view import LibraryView
from app.theme import Theme, small
from app.timecode import printable

if TYPE_CHECKING:
    from engine.messages import Branches, FolderState, LibraryState


class LibraryPanel(QFrame):
    """Wishes: add, look again, leave out, find, remove, scope, problems. Where a wish is about a row it carries its `Node`."""

    add_requested = Signal()
    rescan_requested = Signal(object)
    first_requested = Signal(object)
    exclude_requested = Signal(object)
    patterns_requested = Signal(object)
    locate_requested = Signal(object)
    candidate_chosen = Signal(object, object)  # Node, path
    remove_requested = Signal(object)
    reveal_requested = Signal(object)
    problems_requested = Signal()
    branches_wanted = Signal(int)  # number of a folder
    scope_changed = Signal(object)  # tuple of the numbers of folders and sub-folders; empty: all

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(176)
        self._model = LibraryTree(self)
        self._list = LibraryView(theme, self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(LibraryDelegate(theme, self._list))
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
        self._list.remove_requested.connect(self._take_out)
        self._model.branches_wanted.connect(self.branches_wanted)
        theme.changed.connect(self._list.viewport().update)
        self._scope: tuple[int, ...] = ()
        self._list.selectionModel().selectionChanged.connect(self._selected)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_library(self, state: LibraryState) -> None:
        """All folders as they stand."""
        scope = self._scope
        self._model.show_library(state)
        self.set_scope(scope)
        self._empty.setVisible(not state.folders)
        self._list.setVisible(bool(state.folders))
        problems = sum(folder.problems + folder.missing for folder in state.folders)
        self._problems.setVisible(problems > 0)
        self._problems.setText(
            " " + (self.tr("1 problem") if problems == 1 else self.tr("{0} problems").format(problems))
        )

    def show_branches(self, answer: Branches) -> None:
        """The sub-folders of a folder."""
        scope = self._scope
        self._model.show_branches(answer.folder, answer.branches)
        self.set_scope(scope)

    def set_scope(self, folders: tuple[int, ...]) -> None:
        """Select these folders and sub-folders, as far as they are known; none means all."""
        folders = tuple(number for number in folders if self._model.node(number) is not None)
        selection = self._list.selectionModel()
        wanted = set(folders) or {0}
        if self._selected_numbers() != wanted:
            selection.blockSignals(True)
            selection.clearSelection()
            for number in wanted:
                place = self._model.place(number)
                if place.isValid():
                    selection.select(place, QItemSelectionModel.SelectionFlag.Select)
            selection.blockSignals(False)
            self._list.viewport().update()
        self._tell(folders)

    @property
    def scope(self) -> tuple[int, ...]:
        """The folders searched; empty: all."""
        return self._scope

    @property
    def paths(self) -> list[str]:
        """Where what is searched lies; every folder when all are."""
        numbers = self._scope or [folder.folder for folder in self._model.state.folders] if self._model.state else []
        return [node.path for number in numbers if (node := self._model.node(number)) is not None]

    def folder_of(self, number: int) -> FolderState | None:
        """The folder that a number stands for; of a sub-folder the one it belongs to."""
        node = self._model.node(number)
        return node.folder if node is not None else None

    def names(self, folders: tuple[int, ...]) -> list[str]:
        """Their names."""
        return [node.name for number in folders if (node := self._model.node(number)) is not None]

    # Wishes ------------------------------------------------------------------------------------------------------

    def _selected_numbers(self) -> set[int]:
        return {index.data(NODE).number for index in self._list.selectionModel().selectedRows()}

    def _selected(self) -> None:
        numbers = self._selected_numbers()
        if 0 in numbers and len(numbers) > 1:  # "All" together with one folder means that folder
            newest: Node | None = self._list.currentIndex().data(NODE)
            self.set_scope(() if newest is None or newest.number == 0 else tuple(sorted(numbers - {0})))
            return
        self._tell(tuple(sorted(numbers - {0})))

    def _tell(self, folders: tuple[int, ...]) -> None:
        if folders != self._scope:
            self._scope = folders
            self.scope_changed.emit(folders)

    def _take_out(self, node: Node) -> None:
        (self.remove_requested if node.branch is None else self.exclude_requested).emit(node)

    def menu_for(self, node: Node) -> QMenu:
        """What can be done with a folder or a sub-folder."""
        folder = node.folder
        assert folder is not None
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        if folder.state == "missing":
            for path in folder.candidates if node.branch is None else ():
                words = self.tr("It is here: {0}").format(printable(path))
                menu.addAction(words, lambda path=path: self.candidate_chosen.emit(node, path))
            if node.branch is None:
                menu.addAction(self.tr("Locate…"), lambda: self.locate_requested.emit(node))
        else:
            menu.addAction(self.tr("Look for new videos\tF5"), lambda: self.rescan_requested.emit(node))
            if folder.state in ("waiting", "indexing") and node.branch is None:
                menu.addAction(self.tr("Index this first"), lambda: self.first_requested.emit(node))
            menu.addAction(self.tr("Show in file manager"), lambda: self.reveal_requested.emit(node))
        if (node.branch or folder).problems or (node.branch or folder).missing:
            menu.addAction(self.tr("Show problems…"), self.problems_requested.emit)
        menu.addSeparator()
        if node.branch is not None:
            out = menu.addAction(self.tr("Leave out of the library"), lambda: self.exclude_requested.emit(node))
        else:
            menu.addAction(self.tr("What is looked at…"), lambda: self.patterns_requested.emit(node))
            out = menu.addAction(self.tr("Remove from library"), lambda: self.remove_requested.emit(node))
        out.setToolTip(self.tr("Your files are not touched"))
        return menu

    def _open_menu(self, node: Node, place: QPoint) -> None:
        menu = self.menu_for(node)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
