"""Whatever the engine does, the window goes on: it does not stall, another engine is back soon, and the job goes on where it was."""

import os
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from engine import messages as m
from tests.app.misbehaviours import MISBEHAVIOURS
from tests.processes import slowness

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the faults are made with Unix signals")

STALL = 0.25  # seconds of work in one turn of the event loop
BACK = 3.0  # seconds from the end of one engine to the first words of the next; three times as many, and more on a busy machine
SILENT = ("stall", "half a message and silence", "deaf and dumb")


class Pulse:
    """The longest turn of the event loop: by the clock, and in time of this thread, which a busy machine does not lengthen."""

    def __init__(self) -> None:
        self.longest = self.longest_work = 0.0
        self._clock, self._work = time.monotonic(), time.thread_time()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        clock, work = time.monotonic(), time.thread_time()
        self.longest = max(self.longest, clock - self._clock)
        self.longest_work = max(self.longest_work, work - self._work)
        self._clock, self._work = clock, work


@pytest.mark.goal("F1")
@pytest.mark.parametrize("script", MISBEHAVIOURS)
def test_a_misbehaving_engine_is_replaced_and_its_job_goes_on(start, qtbot, tmp_path, script, tried):
    tried("F1", 1)
    desk = start("--first-run", "--script", script, "--beat", "0.05", "--step", "0.01")
    client, said, times = desk.client, [], {}
    if script in SILENT:
        client._watch.setInterval(100)  # ten beats of silence are a second here, not ten
    client.died.connect(lambda sentence: (said.append(sentence), times.setdefault("died", time.monotonic())))
    client.received.connect(
        lambda message: times.setdefault("back", time.monotonic()) if isinstance(message, m.Ready) else None
    )
    pulse = Pulse()
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: "back" in times, timeout=60000)
    qtbot.waitUntil(lambda: not desk.window.activity.busy, timeout=60000)
    assert len(said) == 1
    assert "goes on where it was" in said[0]
    assert len(desk.heard(m.IndexFolder)) == 2
    assert pulse.longest_work <= STALL
    assert times["back"] - times["died"] <= 3 * BACK * slowness()
    print(f"{script}: longest turn {pulse.longest * 1000:.0f} ms, back after {times['back'] - times['died']:.2f} s")


@pytest.mark.goal("F1")
def test_an_engine_that_dies_for_the_third_time_goes_on_carefully(start, qtbot, tmp_path, tried):
    tried("F1", 1)
    desk = start("--first-run", "--script", "crash-thrice")
    said = []
    desk.client.died.connect(said.append)
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: len(said) == 3, timeout=30000)
    assert "processor alone" in said[-1]
    assert desk.window.toast.words == said[-1]
    qtbot.waitUntil(lambda: not desk.window.activity.busy, timeout=30000)
    assert desk.client.careful
    assert not desk.client.gave_up


def test_a_quiet_engine_is_not_taken_for_a_dead_one_and_a_sleeping_computer_not_for_a_quiet_engine(start, qtbot):
    desk = start("--beat", "0.05")
    said = []
    desk.client.died.connect(said.append)
    desk.client._watch.setInterval(60)
    qtbot.wait(1500)  # 25 times the interval: only the beats keep it alive
    time.sleep(1.5)  # nothing of the window runs
    qtbot.wait(300)
    assert not said


def test_a_window_behind_its_engine_says_how_far_it_is(start, qtbot, tmp_path):
    desk = start("--first-run", "--step", "0")
    for _ in range(6):
        desk.conversation.index(str(tmp_path))
        qtbot.waitUntil(lambda: not desk.window.activity.busy, timeout=15000)
    taken = [message.taken for message in desk.heard(m.Acknowledge)]
    assert taken[0] == 0
    assert len(taken) >= 3
    assert taken == sorted(taken)


def test_a_careful_engine_is_told_so():
    from app.engine_client import _environment

    assert _environment(careful=True).value("RUSHES_CAREFUL") == "1"
    assert not _environment(careful=False).contains("RUSHES_CAREFUL")


def test_a_careful_engine_keeps_to_the_processor(monkeypatch):
    from engine.cli import _parser

    monkeypatch.setenv("RUSHES_CAREFUL", "1")
    assert _parser().parse_args(["serve"]).device == "cpu"
    monkeypatch.delenv("RUSHES_CAREFUL")
    assert _parser().parse_args(["serve"]).device is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a child with its parent")
def test_a_killed_window_leaves_no_engine_even_one_that_hangs(tmp_path):
    import subprocess

    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import os, signal; from engine.lifeline import die_with_parent; die_with_parent();"
        " print(os.getpid(), flush=True); os.kill(os.getpid(), signal.SIGSTOP)'], stdin=subprocess.PIPE)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()
