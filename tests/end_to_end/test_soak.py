"""Many small films, one after the other, with questions in between: memory, descriptors and threads of window and engine stay bounded."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clips import COLOURS, make_clip
from tests.processes import NAME, marked, new_mark, seconds_until_gone

ROOT = Path(__file__).parents[2]
MIB = 2**20

WINDOW = """
import sys, app.engine_client, app.main
from PySide6.QtCore import QTimer
app.engine_client.engine_command = lambda *_: (sys.executable, ["-m", "tests.fake_engine_command", "--library", sys.argv[2], "serve"])
watch = app.main.Program.watch
words = ["red", "green", "blue", "a yellow thing", "nothing of the kind"]
def begin(program):
    watch(program)
    timer = QTimer(program.window, interval=700)
    timer.timeout.connect(lambda: (words.append(words.pop(0)), program.window.search_bar.set_text(words[0])))
    timer.start()
app.main.Program.watch = begin
sys.exit(app.main.main(sys.argv[1:]))
"""


def write_films(folder: Path, count: int) -> None:
    """Ten films, and copies of them that differ by an empty box at their end, so that each is another video."""
    folder.mkdir()
    originals = []
    for number, colour in enumerate(COLOURS):
        clip = make_clip(folder.parent / f"original-{number}.mp4", 2.0, 8, (96, 64), scenes=[colour, "grey"], gop=8)
        originals.append(clip.path.read_bytes())
    for number in range(count):
        told = f"{number:08d}".encode()
        box = (8 + len(told)).to_bytes(4, "big") + b"free" + told
        (folder / f"{number:05d}.mp4").write_bytes(originals[number % 10] + box)


def state(process: int) -> tuple[int, int, int]:
    """(resident bytes, descriptors, threads)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    facts = dict(line.split(":", 1) for line in lines)
    return int(facts["VmRSS"].split()[0]) * 1024, len(os.listdir(f"/proc/{process}/fd")), int(facts["Threads"])


def indexed(library: Path) -> int:
    """Videos done so far, read beside the engine without disturbing it."""
    try:
        db = sqlite3.connect(f"file:{library / 'library.db'}?mode=ro", uri=True, timeout=10)
    except sqlite3.OperationalError:
        return 0
    try:
        return db.execute("select count(*) from indexed").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()


@pytest.mark.goal("B4")
@pytest.mark.skipif(sys.platform != "linux", reason="memory and descriptors are read from /proc")
def test_memory_descriptors_and_threads_stay_bounded(tmp_path, size, tried):
    count = size(100, 2000)
    tried("B4", count)
    films, library, mark = tmp_path / "films", tmp_path / "library", new_mark()
    write_films(films, count)
    options = ["--library", str(library), "--settings", str(tmp_path / "settings.ini"), str(films)]
    environ = os.environ | {NAME: mark, "PYTHONPATH": str(ROOT)}
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, *options], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL
    )
    taken: dict[str, list[tuple[int, int, int]]] = {"window": [], "engine": []}
    warm, end = count * 3 // 10, time.monotonic() + 60 + 2 * count
    while (done := indexed(library)) < count:
        assert window.poll() is None
        assert time.monotonic() < end, f"{done} of {count} indexed"
        if done >= warm:
            for process in marked(mark):
                words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
                who = "window" if process == window.pid else "engine" if b"serve" in words else ""
                if who:
                    taken[who].append(state(process))
        time.sleep(0.3)
    window.terminate()
    assert window.wait(30) == 0
    assert seconds_until_gone(mark) < 5
    for who, limit in (("window", 50 * MIB), ("engine", 200 * MIB)):
        memory, descriptors, threads = zip(*taken[who], strict=True)
        steady = max(1, len(memory) // 4)
        told = f"{who}: memory +{(max(memory) - memory[0]) / MIB:.0f} MiB from {memory[0] / MIB:.0f}, "
        print(f"\n{told}descriptors {min(descriptors)} to {max(descriptors)}, threads {min(threads)} to {max(threads)}")
        assert max(memory) - memory[0] <= limit
        # Descriptors and threads come and go with each decoder; what counts is that the last quarter has no more than the first.
        assert max(descriptors[-steady:]) <= max(descriptors[:steady]) + 5
        assert max(threads[-steady:]) <= max(threads[:steady]) + 2
