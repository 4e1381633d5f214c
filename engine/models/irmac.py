"""The frame features of the TCA paper: L3-iRMAC pooling of a ResNet-50's four stages, and PCA whitening.

Formulas: xwen99/temporal_context_aggregation, pre_processing/extract_features.py (`rmac`) and pca.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models import resnet50

from engine.errors import ModelError
from engine.models.checkpoints import check_weights, read_weights

RESIZED, CROPPED = 256, 224  # pixels
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet
SMALLEST_VARIANCE = 1e-9


def l3_irmac(maps: Sequence[Tensor]) -> Tensor:
    """Feature maps (n, c_k, h_k, w_k) of several layers -> L2-normalised per layer, concatenated: (n, sum c_k)."""
    return torch.cat([regional(feature_map) for feature_map in maps], dim=1)


def regional(feature_map: Tensor) -> Tensor:
    """iRMAC at level 3 of one map: (n, c, h, w) -> (n, c), L2-normalised.

    L2 over channels at every place; maxima over 3 x 3 overlapping regions (kernel 1.5 p, stride p, p = 2/7 of the shorter side);
    L2 per region; sum; L2.
    """
    stride = int(min(feature_map.shape[-2:]) * 2 / 7)
    regions = functional.max_pool2d(functional.normalize(feature_map), int(1.5 * stride), stride).flatten(2)
    return functional.normalize(functional.normalize(regions).sum(2))


class ResNetFeatures(nn.Module):
    """Pictures (n, 3, 224, 224), normalised as `prepare` does -> L3-iRMAC of layer1 to layer4: (n, 3840)."""

    def __init__(self) -> None:
        super().__init__()
        self.net = resnet50(weights=None)

    def forward(self, pictures: Tensor) -> Tensor:
        net = self.net
        x = net.maxpool(net.relu(net.bn1(net.conv1(pictures))))
        maps = []
        for stage in (net.layer1, net.layer2, net.layer3, net.layer4):
            x = stage(x)
            maps.append(x)
        return l3_irmac(maps)


def load_resnet_features(path: Path) -> ResNetFeatures:
    """With torchvision's ImageNet weights (`resnet50-….pth`, older ones without batch counters). Raises ModelError naming a key that does not fit."""
    state = read_weights(path)
    with torch.device("meta"):  # no random weights first
        features = ResNetFeatures()
    own = features.net.state_dict()
    counters = {key for key in own if key.endswith("num_batches_tracked")}
    check_weights(state, {key: own[key].shape for key in own if key not in counters}, path.name, counters)
    missing = {key: torch.zeros((), dtype=torch.long) for key in counters}
    features.net.load_state_dict({**missing, **state}, assign=True)
    return features.eval()


def prepare(frames: np.ndarray) -> Tensor:
    """uint8 (n, height, width, 3) -> float (n, 3, 224, 224): shorter side to 256, the middle 224, ImageNet's mean and deviation."""
    x = torch.tensor(frames).permute(0, 3, 1, 2).float()
    height, width = x.shape[-2:]
    ratio = RESIZED / min(height, width)
    size = [int(height * ratio + 1e-6), int(width * ratio + 1e-6)]
    x = functional.interpolate(x, size, mode="bilinear", antialias=True).round().clamp(0, 255) / 255
    top, left = round((size[0] - CROPPED) / 2), round((size[1] - CROPPED) / 2)
    x = x[..., top : top + CROPPED, left : left + CROPPED]
    return (x - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


@dataclass(frozen=True)
class PcaWhitening:
    """y = l2((U / sqrt(lambda))^T (x - mu)): `mean` float32 (dim,), `matrix` float32 (dim, components)."""

    mean: np.ndarray
    matrix: np.ndarray

    def apply(self, features: np.ndarray) -> np.ndarray:
        """(n, dim) -> L2-normalised (n, components)."""
        white = (features - self.mean) @ self.matrix
        return (white / np.maximum(np.linalg.norm(white, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def fit_whitening(features: np.ndarray, components: int) -> PcaWhitening:
    """From features (n, dim) of many frames; keeps the directions of largest variance. Raises ModelError when there are too few."""
    count, dim = features.shape
    if not 0 < components <= min(dim, count - 1):
        raise ModelError(f"Whitening to {components} numbers needs more than {components} frames of at least as many.")
    mean = features.mean(axis=0, dtype=np.float64)
    centred = features.astype(np.float64) - mean
    variances, directions = np.linalg.eigh(centred.T @ centred / (count - 1))
    keep = np.argsort(-variances, kind="stable")[:components]
    return _whitening(mean, directions[:, keep], variances[keep])


def load_published_pca(path: Path, components: int = 1024) -> PcaWhitening:
    """The published `pca_params_….npz` (entries U, lams, mu). Raises ModelError naming what is missing or does not fit."""
    try:
        with np.load(path, allow_pickle=False) as file:
            told = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise ModelError(f"The file {path.name} is missing, damaged or no file of PCA parameters.") from error
    for name in ("U", "lams", "mu"):
        if name not in told:
            raise ModelError(f"The file {path.name} lacks {name}.")
    directions, variances, mean = told["U"], told["lams"].reshape(-1), told["mu"].reshape(-1)
    if directions.ndim != 2 or directions.shape[1] < components or len(variances) < components:
        raise ModelError(
            f"In the file {path.name}, U has the shape {directions.shape}; {components} columns are wanted."
        )
    if len(mean) != len(directions):
        raise ModelError(f"In the file {path.name}, mu has {len(mean)} entries instead of {len(directions)}.")
    return _whitening(mean, directions[:, :components], variances[:components])


def _whitening(mean: np.ndarray, directions: np.ndarray, variances: np.ndarray) -> PcaWhitening:
    matrix = directions / np.sqrt(np.maximum(variances, SMALLEST_VARIANCE))
    return PcaWhitening(mean.astype(np.float32), matrix.astype(np.float32))
