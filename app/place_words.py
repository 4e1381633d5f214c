"""Where a video is when it is not at hand, in a few words for cards, tiles and screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.timecode import printable

if TYPE_CHECKING:
    from engine.messages import Hit, TextHit


def day(seconds: float | None) -> str:
    """A day as the person writes it; empty when none is known."""
    if not seconds:
        return ""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)).date(), QLocale.FormatType.ShortFormat)


def where_it_is(hit: Hit | TextHit) -> str:
    """Empty for a file that is here."""
    if hit.present:
        return ""
    if hit.place_state == "offline":
        if hit.volume:
            return QCoreApplication.translate("Place", "on {0}, not connected").format(printable(hit.volume))
        return QCoreApplication.translate("Place", "on a drive that is not connected")
    if hit.since:
        return QCoreApplication.translate("Place", "not found since {0}").format(day(hit.since))
    return QCoreApplication.translate("Place", "file not found")


def where_in_full(hit: Hit | TextHit) -> str:
    """The same with the day the drive was last seen, for tooltips."""
    words = where_it_is(hit)
    if hit.place_state == "offline" and hit.since:
        return QCoreApplication.translate("Place", "{0}; last seen {1}").format(words, day(hit.since))
    return words
