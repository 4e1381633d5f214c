"""What videos are compared by: frame embeddings of the program's model or of the published TCA, and a similarity of films."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from engine.errors import ModelError, QueryError
from engine.models.backbone import Backbone, best_device
from engine.models.chamfer import Described, Scale, chamfer, mean_vector, symmetric_chamfer
from engine.models.checkpoints import load_strictly, read_description, read_weights
from engine.models.features import Preprocess
from engine.models.head import Head
from engine.models.irmac import MEAN, RESIZED, STD, ResNetFeatures, load_published_pca, prepare
from engine.models.published_tca import load_published_comparator, load_published_encoder
from engine.models.tca import SIMILARITIES, Tca, read_tca

SHOT = 32  # frames: what the program encodes together at most
FRAMES_TOGETHER = 32

Compare = Callable[[Described, Sequence[Described]], np.ndarray]
Describe = Callable[[Sequence[np.ndarray]], list[Described]]


class Embedder(Protocol):
    """Embeds the frames of a video. `key` names everything that decides the embeddings."""

    key: str
    name: str
    head: str
    preprocess: Preprocess

    def frames(self, pictures: np.ndarray) -> np.ndarray:
        """uint8 (n, height, width, 3) -> float32 (n, dim), L2-normalised; n may be 0."""
        ...


@dataclass(frozen=True)
class Similarity:
    """How films are compared: `name` in words, descriptors of frame embeddings, and one film against many: (others,)."""

    name: str
    describe: Describe
    compare: Compare


class ProgramFrames:
    """Frame embeddings as the program's library holds them: shots of at most 32 frames through the head."""

    def __init__(self, backbone: Backbone, head: Head) -> None:
        self._backbone, self._head = backbone, head
        self.name, self.head, self.preprocess = backbone.name, head.name, backbone.preprocess
        self.key = blake2b(f"{backbone.key} {head.key}".encode(), digest_size=16).hexdigest()

    def frames(self, pictures: np.ndarray) -> np.ndarray:
        if not len(pictures):
            return np.zeros((0, self._backbone.dim), np.float32)
        features = self._backbone.encode_frames(pictures)
        shots = [features[at : at + SHOT] for at in range(0, len(features), SHOT)]
        return np.concatenate(self._head.encode_shots(shots).frames)


class PublishedFrames:
    """The features of the TCA paper: L3-iRMAC of torchvision's ResNet-50, whitened (MODELS 1.5)."""

    def __init__(self, folder: Path, device: str | None = None) -> None:
        weights, pca = _only(folder, "resnet50*.pth"), _only(folder, "pca_params*.npz")
        self._device = device or best_device()
        net = ResNetFeatures()
        counters = {key: value for key, value in net.net.state_dict().items() if key.endswith("num_batches_tracked")}
        load_strictly(net.net, counters | read_weights(weights), weights.name)  # older files lack the counters
        self._net = net.eval().requires_grad_(False).to(self._device)
        self._pca = load_published_pca(pca)
        self.name, self.head = "TCA as published", "L3-iRMAC"
        self.preprocess = Preprocess(RESIZED, RESIZED, "shortest", "bicubic", MEAN, STD, 0)
        told = b"".join(blake2b(file.read_bytes()).digest() for file in (weights, pca))
        self.key = blake2b(told, digest_size=16).hexdigest()

    def frames(self, pictures: np.ndarray) -> np.ndarray:
        found = [np.zeros((0, self._pca.matrix.shape[1]), np.float32)]
        for at in range(0, len(pictures), FRAMES_TOGETHER):
            with torch.inference_mode():
                features = self._net(prepare(pictures[at : at + FRAMES_TOGETHER]).to(self._device))
            found.append(self._pca.apply(features.cpu().numpy()))
        return np.concatenate(found)


def published_similarity(folder: Path, by: str | None = None) -> Similarity:
    """The published encoder `model.pth`, with `video_comparator.pth` where it lies beside it; TCA_f when nothing is chosen."""
    by = _known(by or "chamfer")
    file = folder / "video_comparator.pth"
    if by == "comparator" and not file.is_file():
        raise ModelError(f"The file {file.name} is not in {folder}.")
    comparator = load_published_comparator(file) if by == "comparator" else None
    encoder = load_published_encoder(_only(folder, "model.pth"))
    return _of_encoder(Tca(encoder, comparator, by, Scale(0.0, 1.0, 1.0)), by, "published TCA")


def choose_similarity(backbone: Backbone, head: Head, by: str | None = None) -> Similarity:
    """`by`: "cosine", "chamfer", "symmetric" or "comparator" (TCA_c, TCA_f, TCA_sym, TCA_v); None: what find similar ranks by.

    With the TCA encoder that lies beside the backbone, or on the frame embeddings themselves when there is none. Raises QueryError,
    ModelError.
    """
    if by is not None:
        _known(by)
    folder = backbone.folder
    if folder is not None and (folder / "tca.json").is_file():
        tca = read_tca(folder, backbone.dim, head.key)
        if by != "comparator" or read_description(folder / "tca.json", ("tca",))["comparator"]:
            return _of_encoder(tca, by or tca.rank_by, "TCA")
    if by == "comparator":
        raise ModelError("A comparator belongs to a TCA encoder, and none lies beside this model.")
    raw: dict[str, Compare] = {
        "cosine": lambda one, others: np.array([one.vector @ other.vector for other in others], np.float32),
        "chamfer": lambda one, others: chamfer(one.frames, [other.frames for other in others]),
        "symmetric": lambda one, others: symmetric_chamfer(one.frames, [other.frames for other in others]),
    }
    by = by or "symmetric"
    return Similarity(f"raw frame embeddings, {by}", _as_they_are, raw[by])


def _of_encoder(tca: Tca, by: str, name: str) -> Similarity:
    return Similarity(f"{name}, {by}", tca.describe, lambda one, others: tca.similarities(one, others, by))


def _as_they_are(films: Sequence[np.ndarray]) -> list[Described]:
    return [Described(mean_vector(film), film) for film in films]


def _known(by: str) -> str:
    if by not in SIMILARITIES:
        raise QueryError(f"There is no similarity named {by}; there are: {', '.join(SIMILARITIES)}.")
    return by


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ModelError(f"Exactly one file {pattern} is wanted in {folder}; there are {len(found)}.")
    return found[0]
