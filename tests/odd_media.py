"""Films that are odd but honest: every container and codec, pixel formats, geometry, timing and streams. Made by PyAV in memory, always alike."""

import io
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.stream import Disposition
from av.video.frame import VideoFrame

Made = tuple[str, bytes, str]
"""Name, content, the expected verdict."""

Options = dict[str, str]
QUICK: dict[str, Options] = {
    "libx264": {"preset": "ultrafast", "x264-params": "threads=1"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:pools=none:frame-threads=1"},
    "libvpx": {"deadline": "good", "cpu-used": "5", "threads": "1"},
    "libvpx-vp9": {"deadline": "good", "cpu-used": "5", "threads": "1"},
    "libsvtav1": {"preset": "11", "svtav1-params": "lp=1"},
}


def picture(number: int, size: tuple[int, int]) -> VideoFrame:
    """A gradient with a bar that moves by `number`."""
    width, height = size
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0] = np.linspace(0, 255, width, dtype=np.uint8)
    rgb[..., 1] = np.linspace(255, 0, height, dtype=np.uint8)[:, None]
    rgb[:, number * 5 % max(1, width) : number * 5 % max(1, width) + max(1, width // 8), 2] = 255
    return VideoFrame.from_ndarray(rgb)


def film(
    format: str = "matroska",
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = (64, 48),
    frames: int = 30,
    fps: Fraction | int = 10,
    stamps: Sequence[int] | None = None,
    clock: Fraction | None = None,
    gop: int = 12,
    options: Options | None = None,
    muxer: Options | None = None,
    sound: float = 0.0,
    tags: dict[str, str] | None = None,
    adjust: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """A film of one picture stream, and `sound` seconds of AAC. `stamps`: presentation times in ticks of `clock`; `adjust(container, stream)`
    before anything is written."""
    file = io.BytesIO()
    clock = clock or 1 / Fraction(fps)
    with av.open(file, "w", format=format, options={"fflags": "+bitexact", **(muxer or {})}) as container:
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(codec, rate=fps, options={**QUICK.get(codec, {}), **(options or {})})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.codec_context.time_base = clock
        stream.codec_context.gop_size = gop
        voice: Any = container.add_stream("aac", rate=44100) if sound else None
        if adjust:
            adjust(container, stream)
        for number in range(frames):
            frame = picture(number, size).reformat(format=pix_fmt)
            frame.pts, frame.time_base = stamps[number] if stamps else number, clock
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        for block in range(int(sound * 44100 / 1024)):
            samples = AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            samples.rate, samples.pts, samples.time_base = 44100, block * 1024, Fraction(1, 44100)
            container.mux(voice.encode(samples))
        if voice is not None:
            container.mux(voice.encode(None))
    return file.getvalue()


def tone(format: str, codec: str, seconds: float = 1.0) -> bytes:
    """Sound and nothing else."""
    file = io.BytesIO()
    with av.open(file, "w", format=format) as container:
        stream: Any = container.add_stream(codec, rate=48000)
        stream.layout = "stereo"
        resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=48000, frame_size=1024)
        for block in range(int(seconds * 48000 / 1024)):
            samples = AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            samples.rate, samples.pts, samples.time_base = 48000, block * 1024, Fraction(1, 48000)
            for one in resampler.resample(samples):
                container.mux(stream.encode(one))
        container.mux(stream.encode(None))
    return file.getvalue()


# fmt: off
GOOD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("h264.mp4", {"format": "mp4"}), ("h264.mov", {"format": "mov"}), ("h264.mkv", {}), ("h264.ts", {"format": "mpegts"}),
    ("h264.flv", {"format": "flv"}), ("h264.h264.mp4", {"format": "h264"}),
    ("h264-two-fragments.mp4", {"format": "mp4", "muxer": {"movflags": "frag_keyframe+default_base_moof"}}),
    ("h264-fragmented.mp4", {"format": "mp4", "muxer": {"movflags": "frag_keyframe+empty_moov"}}),
    ("hevc.mkv", {"codec": "libx265"}), ("hevc.mp4", {"format": "mp4", "codec": "libx265"}), ("hevc.hevc.mp4", {"format": "hevc", "codec": "libx265"}),
    ("vp8.webm", {"format": "webm", "codec": "libvpx"}), ("vp8.ivf.mkv", {"format": "ivf", "codec": "libvpx"}),
    ("vp9.webm", {"format": "webm", "codec": "libvpx-vp9"}), ("av1.mkv", {"codec": "libsvtav1", "size": (64, 64), "frames": 12}),
    ("mpeg4.avi", {"format": "avi", "codec": "mpeg4"}), ("mpeg4.mp4", {"format": "mp4", "codec": "mpeg4"}),
    ("mpeg4.nut", {"format": "nut", "codec": "mpeg4"}),
    ("mpeg2.ts", {"format": "mpegts", "codec": "mpeg2video", "fps": 25}), ("mpeg2.mpg", {"format": "vob", "codec": "mpeg2video", "fps": 25}),
    ("mpeg1.mpg", {"format": "mpeg", "codec": "mpeg1video", "fps": 25}), ("mpeg2.mxf", {"format": "mxf", "codec": "mpeg2video", "fps": 25}),
    ("flv1.flv", {"format": "flv", "codec": "flv"}), ("wmv1.wmv", {"format": "asf", "codec": "wmv1"}), ("wmv2.wmv", {"format": "asf", "codec": "wmv2"}),
    ("h263.3gp", {"format": "3gp", "codec": "h263", "size": (176, 144)}), ("gif.gif", {"format": "gif", "codec": "gif", "pix_fmt": "rgb8"}),
    ("prores.mov", {"format": "mov", "codec": "prores_ks", "pix_fmt": "yuv422p10le"}), ("ffv1.mkv", {"codec": "ffv1"}),
    ("mjpeg.mov", {"format": "mov", "codec": "mjpeg", "pix_fmt": "yuvj420p"}), ("mjpeg.avi", {"format": "avi", "codec": "mjpeg", "pix_fmt": "yuvj420p"}),
    ("huffyuv.avi", {"format": "avi", "codec": "huffyuv", "pix_fmt": "yuv422p"}), ("utvideo.avi", {"format": "avi", "codec": "utvideo"}),
    ("qtrle.mov", {"format": "mov", "codec": "qtrle", "pix_fmt": "rgb24"}), ("png.mov", {"format": "mov", "codec": "png", "pix_fmt": "rgb24"}),
    ("cinepak.avi", {"format": "avi", "codec": "cinepak", "pix_fmt": "rgb24"}), ("svq1.mov", {"format": "mov", "codec": "svq1", "pix_fmt": "yuv410p"}),
    ("flashsv.flv", {"format": "flv", "codec": "flashsv", "pix_fmt": "bgr24"}), ("zmbv.avi", {"format": "avi", "codec": "zmbv", "pix_fmt": "bgr0"}),
    ("y4m.y4m", {"format": "yuv4mpegpipe", "codec": "rawvideo"}), ("magicyuv.avi", {"format": "avi", "codec": "magicyuv", "pix_fmt": "gbrp"}),
    ("msmpeg4.avi", {"format": "avi", "codec": "msmpeg4"}), ("dv.avi", {"format": "avi", "codec": "dvvideo", "size": (720, 576), "fps": 25, "frames": 8}),
)
PIXEL_FORMATS: tuple[tuple[str, str], ...] = (
    *(("ffv1", name) for name in (
        "yuv410p", "yuv411p", "yuv422p", "yuv440p", "yuv444p", "yuv420p10le", "yuv422p12le", "yuv444p16le", "gray", "gray10le", "gray16le",
        "bgr0", "bgra", "gbrp10le", "gbrap12le", "yuva420p", "yuva444p10le")),
    *(("rawvideo", name) for name in ("rgb24", "bgr24", "rgb555le", "uyvy422", "yuyv422", "nv12", "monow", "gray")),
)
# fmt: on


def good() -> list[Made]:
    """Every container and codec that is on the lists and can be made here."""
    return [(f"good-{name}", film(**how), "ok") for name, how in GOOD]


def pixel_formats() -> list[Made]:
    """Depths, subsamplings, alpha, packed and palette."""
    return [
        (f"pixels-{codec}-{name}.nut", film("nut", codec, name, frames=12, size=(48, 32)), "ok")
        for codec, name in PIXEL_FORMATS
    ]


def geometry() -> list[Made]:
    """From one pixel to more than a worker may use, square or not, turned, mirrored, interlaced, changing on the way."""
    made: list[Made] = []
    sizes = [(1, 1), (2, 2), (3, 5), (7, 1), (1, 1000), (4096, 2), (2, 4096), (101, 77), (1024, 768)]
    for width, height in sizes:
        content = film("nut", "rawvideo", "yuv444p", size=(width, height), frames=4)
        made.append((f"geometry-{width}x{height}.nut", content, "ok"))
    made.append(("geometry-4096x2400.mkv", film(codec="mpeg4", size=(4096, 2400), frames=2), "ok"))
    for ratio in (Fraction(16, 11), Fraction(1, 9), Fraction(9, 1), Fraction(1, 60), Fraction(255, 1)):

        def squeeze(_container: Any, stream: Any, ratio: Fraction = ratio) -> None:
            stream.codec_context.sample_aspect_ratio = ratio

        name = f"geometry-aspect-{ratio.numerator}-{ratio.denominator}.mkv"
        made.append((name, film(frames=8, adjust=squeeze), "ok"))
    for degrees, mirrored in ((90, False), (180, False), (270, False), (0, True), (90, True), (45, False)):

        def turn(_container: Any, stream: Any, degrees: int = degrees, mirrored: bool = mirrored) -> None:
            stream.set_display_rotation(degrees, hflip=mirrored)

        name = f"geometry-turned-{degrees}{'-mirrored' if mirrored else ''}.mp4"
        made.append((name, film("mp4", frames=8, adjust=turn), "ok"))
    for order in ("tff=1", "bff=1"):
        lines = {"x264-params": f"threads=1:{order}"}
        made.append((f"geometry-interlaced-{order[:3]}.mkv", film(options=lines, size=(64, 64)), "ok"))
    raw = film("h264", frames=10) + film("h264", size=(96, 80), frames=10) + film("h264", frames=10, pix_fmt="yuv444p")
    made.append(("geometry-changes.mp4", raw, "ok"))
    made.append(("geometry-changes.ts", film("mpegts") + film("mpegts", size=(96, 80)), "ok"))
    return made


def timing() -> list[Made]:
    """Clocks that stand, jump, begin anywhere, wrap or tick once an hour."""
    ms = Fraction(1, 1000)
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("gap-of-10-hours.mkv", "ok", {"frames": 20, "clock": ms, "stamps": [*range(0, 1000, 100), *range(36_000_000, 36_001_000, 100)]}),
        ("a-frame-an-hour.mkv", "ok", {"frames": 10, "clock": ms, "stamps": list(range(0, 36_000_000, 3_600_000))}),
        ("a-frame-in-ten-seconds.mkv", "ok", {"frames": 6, "clock": ms, "stamps": list(range(0, 60_000, 10_000))}),
        ("a-thousand-a-second.mkv", "ok", {"frames": 200, "fps": 1000, "clock": ms, "codec": "mpeg4"}),
        ("uneven.mkv", "ok", {"frames": 30, "clock": ms, "stamps": [n * n * 5 for n in range(30)]}),
        ("begins-at-1000-s.mkv", "ok", {"clock": ms, "stamps": [1_000_000 + n * 100 for n in range(30)]}),
        ("begins-at-1000-s.ts", "ok", {"format": "mpegts", "clock": Fraction(1, 90_000), "stamps": [90_000_000 + n * 9000 for n in range(30)]}),
        ("wraps.ts", "ok", {"format": "mpegts", "clock": Fraction(1, 90_000), "stamps": [2**33 - 90_000 + n * 9000 for n in range(30)]}),
        ("beyond-31-bits.mkv", "ok", {"clock": ms, "stamps": [2**31 + n * 100 for n in range(30)]}),
        ("negative.mp4", "ok", {"format": "mp4", "clock": ms, "stamps": [-1500 + n * 100 for n in range(30)]}),
        ("b-frames.mp4", "ok", {"format": "mp4", "options": {"preset": "medium", "bf": "3"}}),
        ("open-groups.mkv", "ok", {"options": {"preset": "medium", "x264-params": "threads=1:open-gop=1:bframes=3"}}),
        ("one-frame.mp4", "ok", {"format": "mp4", "frames": 1}),
        ("two-frames.gif", "ok", {"format": "gif", "codec": "gif", "pix_fmt": "rgb8", "frames": 2}),
        ("one-frame.gif", "no video", {"format": "gif", "codec": "gif", "pix_fmt": "rgb8", "frames": 1}),
        ("one-frame-of-png.mov", "no video", {"format": "mov", "codec": "png", "pix_fmt": "rgb24", "frames": 1}),
        ("one-key-frame-for-all.mkv", "ok", {"gop": 1000, "frames": 100}),
        ("key-frames-alone.mkv", "ok", {"gop": 1}),
    ]  # fmt: skip
    made = [(f"timing-{name}", film(**how), verdict) for name, verdict, how in rows]
    plain = film("h264")
    made.append(("timing-no-stamps-at-all.mp4", plain, "ok"))
    ivf = bytearray(film("ivf", "libvpx"))
    second = (
        32 + 12 + int.from_bytes(ivf[32:36], "little")
    )  # the header of the second frame: its size, then its time stamp
    for name, stamp in (("a-year-later", 315_360_000), ("a-thousand-million-years-later", 2**62)):
        ivf[second + 4 : second + 12] = stamp.to_bytes(8, "little")
        made.append((f"timing-{name}.ivf.mkv", bytes(ivf), "ok|partial"))
    ivf[second + 4 : second + 12] = (1).to_bytes(8, "little")
    ivf[36:44] = (2**61).to_bytes(8, "little")
    made.append(("timing-begins-at-the-end-of-time.ivf.mkv", bytes(ivf), "ok|partial"))
    made.append(("timing-begins-again.ts", film("mpegts") * 3, "ok"))
    return made


