"""Sampling a video by presentation time stamps; runs only inside the decoder worker.

What is sampled. Targets lie at the first frame's time + 0, 1, 2 … s; each takes the frame whose time stamp is nearest,
and no frame is taken twice. A picture held longer than `HOLD` s (slides, screen recordings) is sampled again every
`HOLD` s, at the moment it is on the screen, so that every long shot has a frame. The samples depend only on the file:
starting later (`start`) gives the same ones.
"""

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from engine.errors import MediaError
from engine.media import colour, pictures, planning, preprocess, probing
from engine.media.frames import (
    LONGEST_VIDEO,
    MAX_SAMPLES,
    MAX_SEEKS,
    PICTURE_SIDE,
    FrameSize,
    SampledFrame,
    SampleEnd,
    VideoInfo,
)
from engine.media.opening import MAX_PIXELS, open_video
from engine.media.planning import Targets
from engine.media.probing import Look

HOLD = 16.0  # seconds
LONGEST_HOLD = 600.0  # seconds; a longer gap is a broken clock, not a held picture
JUMP = 8.0  # of 255, mean over the picture: what a change from one frame to the next must be to hint at a cut
MAX_ERRORS = 500  # undecodable packets in a row


def sample(
    descriptor: int,
    size: FrameSize,
    fps: float = 1.0,
    start: float = 0.0,
    end: float | None = None,
    threads: int = 1,
    progress: Callable[[], None] = lambda: None,
    plan: bool = True,
    most_pixels: int = MAX_PIXELS,
) -> Generator[VideoInfo | SampledFrame | SampleEnd, None, None]:
    """VideoInfo, then the samples with start ≤ time < end in time order, then SampleEnd.

    A range (with an `end`) that holds no sample gives the frame nearest to its start. `progress` is called for every
    packet read. `plan`: do not decode what no sample needs; the samples are the same.
    Raises MediaError when the video cannot be read at all, MemoryError when it needs more than this process may have.
    """
    look = probing.look(descriptor, most_pixels)
    yield look.info
    step = max(1.0 / fps, look.info.duration / MAX_SAMPLES)
    with open_video(descriptor, threads, most_pixels) as (container, stream):
        reading = Reading(container, stream, look, progress)
        if plan and end is None:
            reading.plan(step)
        count = 0
        for picked in _picked(reading.frames_from(start), look.first_time, step, start, end):
            yield _sampled(picked, size, look.sample_aspect)
            count += 1
            if count >= MAX_SAMPLES:
                break
        if not count and start == 0.0:
            raise MediaError("No picture of this video could be decoded; it is probably damaged.")
    stopped_early = count >= MAX_SAMPLES or (end is not None and reading.read_until >= end)
    yield _verdict(look, reading, stopped_early)


@dataclass(frozen=True)
class _TimedFrame:
    frame: VideoFrame
    time: float
    cut_hint: float | None = None


