"""`python -m engine.evaluation.ablation`: trains what is missing, prints the table, writes it and every figure to a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

import platformdirs

from engine.evaluation.ablation.heads import Budget
from engine.evaluation.ablation.rows import SETUPS
from engine.evaluation.ablation.runs import Plan, run
from engine.evaluation.ablation.table import markdown


def main() -> None:
    parser = argparse.ArgumentParser("engine.evaluation.ablation", description=__doc__)
    cache = Path(platformdirs.user_cache_dir("Rushes", appauthor=False)) / "ablation"
    parser.add_argument("--seeds", type=int, default=3, help="how often every row is trained (default: 3)")
    parser.add_argument("--films", type=int, default=1000, help="held-out films to search among (default: 1000)")
    parser.add_argument("--model", default="starter", help="whose towers (default: starter)")
    parser.add_argument(
        "--out", type=Path, default=cache, help=f"where results and features are kept (default: {cache})"
    )
    options = parser.parse_args()
    wanted = Plan(options.model, tuple(range(options.seeds)), options.films, 6000, Budget(), tuple(SETUPS))
    steps = run(options.out, wanted)
    while True:
        try:
            print(next(steps), flush=True)
        except StopIteration as end:
            results = end.value
            break
    text = markdown(results, wanted)
    (options.out / "ablation.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
