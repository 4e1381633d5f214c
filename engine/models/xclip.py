"""X-CLIP's head as one module: temporal encoder, the two identity-initialised matrices, temperatures; four contrasts."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.aosm import Contrasts, contrasts
from engine.models.temporal import TemporalEncoder, masked_mean


class XClipHead(nn.Module):
    """Everything between backbone features and scores that is trained.

    Unlike the published X-CLIP, whose frame contrasts use the original frame features, the temporal encoder's output feeds
    the frame contrasts too (`temporal_frames`), since otherwise half of the score is blind to motion.
    """

    def __init__(
        self,
        dim: int,
        layers: int,
        heads: int,
        positions: int,
        hidden: int,
        differences: bool = True,
        temporal_frames: bool = True,
        tau: float = 0.01,
    ) -> None:
        super().__init__()
        self.temporal_frames = temporal_frames
        self.temporal = TemporalEncoder(dim, layers, heads, positions, hidden, differences)
        self.global_matrix = nn.Parameter(torch.eye(dim))
        self.local_matrix = nn.Parameter(torch.eye(dim))
        self.log_tau = nn.Parameter(torch.tensor(math.log(tau)))

    @property
    def tau(self) -> Tensor:
        """The softmax temperature of AOSM, never below .01."""
        return self.log_tau.exp().clamp(min=0.01)

    def encode(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Raw backbone frames (clips, n, dim), mask (clips, n) -> videos (clips, dim), frames (clips, n, dim), both L2."""
        seen = self.temporal(frames, mask)
        normal = functional.normalize(seen, dim=-1)
        return masked_mean(normal, mask), normal if self.temporal_frames else functional.normalize(frames, dim=-1)

    def compare(
        self, sentences: Tensor, words: Tensor, word_mask: Tensor, videos: Tensor, frames: Tensor, frame_mask: Tensor
    ) -> Contrasts:
        """All L2-normalised; see `aosm.contrasts`."""
        return contrasts(
            sentences, words, word_mask, videos, frames, frame_mask, self.tau, self.global_matrix, self.local_matrix
        )
