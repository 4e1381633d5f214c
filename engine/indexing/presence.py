"""Whether a folder of the library is there now, and where: a drive that was plugged in elsewhere is found again, one that is away loses nothing."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from engine.library import roots
from engine.library.catalog import Folder
from engine.library.library import Library
from engine.media.volumes import Volume, Volumes, answers

SAMPLE = 200
"""Known files that are looked for where another file system is mounted than before."""


@dataclass(frozen=True)
class Presence:
    """Where a folder is now. `path` is None while it is away; `candidates` are then places where it may be, if there are several."""

    path: Path | None
    candidates: tuple[Path, ...] = ()


def find_folder(library: Library, folder: Folder, volumes: Volumes) -> Presence:
    """Look where a folder is, without changing anything.

    It is at its path when the file system there is the one it was on, or when one of its files lies there as it was. Else it is where its file
    system is mounted now; where that is mounted several times nobody guesses.
    """
    home = roots.home_of(library.catalog, folder.id)
    reachable = answers(folder.path)
    volume = volumes.of(folder.path) if reachable else None
    if volume and volume.identity == home.identity:
        return Presence(folder.path)
    found = _elsewhere(home, volumes) if home.identity else []
    if len(found) == 1:
        return Presence(found[0])
    if reachable and _holds_known(library, folder):
        return Presence(folder.path)
    return Presence(None, tuple(found))


def settle(library: Library, folder: Folder, volumes: Volumes) -> Presence:
    """Look where a folder is, and note it: present, moved to another mount point, or away."""
    presence = find_folder(library, folder, volumes)
    catalog = library.catalog
    if presence.path is None:
        catalog.mark_folder(folder.id, missing=True)
        return presence
    if presence.path != folder.path:
        roots.move_root(catalog, folder.id, presence.path)
    if folder.missing_since is not None or presence.path != folder.path:
        roots.was_there(catalog, folder.id)
    volume = volumes.of(presence.path)
    inside = volume.inside(Path(os.path.realpath(presence.path))) if volume else None
    if volume and inside is not None:
        home = roots.home_of(catalog, folder.id)
        if (home.identity, home.inside, home.label) != (volume.identity, inside, volume.label):
            roots.set_home(catalog, folder.id, volume.identity, volume.label, volume.kind, inside)
    return presence


def same_volume(path: Path, before: Volume | None, volumes: Volumes) -> bool:
    """Whether a folder still answers, from the same file system as before."""
    if not answers(path):
        return False
    now = volumes.of(path)
    return (now.identity if now else "") == (before.identity if before else "")


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


def _holds_known(library: Library, folder: Folder) -> bool:
    """Whether at least one file that was there lies there with the size it had; also when nothing was ever found there."""
    known = [place for place in library.catalog.places(folder.id).values() if place.missing_since is None]
    if not known:
        return True
    every = max(1, len(known) // SAMPLE)
    for place in known[::every]:
        with contextlib.suppress(OSError):
            if place.path.stat().st_size == place.size:
                return True
    return False
