"""From a decoded frame to upright RGB: matrix and range, HDR to SDR, alpha, fields, rotation.

Colour matrices (BT.601, BT.709, BT.2020) and limited or full range are FFmpeg's own conversion from the tags of each
frame, so the result equals `frame.to_ndarray(format="rgb24", threads=1)` for every ordinary video.
"""

import struct
from fractions import Fraction
from typing import cast

import numpy as np
from av.error import FFmpegError
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorTrc
from numpy.typing import NDArray

HDR_SIDE = 960
"""Longest side at which HDR pictures are tone-mapped, in pixels: enough for every size made of them."""

SDR_WHITE = 203.0
"""Luminance of diffuse white in HDR, cd/m² (ITU-R BT.2408, table 1)."""

HLG_PEAK = 1000.0
"""Nominal peak luminance of an HLG display, cd/m² (ITU-R BT.2100, note 5d)."""

_BT2020_TO_BT709 = np.array(
    [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]], np.float32
)
"""Linear light, ITU-R BT.2087-0, section 4 inverted."""

_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593], np.float32)


def is_hdr(frame: VideoFrame) -> bool:
    """Coded with the PQ (SMPTE ST 2084) or HLG (ARIB STD-B67) transfer function."""
    return frame.color_trc in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)


def to_rgb(frame: VideoFrame, hdr_side: int = HDR_SIDE) -> NDArray[np.uint8]:
    """RGB of the stored picture (height, width, 3), not yet turned or stretched; HDR at most `hdr_side` on the longest side.

    In this thread: scaling would start threads of its own for each frame.
    """
    if is_hdr(frame):
        return _tone_mapped(frame, hdr_side)
    if _has_alpha(frame):
        rgba = frame.to_ndarray(format="rgba", threads=1).astype(np.uint16)
        alpha = rgba[..., 3:]
        return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)  # over white
    return frame.to_ndarray(format="rgb24", threads=1)  # type: ignore[return-value]


def turned(pixels: NDArray[np.uint8], turn: tuple[bool, bool, bool]) -> NDArray[np.uint8]:
    """`pixels` as displayed: transposed, flipped upside down, flipped left to right, in this order."""
    transpose, upside_down, mirrored = turn
    if transpose:
        pixels = pixels.transpose(1, 0, 2)
    if upside_down:
        pixels = pixels[::-1]
    if mirrored:
        pixels = pixels[:, ::-1]
    return pixels


