"""Corrections of a score matrix against hubs: QB-Norm, NNN and DSL. Only when asked for; the papers' figures have none of them.

QB-Norm and NNN need a bank of other queries and would work in the program; DSL needs all queries of the test at once, so
its figures say nothing about a search that a person types.
"""

from __future__ import annotations

import numpy as np

from engine.errors import QueryError

QB_BETA = 20.0  # Bogolin et al. 2022, inverse temperature for cosines
NNN_ALPHA, NNN_NEAREST = 0.75, 32  # Chowdhury et al. 2024; MODELS section 4
DSL_SCALE = 100.0  # CLIP's logit scale, at which CAMoE takes its softmax

LABELS = {
    "qbnorm": "QB-Norm with the program's query bank",
    "nnn": "NNN with the program's query bank",
    "dsl": "DSL: all queries of the test are known",
}


def qb_norm(scores: np.ndarray, bank: np.ndarray, beta: float = QB_BETA) -> np.ndarray:
    """Dynamic inverted softmax (Bogolin et al. 2022, eq. 5, ioanacroi/qb-norm): scores (queries, items), bank (bank, items).

    Only queries whose nearest item is also the nearest one of a query of the bank are changed.
    """
    hubs = np.unique(bank.argmax(axis=1))
    changed = np.isin(scores.argmax(axis=1), hubs)
    shift = bank.max(axis=0)  # the same sum, without overflow
    usual = shift + np.log(np.exp(beta * (bank - shift)).sum(axis=0)) / beta
    return np.where(changed[:, None], scores - usual[None], scores)  # the logarithm keeps the order within a query


def nnn(scores: np.ndarray, bank: np.ndarray, alpha: float = NNN_ALPHA, nearest: int = NNN_NEAREST) -> np.ndarray:
    """Nearest neighbour normalisation: minus alpha times the mean of an item's `nearest` best scores in the bank."""
    nearest = min(nearest, len(bank))
    return scores - alpha * np.partition(bank, len(bank) - nearest, axis=0)[-nearest:].mean(axis=0)[None]


def dsl(scores: np.ndarray, scale: float = DSL_SCALE) -> np.ndarray:
    """Dual softmax (CAMoE, Cheng et al. 2021): scores times their softmax over all queries of the test."""
    scores = scores.astype(np.float64)
    prior = np.exp(scale * (scores - scores.max(axis=0)))
    return scale * scores * prior / prior.sum(axis=0)


def both_directions(name: str, scores: np.ndarray, bank: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
    """Corrected scores for text to video and for video to text, both (texts, videos), and what was done in words.

    `bank` (bank, videos): scores of the query bank. There is no bank of films, so QB-Norm and NNN leave video to text alone.
    """
    if name not in LABELS:
        raise QueryError(f"There is no post-processing named {name}; there are: {', '.join(LABELS)}.")
    if name == "dsl":
        return dsl(scores), dsl(scores.T).T, LABELS[name]
    return (qb_norm if name == "qbnorm" else nnn)(scores, bank), scores, f"{LABELS[name]}, text to video only"
