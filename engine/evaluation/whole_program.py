"""A folder of real clips through the whole program: indexed into a new library, searched with every caption of its manifest."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.engine import Engine
from engine.errors import ModelError, QueryError
from engine.evaluation.metrics import recall_figures
from engine.indexing.steps import WAIT, Steps
from engine.messages import Hits, IndexFolder, ModelState, Progress, Search

if TYPE_CHECKING:
    from engine.engine import Load

MANIFEST = "manifest.csv"
ALL = 10_000  # hits a search may return


def read_manifest(data: Path) -> list[tuple[str, str]]:
    """(path below the folder, caption) of `manifest.csv`, which has at least the columns path and caption. Raises QueryError."""
    file = data / MANIFEST
    if not file.is_file():
        raise QueryError(f"There is no {MANIFEST} in {data}.")
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    if not rows or not all(row.get("path") and row.get("caption") for row in rows):
        raise QueryError(f"The file {file} needs the columns path and caption, filled in every row.")
    return [(row["path"], row["caption"]) for row in rows]


def measure_clips(
    data: Path, model: str, device: str | None, load: Load | None = None
) -> Generator[str, None, dict[str, Any]]:
    """Figures ready for JSON, with the rank of the right film for every caption.

    A film ranks where its first moment stands among the moments shown, films counted once; one that is not shown at all has
    the last rank. File names and subtitles play no part. Films with word for word the same caption count as wrong for each
    other in `t2v`, and as nothing in `t2v_same_captions_apart`.
    """
    wanted = read_manifest(data)
    with tempfile.TemporaryDirectory(prefix="rushes-", ignore_cleanup_errors=True) as library:
        program = Engine(Path(library) / "library", model, device, load)
        try:
            yield from _lines(program.load_model())
            yield from _lines(program.index_folder(IndexFolder(1, str(data))))
            shown = dict[str, list[str]]()
            for number, caption in enumerate(dict.fromkeys(caption for _, caption in wanted), 1):
                shown[caption] = yield from _films(program, caption)
                yield f"{number} captions searched"
            loaded = program.model()
            name, head = (loaded.backbone.name, loaded.head.name) if loaded else (model, "")
            state = program.library_state()
        finally:
            program.close()
    rows = [_rank(data, path, caption, wanted, shown[caption]) for path, caption in wanted]
    return {
        "model": name,
        "head": head,
        "queries": len(wanted),
        "videos": len({path for path, _ in wanted}),
        "indexed": state.indexed,
        "moments": state.moments,
        "t2v": recall_figures(np.array([row["rank"] for row in rows])),
        "t2v_same_captions_apart": recall_figures(np.array([row["rank_same_captions_apart"] for row in rows])),
        "captions": rows,
    }


def _rank(data: Path, path: str, caption: str, wanted: list[tuple[str, str]], shown: list[str]) -> dict[str, Any]:
    own, last = os.path.abspath(data / path), len({other for other, _ in wanted})
    twins = {os.path.abspath(data / other) for other, same in wanted if same == caption and other != path}
    rank = shown.index(own) + 1 if own in shown else last
    before = sum(film in twins for film in shown[: rank - 1]) if own in shown else len(twins)
    return {
        "path": path,
        "caption": caption,
        "rank": rank,
        "rank_same_captions_apart": rank - before,
        "shown": own in shown,
    }


def _films(program: Engine, caption: str) -> Generator[str, None, list[str]]:
    """The files of a search's moments, best first, each once."""
    hits: Hits | None = None
    for item in program.search(Search(1, caption, limit=ALL)):
        if item is WAIT:
            time.sleep(0.005)
        if isinstance(item, Hits):
            hits = item
    yield from ()
    return list(dict.fromkeys(hit.path for hit in hits.hits)) if hits else []


def _lines(steps: Steps) -> Generator[str]:
    """Drive a job to its end; a line whenever there is something to say. Raises ModelError when the model fails."""
    for item in steps:
        if item is WAIT:
            time.sleep(0.005)
        if isinstance(item, ModelState) and item.state == "failed":
            raise ModelError(item.note)
        if isinstance(item, Progress) and item.total:
            yield f"{item.activity}: {item.done:.0f} of {item.total:.0f} s of footage"
