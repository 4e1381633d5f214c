"""Trains the starter model from random weights on drawn films and real pictures, resumes where it was killed, exports and measures it."""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.loading import starter_folder
from engine.models.starter_net import StarterNet
from engine.training.batches import GRID, Batch, batches
from engine.training.checkpoint import read_checkpoint, write_checkpoint
from engine.training.contrast import info_nce
from engine.training.drawing import Sprites
from engine.training.export import export_starter
from engine.training.losses import (
    DISTILLATION,
    SHARED_WEIGHTS,
    WEIGHTS,
    Auxiliary,
    Distillation,
    SharedReadouts,
    contrastive_loss,
)
from engine.training.measure import quick_metrics, quick_sets
from engine.training.model import Starter
from engine.training.photograph_batches import PictureBatch, PictureSource
from engine.training.photographs import make_views, open_views, sentences_of
from engine.training.settings import Settings
from engine.training.sheet import write_sheet
from engine.training.teacher import load_teacher
from engine.training.vocabulary import open_vocabulary, write_vocabulary


def parameter_groups(model: nn.Module, decay: float) -> list[dict]:
    """Weight decay only for matrices that are neither embeddings nor identities."""
    plain = (
        "bias",
        "positions",
        "positional_embedding",
        "token_embedding",
        "logit_scale",
        "log_tau",
        "global_matrix",
        "local_matrix",
        "queries",
    )
    decayed, free = [], []
    for name, parameter in model.named_parameters():
        (free if parameter.ndim < 2 or any(p in name for p in plain) else decayed).append(parameter)
    return [{"params": decayed, "weight_decay": decay}, {"params": free, "weight_decay": 0.0}]


TOPS, ENDS = (1.0, 0.66, 0.8, 0.66, 0.66), (0.3, 0.2, 0.25, 0.02, 0.01)  # of the learning rate, per stage


def rate_at(step: int, settings: Settings) -> float:
    """Each stage: warm-up, then cosine."""
    stage, done = settings.stage_of(step)
    top, end = TOPS[stage], ENDS[stage]
    if done < settings.warm_up:
        return settings.rate * top * (done + 1) / settings.warm_up
    x = (done - settings.warm_up) / max(1, settings.stages[stage] - settings.warm_up)
    return settings.rate * (end + (top - end) * 0.5 * (1 + math.cos(math.pi * x)))


def plan_of(settings: Settings, start: int) -> list[tuple[int, int, float, bool]]:
    """What is drawn for every step from `start` on: (seed, clips, share in minimal pairs, whether they move)."""
    counts = (settings.clips_still, settings.clips, *[settings.clips_beside] * 3)
    plan = []
    for step in range(start, settings.steps):
        stage, _ = settings.stage_of(step)
        moving = stage not in (0, 2)
        plan.append((settings.seed * 1_000_003 + step, counts[stage], 0.8 if moving else 0.5, moving))
    return plan


class Readouts(nn.Module):
    """What training adds to the model: read-outs for labels that only drawn films have, and for a teacher's features."""

    def __init__(self, width: int, dim: int, pooled: int, material: Path, work: Path) -> None:
        super().__init__()
        self.auxiliary = Auxiliary(width, dim, GRID[0] * GRID[1])
        self.shared = SharedReadouts(dim)
        features = [open_views(work / name).features[:, 0] for name in ("photographs", "labelled")]
        all_features = torch.from_numpy(np.concatenate(features)).float()
        spread = all_features.std(0).clamp(min=0.05)
        classes = load_teacher(material).fc
        self.distillation = Distillation(pooled, dim, all_features.mean(0), spread, classes)


def loss_of(
    model: Starter, readouts: Readouts, drawn: Batch, real: PictureBatch | None, compare: bool
) -> tuple[Tensor, dict[str, float]]:
    """One step's loss and its parts; real pictures are told in sentences only with `compare`."""
    count = len(drawn.pictures)
    seen = real is not None and real.pictures.ndim == 2  # by the finished image tower
    pictures = drawn.pictures if real is None or seen else np.concatenate([drawn.pictures, real.pictures])
    features, pooled, cells = model.frames(pictures)
    loss, numbers = drawn_loss(model, readouts, drawn, features[:count], cells[:count])
    if real is not None:
        wanted, parts = torch.from_numpy(real.features), dict[str, Tensor]()
        if not seen:
            parts |= readouts.distillation.features(pooled[count:], wanted)
        if compare:
            own = model.project(torch.from_numpy(real.pictures)) if seen else features[count:]
            parts |= picture_losses(model, readouts, real, own, wanted)
        for name, part in parts.items():
            loss = loss + DISTILLATION.get(name, 1.0) * part
            numbers[f"real {name}"] = part.item()
    return loss, numbers


