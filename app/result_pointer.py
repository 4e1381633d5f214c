"""The pointer over the results: over a picture it is the playhead, elsewhere it brings a tip with the path and the score."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QListView, QToolTip

from app.card_parts import Pointed
from app.hit_delegate import HitDelegate
from app.place_words import where_in_full
from app.results_model import ResultsModel
from app.thumbnails import Thumbnails, Wanted
from app.timecode import printable


class ResultPointer:
    """Tells the delegate what is pointed at. Scrubbing never moves the player's own playhead."""

    def __init__(self, view: QListView, delegate: HitDelegate, model: ResultsModel, thumbnails: Thumbnails) -> None:
        self._view = view
        self._delegate = delegate
        self._model = model
        self._thumbnails = thumbnails
        self.moving = False  # it was the last that was used, not the player
        self.scrubs = True  # False: pictures stay as they are (reduced motion)

    def at(self, position: QPoint, scrub: bool) -> tuple[int, Pointed | None]:
        """Row (-1: none) and what of its card lies at a place in the viewport."""
        view = self._view
        index = view.indexAt(position) if view.viewport().rect().contains(position) else QModelIndex()
        card = self._model.card(index.row()) if index.isValid() else None
        if card is None:
            return -1, None
        return index.row(), self._delegate.point(view.visualRect(index), card, position, view.font(), scrub)

    def follow(self, position: QPoint) -> None:
        """The pointer is here now."""
        row, pointed = self.at(position, self.scrubs)
        if (row, pointed) == (self._delegate.hovered, self._delegate.pointed):
            return
        before = self._delegate.hovered
        self._delegate.hovered, self._delegate.pointed = row, pointed
        if pointed is not None and (hit := self._model.hit(row)) is not None:
            self._thumbnails.get(Wanted(hit.sprite))
        for changed in {before, row} - {-1}:
            self._view.viewport().update(self._view.visualRect(self._model.index(changed)))

    def forget(self) -> None:
        """It has left: the best frame comes back."""
        before, self._delegate.hovered, self._delegate.pointed = self._delegate.hovered, -1, None
        if before >= 0:
            self._view.viewport().update()

    def show_tip(self, event: QHelpEvent) -> None:
        """Path, where the file is, score; not while the picture is scrubbed."""
        hit = self._model.hit(self._view.indexAt(event.pos()).row())
        if hit is None or self._delegate.pointed is not None:
            QToolTip.hideText()
            return
        lines = [printable(hit.path), where_in_full(hit)]
        lines.append(QCoreApplication.translate("Card", "score {0:.3f}").format(hit.score) if hit.band else "")
        escaped = "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in lines if line)
        QToolTip.showText(event.globalPos(), f"<p style='white-space:pre'>{escaped}</p>")