def streams() -> list[Made]:
    """Sound alone, covers, many, late, in another order, with tags that are no text."""

    def cover(container: Any, stream: Any) -> None:
        stream.disposition = Disposition.attached_pic

    def more(count: int) -> Callable[[Any, Any], None]:
        def add(container: Any, _stream: Any) -> None:
            for _ in range(count):
                other = container.add_stream("mpeg4", rate=10)
                other.width, other.height, other.pix_fmt = 32, 32, "yuv420p"

        return add

    def second_is_default(container: Any, stream: Any) -> None:
        more(1)(container, stream)
        stream.disposition = Disposition(0)

    made: list[Made] = [
        (f"streams-{codec}.{suffix}", tone(format, codec), "no video")
        for format, codec, suffix in (
            ("mp4", "aac", "mp4"), ("matroska", "flac", "mkv"), ("mov", "pcm_s16le", "mov"), ("mpegts", "mp2", "ts"),
            ("avi", "mp2", "avi"), ("asf", "mp2", "wmv"), ("wav", "pcm_s16le", "mp4"), ("flac", "flac", "mkv"), ("mp2", "mp2", "mp4"),
        )
    ]  # fmt: skip
    late = film("mpegts", frames=20)
    made += [
        ("streams-sound.mp4", film("mp4", sound=3.0), "ok"),
        ("streams-longer-sound.mkv", film(sound=6.0), "ok"),
        ("streams-cover.mp4", film("mp4", "mjpeg", "yuvj420p", frames=1, adjust=cover, sound=1.0), "no video"),
        ("streams-three.mkv", film(adjust=more(2)), "ok"),
        ("streams-forty.mkv", film(adjust=more(39)), "ok"),
        ("streams-seventy.mkv", film(adjust=more(69)), "ok"),
        ("streams-second-is-default.mkv", film(adjust=second_is_default), "ok"),
        ("streams-late-sound.ts", late + film("mpegts", frames=20, sound=2.0), "ok"),
        ("streams-tags.mkv", film(tags={"title": "тест 🎬 \u202e", "comment": "x" * 200_000}), "ok"),
        (
            "streams-tags.mp4",
            film("mp4", tags={"title": "caf\u00e9"}).replace("caf\u00e9".encode(), b"caf\xe9\xff"),
            "ok",
        ),
        ("streams-alpha.webm", film("webm", "libvpx-vp9", "yuva420p"), "ok"),
    ]
    return made
