"""How sure a hit is: cosines have no zero, so every score is set against two backgrounds, and the mean of both decides.

What the same shot gives to other queries: each shot carries the mean and standard deviation of its scores for a fixed bank of queries (`usual`, `spread`; the
idea of NNN, Chowdhury et al. 2024, and QB-Norm, Bogolin et al. 2022). What other shots give to the same query: a sample of the library is scored with every
query. Each alone errs, the first on shots that answer everything a little, the second where the library is small or full of what was asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # torch takes seconds to import, and nothing here needs it
    from engine.models.backbone import Backbone
    from engine.models.features import ShotFeatures, TextFeatures
    from engine.models.head import Head

BANDS = ("strong", "possible", "weak")
# On the 60 sample films with a half-trained starter model: of 50 sentences that describe a film, it was strong for 43, possible for 6, weak for 1;
# of 16 sentences about things no film shows, the best hit was strong for 2, possible for 2, weak for 12.
STRONG = 3.0
POSSIBLE = 2.4
ENOUGH = 16  # shots in the sample of the library from which it counts
UNNOTICED = 1.0  # what is not wanted counts from here on
SIMILAR_STRONG = 0.92  # symmetric chamfer similarity; copies of the same footage lie above
HUBNESS = 0.5  # share of `usual` taken off the score where the head was not trained (MODELS: NNN form)
SMALLEST_SPREAD = 1e-3


def encode_bank(backbone: Backbone, path: Path) -> TextFeatures:
    """The fixed query bank, a text file with a query per line, in a model's own space."""
    return backbone.encode_text([text for text in path.read_text(encoding="utf-8").splitlines() if text.strip()])


def background(head: Head, bank: TextFeatures, shots: ShotFeatures) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each shot's scores over the query bank: float32 (shots,), float32 (shots,)."""
    scores = head.scores(bank, shots.vector, shots.frames)
    return scores.mean(axis=0), scores.std(axis=0)


def above_usual(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Scores (shots,) in standard deviations above what these shots usually get."""
    return (scores - usual) / np.maximum(spread, SMALLEST_SPREAD)


def confidence(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Confidence (shots,) in standard deviations; `sample` (n,) are scores of the same query for shots from all over the library."""
    own = above_usual(scores, usual, spread)
    if len(sample) < ENOUGH:
        return own
    return (own + above_usual(scores, sample.mean(), sample.std())) / 2


def band(confidence: float) -> str:
    """The word for it."""
    return "strong" if confidence >= STRONG else "possible" if confidence >= POSSIBLE else "weak"
