"""One frame of a video as a picture file; runs only inside the decoder worker."""

import io
from collections.abc import Callable

from av.video.frame import VideoFrame
from PIL import Image

from engine.errors import MediaError
from engine.media import colour, probing
from engine.media.frames import Still
from engine.media.opening import open_video
from engine.media.sampling import Reading

EARLY = 0.0005
"""Seconds by which a time may lie before its frame's: times travel as milliseconds here and there."""


def still(
    descriptor: int, time: float, side: int = 0, progress: Callable[[], None] = lambda: None, threads: int = 1
) -> Still:
    """The frame that is on the screen at `time` seconds: upright, in its displayed shape, as a PNG file of full size, or as a JPEG
    with a longest side of at most `side` pixels. A time before the first frame gives the first, one after the last the last.

    Raises MediaError.
    """
    look = probing.look(descriptor)
    with open_video(descriptor, threads) as (container, stream):
        shown: tuple[VideoFrame, float] | None = None
        for frame, at in Reading(container, stream, look, progress).frames_from(max(0.0, time)):
            if frame is None or (shown is not None and at > time + EARLY):
                break
            shown = frame, at
        if shown is None:
            raise MediaError("No picture of this video could be decoded there.")
        frame, at = shown
        picture = _picture(frame, look, side)
        file = io.BytesIO()
        if side:
            picture.save(file, "JPEG", quality=88)
        else:
            picture.save(file, "PNG", compress_level=3)
        return Still(at, picture.width, picture.height, file.getvalue())


def _picture(frame: VideoFrame, look: probing.Look, side: int) -> Image.Image:
    turn = colour.display_turn(frame)
    size = probing.display_size(frame.width, frame.height, look.sample_aspect, turn[0])
    if frame.interlaced_frame:
        frame = colour.deinterlaced(frame)
    rgb = colour.to_rgb(frame, hdr_side=side or max(frame.width, frame.height))
    picture = Image.fromarray(colour.turned(rgb, turn))
    if side and max(size) > side:
        scale = side / max(size)
        size = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture
