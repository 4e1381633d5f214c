"""Two starts at once have one owner: the other hands over its folders and ends; after a kill the next start needs no question."""

import os
import random
import sys
import time

import pytest
from PySide6.QtNetwork import QLocalSocket

from app.single_instance import SingleInstance, library_folder
from engine import messages
from tests.app.window_process import WindowProcess
from tests.processes import marked, new_mark, seconds_until_gone


def folders_of(heard) -> set[str]:
    return {message.path for message in heard if isinstance(message, messages.IndexFolder)}


@pytest.mark.goal("F10")
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_two_starts_at_once_have_one_owner(tmp_path, pictures, size, tried):
    pairs = size(10, 100)
    tried("F10", pairs)
    library, rng = tmp_path / "library", random.Random(10)
    slowest = 0.0
    for number in range(pairs):
        mark = new_mark()
        folders = [tmp_path / f"{number}-{which}" for which in "ab"]
        both = []
        for folder in folders:
            log = tmp_path / f"log-{number}-{folder.name}"
            both.append(WindowProcess(library, pictures, log, mark, str(folder), engine="--first-run"))
            time.sleep(rng.choice([0, 0, 0.05, 0.3]))
        end = time.monotonic() + 60
        while all(one.process.poll() is None for one in both) and time.monotonic() < end:
            time.sleep(0.02)
        over = [one for one in both if one.process.poll() is not None]
        assert [one.process.returncode for one in over] == [0], "one must end, and well"
        (owner,) = (one for one in both if one not in over)
        owner.wait_for(lambda heard, wanted={str(folder) for folder in folders}: folders_of(heard) == wanted)
        assert not over[0].log.exists(), "the second one started an engine"
        if number % 2:
            owner.process.terminate()
            assert owner.process.wait(20) == 0
        else:
            owner.process.kill()  # the next pair finds its lock and its socket
            owner.process.wait(20)
        slowest = max(slowest, seconds_until_gone(mark))
        assert not marked(mark)
    print(f"\nall processes gone after {slowest:.2f} s at most")


def test_a_lock_left_by_a_killed_process_is_taken_over_at_once(tmp_path):
    import subprocess

    code = (
        "import os, sys; from pathlib import Path; from app.single_instance import SingleInstance\n"
        "instance = SingleInstance(Path(sys.argv[1])); print(instance.claim([]), flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, check=False)
    assert told.stdout.split() == [b"first"]
    assert (tmp_path / "window.lock").exists()
    began = time.monotonic()
    instance = SingleInstance(tmp_path)
    assert instance.claim([]) == "first"
    assert time.monotonic() - began < 1
    instance.close()


def test_one_that_neither_answers_nor_ends_is_said(tmp_path):
    first = SingleInstance(tmp_path)
    assert first.claim([]) == "first"
    assert SingleInstance(tmp_path).claim([], patience=0.2) == "silent"
    first.close()
    again = SingleInstance(tmp_path)
    assert again.claim([], patience=0) == "first"
    again.close()


def test_what_is_no_wish_is_not_taken_for_one(qtbot, tmp_path):
    first = SingleInstance(tmp_path)
    assert first.claim([]) == "first"
    first.listen()
    heard = []
    first.asked.connect(heard.append)
    for words in (b"nonsense\n", b"{}\n", b"[1]\n", b"\xff" * 100 + b"\n"):
        socket = QLocalSocket()
        socket.connectToServer(first._name)
        socket.write(words)
        qtbot.waitUntil(lambda socket=socket: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert not heard
    first.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_left_to_the_engine_to_complain_about(tmp_path):
    tmp_path.chmod(0o500)
    assert SingleInstance(tmp_path / "library").claim([]) == "first"
    tmp_path.chmod(0o700)


def test_window_and_engine_mean_the_same_library():
    from engine.library.library import default_folder

    assert library_folder(None) == default_folder()
    assert str(library_folder("/v")) == "/v"
