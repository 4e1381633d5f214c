"""Processes known by a mark in their environment, however they are related: what a program has left behind (Linux)."""

import os
import time
import uuid
from pathlib import Path

NAME = "RUSHES_TEST_MARK"


def slowness() -> float:
    """How many want each processor at the moment, at least 1: what a goal in seconds is stretched by."""
    return max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))


def new_mark() -> str:
    """A value for the environment variable NAME; child processes inherit it."""
    return uuid.uuid4().hex


def marked(mark: str) -> list[int]:
    """Numbers of the processes that run with this mark; those that have ended but were not waited for do not count."""
    wanted = f"{NAME}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def seconds_until_gone(mark: str, at_most: float = 20.0) -> float:
    """How long until no process with this mark is left; infinite when some are."""
    began = time.monotonic()
    while marked(mark):
        if time.monotonic() - began > at_most:
            return float("inf")
        time.sleep(0.02)
    return time.monotonic() - began
