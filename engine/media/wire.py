"""How the decoder worker and its client talk: one JSON line per message, then the raw bytes it announces.

No pickle. Everything that comes from the worker is checked against limits before memory is set aside for it.
"""

import json
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from engine.media import clip_wire
from engine.media.frames import Fingerprint, FrameTimes, SampledFrame, SampleEnd, Still, TrimEnd, VideoInfo, Written
from engine.media.pictures import SIGNATURE_LENGTH

MAX_LINE = 64 * 1024
MAX_MODEL_SIDE = 2048
MAX_JPEG = 4 * 1024 * 1024

Item = VideoInfo | Fingerprint | SampledFrame | SampleEnd | FrameTimes | Still | Written | TrimEnd
Header = dict[str, Any]


class ProtocolError(Exception):
    """The other side said something that the protocol does not know: a fault, or a worker taken over by a video."""


def write_header(stream: IO[bytes], header: Header) -> None:
    """Surrogate escapes in paths survive as JSON escapes."""
    stream.write(json.dumps(header, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n")


def read_header(stream: IO[bytes]) -> Header | None:
    """The next message, or None at the end of the stream. Raises ProtocolError."""
    line = stream.readline(MAX_LINE)
    if not line:
        return None
    try:
        header = json.loads(line)
    except ValueError:
        raise ProtocolError("not JSON") from None
    if not line.endswith(b"\n") or not isinstance(header, dict):
        raise ProtocolError("not a message")
    return header


def write_item(stream: IO[bytes], item: Item) -> None:
    """Worker to client."""
    match item:
        case SampledFrame():
            header = {
                "kind": "frame",
                "time": item.time,
                "shape": list(item.pixels.shape),
                "jpeg": len(item.jpeg),
                "tile": len(item.tile),
                "cut_hint": item.cut_hint,
            }
            write_header(stream, header)
            stream.write(item.pixels.tobytes() + item.jpeg + item.tile + item.signature.tobytes())
        case VideoInfo():
            write_header(stream, {"kind": "info", **asdict(item)})
        case Fingerprint():
            write_header(stream, {"kind": "fingerprint", **asdict(item)})
        case SampleEnd():
            write_header(stream, {"kind": "end", **asdict(item)})
        case _:
            header, blocks = clip_wire.packed(item)
            write_header(stream, header)
            stream.write(b"".join(blocks))
    stream.flush()


def read_item(stream: IO[bytes], header: Header) -> Item:
    """What a header announces, read and checked. Raises ProtocolError."""
    fields = {key: value for key, value in header.items() if key != "kind"}
    try:
        match header["kind"]:
            case "frame":
                return _read_frame(stream, fields)
            case "info":
                return VideoInfo(**_checked(fields, VideoInfo))
            case "fingerprint":
                return Fingerprint(**_checked(fields, Fingerprint))
            case "end":
                return SampleEnd(**_checked(fields, SampleEnd))
            case kind if kind in clip_wire.KINDS:
                return clip_wire.unpacked(kind, fields, lambda length: _exactly(stream, length))
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(f"malformed message: {error}") from None
    raise ProtocolError("unknown kind of message")


def _read_frame(stream: IO[bytes], fields: Header) -> SampledFrame:
    height, width, channels = (int(side) for side in fields["shape"])
    jpeg, tile = int(fields["jpeg"]), int(fields["tile"])
    if channels != 3 or not (0 < height <= MAX_MODEL_SIDE and 0 < width <= MAX_MODEL_SIDE):
        raise ProtocolError("a frame of impossible shape")
    if not (0 < jpeg <= MAX_JPEG and 0 < tile <= MAX_JPEG):
        raise ProtocolError("a picture of impossible length")
    hint = fields["cut_hint"]
    return SampledFrame(
        time=float(fields["time"]),
        pixels=np.frombuffer(_exactly(stream, height * width * 3), np.uint8).reshape(height, width, 3),
        jpeg=_exactly(stream, jpeg),
        tile=_exactly(stream, tile),
        signature=np.frombuffer(_exactly(stream, SIGNATURE_LENGTH), np.uint8),
        cut_hint=None if hint is None else float(hint),
    )


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise ProtocolError("the worker stopped in the middle of a message")
    return data


def _checked(fields: Header, kind: type) -> Header:
    """Field names and types as the dataclass declares them."""
    wanted: dict[str, Any] = kind.__annotations__
    if fields.keys() != wanted.keys():
        raise ProtocolError("fields that do not belong together")
    for name, value in fields.items():
        declared = wanted[name]
        allowed = {
            float: (int, float),
            int | None: (int, type(None)),
            float | None: (int, float, type(None)),
        }.get(declared, (declared,))
        if not isinstance(value, allowed):
            raise ProtocolError(f"{name} is of the wrong type")
    return fields
