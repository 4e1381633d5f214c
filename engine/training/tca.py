"""Trains a TCA encoder without labels: a film and an edited copy of it belong together, everything else does not.

MODELS 1.5 and 4; Shao et al. 2021 with the corrections of `tca_losses`. The encoder comes first, then, on its frozen descriptors, ViSiL's
comparator. Every step draws its own random numbers from the seed and its number, so a resumed training repeats every bit.
"""

from __future__ import annotations

import contextlib
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from engine.errors import ModelError
from engine.models.chamfer import Described, Scale
from engine.models.tca import SIMILARITIES, Tca, TcaEncoder, padded, write_tca
from engine.training.checkpoint import read_checkpoint, write_checkpoint
from engine.training.tca_comparator import comparator_loss, new_comparator
from engine.training.tca_footage import SMALLEST_SHOT, DrawnFootage, Footage, StoredFootage, draw_footage
from engine.training.tca_losses import LOSSES, MemoryBank, contrast, symmetric_table

UNRELATED = 256  # films among which the scale of similarities is measured
FEWEST = 16  # films or shots to learn from


@dataclass(frozen=True)
class TcaSettings:
    """Everything that decides the weights, but for the footage and the machine."""

    seed: int = 5
    films: int = 800  # drawn, when there is no library
    steps: int = 1000
    comparator_steps: int = 200  # 0: no comparator
    batch: int = 64  # films a step, each with its copy
    comparator_batch: int = 24
    rate: float = 1e-3
    comparator_rate: float = 1e-3
    warm_up: int = 50
    decay: float = 1e-4
    bank: int = 2048  # 0: none
    loss: str = "circle"  # or "info_nce"
    frame_loss: float = 1.0  # weight of the same loss on symmetric chamfer similarities
    heads: int = 8
    layers: int = 1
    hidden: int = 512
    dropout: float = 0.1
    positions: bool = False
    rank_by: str = "symmetric"  # what find similar puts in order with


@dataclass(frozen=True)
class TcaProgress:
    """`stage`: "films" (drawn and encoded), "encoder", "comparator" or "done"; `loss` is not-a-number while nothing is learnt."""

    stage: str
    step: int
    steps: int
    loss: float
    seconds_left: float
    message: str = ""


def train_tca(
    out: Path,
    backbone: str = "starter",
    device: str | None = None,
    settings: TcaSettings | None = None,
    work: Path | None = None,
    resume: bool = True,
    save_every: int = 100,
) -> Iterator[TcaProgress]:
    """Train on drawn films for a backbone and write `tca.json` and `tca.safetensors` into `out`, the backbone's own folder as a rule.

    `backbone` is a name as `load_backbone` takes it. `work` (default: beside `out`, ending in `.tca-training`) keeps what the backbone saw
    and the checkpoint; the same call goes on from there unless `resume` is false, and a finished training leaves nothing. Raises ModelError.
    """
    from engine.models.backbone import load_backbone
    from engine.models.head import load_head
    from engine.training.drawing import Sprites
    from engine.training.sheet import read_sheet

    settings = settings or TcaSettings()
    _check(settings)
    work = work or out.with_name(out.name + ".tca-training")
    work.mkdir(parents=True, exist_ok=True)
    model = load_backbone(backbone, device)
    head = load_head(model)
    began = time.monotonic()
    footage: DrawnFootage | None = None
    kept = work / "films.safetensors"
    if not resume:
        kept.unlink(missing_ok=True)
    drawing = draw_footage(model, head, settings.films, settings.seed, Sprites(read_sheet()), kept)
    for done in drawing:
        if isinstance(done, DrawnFootage):
            footage = done
        else:
            left = (time.monotonic() - began) / done * (settings.films - done)
            yield TcaProgress("films", done, settings.films, math.nan, left)
    assert footage is not None
    told = {"films": settings.films, "footage": "drawn films"}
    yield from train_on(footage, out, head.key, settings, work, resume, save_every, told)
    kept.unlink()
    with contextlib.suppress(OSError):  # something else lies there
        work.rmdir()


