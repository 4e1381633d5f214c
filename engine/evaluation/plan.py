"""What to measure: the benchmarks there are, the options of a run, and which of them do not go together. Without torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.errors import QueryError

TEXT_SETS = ("msrvtt", "msvd", "lsmdc", "didemo", "activitynet")
VIDEO_SETS = ("fivr200k", "cc_web_video", "evve", "vcdb")
BENCHMARKS = (*TEXT_SETS, *VIDEO_SETS, "procedural", "pictures", "sequences", "clips")
RANKED = (*TEXT_SETS, "procedural", "pictures")  # films are ranked for captions
TEXT_HEADS = ("xclip", "meanP", "seqLSTM", "seqTransf", "tightTransf")  # of published checkpoints
VIDEO_HEADS = ("tca",)
POST_PROCESSING = ("qbnorm", "nnn", "dsl")
LANGUAGES = ("en", "ko")
SEED = 4242  # that of the model card


@dataclass(frozen=True)
class Plan:
    """What to measure. `head`: "own", "untuned", or a published kind, which needs `checkpoint`.

    `checkpoint`: a file of X-CLIP or CLIP4Clip; for TCA a folder with `model.pth`, `pca_params….npz`, torchvision's `resnet50….pth`
    and, for TCA_v, `video_comparator.pth`.
    """

    benchmark: str
    model: str = "starter"
    device: str | None = None
    data: Path | None = None
    videos: Path | None = None
    cache: Path | None = None
    skip_missing: bool = False
    head: str = "own"
    checkpoint: Path | None = None
    linear_patch: str = "2d"
    post: str | None = None
    similarity: str | None = None
    language: str = "en"
    seed: int = SEED
    films: int = 1000
    pairs: int = 500
    page: Path | None = None


def check(plan: Plan) -> None:
    """Options that do not go together. Raises QueryError."""
    if plan.benchmark not in BENCHMARKS:
        raise QueryError(f"There is no benchmark named {plan.benchmark}; there are: {', '.join(BENCHMARKS)}.")
    published = VIDEO_HEADS if plan.benchmark in VIDEO_SETS else TEXT_HEADS
    if plan.head not in ("own", "untuned", *published):
        raise QueryError(
            f"For {plan.benchmark} there is no head named {plan.head}; there are: own, untuned, {', '.join(published)}."
        )
    if (plan.head in published) != (plan.checkpoint is not None):
        raise QueryError(f"A published checkpoint needs both --checkpoint and --head, one of {', '.join(published)}.")
    if plan.benchmark == "clips" and plan.head != "own":
        raise QueryError("The benchmark clips measures the whole program, with the head that belongs to the model.")
    if plan.post is not None and plan.post not in POST_PROCESSING:
        raise QueryError(f"There is no post-processing named {plan.post}; there are: {', '.join(POST_PROCESSING)}.")
    if (plan.post is not None or plan.page is not None) and plan.benchmark not in RANKED:
        raise QueryError("Post-processing and a page of confusions are for benchmarks that rank films for captions.")
    if plan.language not in LANGUAGES:
        raise QueryError(f"Captions of drawn films are written in {' or '.join(LANGUAGES)}, not in {plan.language}.")
    if plan.similarity is not None and plan.benchmark not in VIDEO_SETS:
        raise QueryError("A similarity is chosen for video-to-video benchmarks only.")
    if min(plan.films, plan.pairs) < 1:
        raise QueryError("At least one film is needed.")
    if plan.benchmark != "procedural":
        data_of(plan)


def data_of(plan: Plan) -> Path:
    if plan.data is None:
        raise QueryError(f"The benchmark {plan.benchmark} needs its data: --data FOLDER.")
    if not plan.data.is_dir():
        raise QueryError(f"There is no folder {plan.data}.")
    return plan.data
