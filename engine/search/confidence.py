"""How sure a hit is: cosines have no zero, so every score is set against two backgrounds, and the mean of both decides.

What the same shot gives to other queries: each shot carries two numbers about its scores for a fixed bank of queries, `usual`, their mean, and `spread`, their
deviation, taken from the best sixteenth of them: (mean of the best sixteenth - mean) / 1.967, which is the standard deviation where scores are normally
distributed, and more for a shot that some queries fit much better than the rest. So usual + 1.967 spread is exactly the mean of the best sixteenth, the hubness
of NNN (Chowdhury et al. 2024); a mean over all of the bank would hardly tell hubs from other shots. What other shots give to the same query: a sample of the
library is scored with every query. Each alone errs, the first on shots that answer everything a little, the second where the library is small or full of what
was asked for.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.search.parameters import (
    BEST_OF_NORMAL,
    BEST_SHARE,
    ENOUGH,
    FEWEST,
    HUBNESS,
    LIGHT_TEXT_TOWER,
    POSSIBLE_CHANCE,
    SHORT_BANK,
    SMALLEST_SPREAD,
    STRONG_CHANCE,
)

if TYPE_CHECKING:  # torch takes seconds to import, and nothing here needs it
    from engine.models.backbone import Backbone
    from engine.models.features import ShotFeatures, TextFeatures
    from engine.models.head import Head

BANDS = ("strong", "possible", "weak")
# Limits of find similar, in standard deviations above what other shots get, and as a similarity.
STRONG = 3.0
POSSIBLE = 2.4
SIMILAR_STRONG = 0.92  # symmetric chamfer similarity; copies of the same footage lie above


def encode_bank(backbone: Backbone, path: Path) -> TextFeatures:
    """The fixed query bank, a text file with a query per line, in a model's own space; slow text towers take its beginning only."""
    texts = [text for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    return backbone.encode_text(texts if backbone.text_weights <= LIGHT_TEXT_TOWER else texts[:SHORT_BANK])


def background(head: Head, bank: TextFeatures, shots: ShotFeatures) -> tuple[np.ndarray, np.ndarray]:
    """`usual` and `spread` of each shot, from its scores over the query bank: float32 (shots,), float32 (shots,)."""
    scores = np.sort(head.scores(bank, shots.vector, shots.frames), axis=0)
    best = scores[-max(1, round(len(scores) * BEST_SHARE)) :]
    usual = scores.mean(axis=0)
    return usual, (best.mean(axis=0) - usual) / BEST_OF_NORMAL


def corrected(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Scores (shots,) of a model without a trained head, less the hubness of the shots."""
    return scores - HUBNESS * (usual + BEST_OF_NORMAL * spread)


def above_usual(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Scores (shots,) in standard deviations above what these shots usually get."""
    return (scores - usual) / np.maximum(spread, SMALLEST_SPREAD)


def confidence(scores: np.ndarray, usual: np.ndarray, spread: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Confidence (shots,) in standard deviations; `sample` (n,) are scores of the same query for shots from all over the library."""
    own = above_usual(scores, usual, spread)
    if len(sample) < ENOUGH:
        return own
    return (own + above_usual(scores, sample.mean(), sample.std())) / 2


def bands(confidences: np.ndarray, compared: int) -> list[str]:
    """A word for each of one query's best shots (shots,), which were found among `compared` shots.

    By the rate of false discoveries (Benjamini and Hochberg 1995): how many of all compared shots would reach a confidence by chance, if it were normally
    distributed, over how many do reach it.
    """
    if not len(confidences):
        return []
    order = np.argsort(-confidences, kind="stable")
    chance = [0.5 * math.erfc(float(value) / math.sqrt(2)) for value in confidences[order]]
    rates = max(compared, FEWEST) * np.array(chance) / np.arange(1, len(order) + 1)
    rates[order] = np.minimum.accumulate(rates[::-1])[::-1]
    return [BANDS[int(rate > STRONG_CHANCE) + int(rate > POSSIBLE_CHANCE)] for rate in rates]
