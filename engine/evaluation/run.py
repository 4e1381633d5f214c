"""One benchmark from its options to its result: what `rushes-engine evaluate` does, without printing."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from engine.evaluation import bundled
from engine.evaluation.benchmarks import Source, captioned_films
from engine.evaluation.confusions import write_page
from engine.evaluation.plan import TEXT_SETS, VIDEO_SETS, Plan, check, data_of
from engine.evaluation.report import NAMES
from engine.evaluation.retrieval import measure
from engine.evaluation.scoring import Gallery
from engine.evaluation.similarity import (
    Embedder,
    ProgramFrames,
    PublishedFrames,
    choose_similarity,
    published_similarity,
)
from engine.evaluation.subjects import ProgramModel, PublishedCheckpoint, Subject
from engine.evaluation.video_search import measure_videos
from engine.evaluation.whole_program import measure_clips
from engine.models.backbone import Backbone, load_backbone
from engine.models.head import Head, load_head
from engine.models.untuned import UntunedHead
from engine.training.annotations import format_of

PROTOCOL = 12, 32  # frames and words of a published checkpoint, where the set does not say
Result = dict[str, Any]
Steps = Generator[str, None, Result]


def evaluate(plan: Plan) -> Steps:
    """Yields lines that tell how far it is; returns the result, ready for JSON. Raises EngineError with a sentence."""
    check(plan)
    if plan.benchmark == "clips":
        return {"benchmark": plan.benchmark, **(yield from measure_clips(data_of(plan), plan.model, plan.device))}
    with _cache(plan) as cache:
        if plan.benchmark in VIDEO_SETS:
            return (yield from _video_set(plan, cache))
        subject = _subject(plan)
        told: Result = {"benchmark": plan.benchmark, "model": subject.name, "head": subject.head}
        if plan.benchmark == "sequences":
            order = yield from bundled.sequences(subject, data_of(plan), plan.pairs, plan.seed)
            return {**told, "queries": 2 * plan.pairs, "videos": 2 * plan.pairs, "seed": plan.seed, "order": order}
        pictures = plan.page is not None
        if plan.benchmark == "procedural":
            gallery = yield from bundled.drawn_films(subject, plan.films, plan.language, plan.seed, pictures)
            told |= {"seed": plan.seed, "language": plan.language}
        elif plan.benchmark == "pictures":
            gallery = yield from bundled.photographs(subject, data_of(plan), pictures)
        else:
            source = Source(data_of(plan), plan.videos, cache, plan.skip_missing)
            gallery, told["not_there"] = yield from captioned_films(subject, source, plan.benchmark, pictures)
        result = yield from _measured(plan, subject, gallery)
        if plan.benchmark == "procedural":
            pairs = max(1, plan.films // bundled.PAIRS_A_FILM)
            told["minimal_pairs"] = yield from bundled.drawn_pairs(subject, pairs, plan.language, plan.seed)
        return told | result


def _measured(plan: Plan, subject: Subject, gallery: Gallery) -> Steps:
    yield "scoring"
    found = measure(subject, gallery, plan.post)
    if plan.page is not None:
        title = f"{NAMES[plan.benchmark]}: confusions of {subject.name}"
        shown = write_page(plan.page, title, gallery, found.scores)
        yield f"{shown} confusions are shown in {plan.page}"
    return found.figures


def _video_set(plan: Plan, cache: Path) -> Steps:
    if plan.checkpoint is not None:
        embedder: Embedder = PublishedFrames(plan.checkpoint, plan.device)
        similarity = published_similarity(plan.checkpoint, plan.similarity)
    else:
        backbone, head = _program_model(plan)
        embedder, similarity = ProgramFrames(backbone, head), choose_similarity(backbone, head, plan.similarity)
    source = Source(data_of(plan), plan.videos, cache, plan.skip_missing)
    found = yield from measure_videos(embedder, similarity, source, plan.benchmark)
    return {"benchmark": plan.benchmark, "model": embedder.name, "head": embedder.head, **found}


def _subject(plan: Plan) -> Subject:
    if plan.checkpoint is None:
        return ProgramModel(*_program_model(plan))
    frames, words = PROTOCOL
    if plan.benchmark in TEXT_SETS:
        form = format_of(plan.benchmark)
        frames, words = form.max_frames, form.max_words
    return PublishedCheckpoint(plan.checkpoint, plan.head, plan.linear_patch, frames, words, plan.device)


def _program_model(plan: Plan) -> tuple[Backbone, Head]:
    backbone = load_backbone(plan.model, plan.device)
    return backbone, UntunedHead() if plan.head == "untuned" else load_head(backbone)


@contextlib.contextmanager
def _cache(plan: Plan) -> Iterator[Path]:
    """The folder that was named, which is kept, or one for this run."""
    if plan.cache is not None:
        yield plan.cache
        return
    with tempfile.TemporaryDirectory(prefix="rushes-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