def _picked(
    frames: Iterator[tuple[VideoFrame | None, float]], first_time: float, step: float, start: float, end: float | None
) -> Iterator[_TimedFrame]:
    """The frames to sample. `frames` are in time order; the last item is (None, end of the last frame)."""
    hold = max(HOLD, 2 * step)
    index = max(0, math.floor((start - first_time) / step + 1e-9))
    previous: _TimedFrame | None = None
    nearest_to_start: _TimedFrame | None = None
    taken = -math.inf  # time of the last frame that was picked, wanted or not
    jumps: list[tuple[float, float]] = []  # (how much the picture changed from the frame before, when), since then
    glimpse: NDArray[np.int16] | None = None
    any_picked = False

    for frame, time in frames:
        due: list[_TimedFrame] = []
        current = _TimedFrame(frame, time) if frame is not None else None
        while first_time + index * step <= time + 1e-9:
            target = first_time + index * step
            if previous is not None and (current is None or target - previous.time <= time - target + 1e-9):
                if current is None and target >= time - 1e-6:
                    break  # the video ends here
                due.append(previous)
                middle = time if current is None else (previous.time + time) / 2
                index = max(index + 1, math.floor((middle - first_time) / step + 1e-9) + 1)
            elif current is not None:  # it is nearest to all targets from here to itself
                due.append(current)
                index = max(index, math.floor((time - first_time) / step + 1e-9)) + 1
            else:
                break
        if previous is not None and hold < time - previous.time <= LONGEST_HOLD:
            again = int((time - previous.time - hold / 2) // hold)
            held = [_TimedFrame(previous.frame, previous.time + hold * (n + 1)) for n in range(again)]
            due = sorted([*due, *held], key=lambda one: one.time)
        if current is not None:
            before, glimpse = glimpse, colour.glimpse(current.frame)
            if before is not None and before.shape == glimpse.shape:
                jumps.append((float(np.abs(glimpse - before).mean()), time))
            if nearest_to_start is None or abs(time - start) < abs(nearest_to_start.time - start):
                nearest_to_start = current
        for one in due:
            if one.time <= taken:
                continue
            strongest, when = max((jump for jump in jumps if jump[1] <= one.time), default=(0.0, 0.0))
            jumps = [jump for jump in jumps if jump[1] > one.time]
            taken = one.time
            if end is not None and one.time >= end:
                break
            if one.time >= start - 1e-6:
                any_picked = True
                yield _TimedFrame(one.frame, one.time, when if strongest >= JUMP else None)
        previous = current or previous
        if end is not None and time >= end:
            break
    if not any_picked and nearest_to_start is not None and end is not None:
        yield nearest_to_start


class Reading:
    """Decodes a video in time order, and remembers how that went."""

    def __init__(
        self, container: InputContainer, stream: VideoStream, look: Look, progress: Callable[[], None]
    ) -> None:
        self._container = container
        self._stream = stream
        self._look = look
        self._progress = progress
        self._time_base = stream.time_base or Fraction(1, 1000)
        self._interval = min(1.0, 1.0 / look.info.frame_rate)
        self.read_until = 0.0
        """End of the last frame, seconds on the time line."""
        self.sound_until = 0.0
        self.broken = False
        """Reading stopped with an error."""
        self.errors = 0
        """Packets that could not be decoded."""
        self.seeks = 0
        self._targets: Targets | None = None

    def plan(self, step: float) -> None:
        """From now on decode only what samples every `step` seconds need, where that is known beforehand."""
        named = self._container.format.name.startswith(planning.CONTAINERS)
        if named and self._stream.codec_context.name in planning.CODECS:
            ticks = float(1 / self._time_base)
            self._targets = Targets((self._look.first_time + self._look.info.start_time) * ticks, step * ticks)

    def frames_from(self, start: float) -> Iterator[tuple[VideoFrame | None, float]]:
        """(frame, time) in time order, from a frame at or before `start` on; at last (None, end of the last frame)."""
        frames = self._timed()
        if start > self._look.first_time + 2.0:
            frames = self._sought(start)
        last: float | None = None
        for frame, time in frames:
            if time is None or (last is not None and time <= last):
                time = self._look.first_time if last is None else last + self._interval
            last = time
            duration = float(frame.duration * self._time_base)
            if not 0.0 < duration < LONGEST_HOLD:
                duration = self._interval
            self.read_until = max(self.read_until, time + duration)
            yield frame, time
        if last is not None:
            yield None, self.read_until

    def _sought(self, start: float) -> Iterator[tuple[VideoFrame, float | None]]:
        """Frames from a key frame before `start` on. Containers that seek by guessing may land too late: then again,
        from further back, and at last from the beginning."""
        for back in (1.0, 15.0):
            target = int((start - back + self._look.info.start_time) / self._time_base)
            try:
                self._seek(target, self._stream)
                frames = self._timed()
                first = next(frames, None)
            except FFmpegError:
                continue
            if first is not None and first[1] is not None and first[1] <= start - back / 2:
                yield first
                yield from frames
                return
        self._seek(0, None)
        self._stream.codec_context.flush_buffers()
        self.broken, self.errors = False, 0
        yield from self._timed()

    def _seek(self, target: int, stream: VideoStream | None) -> None:
        self.seeks += 1
        if self.seeks > MAX_SEEKS:
            raise MediaError("This video cannot be sampled: it would have to be searched without end.", "refused")
        self._container.seek(target, stream=stream)

    def _timed(self) -> Iterator[tuple[VideoFrame, float | None]]:
        time_base, origin = self._time_base, self._look.info.start_time
        for frame in self._decoded():
            if not frame.is_corrupt:
                time = None if frame.pts is None else float(frame.pts * time_base) - origin
                yield (
                    frame,
                    time if time is None or abs(time) <= LONGEST_VIDEO else None,
                )  # a clock that says centuries says nothing

    def _decoded(self) -> Iterator[VideoFrame]:
        """Every frame that decodes. Errors end nothing but the packet they came with."""
        context, in_a_row = self._stream.codec_context, 0
        skips = self._targets is not None and context.name in planning.SKIPPING_CODECS
        for packet, wanted in self._steps():
            try:
                if skips:
                    context.skip_frame = "DEFAULT" if wanted else "NONREF"
                frames = context.decode(packet)
            except EOFError:
                return
            except MemoryError:
                raise
            except Exception:  # whatever a damaged packet raises
                self.errors += 1
                in_a_row += 1
                if in_a_row > MAX_ERRORS or packet is None:
                    self.broken = True
                    return
                continue
            in_a_row = 0
            yield from frames

    def _steps(self) -> Iterator[tuple[Packet | None, bool]]:
        """Packets and whether their frames are wanted, at last None (to empty the decoder)."""
        if self._targets is not None:
            yield from planning.planned(self._packets(), self._targets, self._is_fresh)
        else:
            yield from ((packet, True) for packet in self._packets())
        yield None, True

    def _is_fresh(self, packet: Packet) -> bool:
        context = self._stream.codec_context
        return packet.is_keyframe and (
            context.name != "h264" or planning.has_idr(bytes(packet), context.extradata or b"")
        )

    def _packets(self) -> Iterator[Packet]:
        """The stream's packets; those of the sound are read too when only they tell whether the file is whole."""
        streams: list[Stream] = [self._stream]
        if self._look.declared is None:
            streams.extend(self._container.streams.audio[:1])
        try:
            for packet in probing.demuxed(self._container, *streams):
                self._progress()
                if packet.size and packet.stream_index == self._stream.index:
                    yield packet
                elif packet.size:
                    self._hear(packet)
        except IndexError:
            pass  # a stream that appeared late: PyAV fails only after the last packet (RELIABILITY 3b)
        except Exception:  # damaged container, read error
            self.broken = True

    def _hear(self, packet: Packet) -> None:
        if packet.pts is not None and packet.time_base:
            until = float((packet.pts + (packet.duration or 0)) * packet.time_base) - self._look.info.start_time
            self.sound_until = max(self.sound_until, until)


def _sampled(picked: _TimedFrame, size: FrameSize, sample_aspect: Fraction) -> SampledFrame:
    """The pictures of a sample."""
    frame = picked.frame
    turn = colour.display_turn(frame)
    shown = probing.display_size(frame.width, frame.height, sample_aspect, turn[0])
    if frame.interlaced_frame:
        frame = colour.deinterlaced(frame)
    picture = Image.fromarray(colour.turned(colour.to_rgb(frame), turn))
    keyframe = preprocess.fitted(picture, shown, PICTURE_SIDE)
    return SampledFrame(
        time=picked.time,
        pixels=preprocess.model_pixels(picture, size, shown),
        jpeg=pictures.jpeg(keyframe),
        tile=pictures.jpeg(pictures.tile(keyframe), 75),
        signature=pictures.signature(keyframe),
        cut_hint=picked.cut_hint,
    )


def clock(seconds: float) -> str:
    """12:40 or 1:02:40."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _verdict(look: Look, reading: Reading, stopped_early: bool) -> SampleEnd:
    """Whether the video was read to its end, and how long it is."""
    info = look.info
    interval = min(1.0, 1.0 / info.frame_rate)
    read_until = reading.read_until
    if stopped_early:
        return SampleEnd(True, max(info.duration, read_until))
    expected = look.declared
    if expected is None:
        whole_by_sound = reading.sound_until >= info.duration - 1.5
        expected = read_until if whole_by_sound else info.duration
    if reading.broken or read_until < expected - max(1.0, 3 * interval):
        read = clock(read_until)
        return SampleEnd(False, read_until, f"This video is damaged after {read}; the first {read} were read.")
    kept = info.duration if read_until - interval <= info.duration <= read_until + 5.0 else read_until
    sentence = "Some pictures of this video are damaged and were left out." if reading.errors else ""
    return SampleEnd(True, kept, sentence)
