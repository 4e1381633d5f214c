"""From shots and their frames' relevance to the hits a person sees: best frame, matching keyframes, the range that matches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.library.catalog import Shot, Video
from engine.library.library import Library
from engine.messages import Hit, Keyframe, WordRelevance

KEYFRAMES = 4
GUESSES = 12
WHOLE = 8.0  # seconds: a shot up to this long is shown whole
NARROWEST = 2.0  # seconds
MATCHING = 0.5  # a frame belongs to the moment while its relevance (0 to 1) is at least this share of the best one's


@dataclass(frozen=True)
class Scored:
    """A shot with what the query made of it: `frames` (frames,) and `words` are relevance, 0 to 1."""

    shot: Shot
    score: float
    band: str
    frames: np.ndarray
    words: tuple[WordRelevance, ...] = ()
    matched: tuple[float, float] | None = None
    whole: bool = False  # all of the shot is the moment, however long
    keyframes: tuple[int, ...] = ()  # chosen already, best first


def without_noise(scored: Sequence[Scored]) -> list[Scored]:
    """All that is strong or possible, and no more than a dozen guesses after it."""
    guesses = [item for item in scored if item.band == "weak"][:GUESSES]
    return [item for item in scored if item.band != "weak"] + guesses


def make_hits(library: Library, scored: Sequence[Scored]) -> tuple[Hit, ...]:
    """Hits in the order given; shots whose video no folder holds any more are left out."""
    videos = library.catalog.videos({item.shot.video for item in scored})
    return tuple(_hit(library, item, videos[item.shot.video]) for item in scored if item.shot.video in videos)


def _hit(library: Library, item: Scored, video: Video) -> Hit:
    shot = item.shot
    keyframes = item.keyframes or matching_keyframes(item.frames)
    start, end = (shot.start, shot.end) if item.whole else matching_range(shot, item.frames)
    sprite, tiles = library.pictures.sprite(video.digest)
    return Hit(
        shot=shot.id,
        video=video.id,
        path=str(video.path),
        start=start,
        end=end,
        score=round(float(item.score), 4),
        band=item.band,
        frames=tuple(
            Keyframe(float(time), str(library.pictures.frame(video.digest, float(time))), round(float(value), 3))
            for time, value in zip(shot.times, item.frames, strict=True)
        ),
        best=item.keyframes[0] if item.keyframes else int(np.argmax(item.frames)),
        keyframes=keyframes,
        words=item.words,
        duration=video.duration or 0.0,
        frame_rate=video.frame_rate,
        width=video.width,
        height=video.height,
        present=video.present,
        sprite=str(sprite) if sprite else "",
        sprite_tiles=tiles,
        matched=item.matched,
        place_state=video.where.state,
        playable=video.playable,
        volume=video.where.volume,
        since=video.where.since,
        date=video.taken,
        rating=video.rating,
    )


def matching_keyframes(relevance: np.ndarray) -> tuple[int, ...]:
    """Up to four frames that answer best, best first; neighbours of a chosen one are passed over while others are left."""
    order = [
        int(index) for index in np.argsort(-relevance, kind="stable") if relevance[index] >= MATCHING * relevance.max()
    ]
    chosen: list[int] = []
    for apart in (2, 1):
        for index in order:
            if len(chosen) < KEYFRAMES and all(abs(index - other) >= apart for other in chosen):
                chosen.append(index)
    return tuple(chosen)


def matching_range(shot: Shot, relevance: np.ndarray) -> tuple[float, float]:
    """The part of a shot that answers: all of a short one, of a long one the run of frames around the best that stay relevant."""
    if shot.end - shot.start <= WHOLE:
        return shot.start, shot.end
    first = last = int(np.argmax(relevance))
    enough = MATCHING * relevance[first]
    while first > 0 and relevance[first - 1] >= enough:
        first -= 1
    while last + 1 < len(relevance) and relevance[last + 1] >= enough:
        last += 1
    start = float(shot.times[first]) if first else shot.start
    end = float(shot.times[last + 1]) if last + 1 < len(relevance) else shot.end
    missing = NARROWEST - (end - start)
    if missing > 0:
        start = max(shot.start, min(start - missing / 2, shot.end - NARROWEST))
        end = min(shot.end, start + NARROWEST)
    return start, end


@dataclass(frozen=True)
class UnitScale:
    """Straight from raw scores to relevance: 0 at `low` and below, 1 at `high` and above."""

    low: float
    high: float

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Raw scores of any shape."""
        return np.clip((values - self.low) / max(self.high - self.low, 1e-6), 0.0, 1.0)


def scale_of(values: Sequence[np.ndarray]) -> UnitScale:
    """The scale of one answer, from the scores (frames,) of all its shots: 0 for what an ordinary frame gets, 1 for the best."""
    together = np.concatenate(values).astype(np.float32) if values else np.zeros(1, np.float32)
    return UnitScale(float(np.quantile(together, 0.2)), float(together.max()))


def to_unit(values: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Relevance (frames,) of all shots of one answer on one scale."""
    scale = scale_of(values)
    return [scale(part.astype(np.float32)) for part in values]
