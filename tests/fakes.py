"""A model that knows nine colours by name: it stands in for the neural nets where weights would hide the point. Everything else in the tests is real."""

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.indexing.steps import WAIT, Pause, Steps
from engine.models.features import Preprocess, Relevance, ShotFeatures, TextFeatures

COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "black": (0, 0, 0),
}
SIZE = 32


@dataclass
class FakeBackbone:
    """Embedding: how much of the picture is nearest to each colour, and one number that no picture has. Counts what it encodes."""

    name: str = "colours"
    key: str = "colours-1"
    dim: int = len(COLOURS) + 1
    device: str = "cpu"
    preprocess: Preprocess = field(
        default_factory=lambda: Preprocess(SIZE, SIZE, "squash", "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), 0)
    )
    frames: int = 0
    folder: Path | None = None

    def encode_frames(self, frames: np.ndarray) -> np.ndarray:
        """uint8 (n, height, width, 3) -> float32 (n, dim)."""
        self.frames += len(frames)
        palette = np.array(list(COLOURS.values()), np.float32)
        distance = np.linalg.norm(frames[..., None, :].astype(np.float32) - palette, axis=-1)
        nearest = distance.argmin(axis=-1).reshape(len(frames), -1)
        return np.stack([np.bincount(row, minlength=self.dim) for row in nearest]).astype(np.float32) / nearest.shape[1]

    def encode_text(self, texts: list[str]) -> TextFeatures:
        """A sentence is the mean of its colour words; one without any is what no picture has."""
        words = [[word for word in text.lower().split() if word in COLOURS] for text in texts]
        longest = max(1, *(len(row) for row in words)) if words else 1
        table = np.zeros((len(texts), longest, self.dim), np.float32)
        mask = np.zeros((len(texts), longest), bool)
        sentences = np.zeros((len(texts), self.dim), np.float32)
        sentences[:, -1] = 1.0
        for row, known in enumerate(words):
            for slot, word in enumerate(known):
                table[row, slot, list(COLOURS).index(word)] = 1.0
                mask[row, slot] = True
            if known:
                sentences[row] = table[row].sum(axis=0)
        sentences /= np.linalg.norm(sentences, axis=1, keepdims=True)
        return TextFeatures(sentences, table, mask, [[word + " " for word in row] for row in words])

    def overlong(self, text: str) -> bool:
        """Reads twelve words."""
        return len(text.split()) > 12


@dataclass
class FakeHead:
    """Mean of the frames against the sentence."""

    key: str = "mean-1"
    trained: bool = True
    uses_words: bool = True
    name: str = "mean"
    note: str = "Knows nine colours."

    def encode_shots(self, frame_features: list[np.ndarray]) -> ShotFeatures:
        """Normalised means and frames."""
        frames = [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6) for part in frame_features]
        means = np.stack([part.mean(axis=0) for part in frames])
        return ShotFeatures(means / np.linalg.norm(means, axis=1, keepdims=True), frames)

    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray:
        """The sentence itself."""
        return text.sentences[index]

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        """Cosines of all texts."""
        return text.sentences @ vectors.T

    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance:
        """Cosines."""
        sentence = text.sentences[index]
        words = text.words[index][text.mask[index]]
        return Relevance(vectors @ sentence, [part @ sentence for part in frames], [words @ part.T for part in frames])


def load_fake(name: str = "colours", device: str | None = None) -> Any:
    """What `engine.engine.load_model` gives for a real model."""
    backbone = FakeBackbone(name, hashlib.sha256(name.encode()).hexdigest())
    return backbone, FakeHead(), backbone.encode_text([*COLOURS, *["something else"] * 118])


def run_steps(steps: Steps) -> list[Any]:
    """Drive a job of the engine to its end; its replies."""
    replies = []
    for item in steps:
        if item is WAIT:
            time.sleep(0.002)
        if not isinstance(item, Pause):
            replies.append(item)
    return replies
