"""Where exports go: addresses and names of files, and a file that appears whole or not at all and never over another one unasked."""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from engine.errors import ExportError


def file_address(path: Path) -> str:
    """The file:// address of a path; bytes that are not UTF-8 survive as percent escapes."""
    return path.as_uri() if sys.platform == "win32" else "file://" + quote(os.fsencode(path))


def check(target: Path, sources: Iterator[Path] | tuple[Path, ...], overwrite: bool) -> None:
    """Raise ExportError when a file may not be written: over a source ever, over another file without a yes, or where there is no folder."""
    for source in sources:
        with contextlib.suppress(OSError):
            if target == source or (target.exists() and target.samefile(source)):
                raise ExportError(f"{target.name} is one of your videos; an export is never written over it.")
    if target.is_dir():
        raise ExportError(f"{target.name} is a folder.")
    if not target.parent.is_dir():
        raise ExportError(f"The folder {target.parent} is not there.")
    if not overwrite and os.path.lexists(target):
        raise ExportError(f"{target.name} is there already.")


@contextlib.contextmanager
def fresh_file(target: Path, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file to write, under another name beside `target` until it is whole; then it is `target`. Gone when anything goes wrong.

    Raises ExportError when it cannot be written or `target` has come to be meanwhile.
    """
    part = target.with_name(f".{target.stem[:80]}-{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(part, target)
        else:
            _rename_to_nothing(part, target)
    except OSError as error:
        raise ExportError(f"{target.name} cannot be written ({error.strerror or error}).") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _rename_to_nothing(part: Path, target: Path) -> None:
    """Rename, but never over a file; file systems without hard links leave a short moment between look and rename."""
    if sys.platform == "win32":
        os.rename(part, target)  # refuses by itself
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(17, "there is such a file already") from None
        os.rename(part, target)


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A name in a folder that is not taken: "stem.mp4", "stem (2).mp4" …"""
    stem = (
        "".join("_" if letter in '<>:"/\\|?*' or letter < " " else letter for letter in stem)[:120].strip(" .")
        or "clip"
    )
    number = 1
    while os.path.lexists(path := folder / (f"{stem}{suffix}" if number == 1 else f"{stem} ({number}){suffix}")):
        number += 1
    return path
