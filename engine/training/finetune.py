"""Trains X-CLIP or CLIP4Clip on captioned clips, from a backbone that is there: the loop, its checkpoints, its early stop."""

from __future__ import annotations

import itertools
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn

from engine.errors import ModelError
from engine.training.annotations import Captioned
from engine.training.caption_batches import Batch, Reader, candidates, epoch_order, step_seed
from engine.training.checkpoint import read_checkpoint, write_checkpoint
from engine.training.contrast import info_nce, mil_nce
from engine.training.curve import Board, History, write_curve
from engine.training.distributed import Processes, joined_processes
from engine.training.finetune_settings import FinetuneSettings, check
from engine.training.folder_export import export_folder
from engine.training.footage import Footage
from engine.training.gradient_cache import backward
from engine.training.starting_point import Source, choose_head, open_source
from engine.training.trainee import Features, Trainee, freeze, learning, parameter_groups
from engine.training.validation import validate

CHECKPOINT = "checkpoint.safetensors"
SAVE_AFTER = 600.0  # seconds, however few steps that is


@dataclass(frozen=True)
class FinetuneProgress:
    """After each decoded video and each step, and whenever there is something to say."""

    stage: str  # "decoding", "training" or "done"
    done: int
    total: int
    seconds_left: float = 0.0
    loss: float | None = None
    figures: dict[str, float] | None = None  # on the validation split, after an epoch
    message: str = ""
    first: bool = True  # of the processes that train together; the one to show


def finetune(
    settings: FinetuneSettings,
    train: Sequence[Captioned],
    validation: Sequence[Captioned],
    out: Path,
    work: Path | None = None,
    device: str = "cpu",
    save_every: int = 200,
    frames: Path | None = None,
) -> Iterator[FinetuneProgress]:
    """Train and export to `out` what validated best, or without a validation split what came last; yields after every step.

    `work` (default: beside `out`, ending in `.training`) keeps the checkpoint that a later call resumes from exactly,
    `history.jsonl` and `curve.png`; `frames` (default: in `work`) what was decoded, for several trainings to share. Under
    `torchrun` every process calls this alike. Raises EngineError.
    """
    check(settings)
    work = work or out.with_name(out.name + ".training")
    work.mkdir(parents=True, exist_ok=True)
    with joined_processes(device) as processes:
        for progress in _steps(
            settings, train, validation, out, work, frames or work / "frames", processes, save_every
        ):
            yield progress if processes.first else replace(progress, first=False)


def _steps(
    settings: FinetuneSettings,
    train: Sequence[Captioned],
    validation: Sequence[Captioned],
    out: Path,
    work: Path,
    frames: Path,
    processes: Processes,
    save_every: int,
) -> Iterator[FinetuneProgress]:
    source = open_source(settings.backbone)
    footage = Footage(frames, source.preprocess, settings.max_frames)
    yield from _decoded(footage, [*train, *validation], processes)
    train = [clip for clip in train if clip.path not in footage.failed]
    validation = [clip for clip in validation if clip.path not in footage.failed]
    size = min(settings.batch, len(train)) // processes.count * processes.count
    if size < max(2, processes.count):
        raise ModelError(f"{len(train)} clips that can be read are too few to train on.")
    torch.manual_seed(settings.seed)
    head, sentence = choose_head(source, settings)
    sizes = f"{len(train)} captions to learn from, {len(validation)} to validate with, batches of {size}."
    yield FinetuneProgress("training", 0, 0, message=f"{sizes} {sentence}")
    freeze(source.model, settings.frozen_blocks)
    trainee = Trainee(source.model, head, settings.precision == "bf16").to(processes.device).train()
    if not any(True for _ in learning(trainee)):
        raise ModelError("With this head and all of the backbone frozen there is nothing to train.")
    run = _Run(settings, source, trainee, processes, footage, train, validation, out, work, size)
    yield from run.steps(save_every)


