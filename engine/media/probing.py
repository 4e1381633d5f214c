"""What a video says about itself, and the time line that its samples are counted on; runs only inside the decoder worker.

The time line. Seconds count from the container's own zero, so that a sample's time equals PyAV's `frame.time`, except
where the clock starts anywhere (broadcast streams, cut recordings, a start below zero or at a second or more): there the
container's start counts as zero (`VideoInfo.start_time`), so that all times lie within the declared duration.
"""

import contextlib
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from engine.errors import MediaError
from engine.media import colour
from engine.media.frames import LONGEST_VIDEO, VideoInfo
from engine.media.opening import MAX_PIXELS, is_playable, open_video

LOOK_PACKETS = 240
LATEST_CLOCK = 1e12  # seconds; clocks count from 1970 at the earliest, broken ones from anywhere
REORDERED = 20  # more pictures than any codec keeps back for reordering
EARLIEST, LATEST = 1981, 2099  # years that a date of recording may have
_FREE_CLOCKS = ("mpegts", "mpeg", "mpegvideo", "rm", "wtv", "asf")
_STILL_CODECS = ("gif", "png", "mjpeg")


@dataclass(frozen=True)
class Look:
    """What a first look at a file tells."""

    info: VideoInfo
    first_time: float
    """Of the first frame, on the video's time line."""
    declared: float | None
    """Seconds on the time line at which the video stream should end, if the file tells that of the stream itself."""
    sample_aspect: Fraction


def probe(descriptor: int, most_pixels: int = MAX_PIXELS) -> VideoInfo:
    """What a video says about itself; one frame is decoded to be sure that it can be. Raises MediaError, MemoryError."""
    return look(descriptor, most_pixels).info


def look(descriptor: int, most_pixels: int = MAX_PIXELS) -> Look:
    """Open a video and decode its first frame. Raises MediaError, MemoryError."""
    with open_video(descriptor, most_pixels=most_pixels) as (container, stream):
        stamps: list[int] = []
        first: VideoFrame | None = None
        whole = True  # the file has no more packets than were looked at
        packets = 0
        try:
            for packet in demuxed(container, stream):
                if packet.size:
                    packets += 1
                    if packet.pts is not None:
                        stamps.append(packet.pts)
                if first is None:
                    first = next((frame for frame in _decode_or_nothing(stream, packet)), None)
                elif packets >= LOOK_PACKETS:
                    whole = False
                    break
        except MemoryError:
            raise
        except Exception:  # damaged further on; sampling will tell
            whole = False
        if first is None:
            raise MediaError("No picture of this video could be decoded; it is probably damaged.")
        codec = stream.codec_context.name
        if whole and packets < 2 and codec in _STILL_CODECS:
            raise MediaError("This is a single picture, not a video.", "no video")
        stamps.sort()
        return _described(container, stream, first, stamps if whole else stamps[:-REORDERED])


def demuxed(container: InputContainer, *streams: Stream) -> Iterator[Packet]:
    """The packets of some streams. One that is said to need gigabytes is damage (ValueError), no reason to ask for more memory."""
    try:
        yield from container.demux(*streams)
    except MemoryError:
        raise ValueError("a packet of impossible size") from None


def _decode_or_nothing(stream: VideoStream, packet: Packet) -> list[VideoFrame]:
    try:
        return stream.codec_context.decode(packet if packet.size else None)
    except MemoryError:
        raise
    except Exception:  # whatever a damaged packet raises
        return []


def _described(container: InputContainer, stream: VideoStream, first: VideoFrame, stamps: list[int]) -> Look:
    time_base = stream.time_base or Fraction(1, 1000)
    rate = float(stream.average_rate or stream.guessed_rate or stream.base_rate or 0)
    if not 0 < rate <= 1000:
        rate = float(stream.guessed_rate or 25)
    first_stamp = _possible(float(first.pts * time_base)) if first.pts is not None else 0.0
    origin = _origin(container, first_stamp)

    duration = (
        min(container.duration / 1_000_000, LONGEST_VIDEO) if container.duration and container.duration > 0 else 0.0
    )
    declared = None
    if stream.duration and stream.duration > 0:
        begin = float(stream.start_time * time_base) if stream.start_time is not None else first_stamp
        declared = begin - origin + float(stream.duration * time_base)
        declared = min(declared, LONGEST_VIDEO)
        duration = duration or max(0.0, declared)
        if container.format.name == "avi":  # FFmpeg shortens the duration of a truncated AVI, but not its frame count
            declared = max(declared, stream.frames / rate)
    elif not container.streams.audio and duration:
        declared = duration

    sample_aspect = stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 10) <= sample_aspect <= 10:
        sample_aspect = Fraction(1)
    turn = colour.display_turn(first)
    width, height = display_size(first.width, first.height, sample_aspect, turn[0])
    info = VideoInfo(
        duration=duration,
        frame_rate=rate,
        width=width,
        height=height,
        codec=stream.codec_context.codec.canonical_name,
        container=container.format.name,
        has_audio=bool(container.streams.audio),
        rotation=colour.rotation(turn),
        variable_frame_rate=_varies(stamps, time_base),
        hdr=colour.is_hdr(first),
        start_time=origin,
        frames=stream.frames or None,
        interlaced=first.interlaced_frame,
        created=_created(container),
        playable=is_playable(container),
    )
    return Look(info, max(0.0, first_stamp - origin), declared, sample_aspect)


def _created(container: InputContainer) -> float | None:
    """When it was recorded. Cameras whose clock was never set write the first year of some calendar, which is no date."""
    for name in ("com.apple.quicktime.creationdate", "creation_time", "date"):
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            when = datetime.datetime.fromisoformat(container.metadata[name]) if name in container.metadata else None
            if when is not None and EARLIEST <= when.year <= LATEST:
                return when.timestamp()
    return None


def _origin(container: InputContainer, first_stamp: float) -> float:
    """The time stamp that counts as zero (see the top of this file)."""
    start = _possible(container.start_time / 1_000_000) if container.start_time is not None else first_stamp
    duration = container.duration / 1_000_000 if container.duration is not None else 0.0
    name = container.format.name
    if name in _FREE_CLOCKS or start < 0.0:
        return min(start, first_stamp)
    # a Matroska file declares when it ends on its own clock, others how long they are
    counts_from_zero = start < duration if name.startswith("matroska") else start < 1.0
    return min(0.0, first_stamp) if counts_from_zero else min(start, first_stamp)


def _possible(stamp: float) -> float:
    """A clock's time in seconds; 0.0 for one that no clock shows."""
    return stamp if abs(stamp) <= LATEST_CLOCK else 0.0


def _varies(stamps: list[int], time_base: Fraction) -> bool:
    """Whether the distance between neighbouring frames changes by more than rounding to the clock explains."""
    steps = [after - before for before, after in pairwise(stamps) if after > before]
    if len(steps) < 2:
        return False
    return max(steps) - min(steps) > max(2.0, 0.05 * min(steps), float(0.0021 / time_base))


def display_size(width: int, height: int, sample_aspect: Fraction, transposed: bool) -> tuple[int, int]:
    """Width and height of the displayed picture: the width takes the sample aspect ratio, then the sides may swap."""
    width = max(1, round(width * sample_aspect))
    return (height, width) if transposed else (width, height)
