"""Cutting a range out of a video, without loss at key frames or exactly by coding anew; runs only inside the decoder worker.

The worker may not write files: the clip's bytes go to the client as `Written` items, which say where in the file they belong.
"""

import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from engine.errors import MediaError
from engine.media import colour, probing
from engine.media.frames import CLIP_CONTAINERS, TrimEnd, Written
from engine.media.opening import open_video
from engine.media.sampling import Reading
from engine.media.timeline import seek_before

CHUNK = 1024 * 1024
"""Bytes of one `Written` at most."""

CLOCK = Fraction(1, 90_000)
LEAD = 1.0  # seconds
EDGE = 0.0005  # seconds; a frame this near to the in or out point counts as lying on it


def trim(
    descriptor: int, start: float, end: float, suffix: str, exact: bool, progress: Callable[[], None] = lambda: None
) -> Generator[Written | TrimEnd, None, None]:
    """The range from `start` to `end` (seconds) as a file of its own: `Written`s in order of writing, then `TrimEnd`.

    Not `exact`: packets are copied, so the clip begins at the key frame at or before `start`. `exact`: the frames with
    start ≤ time < end, coded anew as H.264 (HDR as HEVC with 10 bits) with the sound as AAC. Rotation is kept.
    Raises MediaError.
    """
    name = CLIP_CONTAINERS.get(suffix.lower())
    if name is None or end <= start:
        raise MediaError("There is nothing to cut out of this video.")
    look = probing.look(descriptor)
    file = _Outbox()
    try:
        with open_video(descriptor) as (container, stream):
            options = {"movflags": "+use_metadata_tags"} if name in ("mp4", "mov") else {}
            with av.open(file, "w", format=name, options=options, buffer_size=CHUNK) as out:
                work = (
                    _Exact(container, stream, out, look, progress)
                    if exact
                    else _Copy(container, stream, out, look, progress)
                )
                for _ in work.run(start, end):
                    yield from file.take(work.last)
            yield from file.take(work.last)
            yield work.told()
    except (FFmpegError, ValueError) as error:
        if not exact and not file.any:
            raise MediaError(
                "What this video is coded as does not fit into this kind of file; choose MKV, or an exact clip."
            ) from None
        reason = error.strerror if isinstance(error, FFmpegError) else None
        raise MediaError(f"This video could not be cut ({reason or 'unknown error'}).") from None


class _Outbox(io.RawIOBase):
    """The file as PyAV sees it: only written to and sought in."""

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        self._length = 0
        self._ready: list[tuple[int, bytes]] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        block = bytes(data)
        for first in range(0, len(block), CHUNK):
            self._ready.append((self._place + first, block[first : first + CHUNK]))
        self._place += len(block)
        self._length = max(self._length, self._place)
        return len(block)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._length}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    @property
    def any(self) -> bool:
        """Whether anything was written at all: the head of a file is only when the streams fit into it."""
        return self._length > 0

    def take(self, until: float) -> list[Written]:
        """What has been written since the last time; `until` as in `Written`."""
        ready, self._ready = self._ready, []
        return [Written(offset, data, until) for offset, data in ready]


@dataclass
class _Cut:
    """What both ways of cutting share."""

    source: InputContainer
    stream: VideoStream
    out: OutputContainer
    look: probing.Look
    progress: Callable[[], None]
    frames: int = 0
    first: float | None = None
    last: float = 0.0
    notes: list[str] = field(default_factory=list)

    def told(self) -> TrimEnd:
        if not self.frames:
            raise MediaError("No picture of this range could be read.")
        return TrimEnd(self.first or 0.0, self.last, self.frames, tuple(self.notes))

    def count(self, time: float, duration: float) -> None:
        """One frame went into the clip; `time` on the time line of the source."""
        self.frames += 1
        self.first = time if self.first is None else min(self.first, time)
        length = duration if 0.0 < duration < 10.0 else 1.0 / self.look.info.frame_rate
        self.last = max(self.last, time + length)

    @property
    def origin(self) -> float:
        return self.look.info.start_time


