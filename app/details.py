"""*Copy details*: what a bug report needs as plain text, with versions, device and the last lines of the logs, and without places on the disk."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import qVersion

LINES = 40  # of each log
_FOLDERS = re.compile(r"""(?:(?<![\w.])~?/|\b[A-Za-z]:\\|\\\\)(?:[^/\\\n"'<>|:]+[/\\])+""")


def details(facts: Sequence[str], logs: Path, last_words: str = "") -> str:
    """`facts`: lines such as the versions; `logs`: the folder of the logs; `last_words`: the end of what the engine wrote to standard error."""
    parts = ["\n".join([*facts, f"Qt {qVersion()}, Python {platform.python_version()}, {platform.platform()}"])]
    for name in ("window.log", "window-crash.log", "engine.log", "engine-crash.log"):
        parts.append(_part(name, _tail(logs / name)))
    parts.append(_part("the engine's last words", "\n".join(last_words.splitlines()[-LINES:])))
    return without_places("\n\n".join(part for part in parts if part)) + "\n"


def without_places(text: str) -> str:
    """File names stay, the folders they lie in do not."""
    return _FOLDERS.sub("…/", text)


def _part(title: str, text: str) -> str:
    return f"--- {title}\n{text}" if text.strip() else ""


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 64 * 1024))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-LINES:])
