"""Ten thousand cards: no step of scrolling keeps the window's thread for long, pictures are scrubbed fluently, memory stays bounded.

What is limited is the processor time of the window's own thread, which does not depend on what else the machine is doing; bench_scroll.py
measures what a person would see.
"""

import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from app.hit_delegate import View
from app.main import Program
from engine import messages as m

CARDS = 10_000
PAUSE = 0.050  # seconds
PICTURES = 30  # a second


@pytest.fixture
def window(qtbot, qapp, settings, tmp_path: Path):
    """Ten thousand videos with forty different pictures and a scrub sprite."""
    paths = []
    for number in range(40):
        image = QImage(320, 180, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number * 9, 150, 200))
        paths.append(str(tmp_path / f"{number}.jpg"))
        image.save(paths[-1])
    sprite = str(tmp_path / "sprite.jpg")
    image = QImage(1600, 540, QImage.Format.Format_RGB32)
    for y in range(540):
        for x in range(0, 1600, 160):
            image.setPixel(x, y, 0xFF00FF)
    image.save(sprite)
    hits = []
    for video in range(CARDS):
        frames = tuple(m.Keyframe(float(n), paths[(video * 13 + n) % 40], n / 7) for n in range(8))
        told: dict = {"duration": 60.0, "sprite": sprite, "sprite_tiles": 60}
        hits.append(m.Hit(video, video, f"/v/{video}.mp4", 0.0, 8.0, 0.3, "strong", frames, 0, (1, 2, 3, 4, 5), **told))
    program = Program(qapp, settings, None, (sys.executable, ["-c", "pass"]))
    program.window.furnish()
    program.window.show_page("answer")
    program.window.show()
    program.window.model.show_hits(hits)
    qtbot.wait(50)
    yield program.window
    program.window.close()


def worked(do) -> float:
    """Seconds of this thread's processor time."""
    began = time.thread_time()
    do()
    return time.thread_time() - began


def test_ten_thousand_cards_scroll_and_scrub_fluently_in_bounded_memory(window, qapp, qtbot):
    results, bar = window.results, window.results.verticalScrollBar()
    for view in View:
        results.show_as(view)
        assert window.model.rowCount() == CARDS
        assert bar.maximum() > 100_000
        steps = []
        for step in range(24):  # leaps, which show nothing but new cards, and turns of the wheel
            to = bar.value() + 60 if step % 2 else bar.maximum() * step // 24
            steps.append(worked(lambda to=to: (bar.setValue(to), results.viewport().repaint())))
            qapp.processEvents()
        steps.sort()
        assert steps[int(len(steps) * 0.9)] < PAUSE, (view, steps[-4:])
    assert window.thumbnails.bytes <= window.thumbnails._limit

    results.show_as(View.GRID)
    bar.setValue(0)
    place = results._delegate.places(results.visualRect(window.model.index(0)), results.font()).picture
    results._pointer.follow(place.center())
    qtbot.waitUntil(lambda: not window.thumbnails._working and not window.thumbnails._waiting)

    def scrub() -> None:
        for move in range(60):
            results._pointer.follow(QPoint(place.left() + move * 7 % place.width(), place.top() + 20))
            results.viewport().repaint(results.visualRect(window.model.index(0)))

    assert 60 / worked(scrub) >= PICTURES

    def through() -> int:
        for step in range(25):
            bar.setValue(bar.maximum() * step // 25)
            qapp.processEvents()
        return memory()

    first = through()
    assert through() - first < 64  # MiB


def memory() -> int:
    """Resident MiB where the system tells it in /proc, else 0."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4 // 1024 if told.exists() else 0
