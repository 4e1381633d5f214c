"""Both directions of retrieval between captions and clips, as figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import engine
from engine.evaluation import metrics
from engine.evaluation.post_processing import both_directions
from engine.evaluation.scoring import Gallery
from engine.evaluation.subjects import Subject

QUERY_BANK = Path(engine.__file__).parent.parent / "resources" / "query_bank.txt"


@dataclass(frozen=True)
class Retrieval:
    """`figures` are ready for JSON; `scores` float32 (captions, clips) are those of text to video."""

    figures: dict[str, Any]
    scores: np.ndarray


def measure(subject: Subject, gallery: Gallery, post: str | None = None) -> Retrieval:
    """Score every caption against every clip and rank. `post`: "qbnorm", "nnn" or "dsl", see `post_processing`."""
    scores = subject.scores(gallery.captions, gallery.features, gallery.lengths)
    to_video, to_text, label = scores, scores, "none"
    if post is not None:
        queries = [line for line in QUERY_BANK.read_text(encoding="utf-8").splitlines() if line.strip()]
        bank = subject.scores(queries, gallery.features, gallery.lengths)
        to_video, to_text, label = both_directions(post, scores, bank)
    unreadable = np.array(gallery.lengths) == 0
    to_video, to_text = (np.where(unreadable[None], -np.inf, matrix) for matrix in (to_video, to_text))
    video_of = np.array(gallery.video_of)
    figures: dict[str, Any] = {
        "queries": len(gallery.captions),
        "videos": len(gallery.names),
        "unreadable": gallery.unreadable,
        "post_processing": label,
        "t2v": metrics.recall_figures(metrics.text_to_video(to_video, video_of)),
        "v2t": metrics.recall_figures(metrics.video_to_text(to_text, video_of)),
    }
    if len(set(gallery.video_of)) < len(gallery.video_of):
        figures["v2t_protocol"] = "videos ranked by their best sentence (CLIP4Clip)"
        figures["v2t_single_sentences"] = metrics.recall_figures(metrics.video_to_sentence(to_text, video_of))
    return Retrieval(figures, to_video)
