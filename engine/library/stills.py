"""A small cache of single frames that the player asked for, where it cannot decode a video by itself. Can be deleted at any time."""

import contextlib
import os
import re
from pathlib import Path

MOST = 400
"""Pictures kept; the oldest go first."""

_NAME = re.compile(r"[0-9a-f]+-\d+-\d+-(\d+)\.jpg")


class Stills:
    """Pictures by video, asked time and size; the name tells the time of the frame that is shown (microseconds)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, digest: str, time: float, side: int) -> tuple[Path, float] | None:
        """(file, presentation time of what it shows), or None."""
        for path in self._folder.glob(f"{digest}-{round(time * 1000)}-{side}-*.jpg"):
            if found := _NAME.fullmatch(path.name):
                return path, int(found[1]) / 1e6
        return None

    def keep(self, digest: str, time: float, side: int, shown: float, data: bytes) -> tuple[Path, float]:
        """Write a picture and let go of the oldest ones."""
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{digest}-{round(time * 1000)}-{side}-{max(0, round(shown * 1e6))}.jpg"
        part = path.with_suffix(".part")
        part.write_bytes(data)
        os.replace(part, path)
        kept = sorted(self._folder.glob("*.jpg"), key=lambda one: one.stat().st_mtime_ns)
        for old in kept[:-MOST]:
            with contextlib.suppress(OSError):
                old.unlink()
        return path, shown