class _Copy(_Cut):
    """Packets as they are, from a key frame on."""

    def run(self, start: float, end: float) -> Iterator[None]:
        from_key = self._key_time(start)
        streams: dict[int, Any] = {self.stream.index: self.out.add_stream_from_template(self.stream, opaque=True)}
        for sound in self.source.streams.audio:
            try:
                streams[sound.index] = self.out.add_stream_from_template(sound, opaque=True)
            except (FFmpegError, ValueError):
                self.notes.append("Its sound cannot be kept in this kind of file and was left out.")
        if any(True for _ in self.source.streams.subtitles):
            self.notes.append("Subtitles were left out.")
        self._begin(from_key)
        shift = {index: round(from_key / _clock(self.source.streams[index])) for index in streams}
        stop = round((end + self.origin - EDGE) / _clock(self.stream))
        pending: list[Packet] = []
        done = set[int]()
        for packet in self.source.demux(*(self.source.streams[index] for index in streams)):
            self.progress()
            index = packet.stream_index
            if not packet.size or index in done or packet.dts is None:
                continue
            clock = _clock(self.source.streams[index])
            if index == self.stream.index:
                if packet.dts >= stop:
                    done.add(index)
                elif packet.pts is not None and packet.pts >= shift[index]:
                    pending.append(packet)
                    if packet.pts < stop:  # what is decoded before this frame may be needed for it
                        for one in pending:
                            self._put(one, streams[index], shift[index], clock)
                        pending.clear()
            elif packet.dts * clock >= end + self.origin:
                done.add(index)
            elif packet.dts >= shift[index]:
                _shifted(packet, shift[index])
                packet.stream = streams[index]
                self.out.mux(packet)
            if len(done) == len(streams):
                break
            yield

    def _key_time(self, start: float) -> float:
        """The time stamp (of the file's own clock) of the last key frame at or before `start`, else of the first one."""
        wanted = start + self.origin + EDGE
        for back in (0.0, 2.0, 20.0, None):
            best: float | None = None
            first: float | None = None
            if back is None:
                self._begin(0.0)
            elif not seek_before(self.source, self.stream, wanted, back):
                continue
            clock = _clock(self.stream)
            for packet in self.source.demux(self.stream):
                if not packet.size:
                    break
                time = None if packet.pts is None else float(packet.pts * clock)
                if time is not None and packet.is_keyframe and not packet.is_discard:
                    first = time if first is None else first
                    if time <= wanted:
                        best = time
                if packet.dts is not None and float(packet.dts * clock) > wanted:
                    break
            if best is not None:
                return best
            if back is None and first is not None:
                return first
        raise MediaError("This video has no place where it could be cut without loss.")

    def _begin(self, seconds: float) -> None:
        """Read from somewhat earlier: right after a seek, Matroska's packets do not tell yet when they are to be decoded."""
        if seconds <= LEAD or not seek_before(self.source, self.stream, seconds, LEAD):
            self.source.seek(0)

    def _put(self, packet: Packet, stream: Any, shift: int, clock: Fraction) -> None:
        assert packet.pts is not None
        time, length = float(packet.pts * clock) - self.origin, float((packet.duration or 0) * clock)
        _shifted(packet, shift)
        packet.stream = stream
        self.out.mux(packet)
        self.count(time, length)


