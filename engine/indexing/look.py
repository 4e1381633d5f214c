"""Looking through a folder: which files are there, which are new, changed, moved or gone. No video is opened here; a decoder worker reads them."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from engine.errors import MediaError
from engine.indexing.steps import STEP, WAIT, Pause
from engine.indexing.walk import walk
from engine.library import readings, roots
from engine.library.library import Library
from engine.media.decoder import Decoder, Replies
from engine.media.file_state import FileChangedError, FileState, require_same, state_of
from engine.media.find import display_name
from engine.media.frames import Fingerprint, VideoInfo
from engine.media.patterns import Excluded, compile_patterns
from engine.media.subtitles import find_subtitles, read_subtitles

PATIENCE = 0.02  # seconds that one step may wait for the decoder

Answer = TypeVar("Answer", Fingerprint, VideoInfo)


@dataclass
class Findings:
    """What a look has found out."""

    new: int = 0  # files that were not known, or not as they are
    relinked: int = 0  # files that were moved or renamed, known again by their content
    back: int = 0  # files that had been gone
    gone: int = 0  # files that are not there for the first or second time
    unreadable: list[Path] = field(default_factory=list)  # folders
    changing: list[Path] = field(default_factory=list)  # files that were changed while they were read
    moved: set[int] = field(default_factory=set)  # places that have a new path


def look_through(
    library: Library,
    folder: int,
    root: Path,
    decoder: Decoder,
    findings: Findings,
    still_there: Callable[[], Generator[Pause, None, bool]],
    online: Callable[[int], bool],
    below: Path | None = None,
) -> Generator[Pause | Path, None, None]:
    """Bring the places of a folder up to date, or those below one of its sub-folders; yields each path it looks at.

    A file whose size and time are as before is not read again. A file known by its content at another place is the same video, wherever it is now;
    when it is at the old place no longer, it was moved. Files that are gone keep everything, with the date; they count as missing when two looks
    have not found them. Nothing is concluded from what is absent unless the folder is `still_there` at the end; `online` says it of others.

    Raises MediaError when the folder itself cannot be listed.
    """
    catalog = library.catalog
    start = below or root
    known = {path: place for path, place in catalog.places(folder).items() if path.is_relative_to(start)}
    seen = set[Path]()
    skip = skip_below(root, compile_patterns(roots.patterns_of(catalog, folder)))
    for found in walk(start, findings.unreadable, skip):
        if isinstance(found, Pause):
            yield found
            continue
        file, state = found
        seen.add(file)
        yield file
        if state is None:
            continue  # gone since it was listed; it will be missed at the next look
        place = known.get(file)
        if place and place.problem is None and (place.size, place.modified) == (state.size, state.modified):
            if place.missing_since is not None or place.absent_since is not None:
                catalog.see(folder, file, place.size, place.modified, place.video, place.problem)
                findings.back += 1
            continue
        yield from _identify(library, folder, file, state, decoder, findings, online)
    if not (yield from still_there()):
        raise MediaError(f"The folder “{display_name(root)}” was disconnected. What was found so far is kept.")
    gone = [
        place
        for file, place in known.items()
        if file not in seen
        and place.id not in findings.moved
        and not any(file.is_relative_to(other) for other in findings.unreadable)
    ]
    findings.gone += sum(place.missing_since is None for place in gone)
    catalog.miss([place.id for place in gone])
    if below is None:
        catalog.mark_folder(folder, missing=False)


def skip_below(root: Path, excluded: Excluded) -> Callable[[Path, bool], bool]:
    """A folder's patterns, asked with whole paths."""
    return lambda path, is_folder: excluded(path.relative_to(root), is_folder)


def probe_new(
    library: Library, folder: int, decoder: Decoder, findings: Findings, versions: str
) -> Generator[Pause, None, None]:
    """Ask every new video of a folder for its length and format. `versions`: see `readings`."""
    catalog, suspects = library.catalog, readings.suspects(library.catalog)
    waiting = deque(sorted(catalog.unprobed(folder), key=lambda number: suspects.get(number, 0)))
    while waiting:
        number = waiting.popleft()
        video = catalog.videos([number])[number]
        before = state_of(video.path)
        try:
            require_noted(library, video.path, before)
            readings.begin(catalog, number, before.modified if before else 0, versions)
            try:
                info = yield from wait_for(decoder.request_probe(video.path), VideoInfo)
            except GeneratorExit:
                readings.leave(catalog, [number])
                raise
            finally:
                require_same(video.path, before)
        except FileChangedError:
            readings.leave(catalog, [number])
            findings.changing.append(video.path)
        except MediaError as error:
            if readings.fail(catalog, number, error.verdict, str(error)):
                waiting.append(number)
        else:
            with catalog.db.atomic():
                readings.leave(catalog, [number])
                _describe(library, number, info)
        yield STEP


