"""The heat strip: how well each frame answers the query, as small bars that read in grey as well as in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

if TYPE_CHECKING:
    from app.grouping import Card
    from engine.messages import Curve

FAINTEST = 0.35  # opacity of the lowest bar
UNSEEN = 0.03  # values below are not drawn


def paint_bars(painter: QPainter, place: QRectF, values: Sequence[float], colour: QColor, track: QColor) -> None:
    """Evenly spaced bars; height and strength both grow with the value (about 0 to 1)."""
    painter.save()
    painter.setRenderHint(
        QPainter.RenderHint.Antialiasing, False
    )  # bars on whole pixels: half-covered edges look like stripes
    left, bottom = round(place.left()), round(place.bottom())
    painter.fillRect(QRect(left, bottom - 1, round(place.width()), 1), track)
    count = min(len(values), max(1, int(place.width() / 2)))
    step = place.width() / max(1, count)
    gap = 1 if step >= 5 else 0
    shade = QColor(colour)
    for number in range(count):
        if count == len(values):
            value = min(1.0, values[number])
        else:
            first = number * len(values) // count
            value = min(1.0, max(values[first : max(first + 1, (number + 1) * len(values) // count)]))
        if value < UNSEEN:
            continue
        shade.setAlphaF(FAINTEST + (1 - FAINTEST) * value)
        height = max(1, round(place.height() * value))
        start, end = left + round(number * step), left + round((number + 1) * step) - gap
        painter.fillRect(QRect(start, bottom - height, max(1, end - start), height), shade)
    painter.restore()


def at_times(
    frames: Sequence[tuple[float, float]], start: float, end: float, count: int, reach: float = 2.5
) -> list[float]:
    """(time, value) pairs resampled to `count` even steps from start to end; 0 where there is none near.

    A value holds until the next one, when that is less than `reach` seconds away.
    """
    values = [0.0] * count
    length = max(1e-6, end - start)
    times = [time for time, _ in frames]
    for number, (time, value) in enumerate(frames):
        following = times[number + 1] if number + 1 < len(times) and times[number + 1] - time < reach else time + 1.0
        first = int((time - start) / length * count + 1e-9)
        last = max(first, int((min(following, end) - start) / length * count + 1e-9) - 1)
        for slot in range(max(0, first), min(count, last + 1)):
            values[slot] = max(values[slot], value)
    return values


def frames_of(curve: Curve, word: str = "") -> list[tuple[float, float]]:
    """(time, value) of a curve, or of one of its words."""
    told = next((one.frames for one in curve.words if one.word == word), ()) if word else curve.values
    return list(zip(curve.times, told, strict=False))


def reach_of(duration: float, samples: int) -> float:
    """How far apart the samples of a whole video may lie and still follow one another."""
    return max(2.5, 2.5 * duration / max(1, samples))


def over_video(card: Card, curve: Curve | None, count: int) -> list[float]:
    """`count` even steps over the whole video of a card: its curve where the engine has told it, else what its moments know."""
    hit = card.hit
    length = hit.duration or hit.end
    if curve is not None:
        return at_times(frames_of(curve), 0.0, length, count, reach_of(length, len(curve.times)))
    frames = sorted((frame.time, frame.relevance) for moment in card.moments for frame in moment.frames)
    return at_times(frames, 0.0, length, count)
