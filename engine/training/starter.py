"""Trains the starter model from random weights on drawn films, resumes where it was killed, exports and measures it."""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.models.loading import starter_folder
from engine.training.batches import GRID, Batch, batches
from engine.training.card import write_card
from engine.training.checkpoint import read_checkpoint, write_checkpoint
from engine.training.drawing import Sprites
from engine.training.export import export_starter
from engine.training.losses import SHARED_WEIGHTS, WEIGHTS, Auxiliary, SharedReadouts, contrastive_loss
from engine.training.measure import quick_metrics, quick_sets
from engine.training.model import Starter
from engine.training.settings import Settings
from engine.training.sheet import write_sheet
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


def rate_at(step: int, settings: Settings) -> float:
    """Each stage: warm-up, then cosine; the second starts at two thirds."""
    first = step < settings.steps_still
    done = step if first else step - settings.steps_still
    total = settings.steps_still if first else settings.steps_clips
    top, floor = (1.0, 0.3) if first else (0.66, settings.floor)
    if done < settings.warm_up:
        return settings.rate * top * (done + 1) / settings.warm_up
    x = (done - settings.warm_up) / max(1, total - settings.warm_up)
    return settings.rate * (floor + (top - floor) * 0.5 * (1 + math.cos(math.pi * x)))


def plan_of(settings: Settings, start: int) -> list[tuple[int, int, float, bool]]:
    plan = []
    for step in range(start, settings.steps_still + settings.steps_clips):
        moving = step >= settings.steps_still
        plan.append(
            (
                settings.seed * 1_000_003 + step,
                settings.clips if moving else settings.clips_still,
                0.8 if moving else 0.5,
                moving,
            )
        )
    return plan


class Teacher(nn.Module):
    """What training adds to the model: read-outs for labels that only drawn films have."""

    def __init__(self, width: int, dim: int) -> None:
        super().__init__()
        self.auxiliary = Auxiliary(width, dim, GRID[0] * GRID[1])
        self.shared = SharedReadouts(dim)


def loss_of(model: Starter, teacher: Teacher, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    cells, features = model.frames(batch.pictures)
    videos, frames, mask = model.clips(features, batch.lengths)
    sentences, words, word_mask = model.texts(batch.ids)
    found = model.head.compare(sentences, words, word_mask, videos, frames, mask)
    contrast = contrastive_loss(found, model.clip.logit_scale.exp(), torch.from_numpy(batch.true))
    parts = teacher.auxiliary(
        cells.float(),
        features,
        torch.from_numpy(batch.occupied).float(),
        torch.from_numpy(batch.objects),
        torch.from_numpy(batch.frame_labels),
    )
    numbers = {"contrast": contrast.item(), **{name: part.item() for name, part in parts.items()}}
    loss = contrast + sum((WEIGHTS[name] * part for name, part in parts.items()), torch.zeros(()))
    for side, vectors, labels in (("film", videos, batch.shown), ("text", sentences, batch.said)):
        found_labels = teacher.shared(vectors, {group: torch.from_numpy(pairs) for group, pairs in labels.items()})
        for group, part in found_labels.items():
            loss = loss + SHARED_WEIGHTS[group] * part
            numbers[f"{side} {group}"] = part.item()
    return loss, numbers


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

    `steps` scales both stages to that many in all; `minutes` stops early. `work` (default: beside `out`, ending in
    `.training`) keeps the checkpoint that a later call resumes from. `measure_every` 0: never.
    """
    settings = settings or Settings()
    if steps:
        share = settings.steps_still / (settings.steps_still + settings.steps_clips)
        still = round(steps * share)
        settings = Settings(**{**asdict(settings), "steps_still": still, "steps_clips": steps - still})
    work = work or out.with_name(out.name + ".training")
    work.mkdir(parents=True, exist_ok=True)
    vocabulary, checkpoint = work / "merges.txt.gz", work / "checkpoint.safetensors"
    if not vocabulary.is_file():
        write_vocabulary(vocabulary)
    model = Starter(settings, open_vocabulary(vocabulary).vocab_size)
    teacher = Teacher(256, settings.dim)
    everything = nn.ModuleList([model, teacher])
    optimiser = torch.optim.AdamW(
        parameter_groups(everything, settings.decay), lr=settings.rate, betas=(0.9, 0.98), eps=1e-6, fused=True
    )
    average = copy.deepcopy(model).eval()
    start, spent = 0, 0.0
    if resume and checkpoint.is_file():
        told = read_checkpoint(checkpoint, {"model": everything, "average": average}, optimiser)
        start, spent = int(told["step"]), float(told["seconds"])
    total, began, metrics = settings.steps_still + settings.steps_clips, time.monotonic(), {}

    def seconds() -> float:
        return spent + time.monotonic() - began

    def save(step: int) -> None:
        modules = {"model": everything, "average": average}
        write_checkpoint(checkpoint, modules, optimiser, {"step": step, "seconds": seconds(), **asdict(settings)})

    everything.train()
    step, sets = start, None
    for step, batch in enumerate(batches(plan_of(settings, start), vocabulary), start + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step - 1, settings)
        loss, numbers = loss_of(model, teacher, batch)
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
            sets = sets or quick_sets(Sprites())
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
        for sentence in write_card(out):
            yield TrainingProgress(step, total, {}, {}, 0.0, sentence)


def main(options: argparse.Namespace) -> int:
    """`rushes-engine train starter`: `options` has out, checkpoints and minutes, each None when not given."""
    out = options.out or starter_folder()
    for progress in train_starter(out, minutes=options.minutes, work=options.checkpoints):
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
