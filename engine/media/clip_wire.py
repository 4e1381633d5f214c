"""The part of the worker's protocol (see `wire`) that is about single frames and clips: what is sent, and how it is checked."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from engine.media.frames import MAX_TIMES, FrameTimes, Still, TrimEnd, Written

MAX_STILL = 256 * 1024 * 1024
MAX_CHUNK = 1024 * 1024
MAX_CLIP = 1 << 40
MAX_NOTES = 8

KINDS = frozenset({"times", "still", "written", "trimmed"})

Header = dict[str, Any]


def packed(item: FrameTimes | Still | Written | TrimEnd) -> tuple[Header, Sequence[bytes]]:
    """The header of an item and the bytes that follow it."""
    match item:
        case FrameTimes():
            header: Header = {name: getattr(item, name) for name in _FACTS}
            header |= {"kind": "times", "rate": list(item.rate), "count": len(item.times)}
            return header, (item.times.astype(np.float64).tobytes(), item.keyframes.astype(np.uint8).tobytes())
        case Still():
            return {
                "kind": "still",
                "time": item.time,
                "width": item.width,
                "height": item.height,
                "length": len(item.data),
            }, (item.data,)
        case Written():
            return {"kind": "written", "offset": item.offset, "until": item.until, "length": len(item.data)}, (
                item.data,
            )
        case TrimEnd():
            return {"kind": "trimmed", **asdict(item)}, ()


def unpacked(kind: str, fields: Header, read: Callable[[int], bytes]) -> FrameTimes | Still | Written | TrimEnd:
    """The item that a header announces; `read` gives exactly so many bytes. Raises KeyError, TypeError or ValueError when it is not as it should be."""
    match kind:
        case "times":
            count = _whole(fields["count"], MAX_TIMES)
            numerator, denominator = (_whole(part, 1 << 31) for part in fields["rate"])
            times = np.frombuffer(read(count * 8), np.float64)
            keyframes = np.frombuffer(read(count), np.uint8) > 0
            if not np.isfinite(times).all() or (np.diff(times) < 0).any() or denominator < 1:
                raise ValueError("impossible times")
            facts = {name: _FACTS[name](fields[name]) for name in _FACTS}
            return FrameTimes(times=times, keyframes=keyframes, rate=(numerator, denominator), **facts)
        case "still":
            sides = _whole(fields["width"], 1 << 16), _whole(fields["height"], 1 << 16)
            return Still(_seconds(fields["time"]), *sides, read(_whole(fields["length"], MAX_STILL)))
        case "written":
            offset, until = _whole(fields["offset"], MAX_CLIP), _seconds(fields["until"])
            return Written(offset, read(_whole(fields["length"], MAX_CHUNK)), until)
        case _:
            notes = tuple(str(note)[:200] for note in fields["notes"][:MAX_NOTES])
            frames = _whole(fields["frames"], 1 << 31)
            return TrimEnd(_seconds(fields["start"]), _seconds(fields["end"]), frames, notes)


def _seconds(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a time that is none")
    return number


def _whole(value: Any, limit: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
        raise ValueError("a number out of bounds")
    return value


def _words(value: Any) -> str:
    return str(value)[:32]


_FACTS: dict[str, Callable[[Any], Any]] = {
    "first_time": _seconds,
    "variable": bool,
    "duration": _seconds,
    "width": lambda value: _whole(value, 1 << 16),
    "height": lambda value: _whole(value, 1 << 16),
    "timecode": _words,
    "channels": lambda value: _whole(value, 1 << 10),
    "sound_rate": lambda value: _whole(value, 1 << 20),
}
