"""The basket as a list: rows in the person's order, dragged within to another place and out as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.reveal import file_url
from app.timecode import clock, file_name, printable

if TYPE_CHECKING:
    from engine.messages import Selected

ROWS = "application/x-rushes-selects"
NOTHING = QModelIndex()
LONGEST_NOTE = 2000  # characters, as the engine keeps


class SelectsModel(QAbstractListModel):
    """Wishes: another order, another note. The basket itself is the engine's; what it tells replaces what is here."""

    order_requested = Signal(object)  # tuple of numbers
    note_requested = Signal(int, str)  # number, note

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.selects: tuple[Selected, ...] = ()

    def show_selects(self, selects: tuple[Selected, ...]) -> None:
        """The basket as it is now; rows stay where only their contents have changed."""
        if [one.select for one in selects] == [one.select for one in self.selects]:
            self.selects = selects
            if selects:
                self.dataChanged.emit(self.index(0), self.index(len(selects) - 1))
            return
        self.beginResetModel()
        self.selects = selects
        self.endResetModel()

    def select(self, row: int) -> Selected | None:
        """The range in a row."""
        return self.selects[row] if 0 <= row < len(self.selects) else None

    def row_of(self, number: int) -> int:
        """The row of a range; -1 when it is not here."""
        return next((row for row, one in enumerate(self.selects) if one.select == number), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.selects)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.select(index.row())
        if one is None:
            return None
        if role == Qt.ItemDataRole.EditRole:
            return one.note
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = [file_name(one.path), span(one), printable(one.note)]
            words.append("" if one.present else self.tr("not there at the moment"))
            return ", ".join(filter(None, words))
        if role == Qt.ItemDataRole.ToolTipRole:
            words = (printable(text).replace("&", "&amp;").replace("<", "&lt;") for text in (one.path, one.note))
            return "<p>" + "<br>".join(filter(None, words)) + "</p>"
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        one = self.select(index.row())
        if one is None or role != Qt.ItemDataRole.EditRole or value == one.note:
            return False
        self.note_requested.emit(one.select, str(value)[:LONGEST_NOTE])
        return True

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        kinds = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return kinds | Qt.ItemFlag.ItemIsEditable

    # Dragging ----------------------------------------------------------------------------------------------------

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction  # whoever takes the files must not move them

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [ROWS, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        chosen = [one for one in (self.select(index.row()) for index in indexes) if one is not None]
        data = QMimeData()
        data.setData(ROWS, QByteArray(" ".join(str(one.select) for one in chosen).encode()))
        paths = dict.fromkeys(one.path for one in chosen if one.present)
        if paths:
            data.setData("text/uri-list", QByteArray("".join(f"{file_url(path)}\r\n" for path in paths).encode()))
        return data

    def canDropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        return data.hasFormat(ROWS)

    def dropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if not data.hasFormat(ROWS):
            return False
        moved = [int(word) for word in bytes(data.data(ROWS).data()).split() if word.isdigit()]
        before = parent.row() if parent.isValid() else row if row >= 0 else len(self.selects)
        self.move(moved, before)
        return True

    def move(self, numbers: Sequence[int], before: int) -> None:
        """Wish for ranges to stand before the row that is at `before` now."""
        every = [one.select for one in self.selects]
        moved = [number for number in every if number in set(numbers)]
        rest = [number for number in every if number not in set(numbers)]
        place = sum(number not in set(numbers) for number in every[:before])
        order = (*rest[:place], *moved, *rest[place:])
        if list(order) != every:
            self.order_requested.emit(order)


def span(one: Selected) -> str:
    """ "0:41.8 - 0:46.0"."""
    return f"{clock(one.start)} – {clock(one.end)}"
