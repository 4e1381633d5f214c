"""What the decoder worker tells about a video: plain data, shared by the worker and its client."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PICTURE_SIDE = 480
"""Longest side of a keyframe picture, in pixels."""

TILE_SIZE = (160, 90)
"""Width and height of one tile of the scrub sprite, in pixels."""

MAX_SAMPLES = 20_000
"""A video never yields more samples than this, whatever its header or its time stamps say."""

LONGEST_VIDEO = 1e7
"""Seconds; no frame of a video is later than this, and none is longer: a third of a year."""

MAX_SEEKS = 50_000
"""Nor is it ever sought in more often than this."""

MAX_TIMES = 200_000
"""Presentation times in one answer: more than an hour at 50 frames a second."""

CLIP_CONTAINERS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
"""Suffixes of the files that clips are written to, and FFmpeg's names of what is in them."""


@dataclass(frozen=True)
class FrameSize:
    """The picture a model wants: what open_clip's own preprocessing does before ToTensor and Normalize.

    `shortest`: shortest side to size, then centre crop; `squash`: both sides to size; `longest`: longest side to
    size, then padded with `fill`.
    """

    height: int
    width: int
    mode: Literal["shortest", "squash", "longest"] = "shortest"
    interpolation: Literal["bicubic", "bilinear"] = "bicubic"
    fill: int = 0


@dataclass(frozen=True)
class Fingerprint:
    """The identity of a video's content, wherever the file lies."""

    size: int
    """Bytes."""
    mtime_ns: int
    digest: str
    """Hexadecimal BLAKE2b of the size and of 64 KiB at the head, the middle and the tail."""


@dataclass(frozen=True)
class VideoInfo:
    """What a video says about itself. A hint, not the truth: `SampleEnd` has what was really there."""

    duration: float
    """Seconds, as the container declares them (what PyAV reports); 0.0 when nothing declares them."""
    frame_rate: float
    """Frames a second, on average."""
    width: int
    """Of the displayed picture: after sample aspect ratio and rotation."""
    height: int
    codec: str
    container: str
    has_audio: bool
    rotation: int
    """Degrees clockwise that the stored picture was turned for display: 0, 90, 180 or 270."""
    variable_frame_rate: bool
    hdr: bool
    start_time: float
    """Presentation time stamp (seconds) that counts as 0.0: a player's time plus this is PyAV's `frame.time`."""
    frames: int | None
    """Number of frames, when the header declares it."""
    interlaced: bool = False
    created: float | None = None
    """When it was recorded, seconds since 1970, as the container tells."""
    playable: bool = False
    """The container and every stream's codec are on the allow-lists, so that a player may open the file."""


@dataclass(frozen=True)
class SampledFrame:
    """One sampled frame, in every size that indexing needs."""

    time: float
    """Presentation time in seconds on the video's own time line (see `VideoInfo.start_time`)."""
    pixels: NDArray[np.uint8]
    """RGB for the model, (height, width, 3)."""
    jpeg: bytes
    """The keyframe picture, upright, longest side at most `PICTURE_SIDE`."""
    tile: bytes
    """JPEG of `TILE_SIZE`, letterboxed, for the scrub sprite."""
    signature: NDArray[np.uint8]
    """Coarse content for shot detection, see `pictures.signature`."""
    cut_hint: float | None = None
    """When the picture changed most since the previous sample, in (previous, time]; None when it changed only little.
    If the two samples belong to different shots, this is where the cut is."""


@dataclass(frozen=True)
class SampleEnd:
    """The last item of a sampling."""

    complete: bool
    """False: the file is damaged or cut short; what came before is good."""
    duration: float
    """Seconds of video to account for: the declared duration, or what could be read when the file is not complete."""
    sentence: str = ""
    """Why it is not complete, for the user."""


@dataclass(frozen=True)
class FrameTimes:
    """When the frames of a stretch of video are shown, and what an editing program needs to count them."""

    times: NDArray[np.float64]
    """(frames,) presentation times in seconds on the video's own time line, rising."""
    keyframes: NDArray[np.bool_]
    """(frames,) whether decoding can begin there."""
    first_time: float
    """Of the first frame of the video."""
    rate: tuple[int, int]
    """Frames a second on average, numerator and denominator; (0, 1) when unknown."""
    variable: bool
    duration: float
    width: int
    """Of the displayed picture."""
    height: int
    timecode: str
    """That the camera wrote for the first frame; "" when there is none."""
    channels: int
    """Of the first sound stream; 0 when there is no sound."""
    sound_rate: int
    """Samples a second of the first sound stream."""


@dataclass(frozen=True)
class Still:
    """One frame as a picture file."""

    time: float
    """Presentation time in seconds."""
    width: int
    height: int
    data: bytes
    """PNG or JPEG."""


@dataclass(frozen=True)
class Written:
    """Some bytes of a file that the worker makes and its client writes."""

    offset: int
    data: bytes
    until: float = 0.0
    """Seconds of the source's time line that are in the file so far."""


@dataclass(frozen=True)
class TrimEnd:
    """The last item of a trim: what is in the clip, on the time line of its source."""

    start: float
    """Presentation time of the first frame; a clip that was cut at a key frame begins before what was asked for."""
    end: float
    """End of the last frame."""
    frames: int
    notes: tuple[str, ...] = ()
    """What could not be taken along, as sentences."""
