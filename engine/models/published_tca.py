"""Loads published TCA weights by their own key names (xwen99/temporal_context_aggregation: `models/model.pth`, `models/video_comparator.pth`).

Our modules carry the same names, so what is left is to see how large the encoder was, and to be strict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from torch import Tensor

from engine.errors import ModelError
from engine.models.checkpoints import load_strictly, read_weights
from engine.models.tca import TcaEncoder, VideoComparator

LAYER = re.compile(r"transformer_encoder\.layers\.(\d+)\.(.+)")


def load_published_encoder(path: Path, heads: int = 8) -> TcaEncoder:
    """A `.pth`, `.pt`, `.bin` or `.safetensors` file. Raises ModelError that names a missing, surplus or misshapen key."""
    return encoder_from(read_weights(path), path.name, heads)


def load_published_comparator(path: Path) -> VideoComparator:
    """The same for the comparator."""
    comparator = VideoComparator()
    load_strictly(comparator, read_weights(path), path.name)
    return comparator.eval()


def encoder_from(state: Mapping[str, Tensor], source: str, heads: int = 8) -> TcaEncoder:
    """Published weights as an encoder; how many heads it had is not written in them (the paper: 8). `source`: the file, for errors."""
    found = [(int(match[1]), match[2], value) for key, value in state.items() if (match := LAYER.fullmatch(key))]
    widths = (value.shape[0] for _, part, value in found if part.startswith("norm") or part == "linear2.bias")
    hiddens = [value.shape[0] for _, part, value in found if part.startswith("linear1")]
    hiddens += [value.shape[-1] for _, part, value in found if part == "linear2.weight"]
    dim, hidden = _usual(widths), _usual(hiddens)
    if not dim or not hidden or dim % heads:
        raise ModelError(f"The file {source} holds no TCA encoder of {heads} heads.")
    encoder = TcaEncoder(dim, heads, 1 + max(layer for layer, _, _ in found), hidden)
    load_strictly(encoder, state, source)
    return encoder.eval()


def _usual(sizes: Iterable[int]) -> int:
    """The size that most keys agree on, so that one misshapen key is the one complained about."""
    return max(Counter(sizes).items(), key=lambda item: item[1], default=(0, 0))[0]
