"""Trains and measures every row with every seed; what was measured before is read and not repeated."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.evaluation.ablation.films import Benchmark, open_benchmark
from engine.evaluation.ablation.heads import Budget, CachedHead, score_all, train_head
from engine.evaluation.ablation.patches import PatchHead, score_pictures, train_patches
from engine.evaluation.ablation.rows import SETUPS, Setup
from engine.evaluation.metrics import recall_figures, text_to_video, video_to_sentence
from engine.models.backbone import Backbone, load_backbone
from engine.models.loading import load

RESULTS = "ablation.jsonl"


@dataclass(frozen=True)
class Plan:
    """What is to be measured: whose towers, which seeds, how many held-out and training films, how long, which setups by name."""

    model: str
    seeds: tuple[int, ...]
    films: int
    clips: int
    budget: Budget
    setups: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """Figures of one setup with one seed, in percent and ranks; `key` says with which towers, films, settings."""

    setup: str
    seed: int
    key: str
    t2v: dict[str, float]
    v2t: dict[str, float]
    scale: float  # the logit scale that training ended at
    seconds: float  # of processor time


def run(folder: Path, plan: Plan) -> Generator[str, None, list[Result]]:
    """Yields what is done; the results of this plan, also those that were there before."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / RESULTS
    kept = read_results(file)
    backbone, (model, _, _) = load_backbone(plan.model, "cpu"), load(plan.model)
    visual = model.get_submodule("visual")
    benchmark = yield from open_benchmark(folder, backbone, plan.clips, plan.films)
    found: list[Result] = []
    for seed in plan.seeds:
        for name in plan.setups:
            key = _key(benchmark, SETUPS[name], plan.budget)
            known = next((r for r in kept if (r.setup, r.seed, r.key) == (name, seed, key)), None)
            if known is None:
                known = _measure(name, seed, key, benchmark, backbone, visual, plan.budget)
                kept.append(known)
                _write(file, kept)
                yield (
                    f"seed {seed}, {name}: R@1 {known.t2v['R@1']:.1f} text to video, {known.v2t['R@1']:.1f} video to text, "
                    f"{known.seconds:.0f} s"
                )
            found.append(known)
    return found


def _measure(
    name: str, seed: int, key: str, benchmark: Benchmark, backbone: Backbone, visual: nn.Module, budget: Budget
) -> Result:
    setup, began = SETUPS[name], time.process_time()
    torch.manual_seed(seed)
    model: CachedHead | PatchHead
    if setup.family == "patches":
        model = PatchHead(setup, visual, backbone.preprocess, backbone.dim)
        train_patches(model, benchmark.training, benchmark.pictures, budget, seed)
        scores = score_pictures(model, benchmark)
    else:
        model = CachedHead(setup, backbone.dim)
        if setup.trained:
            train_head(model, benchmark.training, benchmark.pictures, budget, seed)
        scores = score_all(model, benchmark.gallery)
    t2v, v2t = figures(scores)
    return Result(name, seed, key, t2v, v2t, model.log_scale.exp().item(), time.process_time() - began)


def figures(scores: Tensor) -> tuple[dict[str, float], dict[str, float]]:
    """Text to video and video to text, of (captions, films) with the right one on the diagonal."""
    table, own = scores.numpy(), np.arange(len(scores))
    return recall_figures(text_to_video(table, own)), recall_figures(video_to_sentence(table, own))


def _key(benchmark: Benchmark, setup: Setup, budget: Budget) -> str:
    told = benchmark.key + repr(setup) + repr(budget)
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def read_results(file: Path) -> list[Result]:
    """One JSON object a line; [] when there is no file yet."""
    if not file.is_file():
        return []
    return [Result(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _write(file: Path, results: list[Result]) -> None:
    """The whole file is replaced, so that a stop leaves the old one or the new one."""
    new = file.with_suffix(".new")
    new.write_text("".join(json.dumps(asdict(result)) + "\n" for result in results), encoding="utf-8")
    os.replace(new, file)
