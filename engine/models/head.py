"""From frames of shots and words of a query to one score: the trained X-CLIP head, or a rule that needs no training."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from engine.errors import ModelError
from engine.models.backbone import Backbone
from engine.models.features import Relevance, ShotFeatures, TextFeatures
from engine.models.xclip import XClipHead

FORMAT = 1
SHOTS_AT_ONCE = 256
SOFT_TAU = 0.03  # MODELS 4: temperature of the untuned sentence-frame maximum


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


def normalised(x: np.ndarray) -> np.ndarray:
    """L2 along the last axis; zero stays zero."""
    return (x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)).astype(np.float32)


class UntunedHead:
    """For image-text models that were never tuned on films (MODELS 4).

    Half video-sentence, half sentence-frame with a soft maximum that does not grow with the number of frames:
    tau * (logsumexp(s / tau) - log n). Words are left out: only the end token of such models was trained.
    """

    trained = False
    uses_words = False
    name = "untuned"
    note = "This model was trained on single pictures: it finds things and places well, motion and the order of events less so."

    def __init__(self) -> None:
        self.key = hashlib.blake2b(f"untuned 1 {SOFT_TAU}".encode(), digest_size=16).hexdigest()

    def encode_shots(self, frame_features: list[np.ndarray]) -> ShotFeatures:
        """Raw backbone features (n_i, dim) per shot; a shot without frames gets a zero vector."""
        frames = [normalised(f) for f in frame_features]
        means = [f.mean(0) if len(f) else np.zeros(f.shape[1]) for f in frames]
        dim = frame_features[0].shape[1] if frame_features else 0
        return ShotFeatures(normalised(np.array(means).reshape(len(frames), dim)), frames)

    def query_vector(self, text: TextFeatures, index: int = 0) -> np.ndarray:
        return text.sentences[index]

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        """Every text against every shot: float32 (texts, shots)."""
        best = np.zeros((len(text.sentences), len(frames)), np.float32)
        for shot, f in enumerate(frames):
            best[:, shot] = _soft_maximum(text.sentences @ f.T)
        return (text.sentences @ vectors.T + best) / 2

    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance:
        one = text.only(index)
        relevance = [(f @ one.sentences[0]).astype(np.float32) for f in frames]
        return Relevance(self.scores(one, vectors, frames)[0], relevance, None)


def _soft_maximum(values: np.ndarray) -> np.ndarray:
    """Along the last axis (texts, frames) -> (texts,); 0 without frames."""
    if not values.shape[1]:
        return np.zeros(len(values), np.float32)
    top = values.max(axis=1)
    return top + SOFT_TAU * np.log(np.exp((values - top[:, None]) / SOFT_TAU).mean(axis=1))


class TrainedHead:
    """X-CLIP's four contrasts with a trained temporal encoder; runs on the processor, it is small."""

    trained = True

    def __init__(self, net: XClipHead, dim: int, name: str, note: str, key: str, uses_words: bool) -> None:
        self._net = net.eval().requires_grad_(False)
        self._dim = dim
        self.name, self.note, self.key, self.uses_words = name, note, key, uses_words

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
        return normalised(text.sentences[index] @ self._net.global_matrix.numpy())

    def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
        """Every text against every shot: float32 (texts, shots); a shot without frames gets 0."""
        sentences, words, word_mask = torch.tensor(text.sentences), torch.tensor(text.words), torch.tensor(text.mask)
        scores = np.zeros((len(sentences), len(frames)), np.float32)
        there = [i for i, f in enumerate(frames) if len(f)]
        for at in range(0, len(there), SHOTS_AT_ONCE):
            some = there[at : at + SHOTS_AT_ONCE]
            padded, mask = _padded([frames[i] for i in some], self._dim)
            with torch.inference_mode():
                found = self._net.compare(sentences, words, word_mask, torch.tensor(vectors[some]), padded, mask)
                total = found.mean() if self.uses_words else (found.video_sentence + found.sentence_frame) / 2
            scores[:, some] = total.numpy()
        return scores

    def score(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray], index: int = 0) -> Relevance:
        one = text.only(index)
        relevance = [(f @ one.sentences[0]).astype(np.float32) for f in frames]
        per_word = None
        if self.uses_words:
            local = normalised(one.words[0][one.mask[0]] @ self._net.local_matrix.numpy())
            per_word = [(local @ f.T).astype(np.float32) for f in frames]
        return Relevance(self.scores(one, vectors, frames)[0], relevance, per_word)


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
    description, weights = folder / "head.json", folder / "head.safetensors"
    try:
        told: dict[str, Any] = json.loads(description.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ModelError(f"The file {description.name} beside the model cannot be understood.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("kind") != "xclip":
        raise ModelError(f"The file {description.name} was made by another version of this program.")
    try:
        net = XClipHead(
            told["dim"],
            told["layers"],
            told["heads"],
            told["positions"],
            told["hidden"],
            told["differences"],
            told["temporal_frames"],
        )
        name, note, uses_words = str(told["name"]), str(told["note"]), bool(told["uses_words"])
    except KeyError as error:
        raise ModelError(f"The file {description.name} lacks the entry {error.args[0]}.") from error
    if told["dim"] != dim:
        raise ModelError(f"The head was made for features of {told['dim']} numbers; this model gives {dim}.")
    try:
        state = load_file(weights)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"The file {weights.name} beside the model is missing, damaged or incomplete.") from error
    wanted = net.state_dict()
    for entry in sorted(wanted.keys() | state.keys()):
        if entry not in state:
            raise ModelError(f"The file {weights.name} lacks {entry}.")
        if entry not in wanted:
            raise ModelError(f"The file {weights.name} holds {entry}, which does not belong there.")
        if state[entry].shape != wanted[entry].shape:
            raise ModelError(
                f"In the file {weights.name}, {entry} has the shape {tuple(state[entry].shape)} "
                f"instead of {tuple(wanted[entry].shape)}."
            )
    net.load_state_dict({entry: value.float() for entry, value in state.items()})
    shape = {
        k: told[k]
        for k in ("format", "kind", "layers", "heads", "positions", "differences", "temporal_frames", "uses_words")
    }
    digest = hashlib.blake2b(weights.read_bytes() + json.dumps(shape, sort_keys=True).encode(), digest_size=16)
    return TrainedHead(net, dim, name, note, digest.hexdigest(), uses_words)
