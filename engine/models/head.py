"""From frames of shots and words of a query to one score: a trained X-CLIP or CLIP4Clip head, or a rule without training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from engine.errors import ModelError
from engine.models.aosm import CONTRASTS
from engine.models.backbone import Backbone
from engine.models.checkpoints import Description, load_strictly, read_description, read_weights, write_checkpoint
from engine.models.clip4clip import MeanPooling, TightTransformer, build_head
from engine.models.features import Relevance, ShotFeatures, TextFeatures
from engine.models.untuned import UntunedHead, normalised
from engine.models.xclip import XClipHead

SHOTS_AT_ONCE = 256
XCLIP_ENTRIES = ("dim", "layers", "heads", "positions", "hidden", "differences", "temporal_frames")
XCLIP_OPTIONS = ("tau", "time_gate", "eps", "pooling", "parts")  # their defaults are those of `XClipHead`


class Head(Protocol):
    """What indexing and search need; see `TrainedHead` and `UntunedHead`."""

    key: str
    trained: bool
    uses_words: bool
    name: str
    note: str

    def encode_shots(self, frame_features: list[np.ndarray]) -> ShotFeatures: ...
    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray: ...
    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray: ...
    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance: ...


class TrainedHead:
    """CLIP4Clip with a trained encoder over frames; runs on the processor, it is small. `TrainedXClipHead` is X-CLIP's."""

    trained = True
    uses_words = False

    def __init__(self, net: MeanPooling | XClipHead, told: Description) -> None:
        self._net = net.eval().requires_grad_(False)
        self._dim = int(told["dim"])
        self.name, self.note, self.key = str(told["name"]), str(told["note"]), told.key()

    def encode_shots(self, frame_features: list[np.ndarray]) -> ShotFeatures:
        """Raw backbone features (n_i, dim) per shot; a shot without frames gets a zero vector."""
        vectors = np.zeros((len(frame_features), self._dim), np.float32)
        frames: list[np.ndarray] = [np.zeros((0, self._dim), np.float32)] * len(frame_features)
        by_length = sorted((i for i, f in enumerate(frame_features) if len(f)), key=lambda i: len(frame_features[i]))
        for at in range(0, len(by_length), SHOTS_AT_ONCE):
            some = by_length[at : at + SHOTS_AT_ONCE]
            padded, mask = _padded([frame_features[i] for i in some], self._dim)
            with torch.inference_mode():
                whole, seen = self._net.encode(padded, mask)
            for row, i in enumerate(some):
                vectors[i] = whole[row].numpy()
                frames[i] = seen[row, : len(frame_features[i])].numpy().copy()
        return ShotFeatures(vectors, frames)

    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray:
        return text.sentences[index]

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        """Every text against every shot: float32 (texts, shots); a shot without frames gets 0."""
        return (text.sentences @ vectors.T).astype(np.float32)

    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance:
        one = text.only(index)
        relevance = [(f @ one.sentences[0]).astype(np.float32) for f in frames]
        return Relevance(self.scores(one, vectors, frames)[0], relevance, self._per_word(one, frames))

    def _per_word(self, one: TextFeatures, frames: list[np.ndarray]) -> list[np.ndarray] | None:
        return None


class TrainedXClipHead(TrainedHead):
    """X-CLIP's contrasts with a trained temporal encoder."""

    _net: XClipHead

    def __init__(self, net: XClipHead, told: Description) -> None:
        super().__init__(net, told)
        self.uses_words = bool(told["uses_words"])

    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray:
        return normalised(text.sentences[index] @ self._net.global_matrix.numpy())

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        sentences, words, word_mask = torch.tensor(text.sentences), torch.tensor(text.words), torch.tensor(text.mask)
        scores = np.zeros((len(sentences), len(frames)), np.float32)
        there = [i for i, f in enumerate(frames) if len(f)]
        for at in range(0, len(there), SHOTS_AT_ONCE):
            some = there[at : at + SHOTS_AT_ONCE]
            padded, mask = _padded([frames[i] for i in some], self._dim)
            with torch.inference_mode():
                found = self._net.compare(sentences, words, word_mask, torch.tensor(vectors[some]), padded, mask)
            scores[:, some] = found.mean(self._net.parts).numpy()
        return scores

    def _per_word(self, one: TextFeatures, frames: list[np.ndarray]) -> list[np.ndarray] | None:
        if not self.uses_words:
            return None
        local = normalised(one.words[0][one.mask[0]] @ self._net.local_matrix.numpy())
        return [(local @ f.T).astype(np.float32) for f in frames]


