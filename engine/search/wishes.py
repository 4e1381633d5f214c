"""The parts of a composed query, text or example: each tells of any shot how sure it is to be meant, in standard deviations, so that parts can be added.

Cosines of texts and of pictures lie far apart, and those of two models too; what they have in common is how they stand against what other shots get.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.library.catalog import Shot
from engine.models.chamfer import mean_vector, symmetric_chamfer
from engine.search.confidence import confidence
from engine.search.similar import RawChamfer, Sample, usual_similarity

if TYPE_CHECKING:
    from engine.models.features import TextFeatures
    from engine.models.head import Head


class Wish(Protocol):
    """A part of a query. `name` is how the person knows it."""

    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> float: ...
    def vectors(self) -> Sequence[np.ndarray]:
        """What to ask the index for, each (dim,)."""
        ...

    def sure(self, shots: Sequence[Shot]) -> np.ndarray:
        """Confidence (shots,), in standard deviations above what has nothing to do with it."""
        ...

    def frames(self, shot: Shot) -> np.ndarray:
        """Cosine of each frame of a shot, (frames,)."""
        ...


@dataclass(frozen=True)
class TextWish:
    """A text; `text` holds it alone. `sample` (n,) are its scores for shots from all over the library."""

    name: str
    weight: float
    head: Head
    text: TextFeatures
    sample: np.ndarray

    def vectors(self) -> Sequence[np.ndarray]:
        return [self.head.query_vector(self.text)]

    def sure(self, shots: Sequence[Shot]) -> np.ndarray:
        usual = np.array([shot.usual for shot in shots], np.float32)
        spread = np.array([shot.spread for shot in shots], np.float32)
        return confidence(text_scores(self.head, self.text, shots), usual, spread, self.sample)

    def frames(self, shot: Shot) -> np.ndarray:
        return shot.frames @ self.text.sentences[0]


@dataclass(frozen=True)
class ExampleWish:
    """Shots to resemble: those of a moment, a clip or a still. `usual` and `spread` (samples,) tell how alike shots are that have nothing to do with them."""

    name: str
    weight: float
    samples: tuple[Sample, ...]
    usual: np.ndarray
    spread: np.ndarray

    def vectors(self) -> Sequence[np.ndarray]:
        return [sample.vector for sample in self.samples]

    def sure(self, shots: Sequence[Shot]) -> np.ndarray:
        frames = [shot.frames for shot in shots]
        alike = np.stack([symmetric_chamfer(sample.frames, frames) for sample in self.samples])
        return ((alike - self.usual[:, None]) / self.spread[:, None]).max(axis=0)

    def frames(self, shot: Shot) -> np.ndarray:
        return np.max([(sample.frames @ shot.frames.T).max(axis=0) for sample in self.samples], axis=0)


def text_wish(name: str, weight: float, head: Head, text: TextFeatures, anywhere: Sequence[Shot]) -> TextWish:
    """`anywhere` are shots from all over the library."""
    return TextWish(name, weight, head, text, text_scores(head, text, anywhere))


def example_wish(name: str, weight: float, samples: Sequence[Sample], anywhere: Sequence[Shot]) -> ExampleWish:
    """`anywhere` are shots from all over the library."""
    measure = RawChamfer()
    described = [measure.describe([sample.frames])[0] for sample in samples]
    usual, spread = usual_similarity(measure, described, measure.describe([shot.frames for shot in anywhere]))
    return ExampleWish(name, weight, tuple(samples), usual, spread)


def centre(shots: Sequence[Shot]) -> Sample:
    """The centroid of some shots as one example (Rocchio 1971): relevance feedback is what they have in common, not what is in any of them."""
    vector = mean_vector(np.stack([shot.vector for shot in shots]))
    frames = mean_vector(np.concatenate([shot.frames for shot in shots]))[None]
    return Sample(0.0, 0.0, np.zeros(1), frames, vector)


def text_scores(head: Head, text: TextFeatures, shots: Sequence[Shot]) -> np.ndarray:
    """The score of one text for each shot, (shots,)."""
    if not shots:
        return np.zeros(0, np.float32)
    return head.scores(text, np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots])[0]
