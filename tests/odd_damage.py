"""Files that are no films, and films that are broken: cut short, bits turned, numbers in their headers that cannot be. Always alike."""

import functools
import gzip
import io
import struct
import zipfile

import numpy as np
from PIL import Image

from tests.odd_media import Made, film

CUT = (0.97, 0.6, 0.2)
WHOLE_OR_NOT = "ok|partial|damaged|unsupported"
"""Where it depends on what was hit. What must never come is a crash, a hang, or a sentence that blames something else."""


def no_films() -> list[Made]:
    """What else is called .mp4 by mistake or on purpose."""
    noise = np.random.default_rng(1).bytes(60_000)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("film.mp4", (2020, 1, 1, 0, 0, 0)), b"x" * 3000)
    made: list[Made] = [
        ("empty.mp4", b"", "no video"),
        ("one-byte.mp4", b"\0", "damaged"),
        ("text.mp4", b"Meeting notes\n" * 40, "no video"),
        ("html.mp4", b"<!DOCTYPE html><html><body>404 Not Found</body></html>\n", "no video"),
        ("json.mp4", b'{"error": "expired"}\n', "no video"),
        ("csv.avi", b"a,b,c\n1,2,3\n" * 100, "no video"),
        ("korean.mkv", "한국어 글\n".encode() * 60, "damaged|no video"),
        ("svg.webm", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>', "no video"),
        ("subtitles.mkv", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n", "no video"),
        ("ass.mkv", b"[Script Info]\nTitle: x\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,Hi\n", "no video"),
        ("nfo.mp4", b"\xdb\xdb\xdb ReLeAsE notes \xdb\xdb\xdb\r\n" * 50, "no video"),
        ("noise.mp4", noise, "damaged"), ("noise.mkv", noise[1:], "damaged"), ("noise.ts", noise[:188 * 300], "damaged"),
        ("zeros.mp4", bytes(100_000), "damaged"), ("ones.avi", b"\xff" * 100_000, "damaged"),
        ("zip.mp4", archive.getvalue(), "damaged"), ("gzip.mp4", gzip.compress(noise, mtime=0), "damaged"),
        ("pdf.mp4", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 20, "damaged|no video"),
        ("program.mp4", b"MZ\x90\0" + noise[:5000], "damaged"), ("elf.mkv", b"\x7fELF\2\1\1" + bytes(5000), "damaged"),
        ("sqlite.mp4", b"SQLite format 3\0" + bytes(8000), "damaged"),
        ("id3.mp4", b"ID3\3\0\0\0\0\0\x0a" + bytes(5000), "no video"),
    ]  # fmt: skip
    for kind in ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"):
        file = io.BytesIO()
        Image.new("RGB", (64, 48), "green").save(file, kind)
        made.append((f"{kind.lower()}.mp4", file.getvalue(), "no video"))
    return [(f"no-film-{name}", content, verdict) for name, content, verdict in made]


def broken() -> list[Made]:
    """Films that were good once."""
    return [*_cut_short(), *_turned(), *_impossible()]


def _cut_short() -> list[Made]:
    """Ten seconds, of which little, half or most is missing. Up to a second may be missing, and not every
    container says how long it was: those count as whole."""
    long = functools.partial(film, frames=100)
    whole = {
        "moov-at-the-end.mp4": (long("mp4"), ("damaged|unsupported", "damaged", "damaged")),
        "fragments.mp4": (long("mp4", muxer={"movflags": "frag_keyframe+empty_moov"}), ("ok", "partial", "ok|partial")),
        "mkv.mkv": (long(), ("ok", "partial", "partial")),
        "ts.ts": (long("mpegts"), ("ok", "ok", "ok")),
        "avi.avi": (long("avi", "mpeg4"), ("ok", "partial", "damaged")),
        "flv.flv": (long("flv"), ("ok", "partial", "partial")),
        "wmv.wmv": (long("asf", "wmv2"), ("ok", "ok|partial", "ok|partial")),
        "webm.webm": (long("webm", "libvpx"), ("ok", "partial", "partial")),
        "nut.nut": (long("nut", "mpeg4"), ("ok", "ok", "ok")),
        "gif.gif": (long("gif", "gif", "rgb8"), ("ok", "ok", "ok")),
        "raw.h264.mp4": (long("h264"), ("ok", "ok", "ok")),
        "mxf.mxf": (long("mxf", "mpeg2video", fps=25), ("ok", "partial", "partial")),
    }  # fmt: skip
    return [
        (f"cut-{round(part * 100)}-{name}", content[: int(len(content) * part)], verdict)
        for name, (content, verdicts) in whole.items()
        for part, verdict in zip(CUT, verdicts, strict=True)
    ]


def _turned() -> list[Made]:
    """Bits turned in the second half, where the pictures are."""
    made: list[Made] = []
    for number, (name, content) in enumerate(
        (
            ("h264.mkv", film()), ("hevc.mkv", film(codec="libx265")), ("vp8.webm", film("webm", "libvpx")), ("vp9.webm", film("webm", "libvpx-vp9")),
            ("mpeg2.ts", film("mpegts", "mpeg2video", fps=25)), ("mpeg4.avi", film("avi", "mpeg4")), ("prores.mov", film("mov", "prores_ks", "yuv422p10le")),
            ("ffv1.mkv", film(codec="ffv1")), ("mjpeg.avi", film("avi", "mjpeg", "yuvj420p")), ("gif.gif", film("gif", "gif", "rgb8")),
            ("wmv2.wmv", film("asf", "wmv2")), ("flv1.flv", film("flv", "flv")), ("png.mov", film("mov", "png", "rgb24")),
            ("huffyuv.avi", film("avi", "huffyuv", "yuv422p")),
        )
    ):  # fmt: skip
        for times in (3, 60):
            random = np.random.default_rng(1000 * number + times)
            data = bytearray(content)
            for _ in range(times):
                data[int(random.integers(len(data) // 2, len(data)))] ^= 1 << int(random.integers(8))
            made.append((f"turned-{times}-{name}", bytes(data), WHOLE_OR_NOT))
    return made


def _impossible() -> list[Made]:
    """Headers that promise what cannot be."""
    mp4, mkv, avi = film("mp4"), film(), film("avi", "mpeg4")
    made: list[Made] = [
        ("many-samples.mp4", _after(mp4, b"stts", 4, struct.pack(">I", 2**31 - 1)), "refused"),
        ("sizes.mp4", _after(mp4, b"stsz", 8, struct.pack(">I", 2**31 - 1)), "damaged"),
        ("beyond-the-end.mp4", _after(mp4, b"stco", 8, struct.pack(">I", 2**31)), "damaged"),
        ("a-thousand-million-chunks.mp4", _after(mp4, b"stsc", 4, struct.pack(">I", 2**30)), "damaged"),
        ("no-duration.mp4", _after(mp4, b"mvhd", 16, bytes(4)), "ok"),
        ("endless.mp4", _after(mp4, b"mvhd", 16, b"\xff\xff\xff\xfe"), "ok|partial"),
        ("no-time-scale.mp4", _after(mp4, b"mdhd", 12, bytes(4)), "ok|partial|damaged"),
        ("unknown-codec.mp4", mp4.replace(b"avc1", b"xyz9"), "unsupported"),
        ("vvc.mkv", mkv.replace(b"V_MPEG4/ISO/AVC", b"V_MPEGI/ISO/VVC"), "unsupported"),
        ("unknown.mkv", mkv.replace(b"V_MPEG4/ISO/AVC", b"V_XXXXX/YYY/ZZZ"), "unsupported"),
        ("unknown.avi", avi.replace(b"FMP4", b"QQQQ"), "unsupported"),
        ("encrypted.mp4", mp4.replace(b"avc1", b"encv"), "unsupported"),
        ("huge-atom.mp4", struct.pack(">I4s", 2**31, b"ftyp") + mp4[8:], "damaged"),
        ("atom-of-nothing.mp4", struct.pack(">I4s", 8, b"free") * 20_000 + mp4, "damaged"),
        ("atoms-in-atoms.mp4", mp4[:32] + b"".join(struct.pack(">I4s", 8 * (5000 - n), b"moov") for n in range(5000)), "damaged"),
        ("huge-header.mkv", mkv.replace(b"\x63\xa2", b"\x63\xa2\x08\x10\0\0\0"), "damaged|unsupported"),
        ("rubbish-before.mp4", np.random.default_rng(5).bytes(70_000) + mp4, "damaged"),
        ("rubbish-before.ts", np.random.default_rng(6).bytes(5_000) + film("mpegts"), "ok|partial|damaged"),
        ("rubbish-after.mp4", mp4 + np.random.default_rng(7).bytes(70_000), "ok"),
        ("huge-picture.mp4", _after(mp4, b"avc1", 24, struct.pack(">HH", 65535, 65535)), "ok"),
        ("huge-jpeg.avi", _pictures_of(film("avi", "mjpeg", "yuvj420p"), b"\xff\xc0\0\x11\x08", struct.pack(">HH", 65500, 65500)), "damaged"),
        ("huge-png.mov", _pictures_of(film("mov", "png", "rgb24"), b"IHDR", struct.pack(">II", 65000, 65000)), "damaged"),
        ("no-pictures.mp4", mp4[: mp4.index(b"mdat") + 4] + bytes(mp4.index(b"moov") - mp4.index(b"mdat") - 8) + mp4[mp4.index(b"moov") - 4 :], "damaged"),
        ("wrong-name.avi", mkv, "ok"), ("wrong-name.mp4", avi, "ok"), ("wrong-name.gif", mp4, "ok"),
    ]  # fmt: skip
    giant = film("nut", "rawvideo", "gray", size=(10_000, 7_000), frames=1)
    made.append(("70-million-pixels.nut", giant, "damaged"))
    return [(f"impossible-{name}", content, verdict) for name, content, verdict in made]


def _after(data: bytes, mark: bytes, offset: int, new: bytes) -> bytes:
    """`new` instead of what stands `offset` bytes after a mark."""
    place = data.index(mark) + len(mark) + offset
    return data[:place] + new + data[place + len(new) :]


def _pictures_of(data: bytes, mark: bytes, new: bytes) -> bytes:
    """`new` after each mark."""
    parts = data.split(mark)
    return mark.join([parts[0], *(new + part[len(new) :] for part in parts[1:])])
