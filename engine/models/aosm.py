"""AOSM, the attention over similarity matrices of X-CLIP (Ma et al. 2022), with masks before both softmaxes.

The published code (xuguohai/X-CLIP, modules/modeling_xclip.py) lets padding words and frames take part, and multiplies the
weights with learned (words, words) and (frames, frames) matrices, which tie a model to one length. Here padding has no part
in any pooling, so scores do not depend on how far a text or a clip was padded; `LengthMatrices` are for published
checkpoints, given together with masks that are true everywhere. All functions take L2-normalised features and return
cosine-like values (no logit scale).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

CONTRASTS = ("video_sentence", "video_word", "sentence_frame", "frame_word")
# How a matrix of similarities becomes one number: by its first and by its last pooling. A vector knows the last only.
POOLINGS = {
    "aosm": ("attention", "attention"),
    "mean-mean": ("mean", "mean"),
    "mean-max": ("mean", "max"),
    "max-mean": ("max", "mean"),
    "max-max": ("max", "max"),
}


@dataclass(frozen=True)
class Contrasts:
    """The four similarities of X-CLIP, each (texts, videos)."""

    video_sentence: Tensor
    video_word: Tensor
    sentence_frame: Tensor
    frame_word: Tensor

    def mean(self, parts: Sequence[str] = CONTRASTS) -> Tensor:
        """The mean of all contrasts, or of some of them by name."""
        chosen: list[Tensor] = [getattr(self, part) for part in parts]
        return sum(chosen[1:], chosen[0]) / len(chosen)


class LengthMatrices(nn.Module):
    """The six matrices of published checkpoints that multiply the softmax weights over words or frames; identity at first."""

    def __init__(self, words: int, frames: int) -> None:
        super().__init__()
        self.words, self.frames = words, frames
        self.word_logit_weight = nn.Parameter(torch.eye(words))  # video-word
        self.frame_logit_weight = nn.Parameter(torch.eye(frames))  # sentence-frame
        self.word_mat_weight = nn.Parameter(torch.eye(words))  # frame-word, first pooling
        self.frame_mat_weight = nn.Parameter(torch.eye(frames))
        self.word_mat_weight2 = nn.Parameter(torch.eye(words))  # frame-word, last pooling
        self.frame_mat_weight2 = nn.Parameter(torch.eye(frames))


def attend(similarities: Tensor, mask: Tensor, tau: Tensor | float, dim: int, matrix: Tensor | None = None) -> Tensor:
    """Sum of similarities weighted by their own softmax at temperature `tau` along `dim`; masked slots have no part.

    `matrix` (length, length) multiplies the weights. Where everything is masked the sum is 0.
    """
    lowest = torch.finfo(similarities.dtype).min
    weights = torch.softmax((similarities / tau).masked_fill(~mask, lowest), dim)
    if matrix is not None:
        weights = (weights.movedim(dim, -1) @ matrix).movedim(-1, dim)
    return (weights * similarities.masked_fill(~mask, 0.0)).sum(dim)


def pool(
    similarities: Tensor, mask: Tensor, tau: Tensor | float, dim: int, how: str, matrix: Tensor | None = None
) -> Tensor:
    """Similarities to one number along `dim` by "attention", "mean" or "max"; masked slots have no part."""
    if how == "attention":
        return attend(similarities, mask, tau, dim, matrix)
    if how == "mean":
        return similarities.masked_fill(~mask, 0.0).sum(dim) / mask.sum(dim).clamp(min=1)
    lowest = torch.finfo(similarities.dtype).min
    return similarities.masked_fill(~mask, lowest).amax(dim).masked_fill(~mask.any(dim), 0.0)


def sentence_frame(
    sentences: Tensor,
    frames: Tensor,
    frame_mask: Tensor,
    tau: Tensor | float,
    pooling: str = "aosm",
    matrices: LengthMatrices | None = None,
) -> Tensor:
    """(t, d), (v, n, d), (v, n) -> (t, v)."""
    similarities = torch.einsum("td,vnd->tvn", sentences, frames)
    matrix = None if matrices is None else matrices.frame_logit_weight
    return pool(similarities, frame_mask[None], tau, 2, POOLINGS[pooling][1], matrix)


def video_word(
    words: Tensor,
    videos: Tensor,
    word_mask: Tensor,
    tau: Tensor | float,
    pooling: str = "aosm",
    matrices: LengthMatrices | None = None,
) -> Tensor:
    """(t, m, d), (v, d), (t, m) -> (t, v)."""
    similarities = torch.einsum("tmd,vd->tvm", words, videos)
    matrix = None if matrices is None else matrices.word_logit_weight
    return pool(similarities, word_mask[:, None], tau, 2, POOLINGS[pooling][1], matrix)


def frame_word(
    words: Tensor,
    frames: Tensor,
    word_mask: Tensor,
    frame_mask: Tensor,
    tau: Tensor | float,
    pooling: str = "aosm",
    matrices: LengthMatrices | None = None,
) -> Tensor:
    """(t, m, d), (v, n, d), (t, m), (v, n) -> (t, v): over words then frames, over frames then words, averaged."""
    first, last = POOLINGS[pooling]
    m = matrices
    word, word2 = (None, None) if m is None else (m.word_mat_weight, m.word_mat_weight2)
    frame, frame2 = (None, None) if m is None else (m.frame_mat_weight, m.frame_mat_weight2)
    similarities = torch.einsum("tmd,vnd->tvmn", words, frames)
    per_frame = pool(similarities, word_mask[:, None, :, None], tau, 2, first, word)  # (t, v, n)
    per_word = pool(similarities, frame_mask[None, :, None, :], tau, 3, first, frame)  # (t, v, m)
    by_frames = pool(per_frame, frame_mask[None], tau, 2, last, frame2)
    by_words = pool(per_word, word_mask[:, None], tau, 2, last, word2)
    return (by_frames + by_words) / 2


def contrasts(
    sentences: Tensor,
    words: Tensor,
    word_mask: Tensor,
    videos: Tensor,
    frames: Tensor,
    frame_mask: Tensor,
    tau: Tensor | float = 0.01,
    global_matrix: Tensor | None = None,
    local_matrix: Tensor | None = None,
    pooling: str = "aosm",
    matrices: LengthMatrices | None = None,
) -> Contrasts:
    """The four contrasts of every text with every video.

    sentences (t, d), words (t, m, d), word_mask (t, m); videos (v, d), frames (v, n, d), frame_mask (v, n).
    `global_matrix` (d, d) maps sentences for video-sentence, `local_matrix` (d, d) words for frame-word.
    """
    whole = sentences if global_matrix is None else sentences @ global_matrix
    local = words if local_matrix is None else words @ local_matrix
    return Contrasts(
        whole @ videos.T,
        video_word(words, videos, word_mask, tau, pooling, matrices),
        sentence_frame(sentences, frames, frame_mask, tau, pooling, matrices),
        frame_word(local, frames, word_mask, frame_mask, tau, pooling, matrices),
    )
