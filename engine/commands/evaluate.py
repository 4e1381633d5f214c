"""`rushes-engine evaluate`: one benchmark, its figures, and beside them what the papers published."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BENCHMARKS = (
    "msrvtt",
    "msvd",
    "lsmdc",
    "didemo",
    "activitynet",
    "fivr200k",
    "cc_web_video",
    "evve",
    "vcdb",
    "procedural",
    "pictures",
    "sequences",
    "clips",
)
LINE_EVERY = 1.0  # seconds, at least, between two lines of progress


def add(commands: Any) -> None:
    """Add the command to the subparsers of the command line."""
    text = "Measure a model on a benchmark, and put the published figures beside it."
    sub = commands.add_parser("evaluate", help=text, description=text)
    sub.set_defaults(run=run)
    sub.add_argument("--json", action="store_true", help="answer with one JSON object")
    sub.add_argument("--benchmark", required=True, choices=BENCHMARKS)
    sub.add_argument("--data", type=Path, metavar="DIR", help="the annotation files of the set, and its videos")
    sub.add_argument("--videos", type=Path, metavar="DIR", help="its videos, when they lie elsewhere")
    sub.add_argument("--cache", type=Path, metavar="DIR", help="keep what was decoded, for another run to go on with")
    sub.add_argument("--skip-missing", action="store_true", help="measure without the videos that are not there")
    sub.add_argument(
        "--head",
        default="own",
        metavar="HEAD",
        help='"own" (the one beside the model), "untuned", or with --checkpoint xclip, meanP, seqLSTM, seqTransf, tightTransf, tca',
    )
    sub.add_argument(
        "--checkpoint",
        type=Path,
        metavar="PATH",
        help="a published checkpoint of X-CLIP or CLIP4Clip, or a folder with those of TCA",
    )
    sub.add_argument("--patch", choices=["2d", "3d"], default="2d", help="its patch projection (default 2d)")
    sub.add_argument("--post", choices=["qbnorm", "nnn", "dsl"], help="correct the scores afterwards; labelled as such")
    sub.add_argument(
        "--similarity",
        choices=["cosine", "chamfer", "symmetric", "comparator"],
        help="video to video: TCA_c, TCA_f, TCA_sym, TCA_v (default: what find similar uses)",
    )
    sub.add_argument("--language", choices=["en", "ko"], default="en", help="of the captions of drawn films")
    sub.add_argument("--seed", type=int, default=4242, help="of drawn films and sequences (default 4242)")
    sub.add_argument("--films", type=int, default=1000, metavar="N", help="how many drawn films (default 1000)")
    sub.add_argument("--pairs", type=int, default=500, metavar="N", help="how many pairs of sequences (default 500)")
    sub.add_argument("--page", type=Path, metavar="FILE.html", help="write a page that shows the confusions")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit code."""
    from engine.evaluation.plan import Plan, check

    plan = Plan(
        benchmark=options.benchmark,
        model=options.model,
        device=options.device,
        data=options.data,
        videos=options.videos,
        cache=options.cache,
        skip_missing=options.skip_missing,
        head=options.head,
        checkpoint=options.checkpoint,
        linear_patch=options.patch,
        post=options.post,
        similarity=options.similarity,
        language=options.language,
        seed=options.seed,
        films=options.films,
        pairs=options.pairs,
        page=options.page,
    )
    check(plan)  # before torch, which takes seconds

    from engine.evaluation.report import as_text
    from engine.evaluation.run import evaluate

    steps = evaluate(plan)
    result: dict[str, Any] = {}

    def lines() -> Iterator[str]:
        result.update((yield from steps))

    said = -LINE_EVERY
    for line in lines():
        if not options.json and time.monotonic() - said >= LINE_EVERY:
            said = time.monotonic()
            print(line, file=sys.stderr, flush=True)
    print(json.dumps(result) if options.json else as_text(result))
    return 0
