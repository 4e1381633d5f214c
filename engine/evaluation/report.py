"""Results as a table for people, with what was published beside ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.evaluation.benchmarks import TITLES
from engine.evaluation.published import TEXT_COLUMNS, published, published_similarity

NAMES = TITLES | {
    "fivr200k": "FIVR-200K",
    "cc_web_video": "CC_WEB_VIDEO",
    "evve": "EVVE",
    "vcdb": "VCDB",
    "procedural": "drawn films in combinations that training never showed",
    "pictures": "Flickr8k, test split, first caption of each photograph",
    "sequences": "films of two photographs, told in order",
    "clips": "real clips through the whole program",
}
RECALLED = "* recalled, not read again in its source: check before quoting"
RECALLS = ("R@1", "R@5", "R@10", "R@50", "MdR", "MnR")


def as_text(result: Mapping[str, Any]) -> str:
    """The whole report of one benchmark's `result` (what `--json` prints)."""
    parts = [_heading(result)]
    if "t2v" in result:
        parts.append(_retrieval(result))
    if "mAP" in result:
        parts.append(_similarity(result))
    if "minimal_pairs" in result:
        rows = [[name, f"{value:.1f}"] for name, value in result["minimal_pairs"].items()]
        parts.append("Minimal pairs, percent of captions that prefer their own film (chance 50)\n" + _table([], rows))
    if "order" in result:
        parts.append(
            f"Captions that prefer their film to the one in the other order: {result['order']:.1f} % (chance 50)"
        )
    if "captions" in result:
        rows = [
            [str(row["rank"]) + ("" if row["shown"] else " (not shown)"), row["path"], row["caption"]]
            for row in result["captions"]
        ]
        parts.append(_table(["rank", "film", "caption"], rows))
    return "\n\n".join(parts)


def _heading(result: Mapping[str, Any]) -> str:
    name = NAMES.get(result["benchmark"], result["benchmark"])
    lines = [name, f"{result['model']}, head: {result['head']}"]
    counts = [f"{result[key]} {key}" for key in ("queries", "videos") if key in result]
    if result.get("not_there"):
        counts.append(f"{result['not_there']} videos not there, left out")
    if result.get("unreadable"):
        counts.append(f"{len(result['unreadable'])} videos unreadable")
    if result.get("seed") is not None:
        counts.append(f"seed {result['seed']}")
    if result.get("language"):
        counts.append(f"captions: {result['language']}")
    lines.append(", ".join(counts))
    if result.get("post_processing", "none") != "none":
        lines.append(f"POST-PROCESSED, not comparable with figures that are not: {result['post_processing']}")
    if result.get("similarity"):
        lines.append(f"similarity: {result['similarity']}")
    return "\n".join(lines)


def _retrieval(result: Mapping[str, Any]) -> str:
    rows = [["ours, text to video", *_cells(result["t2v"], RECALLS), ""]]
    for key, name in (
        ("v2t", "ours, video to text"),
        ("v2t_single_sentences", "ours, video to single sentences"),
        ("t2v_same_captions_apart", "ours, films of the same caption not counted"),
    ):
        if key in result:
            rows.append([name, *_cells(result[key], RECALLS), ""])
    tables = [_table(["percent", *RECALLS, ""], rows)]
    others = published(result["benchmark"])
    if others:
        head = [
            "published",
            *(f"T2V {name}" for name in TEXT_COLUMNS),
            *(f"V2T {name}" for name in TEXT_COLUMNS),
            "source",
        ]
        ours = ["OURS", *_cells(result["t2v"], TEXT_COLUMNS), *_cells(result["v2t"], TEXT_COLUMNS), ""]
        theirs = [
            [
                row.method + "*" * row.recalled,
                *_cells(row.t2v, TEXT_COLUMNS),
                *_cells(row.v2t, TEXT_COLUMNS),
                row.source,
            ]
            for row in others
        ]
        tables.append(_table(head, [ours, *theirs]) + _note(row.recalled for row in others))
    return "\n\n".join(tables)


def _similarity(result: Mapping[str, Any]) -> str:
    figures: Mapping[str, float] = result["mAP"]
    others = published_similarity(result["benchmark"])
    ours = ["OURS", *(f"{value:.3f}" for value in figures.values()), ""]
    theirs = [
        [row.method + "*" * row.recalled, *(_number(row.figures.get(name), 3) for name in figures), row.source]
        for row in others
    ]
    return _table(["mAP", *figures, "source"], [ours, *theirs]) + _note(row.recalled for row in others)


def _note(recalled: Iterable[bool]) -> str:
    return f"\n{RECALLED}" if any(recalled) else ""


def _cells(figures: Mapping[str, float], names: tuple[str, ...]) -> list[str]:
    return [_number(figures.get(name), 1) for name in names]


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as wide as their widest cell; numbers to the right."""
    whole = [head, *rows] if head else rows
    widths = [max(len(row[column]) for row in whole) for column in range(len(whole[0]))]
    lines = []
    for row in whole:
        cells = [
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _is_number(cell: str) -> bool:
    return cell == "-" or cell.replace(".", "", 1).isdigit()
