"""Edit decision lists: CMX 3600, and the markers that DaVinci Resolve reads and writes in that form.

The format has one frame rate for a whole list, reel names of eight characters, and no paths; the file name stands in a comment
(`* FROM CLIP NAME:`) from which editing programs find the source again.
"""

import re
import unicodedata
from collections.abc import Sequence

from engine.export.cut import Cut, converted
from engine.export.timecode import Rate, from_timecode, to_timecode

HOUR = 3600  # seconds: record time begins at one hour, as is the custom
MOST_EVENTS = 999  # event numbers have three digits
COLOUR = "ResolveColorBlue"


def edl(cuts: Sequence[Cut], title: str, rate: Rate, drop: bool = False) -> str:
    """A CMX 3600 list of the cuts one after the other. Source times are counted at the list's `rate`. At most `MOST_EVENTS` cuts."""
    drop = drop and rate.can_drop
    record = _hour(rate, drop)
    lines = [f"TITLE: {_plain(title, 70)}", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}", ""]
    for number, one in enumerate(cuts, 1):
        first, last = source_range(one, rate)
        own_drop = one.drop and rate.can_drop if one.begins else drop
        times = [to_timecode(first, rate, own_drop), to_timecode(last, rate, own_drop)]
        times += [to_timecode(record, rate, drop), to_timecode(record + last - first, rate, drop)]
        channels = "B" if one.channels else "V"
        lines.append(f"{number:03d}  {_reel(one.name):<8} {channels:<5} C        {' '.join(times)}")
        lines.append(f"* FROM CLIP NAME: {_plain(one.name, 200)}")
        if one.note:
            lines.append(f"* COMMENT: {_plain(one.note, 200)}")
        lines.append("")
        record += last - first
    return "\r\n".join(lines)


def source_range(one: Cut, rate: Rate) -> tuple[int, int]:
    """(first, last) in the source's time code, counted at the list's rate."""
    first, last = converted(one, rate)
    begins = one.begins if one.rate.exact == rate.exact else round(one.begins / one.rate.nominal * rate.nominal)
    return begins + first, begins + last


def markers(cuts: Sequence[Cut], title: str) -> str:
    """Markers on one video, as DaVinci Resolve imports them onto a time line that begins with the video's own time code."""
    rate, drop = cuts[0].rate, cuts[0].drop
    lines = [f"TITLE: {_plain(title, 70)}", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}", ""]
    for number, one in enumerate(cuts, 1):
        first = one.begins + one.first
        code, after = to_timecode(first, rate, drop), to_timecode(first + 1, rate, drop)
        words = _plain(one.note or f"Moment {number}", 200).replace("|", "/")
        lines.append(f"{number:03d}  001      V     C        {code} {after} {code} {after}")
        lines.append(f" |C:{COLOUR} |M:{words} |D:{one.frames}")
        lines.append("")
    return "\r\n".join(lines)


def _hour(rate: Rate, drop: bool) -> int:
    found = from_timecode(f"01:00:00{';' if drop else ':'}00", rate)
    return found[0] if found is not None else HOUR * rate.nominal


def _reel(name: str) -> str:
    """Up to eight letters and digits of a file name."""
    return re.sub(r"[^A-Z0-9]", "", _ascii(name.rpartition(".")[0] or name).upper())[:8] or "AX"


def _plain(text: str, most: int) -> str:
    """On one line, without control characters."""
    kept = (letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(kept).split())[:most]


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