def glimpse(frame: VideoFrame) -> NDArray[np.int16]:
    """A few hundred values (0 … 255) from all over the first plane (brightness, mostly): cheap enough for every frame."""
    plane, bits = frame.planes[0], frame.format.components[0].bits
    values = np.frombuffer(cast(memoryview, plane), np.uint16 if bits > 8 else np.uint8)
    line = plane.line_size // values.itemsize
    rows = values[: line * plane.height].reshape(plane.height, line)
    down, across = max(1, plane.height // 16), max(1, plane.width // 16)
    return rows[down // 2 :: down, across // 2 : plane.width : across].astype(np.int16) >> max(0, bits - 8)


def display_turn(frame: VideoFrame) -> tuple[bool, bool, bool]:
    """How the stored picture has to be turned (see `turned`), from the display matrix of the file, if it is one of the
    eight that keep the sides upright; a matrix with any other angle is ignored.

    The matrix is FFmpeg's: nine big 16.16 numbers [a b u, c d v, x y w], (p, q) goes to (a·p + c·q, b·p + d·q)
    (https://ffmpeg.org/doxygen/trunk/group__lavu__video__display.html).
    """
    try:
        a, b, _, c, d = struct.unpack("=5i", bytes(frame.side_data["DISPLAYMATRIX"])[:20])  # type: ignore[typeddict-item]
    except (KeyError, struct.error):
        return False, False, False
    straight, across = min(abs(a), abs(d)), min(abs(b), abs(c))
    if straight > 8 * max(abs(b), abs(c)):
        return False, d < 0, a < 0
    if across > 8 * max(abs(a), abs(d)):
        return True, b < 0, c < 0
    return False, False, False


def rotation(turn: tuple[bool, bool, bool]) -> int:
    """Degrees clockwise of a turn; a mirrored one counts as the rotation nearest to it."""
    transpose, upside_down, mirrored = turn
    if transpose:
        return 90 if mirrored else 270
    return 180 if upside_down else 0


def deinterlaced(frame: VideoFrame) -> VideoFrame:
    """One progressive picture of an interlaced frame, or `frame` itself when the filter cannot take its format.

    FFmpeg's estdif filter fills in one field along edges, from that frame alone: as it needs no neighbours, only the
    sampled frames pass through it.
    """
    try:
        graph = Graph()
        graph.threads = 1
        time_base = frame.time_base or Fraction(1, 1000)
        source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=time_base)
        graph.link_nodes(source, graph.add("estdif", "mode=frame:deint=all"), graph.add("buffersink")).configure()
        graph.vpush(frame)
        graph.vpush(None)
        progressive = graph.vpull()
    except (FFmpegError, ValueError):
        return frame
    progressive.colorspace, progressive.color_range = frame.colorspace, frame.color_range
    return progressive


def _has_alpha(frame: VideoFrame) -> bool:
    name = frame.format.name
    return name.startswith(("yuva", "gbrap", "ya8", "ya16", "pal8", "rgba", "bgra", "argb", "abgr"))


def _tone_mapped(frame: VideoFrame, side: int) -> NDArray[np.uint8]:
    """SDR BT.709 of a PQ or HLG frame, at most `side` on the longest side; by bands of rows, to need little memory."""
    scale = min(1.0, side / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    coded = frame.reformat(width=width, height=height, format="rgb48le", interpolation="AREA", threads=1).to_ndarray()
    mapped = np.empty(coded.shape, np.uint8)
    for top in range(0, height, 256):
        mapped[top : top + 256] = _mapped(coded[top : top + 256].astype(np.uint16, copy=False), frame)
    return mapped


def _mapped(coded: NDArray[np.uint16], frame: VideoFrame) -> NDArray[np.uint8]:
    """SDR of some rows (rows, width, 3) of a frame.

    Light is decoded (ITU-R BT.2100 tables 4 and 5), scaled so that diffuse white is 1, compressed where it is brighter
    by the maximum of its channels with a roll-off (see `_roll_off`), brought to BT.709 primaries and encoded with the
    display gamma of BT.1886, 2.4.
    """
    signal = coded.astype(np.float32) / 65535.0
    light = pq_to_light(signal) if frame.color_trc == ColorTrc.SMPTE2084 else hlg_to_light(signal)
    light /= SDR_WHITE
    brightest = light.max(axis=-1, keepdims=True)
    light *= _roll_off(brightest) / np.maximum(brightest, 1e-6)
    if frame.color_primaries in (ColorPrimaries.BT2020, ColorPrimaries.UNSPECIFIED):
        light = light @ _BT2020_TO_BT709.T
    return (np.clip(light, 0.0, 1.0) ** (1 / 2.4) * 255.0 + 0.5).astype(np.uint8)


def pq_to_light(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """cd/m² of PQ code values 0 … 1: the EOTF of ITU-R BT.2100, table 4."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = np.clip(signal, 0, 1) ** np.float32(1 / m2)
    return (10000.0 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)).astype(np.float32)


def hlg_to_light(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """cd/m² on a display of `HLG_PEAK`: inverse OETF and OOTF (gamma 1.2) of ITU-R BT.2100, table 5. (…, 3) RGB."""
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * float(np.log(4 * a))
    signal = np.clip(signal, 0, 1)
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12).astype(np.float32)
    luma = (scene @ _LUMA_2020)[..., None]
    return HLG_PEAK * scene * np.maximum(luma, 1e-6) ** np.float32(0.2)


def _roll_off(light: NDArray[np.float32], knee: float = 0.6, peak: float = 1000.0 / SDR_WHITE) -> NDArray[np.float32]:
    """Light relative to diffuse white, compressed to at most 1: unchanged below `knee`, then Reinhard's extended curve
    (Reinhard et al. 2002, equation 4) fitted so that value and slope meet at the knee and `peak` becomes 1."""
    over = np.maximum(light - knee, 0) / (1 - knee)
    top = (peak - knee) / (1 - knee)
    rolled = over * (1 + over / top**2) / (1 + over)
    return np.where(light <= knee, light, np.minimum(knee + (1 - knee) * rolled, 1.0)).astype(np.float32)
