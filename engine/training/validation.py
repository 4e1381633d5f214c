"""How well a model in training finds held-out clips: text to video, every caption against all clips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from engine.training.annotations import Captioned
from engine.training.caption_batches import Tokenizer
from engine.training.footage import Footage
from engine.training.trainee import Features, Trainee

CLIPS_AT_ONCE, TEXTS_AT_ONCE = 16, 32


def ranks(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """scores (texts, clips), right (texts,): the clip each text is of -> its rank, 1 the best; ties and NaN count against us."""
    scores = np.where(np.isnan(scores), -np.inf, scores)
    own = scores[np.arange(len(scores)), right]
    return (scores >= own[:, None]).sum(1)


@torch.no_grad()
def validate(trainee: Trainee, clips: Sequence[Captioned], footage: Footage, tokenizer: Tokenizer) -> dict[str, float]:
    """R@1, R@5, R@10 in percent and the median rank; a clip with several captions is looked for with each."""
    trainee.eval()
    first: dict[str, Captioned] = {}
    for clip in clips:
        first.setdefault(clip.video_id, clip)
    place = {video_id: number for number, video_id in enumerate(first)}
    seen = _joined_clips(trainee, list(first.values()), footage)
    rows = []
    for at in range(0, len(clips), TEXTS_AT_ONCE):
        texts = trainee.encode_texts(tokenizer([clip.caption for clip in clips[at : at + TEXTS_AT_ONCE]]))
        rows.append(trainee.logits(Features(*texts, *seen)).float().cpu().numpy())
    found = ranks(np.concatenate(rows), np.array([place[clip.video_id] for clip in clips]))
    trainee.train()
    recalls = {f"R@{k}": round(100 * float((found <= k).mean()), 2) for k in (1, 5, 10)}
    return {**recalls, "MdR": float(np.median(found))}


def _joined_clips(trainee: Trainee, clips: list[Captioned], footage: Footage) -> tuple[Tensor, Tensor, Tensor]:
    parts = []
    for at in range(0, len(clips), CLIPS_AT_ONCE):
        frames = [footage.frames(clip) for clip in clips[at : at + CLIPS_AT_ONCE]]
        lengths = torch.tensor([len(one) for one in frames])
        parts.append(trainee.encode_clips(torch.from_numpy(np.concatenate(frames)), lengths))
    videos, seen, mask = zip(*parts, strict=True)
    longest = max(part.shape[1] for part in mask)
    pad = torch.nn.functional.pad
    return (
        torch.cat(videos),
        torch.cat([pad(part, (0, 0, 0, longest - part.shape[1])) for part in seen]),
        torch.cat([pad(part, (0, longest - part.shape[1])) for part in mask]),
    )
