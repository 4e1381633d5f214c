"""How a training went, as a picture and for TensorBoard: losses and validation figures by step, from a file of JSON lines."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 480, 64, 64, 36, 44
INK, GRID, LOSS, FAINT, FIGURE = (40, 40, 46), (226, 226, 230), (31, 94, 168), (176, 200, 228), (196, 86, 20)


class History:
    """Entries {"step": n, name: number, …}, a line each. Entries after the step that a resumed training begins with are dropped."""

    def __init__(self, file: Path, step: int) -> None:
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        self.entries = [entry for line in lines if (entry := _entry(line)) and entry["step"] <= step]
        fresh = file.with_suffix(".new")
        fresh.write_text("".join(json.dumps(entry) + "\n" for entry in self.entries), encoding="utf-8")
        fresh.replace(file)

    def add(self, step: int, **numbers: float) -> None:
        """Append to the file."""
        self.entries.append({"step": step, **numbers})
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(self.entries[-1]) + "\n")

    def points(self, name: str) -> list[tuple[int, float]]:
        """(step, value) of the entries that have it."""
        return [(entry["step"], float(entry[name])) for entry in self.entries if name in entry]


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None  # cut by a kill
    return entry if isinstance(entry, dict) and isinstance(entry.get("step"), int) else None


def write_curve(file: Path, history: History, title: str, figure: str = "R@1") -> None:
    """A PNG: the loss, thin as it was and thick as its running mean, against the left axis; `figure` against the right one."""
    loss, found = history.points("loss"), history.points(figure)
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    draw.text((LEFT, 10), title, INK, font)
    if loss:
        last = max(step for step, _ in loss + found)
        high = max(value for _, value in loss)
        low = min(0.0, *(value for _, value in loss))
        smooth = _running_mean(loss, max(1, len(loss) // 40))
        for tick in _ticks(low, high):
            y = _place(tick, low, high)
            draw.line([(LEFT, y), (WIDTH - RIGHT, y)], GRID)
            draw.text((LEFT - 8, y), f"{tick:g}", LOSS, font, anchor="rm")
        for tick in _ticks(0, last):
            draw.text((_across(tick, last), HEIGHT - BOTTOM + 8), f"{tick:g}", INK, font, anchor="mt")
        for points, colour, width in ((loss, FAINT, 1), (smooth, LOSS, 3)):
            _polyline(draw, [(_across(step, last), _place(value, low, high)) for step, value in points], colour, width)
        for tick in (0, 25, 50, 75, 100) if found else ():
            draw.text((WIDTH - RIGHT + 8, _place(tick, 0, 100)), f"{tick} %", FIGURE, font, anchor="lm")
        _polyline(draw, [(_across(step, last), _place(value, 0, 100)) for step, value in found], FIGURE, 3)
    names = [("loss", LOSS), *([(f"{figure} on validation", FIGURE)] if found else [])]
    for number, (name, colour) in enumerate(names):
        draw.text((WIDTH - RIGHT, 10 + 14 * number), name, colour, font, anchor="ra")
    fresh = file.with_suffix(".png.new")
    picture.save(fresh, "PNG")
    fresh.replace(file)


def _across(step: float, last: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * step / max(1, last)


def _place(value: float, low: float, high: float) -> float:
    part = (value - low) / (high - low) if high > low else 0.0
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(1.0, max(0.0, part))


def _ticks(low: float, high: float) -> list[float]:
    """About five round numbers."""
    if not high > low:
        return [low]
    rough = (high - low) / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 5, 10) if power * nice >= rough)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _running_mean(points: list[tuple[int, float]], window: int) -> list[tuple[int, float]]:
    smooth = []
    for place, (step, _) in enumerate(points):
        some = [value for _, value in points[max(0, place - window + 1) : place + 1]]
        smooth.append((step, sum(some) / len(some)))
    return smooth


def _polyline(
    draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: tuple[int, int, int], width: int
) -> None:
    if len(points) > 1:
        draw.line(points, colour, width, joint="curve")
    for x, y in points if len(points) < 30 else ():
        draw.ellipse([x - width, y - width, x + width, y + width], fill=colour)


class Board:
    """TensorBoard's event files, where that package is installed; else nothing."""

    def __init__(self, folder: Path) -> None:
        self._writer = None
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            return
        self._writer = SummaryWriter(str(folder))

    def add(self, step: int, **numbers: float) -> None:
        """One value of each name at a step."""
        if self._writer is not None:
            for name, value in numbers.items():
                self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        """Everything is on the disk afterwards."""
        if self._writer is not None:
            self._writer.close()
