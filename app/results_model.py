"""The moments of an answer as a Qt model: order, band filter, words for screen readers, drags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from app.reveal import file_url
from app.timecode import clock, file_name

if TYPE_CHECKING:
    from engine.messages import Hit

HIT = Qt.ItemDataRole.UserRole  # role: the Hit itself
NOTHING = QModelIndex()
BANDS = ("strong", "possible", "weak")


class Showing(StrEnum):
    """Which bands are shown."""

    EVERYTHING = "everything"
    LIKELY = "likely"  # strong and possible
    STRONG = "strong"

    def keeps(self, band: str) -> bool:
        """Whether a hit of this band is shown."""
        return self is Showing.EVERYTHING or band == "strong" or (self is Showing.LIKELY and band == "possible")


def band_word(band: str) -> str:
    """The band as people read it."""
    words = {
        "strong": QCoreApplication.translate("Band", "Strong"),
        "possible": QCoreApplication.translate("Band", "Possible"),
        "weak": QCoreApplication.translate("Band", "Weak"),
    }
    return words.get(band, words["weak"])


def describe(hit: Hit) -> str:
    """A moment in words, for screen readers."""
    text = QCoreApplication.translate("Results", "{0}, {1} to {2}, {3} match").format(
        file_name(hit.path), clock(hit.start), clock(hit.end), band_word(hit.band).lower()
    )
    return text if hit.present else text + QCoreApplication.translate("Results", ", file not found")


class ResultsModel(QAbstractListModel):
    """Hits in rank order; those of bands not shown are counted, not listed."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: tuple[Hit, ...] = ()
        self._shown: list[Hit] = []
        self._showing = Showing.EVERYTHING

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._shown):
            return None
        if role == HIT:
            return self._shown[row]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return describe(self._shown[row])
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        paths = dict.fromkeys(self._shown[index.row()].path for index in indexes if index.isValid())
        data = QMimeData()
        data.setData("text/uri-list", "".join(f"{file_url(path)}\r\n" for path in paths).encode())
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_hits(self, hits: Iterable[Hit]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._all = tuple(hits)
        self._shown = [hit for hit in self._all if self._showing.keeps(hit.band)]
        self.endResetModel()

    def update_in_place(self, hits: Iterable[Hit]) -> None:
        """Take what is new about moments already shown (relevance, words, band) without moving any card."""
        fresh = {hit.shot: hit for hit in hits}
        self._all = tuple(fresh.get(hit.shot, hit) for hit in self._all)
        self._shown = [fresh.get(hit.shot, hit) for hit in self._shown]
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def show_bands(self, showing: Showing) -> None:
        """Choose which bands are listed."""
        if showing != self._showing:
            self._showing = showing
            self.show_hits(self._all)

    # Questions ---------------------------------------------------------------------------------------------------

    def hit(self, row: int) -> Hit | None:
        """The moment in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, shot: int) -> int:
        """The row of a shot, or -1."""
        return next((row for row, hit in enumerate(self._shown) if hit.shot == shot), -1)

    def same_order(self, hits: Sequence[Hit]) -> bool:
        """Whether these hits stand in the order that is shown now."""
        return [hit.shot for hit in hits] == [hit.shot for hit in self._all]

    def in_video(self, video: int) -> list[Hit]:
        """All shown moments of one video, in time order."""
        return sorted((hit for hit in self._shown if hit.video == video), key=lambda hit: hit.start)

    @property
    def hidden(self) -> int:
        """How many moments the band filter hides."""
        return len(self._all) - len(self._shown)

    @property
    def videos(self) -> int:
        """How many videos the shown moments are in."""
        return len({hit.video for hit in self._shown})

    @property
    def total(self) -> int:
        """How many moments there are, hidden ones too."""
        return len(self._all)
