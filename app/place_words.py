"""Where a video is when it is not at hand, in a few words for cards, tiles and screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.timecode import printable

if TYPE_CHECKING:
    from app.moment import Moment
    from engine.messages import Hit, TextHit


def day(seconds: float | None) -> str:
    """A day as the person writes it; empty when none is known."""
    if not seconds:
        return ""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)).date(), QLocale.FormatType.ShortFormat)


def where_it_is(hit: Hit | TextHit | Moment) -> str:
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


def where_briefly(hit: Hit | TextHit | Moment) -> str:
    """The same in less room: for a drive that is away its name."""
    if not hit.present and hit.place_state == "offline" and hit.volume:
        return QCoreApplication.translate("Place", "{0} is away").format(printable(hit.volume))
    return where_it_is(hit)


def where_in_full(hit: Hit | TextHit | Moment) -> str:
    """The same with the day the drive was last seen, for tooltips."""
    words = where_it_is(hit)
    if hit.place_state == "offline" and hit.since:
        return QCoreApplication.translate("Place", "{0}; last seen {1}").format(words, day(hit.since))
    return words


def how_to_reach(moment: Moment) -> str:
    """What to do to play a moment whose file is not at hand; empty for one that is."""
    if moment.present:
        return ""
    if moment.place_state == "offline":
        name = printable(moment.volume) or QCoreApplication.translate("Place", "its drive")
        words = QCoreApplication.translate("Place", "Connect {0} to play this.").format(name)
        if moment.since:
            words += " " + QCoreApplication.translate("Place", "It was last there on {0}.").format(day(moment.since))
        return words
    words = where_it_is(moment)
    return QCoreApplication.translate(
        "Place",
        "{0}. Its card's menu has “Locate…” if you know where it is.",
    ).format(words[:1].upper() + words[1:])
