"""Prints how long Rushes takes to its first paint against an empty PySide6 window, alternating runs: `bench_start.py [RUNS]`."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EMPTY = """
import os, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        os._exit(0)
application = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
application.exec()
"""
RUSHES = """
import os, sys, time
import app.main
class Window(app.main.MainWindow):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        os._exit(0)
app.main.MainWindow = Window
app.main.main(["--settings", sys.argv[1]])
"""


def first_paint(code: str, settings: str) -> float:
    """Seconds from starting Python to the first paint event of the window."""
    started = time.time()
    command = [sys.executable, "-c", code, settings]
    painted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return float(painted.split()[0]) - started


def main() -> None:
    """Alternating runs, so that a busy moment of the machine hits both."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        settings = str(Path(folder) / "settings.ini")
        for code in (EMPTY, RUSHES):
            first_paint(code, settings)  # files come into the cache, modules are compiled
        pairs = [(first_paint(EMPTY, settings), first_paint(RUSHES, settings)) for _ in range(runs)]
    empty, rushes = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    print(
        f"empty window {empty * 1000:.0f} ms, Rushes {rushes * 1000:.0f} ms, median ratio {ratio:.2f} over {runs} pairs"
    )


if __name__ == "__main__":
    main()
