"""Training batches: films drawn, captions tokenised and labels collected in a second process, in an order fixed by the seed."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Full

import numpy as np

from engine.training.captions import Caption, describe
from engine.training.drawing import Film, Sprites, wear
from engine.training.labels import GROUPS, labels_of
from engine.training.scenes import BACKGROUNDS, COLOURS, WORDS, Scene, facts, flip, held_out, sample_scene
from engine.training.vocabulary import open_vocabulary

HEIGHT, WIDTH, GRID = 96, 128, (6, 8)
ASPECTS = [4 / 3, 16 / 9, 16 / 9, 1.5, 1.2]
LENGTHS = [2, 3, 3, 4, 4, 4, 5, 5, 6, 8]
STILL_FLIPS = {"object": 4, "colour": 3, "count": 3, "relation": 3, "background": 1, "size": 1, "binding": 2, "word": 1}
CLIP_FLIPS = {
    "direction": 6,
    "change": 2,
    "order": 10,
    "object": 3,
    "colour": 2,
    "count": 2,
    "relation": 0.5,
    "background": 1,
    "size": 1,
    "binding": 0.5,
    "word": 0.5,
}


@dataclass
class Batch:
    """Frames of all clips one after another; clip i has `lengths[i]` of them and caption i."""

    pictures: np.ndarray  # uint8 (frames, height, width, 3)
    lengths: np.ndarray  # (clips,)
    ids: np.ndarray  # (clips, longest caption)
    true: np.ndarray  # bool (captions, clips): the caption holds for the clip
    occupied: np.ndarray  # uint8 (frames, cells): an object's centre is in this cell of the grid
    objects: np.ndarray  # int (objects, 4): frame, cell, kind, colour (-1: an icon's own)
    frame_labels: np.ndarray  # int (frames, 3): background, objects (0..4), word (0: none)
    shown: dict[str, np.ndarray]  # per group of `labels`, int (labels, 2): clip, class
    said: dict[str, np.ndarray]  # per group, int (labels, 2): caption, class
    turns: np.ndarray  # (captions about two things in turn,): which captions those are
    turn_ids: np.ndarray  # (2 of each, longest): captions of the first thing alone and of the second alone


def sample_pairs(rng: random.Random, clips: int, share: float, moving: bool) -> list[tuple[Scene, Caption]]:
    """Scenes with captions; `share` of them in minimal pairs that lie side by side."""
    chosen: list[tuple[Scene, Caption]] = []
    flips = CLIP_FLIPS if moving else STILL_FLIPS
    while len(chosen) < clips:
        scene = sample_scene(rng, moving)
        if len(chosen) >= clips * share or clips - len(chosen) < 2:
            chosen.append((scene, describe(scene, rng)))
            continue
        attribute = rng.choices(list(flips), list(flips.values()))[0]
        other = flip(scene, attribute, rng)
        for _ in range(100):
            if other is not None and not any(held_out(t) for t in other.things):
                break
            scene = sample_scene(rng, moving)
            other = flip(scene, attribute, rng)
        if other is None or any(held_out(t) for t in other.things):
            continue
        state = rng.getstate()
        chosen.append((scene, describe(scene, rng, {attribute})))
        if rng.random() < 0.6:
            rng.setstate(state)  # the same words, but for what changed
        chosen.append((other, describe(other, rng, {attribute})))
    return chosen


def draw_clip(
    scene: Scene, length: int, rng: random.Random, sprites: Sprites, labels: list[tuple[int, int, int, int]], first: int
) -> list[np.ndarray]:
    """Frames one second apart; appends (frame, cell, kind, colour) of what is on them to `labels`."""
    film = Film(scene, sprites, HEIGHT, WIDTH, rng.choice(ASPECTS))
    phase = rng.random() if length > 1 else 0.5
    colours = list(COLOURS)
    pictures = []
    for i in range(length):
        picture, seen = film.frame(min((i + phase) / length, 0.999))
        pictures.append(picture)
        for index, x, y in seen:
            if 0 <= x < 1 and 0 <= y < 1:
                thing = scene.things[index]
                cell = int(y * GRID[0]) * GRID[1] + int(x * GRID[1])
                labels.append((first + i, cell, thing.kind, colours.index(thing.colour) if thing.colour else -1))
    return [np.asarray(p) for p in wear(pictures, rng)]


def grouped(facts: list[frozenset[str]]) -> dict[str, np.ndarray]:
    """Per group, (row, class) of all labels, sorted."""
    pairs: dict[str, list[tuple[int, int]]] = {group: [] for group in GROUPS}
    for row, known in enumerate(facts):
        for group, label in labels_of(known):
            pairs[group].append((row, label))
    return {group: np.array(sorted(found), np.int64).reshape(-1, 2) for group, found in pairs.items()}


def make_batch(seed: int, clips: int, share: float, moving: bool, sprites: Sprites, tokenizer: object) -> Batch:
    rng = random.Random(seed)
    pairs = sample_pairs(rng, clips, share, moving)
    pictures: list[np.ndarray] = []
    labels: list[tuple[int, int, int, int]] = []
    frame_labels, lengths = [], []
    for i, (scene, _) in enumerate(pairs):
        length = rng.choice(LENGTHS) if moving else 1
        if moving and i % 2 and i < clips * share:
            length = lengths[-1]  # a pair must not differ in length
        film = draw_clip(scene, length, rng, sprites, labels, len(pictures))
        for j in range(length):
            late = scene.background2 and (j + 0.5) / length > scene.things[0].end
            frame_labels.append(
                (
                    BACKGROUNDS.index(scene.background2 if late else scene.background),
                    0,
                    WORDS.index(scene.word) + 1 if scene.word else 0,
                )
            )
        pictures += film
        lengths.append(length)
    occupied = np.zeros((len(pictures), GRID[0] * GRID[1]), np.uint8)
    frame_array = np.array(frame_labels, np.int64)
    for frame, cell, _, _ in labels:
        occupied[frame, cell] = 1
        frame_array[frame, 1] = min(4, frame_array[frame, 1] + 1)
    turns = [i for i, (scene, _) in enumerate(pairs) if scene.order]
    alone = [describe(replace(pairs[i][0], things=(t,), order=False), rng) for i in turns for t in pairs[i][0].things]
    known = [facts(scene) for scene, _ in pairs]
    true = np.array([[caption.facts <= k for k in known] for _, caption in pairs])
    return Batch(
        np.stack(pictures),
        np.array(lengths),
        token_ids([caption.text for _, caption in pairs], tokenizer),
        true,
        occupied,
        np.array(labels, np.int64).reshape(-1, 4),
        frame_array,
        grouped(known),
        grouped([caption.facts for _, caption in pairs]),
        np.array(turns, np.int64),
        token_ids([caption.text for caption in alone], tokenizer),
    )


def token_ids(texts: list[str], tokenizer: object) -> np.ndarray:
    """(texts, longest), padded with 0."""
    ids = tokenizer(texts).numpy() if texts else np.zeros((0, 0), np.int64)  # type: ignore[operator]
    return ids[:, : int((ids != 0).sum(1).max(initial=0))]


def _serve(queue: multiprocessing.Queue, plan: list[tuple[int, int, float, bool]], vocabulary: Path) -> None:
    sprites, tokenizer = Sprites(), open_vocabulary(vocabulary)
    parent = multiprocessing.parent_process()
    for seed, clips, share, moving in plan:
        batch = make_batch(seed, clips, share, moving, sprites, tokenizer)
        while parent is not None and parent.is_alive():  # a killed training must not leave this process behind
            try:
                queue.put(batch, timeout=5)
                break
            except Full:
                continue
        else:
            return


def batches(plan: list[tuple[int, int, float, bool]], vocabulary: Path) -> Iterator[Batch]:
    """The batches of a plan of (seed, clips, share in minimal pairs, moving), drawn ahead by one process."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue = context.Queue(maxsize=4)
    process = context.Process(target=_serve, args=(queue, plan, vocabulary), daemon=True)
    process.start()
    try:
        for _ in plan:
            yield queue.get(timeout=300)
    finally:
        process.terminate()
        process.join()
