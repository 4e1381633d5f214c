"""AOSM, the attention over similarity matrices of X-CLIP (Ma et al. 2022), with masks before both softmaxes.

The published code (xuguohai/X-CLIP, modules/modeling_xclip.py) lets padding words and frames take part; here masked slots
are minus infinity before every softmax, so scores do not depend on how far a text or a clip was padded. The learned
(words, words) and (frames, frames) matrices of that code, which tie a model to one length, are left at identity.
All functions take L2-normalised features and return cosine-like values (no logit scale).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Contrasts:
    """The four similarities of X-CLIP, each (texts, videos)."""

    video_sentence: Tensor
    video_word: Tensor
    sentence_frame: Tensor
    frame_word: Tensor

    def mean(self) -> Tensor:
        return (self.video_sentence + self.video_word + self.sentence_frame + self.frame_word) / 4


def attend(similarities: Tensor, mask: Tensor, tau: Tensor | float, dim: int) -> Tensor:
    """Sum of similarities weighted by their own softmax at temperature `tau` along `dim`; masked slots have no part."""
    weights = torch.softmax((similarities / tau).masked_fill(~mask, -torch.inf), dim)
    return (weights * similarities.masked_fill(~mask, 0.0)).sum(dim)


def sentence_frame(sentences: Tensor, frames: Tensor, frame_mask: Tensor, tau: Tensor | float) -> Tensor:
    """(t, d), (v, n, d), (v, n) -> (t, v)."""
    similarities = torch.einsum("td,vnd->tvn", sentences, frames)
    return attend(similarities, frame_mask[None], tau, 2)


def video_word(words: Tensor, videos: Tensor, word_mask: Tensor, tau: Tensor | float) -> Tensor:
    """(t, m, d), (v, d), (t, m) -> (t, v)."""
    similarities = torch.einsum("tmd,vd->tvm", words, videos)
    return attend(similarities, word_mask[:, None], tau, 2)


def frame_word(words: Tensor, frames: Tensor, word_mask: Tensor, frame_mask: Tensor, tau: Tensor | float) -> Tensor:
    """(t, m, d), (v, n, d), (t, m), (v, n) -> (t, v): over words then frames, over frames then words, averaged."""
    similarities = torch.einsum("tmd,vnd->tvmn", words, frames)
    per_frame = attend(similarities, word_mask[:, None, :, None], tau, 2)  # (t, v, n)
    per_word = attend(similarities, frame_mask[None, :, None, :], tau, 3)  # (t, v, m)
    return (attend(per_frame, frame_mask[None], tau, 2) + attend(per_word, word_mask[:, None], tau, 2)) / 2


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
) -> Contrasts:
    """The four contrasts of every text with every video.

    sentences (t, d), words (t, m, d), word_mask (t, m); videos (v, d), frames (v, n, d), frame_mask (v, n).
    `global_matrix` (d, d) maps sentences for video-sentence, `local_matrix` (d, d) words for frame-word.
    """
    whole = sentences if global_matrix is None else sentences @ global_matrix
    local = words if local_matrix is None else words @ local_matrix
    return Contrasts(
        whole @ videos.T,
        video_word(words, videos, word_mask, tau),
        sentence_frame(sentences, frames, frame_mask, tau),
        frame_word(local, frames, word_mask, frame_mask, tau),
    )
