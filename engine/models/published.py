"""Reads the checkpoints that X-CLIP and CLIP4Clip publish or write: towers and head in one file, under their own key names.

xuguohai/X-CLIP and ArrowLuo/CLIP4Clip save one state dict (`pytorch_model.bin.N`). The towers are OpenAI's CLIP under `clip.`;
sizes follow from the tensors, heads are 64 wide and hidden layers four times as wide as their input, as in their code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from open_clip.model import CLIP
from torch import Tensor, nn

from engine.errors import ModelError
from engine.models.checkpoints import check_weights, read_weights
from engine.models.clip4clip import KINDS, MeanPooling, TightTransformer, build_head
from engine.models.patch_projection import FrameTower
from engine.models.words import causal_tokens
from engine.models.xclip import XClipHead

EPS = 1e-12  # of the layer norms in temporal and cross transformers (modules/until_module.py)
# Their names for ours, first match wins. What their code never reads is in `unused_keys`.
NAMES = (
    (r"^clip\.visual\.patches\.conv\.", "clip.visual.conv2."),
    (r"^clip\.visual\.visual\.", "clip.visual."),
    (r"^head\.temporal\.positions$", "frame_position_embeddings.weight"),
    (r"^head\.temporal\.blocks\.(\d+)\.(c_fc|c_proj)", r"transformerClip.resblocks.\1.mlp.\2"),
    (r"^head\.temporal\.blocks\.", "transformerClip.resblocks."),
    (r"^head\.(global|local)_matrix$", r"\1_mat_weight"),
    (r"^head\.matrices\.", ""),
    (r"^head\.lstm\.", "lstm_visual."),
    (r"^head\.positions$", "cross.embeddings.position_embeddings.weight"),
    (r"^head\.blocks\.(\d+)\.(c_fc|c_proj)", r"cross.transformer.resblocks.\1.mlp.\2"),
    (r"^head\.blocks\.", "cross.transformer.resblocks."),
    (r"^head\.(ln_pool|dense)\.", r"cross.pooler.\1."),
    (r"^head\.similarity\.", "similarity_dense."),
)
CONSTANT = "head.log_tau"  # AOSM's temperature, 1e-2 in their code
LENGTH_KEYS = (
    "word_logit_weight", "word_mat_weight", "word_mat_weight2", "frame_logit_weight", "frame_mat_weight", "frame_mat_weight2",
)  # fmt: skip


class PublishedModel(nn.Module):
    """Both towers and the head of a published checkpoint; in evaluation mode. `config` is open_clip's for the towers."""

    def __init__(self, config: dict[str, Any], clip: CLIP, head: XClipHead | MeanPooling | TightTransformer) -> None:
        super().__init__()
        self.config, self.clip, self.head = config, clip, head

    def encode_frames(self, video: Tensor, mask: Tensor | None = None) -> Tensor:
        """video (clips, frames, 3, height, width), normalised as CLIP wants -> features (clips, frames, dim), not normalised.

        `mask` matters to the 3D projection only: without it padding leaks into the last frame, as in the published code.
        """
        visual = self.clip.visual
        if isinstance(visual, FrameTower):
            return visual(video, mask)
        return visual(video.flatten(0, 1)).view(*video.shape[:2], -1)

    def encode_text(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Token ids (texts, words) -> sentences (texts, dim) at the end token, all words (texts, words, dim); not normalised."""
        words = causal_tokens(self.clip, ids)
        return words[torch.arange(len(ids)), ids.argmax(1)], words

    def logits(self, sentences: Tensor, words: Tensor, word_mask: Tensor, frames: Tensor, mask: Tensor) -> Tensor:
        """Scores (texts, clips) at the checkpoint's logit scale; masks (texts, words) and (clips, frames), features raw."""
        if isinstance(self.head, TightTransformer):
            return self.head(sentences, frames, mask)  # has no scale
        scale = self.clip.logit_scale.exp()
        if isinstance(self.head, XClipHead):
            return scale * self.head(sentences, words, word_mask, frames, mask)
        return scale * self.head(sentences, frames, mask)


def load_published(path: Path, kind: str, linear_patch: str = "2d", compat_unmasked: bool = True) -> PublishedModel:
    """A checkpoint file of `kind` "xclip", "meanP", "seqLSTM", "seqTransf" or "tightTransf", strictly.

    linear_patch: "2d" or "3d", as the model was trained. compat_unmasked: X-CLIP as its code computes it, padding included;
    otherwise AOSM is masked and its (words, words) and (frames, frames) matrices, which belong to one length, are left out.
    Raises ModelError that names the key which is missing, surplus or misshapen.
    """
    return published_model(read_weights(path), kind, linear_patch, compat_unmasked, path.name)


def published_model(
    state: Mapping[str, Tensor],
    kind: str,
    linear_patch: str = "2d",
    compat_unmasked: bool = True,
    source: str = "checkpoint",
) -> PublishedModel:
    """See `load_published`; `source` is the file's name in errors."""
    if kind != "xclip" and kind not in KINDS:
        raise ModelError(f"There is no published model {kind}; there are xclip, {', '.join(KINDS)}.")
    try:
        model = _build(Sizes(state, source), kind, linear_patch, compat_unmasked)
    except (RuntimeError, AssertionError, ValueError, ZeroDivisionError) as error:
        raise ModelError(f"The tensors in the file {source} have sizes that no published model has.") from error
    wanted = {_their_name(name): value.shape for name, value in model.state_dict().items() if name != CONSTANT}
    check_weights(state, wanted, source, unused_keys(kind, linear_patch, compat_unmasked))
    fill = {name: state.get(_their_name(name), value) for name, value in model.state_dict().items()}
    model.load_state_dict({name: value.float() for name, value in fill.items()})
    return model.eval().requires_grad_(False)


def unused_keys(kind: str, linear_patch: str, compat_unmasked: bool = True) -> set[str]:
    """Keys that a checkpoint may hold although nothing reads them."""
    keys = {f"clip.{name}" for name in ("input_resolution", "context_length", "vocab_size")}  # of OpenAI's own files
    if linear_patch == "3d":
        keys.add("clip.visual.conv1.weight")
    if kind == "seqLSTM":
        keys.add("frame_position_embeddings.weight")
    if kind == "xclip" and not compat_unmasked:
        keys.update(LENGTH_KEYS)
    return keys


class Sizes:
    """Sizes of a published model, each as most of the tensors have it, so that one misshapen tensor is found by its own name."""

    def __init__(self, state: Mapping[str, Tensor], source: str) -> None:
        self._state, self._source = state, source

    def most(self, *places: tuple[str, int]) -> int:
        """The size that most of the (pattern of keys, dimension) have; ModelError that names the keys when none or two are as many."""
        found: dict[int, list[str]] = {}
        for pattern, dim in places:
            for key, value in self._state.items():
                if re.fullmatch(pattern, key) and dim < value.ndim:
                    found.setdefault(value.shape[dim], []).append(key)
        if not found:
            raise ModelError(f"The file {self._source} lacks {places[0][0]}.")
        first, *others = sorted(found.items(), key=lambda item: -len(item[1]))
        if others and len(others[0][1]) == len(first[1]):
            keys = " and ".join(dict.fromkeys(first[1] + others[0][1]))
            raise ModelError(f"In the file {self._source}, the shape of {keys} does not fit.")
        return first[0]

    def layers(self, prefix: str) -> int:
        """How many blocks a transformer has: those with most of a block's twelve tensors."""
        numbers = [re.match(re.escape(prefix) + r"resblocks\.(\d+)\.", key) for key in self._state]
        return sum(count > 6 for count in Counter(number[1] for number in numbers if number).values())


def _build(sizes: Sizes, kind: str, linear_patch: str, compat_unmasked: bool) -> PublishedModel:
    text = sizes.most(("clip.ln_final.weight", 0), (r"clip.transformer.resblocks.\d+.ln_\d.\w+", 0))
    vision = sizes.most(("clip.visual.ln_post.weight", 0), (r"clip.visual.transformer.resblocks.\d+.ln_\d.\w+", 0))
    dim = sizes.most(
        ("clip.text_projection", 1), ("clip.visual.proj", 1), ("global_mat_weight", 0), ("clip.ln_final.weight", 0)
    )
    convolution = "clip.visual.conv1.weight" if linear_patch == "2d" else "clip.visual.conv2.weight"
    patch = sizes.most((convolution, -1), (convolution, -2))
    tokens = sizes.most(("clip.visual.positional_embedding", 0))
    positions = sizes.most(
        ("clip.positional_embedding", 0),
        ("frame_position_embeddings.weight", 0),
        ("cross.embeddings.position_embeddings.weight", 0),
    )
    config: dict[str, Any] = {
        "embed_dim": dim,
        "vision_cfg": {
            "layers": sizes.layers("clip.visual.transformer."),
            "width": vision,
            "head_width": 64,
            "patch_size": patch,
            "image_size": patch * max(1, round((tokens - 1) ** 0.5)),
        },
        "text_cfg": {
            "context_length": positions,
            "vocab_size": sizes.most(("clip.token_embedding.weight", 0)),
            "width": text,
            "heads": text // 64,
            "layers": sizes.layers("clip.transformer."),
        },
        "quick_gelu": True,
    }
    clip = CLIP(**config)
    if linear_patch == "3d":
        clip.visual = FrameTower(clip.visual, sizes.most((convolution, 2)))  # type: ignore[assignment, arg-type]
    shape = {"heads": text // 64, "positions": positions, "hidden": text * 4, "eps": EPS}
    if kind != "xclip":
        prefix = "cross.transformer." if kind == "tightTransf" else "transformerClip."
        return PublishedModel(config, clip, build_head(kind, dim, sizes.layers(prefix), **shape))
    lengths = None
    if compat_unmasked:
        words, frames = (
            sizes.most(*((key, d) for key in LENGTH_KEYS if key.startswith(side) for d in (0, 1)))
            for side in ("word", "frame")
        )
        lengths = (words, frames)
    layers = sizes.layers("transformerClip.")
    head = XClipHead(dim, layers, differences=False, temporal_frames=False, compat_unmasked=lengths, **shape)  # type: ignore[arg-type]
    return PublishedModel(config, clip, head)


def _their_name(name: str) -> str:
    for pattern, replacement in NAMES:
        found, count = re.subn(pattern, replacement, name)
        if count:
            return found
    return name
