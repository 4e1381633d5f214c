"""Cosine and chamfer similarities of films from the descriptors of their frames; without torch, which takes seconds to import.

TCA (Shao et al. 2021, section 3.4; xwen99/temporal_context_aggregation, evaluation.py `chamfer`). All descriptors are float32
and L2-normalised; a film without frames is unlike everything (0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Described:
    """A film: `vector` (dim,) and `frames` (n, dim), float32, L2-normalised."""

    vector: np.ndarray
    frames: np.ndarray


@dataclass(frozen=True)
class Scale:
    """What similarities mean: median and robust deviation of unrelated films, and from where on one is a copy of the other."""

    usual: float
    spread: float
    copy: float


def mean_vector(frames: np.ndarray) -> np.ndarray:
    """The L2-normalised mean (dim,) of frames (n, dim); zero without frames."""
    mean = frames.sum(axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)


def chamfer_both_ways(query: np.ndarray, others: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """CS(q, d) = mean_i max_j q_i.d_j and CS(d, q), each (others,), of one film (n, dim) with many (m_k, dim)."""
    forward, backward = np.zeros(len(others), np.float32), np.zeros(len(others), np.float32)
    there = [i for i, other in enumerate(others) if len(other)]
    if len(query) and there:
        lengths = np.array([len(others[i]) for i in there])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        cosines = query @ np.concatenate([others[i] for i in there]).T
        forward[there] = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
        backward[there] = np.add.reduceat(cosines.max(axis=0), starts) / lengths
    return forward, backward


def chamfer(query: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """How much of the query is found in each of the others (TCA_f): (others,). Asymmetric: 1 for a part of the same film."""
    return chamfer_both_ways(query, others)[0]


def symmetric_chamfer(query: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """The mean of both directions (TCA_sym): (others,)."""
    forward, backward = chamfer_both_ways(query, others)
    return (forward + backward) / 2
