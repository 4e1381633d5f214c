"""The head for image-text models that were never tuned on films: a rule that needs no training."""

from __future__ import annotations

import hashlib

import numpy as np

from engine.models.features import Relevance, ShotFeatures, TextFeatures

# Temperature of the soft maximum over frames. MODELS 4: between .02 and .05 for models that were not tuned. On the stand-in of `engine/search/parameters.py`
# R@1/5/10 with .01: 10.7/29.7/41.0, .03: 11.1/30.2/41.1, .1: 10.9/30.2/41.1.
SOFT_TAU = 0.03
# Share of sentence-frame in the score, the rest is video-sentence. There: none 10.9/30.0/40.8, half 11.1/30.2/41.1, all 10.5/29.4/40.7.
FRAME_SHARE = 0.5


def normalised(x: np.ndarray) -> np.ndarray:
    """L2 along the last axis; zero stays zero."""
    return (x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)).astype(np.float32)


class UntunedHead:
    """For image-text models that were never tuned on films (MODELS 4).

    Half video-sentence, half sentence-frame with a soft maximum that does not grow with the number of frames:
    tau * (logsumexp(s / tau) - log n). Words are left out: only the end token of such models was trained.
    """

    trained = False
    uses_words = False
    name = "untuned"
    note = "This model was trained on single pictures: it finds things and places well, motion and the order of events less so."

    def __init__(self) -> None:
        told = f"untuned 1 {SOFT_TAU} {FRAME_SHARE}"
        self.key = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def encode_shots(self, frame_features: list[np.ndarray]) -> ShotFeatures:
        """Raw backbone features (n_i, dim) per shot; a shot without frames gets a zero vector."""
        frames = [normalised(f) for f in frame_features]
        means = [f.mean(0) if len(f) else np.zeros(f.shape[1]) for f in frames]
        dim = frame_features[0].shape[1] if frame_features else 0
        return ShotFeatures(normalised(np.array(means).reshape(len(frames), dim)), frames)

    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray:
        return text.sentences[index]

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        """Every text against every shot: float32 (texts, shots)."""
        return (1 - FRAME_SHARE) * text.sentences @ vectors.T + FRAME_SHARE * _soft_maxima(text.sentences, frames)

    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance:
        one = text.only(index)
        relevance = [(f @ one.sentences[0]).astype(np.float32) for f in frames]
        return Relevance(self.scores(one, vectors, frames)[0], relevance, None)


def _soft_maxima(sentences: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
    """(texts, dim) and one (frames, dim) per shot -> float32 (texts, shots); 0 for a shot without frames."""
    found = np.zeros((len(sentences), len(frames)), np.float32)
    lengths = np.array([len(f) for f in frames], int)
    there = lengths > 0
    if there.any():
        lengths = lengths[there]
        starts = np.cumsum(lengths) - lengths
        cosines = sentences @ np.concatenate(frames).T  # (texts, all frames)
        top = np.maximum.reduceat(cosines, starts, axis=1)
        powers = np.exp((cosines - np.repeat(top, lengths, axis=1)) / SOFT_TAU)
        found[:, there] = top + SOFT_TAU * np.log(np.add.reduceat(powers, starts, axis=1) / lengths)
    return found
