"""Whether a folder of the library is there now, and where: a drive that was plugged in elsewhere is found again, one that is away loses nothing."""

import contextlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from engine.background import in_thread
from engine.indexing.steps import Pause
from engine.library import roots
from engine.library.catalog import Folder
from engine.library.library import Library
from engine.media.volumes import Volume, Volumes, answers

SAMPLE = 200
"""Known files that are looked for where another file system is mounted than before."""


@dataclass(frozen=True)
class Known:
    """What the library knows of a folder's place: its path, the volume it was on, and some of its files with their sizes."""

    path: Path
    home: roots.Home
    files: tuple[tuple[Path, int], ...]


@dataclass(frozen=True)
class Presence:
    """Where a folder is now. `path` is None while it is away; `candidates` are then places where it may be, if there are several.

    `volume` is the file system it is on, and `inside` its path there.
    """

    path: Path | None
    candidates: tuple[Path, ...] = ()
    volume: Volume | None = None
    inside: Path | None = None


def known_of(library: Library, folder: int, path: Path) -> Known:
    """What is needed to look for a folder."""
    files = [place for place in library.catalog.places(folder).values() if place.missing_since is None]
    some = files[:: max(1, len(files) // SAMPLE)]
    home = roots.home_of(library.catalog, folder)
    return Known(path, home, tuple((place.path, place.size) for place in some))


def look_for(known: Known, volumes: Volumes) -> Presence:
    """Look where a folder is; may take seconds, and changes nothing.

    It is at its path when the file system there is the one it was on, or when one of its files lies there as it was. Else it is where its file
    system is mounted now; where that is mounted several times nobody guesses.
    """
    reachable = answers(known.path)
    volume = volumes.of(known.path) if reachable else None
    if volume and volume.identity == known.home.identity:
        return _at(known.path, volumes)
    found = _elsewhere(known.home, volumes) if known.home.identity else []
    if len(found) == 1:
        return _at(found[0], volumes)
    if reachable and (not known.files or any(_as_it_was(path, size) for path, size in known.files)):
        return _at(known.path, volumes)
    return Presence(None, tuple(found))


def settle(library: Library, folder: Folder, volumes: Volumes) -> Generator[Pause, None, Presence]:
    """Look where a folder is, and note it: present, moved to another mount point, or away."""
    known = known_of(library, folder.id, folder.path)
    presence = yield from in_thread(lambda: look_for(known, volumes))
    catalog = library.catalog
    if presence.path is None:
        if folder.missing_since is None:
            catalog.mark_folder(folder.id, missing=True)
        return presence
    if presence.path != folder.path:
        roots.move_root(catalog, folder.id, presence.path)
    if folder.missing_since is not None or presence.path != folder.path:
        roots.was_there(catalog, folder.id)
    volume, inside = presence.volume, presence.inside
    if volume and inside is not None and known.home != roots.Home(volume.identity, volume.label, inside):
        roots.set_home(catalog, folder.id, volume.identity, volume.label, volume.kind, inside)
    return presence


def same_volume(path: Path, before: Volume | None, volumes: Volumes) -> bool:
    """Whether a folder still answers, from the same file system as before."""
    if not answers(path):
        return False
    now = volumes.of(path)
    return (now.identity if now else "") == (before.identity if before else "")


def _at(path: Path, volumes: Volumes) -> Presence:
    volume = volumes.of(path)
    return Presence(path, (), volume, volume.inside(Path(os.path.realpath(path))) if volume else None)


def _elsewhere(home: roots.Home, volumes: Volumes) -> list[Path]:
    """Where the folder's file system shows it now; the same folder seen by two ways counts once."""
    found = dict[tuple[int, int], Path]()
    for volume in volumes.mounted():
        path = volume.path_of(home.inside) if volume.identity == home.identity else None
        if path is not None and answers(path):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.setdefault((status.st_dev, status.st_ino), path)
    return list(found.values())


def _as_it_was(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except (OSError, ValueError):
        return False
