"""The files of a folder, listed in a thread of its own, so that a share that does not answer never holds up the engine."""

import queue
import threading
import time
from collections.abc import Generator
from pathlib import Path

from engine.errors import MediaError
from engine.indexing.steps import WAIT, Pause
from engine.media.file_state import FileState, state_of
from engine.media.find import Skip, display_name, find_videos

PATIENCE = 30.0  # seconds without anything new, after which the folder does not answer
AHEAD = 256  # files

Found = tuple[Path, FileState | None]


def walk(start: Path, unreadable: list[Path], skip: Skip) -> Generator[Pause | Found, None, None]:
    """What `find_videos` finds, each file with its state (None: gone since it was listed). Folders that cannot be read go to `unreadable`.

    Raises MediaError when `start` cannot be listed or does not answer.
    """
    found: queue.Queue[Found | MediaError | None] = queue.Queue(AHEAD)
    ended = threading.Event()

    def put(item: Found | MediaError | None) -> None:
        while not ended.is_set():
            try:
                found.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def run() -> None:
        try:
            for path in find_videos(start, lambda place, _sentence: unreadable.append(place), skip):
                put((path, state_of(path)))
                if ended.is_set():
                    return
            put(None)
        except MediaError as error:
            put(error)

    threading.Thread(target=run, name="walk", daemon=True).start()
    heard = time.monotonic()
    try:
        while True:
            try:
                item = found.get_nowait()
            except queue.Empty:
                if time.monotonic() - heard > PATIENCE:
                    raise MediaError(f"The folder “{display_name(start)}” does not answer.") from None
                yield WAIT
                continue
            heard = time.monotonic()
            if item is None:
                return
            if isinstance(item, MediaError):
                raise item
            yield item
            heard = time.monotonic()  # what was done with it took its own time
    finally:
        ended.set()
