"""What the player needs to know about a moment, whichever kind of hit it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.messages import Hit, Selected, TextHit, WordRelevance


@dataclass(frozen=True)
class Moment:
    """Times in seconds; `frames` are (time, relevance) pairs."""

    path: str
    start: float
    end: float
    picture: str
    present: bool
    video: int = 0
    playable: bool = True  # False: Qt may not open it; the engine's own decoder shows it
    duration: float = 0.0
    frame_rate: float = 0.0
    size: str = ""
    band: str = ""
    sprite: str = ""
    tiles: int = 0
    frames: tuple[tuple[float, float], ...] = ()
    words: tuple[WordRelevance, ...] = ()
    place_state: str = "here"  # as of a Hit, with the next two
    volume: str = ""
    since: float | None = None

    @staticmethod
    def of_hit(hit: Hit) -> Moment:
        """A moment found by its pictures."""
        return Moment(
            path=hit.path,
            start=hit.start,
            end=hit.end,
            picture=hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else "",
            present=hit.present,
            video=hit.video,
            playable=hit.playable,
            duration=hit.duration,
            frame_rate=hit.frame_rate,
            size=_size(hit.width, hit.height),
            band=hit.band,
            sprite=hit.sprite,
            tiles=hit.sprite_tiles,
            frames=tuple((frame.time, frame.relevance) for frame in hit.frames),
            words=hit.words,
            place_state=hit.place_state,
            volume=hit.volume,
            since=hit.since,
        )

    @staticmethod
    def of_text(hit: TextHit) -> Moment:
        """A video found by its name, all of it, or a place in it found by a subtitle."""
        return Moment(
            path=hit.path,
            start=hit.start,
            end=hit.end if hit.end > hit.start else hit.duration,
            picture=hit.picture,
            present=hit.present,
            video=hit.video,
            playable=hit.playable,
            duration=hit.duration,
            frame_rate=hit.frame_rate,
            size=_size(hit.width, hit.height),
            place_state=hit.place_state,
            volume=hit.volume,
            since=hit.since,
        )

    @staticmethod
    def of_select(select: Selected) -> Moment:
        """A range from the basket."""
        facts = select.path, select.start, select.end, select.picture, select.present, select.video, select.playable
        return Moment(*facts, duration=select.duration, frame_rate=select.frame_rate)


def _size(width: int, height: int) -> str:
    return f"{width} × {height}" if width and height else ""
