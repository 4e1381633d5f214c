"""Word features of the text towers that open_clip builds: every projected token, not only the sentence.

`CLIP` keeps its text tower on the model itself, `CustomTextCLIP` under `model.text`; towers without access to their tokens
(Hugging Face ones) give no words. Paths and attributes as of open_clip 3.3.0 (model.py, transformer.py).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def text_tower(model: nn.Module) -> nn.Module | None:
    """The module that has `token_embedding`, `transformer`, …, or None where there is no such tower."""
    for module in (model, getattr(model, "text", None)):
        if module is not None and all(hasattr(module, name) for name in ("token_embedding", "ln_final", "transformer")):
            return module
    return None


def project(tower: nn.Module, tokens: Tensor) -> Tensor:
    """The tower's projection: a matrix, a linear layer, or none."""
    projection = tower.text_projection
    if projection is None:
        return tokens
    return projection(tokens) if isinstance(projection, nn.Module) else tokens @ projection  # type: ignore[operator]


def causal_tokens(tower: nn.Module, ids: Tensor) -> Tensor:
    """(texts, length) -> projected tokens (texts, length, dim) of a causal tower without class token.

    `length` may be shorter than the context: later positions do not influence earlier ones, so cutting after the last
    end token gives the same features for less work.
    """
    length = ids.shape[1]
    x = tower.token_embedding(ids)  # type: ignore[operator]
    x = x + tower.positional_embedding[:length].to(x.dtype)  # type: ignore[index]
    x = tower.transformer(x, attn_mask=tower.attn_mask[:length, :length])  # type: ignore[operator, index]
    return project(tower, tower.ln_final(x))  # type: ignore[operator]


def pool_type(tower: nn.Module) -> str:
    """`CLIP` calls it text_pool_type, `TextTransformer` pool_type."""
    return str(getattr(tower, "text_pool_type", getattr(tower, "pool_type", "argmax")))


def is_causal(tower: nn.Module) -> bool:
    """Whether tokens can be read (and texts trimmed) by `causal_tokens`; a class token would change the pooling."""
    mask = getattr(tower, "attn_mask", None)
    plain = getattr(tower, "cls_emb", None) is None
    return isinstance(mask, Tensor) and plain and pool_type(tower) in ("argmax", "eos")


def end_positions(tower: nn.Module, ids: Tensor) -> Tensor:
    """(texts,): where the end token is, by the tower's own rule (open_clip.transformer.text_global_pool)."""
    if pool_type(tower) == "eos":
        eos = getattr(tower, "text_eos_id", getattr(tower, "eos_id", 2))
        return (ids == eos).int().argmax(1)
    return ids.argmax(1)


def full_tokens(tower: nn.Module, ids: Tensor) -> Tensor | None:
    """Projected tokens (texts, context, dim) of a `TextTransformer` without causal mask, or None where it gives none."""
    if getattr(tower, "cls_emb", None) is not None or not hasattr(tower, "forward_intermediates"):
        return None
    found = tower.forward_intermediates(ids, indices=1, normalize_intermediates=True, output_fmt="NLC")  # type: ignore[operator]
    tokens = found["text_intermediates"][-1]
    return project(tower, tokens) if tokens.shape[1] == ids.shape[1] else None


def encode_texts(model: Any, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Token ids (t, context) -> sentences (t, dim), words (t, m, dim), mask (t, m); projected, not normalised.

    A valid word slot is a piece of a word or the end token; the start token and padding are not valid. A tower that gives no
    access to its words has the sentence as its only one.
    """
    tower = text_tower(model)
    if tower is not None and is_causal(tower):
        end = end_positions(tower, ids)
        length = int(end.max()) + 1  # later positions do not reach back
        tokens = causal_tokens(tower, ids[:, :length])
        place = torch.arange(length, device=ids.device)[None]
        mask = (place >= 1) & (place <= end[:, None])
        return tokens[torch.arange(len(ids)), end], tokens, mask
    sentences: Tensor = model.encode_text(ids)
    tokens = full_tokens(tower, ids) if tower is not None else None
    if tower is None or tokens is None:
        return sentences, sentences[:, None], torch.ones(len(ids), 1, dtype=torch.bool, device=ids.device)
    if pool_type(tower) in ("argmax", "eos"):
        end = end_positions(tower, ids)
        place = torch.arange(ids.shape[1], device=ids.device)[None]
        return sentences, tokens, (place >= 1) & (place <= end[:, None])
    mask = (ids != 0) & (ids != 1)  # SigLIP: padding and end
    mask[:, 0] |= ~mask.any(1)
    return sentences, tokens, mask