def _describe(library: Library, video: int, info: VideoInfo) -> None:
    library.catalog.describe_video(
        video,
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
        playable=info.playable,
    )


def require_noted(library: Library, path: Path, state: FileState | None) -> None:
    """Raises FileChangedError when a file is not as it was when its content was identified."""
    if state is None or roots.noted(library.catalog, path) != (state.size, state.modified):
        raise FileChangedError("This file was changed since it was found. It is looked at again.")


def _identify(
    library: Library,
    folder: int,
    file: Path,
    state: FileState,
    decoder: Decoder,
    findings: Findings,
    online: Callable[[int], bool],
) -> Generator[Pause, None, None]:
    """Note a new or changed file with the video it holds, its name and its subtitles; or with the reason why it cannot be read."""
    catalog = library.catalog
    try:
        try:
            fingerprint = yield from fingerprint_of(file, decoder)
        finally:
            require_same(file, state)
    except FileChangedError:
        findings.changing.append(file)
        return
    except MediaError as error:
        catalog.see(folder, file, state.size, state.modified, None, str(error), error.verdict)
        return
    video = catalog.add_video(fingerprint.digest, fingerprint.size)
    captions = _captions(file)
    left = _left_behind(library, video, file, state, online)
    with catalog.db.atomic():  # a place that is known is not read again, so it must not be known without its words
        if left is not None:
            roots.move_place(catalog, left, folder, file)
            findings.relinked += 1
            findings.moved.add(left)
        place = catalog.see(folder, file, state.size, state.modified, video, None)
        catalog.set_captions(place, captions)
    findings.new += 1


def fingerprint_of(file: Path, decoder: Decoder) -> Generator[Pause, None, Fingerprint]:
    """The identity of a file's content. Raises MediaError."""
    return wait_for(decoder.request_fingerprint(file), Fingerprint)


def place_moved(library: Library, video: int, folder: int, file: Path) -> None:
    """Note that a video is at `file` now, instead of at a place where it is not found."""
    catalog, state = library.catalog, state_of(file)
    if state is None:
        raise MediaError(f"“{display_name(file)}” is not there.")
    lost = [seat for seat in roots.seats(catalog, video) if seat.path != file and _vacated(seat.path, file, state)]
    with catalog.db.atomic():
        if lost:
            roots.move_place(catalog, lost[0].place, folder, file)
        place = catalog.see(folder, file, state.size, state.modified, video, None)
        catalog.set_captions(place, _captions(file))


def _captions(file: Path) -> list[tuple[str, float, float, str]]:
    """The words of a file: its name, and the subtitles beside it."""
    captions = [("name", 0.0, 0.0, display_name(file))]
    for subtitles in find_subtitles(file):
        with contextlib.suppress(MediaError):  # a film is not worse for subtitles that cannot be read
            captions += [("subtitle", cue.start, cue.end, cue.text) for cue in read_subtitles(subtitles)]
    return captions


def _left_behind(
    library: Library, video: int, file: Path, state: FileState, online: Callable[[int], bool]
) -> int | None:
    """The place where the video was before, when it is certain that it is there no longer; None for a copy, or a place that is away."""
    for seat in roots.seats(library.catalog, video):
        if seat.path != file and not seat.away and _vacated(seat.path, file, state) and online(seat.folder):
            return seat.place
    return None


def _vacated(old: Path, new: Path, state: FileState) -> bool:
    """Whether nothing is at the old path, or only the new file itself, where capitals do not count."""
    try:
        status = os.lstat(old)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    if (status.st_dev, status.st_ino) != (state.device, state.inode) or str(old).casefold() != str(new).casefold():
        return False
    try:
        return old.name not in os.listdir(old.parent)
    except OSError:
        return False


def wait_for(replies: Replies, kind: type[Answer]) -> Generator[Pause, None, Answer]:
    """The one item that answers a request; lets go while the worker is at it. Raises MediaError."""
    with replies:
        while (item := replies.next_ready(PATIENCE)) is None:
            yield WAIT
    if not isinstance(item, kind):
        raise MediaError("This video cannot be read; the decoder answered something else.")
    return item
