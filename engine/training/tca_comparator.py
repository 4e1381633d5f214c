"""How TCA's comparator learns, on the descriptors of an encoder that no longer changes (ViSiL, Kordopatis-Zilos et al. 2019, section 3.5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.tca import TcaEncoder, VideoComparator, padded
from engine.training.tca_losses import info_nce

SIDE = 8  # frames to which films are brought
REGULARISER = 0.1  # of what the comparator says beyond -1..1


def new_comparator() -> VideoComparator:
    """Random weights as in ViSiL: Xavier, biases zero."""
    comparator = VideoComparator()
    for parameter in comparator.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.zeros_(parameter)
    return comparator


def comparator_loss(
    encoder: TcaEncoder,
    comparator: VideoComparator,
    anchors: Sequence[np.ndarray],
    positives: Sequence[np.ndarray],
    groups: Tensor,
) -> Tensor:
    """InfoNCE on the comparator's similarities of all pairs of a step; films (n_i, dim) are brought to one length."""
    encoder.eval()
    with torch.no_grad():
        frames, mask = padded([*anchors, *positives])
        seen = encoder(frames, mask)[1]
        places = (torch.arange(SIDE)[None] * mask.sum(1, keepdim=True) // SIDE)[..., None].expand(-1, -1, seen.shape[2])
        seen = seen.gather(1, places)
        count = len(anchors)
        tables = torch.einsum("and,bmd->abnm", seen[:count], seen[count:]).flatten(0, 1)
    raw = comparator.raw(tables)
    similar = (raw.clamp(-1.0, 1.0) / 2 + 0.5).unflatten(0, (count, count))
    scores = (similar.amax(3).mean(2) + similar.amax(2).mean(2)) / 2
    apart = groups[:, None] != groups[None]
    loss = (info_nce(scores.diagonal(), scores, apart) + info_nce(scores.diagonal(), scores.T, apart)) / 2
    return loss + REGULARISER * (raw.abs() - 1).clamp(min=0).mean()
