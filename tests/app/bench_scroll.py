"""Prints the longest pause of the window's thread while 10,000 cards are scrolled, and how fast pictures are scrubbed: `bench_scroll.py [PICTURES]`."""

import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QElapsedTimer, QPoint, QTimer  # noqa: E402
from PySide6.QtGui import QColor, QImage  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.hit_delegate import View  # noqa: E402
from app.main import Program  # noqa: E402
from app.settings import Settings  # noqa: E402
from engine import messages as m  # noqa: E402

CARDS = 10_000
SECONDS = 4.0  # in each view


def pictures(folder: Path) -> list[str]:
    """Enough different JPEGs that the cache has to work."""
    given = sorted(str(path) for path in Path(sys.argv[1]).glob("*.jpg")) if len(sys.argv) > 1 else []
    paths = []
    for number in range(400):
        path = folder / f"{number}.jpg"
        image = QImage(given[number % len(given)]) if given else QImage(480, 270, QImage.Format.Format_RGB32)
        if not given:
            image.fill(QColor.fromHsv(number * 7 % 360, 150, 200))
        image.save(str(path), quality=85)
        paths.append(str(path))
    return paths


def hits(paths: list[str]) -> list[m.Hit]:
    """As the engine would send them, only more."""
    found = []
    sprite = str(Path(paths[0]).with_name("sprite.jpg"))
    image = QImage(1600, 540, QImage.Format.Format_RGB32)
    for n in range(60):
        for x in range(160):
            for y in range(0, 90, 9):
                image.setPixel(n % 10 * 160 + x, n // 10 * 90 + y, QColor.fromHsv(n * 6, 200, 200).rgb())
    image.save(sprite, quality=85)
    for shot in range(CARDS):
        frames = tuple(m.Keyframe(float(n), paths[(shot * 13 + n) % len(paths)], (shot + n) % 7 / 7) for n in range(8))
        hit = m.Hit(shot, shot, f"/v/{shot}.mp4", 0.0, 8.0, 0.3, "strong", frames, 0, (1, 2, 3, 4, 5))
        found.append(replace(hit, duration=60.0, sprite=sprite, sprite_tiles=60, width=1920, height=1080))
    return found


def memory() -> int:
    """Resident MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def scrub(application: QApplication, window) -> None:
    """The pointer moves over a picture, and every move is painted before the next one."""
    results = window.results
    results.show_as(View.GRID)
    results.verticalScrollBar().setValue(0)
    application.processEvents()
    place = results._delegate.places(results.visualRect(window.model.index(0)), results.font()).picture
    results._pointer.follow(place.center())
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        application.processEvents()
    times, worked = [], time.thread_time()
    for move in range(600):
        began = time.perf_counter()
        x = place.left() + move * 7 % place.width()
        results._pointer.follow(QPoint(x, place.top() + 20))
        results.viewport().repaint(results.visualRect(window.model.index(0)))
        times.append(time.perf_counter() - began)
    times.sort()
    print(f"scrub: {len(times) / sum(times):.0f} pictures a second, slowest {times[-1] * 1000:.1f} ms")
    print(f"    {(time.thread_time() - worked) / len(times) * 1000:.2f} ms of processor time each")


def main() -> None:
    """Scroll by wheel-sized steps and by leaps while a heartbeat measures how late the event loop is."""
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(application, Settings(str(Path(folder) / "s.ini")), None, (sys.executable, ["-c", "pass"]))
        window = program.window
        window.furnish()
        window.show_page("answer")
        window.show()
        found = hits(pictures(Path(folder)))
        application.processEvents()
        before = memory()
        clock = QElapsedTimer()
        clock.start()
        window.model.show_hits(found)
        application.processEvents()
        shown = clock.elapsed()
        beats: list[tuple[float, str]] = []
        last, kind = [time.perf_counter()], ["steps"]

        def beat() -> None:
            now = time.perf_counter()
            beats.append(((now - last[0]) * 1000, kind[0]))
            last[0] = now

        heart = QTimer(interval=5)
        heart.timeout.connect(beat)
        heart.start()
        bar = window.results.verticalScrollBar()
        began, steps = time.monotonic(), 0
        work: dict[str, list[float]] = {}

        def scroll() -> None:
            nonlocal steps
            steps += 1
            kind[0] = f"{window.results.view} by the wheel" if steps % 120 < 60 else f"{window.results.view} by leaps"
            leap = bar.maximum() // 97 if steps % 120 >= 60 else 60
            bar.setValue((bar.value() + leap) % max(1, bar.maximum()))
            if steps % 10 == 0:  # as if nothing of the last picture could be kept
                worked = time.thread_time()
                window.results.viewport().repaint()
                work.setdefault(kind[0], []).append((time.thread_time() - worked) * 1000)

        wheel = QTimer(interval=16)
        wheel.timeout.connect(scroll)
        wheel.start()
        last[0] = time.perf_counter()
        for view in View:
            kind[0] = "change of view"
            window.results.show_as(view)
            bar.setValue(0)
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                application.processEvents()
        wheel.stop()
        print(f"{CARDS:,} moments shown in {shown} ms; {steps} scroll steps in {time.monotonic() - began:.0f} s")
        for name in dict.fromkeys(of for _, of in beats):
            times = sorted(late for late, of in beats if of == name)
            print(
                f"{name}: longest pause {times[-1]:.1f} ms, 99 % below {times[int(len(times) * 0.99)]:.1f} ms, median {times[len(times) // 2]:.1f}"
            )
            if name in work:
                told = sorted(work[name])
                print(
                    f"    painting all of it anew: median {told[len(told) // 2]:.1f} ms of processor time, most {told[-1]:.1f}"
                )
        kept = window.thumbnails.bytes / 2**20
        print(f"memory {before} MiB before, {memory()} MiB after; pictures kept {kept:.0f} MiB")
        scrub(application, window)
        window.thumbnails.close()
    os._exit(0)


if __name__ == "__main__":
    main()
