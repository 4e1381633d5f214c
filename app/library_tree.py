"""The folders of the library as a tree: all videos, then each folder, and in it the sub-folders that hold videos."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.place_words import day
from app.timecode import file_name, in_words, printable

if TYPE_CHECKING:
    from engine.messages import Branch, FolderState, LibraryState

NODE = Qt.ItemDataRole.UserRole  # role: the Node of a row
NOTHING = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False)
class Node:
    """One row. `number` is 0 for all videos, positive for a folder, negative for a sub-folder."""

    number: int
    path: str
    parent: Node | None = None
    row: int = 0
    folder: FolderState | None = None  # of a sub-folder, the folder it belongs to
    branch: Branch | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What is painted."""
        return file_name(self.path)

    @property
    def mark(self) -> str:
        """ "solid": indexed; "half": under way; "ring": waiting; "hollow": not connected; "triangle": problems."""
        folder, branch = self.folder, self.branch
        if folder is None:
            return ""
        if folder.state == "missing":
            return "hollow"
        waiting = branch is not None and branch.indexed < branch.videos
        if folder.state == "indexing" and (branch is None or waiting):
            return "half"
        if waiting or (branch is None and folder.state == "waiting"):
            return "ring"
        return "triangle" if (branch.problems if branch else folder.problems) else "solid"


