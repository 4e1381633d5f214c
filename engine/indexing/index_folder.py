"""A whole folder: look through it, ask the new videos for their length, then index what is waiting, one video after the other."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MediaError
from engine.indexing.index_video import index_video
from engine.indexing.look import look_through, probe_new
from engine.indexing.steps import STEP, WAIT, Pause, Steps
from engine.library.catalog import Video
from engine.library.library import Library
from engine.media.decoder import Decoder, Replies
from engine.media.frames import FrameSize
from engine.messages import Done, LibraryState, Progress
from engine.search.moments import SearchModel

if TYPE_CHECKING:
    from engine.models.features import Preprocess

HONEST = 5.0  # seconds of work before a time of arrival is told
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
) -> Steps:
    """Add a folder, or look through it again, and index what is new. `model` gives None while it is still loading.

    Two decoders take turns, so that the next video is decoded ahead while the last one is finished. A bad file is noted with its reason and the run goes on.
    Raises MediaError when the folder cannot be found.
    """
    folder, path = _folder_of(library, path)
    yield state()
    looked = 0
    for item in look_through(library, folder, path, decoders[0]):
        if isinstance(item, Path):
            looked += 1
            yield Progress(job, "looking for videos", str(item), videos_done=looked) if looked % 50 == 1 else STEP
        else:
            yield item
    _absorb(library, folder, path)
    library.catalog.forgive(folder)
    yield state()
    yield from probe_new(library, folder, decoders[0])
    yield state()
    while (active := model()) is None:
        yield WAIT
    usable = library.catalog.usable(folder, active.id)
    videos = library.catalog.videos(usable)
    # Done, but without pictures: somebody has emptied that cache, and only the film itself can fill it again.
    queue = [videos[n] for n, done in usable.items() if not (done and library.pictures.of(videos[n].digest).is_dir())]
    pace = Pace(sum(video.duration or 0.0 for video in queue), len(queue))
    size = frame_size(active.backbone.preprocess)
    failed = 0
    with contextlib.closing(_sample_ahead(decoders, queue, size)) as samplings:
        for video, sampling in samplings:
            yield pace.progress(job, video.path)
            try:
                for item in index_video(library, active, video.id, video.digest, sampling):
                    pace.tick()
                    if isinstance(item, Pause):
                        yield item
                    else:
                        yield pace.progress(job, video.path, min(item, video.duration or 0.0)) if pace.due() else STEP
            except MediaError as error:
                failed += 1
                library.catalog.fail_video(video.id, str(error))
            pace.done += video.duration or 0.0
            pace.videos_done += 1
            yield state()
    if active.index.changed:
        active.index.save()
    yield pace.progress(job, path)
    yield Done(job, _summary(len(queue) - failed, len(library.catalog.problems(active.id))))


def frame_size(preprocess: Preprocess) -> FrameSize:
    """What the decoder must deliver so that the model's own preprocessing is met exactly."""
    return FrameSize(preprocess.height, preprocess.width, preprocess.mode, preprocess.interpolation, preprocess.fill)  # pyright: ignore[reportArgumentType]


def _folder_of(library: Library, path: Path) -> tuple[int, Path]:
    """The library folder that `path` is or lies in; added when there is none."""
    for known in library.catalog.folders(None):
        if path.is_relative_to(known.path):
            return known.id, known.path
    if not path.is_dir():
        raise MediaError(f"There is no folder {path}.")
    return library.catalog.add_folder(path), path


def _absorb(library: Library, folder: int, path: Path) -> None:
    """Forget folders inside a newly added one: their places belong to it now."""
    for known in library.catalog.folders(None):
        if known.id != folder and known.path.is_relative_to(path):
            library.catalog.remove_folder(known.id)


def _summary(indexed: int, problems: int) -> str:
    text = (
        f"{indexed} {'video' if indexed == 1 else 'videos'} indexed."
        if indexed
        else "Everything here is already indexed."
    )
    return text + (f" {problems} could not be indexed wholly; see the list of problems." if problems else "")


def _sample_ahead(
    decoders: tuple[Decoder, Decoder], queue: list[Video], size: FrameSize
) -> Generator[tuple[Video, Replies], None, None]:
    """Each video with its sampling, the next one already begun by the other decoder."""
    running: deque[Replies] = deque()
    try:
        for number, video in enumerate(queue):
            for later in range(number + len(running), min(number + 2, len(queue))):
                running.append(decoders[later % 2].sample(queue[later].path, size))
            yield video, running[0]
            running.popleft().close()
    finally:
        for sampling in running:
            sampling.close()
