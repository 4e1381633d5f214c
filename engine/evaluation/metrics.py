"""Figures of retrieval from score matrices: recalls and ranks in both directions, and average precisions.

Whatever is doubtful counts against us: a tie is ranked behind everything it ties with, a score that is not a number is the worst
for what is right and the best for what is not. (The published `compute_metrics` of CLIP4Clip and X-CLIP lists every place of a
tie, so that a constant score matrix gives each query several ranks, the first among them.)
"""

from __future__ import annotations

import numpy as np

RECALLS = (1, 5, 10, 50)


def ranks(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """The rank, from 1, of the best right item of every query: int (queries,).

    scores (queries, items), relevant bool (queries, items) with at least one right item in a row. An item outside the
    choice has the score -inf: it is behind all others, and right items that were all left out get the last rank.
    """
    if scores.shape != relevant.shape or not relevant.any(axis=1).all():
        raise ValueError("every query needs a right item")
    unknown = np.isnan(scores)
    best = np.where(relevant & ~unknown, scores, -np.inf).max(axis=1, keepdims=True)
    others = np.where(unknown, np.inf, scores)
    return 1 + ((others >= best) & ~relevant).sum(axis=1)


def recall_figures(found: np.ndarray) -> dict[str, float]:
    """R@1, R@5, R@10, R@50 in percent, median and mean rank, of ranks (queries,); to two decimals."""
    figures = {f"R@{k}": float((found <= k).mean() * 100) for k in RECALLS}
    figures |= {"MdR": float(np.median(found)), "MnR": float(found.mean())}
    return {name: round(value, 2) for name, value in figures.items()}


def text_to_video(scores: np.ndarray, video_of: np.ndarray) -> np.ndarray:
    """Every sentence ranks all videos: ranks (sentences,). scores (sentences, videos), video_of (sentences,)."""
    return ranks(scores, _described(scores, video_of))


def video_to_text(scores: np.ndarray, video_of: np.ndarray) -> np.ndarray:
    """Every video ranks all videos by their best sentence: ranks (videos,).

    The protocol of CLIP4Clip and X-CLIP where videos have many sentences (metrics.py, `tensor_video_to_text_sim`); easier
    than ranking single sentences. With one sentence a video it is the usual rank among sentences.
    """
    described = _described(scores, video_of)
    doubted = np.isnan(scores)
    own = _best_sentences(np.where(doubted, -np.inf, scores), described)
    others = _best_sentences(np.where(doubted, np.inf, scores), described)
    right = np.eye(scores.shape[1], dtype=bool)
    return ranks(np.where(right, own, others).T, right)


def video_to_sentence(scores: np.ndarray, video_of: np.ndarray) -> np.ndarray:
    """Every video ranks all sentences; the best of its own counts: ranks (videos,)."""
    return ranks(scores.T, _described(scores, video_of).T)


def _described(scores: np.ndarray, video_of: np.ndarray) -> np.ndarray:
    return np.asarray(video_of)[:, None] == np.arange(scores.shape[1])[None]


def _best_sentences(scores: np.ndarray, described: np.ndarray) -> np.ndarray:
    """(sentences, videos) -> (videos, videos): row i is the best score of video i's sentences with every video."""
    best = np.full((scores.shape[1], scores.shape[1]), -np.inf)
    for video in range(len(best)):
        best[video] = scores[described[:, video]].max(axis=0, initial=-np.inf)
    return best


# Video to video -------------------------------------------------------------------------------------------------------


def places(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """The places, from 0, of the right items in one ranking, ascending. scores (items,), relevant bool (items,)."""
    adjusted = np.where(np.isnan(scores), np.where(relevant, -np.inf, np.inf), scores)
    return np.flatnonzero(relevant[np.lexsort((relevant, -adjusted))])


def average_precision(found: np.ndarray) -> float:
    """Mean precision at the right items (FIVR, eq. 6), of their places from 0. 0 when there are none."""
    return float(((np.arange(len(found)) + 1) / (found + 1)).mean()) if len(found) else 0.0


def trapezoidal_average_precision(found: np.ndarray) -> float:
    """The area under the precision-recall curve by trapezoids, as EVVE counts (eval_evve.py, `score_ap_from_ranks_1`)."""
    if not len(found):
        return 0.0
    before = np.arange(len(found))
    left = np.where(found == 0, 1.0, before / np.maximum(found, 1))
    return float(((left + (before + 1) / (found + 1)) / 2).mean())
