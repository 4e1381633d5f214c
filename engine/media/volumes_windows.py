"""Drives of Windows: by the serial number that GetVolumeInformation gives, shares by their name. Not tried on Windows yet."""

import ctypes
import os
import string
from pathlib import Path
from typing import Any

from engine.media.volumes import Volume

KINDS = {2: "removable", 3: "fixed", 4: "network", 6: "fixed"}  # what GetDriveTypeW answers


class WindowsVolumes:
    """Every drive letter, and shares by their UNC name."""

    def mounted(self) -> list[Volume]:
        """All drives with a medium in them."""
        letters = _system().GetLogicalDrives()
        roots = [f"{letter}:\\" for bit, letter in enumerate(string.ascii_uppercase) if letters >> bit & 1]
        return [volume for root in roots if (volume := _volume(root))]

    def of(self, path: Path) -> Volume | None:
        """The one that holds an existing path."""
        buffer = ctypes.create_unicode_buffer(32768)
        if not _system().GetVolumePathNameW(os.fspath(path), buffer, len(buffer)):
            return None
        return _volume(buffer.value)


def _volume(root: str) -> Volume | None:
    kind = KINDS.get(_system().GetDriveTypeW(root))
    if kind is None:
        return None
    label, serial = ctypes.create_unicode_buffer(261), ctypes.c_uint32()
    if not _system().GetVolumeInformationW(root, label, len(label), ctypes.byref(serial), None, None, None, 0):
        return None
    drive = Path(root)
    name = label.value or (root.rstrip("\\") if kind != "fixed" else "")
    return Volume(f"serial:{serial.value:08x}:{label.value}", name, kind, drive, Path("/"))


def _system() -> Any:
    return ctypes.windll.kernel32  # pyright: ignore[reportAttributeAccessIssue]
