"""The ablation as a table beside the papers' figures, and what agrees with them and what does not, in sentences made of the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from engine.evaluation.ablation.heads import BLOCKS, SCALE
from engine.evaluation.ablation.rows import GROUPS, WHOLE, Group, Line
from engine.evaluation.ablation.runs import Plan, Result

FIGURES = ("R@1", "R@5", "MnR")
NAMED = 4  # pairs that a sentence names
TOLD = {"t2v": "Text to video", "v2t": "Video to text"}


@dataclass(frozen=True)
class Figure:
    """Mean and sample standard deviation over seeds; the deviation of one seed is not known."""

    mean: float
    sd: float

    def __str__(self) -> str:
        return f"{self.mean:.1f}" if math.isnan(self.sd) else f"{self.mean:.1f} ± {self.sd:.1f}"


def figure(results: Sequence[Result], setup: str, direction: str, name: str) -> Figure | None:
    """One figure of one setup over all its seeds ("t2v" or "v2t", then "R@1" and so on); None where it was not measured."""
    values = [getattr(result, direction)[name] for result in results if result.setup == setup]
    if not values:
        return None
    return Figure(float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else math.nan)


def markdown(results: Sequence[Result], plan: Plan) -> str:
    """The whole table."""
    parts = [_introduction(results, plan)]
    parts += [
        _group(results, group)
        for group in GROUPS
        if any(r.setup == line.setup for r in results for line in group.lines)
    ]
    return "\n\n".join(parts) + "\n"


def _introduction(results: Sequence[Result], plan: Plan) -> str:
    budget, whole = plan.budget, figure(results, WHOLE, "t2v", "R@1")
    chance = (
        f" With other films of the same kind R@1 of all four contrasts would vary by about "
        f"{100 * math.sqrt(whole.mean / 100 * (1 - whole.mean / 100) / plan.films):.1f} points more (binomial); "
        "the rows share their films, so less of it lies between rows."
        if whole
        else ""
    )
    scales = [result.scale for result in results if result.setup == WHOLE]
    ended = f" (with all four contrasts it ends at {np.mean(scales):.0f}; CLIP's is 100)" if scales else ""
    return (
        f"# The papers' ablations on drawn films\n\n"
        f"{plan.films:,} held-out drawn films with English captions, found among each other; percent, and mean rank (MnR), mean ± "
        f"standard deviation over {len(plan.seeds)} seeds of training on the same films.{chance}\n\n"
        f"Only the head is trained, on features of the frozen towers of `{plan.model}`: {budget.steps} steps of {budget.batch} of "
        f"{plan.clips:,} films (tightTransf {budget.tight_batch}; patch projection {budget.patch_steps} steps of "
        f"{budget.patch_batch}), temporal encoders with {BLOCKS} block from random numbers, projections and matrices from the "
        f"identity, logit scale from {SCALE:g}{ended}. AOSM is masked. The papers trained whole models, from CLIP, on MSR-VTT; "
        "their figures are R@1 on MSR-VTT 1k-A with ViT-B/32. The level of the two is not comparable, the order of rows is; "
        "the papers print one run each, so that some of their orders may be chance."
    )


def _group(results: Sequence[Result], group: Group) -> str:
    head = [f"{name} R@1 | R@5 | MnR" for name in TOLD.values()]
    rows = [f"| {group.title} | {' | '.join(head)} | paper T2V | paper V2T |", "|---" + "|---:" * 8 + "|"]
    for line in group.lines:
        ours = [figure(results, line.setup, direction, name) for direction in TOLD for name in FIGURES]
        published = [
            "–" if value is None else f"{value:.1f}{'*' if line.doubt else ''}" for value in (line.t2v, line.v2t)
        ]
        cells = [line.label, *("–" if value is None else str(value) for value in ours), *published]
        rows.append(f"| {' | '.join(cells)} |")
    doubts = {line.doubt for line in group.lines if line.doubt}
    words = [f"Paper: {group.source}.", *(f"\\* {doubt}." for doubt in sorted(doubts)), group.remark]
    words += [sentence for direction in TOLD if (sentence := agreement(results, group.lines, direction))]
    return f"## {group.title}\n\n" + "\n".join(rows) + "\n\n" + " ".join(word for word in words if word)


def agreement(results: Sequence[Result], lines: Sequence[Line], direction: str) -> str:
    """What the order of our rows by R@1 has to do with that of the paper's, in one sentence or two; "" where nothing is to compare.

    Two rows of ours are told apart when they differ by more than their standard deviations together, sqrt(a² + b²).
    """
    sure = [line for line in lines if not line.doubt] if any(not line.doubt for line in lines) else list(lines)
    rows = [
        (line.label, paper, ours)
        for line in sure
        if (paper := getattr(line, direction)) is not None
        and (ours := figure(results, line.setup, direction, "R@1")) is not None
    ]
    alike, against, open_pairs = list[str](), list[tuple[float, str]](), list[str]()
    for (a, paper_a, ours_a), (b, paper_b, ours_b) in combinations(rows, 2):
        if paper_a == paper_b:
            continue
        if paper_a < paper_b:
            (a, paper_a, ours_a), (b, paper_b, ours_b) = (b, paper_b, ours_b), (a, paper_a, ours_a)
        apart = ours_a.mean - ours_b.mean
        if not abs(apart) > math.hypot(ours_a.sd, ours_b.sd):  # also where a deviation is not known
            open_pairs.append(f"{a} and {b}")
        elif apart > 0:
            alike.append(f"{a} above {b}")
        else:
            said = f"{b} above {a} ({ours_b} against {ours_a}, in the paper {paper_b:.1f} against {paper_a:.1f})"
            against.append((apart, said))
    count = len(alike) + len(against) + len(open_pairs)
    if not count:
        return ""
    known = not any(math.isnan(ours.sd) for _, _, ours in rows)
    if not known:
        return f"{TOLD[direction]}: one seed tells no rows apart."
    if count == 1:
        told = [f"as in the paper, {pair}" for pair in alike] + [
            f"other than in the paper, {said}" for _, said in against
        ]
        return f"{TOLD[direction]}: {', '.join(told) or f'{open_pairs[0]} are not distinguishable'}."
    correlation = spearman([paper for _, paper, _ in rows], [ours.mean for _, _, ours in rows])
    best = max(rows, key=lambda row: row[1])[0], max(rows, key=lambda row: row[2].mean)[0]
    amount = "not defined" if math.isnan(correlation) else f"{correlation:+.2f}"
    text = f"{TOLD[direction]}: rank correlation with the paper {amount} over {len(rows)} rows"
    text += f"; best there {best[0]}, here {best[1]}" if best[0] != best[1] else f"; best in both {best[0]}"
    text += (
        f". Of {count} pairs of rows {len(alike)} are ordered as in the paper, {len(against)} the other way, "
        f"{len(open_pairs)} are not distinguishable"
    )
    if against:
        named = "; ".join(said for _, said in sorted(against)[:NAMED])
        text += f". The other way{', the widest' if len(against) > NAMED else ''}: {named}"
    return text + "."


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """Rank correlation, ties with their mean rank; NaN where one side is constant."""
    x, y = _ranks(np.array(a)), _ranks(np.array(b))
    x, y = x - x.mean(), y - y.mean()
    length = float(np.sqrt((x**2).sum() * (y**2).sum()))
    return float((x * y).sum() / length) if length else math.nan


def _ranks(values: np.ndarray) -> np.ndarray:
    return (values[:, None] > values).sum(1) + ((values[:, None] == values).sum(1) - 1) / 2
