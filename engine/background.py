"""Work that takes seconds, in a thread beside the engine's loop, told as steps of waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import TypeVar

from engine.indexing.steps import STEP, WAIT, Pause

T = TypeVar("T")

THREAD = "model"
"""The name of such threads: `engine.cli.main` ends without waiting for them, since Python cannot take torch apart while it is still busy."""


def in_thread(work: Callable[[], T], limit: float | None = None) -> Generator[Pause, None, T]:
    """What `work` returns. Raises what it raises, and TimeoutError when it has not ended after `limit` seconds (it goes on, unheard)."""
    results: list[T] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # handed to the one who waits
            failures.append(error)

    thread = threading.Thread(target=run, name=THREAD, daemon=True)
    began = time.monotonic()
    thread.start()
    while thread.is_alive():
        if limit is not None and time.monotonic() - began > limit:
            raise TimeoutError
        yield WAIT
    if failures:
        raise failures[0]
    yield STEP
    return results[0]
