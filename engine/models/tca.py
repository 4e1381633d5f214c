"""TCA: the frames of a film see each other in a small transformer; the nets, and their use on descriptors of many films.

Temporal Context Aggregation for Video Retrieval with Contrastive Learning (Shao et al. 2021; xwen99/temporal_context_aggregation,
model.py `TCA`, `VideoComparator`). Input are L2-normalised frame features: here the frame embeddings of the backbone in use, in the paper
PCA-whitened L3-iRMAC features of a ResNet-50 (`irmac`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import ModelError
from engine.models.chamfer import Described, Scale, chamfer, symmetric_chamfer
from engine.models.checkpoints import load_strictly, read_description, read_weights, write_checkpoint

SMALLEST = 4  # frames that the comparator needs on both sides: it halves the table of similarities twice
FILMS_AT_ONCE = 256
TABLES_AT_ONCE = 512
SIMILARITIES = ("cosine", "chamfer", "symmetric", "comparator")  # TCA_c, TCA_f, TCA_sym, TCA_v


class TcaEncoder(nn.Module):
    """Post-LN transformer (ReLU) over the frames of a film.

    Without positions, as published, the order of frames has no part; `positions` adds sinusoids of the same norm as a frame.
    """

    def __init__(
        self,
        dim: int,
        heads: int = 8,
        layers: int = 1,
        hidden: int = 2048,
        dropout: float = 0.1,
        positions: bool = False,
    ) -> None:
        super().__init__()
        self.positions = positions
        layer = nn.TransformerEncoderLayer(dim, heads, hidden, dropout, batch_first=True)
        self.transformer_encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)

    def forward(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """frames (films, n, dim), mask (films, n) true where there is a frame -> video (films, dim), frames (films, n, dim).

        Both L2-normalised, zero where there is no frame. The video descriptor is the mean of the encoder's output, normalised once.
        """
        x = frames * mask[..., None]
        if self.positions:
            x = x + sinusoids(x.shape[1], x.shape[2]).to(x)
        hidden = ~mask
        hidden = hidden & mask.any(
            1, keepdim=True
        )  # a film without frames attends to its padding instead of nothing (NaN)
        x = self.transformer_encoder(x, src_key_padding_mask=hidden) * mask[..., None]
        mean = x.sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        return functional.normalize(mean, dim=-1), functional.normalize(x, dim=-1)


def sinusoids(frames: int, dim: int) -> Tensor:
    """(frames, dim) of norm 1 each: sines and cosines of Vaswani et al. 2017, scaled to the norm of a frame."""
    place = torch.arange(frames, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, dim, 2, dtype=torch.float32) * (-math.log(10_000) / dim))
    table = torch.cat([torch.sin(place * rate), torch.cos(place * rate)], dim=1)[:, :dim]
    return functional.normalize(table, dim=-1)


class VideoComparator(nn.Module):
    """ViSiL's CNN on the table of frame similarities (Kordopatis-Zilos et al. 2019, Table 1; used by TCA_v)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.conv3 = nn.Conv2d(64, 128, 3)
        self.fconv = nn.Conv2d(128, 1, 1)

    def raw(self, similarities: Tensor) -> Tensor:
        """(pairs, n, m), n and m at least 4 -> (pairs, n // 4, m // 4), before the clamp."""
        x = similarities[:, None]
        for layer in (self.conv1, self.conv2):
            x = functional.relu(layer(functional.pad(x, (1, 1, 1, 1), mode="replicate")))
            x = functional.max_pool2d(x, 2)
        x = functional.relu(self.conv3(functional.pad(x, (1, 1, 1, 1), mode="replicate")))
        return self.fconv(x)[:, 0]

    def forward(self, similarities: Tensor) -> Tensor:
        """The same in 0..1: clamped to -1..1, halved, raised."""
        return self.raw(similarities).clamp(-1.0, 1.0) / 2 + 0.5


class Tca:
    """A trained encoder, perhaps with a comparator, in evaluation mode on the processor; it is small.

    `rank_by` is one of `SIMILARITIES`: what find similar puts in order with; `scale` belongs to it.
    """

    def __init__(self, encoder: TcaEncoder, comparator: VideoComparator | None, rank_by: str, scale: Scale) -> None:
        self._encoder = encoder.eval().requires_grad_(False)
        self._comparator = comparator.eval().requires_grad_(False) if comparator else None
        self.rank_by, self.scale = rank_by, scale

    @property
    def offers(self) -> tuple[str, ...]:
        """Those of `SIMILARITIES` that it can compare by."""
        return SIMILARITIES if self._comparator else SIMILARITIES[:-1]

    def describe(self, films: Sequence[np.ndarray]) -> list[Described]:
        """Normalised frame features (n_i, dim) of films of any length; a film's descriptors do not depend on its company."""
        found: dict[int, Described] = {}
        by_length = sorted(range(len(films)), key=lambda i: len(films[i]))
        for at in range(0, len(films), FILMS_AT_ONCE):
            some = by_length[at : at + FILMS_AT_ONCE]
            frames, mask = padded([films[i] for i in some])
            with torch.inference_mode():
                vectors, seen = self._encoder(frames, mask)
            for row, i in enumerate(some):
                found[i] = Described(vectors[row].numpy(), seen[row, : len(films[i])].numpy().copy())
        return [found[i] for i in range(len(films))]

    def similarities(self, query: Described, others: Sequence[Described], by: str | None = None) -> np.ndarray:
        """One film against many, by `rank_by` or another of `SIMILARITIES`: (others,)."""
        by = by or self.rank_by
        if by == "cosine":
            return np.array([float(query.vector @ other.vector) for other in others], np.float32)
        frames = [other.frames for other in others]
        if by == "comparator":
            assert self._comparator is not None
            return compare(self._comparator, query.frames, frames)
        return {"chamfer": chamfer, "symmetric": symmetric_chamfer}[by](query.frames, frames)


