"""What is dropped on the search field or pasted into it: a film, a still, or a picture without a file, which is given one.

The window decodes none of it: pictures may be made to do harm, so only the engine's confined worker looks inside.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QStandardPaths
from PySide6.QtGui import QImage

from app.reveal import is_picture, is_video
from engine.messages import Part

KEPT = 100  # pasted pictures; the oldest go
LARGEST = 256 * 1024 * 1024  # bytes of one
FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/bmp": "bmp", "image/tiff": "tiff"}


def part_of(data: QMimeData | None, name: str) -> Part | None:
    """The first file or picture of a drag or of the clipboard as a part of a question; `name` is for a picture that has none."""
    if data is None:
        return None
    for path in _files(data):
        if Path(path).is_file():
            return Part(path=path)
    for kind, suffix in FORMATS.items():
        content = bytes(data.data(kind).data()) if data.hasFormat(kind) else b""
        if 0 < len(content) <= LARGEST:
            return Part(path=keep(content, suffix), name=name)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():  # from this very program, or already decoded by the system
        return Part(path=keep(_png(image), "png"), name=name)
    return None


def holds_part(data: QMimeData) -> bool:
    """Whether `part_of` would find something."""
    return bool(_files(data)) or data.hasImage() or any(data.hasFormat(kind) for kind in FORMATS)


def _files(data: QMimeData) -> list[str]:
    paths = [url.toLocalFile() for url in data.urls()[:100] if url.isLocalFile()]
    return [path for path in paths if is_video(path) or is_picture(path)]


def keep(content: bytes, suffix: str) -> str:
    """Write a picture into the cache, named by its content; the path."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)) / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.blake2b(content, digest_size=12).hexdigest()}.{suffix}"
    path.write_bytes(content)
    for old in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return str(path)


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]  (as text it works)
    return bytes(data.data())
