"""Things that follow one another: `door opens > dog runs out`. One curve for each text over the frames of a video, joined in their order.

A chain is as strong as its weakest link: of all rising sequences of frames, each within the longest gap of the one before, the one is taken whose least sure
link is the surest (a bottleneck path, by dynamic programming over the frames). A link at a frame is as sure as its shot for that text, less what the frame
falls short of the best one of the shot.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.indexing.steps import STEP, Pause
from engine.library.catalog import Shot
from engine.library.library import Library
from engine.messages import Hits, Search, WordRelevance
from engine.search.arrange import arranged, kept_back
from engine.search.confidence import BANDS, bands
from engine.search.curves import Asked, Curves
from engine.search.hits import Scored, UnitScale, make_hits, scale_of, without_noise
from engine.search.moments import SearchModel, anywhere_in, nothing_to_search
from engine.search.parameters import UNNOTICED
from engine.search.prompts import encode_query
from engine.search.query import Query, overlong
from engine.search.script import language_hint
from engine.search.text import text_hits
from engine.search.wishes import TextWish, text_wish

ANCHORS = 50  # shots that answer a text best, for each text; chains are looked for around them
MOST = 1500  # shots that are compared for one query
CHAINS = 3  # of one video
EDGE = 1.0  # seconds shown before the first frame and after the last of a chain
ANSWERED = 0.5  # relevance from which a text counts as found in a moment


@dataclass(frozen=True)
class Chain:
    """Frames of one video, one for each text in order, as indices into its `times`; `strength` is that of the least sure."""

    frames: tuple[int, ...]
    strength: float


def find_in_turn(
    library: Library,
    model: SearchModel,
    request: Search,
    query: Query,
    turns: Sequence[str],
    curves: Curves | None = None,
) -> Iterator[Hits | Pause]:
    """One refined answer: ranges in which `turns` (two texts or more) follow one another within `request.gap` seconds each."""
    began = time.perf_counter()
    texts = text_hits(library, query, request)
    videos, searched, _, _ = library.catalog.counts(model.id, request)
    allowed = library.catalog.shot_ids(model.id, request)
    anywhere = anywhere_in(library, model)
    features = encode_query(model.backbone, model.head.trained, [*turns, *query.unwanted])
    wishes = [text_wish(text, 1.0, model.head, features.only(row), anywhere) for row, text in enumerate(turns)]
    unwanted = [
        text_wish(text, 1.0, model.head, features.only(len(turns) + row), anywhere)
        for row, text in enumerate(query.unwanted)
    ]
    yield STEP
    name = " > ".join(turns)
    hint = language_hint(" ".join(turns), model.backbone.name)

    def best(ids: np.ndarray) -> list[Scored]:
        return _ranked(library, model, wishes, unwanted, ids, request)[0]

    ranked, scales = _ranked(library, model, wishes, unwanted, allowed, request)
    yield STEP
    if curves is not None:
        curves.remember(request.job, _asked(wishes, scales))
    shown = without_noise([replace(item, band="weak") for item in ranked] if hint else ranked)
    sure = any(item.band != "weak" for item in shown)
    unsure = f"Nothing clearly shows “{name}” in this order. These are the closest guesses."
    sentence = hint or ("" if sure else unsure if shown else nothing_to_search(videos, searched, request))
    if not shown and not sentence:
        sentence = f"Nothing shows “{name}” in this order."
    hidden = () if sure else kept_back(library, model.id, request, best)
    hits = make_hits(library, arranged(library, shown, request.sort))
    seconds = time.perf_counter() - began
    note = overlong(model.backbone, turns)
    yield Hits(
        request.job, "refined", name, hits, texts, searched, videos, seconds, sentence, note, tuple(turns), hidden
    )


def chains_of(times: np.ndarray, links: np.ndarray, gap: float, most: int = CHAINS) -> list[Chain]:
    """The strongest chains that share no frame, strongest first. `times` (frames,) ascending; `links` (texts, frames): how sure each text is at each frame."""
    found = list[Chain]()
    waiting = _chain_between(times, links, gap, 0, len(times))
    while waiting and len(found) < most:
        best = max(waiting, key=lambda one: one[0].strength)
        waiting.remove(best)
        chain, first, end = best
        found.append(chain)
        waiting += _chain_between(times, links, gap, first, chain.frames[0])
        waiting += _chain_between(times, links, gap, chain.frames[-1] + 1, end)
    return found


def _chain_between(
    times: np.ndarray, links: np.ndarray, gap: float, first: int, end: int
) -> list[tuple[Chain, int, int]]:
    """The strongest chain of the frames `first` to `end`, with these two; none when they are too few."""
    if end - first < len(links):
        return []
    chain = _strongest(times[first:end], links[:, first:end], gap)
    return [(Chain(tuple(first + at for at in chain.frames), chain.strength), first, end)] if chain else []


def _strongest(times: np.ndarray, links: np.ndarray, gap: float) -> Chain | None:
    """By dynamic programming: the best chain that ends at each frame, link after link, with a sliding maximum over the frames within the gap."""
    strength, before = links[0], list[np.ndarray]()
    for row in links[1:]:
        reached = np.full(len(times), -np.inf)
        came_from = np.full(len(times), -1)
        window: deque[int] = deque()  # earlier frames within the gap, their strengths falling: the first is the best
        for at in range(1, len(times)):
            while window and strength[window[-1]] <= strength[at - 1]:
                window.pop()
            window.append(at - 1)
            while window and times[at] - times[window[0]] > gap:
                window.popleft()
            if window:
                reached[at], came_from[at] = min(row[at], strength[window[0]]), window[0]
        strength = reached
        before.append(came_from)
    end = int(np.argmax(strength))
    if not np.isfinite(strength[end]):
        return None
    frames = [end]
    for came_from in reversed(before):
        frames.append(int(came_from[frames[-1]]))
    return Chain(tuple(reversed(frames)), float(strength[end]))


def _ranked(
    library: Library,
    model: SearchModel,
    wishes: Sequence[TextWish],
    unwanted: Sequence[TextWish],
    allowed: np.ndarray,
    request: Search,
) -> tuple[list[Scored], list[UnitScale]]:
    shots = _around_anchors(library, model, wishes, allowed, request.gap)
    if not shots:
        return [], [UnitScale(0.0, 1.0) for _ in wishes]
    every = [shot for group in shots.values() for shot in group]
    cosines = [[wish.frames(shot) for shot in every] for wish in wishes]
    scales = [scale_of(row) for row in cosines]
    sure = np.stack([wish.sure(every) for wish in wishes])
    for wish in unwanted:
        sure = sure - np.maximum(wish.sure(every) - UNNOTICED, 0.0)
    deviations = [max(float(np.concatenate(row).std()), 1e-4) for row in cosines]
    links = [
        np.stack(
            [
                sure[row, at] + (cosines[row][at] - cosines[row][at].max()) / deviations[row]
                for row in range(len(wishes))
            ]
        )
        for at in range(len(every))
    ]
    found, at = list[Scored](), 0
    for group in shots.values():
        part = links[at : at + len(group)]
        at += len(group)
        times = np.concatenate([shot.times for shot in group])
        used = set[int]()
        for chain in chains_of(times, np.concatenate(part, axis=1), request.gap):
            scored = _scored(group, times, chain, wishes, scales)
            if scored.shot.id not in used:
                used.add(scored.shot.id)
                found.append(scored)
    words = bands(np.array([item.score for item in found]), len(allowed))
    found = [replace(item, band=word) for item, word in zip(found, words, strict=True)]
    return sorted(found, key=lambda item: (BANDS.index(item.band), -item.score))[: request.limit], scales


def _around_anchors(
    library: Library, model: SearchModel, wishes: Sequence[TextWish], allowed: np.ndarray, gap: float
) -> dict[int, list[Shot]]:
    """Shots in time order by video: those that answer one of the texts best, and all that a chain from there could reach."""
    catalog = library.catalog
    lists = [model.index.search(vector, ANCHORS, allowed)[0].tolist() for wish in wishes for vector in wish.vectors()]
    anchors = dict.fromkeys(shot for row in zip(*lists, strict=False) for shot in row)
    reach = gap * (len(wishes) - 1)
    inside: dict[int, dict[int, Shot]] = defaultdict(dict)
    count = 0
    for anchor in catalog.shots(model.id, list(anchors)):
        if count >= MOST:
            break
        if anchor.id in inside[anchor.video]:
            continue  # what is around it has mostly been taken with a neighbour
        for shot in catalog.shots_of(model.id, anchor.video, anchor.start - reach, anchor.end + reach):
            count += shot.id not in inside[anchor.video]
            inside[anchor.video][shot.id] = shot
    return {video: sorted(group.values(), key=lambda shot: shot.start) for video, group in inside.items()}


def _scored(
    group: Sequence[Shot], times: np.ndarray, chain: Chain, wishes: Sequence[TextWish], scales: Sequence[UnitScale]
) -> Scored:
    """The range of a chain as one moment that reaches over its shots."""
    owners = np.concatenate([np.full(len(shot.times), number) for number, shot in enumerate(group)])
    first, last = group[owners[chain.frames[0]]], group[owners[chain.frames[-1]]]
    start = max(first.start, float(times[chain.frames[0]]) - EDGE)
    end = min(last.end, float(times[chain.frames[-1]]) + EDGE)
    part = group[owners[chain.frames[0]] : owners[chain.frames[-1]] + 1]
    frames, when = np.concatenate([shot.frames for shot in part]), np.concatenate([shot.times for shot in part])
    inside = (when >= min(start, times[chain.frames[0]])) & (when <= max(end, times[chain.frames[-1]]))
    frames, when = frames[inside], when[inside]
    shot = replace(first, start=start, end=end, times=when, frames=frames)
    strips = [scale(wish.frames(shot)) for wish, scale in zip(wishes, scales, strict=True)]
    told = tuple(
        WordRelevance(wish.name, tuple(round(float(value), 3) for value in strip), bool(strip.max() >= ANSWERED))
        for wish, strip in zip(wishes, strips, strict=True)
    )
    keyframes = tuple(int(np.argmin(np.abs(when - times[frame]))) for frame in chain.frames)
    return Scored(shot, chain.strength, "weak", np.max(strips, axis=0), told, whole=True, keyframes=keyframes)


def _asked(wishes: Sequence[TextWish], scales: Sequence[UnitScale]) -> Asked:
    """What any shot gets for the texts, so that curves over whole videos can be drawn."""

    def strips(shot: Shot) -> list[np.ndarray]:
        return [scale(wish.frames(shot)) for wish, scale in zip(wishes, scales, strict=True)]

    def explain(shots: Sequence[Shot]) -> list[tuple[WordRelevance, ...]]:
        return [
            tuple(
                WordRelevance(
                    wish.name, tuple(round(float(value), 3) for value in strip), bool(strip.max() >= ANSWERED)
                )
                for wish, strip in zip(wishes, strips(shot), strict=True)
            )
            for shot in shots
        ]

    return Asked(lambda shots: [np.max(strips(shot), axis=0) for shot in shots], explain)
