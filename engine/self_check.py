"""What this program stands on, looked at when it starts: versions go to the log, and a known hole that can be reached goes there as a warning.

Nothing is imported for it: versions come from what is installed, FFmpeg's from the text that each of its libraries carries.
"""

import importlib.metadata
import importlib.util
import logging
import re
import sqlite3
from pathlib import Path

from engine.library.database import warn_of_old_sqlite
from engine.media.advisories import allowed_names, holes

PACKAGES = ("av", "hnswlib", "numpy", "open_clip_torch", "Pillow", "PySide6", "safetensors", "torch")
LARGEST = 16 * 1024 * 1024  # bytes of a library that is looked through

log = logging.getLogger(__name__)


def versions() -> dict[str, str]:
    """Names and versions: the database's, of the packages used, and of both FFmpegs, PyAV's and Qt's."""
    found = {"SQLite": sqlite3.sqlite_version}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    found["FFmpeg of PyAV"] = ffmpeg_beside("av", ("../av.libs", ".dylibs", "."))
    found["FFmpeg of Qt"] = ffmpeg_beside("PySide6", ("Qt/lib", "."))
    return found


def ffmpeg_beside(package: str, folders: tuple[str, ...]) -> str:
    """The version of the FFmpeg that a package brings along; "unknown" when it brings none, or tells none."""
    spec = importlib.util.find_spec(package)
    home = Path(spec.origin).parent if spec is not None and spec.origin else None
    for folder in folders if home is not None else ():
        assert home is not None
        for library in sorted((home / folder).glob("*avutil*")):
            if library.stat().st_size <= LARGEST:
                told = re.findall(rb"FFmpeg version (n?\d[\w.\-]*)", library.read_bytes())
                if told:
                    return told[0].decode("ascii")
    return "unknown"


def check() -> list[str]:
    """Log the versions; returns, and logs as warnings, the known holes of FFmpeg that can be reached."""
    found = versions()
    log.info("%s", ", ".join(f"{name} {version}" for name, version in found.items()))
    warn_of_old_sqlite()
    wrong = list[str]()
    for name in ("FFmpeg of PyAV", "FFmpeg of Qt"):
        if found[name] != "unknown":
            wrong += [f"{name} {found[name]}: {one.name} ({one.what})." for one in holes(found[name], allowed_names())]
    for sentence in wrong:
        log.warning("%s", sentence)
    return wrong
