"""The picture of the player: a film's frame, or until it plays the moment's best frame from the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame


class Screen(QWidget):
    """Shows one thing at a time; a click wishes to play or pause."""

    clicked = Signal()
    double_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._still = QPixmap()
        self._frame: QVideoFrame | None = None
        self._tile: tuple[QPixmap, QRectF] | None = None
        self._words = ""
        self._inviting = False
        self._filling = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(120)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Picture"))
        theme.changed.connect(self.update)

    def hasHeightForWidth(self) -> bool:
        return not self._filling

    def heightForWidth(self, width: int) -> int:
        return round(width * 9 / 16)

    def sizeHint(self) -> QSize:
        return QSize(352, 198)

    def show_still(self, pixmap: QPixmap, inviting: bool) -> None:
        """A picture of the moment; `inviting` paints a play mark over it."""
        self._still, self._frame, self._tile, self._words, self._inviting = pixmap, None, None, "", inviting
        self.update()

    def show_tile(self, sprite: QPixmap, source: QRectF) -> None:
        """One picture of a scrub sprite."""
        self._frame, self._tile, self._words = None, (sprite, source), ""
        self.update()

    def show_picture(self, pixmap: QPixmap) -> None:
        """A frame that the engine has decoded."""
        self._frame, self._words, self._inviting = None, "", False
        self._tile = (pixmap, QRectF(pixmap.rect()))
        self.update()

    def fill(self, filling: bool) -> None:
        """Take all room there is, or keep the shape of a film."""
        policy = QSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding if filling else QSizePolicy.Policy.Preferred
        )
        policy.setHeightForWidth(not filling)
        self._filling = filling
        self.setSizePolicy(policy)

    @property
    def shows_film(self) -> bool:
        """Whether a frame of a film is on it, ours or Qt's."""
        return self._frame is not None

    def show_frame(self, frame: QVideoFrame) -> None:
        """A frame of the film."""
        self._frame, self._words, self._inviting = frame, "", False
        self.update()

    def show_words(self, words: str) -> None:
        """A sentence instead of a picture, over the still."""
        self._frame, self._words, self._inviting = None, words, False
        self.update()

    @property
    def still(self) -> QPixmap:
        """The picture of the moment."""
        return self._still

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(place, 8, 8)
        painter.setClipPath(path)
        painter.fillRect(place, self._theme.colour("picture"))
        if self._frame is not None:
            from PySide6.QtMultimedia import QVideoFrame

            self._frame.paint(painter, place, QVideoFrame.PaintOptions())
        elif self._tile is not None:
            sprite, source = self._tile
            painter.drawPixmap(self._fit(source.width(), source.height()), sprite, source)
        elif not self._still.isNull():
            painter.setOpacity(0.35 if self._words else 1.0)
            painter.drawPixmap(
                self._fit(self._still.width(), self._still.height()), self._still, QRectF(self._still.rect())
            )
            painter.setOpacity(1.0)
        if self._words:
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(
                place.adjusted(24, 16, -24, -16), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words
            )
        elif self._inviting and self._frame is None and self._tile is None:
            self._paint_invitation(painter, place.center())

    def _paint_invitation(self, painter: QPainter, centre: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        colour = self._theme.colour("picture", 0.65)
        painter.setBrush(colour)
        painter.drawEllipse(centre, 26, 26)
        icon = self._theme.pixmap("play", "#ffffff", 24, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(centre.x() - 11, centre.y() - 12), icon)

    def _fit(self, width: float, height: float) -> QRectF:
        scale = min(self.width() / max(1.0, width), self.height() / max(1.0, height))
        size = (width * scale, height * scale)
        return QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()
