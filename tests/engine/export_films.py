"""A library of small films of every frame rate, for the tests of exports: catalog rows without any model."""

from fractions import Fraction
from pathlib import Path

import av

from engine.library.library import Library
from engine.media.decoder import Decoder
from tests.clips import Clip, make_clip

NTSC_FILM, NTSC, NTSC_DOUBLE = Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)


def make_films(folder: Path) -> dict[str, Clip]:
    """Four seconds of each kind; frame n carries the number n."""
    folder.mkdir(exist_ok=True)
    return {
        "23.976": make_clip(folder / "film.mp4", 4.0, NTSC_FILM, audio=True),
        "25": make_clip(folder / "pal & co <1>.mov", 4.0, 25),
        "29.97": make_clip(folder / "ntsc.mp4", 4.0, NTSC, audio=True),
        "59.94": make_clip(folder / "double.mp4", 4.0, NTSC_DOUBLE),
        "variable": make_clip(folder / "phone.mp4", 4.0, 30, vfr=True),
        "rotated": make_clip(folder / "upright.mp4", 4.0, NTSC, rotation=90, audio=True),
        "edit list": make_clip(folder / "edited.mp4", 4.0, 25, start=-0.48, audio=True),
    }


def with_timecode(clip: Clip, path: Path, code: str) -> Clip:
    """The same film with a camera's time code, as a QuickTime file."""
    with av.open(str(clip.path)) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        stream.metadata["timecode"] = code
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return Clip(path, clip.times, clip.duration)


def put_into_library(library: Library, folder: Path, paths: list[Path]) -> dict[Path, int]:
    """Rows for the files as indexing would write them, by the real decoder."""
    catalog = library.catalog
    number = catalog.add_folder(folder)
    videos = {}
    with Decoder() as decoder:
        for path in paths:
            print_, info = decoder.fingerprint(path), decoder.probe(path)
            videos[path] = catalog.add_video(print_.digest, print_.size)
            facts = {
                "duration": info.duration,
                "frame_rate": info.frame_rate,
                "width": info.width,
                "height": info.height,
            }
            facts |= {"codec": info.codec, "container": info.container, "has_audio": int(info.has_audio)}
            facts |= {"rotation": info.rotation, "hdr": int(info.hdr)}
            catalog.describe_video(videos[path], variable_frame_rate=int(info.variable_frame_rate), **facts)
            catalog.see(number, path, print_.size, print_.mtime_ns, videos[path], None)
    return videos
