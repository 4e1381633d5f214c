"""Pictures from the engine's cache, read, scaled and rounded away from the window's thread, kept within a limit of bytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QRectF, QRunnable, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPixmap

LIMIT = 192 * 1024 * 1024  # bytes of decoded pictures; a screen of cards with sprites needs about 40 MB
WAITING = 96  # requests; older ones are dropped when cards fly by
LARGEST = 16384  # pixels on a side of a picture we read


@dataclass(frozen=True)
class Wanted:
    """A picture file at a size in pixels. `radius` rounds the corners; width and height 0: as it is (sprites)."""

    path: str
    width: int = 0
    height: int = 0
    radius: int = 0
    ground: str = "#000000"


class Thumbnails(QObject):
    """`get` answers at once: a pixmap, or None and `arrived` later. A file that cannot be read is remembered as a null pixmap."""

    arrived = Signal()  # some pictures came; at most once in 40 ms, since all cards that wait for one are painted again
    _read = Signal(object, object)  # Wanted, QImage; from a worker

    def __init__(self, parent: QObject | None = None, limit: int = LIMIT) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._kept: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self._waiting: OrderedDict[Wanted, None] = OrderedDict()
        self._working: set[Wanted] = set()
        self._limit = limit
        self._closed = False
        self.bytes = 0
        self._read.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._tell = QTimer(self, interval=40, singleShot=True)
        self._tell.timeout.connect(self.arrived)
        # PySide makes an enumeration when it is first needed, and two threads that do so at once crash the program. So all are made here, by one.
        _framed(QImage(2, 2, QImage.Format.Format_RGB32), QSize(2, 2), Wanted("", radius=1))

    def get(self, wanted: Wanted) -> QPixmap | None:
        """The picture if it is here; otherwise it is fetched, newest wish first."""
        if not wanted.path:
            return QPixmap()
        pixmap = self._kept.get(wanted)
        if pixmap is not None:
            self._kept.move_to_end(wanted)
            return pixmap
        if wanted not in self._working and not self._closed:
            self._waiting[wanted] = None
            self._waiting.move_to_end(wanted)
            if len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._start_next()
        return None

    def forget_missing(self) -> None:
        """Try unreadable files again, since the engine may have written them by now."""
        for wanted in [wanted for wanted, pixmap in self._kept.items() if pixmap.isNull()]:
            del self._kept[wanted]

    def close(self) -> None:
        """Drop what waits and let running work end; after this no thread of ours is left."""
        self._closed = True
        self._waiting.clear()
        self._pool.clear()
        self._pool.waitForDone(2000)

    def _start_next(self) -> None:
        while self._waiting and len(self._working) < 2 and not self._closed:
            wanted, _ = self._waiting.popitem(last=True)
            self._working.add(wanted)
            self._pool.start(_Reading(wanted, self))

    def _keep(self, wanted: Wanted, image: QImage) -> None:
        self._working.discard(wanted)
        pixmap = QPixmap.fromImage(image) if not image.isNull() else QPixmap()
        self._kept[wanted] = pixmap
        self.bytes += _size(pixmap)
        while self.bytes > self._limit and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self.bytes -= _size(old)
        self._start_next()
        if not self._tell.isActive():
            self._tell.start()


class _Reading(QRunnable):
    def __init__(self, wanted: Wanted, owner: Thumbnails) -> None:
        super().__init__()
        self._wanted = wanted
        self._owner = owner

    def run(self) -> None:
        image = read_picture(self._wanted)
        try:
            self._owner._read.emit(self._wanted, image)
        except RuntimeError:
            return  # the window is gone


def read_picture(wanted: Wanted) -> QImage:
    """The picture scaled to fit its size, letterboxed on `ground`, corners rounded; a null image when it is not a JPEG we can read."""
    if not _is_jpeg(wanted.path):
        return QImage()
    reader = QImageReader(wanted.path, b"jpeg")
    reader.setAutoTransform(False)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST:
        return QImage()
    if not wanted.width or not wanted.height:
        return reader.read()
    frame = QSize(wanted.width, wanted.height)
    if size.width() > 2 * frame.width() and size.height() > 2 * frame.height():
        reader.setScaledSize(
            size.scaled(frame * 2, Qt.AspectRatioMode.KeepAspectRatio)
        )  # JPEG scales down cheaply by itself
    image = reader.read()
    if image.isNull():
        return image
    return _framed(image, frame, wanted)


def _is_jpeg(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(3) == b"\xff\xd8\xff"
    except OSError:
        return False


def _framed(image: QImage, frame: QSize, wanted: Wanted) -> QImage:
    fitted = image.size().scaled(frame, Qt.AspectRatioMode.KeepAspectRatio)
    if abs(fitted.width() - frame.width()) <= 3 and abs(fitted.height() - frame.height()) <= 3:
        fitted = frame  # a sliver of letterbox looks like a mistake
    image = image.scaled(fitted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    framed = QImage(frame, QImage.Format.Format_ARGB32_Premultiplied)
    framed.fill(Qt.GlobalColor.transparent)
    painter = QPainter(framed)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if wanted.radius:
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, frame.width(), frame.height()), wanted.radius, wanted.radius)
        painter.setClipPath(path)
    painter.fillRect(0, 0, frame.width(), frame.height(), QColor(wanted.ground))
    place = QRect(
        (frame.width() - fitted.width()) // 2, (frame.height() - fitted.height()) // 2, fitted.width(), fitted.height()
    )
    painter.drawImage(place, image)
    painter.end()
    return framed


def tile(sprite: QPixmap, tiles: int, index: int) -> QRect:
    """Where picture `index` of a scrub sprite lies: ten to a row."""
    columns = min(10, tiles)
    rows = (tiles + 9) // 10
    width, height = sprite.width() // columns, sprite.height() // rows
    index = min(max(0, index), tiles - 1)
    return QRect(index % 10 * width, index // 10 * height, width, height)


def _size(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
