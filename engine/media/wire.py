"""How the decoder worker and its client talk: one JSON line per message, then the raw bytes it announces.

No pickle. Everything that comes from the worker is checked against limits before memory is set aside for it.
"""

import json
import math
import re
from dataclasses import asdict
from typing import IO, Any, NoReturn

import numpy as np

from engine.errors import VERDICTS, MediaError
from engine.media import clip_wire
from engine.media.frames import (
    PICTURE_SIDE,
    TILE_SIZE,
    Fingerprint,
    FrameSize,
    FrameTimes,
    SampledFrame,
    SampleEnd,
    Still,
    TrimEnd,
    VideoInfo,
    Written,
)
from engine.media.pictures import SIGNATURE_LENGTH

MAX_LINE = 16 * 1024  # bytes
MAX_TEXT = 500  # characters
MAX_JPEG = 1024 * 1024  # bytes; a picture of noise in `PICTURE_SIDE` is a third of it
MAX_SECONDS = 1e13  # what a 64-bit clock in microseconds can say
MAX_NUMBER = 2**63  # nanoseconds since 1970 of a file from the year 2262

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
        header = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
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


def read_item(stream: IO[bytes], header: Header, size: FrameSize | None = None) -> Item:
    """What a header announces, read and checked; frames must be of the size that was asked for. Raises ProtocolError."""
    fields = {key: value for key, value in header.items() if key != "kind"}
    try:
        match header["kind"]:
            case "frame" if size is not None:
                return _read_frame(stream, fields, size)
            case "info":
                return VideoInfo(**_checked(fields, VideoInfo))
            case "fingerprint":
                return Fingerprint(**_checked(fields, Fingerprint))
            case "end":
                return SampleEnd(**_checked(fields, SampleEnd))
            case kind if kind in clip_wire.KINDS:
                return clip_wire.unpacked(kind, fields, lambda length: _exactly(stream, length))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ProtocolError(f"malformed message: {error}") from None
    raise ProtocolError("unknown kind of message")


def read_error(header: Header) -> MediaError:
    """The error that a header tells of. Raises ProtocolError."""
    sentence, verdict = header.get("sentence"), header.get("verdict")
    if verdict not in VERDICTS:
        raise ProtocolError("an unknown verdict")
    return MediaError(_text(sentence), verdict)


def _read_frame(stream: IO[bytes], fields: Header, size: FrameSize) -> SampledFrame:
    jpeg, tile = int(fields["jpeg"]), int(fields["tile"])
    if fields["shape"] != [size.height, size.width, 3]:
        raise ProtocolError("a frame of another size than was asked for")
    if not (0 < jpeg <= MAX_JPEG and 0 < tile <= MAX_JPEG):
        raise ProtocolError("a picture of impossible length")
    hint = fields["cut_hint"]
    return SampledFrame(
        time=_number(fields["time"]),
        pixels=np.frombuffer(_exactly(stream, size.height * size.width * 3), np.uint8).reshape(
            size.height, size.width, 3
        ),
        jpeg=_plain_jpeg(_exactly(stream, jpeg), (PICTURE_SIDE, PICTURE_SIDE)),
        tile=_plain_jpeg(_exactly(stream, tile), TILE_SIZE),
        signature=np.frombuffer(_exactly(stream, SIGNATURE_LENGTH), np.uint8),
        cut_hint=None if hint is None else _number(hint),
    )


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise ProtocolError("the worker stopped in the middle of a message")
    return data


def _checked(fields: Header, kind: type) -> Header:
    """Field names, types and ranges as the dataclass declares them."""
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
        if not isinstance(value, allowed) or (isinstance(value, bool) and declared is not bool):
            raise ProtocolError(f"{name} is of the wrong type")
        if name == "digest" and not re.fullmatch("[0-9a-f]{40}", str(value)):
            raise ProtocolError("not a digest")
        if isinstance(value, str):
            _text(value)
        elif value is not None and not isinstance(value, bool):
            _number(value)
    return fields


def _text(value: object) -> str:
    """A short text for people, without control characters. Raises ProtocolError."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
        raise ProtocolError("not a text")
    return value


def _number(value: Any) -> Any:
    """A finite number within reason, as it is. Raises ProtocolError."""
    most = MAX_NUMBER if isinstance(value, int) else MAX_SECONDS
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise ProtocolError("a number beyond reason")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _plain_jpeg(data: bytes, most: tuple[int, int]) -> bytes:
    """`data`, if it is a JPEG as `pictures.jpeg` writes it, at most `most` pixels wide and high. Raises ProtocolError.

    The engine and the window decode it, so a worker that a video has taken over must not choose what their decoders see: only the
    segments of a baseline picture in three colours, each once where it may be there once (ITU-T T.81, annex B).
    """
    place, seen = 2, list[int]()
    if not (data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")):
        raise ProtocolError("not a JPEG")
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        seen.append(marker)
        if marker == 0xC0:
            bits, height, width, colours = data[place + 4], *_pairs(data[place + 5 : place + 9]), data[place + 9]
            if (bits, colours, length) != (8, 3, 17) or not (0 < width <= most[0] and 0 < height <= most[1]):
                raise ProtocolError("a picture of another size than agreed")
        elif marker == 0xDA:
            break
        elif marker not in (0xE0, 0xDB, 0xC4):  # JFIF, quantisation, Huffman
            raise ProtocolError("a JPEG of another kind than agreed")
        place += 2 + length
    if seen.count(0xC0) != 1 or seen[-1] != 0xDA or seen.count(0xDB) > 4 or seen.count(0xC4) > 4:
        raise ProtocolError("a JPEG without a picture")
    return data


def _pairs(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
