"""A gallery of clips and captions, encoded once, and the figures that pairs of clips give."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from engine.evaluation.subjects import Subject

FRAMES_TOGETHER = 256
PAIRS_TOGETHER = 64  # an even number of captions
KEYFRAMES = 4


@dataclass
class Gallery:
    """Clips, encoded, and the captions that describe them."""

    captions: list[str] = field(default_factory=list)
    video_of: list[int] = field(default_factory=list)  # which clip each caption describes
    names: list[str] = field(default_factory=list)  # of the clips
    features: list[np.ndarray] = field(default_factory=list)  # of each clip, as its `Subject` gives them
    lengths: list[int] = field(default_factory=list)  # frames of each clip; 0: it could not be read
    keyframes: list[list[bytes]] = field(default_factory=list)  # JPEGs of each clip, when asked for

    @property
    def unreadable(self) -> list[str]:
        """Names of clips without a single frame; they stay in the gallery and are never found."""
        return [name for name, length in zip(self.names, self.lengths, strict=True) if not length]


def encode_clips(
    subject: Subject, clips: Iterable[np.ndarray], gallery: Gallery, pictures: bool = False
) -> Generator[int]:
    """Append each clip's features to the gallery; yields how many clips are done, now and then.

    clips: uint8 (frames, height, width, 3) of the size the model wants, or without frames.
    """
    waiting: list[np.ndarray] = []
    for clip in clips:
        waiting.append(clip)
        gallery.lengths.append(len(clip))
        gallery.keyframes.append(keyframes(clip) if pictures else [])
        if sum(map(len, waiting)) >= FRAMES_TOGETHER:
            gallery.features += subject.features(waiting)
            waiting = []
            yield len(gallery.features)
    if waiting:
        gallery.features += subject.features(waiting)
        yield len(gallery.features)


def keyframes(clip: np.ndarray) -> list[bytes]:
    """Up to four frames of a clip, evenly spaced, as JPEG."""
    found = []
    for index in np.unique(np.linspace(0, len(clip) - 1, min(KEYFRAMES, len(clip))).round().astype(int)):
        file = io.BytesIO()
        Image.fromarray(clip[index]).save(file, "JPEG", quality=80)
        found.append(file.getvalue())
    return found


def pair_figure(subject: Subject, gallery: Gallery) -> float:
    """Percent of captions that prefer their own clip to the other one of its pair; chance is 50.

    Clips and captions 2i and 2i + 1 belong together. Each pair is compared with itself alone, in blocks.
    """
    answers = list[np.ndarray]()
    for at in range(0, len(gallery.captions), PAIRS_TOGETHER):
        block = slice(at, at + PAIRS_TOGETHER)
        scores = subject.scores(gallery.captions[block], gallery.features[block], gallery.lengths[block])
        answers.append(prefers_own(scores))
    return float(np.concatenate(answers).mean() * 100)


def prefers_own(scores: np.ndarray) -> np.ndarray:
    """bool (2 pairs,) of scores (2 pairs, 2 pairs); a tie, or a score that is not a number, is no preference."""
    rows = np.arange(len(scores))
    return scores[rows, rows] > scores[rows, rows ^ 1]
