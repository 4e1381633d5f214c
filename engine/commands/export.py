"""`rushes-engine export`: ranges of videos of the library, or the moments of a search, as clips, stills, EDL, FCPXML, OTIO, CSV or markers."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.errors import ExportError

FORMATS = ("clip", "still", "csv", "edl", "fcpxml", "otio", "markers")
_RANGE = re.compile(r"(.+)@([0-9:.]+)-([0-9:.]+)", re.DOTALL)


def add(commands: Any) -> None:
    """Add the command to the subparsers of the command line."""
    text = "Export ranges of videos, or the moments that `search --json` has found."
    sub = commands.add_parser("export", help=text, description=text)
    sub.set_defaults(run=_export)
    sub.add_argument("format", choices=FORMATS)
    sub.add_argument("output", type=Path, help="the file to write; for several clips, stills or marker lists a folder")
    sub.add_argument(
        "ranges", nargs="*", metavar="FILE@START-END", help="seconds or M:SS.s; the file is in the library"
    )
    sub.add_argument(
        "--from",
        dest="hits",
        metavar="JSON",
        help="the answer of `search --json` or `similar --json`; - is standard input",
    )
    sub.add_argument("--handles", type=int, default=0, metavar="FRAMES", help="frames more at each side")
    sub.add_argument("--lossless", action="store_true", help="clips as copies, from the key frame before each range")
    sub.add_argument("--drop", action="store_true", help="drop-frame time codes for 29.97 and 59.94 frames a second")
    sub.add_argument("--overwrite", action="store_true", help="replace the output if it is there")
    sub.add_argument("--json", action="store_true", help="answer in JSON, one object per line")


def _export(options: argparse.Namespace) -> int:
    from engine.clip_jobs import ClipJobs
    from engine.indexing.steps import WAIT, Pause
    from engine.library.library import Library, default_folder
    from engine.messages import Export, Exported, to_json

    folder = options.library or default_folder()
    if not (folder / "library.db").is_file():
        raise ExportError(f"There is no library in {folder} yet; rushes-engine index FOLDER makes one.")
    library = Library(folder)
    try:
        wanted = [*_named(options.ranges, library), *(_found(options.hits, library) if options.hits else ())]
        if not wanted:
            raise ExportError("Name ranges (FILE@START-END), or give the answer of a search with --from.")
        request = Export(
            1,
            options.format,
            os.path.abspath(options.output),
            tuple(wanted),
            max(0, options.handles),
            exact=not options.lossless,
            drop=options.drop,
            overwrite=options.overwrite,
        )
        work = ClipJobs(library).steps(request)
        assert work is not None
        for item in work:
            if item is WAIT:
                time.sleep(0.002)
            elif options.json and not isinstance(item, Pause):
                print(json.dumps({"type": type(item).__name__, **to_json(item)}), flush=True)
            elif isinstance(item, Exported):
                print("\n".join(_shown(path) for path in item.paths))
                for note in item.notes:
                    print(f"{_shown(Path(note.path).name)}: " * bool(note.path) + note.sentence, file=sys.stderr)
    finally:
        library.close()
    return 0


def _named(texts: list[str], library: Any) -> Iterator[Any]:
    """Ranges as they were typed."""
    from engine.library.details import video_at
    from engine.messages import ExportRange

    for text in texts:
        found = _RANGE.fullmatch(text)
        if found is None:
            raise ExportError(f"{text} is no range; write FILE@START-END, such as beach.mp4@41.8-46.")
        video = video_at(library.catalog.db, Path(os.path.abspath(found[1])))
        if not video:
            raise ExportError(f"{found[1]} is not in this library; rushes-engine index FOLDER puts it in.")
        start, end = _seconds(found[2]), _seconds(found[3])
        if end <= start:
            raise ExportError(f"{text} ends before it begins.")
        yield ExportRange(video, start, end)


def _found(source: str, library: Any) -> Iterator[Any]:
    """The strong and possible moments of an answer; the weak ones when there is nothing else."""
    from engine.library.details import video_at
    from engine.messages import ExportRange

    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise ExportError(f"{source} cannot be read ({error.strerror}).") from None
    try:
        answers = [json.loads(line) for line in text.splitlines() if line.strip()]
        hits = [hit for answer in answers if answer.get("type") == "Hits" for hit in answer["hits"]]
        clear = [hit for hit in hits if hit["band"] != "weak"] or hits
        for hit in clear:
            video = video_at(library.catalog.db, Path(hit["path"]))
            if video:
                yield ExportRange(video, float(hit["start"]), float(hit["end"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ExportError("This is not the answer of a search with --json.") from None


def _seconds(text: str) -> float:
    """ "41.8", "1:02.5" or "1:00:00" in seconds."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        raise ExportError(f"{text} is no time; write seconds or M:SS.s.") from None
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))


def _shown(text: str) -> str:
    """Without control characters and undecodable bytes."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
