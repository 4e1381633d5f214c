"""Contrastive losses over a batch of captioned clips: symmetric InfoNCE and MIL-NCE, in which no positive is a negative too."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

EXCLUDED = -1e9  # a logit that has no part; finite, so that a row without negatives has a gradient


def same(groups: Sequence[Hashable]) -> Tensor:
    """bool (n, n): true where two entries of a batch belong to the same group, such as one video with several captions."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    index = torch.tensor([numbers[group] for group in groups])
    return index[:, None] == index


def info_nce(logits: Tensor, alike: Tensor) -> Tensor:
    """Symmetric InfoNCE: the mean of both directions' cross entropies (CLIP4Clip, `CrossEn`; the papers write the sum).

    logits (n, n), texts by clips, scaled, pairs on the diagonal. `alike` (n, n) is true where text and clip belong to the
    same video: off the diagonal they are left out, since they are no negatives (MODELS 1.4, quirk 6).
    """
    target = torch.arange(len(logits), device=logits.device)
    others = alike & (target[:, None] != target)
    logits = logits.masked_fill(others, EXCLUDED)
    return (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)) / 2


def mil_nce(logits: Tensor, owner: Tensor, alike: Tensor) -> Tensor:
    """MIL-NCE (Miech et al. 2020, equation 1): a clip fits at least one of its candidate sentences.

    -mean_i log( sum_P / (sum_P + sum_rows + sum_columns) ), where P are clip i's own sentences, the rows this clip with
    sentences of others and the columns other clips with this clip's sentences. The authors' loss.py has P in both of the
    latter and so counts it twice; here it counts once.

    logits (clips, texts), scaled; owner (texts,), the clip each text belongs to, or -1 for padding; `alike` (clips, clips)
    is true where two clips are of the same video (and on the diagonal), which makes them no negatives of each other.
    """
    clips = torch.arange(len(logits), device=logits.device)
    positive = owner == clips[:, None]
    negative = ~alike[:, owner.clamp(min=0)] & (owner >= 0)
    own = logits.masked_fill(~positive, EXCLUDED)
    rows = logits.masked_fill(~negative, EXCLUDED)
    columns = rows.logsumexp(0).expand_as(rows).masked_fill(~positive, EXCLUDED)
    return (torch.cat([own, rows, columns], 1).logsumexp(1) - own.logsumexp(1)).mean()
