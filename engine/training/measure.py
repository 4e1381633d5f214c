"""Measures a model on held-out drawn films: retrieval among them, and minimal pairs per attribute."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.models.backbone import Backbone
from engine.models.head import Head
from engine.training.batches import draw_clip
from engine.training.captions import describe
from engine.training.drawing import Sprites
from engine.training.photographs import FLICKR, read_photographs, read_pictures, squashed
from engine.training.scenes import FLIPS, Scene, flip, held_out, sample_held_out

Scorer = Callable[["Clips"], np.ndarray]


@dataclass(frozen=True)
class Clips:
    """Frames of clips one after another, and one caption each; of pairs, clips 2i and 2i+1 belong together."""

    pictures: np.ndarray  # uint8 (frames, height, width, 3)
    lengths: np.ndarray  # (clips,)
    captions: list[str]
    scenes: list[Scene]


@dataclass(frozen=True)
class QuickSets:
    """What is measured during training."""

    gallery: Clips
    pairs: dict[str, Clips]
    photographs: Clips  # of the validation split
    turns: Clips  # pairs: two photographs in one order and in the other


def _drawn(scenes: list[Scene], captions: list[str], rng: random.Random, sprites: Sprites, paired: bool) -> Clips:
    pictures: list[np.ndarray] = []
    lengths: list[int] = []
    for i, scene in enumerate(scenes):
        lengths.append(lengths[-1] if paired and i % 2 else rng.choice([3, 4, 5, 6, 7, 8]))
        pictures += draw_clip(scene, lengths[-1], rng, sprites, [], 0)
    return Clips(np.stack(pictures), np.array(lengths), captions, scenes)


def gallery(count: int, language: str, seed: int, sprites: Sprites) -> Clips:
    """Clips whose main object is a combination training never showed, each with a caption that says what matters."""
    rng = random.Random(seed)
    scenes = [sample_held_out(rng) for _ in range(count)]
    captions = [describe(scene, rng, language=language, full=True).text for scene in scenes]
    return _drawn(scenes, captions, rng, sprites, False)


def minimal_pairs(attribute: str, count: int, language: str, seed: int, sprites: Sprites) -> Clips:
    """`count` pairs of clips and captions that differ in one attribute; the first of a pair is a held-out combination."""
    rng = random.Random(f"{attribute} {seed}")
    scenes: list[Scene] = []
    captions: list[str] = []
    while len(scenes) < 2 * count:
        scene = sample_held_out(rng)
        other = flip(scene, attribute, rng)
        if other is None or not held_out(scene.things[0]):
            continue
        state = rng.getstate()
        captions.append(describe(scene, rng, {attribute}, language).text)
        rng.setstate(state)
        captions.append(describe(other, rng, {attribute}, language).text)
        scenes += [scene, other]
    return _drawn(scenes, captions, rng, sprites, True)


def photographs(folder: Path, split: str) -> Clips:
    """The photographs of a split as clips of one frame, each with its first caption."""
    first = {p.name: p.captions[0] for p in read_photographs(folder, split)}
    found = [(squashed(data), first[name]) for name, data in read_pictures(folder / FLICKR) if name in first]
    pictures, captions = zip(*found, strict=True)
    return Clips(np.stack(pictures), np.ones(len(found), int), list(captions), [])


def in_turn(single: Clips, count: int, seed: int) -> Clips:
    """`count` pairs of films that show two of the photographs, two to four frames each, in one order and in the other."""
    rng = random.Random(seed)
    pictures: list[np.ndarray] = []
    lengths, captions = [], []
    for _ in range(count):
        both, frames = rng.sample(range(len(single.captions)), 2), [rng.randint(2, 4), rng.randint(2, 4)]
        for order in ((0, 1), (1, 0)):
            for i in order:
                pictures += [single.pictures[both[i]]] * frames[i]
            lengths.append(sum(frames))
            first, second = (single.captions[both[i]] for i in order)
            captions.append(f"first {first}, then {second}")
    return Clips(np.stack(pictures), np.array(lengths), captions, [])


def quick_sets(sprites: Sprites, material: Path) -> QuickSets:
    single = photographs(material, "val")
    pairs = {attribute: minimal_pairs(attribute, 40, "", 99, sprites) for attribute in FLIPS}
    return QuickSets(gallery(300, "", 99, sprites), pairs, single, in_turn(single, 100, 99))


def recalls(scores: np.ndarray) -> dict[str, float]:
    """R@1, R@5, R@10 in percent of (queries, items) with the right one on the diagonal; ties count half."""
    right = np.diag(scores)[:, None]
    ranks = 1 + (scores > right).sum(1) + 0.5 * ((scores == right).sum(1) - 1)
    return {f"R@{k}": float((ranks <= k).mean() * 100) for k in (1, 5, 10)}


def pair_accuracy(scores: np.ndarray) -> float:
    """Percent of captions that prefer their own clip to the other of the pair; (2 pairs, 2 pairs), chance 50."""
    n = len(scores)
    other = scores[np.arange(n), np.arange(n) ^ 1]
    right = np.diag(scores)
    return float(((right > other) + 0.5 * (right == other)).mean() * 100)


def quick_metrics(scorer: Scorer, sets: QuickSets) -> dict[str, float]:
    scores = scorer(sets.gallery)
    found = {**recalls(scores), "V2T@1": recalls(scores.T)["R@1"]}
    found |= {f"photograph {name}": value for name, value in recalls(scorer(sets.photographs)).items()}
    found["turns"] = pair_accuracy(scorer(sets.turns))
    return {**found, **{attribute: pair_accuracy(scorer(pairs)) for attribute, pairs in sets.pairs.items()}}


def program_scorer(backbone: Backbone, head: Head) -> Scorer:
    """Scores as the program itself gives them: every caption (rows) against every clip (columns)."""

    def score(clips: Clips) -> np.ndarray:
        ends = np.cumsum(clips.lengths)[:-1]
        shots = head.encode_shots(np.split(backbone.encode_frames(clips.pictures), ends))
        texts = backbone.encode_text(clips.captions)
        return np.stack([head.score(texts, shots.vector, shots.frames, i).score for i in range(len(clips.captions))])

    return score
