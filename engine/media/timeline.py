"""When the frames of a stretch of video are shown; runs only inside the decoder worker. Reads packets, decodes one frame."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from engine.media import probing
from engine.media.frames import MAX_TIMES, FrameTimes
from engine.media.opening import open_video

SEEK_BACK = (1.0, 15.0)
"""Seconds before the wanted place to look for a key frame; containers that seek by guessing may land too late."""


def frame_times(
    descriptor: int, start: float = 0.0, end: float | None = None, progress: Callable[[], None] = lambda: None
) -> FrameTimes:
    """The presentation times of all frames with start ≤ time < end, and what an editing program needs to count them.

    Raises MediaError.
    """
    look = probing.look(descriptor)
    origin = look.info.start_time
    with open_video(descriptor) as (container, stream):
        clock = stream.time_base or Fraction(1, 1000)
        first = math.ceil(float((start + origin) / clock) - 1e-3)
        last = None if end is None else math.ceil(float((end + origin) / clock) - 1e-3)
        found: dict[int, bool] = {}
        for packet in _packets(container, stream, start, first):
            progress()
            if last is not None and packet.dts is not None and packet.dts >= last:
                break
            if packet.pts is None or packet.is_discard or packet.pts < first:
                continue
            if last is None or packet.pts < last:
                found[packet.pts] = bool(packet.is_keyframe)
            if len(found) >= MAX_TIMES:
                break
        stamps = sorted(found)
        rate = stream.average_rate or stream.guessed_rate or Fraction(0)
        sound = container.streams.audio[0] if container.streams.audio else None
        return FrameTimes(
            times=np.array([float(stamp * clock) - origin for stamp in stamps], np.float64),
            keyframes=np.array([found[stamp] for stamp in stamps], np.bool_),
            first_time=look.first_time,
            rate=(rate.numerator, rate.denominator),
            variable=look.info.variable_frame_rate,
            duration=look.info.duration,
            width=look.info.width,
            height=look.info.height,
            timecode=_timecode(container)[:32],
            channels=sound.channels if sound is not None else 0,
            sound_rate=sound.rate or 0 if sound is not None else 0,
        )


def seek_before(container: InputContainer, stream: VideoStream, seconds: float, back: float) -> bool:
    """Go to a key frame at least `back` seconds before a time stamp (seconds, of the file's own clock); False when impossible."""
    clock = stream.time_base or Fraction(1, 1000)
    try:
        container.seek(int((seconds - back) / clock), stream=stream)
    except FFmpegError:
        return False
    return True


def _packets(container: InputContainer, stream: VideoStream, start: float, first: int) -> Iterator[Packet]:
    """Packets from one that lies before `first` on; from the beginning when no seek leads there."""
    clock = stream.time_base or Fraction(1, 1000)
    for back in SEEK_BACK if start > 2.0 else ():
        if seek_before(container, stream, float(first * clock), back):
            packets = _whole(container, stream)
            head = next(packets, None)
            if head is not None and head.pts is not None and head.pts <= first:
                yield head
                yield from packets
                return
    if start > 2.0:
        container.seek(0)
    yield from _whole(container, stream)


def _whole(container: InputContainer, stream: VideoStream) -> Iterator[Packet]:
    """Packets of the stream as far as the file can be read."""
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except (FFmpegError, IndexError):
        return


def _timecode(container: InputContainer) -> str:
    """The time code that the camera wrote for the first frame, "01:00:00:00" or with ";" when frames are dropped; or nothing."""
    for stream in (*container.streams.video, *container.streams.data):
        if found := stream.metadata.get("timecode"):
            return found
    return container.metadata.get("timecode", "")
