"""X-CLIP's head as one module: temporal encoder, the identity-initialised matrices, the temperature; four contrasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import ModelError
from engine.models.aosm import CONTRASTS, POOLINGS, Contrasts, LengthMatrices, contrasts
from engine.models.temporal import TemporalEncoder, masked_mean, start_from_text_tower


class XClipHead(nn.Module):
    """Everything between backbone features and scores that is trained.

    Unlike the published X-CLIP, whose frame contrasts use the original frame features (`temporal_frames=False`), the temporal
    encoder's output feeds the frame contrasts too, since otherwise half of the score is blind to motion.

    layers: blocks of the temporal encoder (the paper has 3, the published code 4; 0: no temporal encoder at all).
    tau: where AOSM's temperature starts; it never sinks below .01, or below `tau` when that is smaller.
    time_gate: see `pool`. pooling: a name of `aosm.POOLINGS`. parts: the contrasts whose mean is the score.
    compat_unmasked: (words, frames) of a published checkpoint. Padding then has its part in AOSM and the six
    `LengthMatrices` multiply its weights, as in the published code, which ties the head to these two lengths.
    `options` keeps all of these but the last, to build the head again.
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
        time_gate: bool = False,
        eps: float = 1e-5,
        pooling: str = "aosm",
        parts: Sequence[str] = CONTRASTS,
        compat_unmasked: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        if pooling not in POOLINGS or not parts or not set(parts) <= set(CONTRASTS):
            raise ModelError(f"There is no such score of X-CLIP: {pooling} over {', '.join(parts) or 'nothing'}.")
        self.options: dict[str, Any] = {"dim": dim, "layers": layers, "heads": heads, "positions": positions}
        self.options |= {"hidden": hidden, "differences": differences, "temporal_frames": temporal_frames, "tau": tau}
        self.options |= {"time_gate": time_gate, "eps": eps, "pooling": pooling, "parts": list(parts)}
        self.temporal_frames, self.pooling, self.parts = temporal_frames, pooling, tuple(parts)
        self.least_tau = min(tau, 0.01)
        self.temporal = TemporalEncoder(dim, layers, heads, positions, hidden, differences, eps) if layers else None
        self.global_matrix = nn.Parameter(torch.eye(dim))
        self.local_matrix = nn.Parameter(torch.eye(dim))
        self.log_tau = nn.Parameter(torch.tensor(math.log(tau)))
        self.time_gate = nn.Parameter(torch.tensor([0.5, -0.5]).repeat(dim // 2)) if time_gate else None
        self.matrices = None if compat_unmasked is None else LengthMatrices(*compat_unmasked)

    @property
    def tau(self) -> Tensor:
        """The softmax temperature of AOSM."""
        return self.log_tau.exp().clamp(min=self.least_tau)

    def from_text_tower(self, model: nn.Module) -> None:
        """Start the temporal encoder from the backbone's text tower; see `temporal.start_from_text_tower`."""
        if self.temporal is not None:
            start_from_text_tower(self.temporal.positions, self.temporal.blocks, model)

    def encode(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Raw backbone frames (clips, n, dim), mask (clips, n) -> videos (clips, dim), frames (clips, n, dim), both L2."""
        original = functional.normalize(frames, dim=-1)
        if self.temporal is None:
            return self.pool(original, mask), original
        seen = functional.normalize(self.temporal(frames, mask), dim=-1)
        return self.pool(seen, mask), seen if self.temporal_frames else original

    def pool(self, frames: Tensor, mask: Tensor) -> Tensor:
        """The video vectors: mean of L2-normalised frames (clips, n, dim), of which the gate makes early and late ones differ.

        A plain mean forgets which frame came first. With `time_gate` g a frame at the relative time t in 0..1 counts as
        frame * (1 + g (1 - 2 t)): what is seen first and what is seen last lie on different sides of the same directions, and
        what does not change stays as it is (the factors of a clip have the mean 1).
        """
        if self.time_gate is not None:
            last = (mask.sum(1, keepdim=True) - 1).clamp(min=1)
            late = torch.where(
                mask.sum(1, keepdim=True) > 1, torch.arange(mask.shape[1], device=mask.device) / last, 0.5
            )  # (clips, n)
            frames = frames * (1 + self.time_gate * (1 - 2 * late)[..., None])
        return masked_mean(frames, mask)

    def compare(
        self, sentences: Tensor, words: Tensor, word_mask: Tensor, videos: Tensor, frames: Tensor, frame_mask: Tensor
    ) -> Contrasts:
        """All L2-normalised; see `aosm.contrasts`."""
        if self.matrices is not None:
            lengths, wanted = (words.shape[1], frames.shape[1]), (self.matrices.words, self.matrices.frames)
            if lengths != wanted:
                raise ModelError(f"This published head compares {wanted[0]} words with {wanted[1]} frames, no others.")
            word_mask, frame_mask = torch.ones_like(word_mask), torch.ones_like(frame_mask)
        matrices = self.global_matrix, self.local_matrix
        return contrasts(
            sentences, words, word_mask, videos, frames, frame_mask, self.tau, *matrices, self.pooling, self.matrices
        )

    def forward(
        self, sentences: Tensor, words: Tensor, word_mask: Tensor, frames: Tensor, frame_mask: Tensor
    ) -> Tensor:
        """Scores (texts, clips), cosine-like, from features as the towers give them, not normalised."""
        videos, seen = self.encode(frames, frame_mask)
        sentences, words = functional.normalize(sentences, dim=-1), functional.normalize(words, dim=-1)
        return self.compare(sentences, words, word_mask, videos, seen, frame_mask).mean(self.parts)
