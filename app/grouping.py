"""From hits to cards: neighbours become one moment, the moments of a video one card, cards are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.timecode import file_name

if TYPE_CHECKING:
    from engine.messages import Hit, WordRelevance

NEAR = 2.0  # seconds between two moments of a video that are shown as one
LONGEST = 32.0  # seconds: moments are not joined to more than the longest shot
KEYFRAMES = 4
BANDS = ("strong", "possible", "weak")


class Order(StrEnum):
    """How cards stand."""

    RELEVANCE = "relevance"
    DATE = "date"
    NAME = "name"
    DURATION = "duration"


@dataclass(frozen=True)
class Card:
    """One or more moments of one video, best first. `chosen` is the one that the card shows."""

    key: int  # the same as long as the card stands for the same thing: the video, or the shot of a moment of its own
    moments: tuple[Hit, ...]
    chosen: int = 0

    @property
    def hit(self) -> Hit:
        """The moment shown."""
        return self.moments[self.chosen]

    def ranges(self) -> list[tuple[float, float]]:
        """Start and end of all moments, in time order."""
        return sorted((moment.start, moment.end) for moment in self.moments)

    def place_of(self, shot: int) -> int:
        """Which moment belongs to a shot, or -1."""
        return next((place for place, moment in enumerate(self.moments) if moment.shot == shot), -1)

    def best_frames(self, count: int = KEYFRAMES) -> list[tuple[Hit, int]]:
        """Up to `count` matching keyframes of all moments besides the picture shown: each moment's best first, then what else matches; in time order."""
        shown = (self.hit.shot, self.hit.best)
        firsts = [(moment, moment.best) for moment in self.moments]
        others = [(moment, index) for moment in self.moments for index in moment.keyframes if index != moment.best]
        picked = [(moment, index) for moment, index in firsts + others if (moment.shot, index) != shown]
        usable = [(moment, index) for moment, index in picked if 0 <= index < len(moment.frames)]
        return sorted(usable[:count], key=lambda pair: pair[0].frames[pair[1]].time)

    def matching(self) -> int:
        """How many matching keyframes there are besides the picture shown."""
        return max(0, sum(len({moment.best, *moment.keyframes}) for moment in self.moments) - 1)


def merge_neighbours(hits: Iterable[Hit]) -> tuple[list[Hit], dict[int, int]]:
    """Hits in rank order, with those of one video and band that (almost) touch joined to one, in the place of the best of them.

    And for each shot that was joined to another one, that other one.
    """
    hits = list(hits)
    by_video: dict[tuple[int, str], list[int]] = {}
    for place, hit in enumerate(hits):
        if hit.band in ("strong", "possible") and hit.matched is None:
            by_video.setdefault((hit.video, hit.band), []).append(place)
    merged: dict[int, Hit] = {}
    joined: dict[int, int] = {}
    for places in by_video.values():
        for run in _runs(hits, places):
            best = min(run)
            merged[best] = _joined([hits[place] for place in sorted(run)])
            joined.update({hits[place].shot: hits[best].shot for place in run if place != best})
    return [merged.get(place, hit) for place, hit in enumerate(hits) if hit.shot not in joined], joined


def _runs(hits: Sequence[Hit], places: list[int]) -> list[list[int]]:
    """Places of hits of one video, gathered where they (almost) touch in time and are not too long together."""
    runs: list[list[int]] = []
    start = end = 0.0
    for place in sorted(places, key=lambda place: hits[place].start):
        hit = hits[place]
        if runs and hit.start - end <= NEAR and max(end, hit.end) - start <= LONGEST:
            runs[-1].append(place)
            end = max(end, hit.end)
        else:
            runs.append([place])
            start, end = hit.start, hit.end
    return [run for run in runs if len(run) > 1]


def _joined(hits: Sequence[Hit]) -> Hit:
    """Several moments, best first, as one that keeps the best one's shot and score."""
    best = hits[0]
    parts = sorted(hits, key=lambda hit: hit.start)
    frames = tuple(frame for part in parts for frame in part.frames)
    starts = [sum(len(part.frames) for part in parts[:number]) for number in range(len(parts))]
    moved = {part.shot: start for part, start in zip(parts, starts, strict=True)}
    keyframes = [moved[hit.shot] + hit.best for hit in hits]
    keyframes += [moved[hit.shot] + index for hit in hits for index in hit.keyframes if index != hit.best]
    return replace(
        best,
        start=parts[0].start,
        end=max(part.end for part in parts),
        frames=frames,
        best=keyframes[0],
        keyframes=tuple(keyframes),
        words=_joined_words(parts),
    )


def _joined_words(parts: Sequence[Hit]) -> tuple[WordRelevance, ...]:
    if len({tuple(word.word for word in part.words) for part in parts}) != 1:
        return ()
    return tuple(
        replace(same[0], frames=tuple(v for word in same for v in word.frames), found=any(word.found for word in same))
        for same in zip(*(part.words for part in parts), strict=True)
    )


def make_cards(hits: Iterable[Hit], grouped: bool) -> list[Card]:
    """Cards in the order of their best moment: one for each video, or one for each moment."""
    if not grouped:
        return [Card(hit.shot, (hit,)) for hit in hits]
    videos: dict[int, list[Hit]] = {}
    for hit in hits:
        videos.setdefault(hit.video, []).append(hit)
    return [Card(video, tuple(moments)) for video, moments in videos.items()]


def in_order(cards: list[Card], order: Order) -> list[Card]:
    """Sorted; equal ones stay in the order of relevance."""
    if order is Order.DATE:
        return sorted(cards, key=lambda card: -card.hit.date)
    if order is Order.NAME:
        return sorted(cards, key=lambda card: (_natural(file_name(card.hit.path)), card.hit.start))
    if order is Order.DURATION:
        return sorted(cards, key=lambda card: card.hit.duration)
    return cards


def _natural(name: str) -> list[tuple[int, int, str]]:
    """`clip 9` before `clip 10`."""
    parts: list[tuple[int, int, str]] = []
    text = ""
    for character in name.casefold():
        if text and character.isdecimal() != text[-1].isdecimal():
            parts.append(_part(text))
            text = ""
        text += character
    return [*parts, _part(text)] if text else parts


def _part(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdecimal() else (1, 0, text)
