"""The films of the ablation: drawn once, passed through the towers once, their features kept on disk in half precision."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.models.backbone import Backbone
from engine.training.batches import LENGTHS, draw_clip, sample_pairs
from engine.training.drawing import Sprites
from engine.training.measure import Clips, gallery
from engine.training.scenes import facts

TRAINING_SEED, GALLERY_SEED = 7, 4242
PAIRED = 0.8  # of the training films lie in minimal pairs, side by side and first
WORDS = 30  # at most, of a caption
NORM = 10.0  # to which features are scaled in the mean: that of CLIP's own, whose heads are measured here
TOGETHER = 128  # films or captions encoded at once
ARRAYS = ("frames", "lengths", "sentences", "words", "word_mask")


@dataclass(frozen=True)
class Films:
    """Features of films and of one caption each."""

    frames: Tensor  # float32 (films, longest film, dim), not normalised
    mask: Tensor  # bool (films, longest film)
    sentences: Tensor  # float32 (films, dim)
    words: Tensor  # float16 (films, longest caption, dim)
    word_mask: Tensor  # bool (films, longest caption)


class TrainingPictures:
    """The training films as pixels, each drawn when it is asked for, and what is true of them; the same on every run."""

    def __init__(self, count: int, sprites: Sprites) -> None:
        self.sprites = sprites
        pairs = sample_pairs(random.Random(TRAINING_SEED), count, PAIRED, True)
        self.paired = int(count * PAIRED) // 2 * 2  # films before this one lie in pairs
        self.scenes = [scene for scene, _ in pairs]
        self.captions = [caption.text for _, caption in pairs]
        self._said = [caption.facts for _, caption in pairs]
        self._shown = [facts(scene) for scene in self.scenes]

    def __len__(self) -> int:
        return len(self.scenes)

    def draw(self, index: int) -> np.ndarray:
        """uint8 (frames, height, width, 3); the films of a pair have the same length."""
        own = f"{TRAINING_SEED} {index // 2 if index < self.paired else index}"
        length = random.Random(own).choice(LENGTHS)
        rng = random.Random(f"{TRAINING_SEED} film {index}")
        return np.stack(draw_clip(self.scenes[index], length, rng, self.sprites, [], 0))

    def true(self, indices: list[int]) -> Tensor:
        """bool (captions, films): which captions hold for which films."""
        return torch.tensor([[self._said[i] <= self._shown[j] for j in indices] for i in indices])


@dataclass(frozen=True)
class Benchmark:
    """Everything rows are trained and measured on. `key` says with which towers and which films."""

    key: str
    training: Films
    pictures: TrainingPictures
    gallery: Films
    gallery_pictures: Clips


def open_benchmark(folder: Path, backbone: Backbone, clips: int, films: int) -> Generator[str, None, Benchmark]:
    """`clips` training films and `films` held-out ones; features come from `folder` when it has them. Yields what is done."""
    sprites = Sprites()
    pictures, shown = TrainingPictures(clips, sprites), gallery(films, "en", GALLERY_SEED, sprites)
    digest = hashlib.blake2b(backbone.key.encode(), digest_size=8)
    digest.update(repr((pictures.captions, shown.captions, WORDS)).encode())
    digest.update(shown.pictures[:8].tobytes() + pictures.draw(0).tobytes())
    place = folder / f"features-{digest.hexdigest()}"
    if not place.is_dir():
        making = folder / f"{place.name}.part"
        shutil.rmtree(making, ignore_errors=True)
        drawn = (pictures.draw(i) for i in range(clips))
        yield from _write(making / "training", backbone, drawn, pictures.captions)
        held_out = iter(np.split(shown.pictures, np.cumsum(shown.lengths)[:-1]))
        yield from _write(making / "gallery", backbone, held_out, shown.captions)
        making.rename(place)
    norm = float(np.linalg.norm(np.load(place / "training" / "frames.npy").astype(np.float32), axis=1).mean())
    training, held = _read(place / "training", norm), _read(place / "gallery", norm)
    return Benchmark(digest.hexdigest(), training, pictures, held, shown)


def _write(folder: Path, backbone: Backbone, clips: Iterator[np.ndarray], captions: list[str]) -> Iterator[str]:
    frames, lengths, waiting, texts = list[np.ndarray](), list[int](), list[np.ndarray](), []
    for at, clip in enumerate(clips, 1):
        waiting.append(clip)
        lengths.append(len(clip))
        if len(waiting) == TOGETHER or at == len(captions):
            frames.append(backbone.encode_frames(np.concatenate(waiting)).astype(np.float16))
            waiting = []
            yield f"{folder.name}: {at} of {len(captions)} films"
    for at in range(0, len(captions), TOGETHER):
        texts.append(backbone.encode_text(captions[at : at + TOGETHER]))
    longest = min(WORDS, max(text.words.shape[1] for text in texts))
    found = {
        "frames": np.concatenate(frames),
        "lengths": np.array(lengths),
        "sentences": np.concatenate([text.sentences for text in texts]).astype(np.float16),
        "words": np.concatenate([_fitted(text.words, longest) for text in texts]).astype(np.float16),
        "word_mask": np.concatenate([_fitted(text.mask, longest) for text in texts]),
    }
    folder.mkdir(parents=True)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", found[name])


def _fitted(array: np.ndarray, length: int) -> np.ndarray:
    """(texts, words, …) cut or padded with zeros to `length` words."""
    cut = array[:, :length]
    return np.pad(cut, [(0, 0), (0, length - cut.shape[1]), *[(0, 0)] * (array.ndim - 2)])


def _read(folder: Path, norm: float) -> Films:
    found = {name: np.load(folder / f"{name}.npy") for name in ARRAYS}
    lengths = torch.from_numpy(found["lengths"])
    mask = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    features = torch.from_numpy(found["frames"]).float() * (NORM / norm)
    frames = torch.zeros(*mask.shape, features.shape[1]).masked_scatter(mask[..., None], features)
    sentences = torch.from_numpy(found["sentences"]).float() * NORM
    return Films(frames, mask, sentences, torch.from_numpy(found["words"]), torch.from_numpy(found["word_mask"]))