def _padded(features: list[np.ndarray], dim: int) -> tuple[Tensor, Tensor]:
    """[(n_i, dim)] -> (shots, longest, dim), mask (shots, longest)."""
    lengths = [len(f) for f in features]
    padded = np.zeros((len(features), max(lengths), dim), np.float32)
    for row, f in enumerate(features):
        padded[row, : len(f)] = f
    return torch.from_numpy(padded), torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]


def load_head(backbone: Backbone) -> Head:
    """The trained head that lies beside the weights, else the untuned one."""
    if backbone.folder is None or not (backbone.folder / "head.json").is_file():
        return UntunedHead()
    return read_head(backbone.folder, backbone.dim)


def read_head(folder: Path, dim: int) -> TrainedHead:
    """`head.json` and `head.safetensors` of a folder; every key must be there in its shape, and no other."""
    net, told = read_net(folder, dim)
    return TrainedXClipHead(net, told) if isinstance(net, XClipHead) else TrainedHead(net, told)


def read_net(folder: Path, dim: int) -> tuple[XClipHead | MeanPooling, Description]:
    """The module behind `read_head`, as training goes on with it, and its description."""
    told = read_description(folder / "head.json", ("xclip", "clip4clip"))
    try:
        net = _xclip(told) if told["kind"] == "xclip" else _clip4clip(told)
    except (TypeError, ValueError, AssertionError, RuntimeError, ArithmeticError) as error:
        raise ModelError("The file head.json describes a head that cannot be built.") from error
    if told["dim"] != dim:
        raise ModelError(f"The head was made for features of {told['dim']} numbers; this model gives {dim}.")
    weights = folder / "head.safetensors"
    load_strictly(net, read_weights(weights), weights.name)
    return net, told


def _xclip(told: Description) -> XClipHead:
    options = {entry: told[entry] for entry in XCLIP_ENTRIES}
    options |= {entry: told[entry] for entry in XCLIP_OPTIONS if entry in told}
    if not told["uses_words"]:
        options["parts"] = [part for part in told.get("parts", CONTRASTS) if "word" not in part]
    return XClipHead(**options)


def _clip4clip(told: Description) -> MeanPooling:
    if told["head"] == "tightTransf":  # it needs features before normalisation, and a pass for every pair
        raise ModelError("A tightTransf head can be trained and evaluated, but it is too slow to search with.")
    sizes = {entry: told[entry] for entry in ("layers", "heads", "positions", "hidden", "eps")}
    net = build_head(told["head"], told["dim"], **sizes)
    assert isinstance(net, MeanPooling)
    return net


def write_head(
    folder: Path,
    net: XClipHead | MeanPooling | TightTransformer,
    name: str,
    note: str,
    uses_words: bool = True,
    training: Mapping[str, Any] | None = None,
    half: bool = False,
) -> None:
    """Lay a head beside a model's weights, where `load_head` finds it.

    `note` is what the program says about the model; `uses_words`: whether the words of X-CLIP were trained; `training`: whatever
    should be kept with it; `half`: as float16.
    """
    told: dict[str, Any] = {"name": name, "note": note, **net.options, "training": dict(training or {})}
    if isinstance(net, XClipHead):
        if net.matrices is not None:
            raise ModelError(
                "A head with compat_unmasked knows one length of texts and clips only; the program cannot use it."
            )
        write_checkpoint(folder, "head", "xclip", {**told, "uses_words": uses_words}, net, half)
    else:
        write_checkpoint(folder, "head", "clip4clip", told, net, half)
