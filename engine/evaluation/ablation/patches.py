"""The rows that see pixels: a 2D or 3D patch projection, trained through the frozen rest of the image tower (CLIP4Clip, 3.1)."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import ModelError
from engine.evaluation.ablation.films import Benchmark, Films, TrainingPictures
from engine.evaluation.ablation.heads import SCALE, Budget, optimise, plan
from engine.evaluation.ablation.rows import Setup
from engine.models.clip4clip import MeanPooling
from engine.models.features import Preprocess
from engine.models.patch_projection import PatchProjection
from engine.training.losses import info_nce

FILMS_AT_ONCE = 32


class PatchHead(nn.Module):
    """From pixels to cosines: patch projection, the frozen rest of the image tower, a projection of frames, one of texts, meanP."""

    def __init__(self, setup: Setup, visual: nn.Module, preprocess: Preprocess, dim: int) -> None:
        """`visual`: an open_clip image tower, which is copied; `dim` of its features."""
        super().__init__()
        self.preprocess = preprocess
        self.tower = nn.ModuleList([copy.deepcopy(visual)]).requires_grad_(False).eval()
        name, first = next(
            (item for item in self.tower.named_modules() if isinstance(item[1], nn.Conv2d)), ("", nn.Identity())
        )
        if not isinstance(first, nn.Conv2d) or first.kernel_size != first.stride or first.bias is not None:
            raise ModelError("The image tower of this model does not begin with a patch projection.")
        height, width = first.kernel_size
        self.patches = PatchProjection(first.out_channels, (height, width), setup.time)
        self.patches.from_2d(first.weight.detach())
        self.tower.get_submodule(name.rpartition(".")[0]).__setattr__(name.rpartition(".")[2], nn.Identity())
        self.text, self.visual = nn.Linear(dim, dim, bias=False), nn.Linear(dim, dim, bias=False)
        nn.init.eye_(self.text.weight)
        nn.init.eye_(self.visual.weight)
        self.log_scale = nn.Parameter(torch.tensor(math.log(SCALE)))
        self.head = MeanPooling()

    def films(self, clips: list[np.ndarray]) -> Tensor:
        """Clips uint8 (frames, height, width, 3) -> vectors (clips, dim), L2-normalised."""
        lengths = torch.tensor([len(clip) for clip in clips])
        mask = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        mean, std = torch.tensor(self.preprocess.mean), torch.tensor(self.preprocess.std)
        pixels = (torch.from_numpy(np.concatenate(clips)).float() / 255 - mean) / std
        video = torch.zeros(*mask.shape, *pixels.shape[1:])
        video[mask] = pixels
        with torch.autocast("cpu", torch.bfloat16):
            tokens = self.patches(video.permute(0, 1, 4, 2, 3), mask)
            seen = self.tower[0](tokens[mask].contiguous(memory_format=torch.channels_last)).float()
        frames = torch.zeros(*mask.shape, seen.shape[1]).masked_scatter(mask[..., None], seen)
        return self.head.encode(self.visual(frames), mask)[0]

    def texts(self, sentences: Tensor) -> Tensor:
        """(texts, dim), L2-normalised."""
        return functional.normalize(self.text(sentences), dim=-1)


def train_patches(model: PatchHead, films: Films, pictures: TrainingPictures, budget: Budget, seed: int) -> None:
    """From pixels, in fewer steps and smaller batches than the cached rows."""

    def losses() -> Iterator[Tensor]:
        for indices in plan(pictures, min(budget.patch_batch, len(pictures)), budget.patch_steps, seed):
            vectors = model.films([pictures.draw(i) for i in indices])
            scores = model.texts(films.sentences[indices]) @ vectors.T
            yield info_nce(scores * model.log_scale.exp().clamp(max=100), pictures.true(indices))

    optimise(model, losses(), budget.patch_steps, budget.patch_rate)


@torch.no_grad()
def score_pictures(model: PatchHead, benchmark: Benchmark) -> Tensor:
    """Every caption (rows) of the gallery against every film (columns)."""
    shown = benchmark.gallery_pictures
    clips = np.split(shown.pictures, np.cumsum(shown.lengths)[:-1])
    blocks = [clips[at : at + FILMS_AT_ONCE] for at in range(0, len(clips), FILMS_AT_ONCE)]
    vectors = torch.cat([model.films(block) for block in blocks])
    return model.texts(benchmark.gallery.sentences) @ vectors.T
