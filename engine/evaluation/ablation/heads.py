"""The heads that the ablation compares, behind one pair of projections, and how they are trained and measured."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.evaluation.ablation.films import Films, TrainingPictures
from engine.evaluation.ablation.rows import Setup
from engine.models import aosm
from engine.models.clip4clip import TightTransformer, build_head
from engine.models.xclip import XClipHead
from engine.training.losses import info_nce

BLOCKS, HEADS, POSITIONS = 1, 4, 12  # of temporal encoders and tightTransf; the papers have 3 or 4 blocks
SCALE = 20.0  # where the logit scale starts
AT_ONCE = 100  # texts or films in one block of scores


@dataclass(frozen=True)
class Budget:
    """How long a row is trained: steps and films in a batch, also of the rows that cost more."""

    steps: int = 200
    batch: int = 48
    tight_batch: int = 16
    patch_steps: int = 100
    patch_batch: int = 16
    rate: float = 1e-3
    patch_rate: float = 3e-4


@dataclass(frozen=True)
class Batch:
    """Films and captions, cut to the longest of them; as `films.Films`, words in float32."""

    frames: Tensor
    mask: Tensor
    sentences: Tensor
    words: Tensor
    word_mask: Tensor


def chosen(films: Films, index: Tensor) -> Batch:
    """Some of the films."""
    mask, word_mask = films.mask[index], films.word_mask[index]
    n, m = int(mask.sum(1).max()), int(word_mask.sum(1).max())
    words = films.words[index, :m].float()
    return Batch(films.frames[index, :n], mask[:, :n], films.sentences[index], words, word_mask[:, :m])


class CachedHead(nn.Module):
    """A head on features of frozen towers: a linear projection of texts, one of frames, both the identity at first, and the head."""

    def __init__(self, setup: Setup, dim: int) -> None:
        super().__init__()
        self.setup = setup
        self.text, self.visual = nn.Linear(dim, dim, bias=False), nn.Linear(dim, dim, bias=False)
        nn.init.eye_(self.text.weight)
        nn.init.eye_(self.visual.weight)
        sizes = (BLOCKS if setup.temporal else 0, HEADS, POSITIONS, 4 * dim)
        self.log_scale = nn.Parameter(torch.tensor(math.log(SCALE)))
        if setup.family == "xclip":
            head = XClipHead(
                dim,
                *sizes,
                setup.differences,
                setup.temporal_frames,
                setup.tau,
                pooling=setup.pooling,
                parts=setup.parts,
            )
            head.log_tau.requires_grad_(False)
            self.head: nn.Module = head
        else:
            self.head = build_head(setup.head, dim, *sizes)

    @property
    def tight(self) -> bool:
        return isinstance(self.head, TightTransformer)

    def texts(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Projected sentences (t, dim), words (t, m, dim) and their mask."""
        return self.text(batch.sentences), self.text(batch.words), batch.word_mask

    def films(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors of films (v, dim), frames (v, n, dim), both L2-normalised, and the mask of frames; tightTransf: raw frames."""
        frames = self.visual(batch.frames)
        if isinstance(self.head, TightTransformer):
            return frames[:, 0], frames, batch.mask
        return *self.head.encode(frames, batch.mask), batch.mask  # type: ignore[operator]

    def compare(self, texts: tuple[Tensor, Tensor, Tensor], films: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """(t, v): cosines, but for tightTransf. Only the contrasts that the setup names are computed."""
        raw, raw_words, word_mask = texts
        videos, frames, mask = films
        if isinstance(self.head, TightTransformer):
            return self.head(raw, frames, mask)
        sentences = functional.normalize(raw, dim=-1)
        if not isinstance(self.head, XClipHead):
            return sentences @ videos.T
        words, tau, how = functional.normalize(raw_words, dim=-1), self.setup.tau, self.setup.pooling
        whole, local = self.head.global_matrix, self.head.local_matrix
        find = {
            "video_sentence": lambda: sentences @ whole @ videos.T,
            "video_word": lambda: aosm.video_word(words, videos, word_mask, tau, how),
            "sentence_frame": lambda: aosm.sentence_frame(sentences, frames, mask, tau, how),
            "frame_word": lambda: aosm.frame_word(words @ local, frames, word_mask, mask, tau, how),
        }
        return torch.stack([find[part]() for part in self.setup.parts]).mean(0)

    def logits(self, scores: Tensor) -> Tensor:
        """tightTransf has a scale of its own, the others are cosines."""
        return scores if self.tight else scores * self.log_scale.exp().clamp(max=100)


def plan(pictures: TrainingPictures, size: int, steps: int, seed: int) -> Iterator[list[int]]:
    """The films of every batch: minimal pairs side by side, and single ones, in their share, without repetition while they last."""
    rng = random.Random(seed)
    pairs, alone = [(i, i + 1) for i in range(0, pictures.paired, 2)], list(range(pictures.paired, len(pictures)))
    waiting_pairs, waiting_alone = list[tuple[int, int]](), list[int]()
    share = round(size * pictures.paired / len(pictures)) // 2
    for _ in range(steps):
        if len(waiting_pairs) < share:
            waiting_pairs = rng.sample(pairs, len(pairs))
        if len(waiting_alone) < size - 2 * share:
            waiting_alone = rng.sample(alone, len(alone))
        batch = [i for _ in range(share) for i in waiting_pairs.pop()]
        yield batch + [waiting_alone.pop() for _ in range(size - 2 * share)]


def optimise(model: nn.Module, losses: Iterator[Tensor], steps: int, rate: float) -> None:
    """AdamW, a tenth of the steps warm-up, then cosine; `losses` are computed one by one, each after the step before it."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    for step, loss in enumerate(losses):
        part = min(1.0, (step + 1) / max(1, steps // 10)) * 0.5 * (1 + math.cos(math.pi * step / steps))
        optimiser.param_groups[0]["lr"] = rate * part
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()


def train_head(model: CachedHead, films: Films, pictures: TrainingPictures, budget: Budget, seed: int) -> None:
    """On cached features. Films that a caption also describes are no negatives."""
    size = min(budget.tight_batch if model.tight else budget.batch, len(pictures))

    def losses() -> Iterator[Tensor]:
        for indices in plan(pictures, size, budget.steps, seed):
            batch = chosen(films, torch.tensor(indices))
            with torch.autocast("cpu", torch.bfloat16, enabled=model.tight):
                scores = model.compare(model.texts(batch), model.films(batch))
            yield info_nce(model.logits(scores.float()), pictures.true(indices))

    optimise(model.train(), losses(), budget.steps, budget.rate)


@torch.no_grad()
def score_all(model: CachedHead, films: Films) -> Tensor:
    """Every caption (rows) against every film (columns), in blocks of like length so that little is padding."""
    model.eval()
    scores = torch.zeros(len(films.mask), len(films.mask))
    with torch.autocast("cpu", torch.bfloat16, enabled=model.tight):
        blocks = films.mask.sum(1).argsort().split(AT_ONCE)
        encoded = [(block, model.films(chosen(films, block))) for block in blocks]
        for rows in films.word_mask.sum(1).argsort().split(AT_ONCE):
            texts = model.texts(chosen(films, rows))
            for block, seen in encoded:
                scores[rows[:, None], block[None]] = model.compare(texts, seen).float()
    return scores
