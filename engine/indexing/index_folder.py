"""A whole folder: look through it, ask the new videos for their length, then index what is waiting, one video after the other."""

from __future__ import annotations

import contextlib
import functools
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MediaError
from engine.indexing.index_video import index_video
from engine.indexing.look import Findings, look_through, probe_new, require_noted
from engine.indexing.presence import find_folder, same_volume, settle
from engine.indexing.steps import STEP, WAIT, Pause, Steps
from engine.library import roots
from engine.library.catalog import Folder, Video
from engine.library.library import Library
from engine.media.decoder import Decoder, Replies
from engine.media.file_state import FileChangedError, FileState, require_same, state_of
from engine.media.find import display_name
from engine.media.frames import FrameSize
from engine.media.volumes import Volumes
from engine.messages import Done, LibraryState, Progress, Reply
from engine.search.moments import SearchModel

if TYPE_CHECKING:
    from engine.models.features import Preprocess

HONEST = 5.0  # seconds of work before a time of arrival is told
ROUNDS = 3  # looks in one run, when files change while they are read
TELL = 0.25  # seconds between two messages about progress


@dataclass
class Pace:
    """How fast footage is being indexed. Times are monotonic; a pause does not count."""

    total: float
    videos: int
    done: float = 0.0
    videos_done: int = 0
    working: float = 0.0
    _last: float = 0.0
    _told: float = 0.0

    def tick(self) -> None:
        """Count the time since the last tick as work, unless it was long enough to have been a pause."""
        now = time.monotonic()
        if self._last and now - self._last < 1.0:
            self.working += now - self._last
        self._last = now

    def due(self) -> bool:
        """Whether it is time to tell about progress again."""
        if time.monotonic() - self._told < TELL:
            return False
        self._told = time.monotonic()
        return True

    def progress(self, job: int, path: Path, inside: float = 0.0) -> Progress:
        """`inside`: seconds done of the video in work."""
        done = min(self.done + inside, self.total)
        speed = done / self.working if self.working > HONEST and done > 0 else None
        eta = (self.total - done) / speed if speed else None
        return Progress(job, "indexing", str(path), done, self.total, self.videos_done, self.videos, eta, speed)


def index_folder(
    job: int,
    library: Library,
    path: Path,
    model: Callable[[], SearchModel | None],
    decoders: tuple[Decoder, Decoder],
    state: Callable[[], LibraryState],
    volumes: Volumes,
) -> Steps:
    """Add a folder, or look through it again, and index what is new. `model` gives None while it is still loading.

    A path inside a known folder is looked through alone. Two decoders take turns, so that the next video is decoded ahead while the last one is
    finished. A bad file is noted with its reason and the run goes on; one that changes while it is read is looked at again.
    Raises MediaError when the folder cannot be found.
    """
    folder, path, below = _folder_of(library, path, volumes)
    yield state()
    findings, indexed = Findings(), 0
    for _ in range(ROUNDS):
        findings.changing.clear()
        yield from _look(job, library, folder, path, below, decoders[0], findings, volumes)
        _absorb(library, folder, path)
        library.catalog.forgive(folder)
        yield state()
        yield from probe_new(library, folder, decoders[0], findings)
        yield state()
        while (active := model()) is None:
            yield WAIT
        indexed += yield from _index_new(job, library, folder, path, active, decoders, state, findings)
        if not findings.changing:
            break
    for file in findings.changing:
        if (now := state_of(file)) is not None:
            sentence = "It was being written or changed; it is looked at again at the next look."
            library.catalog.see(folder, file, now.size, now.modified, None, sentence)
    library.save_index(active.id, active.index)
    problems = len(library.catalog.problems(active.id))
    yield Done(job, _summary(indexed, findings.relinked, problems))


def _look(
    job: int,
    library: Library,
    folder: int,
    path: Path,
    below: Path | None,
    decoder: Decoder,
    findings: Findings,
    volumes: Volumes,
) -> Steps:
    """The look itself, with a word now and then; a folder that goes away meanwhile is noted as away."""
    before = volumes.of(path)

    @functools.cache
    def online(number: int) -> bool:
        if number == folder:
            return True
        known = next((one for one in library.catalog.folders(None) if one.id == number), None)
        return known is not None and find_folder(library, known, volumes).path == known.path

    looked = 0
    try:
        for item in look_through(
            library, folder, path, decoder, findings, lambda: same_volume(path, before, volumes), online, below
        ):
            if isinstance(item, Path):
                looked += 1
                yield Progress(job, "looking for videos", str(item), videos_done=looked) if looked % 50 == 1 else STEP
            else:
                yield item
    except MediaError:
        if not same_volume(path, before, volumes):
            library.catalog.mark_folder(folder, missing=True)
        raise