def drawn_loss(
    model: Starter, readouts: Readouts, batch: Batch, features: Tensor, cells: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """Drawn clips among each other, and their labels."""
    videos, frames, mask = model.clips(features, batch.lengths)
    sentences, words, word_mask = model.texts(batch.ids)
    found = model.head.compare(sentences, words, word_mask, videos, frames, mask)
    contrast = contrastive_loss(found, model.clip.logit_scale.exp(), torch.from_numpy(batch.true))
    parts = readouts.auxiliary(
        cells.float(),
        features,
        torch.from_numpy(batch.occupied).float(),
        torch.from_numpy(batch.objects),
        torch.from_numpy(batch.frame_labels),
    )
    numbers = {"contrast": contrast.item(), **{name: part.item() for name, part in parts.items()}}
    loss = contrast + sum((WEIGHTS[name] * part for name, part in parts.items()), torch.zeros(()))
    if len(batch.turns):
        turns = turn_loss(model, sentences[torch.from_numpy(batch.turns)], model.texts(batch.turn_ids)[0])
        loss, numbers["turns"] = loss + DISTILLATION["turns"] * turns, turns.item()
    for side, vectors, labels in (("film", videos, batch.shown), ("text", sentences, batch.said)):
        found_labels = readouts.shared(vectors, {group: torch.from_numpy(pairs) for group, pairs in labels.items()})
        for group, part in found_labels.items():
            loss = loss + SHARED_WEIGHTS[group] * part
            numbers[f"{side} {group}"] = part.item()
    return loss, numbers


def picture_losses(
    model: Starter, readouts: Readouts, batch: PictureBatch, features: Tensor, wanted: Tensor
) -> dict[str, Tensor]:
    """Real pictures and their sentences; the teacher beside the student; and what a sentence about two photographs is made of."""
    scale, true = model.clip.logit_scale.exp(), torch.from_numpy(batch.true)
    single = len(batch.pictures)
    starts = np.cumsum(batch.lengths) - batch.lengths
    contrast, told = torch.zeros(()), []
    for part in (
        slice(0, single),
        slice(single, None),
    ):  # of one length each: what is padded costs as much as what is not
        ids, lengths = batch.ids[part], batch.lengths[part]
        sentences, words, word_mask = model.texts(ids[:, : int((ids != 0).sum(1).max())])
        rows = batch.order[starts[part][0] : starts[part][-1] + lengths[-1]]
        videos, frames, mask = model.clips(features[torch.from_numpy(rows)], lengths)
        found = model.head.compare(sentences, words, word_mask, videos, frames, mask)
        contrast = contrast + contrastive_loss(found, scale, true[part, part])
        told.append(sentences)
    sentences = torch.cat(told)
    places = readouts.distillation.places(wanted)
    matched = scale * (sentences[:single] @ model.head.global_matrix @ places.T)
    parts = sentences[torch.from_numpy(batch.turns).flatten()]
    return {
        "contrast": contrast,
        "teacher": info_nce(matched, true[:single, :single]),
        "place": 1 - functional.cosine_similarity(features, places.detach()).mean(),
        "turns": turn_loss(model, sentences[single:], parts),
    }


def turn_loss(model: Starter, sentences: Tensor, parts: Tensor) -> Tensor:
    """A sentence about two things in turn belongs where a film of them would be, see `XClipHead.pool`.

    sentences (n, dim); parts (2 n, dim): the sentences about the first thing alone and the second alone, which stay where they are.
    """
    first, second = parts.detach().unflatten(0, (-1, 2)).unbind(1)
    gate = model.head.time_gate.detach() / 2  # type: ignore[union-attr]
    film = first * (1 + gate) + second * (1 - gate)
    return 1 - functional.cosine_similarity(sentences, film @ model.head.global_matrix.detach().T).mean()


@dataclass(frozen=True)
class TrainingProgress:
    step: int
    steps: int
    losses: dict[str, float]
    metrics: dict[str, float]  # only on the steps that measured
    seconds_left: float
    message: str = ""


def train_starter(
    out: Path,
    material: Path,
    steps: int | None = None,
    minutes: float | None = None,
    resume: bool = True,
    work: Path | None = None,
    settings: Settings | None = None,
    export_every: int = 400,
    measure_every: int = 200,
    save_every: int = 100,
    card: bool = True,
) -> Iterator[TrainingProgress]:
    """Train and export to `out`; yields after every step.

    `material`: the folder with photographs, labelled pictures and the teacher (see `photographs`). `steps` scales the stages
    to that many in all; `minutes` stops early. `work` (default: beside `out`, ending in `.training`) keeps the checkpoint
    that a later call resumes from. `measure_every` 0: never.
    """
    torch.set_flush_denormal(True)  # gradients of this size made oneDNN's convolutions five times slower
    settings = settings or Settings()
    settings = settings.short(steps) if steps else settings
    work = work or out.with_name(out.name + ".training")
    work.mkdir(parents=True, exist_ok=True)
    vocabulary, checkpoint = work / "merges.txt.gz", work / "checkpoint.safetensors"
    if not vocabulary.is_file():
        write_vocabulary(vocabulary, sentences_of(material))
    for sentence in make_views(material, work):
        yield TrainingProgress(0, settings.steps, {}, {}, 0.0, sentence)
    model = Starter(settings, open_vocabulary(vocabulary).vocab_size)
    readouts = Readouts(256, settings.dim, StarterNet().num_features, material, work)
    everything = nn.ModuleList([model, readouts])
    source = PictureSource(material, work, vocabulary)
    optimiser = torch.optim.AdamW(
        parameter_groups(everything, settings.decay), lr=settings.rate, betas=(0.9, 0.98), eps=1e-6, fused=True
    )
    average = copy.deepcopy(model).eval()
    start, spent = 0, 0.0
    if resume and checkpoint.is_file():
        told = read_checkpoint(checkpoint, {"model": everything, "average": average}, optimiser)
        start, spent = int(told["step"]), float(told["seconds"])
    total, began, metrics = settings.steps, time.monotonic(), {}

    def seconds() -> float:
        return spent + time.monotonic() - began

    def save(step: int) -> None:
        modules = {"model": everything, "average": average}
        write_checkpoint(checkpoint, modules, optimiser, {"step": step, "seconds": seconds(), **asdict(settings)})

    everything.train()
    step, sets, finished = start, None, False
    for step, batch in enumerate(batches(plan_of(settings, start), vocabulary), start + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step - 1, settings)
        stage, done = settings.stage_of(step - 1)
        if stage == 4 and not finished:
            if done == 0:
                model.load_state_dict(average.state_dict())
            model.finish_tower()
            source, finished = source.seen(model.look), True
        counts = {2: settings.looking, 3: settings.telling, 4: settings.wording}.get(stage)
        real = source.batch(settings.seed * 2_000_003 + step, counts) if counts else None
        loss, numbers = loss_of(model, readouts, batch, real, stage >= 3)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(everything.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            model.clip.logit_scale.clamp_(0, math.log(100))
            keep = min(settings.average, (1 + step) / (10 + step))
            for mean, now in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
                if mean.dtype.is_floating_point:
                    mean.lerp_(now, 1 - keep)
                else:
                    mean.copy_(now)
        metrics = {}
        if measure_every and (step % measure_every == 0 or step == total):
            sets = sets or quick_sets(Sprites(), material)
            metrics = quick_metrics(average.scorer(vocabulary), sets)
        if step % save_every == 0 or step == total:
            save(step)
        if step % export_every == 0 and step < total:
            export_starter(average, settings, vocabulary, out, step, seconds())
        left = (seconds() - spent) / (step - start) * (total - step)
        yield TrainingProgress(step, total, numbers, metrics, left)
        if minutes and time.monotonic() - began > minutes * 60:
            save(step)
            break
    export_starter(average, settings, vocabulary, out, step, seconds())
    if card:
        from engine.evaluation.card import write_card

        for sentence in write_card(out, material):
            yield TrainingProgress(step, total, {}, {}, 0.0, sentence)


def main(options: argparse.Namespace) -> int:
    """`rushes-engine train starter`: `options` has pictures, and out, checkpoints and minutes, each None when not given."""
    out = options.out or starter_folder()
    for progress in train_starter(out, options.pictures, minutes=options.minutes, work=options.checkpoints):
        if progress.message:
            print(progress.message, flush=True)
        elif progress.step % 20 == 0 or progress.metrics:
            losses = " ".join(f"{name} {value:.2f}" for name, value in progress.losses.items())
            left = f"{progress.seconds_left / 60:.0f} min left"
            print(f"{progress.step}/{progress.steps} {losses}, {left}", flush=True)
        if progress.metrics:
            print("   " + " ".join(f"{name} {value:.1f}" for name, value in progress.metrics.items()), flush=True)
    if options.out is None:
        write_sheet()  # the icons of the sample films, which ship beside the model
    return 0
