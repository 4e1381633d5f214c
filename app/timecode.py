"""Times and file names as people read them: mm:ss.t for the eye, HH:MM:SS:FF for the editing desk."""

from __future__ import annotations

import math
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication


def clock(seconds: float, tenths: bool = True) -> str:
    """`754.26` as "12:34.2", an hour and more as "1:12:34.2"; never rounded up into a moment that is not there yet."""
    seconds = max(0.0, seconds) if math.isfinite(seconds) else 0.0
    ticks = math.floor(seconds * 10 + 1e-6)
    whole, tenth = divmod(ticks, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{text}.{tenth}" if tenths else text


def timecode(seconds: float, frame_rate: float) -> str:
    """HH:MM:SS:FF counted without dropped numbers (29.97 counts to 30, as editing programs do); milliseconds when the rate is unknown."""
    seconds = max(0.0, seconds) if math.isfinite(seconds) else 0.0
    if not (math.isfinite(frame_rate) and 1.0 <= frame_rate <= 1000.0):
        thousandths = math.floor(seconds * 1000 + 1e-6)
        whole, rest = divmod(thousandths, 1000)
        return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:03d}"
    nominal = round(frame_rate)
    whole, frame = divmod(math.floor(seconds * frame_rate + 1e-3), nominal)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{frame:02d}"


def in_words(seconds: float) -> str:
    """A length of footage or of waiting, rounded as one would say it: "8 s", "22 min", "2 h 40 min"."""
    if not math.isfinite(seconds) or seconds < 0:
        seconds = 0.0
    translate = QCoreApplication.translate
    if seconds < 59.5:
        return translate("Time", "{0} s").format(max(1, round(seconds)) if seconds > 0 else 0)
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("Time", "{0} min").format(minutes)
    hours, minutes = divmod(minutes, 60)
    if hours >= 10:
        return translate("Time", "{0} h").format(f"{round(seconds / 3600):,}")
    return (
        translate("Time", "{0} h {1} min").format(hours, minutes)
        if minutes
        else translate("Time", "{0} h").format(hours)
    )


def in_tenths(seconds: float) -> str:
    """A short length, "10.8 s"."""
    return QCoreApplication.translate("Time", "{0} s").format(f"{seconds:.1f}")


def printable(text: str) -> str:
    """Text from a file or its name, safe to paint: no control, direction-changing or broken characters."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # here: the start-up never needs it

    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cs":
            kept.append("\N{REPLACEMENT CHARACTER}")
        elif kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind != "Cf" or character == "\N{ZERO WIDTH JOINER}":
            kept.append(character)
    return "".join(kept)


def file_name(path: str) -> str:
    """The last part of a path, safe to paint."""
    return printable(PurePath(path).name or path)


def model_in_words(name: str) -> str:
    """A model's name for a person; of one in a folder of their own, the folder's name."""
    return file_name(name.removeprefix("local-dir:")) if name.startswith("local-dir:") else printable(name)
