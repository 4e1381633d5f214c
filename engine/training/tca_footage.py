"""What TCA learns from: drawn films edited in pixel space, or the frame embeddings that a library already holds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from engine.models.backbone import Backbone
from engine.models.head import Head
from engine.training.drawing import Film, Sprites
from engine.training.edited_copies import PICTURE_EDITS, TIME_EDITS, edit_pictures, edit_time
from engine.training.scenes import sample_held_out, sample_scene

ASPECTS = [4 / 3, 16 / 9, 16 / 9, 1.5]
LENGTHS = (6, 12)  # seconds, one frame each
VARIANTS = 5  # of each film: as it was drawn, and with pictures edited
FILMS_AT_ONCE = 8
SMALLEST_SHOT = 2  # frames of a shot of the library from which it teaches anything
NOISE = 1.2  # largest norm of the change that stands for edited pictures: edited drawn films lie at a cosine of 0.6 to what they were


class Footage(Protocol):
    """Films to learn from. `groups` int64 (films,): films of the same group may show the same and are never negatives."""

    groups: np.ndarray
    dim: int

    def copies(self, films: Sequence[int], rng: random.Random) -> list[np.ndarray]:
        """One edited copy of each film: L2-normalised frame embeddings (n, dim)."""
        ...


def draw_film(seed: str, held_out: bool, sprites: Sprites, height: int, width: int) -> np.ndarray:
    """A drawn film, uint8 (6 to 12 frames, height, width, 3), one frame a second; `held_out`: a combination training never shows."""
    rng = random.Random(seed)
    scene = sample_held_out(rng) if held_out else sample_scene(rng)
    film, count = Film(scene, sprites, height, width, rng.choice(ASPECTS)), rng.randint(*LENGTHS)
    return np.stack([np.asarray(film.frame((i + 0.5) / count)[0]) for i in range(count)])


class DrawnFootage:
    """Drawn films: pictures edited and seen by the backbone once, time edited anew for every copy, before the temporal encoder.

    A backbone looks at frames one by one, so edits of time can be made on its features; what the head adds of the context is computed after them.
    """

    def __init__(self, films: list[list[np.ndarray]], head: Head) -> None:
        """`films`: per film its variants, raw backbone features (n, dim)."""
        self._films, self._head = films, head
        self.groups = np.arange(len(films))
        self.dim = films[0][0].shape[1]

    def copies(self, films: Sequence[int], rng: random.Random) -> list[np.ndarray]:
        """A variant of each film, half of the time the film as it was drawn or edited in time only."""
        chosen = []
        for film in films:
            variants = self._films[film]
            seen = variants[0] if rng.random() < 0.3 else rng.choice(variants[1:])
            chosen.append(seen[edit_time(len(seen), _some_edits(rng, tuple(TIME_EDITS), 0, 2), rng)])
        return self._head.encode_shots(chosen).frames


def draw_footage(
    backbone: Backbone, head: Head, films: int, seed: int, sprites: Sprites, kept: Path | None = None
) -> Iterator[int | DrawnFootage]:
    """Draw, edit and encode films; yields how many are done, at last the footage. What the backbone saw is kept in, and read from, `kept`."""
    told = {"backbone": backbone.key, "films": str(films), "seed": str(seed), "variants": str(VARIANTS)}
    features = _read_features(kept, told) if kept else None
    if features is None:
        size, features = backbone.preprocess, []
        for first in range(0, films, FILMS_AT_ONCE):
            pictures: list[np.ndarray] = []
            for number in range(first, min(first + FILMS_AT_ONCE, films)):
                rng = random.Random(f"copies {seed} {number}")
                film = draw_film(f"film {seed} {number}", False, sprites, size.height, size.width)
                pictures.append(film)
                for _ in range(VARIANTS - 1):
                    pictures.append(edit_pictures(film, _some_edits(rng, tuple(PICTURE_EDITS), 1, 3), rng))
            seen = backbone.encode_frames(np.concatenate(pictures))
            parts = np.split(seen, np.cumsum([len(film) for film in pictures])[:-1])
            features += [parts[i : i + VARIANTS] for i in range(0, len(parts), VARIANTS)]
            yield len(features)
        if kept:
            _write_features(kept, features, told)
    yield DrawnFootage(features, head)


def _some_edits(rng: random.Random, names: tuple[str, ...], least: int, most: int) -> list[str]:
    return rng.sample(names, rng.randint(least, min(most, len(names))))


def _write_features(path: Path, films: list[list[np.ndarray]], told: dict[str, str]) -> None:
    lengths = np.array([len(variants[0]) for variants in films])
    flat = np.concatenate([variant for variants in films for variant in variants])
    fresh = path.with_suffix(".new")
    save_file({"features": flat, "lengths": lengths}, fresh, told)
    fresh.replace(path)


def _read_features(path: Path, told: dict[str, str]) -> list[list[np.ndarray]] | None:
    """None when they are not there or were made for something else."""
    try:
        with safe_open(path, "numpy") as file:
            if file.metadata() != told:
                return None
            flat, lengths = file.get_tensor("features"), file.get_tensor("lengths")
    except (OSError, SafetensorError):
        return None
    parts = np.split(flat, np.cumsum(np.repeat(lengths, VARIANTS))[:-1])
    return [parts[i : i + VARIANTS] for i in range(0, len(parts), VARIANTS)]


class StoredFootage:
    """The shots of a library as they are stored: embeddings of frames, without pictures.

    Time is edited as in drawn films. Edited pictures are imitated by a change of the embeddings: one that all frames of a copy share (as a
    crop, bars or a mark change every frame alike), a part of which leads towards another shot of the library, and a smaller one of each frame.
    Nothing is decoded again, so it works while drives are away and takes no time; it cannot know how a crop really changes an embedding.
    """

    def __init__(self, shots: list[np.ndarray], videos: np.ndarray) -> None:
        """`shots`: L2-normalised embeddings (n, dim) each; `videos` (shots,): shots of one video are one group."""
        self._shots = shots
        self.groups = videos.astype(np.int64)
        self.dim = shots[0].shape[1]

    def copies(self, films: Sequence[int], rng: random.Random) -> list[np.ndarray]:
        """Time edited, embeddings changed, normalised again."""
        noise = np.random.default_rng(rng.getrandbits(60))
        found = []
        for film in films:
            shot = self._shots[film]
            shot = shot[edit_time(len(shot), _some_edits(rng, tuple(TIME_EDITS), 0, 2), rng)]
            other = self._shots[rng.randrange(len(self._shots))]
            strength = rng.uniform(0, NOISE)
            shared = noise.standard_normal(self.dim) / np.sqrt(self.dim) + other[rng.randrange(len(other))]
            own = noise.standard_normal(shot.shape) / np.sqrt(self.dim)
            changed = shot + strength * (shared / np.linalg.norm(shared) + 0.5 * own)
            found.append((changed / np.linalg.norm(changed, axis=1, keepdims=True)).astype(np.float32))
        return found
