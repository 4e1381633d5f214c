"""Opening one untrusted video, hardened; runs only inside the decoder worker, which is handed an open descriptor.

The rules and the measurements behind them are in RELIABILITY (sections 3b and 5): containers and codecs come from lists,
FFmpeg may open nothing but the file object it is given, and every failure is one sentence and a verdict.
"""

import codecs
import contextlib
import errno
from collections.abc import Iterator
from hashlib import blake2b
from io import FileIO
from typing import NoReturn

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from engine.errors import MediaError
from engine.media.allowed import AUDIO_CODECS, CONTAINERS, SUBTITLE_CODECS, VIDEO_CODECS
from engine.media.frames import Fingerprint
from engine.media.handover import sentence_for

MAX_PIXELS = 64 * 1024 * 1024
MAX_STREAMS = 64
OPEN_TIMEOUT = 15.0  # seconds
SAMPLE_BYTES = 64 * 1024
BUFFER_BYTES = 256 * 1024

_MPEG_SOUND = (
    b"\xfb",
    b"\xfa",
    b"\xf3",
    b"\xf2",
    b"\xfd",
    b"\xfc",
    b"\xf1",
    b"\xf9",
)  # second byte of an MP3, MP2 or ADTS frame
_PLAYLIST_HEADS = (b"#extm3u", b"ffconcat", b"[playlist]", b"<smil", b"<asx", b"<?wpl", b"v=0", b"#!ffconcat")


class _VideoFile(FileIO):
    """What FFmpeg reads through. Damaged files seek to impossible places; that is an answer, not an exception that
    PyAV would print."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except OSError:
            return -1


def fingerprint(descriptor: int, size: int, modified: int) -> Fingerprint:
    """Digest of a file's content (see `Fingerprint`); size and time of change are what its opener saw. Raises MediaError."""
    with FileIO(descriptor, "rb", closefd=False) as file:
        digest = blake2b(size.to_bytes(8, "big"), digest_size=20)
        try:
            for offset in sorted({0, max(0, (size - SAMPLE_BYTES) // 2), max(0, size - SAMPLE_BYTES)}):
                file.seek(offset)
                wanted = SAMPLE_BYTES
                while wanted and (block := file.read(wanted)):
                    digest.update(block)
                    wanted -= len(block)
        except OSError as error:
            raise MediaError(sentence_for(error), "unreadable") from None
        return Fingerprint(size, modified, digest.hexdigest())


@contextlib.contextmanager
def open_video(
    descriptor: int, threads: int = 1, most_pixels: int = MAX_PIXELS
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The container and its best video stream, ready to decode with `threads` threads.

    Raises MediaError; MemoryError when the frames have more than `most_pixels`, for which this process has no memory.
    """
    with _VideoFile(descriptor, "rb", closefd=False) as file:
        head = _head(file)
        try:
            container = av.open(
                file,
                mode="r",
                io_open=_deny,
                metadata_errors="surrogateescape",
                timeout=(OPEN_TIMEOUT, OPEN_TIMEOUT),
                buffer_size=BUFFER_BYTES,
                options={
                    "format_whitelist": CONTAINERS,
                    "codec_whitelist": ",".join([*sorted(VIDEO_CODECS), AUDIO_CODECS]),
                    "protocol_whitelist": "none",
                    "max_pixels": str(MAX_PIXELS),
                    "max_streams": str(MAX_STREAMS),
                },
            )
        except MemoryError:
            raise
        except Exception as error:  # FFmpeg's own errors, UnicodeDecodeError, IndexError … (RELIABILITY 3b)
            raise MediaError(*_refusal(head, error)) from None
        try:
            stream = _best_stream(container)
            if stream.width * stream.height > most_pixels:
                raise MemoryError
            context = stream.codec_context
            context.options = {"max_pixels": str(MAX_PIXELS)}
            context.thread_count = threads
            context.thread_type = "AUTO"
            yield container, stream
        finally:
            _close(container)


def _best_stream(container: InputContainer) -> VideoStream:
    """The default video stream, else the largest; cover pictures do not count. Raises MediaError."""
    every = list(container.streams.video)
    streams = [s for s in every if not s.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)]
    if not streams:
        if container.streams.audio:
            raise MediaError("This file has sound but no moving picture.", "no video")
        raise MediaError("This file has no moving picture.", "no video")
    known = [s for s in streams if s.codec_context is not None]
    usable = [s for s in known if s.codec_context.name in VIDEO_CODECS]
    if not usable:
        name = known[0].codec_context.name if known else "unknown"
        raise MediaError(f"This video is coded in a way that cannot be read here ({name}).", "unsupported")
    best = max(usable, key=lambda s: (bool(s.disposition & Disposition.default), s.width * s.height, -s.index))
    if best.width * best.height > MAX_PIXELS:
        raise MediaError(f"The picture of this video is too large ({best.width} × {best.height}).", "refused")
    return best


def _deny(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    """FFmpeg asks here for any further file that a video points to; there is none."""
    raise PermissionError(errno.EACCES, "a video may not open other files")


def _close(container: InputContainer) -> None:
    with contextlib.suppress(Exception):  # nothing is left to save
        container.close()


def _head(file: FileIO) -> bytes:
    try:
        head = file.read(4096) or b""
        file.seek(0)
    except OSError as error:
        raise MediaError(sentence_for(error), "unreadable") from None
    return head


def is_playable(container: InputContainer) -> bool:
    """Whether another program's FFmpeg would run nothing but listed decoders on this file: each stream that has a decoder is on a list.

    The container is on its list, or it would not be open.
    """
    allowed = {"video": VIDEO_CODECS, "audio": frozenset(AUDIO_CODECS.split(",")), "subtitle": SUBTITLE_CODECS}
    for stream in container.streams:
        if stream.type in allowed:
            context = stream.codec_context
            if context is None or not {context.name, context.codec.canonical_name} & allowed[stream.type]:
                return False
    return True


def _refusal(head: bytes, error: Exception) -> tuple[str, str]:
    """Why FFmpeg took no interest in a file, as far as its first bytes tell, and the verdict."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_PLAYLIST_HEADS):
        return "This is a playlist that points to other files, not a video; nothing it points to was opened.", "refused"
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip") or head.startswith(b"\x1aE\xdf\xa3"):
        return "This video is damaged or was cut short: the part that describes it is missing.", "damaged"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")) or head[8:12] == b"WEBP":
        return "This is a single picture, not a video.", "no video"
    if (
        head.startswith((b"ID3", b"fLaC", b"#!AMR", b"FORM", b".snd"))
        or head[8:12] in (b"WAVE", b"AIFF")
        or (head[:1] == b"\xff" and head[1:2] in _MPEG_SOUND)
    ):
        return "This file has sound but no moving picture.", "no video"
    if _is_text(start[:512]):
        return "This is a text file, not a video.", "no video"
    if isinstance(error, OSError) and error.errno in (errno.EIO, errno.ESTALE, errno.ENXIO):
        return "This file cannot be read: the drive reports an error.", "unreadable"
    return "This is not a video, or it is damaged from the start.", "damaged"


def _is_text(start: bytes) -> bool:
    """UTF-8, or mostly ASCII; without control characters."""
    if not start or any(byte < 32 and byte not in b"\t\r\n" for byte in start):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return 2 * sum(byte < 127 for byte in start) > len(start)
    return True
