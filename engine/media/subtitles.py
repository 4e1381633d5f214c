"""Sidecar subtitles (.srt, .vtt, .ass, .ssa): which belong to a video, and the cues they hold."""

import html
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MediaError
from engine.media.find import display_name

SUBTITLE_SUFFIXES = (".srt", ".vtt", ".ass", ".ssa")
MAX_BYTES = 8 * 1024 * 1024
MAX_CUE_CHARACTERS = 2000
SUBTITLE_FOLDERS = ("subs", "subtitles")

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_ASS_TIME = re.compile(rf"^\s*{_TIME}\s*$")
_TAG = re.compile(r"<[^<>]{0,200}>|\{[^{}]{0,500}\}")


@dataclass(frozen=True)
class Cue:
    """A line of speech. Seconds from the start of the video."""

    start: float
    end: float
    text: str


def find_subtitles(video: Path) -> list[Path]:
    """Subtitle files of a video: the same name (`film.srt`), perhaps with more parts (`film.en.forced.srt`), beside it
    or in a folder `Subs` beside it. The plain name comes first. Nothing is opened but folders."""
    stem = video.stem.casefold()
    found: list[Path] = []
    for folder in (video.parent, *_subtitle_folders(video.parent)):
        for entry in _entries(folder):
            name = entry.name.casefold()
            if not name.endswith(SUBTITLE_SUFFIXES) or name.startswith("."):
                continue
            if name.startswith(stem + ".") and _is_file(entry):
                found.append(Path(entry.path))
    return sorted(found, key=lambda path: (path.parent != video.parent, len(path.name), path.name))


def read_subtitles(path: Path) -> list[Cue]:
    """The cues of a subtitle file in time order; lines that make no sense are left out.

    Raises MediaError when the file cannot be read or is larger than `MAX_BYTES`.
    """
    name = display_name(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise MediaError(f"The subtitles “{name}” cannot be read ({error.strerror or 'unknown error'}).") from None
    if len(data) > MAX_BYTES:
        raise MediaError(f"The subtitles “{name}” are too large to be subtitles.")
    lines = _decode(data).splitlines()
    cues = _ass_cues(lines) if path.suffix.lower() in (".ass", ".ssa") else _srt_cues(lines)
    return sorted((cue for cue in cues if cue.text and cue.end >= cue.start), key=lambda cue: cue.start)


def _srt_cues(lines: list[str]) -> Iterator[Cue]:
    """SubRip and WebVTT differ only in what surrounds the timing lines (https://www.w3.org/TR/webvtt1/)."""
    times: tuple[float, float] | None = None
    text: list[str] = []
    for line in [*lines, ""]:
        timing = _TIMING.match(line)
        if timing or not line.strip():
            if times:
                yield Cue(*times, _clean(text))
            groups = timing.groups() if timing else None
            times, text = (_seconds(groups[:4]), _seconds(groups[4:])) if groups else None, []
        elif times:
            text.append(line)


def _ass_cues(lines: list[str]) -> Iterator[Cue]:
    """Advanced SubStation Alpha: comma separated fields in the order of the Format line of the Events section."""
    section = ""
    order = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    for line in lines:
        key, _, value = line.partition(":")
        if line.strip().startswith("["):
            section = line.strip().lower()
        elif section == "[events]" and key.strip().lower() == "format":
            order = [field.strip().lower() for field in value.split(",")]
        elif section == "[events]" and key.strip().lower() == "dialogue":
            fields = dict(zip(order, value.split(",", len(order) - 1), strict=False))
            start, end = (_ASS_TIME.match(fields.get(name, "")) for name in ("start", "end"))
            if start and end:
                text = re.sub(r"\\[Nnh]", " ", fields.get("text", ""))
                yield Cue(_seconds(start.groups()), _seconds(end.groups()), _clean([text]))


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _clean(lines: list[str]) -> str:
    text = html.unescape(_TAG.sub("", " ".join(lines)))
    text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())[:MAX_CUE_CHARACTERS]


def _decode(data: bytes) -> str:
    """Text of unknown encoding: byte order mark, else UTF-8, else UTF-16 when half the bytes are zero, else Korean,
    else Latin. A wrong guess costs letters, never the run."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 4:
        return data.decode("utf-16-le" if data[1:2000:2].count(0) > zeros // 2 else "utf-16-be", "replace")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp949" or _mostly_korean(text):
            return text
    return data.decode("cp1252", "replace")


def _mostly_korean(text: str) -> bool:
    foreign = [character for character in text if ord(character) > 127]
    return sum("\uac00" <= character <= "\ud7a3" for character in foreign) >= len(foreign) / 2


def _subtitle_folders(folder: Path) -> list[Path]:
    return [Path(entry.path) for entry in _entries(folder) if entry.name.lower() in SUBTITLE_FOLDERS]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
