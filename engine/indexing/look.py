"""Looking through a folder: which files are there, which are new, changed, moved or gone. No video is opened here; a decoder worker reads them."""

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from engine.errors import MediaError
from engine.indexing.steps import STEP, WAIT, Pause
from engine.library.library import Library
from engine.media.decoder import Decoder, Replies
from engine.media.find import display_name, find_videos
from engine.media.frames import Fingerprint, VideoInfo
from engine.media.subtitles import find_subtitles, read_subtitles

PATIENCE = 0.02  # seconds that one step may wait for the decoder

Answer = TypeVar("Answer", Fingerprint, VideoInfo)


def look_through(library: Library, folder: int, path: Path, decoder: Decoder) -> Generator[Pause | Path, None, None]:
    """Bring the places of a folder up to date; yields each path it looks at.

    A file whose size and time are as before is not read again. A file known by its content at another place is the same video, wherever it is now.
    Files that are gone keep everything, with the date. Raises MediaError when the folder itself cannot be found.
    """
    catalog = library.catalog
    known = catalog.places(folder)
    unreadable = list[Path]()
    seen = set[Path]()
    if not path.is_dir():
        catalog.mark_folder(folder, missing=True)  # and `find_videos` says so
    for file in find_videos(path, on_problem=lambda place, _sentence: unreadable.append(place)):
        seen.add(file)
        yield file
        try:
            status = file.stat()
        except OSError:
            continue  # gone since it was listed; it will be missed at the next look
        place = known.get(file)
        if place and place.problem is None and (place.size, place.modified) == (status.st_size, status.st_mtime_ns):
            if place.missing_since is not None:
                catalog.see(folder, file, place.size, place.modified, place.video, place.problem)
            continue
        yield from _identify(library, folder, file, status, decoder)
    gone = [
        place.id
        for file, place in known.items()
        if file not in seen and not any(file.is_relative_to(other) for other in unreadable)
    ]
    catalog.miss(gone)
    catalog.mark_folder(folder, missing=False)


def probe_new(library: Library, folder: int, decoder: Decoder) -> Generator[Pause, None, None]:
    """Ask every new video of a folder for its length and format."""
    catalog = library.catalog
    for number in catalog.unprobed(folder):
        video = catalog.videos([number])[number]
        try:
            info = yield from _wait(decoder.request_probe(video.path), VideoInfo)
        except MediaError as error:
            catalog.fail_video(number, str(error))
        else:
            catalog.describe_video(
                number,
                duration=info.duration,
                frame_rate=info.frame_rate,
                width=info.width,
                height=info.height,
                codec=info.codec,
                container=info.container,
                has_audio=info.has_audio,
                rotation=info.rotation,
                variable_frame_rate=info.variable_frame_rate,
                hdr=info.hdr,
                created=info.created,
            )
        yield STEP


def _identify(
    library: Library, folder: int, file: Path, status: os.stat_result, decoder: Decoder
) -> Generator[Pause, None, None]:
    """Note a new or changed file with the video it holds, its name and its subtitles; or with the reason why it cannot be read."""
    catalog = library.catalog
    try:
        fingerprint = yield from _wait(decoder.request_fingerprint(file), Fingerprint)
    except MediaError as error:
        catalog.see(folder, file, status.st_size, status.st_mtime_ns, None, str(error))
        return
    video = catalog.add_video(fingerprint.digest, fingerprint.size)
    captions = [("name", 0.0, 0.0, display_name(file))]
    for subtitles in find_subtitles(file):
        with contextlib.suppress(MediaError):  # a film is not worse for subtitles that cannot be read
            captions += [("subtitle", cue.start, cue.end, cue.text) for cue in read_subtitles(subtitles)]
    with catalog.db.atomic():  # a place that is known is not read again, so it must not be known without its words
        place = catalog.see(folder, file, status.st_size, status.st_mtime_ns, video, None)
        catalog.set_captions(place, captions)


def _wait(replies: Replies, kind: type[Answer]) -> Generator[Pause, None, Answer]:
    """The one item that answers a request; lets go while the worker is at it. Raises MediaError."""
    with replies:
        while (item := replies.next_ready(PATIENCE)) is None:
            yield WAIT
    if not isinstance(item, kind):
        raise MediaError("This video cannot be read; the decoder answered something else.")
    return item