def _index_new(
    job: int,
    library: Library,
    folder: int,
    path: Path,
    active: SearchModel,
    decoders: tuple[Decoder, Decoder],
    state: Callable[[], LibraryState],
    findings: Findings,
) -> Generator[Reply | Pause, None, int]:
    """Index what is waiting in a folder; returns how many videos were done."""
    usable = library.catalog.usable(folder, active.id)
    videos = library.catalog.videos(usable)
    # Done, but without pictures: somebody has emptied that cache, and only the film itself can fill it again.
    queue = [videos[n] for n, done in usable.items() if not (done and library.pictures.of(videos[n].digest).is_dir())]
    pace = Pace(sum(video.duration or 0.0 for video in queue), len(queue))
    size = frame_size(active.backbone.preprocess)
    done = 0
    states = dict[Path, FileState | None]()
    with contextlib.closing(_sample_ahead(decoders, queue, size, states)) as samplings:
        for video, sampling in samplings:
            yield pace.progress(job, video.path)
            before = states.pop(video.path)

            def unchanged(video: Video = video, before: FileState | None = before) -> None:
                require_same(video.path, before)
                require_noted(library, video.path, before)

            try:
                for item in index_video(library, active, video.id, video.digest, sampling, unchanged):
                    pace.tick()
                    if isinstance(item, Pause):
                        yield item
                    else:
                        yield pace.progress(job, video.path, min(item, video.duration or 0.0)) if pace.due() else STEP
                done += 1
            except MediaError as error:
                try:
                    unchanged()
                except FileChangedError:
                    findings.changing.append(video.path)
                    if state_of(video.path) is not None:
                        roots.doubt(library.catalog, video.path)
                else:
                    library.catalog.fail_video(video.id, str(error))
            pace.done += video.duration or 0.0
            pace.videos_done += 1
            yield state()
    yield pace.progress(job, path)
    return done


def frame_size(preprocess: Preprocess) -> FrameSize:
    """What the decoder must deliver so that the model's own preprocessing is met exactly."""
    return FrameSize(preprocess.height, preprocess.width, preprocess.mode, preprocess.interpolation, preprocess.fill)  # pyright: ignore[reportArgumentType]


def _folder_of(library: Library, path: Path, volumes: Volumes) -> tuple[int, Path, Path | None]:
    """The library folder that `path` is or lies in, where it is now, and the part of it to look through (None: all); added when there is none."""
    for known in library.catalog.folders(None):
        if path.is_relative_to(known.path):
            settled = settle(library, known, volumes)
            if settled.path is None:
                raise MediaError(_away(library, known))
            part = settled.path / path.relative_to(known.path)
            while not part.is_dir():
                part = part.parent
            return known.id, settled.path, part if part.is_relative_to(settled.path) and part != settled.path else None
    if not path.is_dir():
        raise MediaError(f"There is no folder {path}.")
    number = library.catalog.add_folder(path)
    settle(library, next(one for one in library.catalog.folders(None) if one.id == number), volumes)
    return number, path, None


def _away(library: Library, folder: Folder) -> str:
    volume = roots.home_of(library.catalog, folder.id).label
    name = display_name(folder.path)
    return f"“{name}” is on {volume}, which is not connected." if volume else f"The folder “{name}” is not there."


def _absorb(library: Library, folder: int, path: Path) -> None:
    """Forget folders inside a newly added one: their places belong to it now."""
    for known in library.catalog.folders(None):
        if known.id != folder and known.path.is_relative_to(path):
            library.catalog.remove_folder(known.id)


def _summary(indexed: int, relinked: int, problems: int) -> str:
    parts = []
    if indexed:
        parts.append(f"{indexed} {'video' if indexed == 1 else 'videos'} indexed.")
    if relinked:
        parts.append(f"{relinked} {'file' if relinked == 1 else 'files'} moved, re-linked.")
    if problems:
        parts.append(f"{problems} could not be indexed wholly; see the list of problems.")
    return " ".join(parts if indexed or relinked else ["Everything here is already indexed.", *parts])


def _sample_ahead(
    decoders: tuple[Decoder, Decoder], queue: list[Video], size: FrameSize, states: dict[Path, FileState | None]
) -> Generator[tuple[Video, Replies], None, None]:
    """Each video with its sampling, the next one already begun by the other decoder; `states` gets what each file was like before."""
    running: deque[Replies] = deque()
    try:
        for number, video in enumerate(queue):
            for later in range(number + len(running), min(number + 2, len(queue))):
                states[queue[later].path] = state_of(queue[later].path)
                running.append(decoders[later % 2].sample(queue[later].path, size))
            yield video, running[0]
            running.popleft().close()
    finally:
        for sampling in running:
            sampling.close()
