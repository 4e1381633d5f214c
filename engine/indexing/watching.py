"""Watching folders: what changes in them becomes requests to look there, drives that come and go a request to check.

Everything here happens in a thread of its own and opens nothing. The system tells of changes (watchdog); shares, where it does not, and
folders for which it has no watches left are looked through now and then instead.
"""

import contextlib
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from engine.media.find import VIDEO_SUFFIXES
from engine.media.subtitles import SUBTITLE_SUFFIXES
from engine.messages import CheckPlaces, IndexFolder, LibraryState, Message

log = logging.getLogger(__name__)

SUFFIXES = VIDEO_SUFFIXES | set(SUBTITLE_SUFFIXES)
CHANGES = (EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED)
MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True)
class Patience:
    """Seconds. `quiet`: a file that is written is left alone until so long after the last change. `again`: after something was deleted, a second
    look follows, since only that makes it missing. `mounts`: between two looks at what is mounted. `share`: between two looks through a share.
    `start`: after the start everything is looked through once, for what has changed meanwhile.
    """

    quiet: float = 2.0
    again: float = 60.0
    mounts: float = 3.0
    share: float = 600.0
    start: float = 8.0


class FolderWatch:
    """Posts requests about the folders it follows, numbered downwards from -1. A context manager."""

    def __init__(self, post: Callable[[Message], None], patience: Patience = Patience()) -> None:
        self._post = post
        self._patience = patience
        self._numbers = itertools.count(-1, -1)
        self._observer: BaseObserver = Observer()
        self._watches = dict[Path, ObservedWatch | None]()  # None: not told of changes
        self._shares = dict[Path, float]()  # when to look through it again
        self._touched = dict[Path, float]()  # folder or file: when it was changed last
        self._later = dict[Path, float]()  # folder: when to look there again
        self._mounts: object = None
        self._wanted: dict[Path, bool] | None = None  # folder: whether it is on a share
        self._wake = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._observer.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join(5.0)
        self._observer.stop()

    def follow(self, state: LibraryState) -> None:
        """Watch these folders from now on, as far as they are there."""
        wanted = {Path(folder.path): folder.kind == "network" for folder in state.folders if folder.state != "missing"}
        with self._wake:
            if wanted != self._wanted:
                self._wanted = wanted
                self._wake.notify()

    # From here on in threads -----------------------------------------------------------------------------------------

    def dispatch(self, event: FileSystemEvent) -> None:
        """What watchdog calls."""
        if event.event_type not in CHANGES:
            return
        with self._wake:
            for raw in (event.src_path, event.dest_path):
                path = Path(os.fsdecode(raw)) if raw else None
                if path is None or (event.is_directory and event.event_type == EVENT_TYPE_MODIFIED):
                    continue  # of a folder that is modified its entries tell
                if event.is_directory or path.suffix.lower() in SUFFIXES:
                    self._touched[path.parent if event.is_directory else path] = time.monotonic()
            if event.event_type in (EVENT_TYPE_DELETED, EVENT_TYPE_MOVED):
                self._later[Path(os.fsdecode(event.src_path)).parent] = time.monotonic() + self._patience.again
            self._wake.notify()

    def _apply(self, wanted: dict[Path, bool], first: bool, now: float) -> None:
        """Watch what is wanted and nothing else. Takes its time with large folders, so nothing is locked."""
        for path in self._watches.keys() - wanted.keys():
            watch = self._watches.pop(path)
            self._shares.pop(path, None)
            if watch is not None:
                with contextlib.suppress(KeyError, OSError):  # it has ended by itself, with its folder
                    self._observer.unschedule(watch)
        for path in wanted.keys() - self._watches.keys():
            self._watches[path] = None if wanted[path] else self._schedule(path)
            if self._watches[path] is None:
                self._shares[path] = now + self._patience.share
        if first:
            with self._wake:
                self._later |= dict.fromkeys(wanted, now + self._patience.start)

    def _schedule(self, path: Path) -> ObservedWatch | None:
        try:
            return self._observer.schedule(self, os.fspath(path), recursive=True)  # pyright: ignore[reportArgumentType]
        except OSError as error:  # no watches left (fs.inotify.max_user_watches), or the folder has just gone
            log.info("not told of changes in a folder: %s", error.strerror)
            return None

    def _run(self) -> None:
        applied: dict[Path, bool] | None = None
        while True:
            with self._wake:
                wanted = self._wanted
            if wanted is not None and wanted != applied:
                self._apply(wanted, applied is None, time.monotonic())
                applied = wanted
            mounts = self._mounted() if applied is not None else None
            with self._wake:
                if self._ended:
                    return
                requests = self._due(time.monotonic())
            if mounts != self._mounts:
                self._mounts = mounts
                requests.insert(0, CheckPlaces(next(self._numbers)))
            for request in requests:
                self._post(request)
            with self._wake:
                if not self._ended and self._wanted == applied:
                    self._wake.wait(self._pause(time.monotonic()))

    def _due(self, now: float) -> list[Message]:
        """What is to be asked now."""
        requests = list[Message]()
        quiet = self._patience.quiet
        still = [path for path, at in self._touched.items() if now - at >= quiet]
        if len(still) < len(self._touched) and all(now - self._touched[path] < 2 * quiet for path in still):
            still = []  # others will follow in a moment
        for path in still:
            del self._touched[path]
        again = [path for path, at in self._later.items() if now >= at]
        for path in again:
            del self._later[path]
        shares = [path for path, at in self._shares.items() if now >= at]
        self._shares |= dict.fromkeys(shares, now + self._patience.share)
        for root in self._watches:
            folders = [path.parent if path.suffix.lower() in SUFFIXES else path for path in still]
            if common := _common([path for path in (*folders, *again, *shares) if path.is_relative_to(root)]):
                requests.append(IndexFolder(next(self._numbers), os.fspath(common), origin="watch"))
        return requests

    def _pause(self, now: float) -> float:
        """Seconds until something may be due."""
        due = [at + self._patience.quiet for at in self._touched.values()]
        due += [*self._later.values(), *self._shares.values(), now + self._patience.mounts]
        return max(0.01, min(due) - now)

    def _mounted(self) -> object:
        """Something that changes when a drive comes or goes, or a folder that is followed does."""
        there = tuple(os.path.isdir(path) for path, watch in self._watches.items() if watch is not None)
        try:
            return MOUNTS.read_bytes(), there
        except OSError:
            return _drives(), there


def _drives() -> object:
    """Without a table of mounts: drive letters, or what is in /Volumes."""
    try:
        return os.listdrives() if hasattr(os, "listdrives") else sorted(os.listdir("/Volumes"))  # pyright: ignore
    except OSError:
        return None


def _common(paths: Sequence[Path]) -> Path | None:
    """The folder that holds them all."""
    return Path(os.path.commonpath(paths)) if paths else None