def compare(comparator: VideoComparator, query: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """Chamfer similarity of the comparator's tables (TCA_v): (others,), each 0..1.

    Where the published code fails, on films of fewer than four frames, frames are repeated up to four.
    """
    found = np.zeros(len(others), np.float32)
    query = stretched(query)
    by_length: dict[int, list[int]] = {}
    for i, other in enumerate(others):
        if len(other) and len(query):
            by_length.setdefault(max(len(other), SMALLEST), []).append(i)
    for rows in by_length.values():
        for at in range(0, len(rows), TABLES_AT_ONCE):
            some = rows[at : at + TABLES_AT_ONCE]
            tables = np.stack([query @ stretched(others[i]).T for i in some])
            with torch.inference_mode():
                seen = comparator(torch.from_numpy(tables).contiguous())
            found[some] = seen.amax(2).mean(1).numpy()
    return found


def stretched(frames: np.ndarray) -> np.ndarray:
    """At least four frames: fewer are repeated evenly."""
    if not len(frames) or len(frames) >= SMALLEST:
        return frames
    return frames[np.arange(SMALLEST) * len(frames) // SMALLEST]


def padded(films: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """[(n_i, dim)] -> float32 (films, longest, dim), mask (films, longest)."""
    lengths = torch.tensor([len(film) for film in films])
    longest = max(1, int(lengths.max()))
    frames = np.zeros((len(films), longest, films[0].shape[1]), np.float32)
    for row, film in enumerate(films):
        frames[row, : len(film)] = film
    return torch.from_numpy(frames), torch.arange(longest)[None] < lengths[:, None]


def write_tca(
    folder: Path,
    encoder: TcaEncoder,
    comparator: VideoComparator | None,
    rank_by: str,
    scale: Scale,
    head: str,
    training: Mapping[str, object],
) -> None:
    """`tca.json` and `tca.safetensors` (float16) in a folder; `head` is the key of the head whose frame embeddings it was trained on."""
    layer = encoder.transformer_encoder.layers[0]
    assert isinstance(layer, nn.TransformerEncoderLayer)
    description = {
        "dim": layer.linear1.in_features,
        "heads": layer.self_attn.num_heads,
        "layers": len(encoder.transformer_encoder.layers),
        "hidden": layer.linear1.out_features,
        "positions": encoder.positions,
        "comparator": comparator is not None,
        "rank_by": rank_by,
        "scale": asdict(scale),
        "head": head,
        "training": dict(training),
    }
    write_checkpoint(folder, "tca", "tca", description, _together(encoder, comparator), half=True)


def read_tca(folder: Path, dim: int, head: str) -> Tca:
    """What `write_tca` wrote, for frame embeddings of `dim` numbers from the head with the key `head`.

    Raises ModelError when a file is damaged, or made for other embeddings.
    """
    told = read_description(folder / "tca.json", ("tca",))
    if told["dim"] != dim or told["head"] != head:
        raise ModelError("The TCA encoder was trained for another model; “find similar” does without it.")
    if told["rank_by"] not in SIMILARITIES or (told["rank_by"] == "comparator" and not told["comparator"]):
        raise ModelError("The file tca.json names a way to compare that this program does not know.")
    try:
        scale = Scale(**{name: float(told["scale"][name]) for name in ("usual", "spread", "copy")})
        encoder = TcaEncoder(dim, told["heads"], told["layers"], told["hidden"], positions=bool(told["positions"]))
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise ModelError("The file tca.json beside the model cannot be understood.") from error
    comparator = VideoComparator() if told["comparator"] else None
    weights = folder / "tca.safetensors"
    load_strictly(_together(encoder, comparator), read_weights(weights), weights.name)
    return Tca(encoder, comparator, told["rank_by"], scale)


def _together(encoder: TcaEncoder, comparator: VideoComparator | None) -> nn.Module:
    parts: dict[str, nn.Module] = {"encoder": encoder}
    return nn.ModuleDict(parts | ({"comparator": comparator} if comparator else {}))
