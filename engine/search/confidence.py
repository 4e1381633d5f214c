"""How sure a hit is: cosines have no zero, so every score is set against what the same shot gives to queries that have nothing to do with it.

Each shot carries the mean and the standard deviation of its scores for a fixed bank of queries (`usual`, `spread`). A query's score minus `usual` in units of
`spread` tells whether this shot answers this query better than it answers anything (the idea of NNN, Chowdhury et al. 2024, and QB-Norm, Bogolin et al. 2022).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # torch takes seconds to import, and nothing here needs it
    from engine.models.backbone import Backbone
    from engine.models.features import ShotFeatures, TextFeatures
    from engine.models.head import Head

STRONG = 3.0
POSSIBLE = 2.0
SIMILAR_STRONG = 0.92  # symmetric chamfer similarity; copies of the same footage lie above
HUBNESS = 0.5  # share of `usual` taken off the score where the head was not trained (MODELS: NNN form)
SMALLEST_SPREAD = 1e-3


def encode_bank(backbone: Backbone, resources: Path) -> TextFeatures:
    """The fixed query bank in a model's own space: the one that ships with the model, or the general one."""
    own = resources / backbone.name / "query_bank.txt"
    texts = (own if own.is_file() else resources / "query_bank.txt").read_text(encoding="utf-8").split("\n")
    return backbone.encode_text([text for text in texts if text.strip()])


def background(head: Head, bank: TextFeatures, shots: ShotFeatures) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each shot's scores over the query bank: float32 (shots,), float32 (shots,)."""
    scores = head.scores(bank, shots.vector, shots.frames)
    return scores.mean(axis=0), scores.std(axis=0)


def confidence(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Scores in standard deviations above what these shots usually get."""
    return (scores - usual) / np.maximum(spread, SMALLEST_SPREAD)


def band(confidence: float) -> str:
    """The word for it."""
    return "strong" if confidence >= STRONG else "possible" if confidence >= POSSIBLE else "weak"