class LibraryTree(QAbstractItemModel):
    """Rows stay where they are as long as the same folders are there, so that what is selected and open survives news."""

    branches_wanted = Signal(int)  # number of a folder whose sub-folders are to be shown, or have changed

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.state: LibraryState | None = None
        self._top: list[Node] = []
        self._nodes: dict[int, Node] = {}
        self._by_id: dict[int, Node] = {}
        self._asked: dict[int, tuple[object, ...]] = {}  # what a folder was like when its sub-folders were asked for

    # For the view ------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = NOTHING) -> QModelIndex:
        rows = self._node(parent).children if parent.isValid() else self._top
        return self.createIndex(row, column, id(rows[row])) if 0 <= row < len(rows) and column == 0 else QModelIndex()

    def parent(self, child: Index = NOTHING) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        above = self._node(child).parent if child.isValid() else None
        return self.createIndex(above.row, 0, id(above)) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = NOTHING) -> int:
        return len(self._node(parent).children if parent.isValid() else self._top)

    def columnCount(self, parent: Index = NOTHING) -> int:
        return 1

    def hasChildren(self, parent: Index = NOTHING) -> bool:
        if not parent.isValid():
            return bool(self._top)
        node = self._node(parent)
        return bool(node.children) or (node.number > 0 and node.folder is not None and node.folder.branches > 0)

    def canFetchMore(self, parent: Index) -> bool:
        node = self._node(parent) if parent.isValid() else None
        return node is not None and node.number > 0 and node.number not in self._asked and self.hasChildren(parent)

    def fetchMore(self, parent: Index) -> None:
        self._ask(self._node(parent))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.state is None:
            return None
        node = self._node(index)
        if role == NODE:
            return node
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (node.name if node.number else "", self.words(node))))
        if role == Qt.ItemDataRole.ToolTipRole and node.number:
            path = printable(node.path).replace("&", "&amp;").replace("<", "&lt;")
            return f"<p style='white-space:pre'>{path}<br>{self.words(node)}</p>"
        return None

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_library(self, state: LibraryState) -> None:
        """Take the new state."""
        self.state = state
        wanted = [0, *(folder.folder for folder in state.folders)] if state.folders else []
        for node in [node for node in self._top if node.number not in wanted]:
            self._remove(node)
        folders = {folder.folder: folder for folder in state.folders}
        for row, number in enumerate(wanted):
            if row >= len(self._top) or self._top[row].number != number:
                folder = folders.get(number)
                self._insert(Node(number, folder.path if folder else "", None, row, folder))
            elif number:
                self._renew(self._top[row], folders[number])
        self._tell_all()

    def _remove(self, node: Node) -> None:
        self.beginRemoveRows(QModelIndex(), node.row, node.row)
        self._top.remove(node)
        for one in _all(node):
            self._nodes.pop(one.number, None)
            self._by_id.pop(id(one), None)
        self._asked.pop(node.number, None)
        self._number_rows()
        self.endRemoveRows()

    def _insert(self, node: Node) -> None:
        self.beginInsertRows(QModelIndex(), node.row, node.row)
        self._top.insert(node.row, node)
        self._nodes[node.number] = self._by_id[id(node)] = node
        self._number_rows()
        self.endInsertRows()

    def _number_rows(self) -> None:
        for row, node in enumerate(self._top):
            node.row = row

    def _renew(self, node: Node, folder: FolderState) -> None:
        """The same folder, with what is new about it."""
        old = node.path
        for one in _all(node):
            one.folder = folder
            one.path = folder.path + one.path[len(old) :]  # its drive may be mounted elsewhere now
        if node.number in self._asked and self._asked[node.number] != _signature(folder):
            self._ask(node)

    def show_branches(self, folder: int, branches: tuple[Branch, ...]) -> None:
        """The sub-folders of a folder; rows that stay are kept."""
        root = self._nodes.get(folder)
        if root is None:
            return
        if [one.branch.number for one in _all(root)[1:] if one.branch] == [branch.number for branch in branches]:
            for branch in branches:
                self._nodes[branch.number].branch = branch
            self._tell_all()
            return
        place = self.createIndex(root.row, 0, id(root))
        if root.children:
            self.beginRemoveRows(place, 0, len(root.children) - 1)
            for node in _all(root)[1:]:
                self._nodes.pop(node.number, None)
                self._by_id.pop(id(node), None)
            root.children = []
            self.endRemoveRows()
        built = Node(0, root.path)
        by_path = {PurePath(): built}
        for branch in branches:
            path = PurePath(branch.path)
            above = next(by_path[parent] for parent in path.parents if parent in by_path)
            node = Node(branch.number, str(PurePath(root.path) / path), above, len(above.children), root.folder, branch)
            above.children.append(node)
            by_path[path] = node
        for node in built.children:
            node.parent = root
        if built.children:
            self.beginInsertRows(place, 0, len(built.children) - 1)
            root.children = built.children
            self._nodes |= {node.number: node for node in _all(root)[1:]}
            self._by_id |= {id(node): node for node in _all(root)[1:]}
            self.endInsertRows()

    # Words -------------------------------------------------------------------------------------------------------

    def node(self, number: int) -> Node | None:
        """The row of a folder or sub-folder."""
        return self._nodes.get(number)

    def place(self, number: int) -> QModelIndex:
        """Its index; invalid when there is none."""
        node = self._nodes.get(number)
        return self.createIndex(node.row, 0, id(node)) if node is not None else QModelIndex()

    def words(self, node: Node) -> str:
        """All that a row says, for screen readers and the tool tip: its mark in words, and its counts."""
        assert self.state is not None
        folder, branch = node.folder, node.branch
        if folder is None:
            return self.tr("All videos, {0}").format(self.state.videos)
        states = {
            "hollow": self.tr("not connected"),
            "half": self.tr("being indexed"),
            "ring": self.tr("waiting"),
            "triangle": self.tr("indexed"),
            "solid": self.tr("indexed"),
        }
        counts = branch or folder
        words = [
            self.tr("{0} of {1} videos searchable").format(counts.indexed, counts.videos),
            self.last_seen(folder) if node.mark == "hollow" and branch is None else states[node.mark],
        ]
        if branch is None:
            words.append(self.tr("{0} of footage").format(in_words(folder.seconds)))
        if counts.problems:
            words.append(self.tr("{0} with problems").format(counts.problems))
        if counts.missing:
            words.append(self.tr("{0} not found").format(counts.missing))
        if branch is None and folder.patterns:
            words.append(self.tr("some files left out"))
        return ", ".join(words)

    def last_seen(self, folder: FolderState) -> str:
        """Where a folder is that is away, and when it was there."""
        when = day(folder.seen)
        if folder.volume:
            place = self.tr("on {0}, not connected").format(printable(folder.volume))
        else:
            place = self.tr("not connected")
        return self.tr("{0}; last seen {1}").format(place, when) if when else place

    # Inside ------------------------------------------------------------------------------------------------------

    def _node(self, index: Index) -> Node:
        return self._by_id[index.internalId()]

    def _ask(self, node: Node) -> None:
        if node.folder is not None:
            self._asked[node.number] = _signature(node.folder)
            self.branches_wanted.emit(node.number)

    def _tell_all(self) -> None:
        if self._top:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._top) - 1, 0))
        for node in self._nodes.values():
            if node.children:
                first, last = node.children[0], node.children[-1]
                self.dataChanged.emit(
                    self.createIndex(first.row, 0, id(first)), self.createIndex(last.row, 0, id(last))
                )


def _all(node: Node) -> list[Node]:
    """A row and everything below it, parents first, in the order of their paths."""
    return [node, *(one for child in node.children for one in _all(child))]


def _signature(folder: FolderState) -> tuple[object, ...]:
    """What changes when the counts of sub-folders may have changed."""
    return folder.videos, folder.indexed, folder.problems, folder.missing, folder.branches, folder.patterns
