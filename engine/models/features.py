"""What the neural nets take and give, as plain data. Without torch, which takes seconds to import, so that everyone may import it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Preprocess:
    """The picture that a model's weights want, from open_clip's `preprocess_cfg`.

    `mode`: "shortest" (shortest side to size, centre crop), "squash" (both sides to size) or "longest" (longest side to size, padded with `fill`).
    """

    height: int
    width: int
    mode: str
    interpolation: str  # "bicubic" or "bilinear"
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    fill: int


@dataclass(frozen=True)
class TextFeatures:
    """Encoded texts.

    `sentences` float32 (texts, dim) and `words` float32 (texts, words, dim) are L2-normalised; `mask` bool (texts, words) says which word slots are real;
    `pieces` names the real slots of each text in order, a piece that ends a word ending in a space.
    """

    sentences: np.ndarray
    words: np.ndarray
    mask: np.ndarray
    pieces: list[list[str]]

    def only(self, index: int) -> "TextFeatures":
        """One of the texts."""
        part = slice(index, index + 1)
        return TextFeatures(self.sentences[part], self.words[part], self.mask[part], self.pieces[part])


@dataclass(frozen=True)
class ShotFeatures:
    """Encoded shots: `vector` float32 (shots, dim), the shot as a whole, and `frames`, one (frames, dim) per shot; all L2-normalised."""

    vector: np.ndarray
    frames: list[np.ndarray]


@dataclass(frozen=True)
class Relevance:
    """How one query fits some shots: `score` float32 (shots,), `frames` one (frames,) per shot, `words` one (words, frames) per shot.

    `words` is None where the head's words were not trained and would only be noise.
    """

    score: np.ndarray
    frames: list[np.ndarray]
    words: list[np.ndarray] | None
