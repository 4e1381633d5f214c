"""The loop's sense of turns: which folder is next, rest between the steps of quiet indexing, waiting for mains power."""

import io
import time
from pathlib import Path

import pytest

import engine.serve
from engine.engine import Engine
from engine.lifeline import Lifeline
from engine.messages import (
    IndexFolder,
    LibraryState,
    ModelState,
    PauseIndexing,
    Prioritise,
    Progress,
    SetPace,
    decode,
    encode,
)
from engine.serve import Serve
from tests.clips import make_clip
from tests.fakes import load_fake


class Loop:
    """A real engine behind its loop, advanced step by step."""

    def __init__(self, library: Path) -> None:
        self.engine = Engine(library, "colours", load=load_fake)
        self.out = io.BytesIO()
        self.serve = Serve(self.engine, Lifeline(self.out))
        self.run_until(lambda said: any(isinstance(one, ModelState) and one.state == "ready" for one in said))

    @property
    def said(self) -> list:
        return [decode(line) for line in self.out.getvalue().splitlines()]

    def ask(self, *messages) -> None:
        for message in messages:
            self.serve._receive(encode(message))

    def step(self) -> bool:
        worked = self.serve._step()
        if not worked:
            time.sleep(0.001)
        return worked

    def run_until(self, done, seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not done(self.said):
            assert time.monotonic() < end, self.said[-3:]
            for _ in range(10):
                self.step()


@pytest.fixture
def loop(tmp_path):
    opened = Loop(tmp_path / "library")
    yield opened
    for job in opened.serve._jobs:
        job.steps.close()
    opened.engine.close()


@pytest.fixture
def folders(tmp_path) -> list[Path]:
    made = []
    for name in ("first", "second", "third"):
        folder = tmp_path / name
        folder.mkdir()
        for number, colour in enumerate(("red", "green")):
            make_clip(
                folder / f"{name}-{number}.mp4", seconds=2, fps=5, scenes=[colour], size=(160 + 2 * len(made), 90)
            )
        made.append(folder)
    return made


def order(said: list) -> list[str]:
    """The names of the videos in the order in which they were indexed."""
    names = [
        Path(one.path).name for one in said if isinstance(one, Progress) and one.activity == "indexing" and one.total
    ]
    return list(dict.fromkeys(name for name in names if name.endswith(".mp4")))


def all_done(said: list) -> bool:
    states = [one for one in said if isinstance(one, LibraryState)]
    return bool(states) and states[-1].indexed == 6


def test_a_folder_that_is_wanted_first_is_next_after_the_video_in_work(loop, folders):
    loop.ask(*(IndexFolder(number, str(folder)) for number, folder in enumerate(folders, 1)))
    while not order(loop.said):
        loop.step()
    loop.ask(Prioritise(3))
    loop.run_until(all_done)
    assert order(loop.said) == [
        "first-0.mp4",
        "third-0.mp4",
        "third-1.mp4",
        "first-1.mp4",
        "second-0.mp4",
        "second-1.mp4",
    ]


def test_quiet_indexing_rests_as_long_as_it_has_worked(loop, folders, monkeypatch):
    monkeypatch.setattr(type(loop.engine), "rest", property(lambda _self: 1e6))
    loop.ask(IndexFolder(1, str(folders[0])))
    while loop.serve._rest_until < time.monotonic():  # the folder is looked through by another thread first
        loop.step()
    assert not any(loop.step() for _ in range(20))
    loop.ask(SetPace("full"))  # does not wait for the end of a rest
    assert loop.step()


def test_a_job_for_an_idle_computer_keeps_nobody_waiting(loop, folders):
    loop.ask(IndexFolder(1, str(folders[0]), when_idle=True), IndexFolder(2, str(folders[1])))
    loop.run_until(lambda said: said[-1:] and any(isinstance(one, LibraryState) and one.indexed == 2 for one in said))
    assert set(order(loop.said)) == {"second-0.mp4", "second-1.mp4"}
    waiting = next(one for one in loop.said if isinstance(one, Progress) and one.job == 1)
    assert "little else to do" in waiting.waiting


def test_on_battery_indexing_waits_and_says_so_until_the_mains_are_back(loop, folders, monkeypatch):
    battery = [True]
    monkeypatch.setattr(engine.serve, "on_battery", lambda: battery[0])
    monkeypatch.setattr(engine.serve, "POWER_LOOK", 0.0)
    loop.ask(IndexFolder(1, str(folders[0])))
    loop.run_until(lambda said: any(isinstance(one, Progress) for one in said))
    loop.ask(SetPace("balanced", mains_only=True))
    assert not loop.step()
    held = [one for one in loop.said if isinstance(one, Progress)][-1]
    assert (held.paused, held.waiting) == (False, "Waits for mains power.")
    battery[0] = False
    loop.run_until(lambda said: any(isinstance(one, LibraryState) and one.indexed == 2 for one in said))
    assert [one for one in loop.said if isinstance(one, Progress)][-1].waiting == ""


def test_pause_stops_within_one_step(loop, folders):
    loop.ask(IndexFolder(1, str(folders[0])))
    loop.run_until(order)
    loop.ask(PauseIndexing(True))
    before = len(loop.said)
    assert not any(loop.step() for _ in range(50))
    assert loop.said[before - 1].paused
    assert len(loop.said) == before
