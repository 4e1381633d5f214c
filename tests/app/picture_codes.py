"""Reads the number that tests/clips.py draws into every frame from what the player's screen shows."""

import numpy as np
from PySide6.QtGui import QImage

from app.screen import Screen
from tests.clips import frame_number


def number_on(screen: Screen) -> int:
    """The number of the frame on the screen; -1 when there is none."""
    if screen._frame is not None:
        image = screen._frame.toImage()
    elif screen._tile is not None:
        image = screen._tile[0].toImage()
    else:
        return -1
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return frame_number(pixels[:, : image.width() * 3].reshape(image.height(), image.width(), 3))
