"""A table of the cuts as CSV (RFC 4180), for spreadsheets and scripts."""

import csv
import io
from collections.abc import Sequence

from engine.export.cut import Cut
from engine.export.timecode import to_timecode

COLUMNS = (
    "number", "name", "note", "in", "out", "duration", "in_frame", "out_frame", "in_seconds", "out_seconds",
    "frame_rate", "variable_frame_rate", "width", "height", "path",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(cuts: Sequence[Cut]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets want; `in` and `out` are time codes, `out` is the first that is not in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, one in enumerate(cuts, 1):
        first, last = one.begins + one.first, one.begins + one.last
        row = (
            number,
            _cell(one.name),
            _cell(one.note),
            to_timecode(first, one.rate, one.drop),
            to_timecode(last, one.rate, one.drop),
            to_timecode(one.frames, one.rate, one.drop),
            one.first,
            one.last,
            f"{one.start:.6f}",
            f"{one.end:.6f}",
            f"{float(one.rate.exact):.6f}",
            "yes" if one.variable else "no",
            one.width,
            one.height,
            _cell(str(one.path)),
        )
        writer.writerow(row)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "backslashreplace")


def _cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
