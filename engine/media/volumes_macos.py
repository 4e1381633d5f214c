"""Drives of macOS: by the UUID that getattrlist(2) gives. Written after Apple's manual pages; not tried on a Mac yet."""

import ctypes
import os
import uuid
from pathlib import Path

from engine.media.volumes import Volume

ATTR_BIT_MAP_COUNT = 5
ATTR_VOL_INFO, ATTR_VOL_UUID = 0x80000000, 0x00040000


class _AttributeList(ctypes.Structure):
    _fields_ = (
        ("bitmapcount", ctypes.c_ushort),
        ("reserved", ctypes.c_uint16),
        ("commonattr", ctypes.c_uint32),
        ("volattr", ctypes.c_uint32),
        ("dirattr", ctypes.c_uint32),
        ("fileattr", ctypes.c_uint32),
        ("forkattr", ctypes.c_uint32),
    )


class MacVolumes:
    """The start volume and everything in /Volumes."""

    def mounted(self) -> list[Volume]:
        """All volumes with a UUID."""
        try:
            points = [entry for entry in Path("/Volumes").iterdir() if os.path.ismount(entry)]
        except OSError:
            points = []
        return [volume for point in (Path("/"), *points) if (volume := _volume(point))]

    def of(self, path: Path) -> Volume | None:
        """The one that holds an existing path."""
        point = Path(os.path.realpath(path))
        while not os.path.ismount(point):
            point = point.parent
        return _volume(point)


def _volume(point: Path) -> Volume | None:
    request = _AttributeList(ATTR_BIT_MAP_COUNT, 0, 0, ATTR_VOL_INFO | ATTR_VOL_UUID, 0, 0, 0)
    answer = ctypes.create_string_buffer(4 + 16)
    system = ctypes.CDLL(None, use_errno=True)
    if system.getattrlist(os.fsencode(point), ctypes.byref(request), answer, len(answer), 0) != 0:
        return None
    number = uuid.UUID(bytes=answer.raw[4:20])
    plugged = point.parent == Path("/Volumes")
    return Volume(f"uuid:{number}", point.name, "removable" if plugged else "fixed", point, Path("/"))
