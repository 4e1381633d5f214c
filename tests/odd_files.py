"""More than 225 odd files with what should become of each: the corpus of RELIABILITY 3b, made anew wherever the tests run, always alike."""

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import odd_damage, odd_media, odd_playlists
from tests.odd_media import film


@dataclass(frozen=True)
class OddFile:
    """A file, or a path without one, and its verdict; several are parted by "|" where FFmpeg may decide either way."""

    path: Path
    verdict: str
    kind: str


def make_odd_files(folder: Path) -> list[OddFile]:
    """Write the whole corpus into `folder`."""
    target = folder / "other-film.mkv"
    target.write_bytes(film())
    groups = {
        "good": odd_media.good(),
        "pixel formats": odd_media.pixel_formats(),
        "geometry": odd_media.geometry(),
        "timing": odd_media.timing(),
        "streams": odd_media.streams(),
        "no films": odd_damage.no_films(),
        "broken": odd_damage.broken(),
        "playlists": odd_playlists.playlists(target),
    }
    found: list[OddFile] = []
    for kind, made in groups.items():
        for name, content, verdict in made:
            path = folder / name
            path.write_bytes(content)
            found.append(OddFile(path, verdict, kind))
    sparse = folder / "broken-sparse.mp4"
    with sparse.open("wb") as file:
        file.truncate(8 * 1024**3)
    return [*found, OddFile(sparse, "damaged", "broken"), *_paths(folder / "paths")]


def _paths(folder: Path) -> list[OddFile]:
    """Names that mean something to some program, and what is no file."""
    folder.mkdir()
    content = film(frames=4)
    names: list[str | bytes] = [
        "plain.mkv", "-", "-i.mkv", "scene%03d.mkv", "http:.mkv", "concat:a|b.mkv", "pipe:0", "file:x.mkv", "data:x.mkv", "@list.mkv",
        " leading.mkv", "<b>bold<i>.mkv", "quote'\"`$(id).mkv", "emoji \U0001f3ac \u202egpj.mkv", "\u00e9-composed.mkv", "e\u0301-decomposed.mkv",
    ]  # fmt: skip
    if sys.platform == "linux":
        names += ["line\nbreak.mkv", "bell\a.mkv", b"latin-\xe9.mkv", "n" * 251 + ".mkv"]
    found = []
    for name in names:
        path = folder / os.fsdecode(name)
        path.write_bytes(content)
        found.append(OddFile(path, "ok", "paths"))
    (folder / "a folder.mp4").mkdir()
    rows = [("missing.mp4", "unreadable"), ("a folder.mp4", "refused"), ("nul\0byte.mp4", "unreadable")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "fifo.mp4")
        (folder / "loop.mp4").symlink_to("loop.mp4")
        (folder / "dangling.mp4").symlink_to("nowhere.mp4")
        (folder / "zero.mp4").symlink_to("/dev/zero")
        (folder / "random.mp4").symlink_to("/dev/urandom")
        (folder / "link.mkv").symlink_to("plain.mkv")
        (folder / "hard.mkv").hardlink_to(folder / "plain.mkv")
        rows += [
            ("fifo.mp4", "refused"),
            ("loop.mp4", "unreadable"),
            ("dangling.mp4", "unreadable"),
            ("zero.mp4", "refused"),
        ]
        rows += [("random.mp4", "refused"), ("link.mkv", "ok"), ("hard.mkv", "ok")]
        place = folder / "s.mp4"
        if len(str(place)) < 100:  # what a socket's name may have
            with socket.socket(socket.AF_UNIX) as line:
                line.bind(str(place))
            rows.append(("s.mp4", "refused"))
        if os.geteuid() != 0:
            (folder / "mine.mp4").write_bytes(content)
            (folder / "mine.mp4").chmod(0)
            rows.append(("mine.mp4", "unreadable"))
    return [*found, *(OddFile(folder / name, verdict, "paths") for name, verdict in rows)]
