"""Finding the video files of a folder, without opening any of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.errors import MediaError

# fmt: off
VIDEO_SUFFIXES = frozenset({
    ".3g2", ".3gp", ".amv", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".gif", ".m1v", ".m2t", ".m2ts",
    ".m2v", ".m4v", ".mjpg", ".mk3d", ".mkv", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg", ".mpv", ".mts",
    ".mxf", ".nut", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".ts", ".vob", ".webm", ".wmv", ".y4m",
})
# fmt: on
"""Lower case. The suffix only says which files are worth a look; what they are is decided from their content."""

IMAGE_SUFFIXES = frozenset({".bmp", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"})
"""Lower case; single pictures, which can be asked with but are not indexed."""

OnProblem = Callable[[Path, str], None]
Skip = Callable[[Path, bool], bool]
"""Whether an entry is left out; the second value says that it is a folder."""


def find_videos(folder: Path, on_problem: OnProblem | None = None, skip: Skip | None = None) -> Iterator[Path]:
    """Regular files below `folder` that are named like videos, sorted within each folder, sub-folders after files.

    Hidden files and folders are left out. A folder reached twice (by links or mounts) is visited once, so loops end.
    Nothing is opened but folders. Unreadable folders are skipped and told to `on_problem`; what `skip` wants is left out.

    Raises MediaError when `folder` itself cannot be listed.
    """
    visited: set[tuple[int, int]] = set()
    pending = [folder]  # a stack: the last one is read next
    while pending:
        current = pending.pop()
        try:
            status = os.stat(current)
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            entries = _listing(current)
        except OSError as error:
            sentence = _sentence(current, error)
            if current is folder:
                raise MediaError(sentence) from None
            if on_problem:
                on_problem(current, sentence)
            continue
        folders: list[Path] = []
        for entry in entries:
            try:
                if entry.is_dir():
                    if skip is None or not skip(Path(entry.path), True):
                        folders.append(Path(entry.path))
                elif _named_like_a_video(entry) and entry.is_file() and not (skip and skip(Path(entry.path), False)):
                    yield Path(entry.path)
            except OSError:
                continue  # a link to nowhere or to itself
        pending.extend(reversed(folders))


def display_name(path: Path) -> str:
    """The last part of a path for a sentence: undecodable bytes and control characters become question marks."""
    name = path.name or str(path)
    name = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() else "?" for character in name)


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _named_like_a_video(entry: os.DirEntry[str]) -> bool:
    """By its suffix; `.ts` and `.mts` are TypeScript far more often, so there the size has to fit as well: transport
    streams are packets of 188 or 192 bytes, and programs are short."""
    suffix = os.path.splitext(entry.name)[1].lower()
    if suffix in (".ts", ".mts"):
        size = entry.stat().st_size
        return size % 188 == 0 or size % 192 == 0 or size >= 1024 * 1024
    return suffix in VIDEO_SUFFIXES


def _sentence(folder: Path, error: OSError) -> str:
    name = display_name(folder)
    match error:
        case FileNotFoundError():
            return f"The folder “{name}” is not there."
        case NotADirectoryError():
            return f"“{name}” is not a folder."
        case PermissionError():
            return f"There is no permission to read the folder “{name}”."
        case _:
            return f"The folder “{name}” cannot be read ({error.strerror or 'unknown error'})."
