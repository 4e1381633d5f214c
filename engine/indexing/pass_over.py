"""One pass over the videos of a folder: quickly, with one frame in ten seconds, or wholly; one video after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import DiskFullError, MediaError
from engine.indexing.ahead import Ahead, Decoders
from engine.indexing.index_video import index_video
from engine.indexing.limits import DiskWatch
from engine.indexing.look import Findings, require_noted
from engine.indexing.pace import Pace
from engine.indexing.room import require_room
from engine.indexing.steps import BETWEEN, STEP, WAIT, Pause
from engine.library import readings, roots
from engine.library.catalog import Video
from engine.library.library import Library
from engine.library.passes import QUICK, WHOLE, intervals, untouched
from engine.media.file_state import FileChangedError, FileState, require_same, state_of
from engine.media.frames import FrameSize
from engine.messages import LibraryState, Progress, Reply
from engine.search.moments import SearchModel

if TYPE_CHECKING:
    from engine.models.features import Preprocess

Work = Generator[Reply | Pause, None, int]


@dataclass(frozen=True)
class Bench:
    """What every pass of one job needs. `state` tells the library as it stands, after each video."""

    job: int
    library: Library
    model: SearchModel
    decoders: Decoders
    state: Callable[[], LibraryState]
    findings: Findings
    versions: str  # of this program and what it reads videos with


def pass_quickly(bench: Bench, folder: int) -> Work:
    """Every video of a folder that no model has looked at; returns how many could be indexed."""
    new = untouched(bench.library.catalog, folder)
    known = intervals(bench.library.catalog, folder, bench.model.id)
    return (yield from _pass_over(bench, [number for number in known if number in new], QUICK))


def pass_wholly(bench: Bench, folder: int) -> Work:
    """Every video of a folder that is not wholly done; returns how many could be indexed. What a quick pass has left is replaced, video by video."""
    library = bench.library
    done = intervals(library.catalog, folder, bench.model.id)
    videos = library.catalog.videos(done)
    # Done, but without pictures: somebody has emptied that cache, and only the film itself can fill it again.
    queue = [
        n for n, interval in done.items() if interval != WHOLE or not library.pictures.of(videos[n].digest).is_dir()
    ]
    return (yield from _pass_over(bench, queue, WHOLE))


def frame_size(preprocess: Preprocess) -> FrameSize:
    """What the decoder must deliver so that the model's own preprocessing is met exactly."""
    return FrameSize(preprocess.height, preprocess.width, preprocess.mode, preprocess.interpolation, preprocess.fill)  # pyright: ignore[reportArgumentType]


def _pass_over(bench: Bench, queue: Sequence[int], interval: float) -> Work:
    """Index the videos of a queue with a frame every `interval` seconds."""
    catalog, suspects = bench.library.catalog, readings.suspects(bench.library.catalog)
    known = catalog.videos(queue)
    videos = [known[number] for number in sorted(queue, key=lambda number: suspects.get(number, 0))]
    again, begun = list[int](), set[int]()

    def begin(video: Video, state: FileState | None) -> None:
        readings.begin(catalog, video.id, state.modified if state else 0, bench.versions)
        begun.add(video.id)

    activity = "indexing" if interval == WHOLE else "quick first pass"
    pace, disk, done = Pace(sum(video.duration or 0.0 for video in videos), len(videos), activity), DiskWatch(), 0
    size, last = frame_size(bench.model.backbone.preprocess), Progress(bench.job, activity)
    with (
        contextlib.ExitStack() as stopped,
        contextlib.closing(bench.decoders.sample_ahead(videos, size, 1.0 / interval, begin)) as samplings,
    ):
        stopped.callback(_leave, bench.library, begun)
        for ahead in samplings:
            require_room(bench.library)
            path, length = ahead.video.path, ahead.video.duration or 0.0
            inside, picture, weight = 0.0, "", ahead.before.size if ahead.before else 0
            yield pace.progress(bench.job, path)
            try:
                for item in index_video(
                    bench.library,
                    bench.model,
                    ahead.video.id,
                    ahead.video.digest,
                    ahead.sampling,
                    lambda ahead=ahead: _require_unchanged(bench.library, ahead),
                    interval,
                ):
                    pace.tick()
                    if not isinstance(item, Pause):
                        inside, picture = min(item.until, length), item.picture or picture
                    disk.tick(ahead.decoder.process_id, item is WAIT, weight * inside / length if length else 0.0)
                    if item is WAIT:
                        yield WAIT
                    else:
                        yield pace.progress(bench.job, path, inside, picture, disk.speed) if pace.due() else STEP
                done += 1
                readings.succeed(catalog, ahead.video.id)
            except MediaError as error:
                if _may_try_again(bench, ahead, error):
                    again.append(ahead.video.id)
            begun.discard(ahead.video.id)
            pace.done += length
            pace.videos_done += 1
            yield bench.state()
            yield BETWEEN
            last = pace.progress(bench.job, path)
    yield last
    return done + ((yield from _pass_over(bench, again, interval)) if again else 0)


def _leave(library: Library, begun: set[int]) -> None:
    """Nobody is to blame for what was begun and not ended. On a full disk that cannot be noted, and costs these videos their turn only."""
    with contextlib.suppress(DiskFullError):
        readings.leave(library.catalog, sorted(begun))


def _require_unchanged(library: Library, ahead: Ahead) -> None:
    require_same(ahead.video.path, ahead.before)
    require_noted(library, ahead.video.path, ahead.before)


def _may_try_again(bench: Bench, ahead: Ahead, error: MediaError) -> bool:
    """Note that a video could not be indexed: because it changes at the moment, for good, or until another worker has tried (True)."""
    path = ahead.video.path
    try:
        _require_unchanged(bench.library, ahead)
    except FileChangedError:
        bench.findings.changing.append(path)
        if state_of(path) is not None:
            roots.doubt(bench.library.catalog, path)
        readings.leave(bench.library.catalog, [ahead.video.id])
        return False
    return readings.fail(bench.library.catalog, ahead.video.id, error.verdict, str(error))
