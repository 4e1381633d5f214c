"""A backbone and a head while they are trained on captioned clips: what they compute, what of it learns, and how fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.backbone import read_preprocess
from engine.models.clip4clip import MeanPooling, TightTransformer
from engine.models.words import encode_texts
from engine.models.xclip import XClipHead
from engine.training.distributed import stretched

Head = XClipHead | MeanPooling | TightTransformer
LARGEST_SCALE = 100.0  # of the logits, as for CLIP


@dataclass(frozen=True)
class Chunk:
    """Captioned clips to be encoded at once. `seed` decides what chance there is in it (dropout), so it can be repeated."""

    ids: Tensor  # (texts, context), token numbers
    pictures: Tensor  # uint8 (frames of all clips, height, width, 3)
    lengths: Tensor  # (clips,), how many of them each clip has
    seed: int = 0


@dataclass(frozen=True)
class Features:
    """Encoded texts and clips; L2-normalised, but for tightTransf, whose sentences and frames are raw."""

    sentences: Tensor  # (t, d)
    words: Tensor  # (t, m, d)
    word_mask: Tensor  # (t, m)
    videos: Tensor  # (v, d)
    frames: Tensor  # (v, n, d)
    frame_mask: Tensor  # (v, n)

    def tensors(self) -> tuple[Tensor, ...]:
        """In the order of the fields."""
        return tuple(getattr(self, f.name) for f in fields(self))

    def learning(self) -> tuple[Tensor, ...]:
        """Those with gradients."""
        return tuple(t for t in self.tensors() if t.is_floating_point())


def reseed(device: torch.device, seed: int) -> None:
    """What chance there is from now on; `torch.manual_seed` would queue a call for every other kind of device each time."""
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)


def joined(parts: list[Features]) -> Features:
    """Chunks one after another, padded to the longest text and clip."""
    columns = zip(*(part.tensors() for part in parts), strict=True)
    return Features(*(_together(list(column)) for column in columns))


def _together(tensors: list[Tensor]) -> Tensor:
    if tensors[0].ndim > 1:
        longest = max(t.shape[1] for t in tensors)
        tensors = [stretched(t, longest) for t in tensors]
    return torch.cat(tensors)


class Trainee(nn.Module):
    """An open_clip model and a head of X-CLIP or CLIP4Clip."""

    def __init__(self, model: nn.Module, head: Head, bf16: bool = False) -> None:
        """`bf16`: the towers compute in bfloat16; weights, head and losses stay in float32."""
        super().__init__()
        self.model, self.head, self.bf16 = model, head, bf16
        preprocess = read_preprocess(model)
        self.mean: Tensor
        self.register_buffer("mean", torch.tensor(preprocess.mean).view(3, 1, 1) * 255, persistent=False)
        self.register_buffer("std", torch.tensor(preprocess.std).view(3, 1, 1) * 255, persistent=False)
        self.uses_words = isinstance(head, XClipHead) and bool({"video_word", "frame_word"} & set(head.parts))

    def train(self, mode: bool = True) -> Trainee:
        """Batch normalisation keeps its statistics: those of a chunk, or of one process, are not those of the batch."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def forward(self, chunk: Chunk, gradients: tuple[Tensor, ...] | None = None) -> tuple[Tensor, ...]:
        """The tensors of `encode`, and last a zero; or, with `gradients`, the sum of their products only.

        That sum has, with respect to the parameters, the gradient of the loss whose `gradients` with respect to
        `Features.learning` are given. The zero reaches every parameter, as DDP wants it.
        """
        zero = self.mean.new_zeros((), requires_grad=True)
        if torch.distributed.is_initialized():
            zero = sum((p.sum() * 0 for p in learning(self)), zero)
        found = self.encode(chunk)
        if gradients is None:
            return *found.tensors(), zero
        products = [(f * g[:, : f.shape[1]]).sum() for f, g in zip(found.learning(), gradients, strict=True)]
        return (sum(products, zero),)

    def encode(self, chunk: Chunk) -> Features:
        """Pixels and token numbers to features."""
        reseed(self.mean.device, chunk.seed)
        return Features(*self.encode_texts(chunk.ids), *self.encode_clips(chunk.pictures, chunk.lengths))

    def encode_texts(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Sentences, words and mask as in `Features`; the sentence stands for its words where the head does not use them."""
        with self._precision():
            sentences, words, mask = encode_texts(self.model, ids.to(self.mean.device))
        sentences, words = sentences.float(), words.float()
        if not isinstance(self.head, TightTransformer):
            sentences = functional.normalize(sentences, dim=-1)
        if not self.uses_words:
            return sentences, sentences[:, None], torch.ones_like(mask[:, :1])
        return sentences, functional.normalize(words, dim=-1) * mask[..., None], mask

    def encode_clips(self, pictures: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Videos, frames and mask as in `Features`, from uint8 (frames of all clips, height, width, 3)."""
        device = self.mean.device
        mask = torch.arange(int(lengths.max()), device=device)[None] < lengths.to(device)[:, None]
        with self._precision():
            pixels = pictures.to(device).permute(0, 3, 1, 2).float()
            seen = self.model.encode_image((pixels - self.mean) / self.std)  # type: ignore[operator]
        seen = seen.float()
        frames = seen.new_zeros(*mask.shape, seen.shape[1]).masked_scatter(mask[..., None], seen)
        if isinstance(self.head, TightTransformer):
            return frames.sum(1) * 0, frames, mask
        return *self.head.encode(frames, mask), mask

    def _precision(self) -> torch.autocast:
        return torch.autocast(self.mean.device.type, torch.bfloat16, enabled=self.bf16)

    def logits(self, f: Features) -> Tensor:
        """Scores (texts, clips) as the loss sees them: with the logit scale, but tightTransf's have their own."""
        if isinstance(self.head, TightTransformer):
            return self.head(f.sentences, f.frames, f.frame_mask)
        if isinstance(self.head, XClipHead):
            found = self.head.compare(f.sentences, f.words, f.word_mask, f.videos, f.frames, f.frame_mask)
            return self.scale() * found.mean(self.head.parts)
        return self.scale() * (f.sentences @ f.videos.T)

    def scale(self) -> Tensor:
        """CLIP's learned logit scale."""
        return self.model.logit_scale.exp()  # type: ignore[operator, union-attr]

    @torch.no_grad()
    def limit_scale(self) -> None:
        """Never above 100 (X-CLIP and CLIP4Clip clamp it after every step)."""
        self.model.logit_scale.clamp_(max=torch.tensor(LARGEST_SCALE).log().item())  # type: ignore[operator, union-attr]


# What learns ----------------------------------------------------------------------------------------------------------

BLOCK = re.compile(r"(?:^|\.)(?:resblocks|blocks|layers|stages|layer)\.?(\d+)\.")
FIRST = (  # what comes before the blocks of the towers that open_clip and timm build
    "conv1.", "class_embedding", "positional_embedding", "ln_pre.", "token_embedding.", "patch_embed", "cls_token", "pos_embed",
    "norm_pre.", "stem.", "reg_token", "embeddings.",
)  # fmt: skip


def freeze(model: nn.Module, layers: int | None) -> None:
    """Freeze a backbone up to its block `layers`: 0 freezes what comes before the blocks, as CLIP4Clip does, None everything.

    -1 freezes nothing. Projections, final norms and the logit scale always learn unless all is frozen. (The published code's
    test of names froze nothing with 3D patches: MODELS 1.4, quirk 9.)
    """
    for name, parameter in model.named_parameters():
        block = BLOCK.search(name)
        early = int(block[1]) < (layers or 0) if block else any(part in name for part in FIRST)
        parameter.requires_grad_(layers is not None and (layers < 0 or not early))
    if isinstance(getattr(model, "logit_bias", None), nn.Parameter):
        model.logit_bias.requires_grad_(False)  # type: ignore[union-attr]  # no part in a softmax over the batch


PLAIN = (
    "bias", "position", "embedding", "logit_scale", "log_tau", "global_matrix", "local_matrix", "pos_embed", "token", "queries",
)  # fmt: skip


def parameter_groups(trainee: Trainee, backbone_rate: float, rate: float, decay: float) -> list[dict[str, Any]]:
    """AdamW's groups: small steps for the backbone, large ones for what is new; decay only for matrices that are no tables.

    "base_rate" is what the schedule multiplies. (The published code decays norms, tables and identity matrices too.)
    """
    groups = []
    for part, part_rate in ((trainee.model, backbone_rate), (trainee.head, rate)):
        named = [(name, p) for name, p in part.named_parameters() if p.requires_grad]
        for decayed in (True, False):
            chosen = [p for name, p in named if _decays(name, p) == decayed]
            if chosen:
                groups.append({"params": chosen, "weight_decay": decay * decayed, "lr": 0.0, "base_rate": part_rate})
    return groups


def _decays(name: str, parameter: Tensor) -> bool:
    return parameter.ndim >= 2 and not any(part in name for part in PLAIN)


def learning(trainee: Trainee) -> Iterator[nn.Parameter]:
    """The parameters that are not frozen."""
    return (p for p in trainee.parameters() if p.requires_grad)
