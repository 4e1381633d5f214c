"""The engine as the window has it: a child process that speaks the protocol, with the real program behind it and a fake model."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from engine.messages import (
    Alive,
    CancelJob,
    Done,
    Failed,
    Hits,
    IndexFolder,
    LibraryState,
    ListProblems,
    Message,
    ModelState,
    Notice,
    PauseIndexing,
    Problems,
    Progress,
    Quit,
    Ready,
    RemoveFolder,
    Search,
    decode,
    encode,
)
from tests.clips import make_clip

ROOT = Path(__file__).parents[2]


class Child:
    """A running engine and what it has said so far."""

    def __init__(self, library: Path, under: Sequence[str] = ()) -> None:
        """`under`: a program that runs the engine and watches it."""
        command = [*under, sys.executable, "-m", "tests.fake_engine_command", "--library", str(library), "serve"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.said: list[Any] = []
        self._queue: Queue[Message | None] = Queue()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = decode(line)
            if not isinstance(message, Alive):
                self._queue.put(message)
        self._queue.put(None)

    def ask(self, *messages: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"".join(encode(message) for message in messages))
        self.process.stdin.flush()

    def wait(self, wanted: Callable[[Any], bool], within: float = 60.0) -> Any:
        """The next message for which `wanted` is true."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            with contextlib.suppress(Empty):
                message = self._queue.get(timeout=0.1)
                if message is None:
                    raise AssertionError(f"the engine ended: {self.error()}")
                self.said.append(message)
                if wanted(message):
                    return message
        raise AssertionError(f"not said in time; the last words were {self.said[-3:]}")

    def wait_for(self, kind: type, **fields: object) -> Any:
        return self.wait(
            lambda m: isinstance(m, kind) and all(getattr(m, name) == value for name, value in fields.items())
        )

    def error(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def end(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        code = self.process.wait(20)
        self._thread.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@pytest.fixture
def films(tmp_path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    for number, colour in enumerate(["red", "green", "blue", "yellow", "cyan", "white"]):
        make_clip(folder / f"{number}.mp4", seconds=20, fps=12, scenes=[colour, colour])
    return folder


@pytest.fixture
def child(tmp_path):
    running = Child(tmp_path / "library")
    yield running
    if running.process.poll() is None:
        running.end()


def test_it_says_ready_then_its_folders_then_what_became_of_the_model(child):
    child.wait_for(ModelState, state="ready")
    kinds = [type(message) for message in child.said]
    assert kinds[:2] == [Ready, LibraryState]
    assert child.end() == 0


def test_a_search_during_indexing_is_answered_before_the_indexing_ends(child, films):
    child.ask(IndexFolder(1, str(films)))
    child.wait(lambda m: isinstance(m, LibraryState) and m.indexed >= 1)
    child.ask(Search(2, "red"))
    answer = child.wait_for(Hits, job=2, stage="refined")
    assert answer.searched < answer.videos == 6
    assert not any(isinstance(message, Done) and message.job == 1 for message in child.said)
    child.wait_for(Done, job=1)


def test_only_the_newest_search_is_answered_to_the_end(child, films):
    child.wait_for(ModelState, state="ready")
    child.ask(*[Search(number, "red") for number in range(10, 20)])
    child.wait_for(Done, job=19, cancelled=False)
    assert all(message.cancelled for message in child.said if isinstance(message, Done) and message.job < 19)


def test_pause_holds_indexing_and_searches_go_on(child, films):
    child.ask(IndexFolder(1, str(films)))
    child.wait(lambda m: isinstance(m, LibraryState) and m.indexed >= 1)
    child.ask(PauseIndexing(True))
    child.wait(lambda m: isinstance(m, Progress) and m.paused)
    child.ask(Search(2, "green"))
    child.wait_for(Done, job=2)
    said = len(child.said)
    time.sleep(0.5)
    child.ask(ListProblems(3))
    child.wait_for(Problems, job=3)
    assert not any(isinstance(message, LibraryState) for message in child.said[said:])
    child.ask(PauseIndexing(False))
    child.wait_for(Done, job=1)


def test_a_cancelled_job_keeps_what_it_had_finished(child, films):
    child.ask(IndexFolder(1, str(films)))
    child.wait(lambda m: isinstance(m, LibraryState) and m.indexed >= 2)
    child.ask(CancelJob(1))
    child.wait_for(Done, job=1, cancelled=True)
    child.ask(Search(2, "red"))
    assert child.wait_for(Hits, job=2, stage="refined").searched >= 2


def test_a_removed_folder_is_gone_from_the_answers_and_comes_back_at_once(child, films):
    child.ask(IndexFolder(1, str(films)))
    child.wait_for(Done, job=1)
    (folder,) = next(m for m in reversed(child.said) if isinstance(m, LibraryState)).folders
    child.ask(RemoveFolder(2, folder.folder), Search(3, "red"))
    assert child.wait_for(Hits, job=3, stage="refined").hits == ()
    child.ask(IndexFolder(4, str(films)))
    child.wait_for(Done, job=4, sentence="Everything here is already indexed.")
    child.ask(Search(5, "red"))
    assert child.wait_for(Hits, job=5, stage="refined").hits


def test_failures_are_sentences_and_the_engine_goes_on(child, tmp_path):
    child.ask(IndexFolder(1, str(tmp_path / "nowhere")))
    assert child.wait_for(Failed, job=1).sentence.endswith(".")
    child.ask(Search(2, "-only"))
    assert "not only" in child.wait_for(Failed, job=2).sentence
    child.process.stdin.write(b"nonsense\n")
    child.ask()
    child.wait_for(Notice)
    assert child.end() == 0


@pytest.mark.parametrize("how", ["quit", "end of input"])
def test_it_ends_when_told_or_left_alone_also_in_the_middle_of_work(child, films, how):
    child.ask(IndexFolder(1, str(films)))
    child.wait(lambda m: isinstance(m, Progress) and m.activity == "indexing")
    if how == "quit":
        child.ask(Quit())
        assert child.process.wait(10) == 0
    assert child.end() == 0


def test_a_second_engine_on_the_same_library_gets_a_sentence(child, tmp_path):
    child.wait_for(Ready)
    second = Child(tmp_path / "library")
    assert "open in another Rushes" in second.wait_for(Failed, job=0).sentence
    assert second.end() == 1


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a Unix signal")
def test_after_being_killed_it_goes_on_where_it_was(tmp_path, films):
    child = Child(tmp_path / "library")
    child.ask(IndexFolder(1, str(films)))
    child.wait(lambda m: isinstance(m, LibraryState) and m.indexed >= 2)
    child.process.kill()
    child.end()
    again = Child(tmp_path / "library")
    again.wait(lambda m: isinstance(m, LibraryState) and m.indexed >= 2)
    again.ask(IndexFolder(1, str(films)))
    assert again.wait_for(Notice).sentence.startswith("Continued where it stopped (")
    done = again.wait_for(Done, job=1)
    assert done.sentence in ("4 videos indexed.", "3 videos indexed.")
    assert again.end() == 0


@pytest.mark.parametrize("after", [0.5, 2.0, 3.0, 4.0, 5.0])
def test_it_ends_cleanly_also_while_the_real_model_is_loading(tmp_path, after):
    command = [sys.executable, "-m", "engine.cli", "--library", str(tmp_path / "library"), "serve"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        time.sleep(after)
        child.stdin.close()
        error = child.stderr.read()
    assert (child.returncode, error) == (0, b"")
