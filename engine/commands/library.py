"""`rushes-engine check`, `repair` and `backup`: whether the library is sound, mending it when it is not, a copy for the day when it is not."""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import DamagedError, EngineError

if TYPE_CHECKING:
    from engine.library.repair import Repaired


def add(commands: Any) -> None:
    """Add the commands to the subparsers of the command line."""

    def command(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=help, description=help)
        parser.set_defaults(run=run)
        parser.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
        return parser

    sub = command("check", _check, "Look over the library: database, indexes, backups. Changes nothing.")
    sub.add_argument("--deep", action="store_true", help="compare everything that can be compared")
    sub = command("repair", _repair, "Mend a damaged library. The damaged database is put aside, never deleted.")
    way = sub.add_mutually_exclusive_group()
    way.add_argument(
        "--backup", metavar="NAME", default="", help="go back to this copy (default: the newest sound one)"
    )
    way.add_argument("--salvage", action="store_true", help="save what can be read, instead of going back to a copy")
    way.add_argument("--vectors", action="store_true", help="only delete the vector indexes; they are built anew")
    command("backup", _backup, "Make a verified copy of the library's database now.")


def _check(options: argparse.Namespace) -> int:
    from engine.library.check import check
    from engine.library.library import Library

    folder = _folder(options)
    good = True
    library = Library(folder)
    try:
        for finding in check(library, options.deep):
            good = good and not (finding.fault and finding.serious)
            if options.json:
                print(json.dumps({"type": "Finding", **asdict(finding)}), flush=True)
            else:
                print(
                    f"{'sound ' if not finding.fault else 'FAULT '} {finding.what}{': ' * bool(finding.fault)}{finding.fault}"
                )
    finally:
        library.close()
    return 0 if good else 1


def _repair(options: argparse.Namespace) -> int:
    from engine.library.index_files import sweep
    from engine.library.library import Library
    from engine.library.repair import restore, save_what_can_be_read
    from engine.mending import in_words

    folder = _folder(options)
    if options.vectors:
        library = Library(folder)
        try:
            sweep(folder / "index", set())
        finally:
            library.close()
        return _say(
            options, "The vector indexes were deleted; the next start builds them anew, without reading a film."
        )
    if not options.backup and not options.salvage and _sound(folder):
        return _say(options, "The library is sound; there is nothing to repair. See also: rushes-engine check --deep")
    if options.salvage:
        done = _last(save_what_can_be_read(folder))
    else:
        try:
            done = _last(restore(folder, options.backup))
        except DamagedError as error:
            if options.backup:
                raise
            print(f"{error} What can be read is saved instead.", file=sys.stderr)
            done = _last(save_what_can_be_read(folder))
    return _say(options, in_words(done))


def _backup(options: argparse.Namespace) -> int:
    from engine.library.backups import keep_copy
    from engine.library.library import Library

    library = Library(_folder(options))
    try:
        made = keep_copy(library.catalog.db.conn, library.folder / "backups", disk=library.disk)
        if made is None:
            raise EngineError("There is not enough room on the disk for a copy.")
        library.catalog.note("backup")
    finally:
        library.close()
    return _say(options, f"{made.path} ({made.size / 1e6:.1f} MB), checked.")


def _last(steps: Iterator[Repaired]) -> Repaired | None:
    """Drive a repair to its end."""
    return next(iter(deque(steps, maxlen=1)), None)


def _folder(options: argparse.Namespace) -> Path:
    """The library's folder. Raises EngineError when there is no library in it."""
    from engine.library.folder import DATABASE, MARKER
    from engine.library.library import default_folder

    folder = options.library or default_folder()
    if not (folder / DATABASE).is_file() and not (folder / MARKER).is_file():
        raise EngineError(f"There is no library in {folder} yet; rushes-engine index FOLDER makes one.")
    return folder


def _sound(folder: Path) -> bool:
    from engine.library.database import structure_fault
    from engine.library.library import Library

    try:
        library = Library(folder)
    except DamagedError:
        return False
    try:
        return not structure_fault(library.catalog.db.conn, deep=True)
    finally:
        library.close()


def _say(options: argparse.Namespace, sentence: str) -> int:
    print(json.dumps({"type": "Done", "sentence": sentence}) if options.json else sentence, flush=True)
    return 0
