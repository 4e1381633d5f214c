"""The moments of an answer as a Qt model of cards: order, grouping, what is hidden, words for screen readers, drags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from app.grouping import BANDS, Card, Order, in_order, make_cards, merge_neighbours
from app.place_words import where_it_is
from app.reveal import file_url
from app.timecode import clock, file_name

if TYPE_CHECKING:
    from engine.messages import Curve, Hit

HIT = Qt.ItemDataRole.UserRole  # role: the Hit that a card shows
CARD = Qt.ItemDataRole.UserRole + 1  # role: the Card itself
NOTHING = QModelIndex()


class Showing(StrEnum):
    """Which bands are shown."""

    EVERYTHING = "everything"
    LIKELY = "likely"  # strong and possible
    STRONG = "strong"

    def keeps(self, band: str) -> bool:
        """Whether a hit of this band is shown; what has no band always is."""
        if self is Showing.EVERYTHING or band not in BANDS:
            return True
        return band == "strong" or (self is Showing.LIKELY and band == "possible")


def band_word(band: str) -> str:
    """The band as people read it; nothing for what was not compared with anything."""
    words = {
        "strong": QCoreApplication.translate("Band", "Strong"),
        "possible": QCoreApplication.translate("Band", "Possible"),
        "weak": QCoreApplication.translate("Band", "Weak"),
    }
    return words.get(band, "")


def describe(hit: Hit) -> str:
    """A moment in words, for screen readers."""
    text = QCoreApplication.translate("Results", "{0}, {1} to {2}").format(
        file_name(hit.path), clock(hit.start), clock(hit.end)
    )
    if band_word(hit.band):
        text += QCoreApplication.translate("Results", ", {0} match").format(band_word(hit.band).lower())
    if hit.rating:
        text += QCoreApplication.translate("Results", ", {0} of 5 stars").format(hit.rating)
    return f"{text}, {where_it_is(hit)}" if where_it_is(hit) else text


def describe_others(card: Card) -> str:
    """What else a card holds, for screen readers."""
    others = len(card.moments) - 1
    if others == 0:
        return ""
    if others == 1:
        return QCoreApplication.translate("Results", "1 more moment in this video; N goes to it")
    return QCoreApplication.translate("Results", "{0} more moments in this video; N goes to the next").format(others)


class ResultsModel(QAbstractListModel):
    """Cards; moments of bands not shown, and those hidden by hand, are counted, not listed."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: tuple[Hit, ...] = ()
        self._cards: list[Card] = []
        self._rows: dict[int, int] = {}  # shot: row
        self._joined: dict[int, int] = {}  # shot: the one whose moment it was joined to
        self._showing = Showing.EVERYTHING
        self._put_away: set[int] = set()  # shots
        self._curves: dict[int, Curve] = {}  # by video
        self.grouped = True
        self.order = Order.RELEVANCE

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._cards):
            return None
        if role == CARD:
            return self._cards[row]
        if role == HIT:
            return self._cards[row].hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return describe(self._cards[row].hit)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return describe_others(self._cards[row])
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        paths = dict.fromkeys(self._cards[index.row()].hit.path for index in indexes if index.isValid())
        data = QMimeData()
        data.setData("text/uri-list", "".join(f"{file_url(path)}\r\n" for path in paths).encode())
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_hits(self, hits: Iterable[Hit]) -> None:
        """Replace everything."""
        self._all = tuple(hits)
        self._rebuild(self._made(self._all))

    def update_in_place(self, hits: Iterable[Hit]) -> None:
        """Take what is new about moments already shown (relevance, words, band) without moving any card."""
        fresh = {hit.shot: hit for hit in hits}
        self._all = tuple(fresh.get(hit.shot, hit) for hit in self._all)
        places = {card.key: place for place, card in enumerate(self._cards)}
        self._rebuild(sorted(self._made(self._all), key=lambda card: places.get(card.key, len(places))))

    def show_bands(self, showing: Showing) -> None:
        """Choose which bands are listed."""
        if showing != self._showing:
            self._showing = showing
            self.show_hits(self._all)

    def group(self, grouped: bool) -> None:
        """One card for each video, or one for each moment."""
        if grouped != self.grouped:
            self.grouped = grouped
            self.show_hits(self._all)

    def sort_by(self, order: Order) -> None:
        """Another order of what is here."""
        if order != self.order:
            self.order = order
            self.show_hits(self._all)

    def put_away(self, shots: Iterable[int], away: bool = True) -> None:
        """Hide moments from the results by hand, or show them again."""
        self._put_away = self._put_away | set(shots) if away else self._put_away - set(shots)
        self.show_hits(self._all)

    def forget_put_away(self) -> None:
        """Another question: what was hidden from the last one may be found again."""
        self._put_away = set()

    def choose(self, shot: int) -> int:
        """Let a card show this moment; its row, or -1."""
        row = self.row_of(shot)
        if row >= 0 and (place := self._place(row, shot)) != self._cards[row].chosen:
            card = self._cards[row]
            self._cards[row] = Card(card.key, card.moments, place)
            self.dataChanged.emit(self.index(row), self.index(row))
        return row

    def show_curve(self, curve: Curve) -> None:
        """How well a whole video answers."""
        self._curves[curve.video] = curve
        if self._cards:
            self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def forget_curves(self) -> None:
        """They belong to another question, or another order of it."""
        self._curves = {}

    def _made(self, hits: Sequence[Hit]) -> list[Card]:
        shown = [hit for hit in hits if self._showing.keeps(hit.band) and hit.shot not in self._put_away]
        merged, self._joined = merge_neighbours(shown)
        return in_order(make_cards(merged, self.grouped), self.order)

    def _rebuild(self, cards: list[Card]) -> None:
        """The same cards in the same places are only painted again; a card that was led to another moment stays there."""
        led = {card.key: card.hit.shot for card in self._cards if card.chosen}
        cards = [
            Card(card.key, card.moments, max(0, card.place_of(led[card.key]))) if card.key in led else card
            for card in cards
        ]
        keys, shown = [card.key for card in cards], [card.key for card in self._cards]
        if shown == keys[: len(shown)] and (shown or not keys):  # what is there stays, more may follow
            more = len(keys) - len(shown)
            if more:
                self.beginInsertRows(NOTHING, len(shown), len(keys) - 1)
            self._put(cards)
            if more:
                self.endInsertRows()
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self._put(cards)
        self.endResetModel()

    def _put(self, cards: list[Card]) -> None:
        self._cards = cards
        self._rows = {moment.shot: row for row, card in enumerate(cards) for moment in card.moments}

    def rate(self, video: int, stars: int) -> None:
        """The person has given a video stars."""
        self.update_in_place([replace(hit, rating=stars) for hit in self._all if hit.video == video])

    # Questions ---------------------------------------------------------------------------------------------------

    def card(self, row: int) -> Card | None:
        """The card in a row."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def hit(self, row: int) -> Hit | None:
        """The moment that a row shows."""
        return self._cards[row].hit if 0 <= row < len(self._cards) else None

    def moment(self, shot: int) -> Hit | None:
        """The moment of a shot, whichever its card shows."""
        row = self.row_of(shot)
        return self._cards[row].moments[self._place(row, shot)] if row >= 0 else None

    def row_of(self, shot: int) -> int:
        """The row of a shot's card, or -1."""
        return self._rows.get(self._joined.get(shot, shot), -1)

    def shots_of(self, card: Card) -> list[int]:
        """All shots that a card's moments were made of."""
        kept = [moment.shot for moment in card.moments]
        return kept + [shot for shot, other in self._joined.items() if other in kept]

    def _place(self, row: int, shot: int) -> int:
        return max(0, self._cards[row].place_of(self._joined.get(shot, shot)))

    def is_put_away(self, shot: int) -> bool:
        """Whether a shot was hidden by hand."""
        return shot in self._put_away

    def same_order(self, hits: Sequence[Hit]) -> bool:
        """Whether these hits would leave every card where it is."""
        joined = self._joined
        keys = [card.key for card in self._made(hits)]
        self._joined = joined  # asking changes nothing
        return keys == [card.key for card in self._cards]

    def unknown(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those of shots that this answer does not have, in no band that is hidden."""
        known = {hit.shot for hit in self._all} | self._put_away
        return [hit for hit in hits if hit.shot not in known and self._showing.keeps(hit.band)]

    def in_video(self, video: int) -> list[Hit]:
        """All shown moments of one video, in time order."""
        found = [moment for card in self._cards for moment in card.moments if moment.video == video]
        return sorted(found, key=lambda hit: hit.start)

    def curve(self, video: int) -> Curve | None:
        """How well a whole video answers, where the engine has told."""
        return self._curves.get(video)

    @property
    def hidden(self) -> int:
        """How many moments the band filter hides."""
        return sum(not self._showing.keeps(hit.band) for hit in self._all)

    @property
    def moments(self) -> int:
        """How many moments the cards hold."""
        return sum(len(card.moments) for card in self._cards)

    @property
    def videos(self) -> int:
        """How many videos the shown moments are in."""
        return len({card.hit.video for card in self._cards})

    @property
    def total(self) -> int:
        """How many moments there are, hidden ones too."""
        return len(self._all)
