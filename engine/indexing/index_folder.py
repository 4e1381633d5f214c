"""A whole folder: look through it, ask the new videos for their length, then index what is waiting, one video after the other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from pathlib import Path

import engine
from engine.background import in_thread
from engine.errors import MediaError
from engine.indexing.ahead import Decoders
from engine.indexing.idleness import Idleness
from engine.indexing.look import Findings, look_through, probe_new
from engine.indexing.pass_over import Bench, pass_quickly, pass_wholly
from engine.indexing.presence import known_of, look_for, same_volume, settle
from engine.indexing.steps import BETWEEN, STEP, WAIT, Pause, Steps
from engine.library import readings, roots
from engine.library.catalog import Folder
from engine.library.library import Library
from engine.media.decoder import Decoder
from engine.media.file_state import state_of
from engine.media.find import display_name
from engine.media.volumes import Volumes
from engine.messages import Done, IndexFolder, LibraryState, Progress
from engine.search.moments import SearchModel

ROUNDS = 3  # looks in one run, when files change while they are read


def index_folder(
    request: IndexFolder,
    library: Library,
    model: Callable[[], SearchModel | None],
    decoders: Decoders,
    state: Callable[[], LibraryState],
    volumes: Volumes,
) -> Steps:
    """Add a folder, or look through it again, and index what is new. `model` gives None while it is still loading.

    A path inside a known folder is looked through alone. Videos are decoded ahead. A bad file is noted with its reason and the run goes on;
    one that changes while it is read is looked at again. Raises MediaError when the folder cannot be found.
    """
    job = request.job
    folder, path, below = yield from _folder_of(library, Path(request.path), volumes)
    if request.origin != "watch":
        yield state()
    if request.when_idle:
        yield from _until_idle(request)
    findings, indexed, rounds = Findings(), 0, 0
    while True:
        rounds += 1
        findings.changing.clear()
        looking = _look(job, library, folder, path, below, decoders.first, findings, volumes)
        yield from _in_silence(looking) if request.origin == "watch" else looking
        _absorb(library, folder, path)
        if request.origin == "watch" and not findings.new and not findings.changing:
            if findings.back or findings.gone:  # else nobody need know that there was a look
                yield state()
            return
        row = next(one for one in library.catalog.folders(None) if one.id == folder)
        to_read = (
            findings.new or row.problems or row.waiting
        )  # else no decoder need be started to ask it for its versions
        versions = (yield from _versions(decoders.first)) if to_read else ""
        if request.origin != "watch":
            readings.forgive(library.catalog, folder, versions)
        yield state()
        yield from probe_new(library, folder, decoders.first, findings, versions)
        yield state()
        while (active := model()) is None:
            yield WAIT
        bench = Bench(job, library, active, decoders, state, findings, versions)
        if request.quick:
            yield from pass_quickly(bench, folder)
        indexed += yield from pass_wholly(bench, folder)
        if not findings.changing or rounds == ROUNDS:
            break
    for file in findings.changing:
        if (now := state_of(file)) is not None:
            sentence = "It was being written or changed; it is looked at again at the next look."
            library.catalog.see(folder, file, now.size, now.modified, None, sentence)
    library.save_index(active.id, active.index)
    problems = sum(one.problems for one in library.catalog.folders(active.id) if one.id == folder)
    if request.origin and not indexed:
        yield Done(job, _relinked(findings.relinked))
    else:
        yield Done(job, _summary(indexed, findings.relinked, problems))


def _in_silence(steps: Steps) -> Steps:
    """The steps without what they tell."""
    for item in steps:
        yield item if isinstance(item, Pause) else STEP


def _versions(decoder: Decoder) -> Generator[Pause, None, str]:
    """What videos are read with: when that changes, those that could not be read are tried again. Raises EngineError."""
    while (used := decoder.versions()) is None:
        yield WAIT
    return f"Rushes {engine.__version__}, {used}"


def _until_idle(request: IndexFolder) -> Steps:
    """Wait until the computer has little else to do."""
    waiting = "Begins when this computer has had little else to do for two minutes."
    yield Progress(request.job, "indexing", request.path, waiting=waiting)
    idleness = Idleness()
    while not idleness.idle():
        yield BETWEEN  # another job may go first
        yield WAIT


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
    before = yield from in_thread(lambda: volumes.of(path))

    @functools.cache
    def online(number: int) -> bool:
        if number == folder:
            return True
        known = next((one for one in library.catalog.folders(None) if one.id == number), None)
        return known is not None and look_for(known_of(library, number, known.path), volumes).path == known.path

    def still_there() -> Generator[Pause, None, bool]:
        return in_thread(lambda: same_volume(path, before, volumes))

    looked = 0
    try:
        for item in look_through(library, folder, path, decoder, findings, still_there, online, below):
            if isinstance(item, Path):
                looked += 1
                yield (
                    Progress(job, "looking for videos", str(item.parent), videos_done=looked)
                    if looked % 50 == 1
                    else STEP
                )
            else:
                yield item
    except MediaError:
        if not (yield from still_there()):
            library.catalog.mark_folder(folder, missing=True)
        raise


def _folder_of(library: Library, path: Path, volumes: Volumes) -> Generator[Pause, None, tuple[int, Path, Path | None]]:
    """The library folder that `path` is or lies in, where it is now, and the part of it to look through (None: all); added when there is none."""
    for known in library.catalog.folders(None):
        if path.is_relative_to(known.path):
            root = (yield from settle(library, known, volumes)).path
            if root is None:
                raise MediaError(_away(library, known))
            part = root / path.relative_to(known.path)
            while not part.is_dir():
                part = part.parent
            return known.id, root, part if part.is_relative_to(root) and part != root else None
    if not path.is_dir():
        raise MediaError(f"There is no folder {path}.")
    number = library.catalog.add_folder(path)
    added = next(one for one in library.catalog.folders(None) if one.id == number)
    yield from settle(library, added, volumes)
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


def _relinked(count: int) -> str:
    return "" if not count else "1 file moved, re-linked." if count == 1 else f"{count} files moved, re-linked."


def _summary(indexed: int, relinked: int, problems: int) -> str:
    parts = []
    if indexed:
        parts.append(f"{indexed} video indexed." if indexed == 1 else f"{indexed} videos indexed.")
    if relinked:
        parts.append(_relinked(relinked))
    if problems:
        parts.append(f"{problems} could not be indexed wholly; see the list of problems.")
    return " ".join(parts if indexed or relinked else ["Everything here is already indexed.", *parts])
