"""What `search` and `similar` have in common on the command line: filters, order, and examples as files."""

import argparse
import datetime
import os
from pathlib import Path
from typing import Any

from engine.messages import Part

ORDERS = ("relevance", "date", "name", "duration")


def add_scope(sub: argparse.ArgumentParser) -> None:
    """Filters, order and number of moments."""
    sub.add_argument(
        "--folder",
        action="append",
        default=[],
        type=Path,
        help="only in this folder of the library (may be given again)",
    )
    sub.add_argument("--shortest", type=float, metavar="SECONDS", help="only in videos at least this long")
    sub.add_argument("--longest", type=float, metavar="SECONDS", help="only in videos at most this long")
    sub.add_argument(
        "--since", type=_day, metavar="DATE", help="only in videos taken then or later: 2024 or 2024-03-31"
    )
    sub.add_argument("--until", type=_day, metavar="DATE", help="only in videos taken before then")
    sub.add_argument("--lines", type=int, default=0, metavar="N", help="only in videos of at least so many lines: 1080")
    sub.add_argument("--orientation", choices=("landscape", "portrait", "square"), default="")
    sub.add_argument("--sound", choices=("yes", "no"), help="only in videos with sound, or without")
    sub.add_argument(
        "--rating", type=int, default=0, metavar="STARS", help="only in videos with at least so many stars"
    )
    sub.add_argument("--sort", choices=ORDERS, default="relevance", help="the order of the moments")
    sub.add_argument("--limit", type=int, default=10, help="how many moments (default 10)")


def add_parts(sub: argparse.ArgumentParser) -> None:
    """Stills and clips to search with."""
    sub.add_argument(
        "--image",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="what also has to be there: a still or a clip (may be given again; FILE:2 counts twice, FILE:0.5 half)",
    )
    sub.add_argument(
        "--without-image",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="what is not wanted, as a picture",
    )
    sub.add_argument(
        "--gap", type=float, default=60.0, metavar="SECONDS", help="how soon B follows in A > B (default 60)"
    )


def scope(options: argparse.Namespace, folders: tuple[int, ...]) -> dict[str, Any]:
    """The fields of `Scope`, the order and the limit."""
    names = ("shortest", "longest", "since", "until", "lines", "orientation", "rating", "sort", "limit")
    sound = None if options.sound is None else options.sound == "yes"
    return {name: getattr(options, name) for name in names} | {"folders": folders, "sound": sound}


def parts(options: argparse.Namespace) -> tuple[Part, ...]:
    """The stills and clips to search with."""
    return tuple(_part(path, unwanted=False) for path in options.image) + tuple(
        _part(path, unwanted=True) for path in options.without_image
    )


def _part(path: Path, unwanted: bool) -> Part:
    name, colon, weight = str(path).rpartition(":")
    if colon and not path.exists():
        try:
            return Part(path=os.path.abspath(name), weight=float(weight), unwanted=unwanted)
        except ValueError:
            pass  # a colon of the name itself
    return Part(path=os.path.abspath(path), unwanted=unwanted)


def _day(text: str) -> float:
    """The beginning of a day here (2024-03-31), or of the first day of a year (2024) or month (2024-03); seconds since 1970."""
    try:
        year, month, day = [*(int(piece) for piece in text.split("-")), 1, 1][:3]
        return datetime.datetime(year, month, day).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text} is no date; write 2024, 2024-03 or 2024-03-31") from None