class _Exact(_Cut):
    """Decoded and coded anew, so that the first and the last frame are those that were asked for."""

    def run(self, start: float, end: float) -> Iterator[None]:
        pictures: Any = None
        sounds: Any = None
        source = self.source.streams.audio[0] if self.source.streams.audio else None
        reading = Reading(self.source, self.stream, self.look, self.progress)
        began: float | None = None
        previous = -1
        for frame, time in reading.frames_from(start):
            if frame is None or time >= end - EDGE:
                if began is not None:
                    self.last = min(self.last, time)
                break
            if time < start - EDGE:
                yield
                continue
            if pictures is None:
                began = time
                pictures = self._picture_stream(frame)
                if source is not None:
                    sounds = self.out.add_stream("aac", rate=source.rate or 48_000)
                    sounds.codec_context.layout = "mono" if source.channels == 1 else "stereo"
                    sounds.codec_context.bit_rate = 192_000
            assert began is not None
            stamp = max(previous + 1, round((time - began) / CLOCK))
            previous = stamp
            length = float(frame.duration * (frame.time_base or CLOCK)) if frame.duration else 0.0
            self.count(time, length)
            coded = frame.reformat(format=pictures.pix_fmt) if frame.format.name != pictures.pix_fmt else frame
            coded.pts, coded.time_base, coded.pict_type = stamp, CLOCK, 0
            self.out.mux(pictures.encode(coded))
            yield
        if pictures is None or began is None:
            return
        self.out.mux(pictures.encode(None))
        if sounds is not None and source is not None:
            yield from self._sound(sounds, began, self.last)

    def _picture_stream(self, frame: VideoFrame) -> Any:
        hdr, source = colour.is_hdr(frame), self.stream.codec_context
        rate = self.stream.average_rate or Fraction(25)
        options = {"crf": "16", "preset": "medium"}
        if hdr:
            options |= {"x265-params": "log-level=none", "preset": "fast"}
        elif frame.interlaced_frame:
            options["x264-params"] = "tff=1" if getattr(frame, "top_field_first", True) else "bff=1"
        stream: Any = self.out.add_stream("libx265" if hdr else "libx264", rate=rate, options=options)
        even = 1 if not frame.width % 2 and not frame.height % 2 else 0
        stream.width, stream.height = frame.width, frame.height
        stream.pix_fmt = "yuv420p10le" if hdr else "yuv420p" if even else "yuv444p"
        context = stream.codec_context
        context.time_base = CLOCK
        if hdr:
            context.codec_tag = "hvc1"
        if source.sample_aspect_ratio:
            context.sample_aspect_ratio = source.sample_aspect_ratio
        for name in ("color_primaries", "color_trc", "colorspace"):
            setattr(context, name, getattr(source, name))
        if not source.format or not source.format.name.startswith(("rgb", "gbr", "bgr", "pal")):
            context.color_range = 1 if source.color_range not in (1, 2) else source.color_range
        transpose, upside_down, mirrored = colour.display_turn(frame)
        degrees = colour.rotation((transpose, upside_down, mirrored))
        flipped = (upside_down == mirrored) if transpose else (upside_down != mirrored)
        if degrees or flipped:
            stream.set_display_rotation(-degrees % 360, hflip=flipped)
        return stream

    def _sound(self, stream: Any, began: float, ended: float) -> Iterator[None]:
        """The first sound stream between two times, cut at samples."""
        source = self.source.streams.audio[0]
        context = stream.codec_context
        resampler = AudioResampler(format="fltp", layout=context.layout, rate=context.rate)
        rate = context.rate
        first, last = round((began + self.origin) * rate), round((ended + self.origin) * rate)
        try:
            self.source.seek(int(max(0.0, began + self.origin - 1.0) / _clock(source)), stream=source)
        except FFmpegError:
            self.source.seek(0)
        place = first  # the next sample wanted, on the clock of the source
        try:
            for packet in self.source.demux(source):
                self.progress()
                for frame in _decoded(source, packet):
                    begin = round(float(frame.pts * _clock(frame)) * rate) if frame.pts is not None else place
                    for piece in resampler.resample(frame):
                        samples = piece.to_ndarray()
                        place = self._encode(stream, samples, begin, place, first, last)
                        begin += samples.shape[1]
                if place >= last:
                    break
                yield
        except (FFmpegError, IndexError):
            self.notes.append("Some of its sound could not be read and was left out.")
        self.out.mux(stream.encode(None))

    def _encode(self, stream: Any, samples: Any, begin: int, place: int, first: int, last: int) -> int:
        """The part of `samples` (channels, n), whose first one has number `begin`, that lies between `place` and `last`; the next wanted number."""
        skip, keep = max(0, place - begin), max(0, last - begin)
        part = samples[:, skip:keep]
        if part.shape[1] == 0:
            return place
        at = begin + skip
        if at > place:  # a hole in the sound stays silent
            self._send(stream, np.zeros((part.shape[0], min(at - place, 10 * stream.rate)), np.float32), place - first)
        self._send(stream, np.ascontiguousarray(part, np.float32), at - first)
        return at + part.shape[1]

    def _send(self, stream: Any, samples: Any, number: int) -> None:
        frame = AudioFrame.from_ndarray(samples, "fltp", "mono" if samples.shape[0] == 1 else "stereo")
        frame.sample_rate, frame.pts, frame.time_base = stream.rate, number, Fraction(1, stream.rate)
        self.out.mux(stream.encode(frame))


def _decoded(stream: Any, packet: Packet) -> list[AudioFrame]:
    try:
        return stream.codec_context.decode(packet if packet.size else None)
    except EOFError:
        return []
    except FFmpegError:
        return []


def _clock(timed: Any) -> Fraction:
    return timed.time_base or Fraction(1, 1000)


def _shifted(packet: Packet, ticks: int) -> None:
    """The packet's time stamps, counted from a new zero."""
    if packet.pts is not None:
        packet.pts -= ticks
    if packet.dts is not None:
        packet.dts -= ticks
