"""The lines under the player that say what a file is: length, size, rate, codec, colour, date, models, place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.place_words import where_in_full
from app.timecode import in_words, printable

if TYPE_CHECKING:
    from app.moment import Moment
    from engine.messages import VideoFacts

translate = QCoreApplication.translate
DOT = "  ·  "


def lines(moment: Moment, facts: VideoFacts | None) -> str:
    """What is known, a fact or some to a line; more once the engine has told."""
    rate = _rate(moment.frame_rate, facts is not None and facts.variable)
    shape = [in_words(moment.duration) if moment.duration else "", moment.size, rate]
    where = where_in_full(moment)
    told = [where[:1].upper() + where[1:], DOT.join(filter(None, shape))]
    if facts is not None:
        coded = [printable(facts.codec), printable(facts.container.split(",")[0])]
        coded += [
            translate("VideoFacts", "HDR") if facts.hdr else "",
            "" if facts.sound else translate("VideoFacts", "no sound"),
        ]
        told.append(DOT.join(filter(None, coded)))
        size = QLocale().formattedDataSize(facts.size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        told.append(DOT.join(filter(None, [_date(facts.date), size])))
        if facts.models:
            told.append(
                translate("VideoFacts", "indexed with {0}").format(", ".join(printable(name) for name in facts.models))
            )
    told.append(printable(os.path.dirname(moment.path)))
    return "\n".join(filter(None, told))


def _rate(rate: float, variable: bool) -> str:
    if not rate:
        return ""
    words = translate("VideoFacts", "{0} frames/s").format(f"{rate:.3f}".rstrip("0").rstrip("."))
    return words + " " + translate("VideoFacts", "(variable)") if variable else words


def _date(seconds: float) -> str:
    if seconds <= 0:
        return ""
    when = QDateTime.fromSecsSinceEpoch(round(seconds))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)
