"""Prints the longest pause of the window's thread while a list of 10,000 moments is scrolled: `bench_scroll.py [PICTURES]`."""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QElapsedTimer, QTimer  # noqa: E402
from PySide6.QtGui import QColor, QImage  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.main import Program  # noqa: E402
from app.settings import Settings  # noqa: E402
from engine import messages as m  # noqa: E402

CARDS = 10_000
SECONDS = 6.0


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
    for shot in range(CARDS):
        frames = tuple(m.Keyframe(float(n), paths[(shot * 13 + n) % len(paths)], (shot + n) % 7 / 7) for n in range(8))
        found.append(m.Hit(shot, shot // 9, f"/v/{shot}.mp4", 0.0, 8.0, 0.3, "strong", frames, 0, (1, 2, 3, 4, 5)))
    return found


def memory() -> int:
    """Resident MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


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
        until = time.monotonic() + SECONDS
        steps = 0

        def scroll() -> None:
            nonlocal steps
            steps += 1
            kind[0] = "steps" if time.monotonic() < until - SECONDS / 2 else "leaps"
            leap = bar.maximum() // 97 if kind[0] == "leaps" else 60
            bar.setValue((bar.value() + leap) % bar.maximum())

        wheel = QTimer(interval=16)
        wheel.timeout.connect(scroll)
        wheel.start()
        last[0] = time.perf_counter()
        while time.monotonic() < until:
            application.processEvents()
        print(f"{CARDS:,} moments shown in {shown} ms; {steps} scroll steps in {SECONDS:.0f} s")
        for name in ("steps", "leaps"):
            times = sorted(late for late, of in beats if of == name)
            print(
                f"{name}: longest pause {times[-1]:.1f} ms, 99 % below {times[int(len(times) * 0.99)]:.1f} ms, median {times[len(times) // 2]:.1f}"
            )
        print(
            f"memory {before} MiB before, {memory()} MiB after; pictures kept {window.thumbnails.bytes / 2**20:.0f} MiB"
        )
        window.thumbnails.close()
    os._exit(0)


if __name__ == "__main__":
    main()