def train_tca_on_library(
    library: Path,
    model: str = "starter",
    device: str | None = None,
    settings: TcaSettings | None = None,
    work: Path | None = None,
    resume: bool = True,
    save_every: int = 100,
) -> Iterator[TcaProgress]:
    """Train on the shots that a library holds for a model, without labels and without decoding, and put the encoder into the library.

    From then on *find similar* uses it in that library with that model. Locks the library meanwhile. Raises ModelError when there are too
    few shots, LibraryError when the library is open elsewhere.
    """
    from engine.engine import Engine
    from engine.messages import ModelState
    from engine.search.similar import encoder_folder

    settings = settings or TcaSettings()
    _check(settings)
    opened = Engine(library, model, device)
    try:
        for reply in opened.load_model():
            if isinstance(reply, ModelState) and reply.state == "failed":
                raise ModelError(reply.note)
        loaded = opened.model()
        assert loaded is not None
        catalog = opened.library.catalog
        shots = [
            shot
            for shot in catalog.shots(loaded.id, catalog.shot_ids(loaded.id).tolist())
            if len(shot.frames) >= SMALLEST_SHOT
        ]
        if len({shot.video for shot in shots}) < FEWEST:
            raise ModelError(f"There is too little to learn from: at least {FEWEST} indexed videos are needed.")
        footage = StoredFootage([shot.frames for shot in shots], np.array([shot.video for shot in shots]))
        out, key = encoder_folder(library, loaded.backbone.key, loaded.head.key), loaded.head.key
    finally:
        opened.close()
    told = {"shots": len(shots), "footage": "library"}
    yield from train_on(footage, out, key, settings, work or out / "training", resume, save_every, told)