def _decoded(footage: Footage, clips: list[Captioned], processes: Processes) -> Iterator[FinetuneProgress]:
    """Each process of a machine decodes a part; then all read from the cache what could not be decoded."""
    began = time.monotonic()
    for done, total in footage.prepare(clips[processes.local_rank :: processes.local_count]):
        left = (time.monotonic() - began) / done * (total - done)
        yield FinetuneProgress("decoding", done, total, left)
    processes.wait()
    footage.recall_failures(clips)
    if footage.failed:
        path, sentence = next(iter(footage.failed.items()))
        told = f"{len(footage.failed)} videos cannot be read and are left out, the first is {path.name}: {sentence}"
        yield FinetuneProgress("decoding", len(clips), len(clips), message=told)


@dataclass
class _Run:
    """One training from its start or its checkpoint to its end."""

    settings: FinetuneSettings
    source: Source
    trainee: Trainee
    processes: Processes
    footage: Footage
    train: Sequence[Captioned]
    validation: Sequence[Captioned]
    out: Path
    work: Path
    size: int  # clips in a batch

    def __post_init__(self) -> None:
        s = self.settings
        groups = parameter_groups(self.trainee, s.backbone_rate, s.rate, s.decay)
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)
        self.module = self.processes.wrap(self.trainee)
        texts = candidates(self.train, s.candidates) if s.loss == "milnce" else None
        tokenizer = self.source.tokenizer
        self.reader = Reader(self.train, self.footage, tokenizer, self.processes, s.chunk, s.seed, texts)
        self.batches_an_epoch = len(self.train) // self.size
        self.steps_an_epoch = math.ceil(self.batches_an_epoch / s.accumulate)
        self.total = self.steps_an_epoch * s.epochs
        self.step, self.best, self.waited, self.seconds = 0, -1.0, 0, 0.0
        self.saved = time.monotonic()

    def steps(self, save_every: int) -> Iterator[FinetuneProgress]:
        """Train from where the checkpoint is."""
        self._resume()
        if self.processes.agree(self.step) != self.step:
            raise ModelError("The processes see different checkpoints; keep them on a disk that all of them share.")
        history, board = None, None
        if self.processes.first:
            history = History(self.work / "history.jsonl", self.step)
            board = Board(self.work / "tensorboard")
        began = time.monotonic() - self.seconds
        try:
            while self.step < self.total and self.waited < self.settings.patience:
                epoch, done = divmod(self.step, self.steps_an_epoch)
                for loss in self._epoch(epoch, done):
                    self.step += 1
                    self.seconds = time.monotonic() - began
                    if history and board:
                        history.add(self.step, loss=loss)
                        board.add(self.step, loss=loss, rate=self.settings.rate * self._schedule(self.step - 1))
                    due = self.step % save_every == 0 or time.monotonic() - self.saved > SAVE_AFTER
                    if due and self.step % self.steps_an_epoch:  # an epoch's last step is kept after its validation
                        self._save(history)
                    yield FinetuneProgress("training", self.step, self.total, self._left(), loss)
                figures = self._end_of_epoch()
                if history and board:
                    history.add(self.step, **figures)
                    board.add(self.step, **figures)
                self._save(history)
                self.processes.wait()
                yield FinetuneProgress("training", self.step, self.total, self._left(), None, figures)
        finally:
            if board:
                board.close()
        early = f" early: {self.waited} epochs did not validate better" if self.step < self.total else ""
        yield FinetuneProgress("done", self.step, self.total, message=f"Finished{early}. The model is in {self.out}.")

    def _epoch(self, epoch: int, done: int) -> Iterator[float]:
        """Train the steps of an epoch after the first `done`; the mean loss of each."""
        every = self.settings.accumulate
        order = epoch_order(len(self.train), self.size, self.settings.seed, epoch)[done * every :]
        first = epoch * self.batches_an_epoch + done * every
        batches = self.reader.batches(order, first)
        for start in range(0, len(order), every):
            some = list(itertools.islice(batches, min(every, len(order) - start)))
            yield self._train(some, first + start)

    def _train(self, batches: list[Batch], first: int) -> float:
        """One step of the optimiser; `first` is the number of the first of its batches."""
        for group in self.optimiser.param_groups:
            group["lr"] = group["base_rate"] * self._schedule(self.step)
        self.optimiser.zero_grad(set_to_none=True)
        total = 0.0
        for number, batch in enumerate(batches):
            seed, last = step_seed(self.settings.seed, first + number), number == len(batches) - 1

            def loss_of(features: Features, batch: Batch = batch) -> Tensor:
                return self._loss(features, batch) / len(batches)

            total += float(backward(self.module, batch.chunks, loss_of, self.processes, last, seed))
        if not math.isfinite(total):
            raise ModelError(f"The loss of step {self.step + 1} is not a number; try smaller rates, or fp32.")
        nn.utils.clip_grad_norm_(learning(self.trainee), 1.0)
        self.optimiser.step()
        self.trainee.limit_scale()
        return total

    def _loss(self, features: Features, batch: Batch) -> Tensor:
        logits = self.trainee.logits(features)
        alike = batch.alike.to(logits.device)
        if self.settings.loss == "milnce":
            return mil_nce(logits.T, batch.owner.to(logits.device), alike)
        return info_nce(logits, alike)

    def _schedule(self, step: int) -> float:
        """Linear warm-up, then a cosine to zero, as a factor of the rates (the published one jumps where they meet)."""
        warm = max(1, round(self.settings.warm_up * self.total))
        if step < warm:
            return (step + 1) / warm
        return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, self.total - warm)))

    def _end_of_epoch(self) -> dict[str, float]:
        """Validate, export when this is the best so far, and count the epochs that were not; figures in the first process only."""
        figures: dict[str, float] = {}
        if self.processes.first and self.validation:
            figures = validate(self.trainee, self.validation, self.footage, self.source.tokenizer)
        wins = figures.get("R@1", 0.0) + figures.get("R@5", 0.0) / 1e3 + figures.get("R@10", 0.0) / 1e6  # in this order
        found = self.processes.agree(wins)
        better = found > self.best or not self.validation
        if better and self.processes.first:
            self._export(figures)
        self.best, self.waited = (found, 0) if better else (self.best, self.waited + 1)
        return figures

    def _export(self, figures: dict[str, float]) -> None:
        videos = len({clip.path for clip in self.train})
        note = f"Trained with {self.settings.method} on {len(self.train)} captions of {videos} videos, from {self.source.name}."
        told = {**asdict(self.settings), "steps": self.step, "seconds": round(self.seconds), "validation": figures}
        export_folder(self.source, self.trainee, self.out, note, told)

    # Checkpoints

    def _identity(self) -> str:
        """Of everything that decides the weights; a checkpoint of another training is not gone on with."""
        clips = [[(c.video_id, c.caption, c.start, c.end) for c in part] for part in (self.train, self.validation)]
        told = repr((asdict(self.settings), clips, self.size))
        return blake2b(told.encode(), digest_size=16).hexdigest()

    def _save(self, history: History | None) -> None:
        """Checkpoint and picture, by the first process, which has the history."""
        if history:
            write_curve(self.work / "curve.png", history, f"{self.settings.method}: {self.out.name}")
            told = {"identity": self._identity(), "step": self.step, "best": self.best}
            told |= {"waited": self.waited, "seconds": self.seconds}
            write_checkpoint(self.work / CHECKPOINT, {"model": self.trainee}, self.optimiser, told)
        self.saved = time.monotonic()

    def _resume(self) -> None:
        """Chance is drawn anew from the seed in every step, and the order of the clips in every epoch: there is no more state."""
        file = self.work / CHECKPOINT
        if not file.is_file():
            return
        with safe_open(file, "pt") as opened:
            identity = json.loads(opened.metadata()["told"]).get("identity")
        if identity != self._identity():
            raise ModelError(
                f"In {self.work} there is a training with other settings or captions; finish it as it was begun, "
                "or choose another folder."
            )
        told = read_checkpoint(file, {"model": self.trainee}, self.optimiser)
        self.step, self.best = int(told["step"]), float(told["best"])
        self.waited, self.seconds = int(told["waited"]), float(told["seconds"])

    def _left(self) -> float:
        """Seconds for the remaining steps at the pace so far, validation included."""
        return self.seconds / max(1, self.step) * (self.total - self.step)
