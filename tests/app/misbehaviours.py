"""What a broken engine may do in the middle of its work, by name. Each is called in the fake engine's process, in a thread beside its loop."""

import os
import signal
import sys
import time
from collections.abc import Callable

from engine import messages as m


def write(data: bytes) -> None:
    os.write(1, data)


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def half_a_message_and_the_end() -> None:
    write(m.encode(m.Notice("This will never be"))[:20])
    os._exit(1)


def half_a_message_and_silence() -> None:
    write(m.encode(m.Notice("This will never be"))[:20])
    die(signal.SIGSTOP)


def nonsense() -> None:
    while True:
        write(os.urandom(4096) + b"\n")


def a_line_without_end() -> None:
    while True:
        write(b"x" * 65536)


def flood() -> None:
    line = m.encode(m.Progress(1, "indexing", "/v/" + "long name " * 20, 1.0, 2.0)) * 50
    while True:
        write(line)


def flood_of_errors() -> None:
    for _ in range(2000):
        sys.stderr.write("something is wrong " * 200 + "\n")
    die(signal.SIGKILL)


def deaf_and_dumb() -> None:
    os.close(1)
    time.sleep(60)


MISBEHAVIOURS: dict[str, Callable[[], object]] = {
    "segmentation fault": lambda: die(signal.SIGSEGV),
    "abort": lambda: die(signal.SIGABRT),
    "kill -9": lambda: die(signal.SIGKILL),
    "exit 1": lambda: os._exit(1),
    "lost device": lambda: os._exit(70),
    "stall": lambda: die(signal.SIGSTOP),
    "half a message and the end": half_a_message_and_the_end,
    "half a message and silence": half_a_message_and_silence,
    "nonsense": nonsense,
    "a line without end": a_line_without_end,
    "flood": flood,
    "flood of errors": flood_of_errors,
    "deaf and dumb": deaf_and_dumb,
}