def train_on(
    footage: Footage,
    out: Path,
    head_key: str,
    settings: TcaSettings,
    work: Path,
    resume: bool,
    save_every: int,
    told: dict[str, object],
) -> Iterator[TcaProgress]:
    """Encoder, then comparator, then the scale of similarities; writes to `out` at the end."""
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = work / "checkpoint.safetensors"
    with _seeded(settings, -1):
        encoder = TcaEncoder(
            footage.dim, settings.heads, settings.layers, settings.hidden, settings.dropout, settings.positions
        )
        bank, comparator = MemoryBank(settings.bank, footage.dim), new_comparator()
    modules = {"encoder": encoder, "bank": bank, "comparator": comparator}
    groups = [
        {"params": list(encoder.parameters()), "weight_decay": settings.decay},
        {"params": list(comparator.parameters()), "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98))
    start, spent = 0, 0.0
    begun = {"settings": asdict(settings), "head": head_key, **told}
    if resume and _was_begun(checkpoint) == begun:
        read = read_checkpoint(checkpoint, modules, optimiser)
        start, spent = int(read["step"]), float(read["seconds"])
    total, began = settings.steps + settings.comparator_steps, time.monotonic()

    def save(step: int) -> None:
        seconds = spent + time.monotonic() - began
        write_checkpoint(checkpoint, modules, optimiser, {"step": step, "seconds": seconds, "begun": begun})

    for step in range(start, total):
        first = step < settings.steps
        with _seeded(settings, step):
            rng = random.Random(f"{settings.seed} {step}")
            pairs = _pairs(footage, settings.batch if first else settings.comparator_batch, rng)
            loss = (
                _encoder_loss(encoder, bank, *pairs, settings)
                if first
                else comparator_loss(encoder, comparator, *pairs)
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
        for group in optimiser.param_groups:
            group["lr"] = _rate(step, settings)
        optimiser.step()
        if (step + 1) % save_every == 0 or step + 1 == total:
            save(step + 1)
        left = (time.monotonic() - began) / (step + 1 - start) * (total - step - 1)
        yield TcaProgress("encoder" if first else "comparator", step + 1, total, loss.item(), left)
    comparator_made = comparator if settings.comparator_steps else None
    scale = measure_scale(Tca(encoder, comparator_made, settings.rank_by, Scale(0.0, 1.0, 1.0)), footage, settings.seed)
    write_tca(out, encoder, comparator_made, settings.rank_by, scale, head_key, {**asdict(settings), **told})
    checkpoint.unlink(missing_ok=True)  # the next call trains anew
    yield TcaProgress("done", total, total, math.nan, 0.0, f"The encoder is in {out}.")


def _was_begun(checkpoint: Path) -> object:
    """What a checkpoint was begun with; None where there is none that can be read."""
    try:
        with safe_open(checkpoint, "pt") as file:
            return json.loads(file.metadata()["told"])["begun"]
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        return None


def _check(settings: TcaSettings) -> None:
    if settings.loss not in LOSSES:
        raise ModelError(f"There is no loss “{settings.loss}”; choose one of {', '.join(LOSSES)}.")
    if settings.rank_by not in SIMILARITIES or (settings.rank_by == "comparator" and not settings.comparator_steps):
        raise ModelError(f"“{settings.rank_by}” cannot be what find similar puts in order with.")


def _rate(step: int, settings: TcaSettings) -> float:
    """Warm-up, then cosine to zero; for the encoder and the comparator each."""
    first = step < settings.steps
    done, total = (step, settings.steps) if first else (step - settings.steps, settings.comparator_steps)
    top, warm = (settings.rate if first else settings.comparator_rate), min(settings.warm_up, max(1, total // 4))
    if done < warm:
        return top * (done + 1) / warm
    return top * 0.5 * (1 + math.cos(math.pi * (done - warm) / max(1, total - warm)))


@contextlib.contextmanager
def _seeded(settings: TcaSettings, step: int) -> Iterator[None]:
    """Random numbers of torch that depend on the seed and the step alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed * 1_000_003 + step + 1)
        yield


def _pairs(footage: Footage, count: int, rng: random.Random) -> tuple[list[np.ndarray], list[np.ndarray], Tensor]:
    """Two copies each of some films, and their groups."""
    films = rng.sample(range(len(footage.groups)), min(count, len(footage.groups)))
    return footage.copies(films, rng), footage.copies(films, rng), torch.from_numpy(footage.groups[films])


def _encoder_loss(
    encoder: TcaEncoder,
    bank: MemoryBank,
    anchors: list[np.ndarray],
    positives: list[np.ndarray],
    groups: Tensor,
    settings: TcaSettings,
) -> Tensor:
    encoder.train()
    frames, mask = padded([*anchors, *positives])
    vectors, seen = encoder(frames, mask)
    one, other = vectors[: len(anchors)], vectors[len(anchors) :]
    loss = contrast(LOSSES[settings.loss], one, other, groups, bank)
    if settings.frame_loss:
        table = symmetric_table(seen[: len(anchors)], mask[: len(anchors)], seen[len(anchors) :], mask[len(anchors) :])
        apart = groups[:, None] != groups[None]
        for rows in (table, table.T):
            loss = loss + settings.frame_loss / 2 * LOSSES[settings.loss](rows.diagonal(), rows, apart)
    bank.add(other, groups)
    return loss


def measure_scale(model: Tca, footage: Footage, seed: int) -> Scale:
    """How similar unrelated films are by what `model` ranks by, and the similarity that one in a thousand of them exceeds."""
    rng = random.Random(f"scale {seed}")
    films = rng.sample(range(len(footage.groups)), min(UNRELATED, len(footage.groups)))
    described: list[Described] = model.describe(footage.copies(films, rng))
    groups = footage.groups[films]
    found = np.concatenate(
        [model.similarities(film, described)[groups != group] for film, group in zip(described, groups, strict=True)]
    )
    median = float(np.median(found))
    spread = 1.4826 * float(np.median(np.abs(found - median)))
    return Scale(round(median, 4), round(max(spread, 0.01), 4), round(float(np.quantile(found, 0.999)), 4))
