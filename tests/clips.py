"""Small real test films, made by PyAV. Every frame carries its number in its pixels, so that a test can tell which frame
it was given; every scene has its own colour, and a bar moves from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (200, 30, 40),
    "green": (30, 150, 50),
    "blue": (40, 60, 200),
    "yellow": (220, 200, 40),
    "purple": (130, 40, 150),
    "grey": (128, 128, 128),
    "white": (235, 235, 235),
    "black": (16, 16, 16),
    "orange": (235, 130, 30),
    "cyan": (40, 190, 200),
}
CODE_BITS = 16  # as 4 × 4 squares in the middle of the picture


@dataclass(frozen=True)
class Clip:
    """A film that was written."""

    path: Path
    times: tuple[float, ...]
    """Presentation time of each frame in seconds, as written; frame n carries the number n."""
    duration: float


def make_clip(
    path: Path,
    seconds: float = 4.0,
    fps: Fraction | int = 25,
    size: tuple[int, int] = (320, 180),
    codec: str = "libx264",
    scenes: Sequence[str | tuple[int, int, int]] = ("red", "green"),
    rotation: float = 0,
    mirrored: bool = False,
    sar: Fraction | None = None,
    vfr: bool = False,
    times: Sequence[float] | None = None,
    ten_bit: bool = False,
    transfer: str = "",
    interlaced: bool = False,
    audio: bool = False,
    start: float = 0.0,
    gop: int = 12,
    options: dict[str, str] | None = None,
) -> Clip:
    """Write a film; the suffix of `path` chooses the container. `scenes` share the time equally.

    `size` is that of the stored picture. `rotation` (counter-clockwise degrees, a multiple of 90), `mirrored` and `sar` say
    how to show it: it is stored turned, mirrored or squeezed so that it looks right when shown. `vfr`: frames at uneven
    distances; `times`: exactly these times (seconds). `transfer`: "pq" or "hlg" tags the film as HDR (use `ten_bit`).
    `start`: time of the first frame. `audio`: a quiet tone of the same length.
    """
    fps = Fraction(fps)
    count = max(1, round(seconds * fps))
    if times is None:
        times = [float(n / fps) for n in range(count)]
        if vfr:
            uneven = np.random.default_rng(1).uniform(0.3, 1.7, count)
            times = [float(t) for t in np.concatenate([[0.0], np.cumsum(uneven)[:-1]]) * seconds / uneven.sum()]
        exact = not vfr
    else:
        times, exact = list(times), False
        seconds = times[-1] + float(1 / fps)
    time_base = 1 / fps if exact and start == 0.0 else Fraction(1, 100 if codec == "gif" else 1000)
    stamps = [round((t + start) / time_base) for t in times]

    width, height = round(size[0] * (sar or 1)), size[1]
    shown = (height, width) if rotation % 180 else (width, height)
    with av.open(path, "w") as container:
        stream: Any = container.add_stream(codec, rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = _pixel_format(codec, ten_bit)
        context = stream.codec_context
        context.time_base = time_base
        context.gop_size = gop
        if sar is not None:
            context.sample_aspect_ratio = sar
        _tag_colours(context, transfer)
        stream.options = _codec_options(codec, interlaced) | (options or {})
        if rotation or mirrored:
            stream.set_display_rotation(rotation, hflip=mirrored)
        sound_stream: Any = container.add_stream("aac", rate=44100) if audio else None
        for number, (t, stamp) in enumerate(zip(times, stamps, strict=True)):
            scene = scenes[min(len(scenes) - 1, int(t / seconds * len(scenes)))]
            colour = COLOURS[scene] if isinstance(scene, str) else scene
            picture = draw(number, t / seconds, shown, colour)
            if interlaced:  # the lower field is half a frame later; the bar runs fast so that combing would be seen
                bars = ((t + late) * 8 / seconds % 1.0 for late in (0.0, float(1 / fps) / 2))
                upper, lower = (draw(number, 0.0, shown, colour, bar) for bar in bars)
                picture[0::2], picture[1::2] = upper[0::2], lower[1::2]
            frame = _video_frame(_stored(picture, size, rotation, mirrored), stream.pix_fmt, transfer)
            frame.pts, frame.time_base = stamp, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound_stream is not None:
            for sound in tone(seconds + start):
                container.mux(sound_stream.encode(sound))
            container.mux(sound_stream.encode(None))
    return Clip(path, tuple(float(stamp * time_base) for stamp in stamps), seconds)


def make_sound(path: Path, seconds: float = 2.0) -> Path:
    """A file with sound and no picture."""
    with av.open(path, "w") as container:
        sound_stream: Any = container.add_stream("aac", rate=44100)
        for sound in tone(seconds):
            container.mux(sound_stream.encode(sound))
        container.mux(sound_stream.encode(None))
    return path


def draw(
    number: int, part: float, size: tuple[int, int], colour: tuple[int, int, int], bar: float | None = None
) -> NDArray[np.uint8]:
    """The picture (height, width, 3) of frame `number`, at `part` (0 … 1) of the film."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = colour
    # the upper third is a darker shade and the lower left corner white, so that up and left can be told
    picture[: height // 3] = np.array(colour) // 2
    picture[-height // 6 :, : width // 6] = 255
    left = int((part if bar is None else bar) * (width - width // 16))
    picture[height // 8 : height // 4, left : left + max(2, width // 16)] = (255, 255, 255)
    for bit in range(CODE_BITS):
        row, column = divmod(bit, 4)
        top, side, square = _code_square(row, column, width, height)
        picture[top : top + square, side : side + square] = 255 if number >> bit & 1 else 0
    return picture


def frame_number(picture: NDArray[np.uint8]) -> int:
    """The number coded in a picture (height, width, 3) of any size with square pixels, upright and uncropped or
    cropped around its middle to its shorter side."""
    height, width = picture.shape[:2]
    number = 0
    for bit in range(CODE_BITS):
        row, column = divmod(bit, 4)
        top, side, square = _code_square(row, column, width, height)
        margin = max(1, square // 4)
        inner = picture[top + margin : top + square - margin, side + margin : side + square - margin]
        number |= int(inner.mean() > 110) << bit
    return number


def _code_square(row: int, column: int, width: int, height: int) -> tuple[int, int, int]:
    square = min(width, height) / 12
    top, side = height / 2 + (row - 2) * square, width / 2 + (column - 2) * square
    return round(top), round(side), max(1, round(square))


def _stored(picture: NDArray[np.uint8], size: tuple[int, int], rotation: float, mirrored: bool) -> NDArray[np.uint8]:
    """The picture as it must be stored to be shown upright."""
    picture = np.rot90(picture, -round(rotation / 90))
    if mirrored:
        picture = picture[:, ::-1]
    if picture.shape[1::-1] != size:
        picture = np.asarray(Image.fromarray(np.ascontiguousarray(picture)).resize(size))
    return np.ascontiguousarray(picture)


def _video_frame(picture: NDArray[np.uint8], pixel_format: str, transfer: str) -> VideoFrame:
    frame = VideoFrame.from_ndarray(picture, "rgb24")
    if transfer:
        return frame.reformat(format=pixel_format, dst_colorspace=9, dst_color_range=1)
    return frame.reformat(format=pixel_format)


def _pixel_format(codec: str, ten_bit: bool) -> str:
    if ten_bit:
        return "yuv422p10le" if codec == "prores_ks" else "yuv420p10le"
    return {"gif": "rgb8", "mjpeg": "yuvj420p", "ffv1": "yuv420p", "prores_ks": "yuv422p10le", "png": "rgb24"}.get(
        codec, "yuv420p"
    )


def _tag_colours(context: Any, transfer: str) -> None:
    if transfer:
        context.color_trc = {"pq": 16, "hlg": 18}[transfer]
        context.color_primaries = 9
        context.colorspace = 9
        context.color_range = 1


def _codec_options(codec: str, interlaced: bool) -> dict[str, str]:
    match codec:
        case "libx264":
            return {"crf": "18", "preset": "ultrafast"} | ({"x264-params": "tff=1"} if interlaced else {})
        case "libx265":
            return {"crf": "18", "preset": "ultrafast", "x265-params": "log-level=none"}
        case "libvpx-vp9" | "libvpx":
            return {"deadline": "realtime", "cpu-used": "8", "b": "1M"}
        case "libsvtav1":
            return {"preset": "12", "crf": "30"}
        case "mpeg4" | "mpeg2video" | "mpeg1video" | "wmv2" | "flv1" | "msmpeg4":
            return {"qmin": "2", "qmax": "4"}
        case _:
            return {}


def tone(seconds: float) -> list[AudioFrame]:
    """A quiet tone of 220 Hz, to be encoded."""
    rate, block = 44100, 1024
    frames = []
    for index in range(int(seconds * rate / block)):
        phase = (np.arange(block) + index * block) * 2 * np.pi * 220 / rate
        frame = AudioFrame.from_ndarray((0.05 * np.sin(phase)).astype(np.float32)[None], "fltp", "mono")
        frame.sample_rate, frame.pts = rate, index * block
        frames.append(frame)
    return frames
