"""Questions worth asking here: names of files that read like a sentence, and those of the query bank that some footage answers well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from engine.indexing.steps import STEP, Pause
from engine.library.library import Library
from engine.messages import Suggestions
from engine.search.confidence import above_usual
from engine.search.moments import SearchModel, anywhere_in

SHOTS_A_STEP = 8
OF_BANK, OF_NAMES = 6, 3
ANSWERED = 2.5  # standard deviations above what the shot gets usually


def suggest(library: Library, model: SearchModel, bank: Sequence[str]) -> Iterator[Suggestions | Pause]:
    """`bank` are the lines of the query bank; only as many as the model has encoded count."""
    shots = anywhere_in(library, model)
    columns = []
    for at in range(0, len(shots), SHOTS_A_STEP):
        part = shots[at : at + SHOTS_A_STEP]
        vectors, frames = np.stack([shot.vector for shot in part]), [shot.frames for shot in part]
        usual = np.array([shot.usual for shot in part], np.float32)
        spread = np.array([shot.spread for shot in part], np.float32)
        columns.append(above_usual(model.head.scores(model.bank, vectors, frames), usual, spread))
        yield STEP
    texts = names_that_tell(library.catalog.names(50))[:OF_NAMES]
    if columns:
        sure = np.concatenate(columns, axis=1)  # (bank, shots)
        taken = set[int]()
        for row in np.argsort(-sure.max(axis=1), kind="stable")[: 4 * OF_BANK]:
            video = shots[int(np.argmax(sure[row]))].video  # of each video one, so that they differ
            if sure[row].max() >= ANSWERED and video not in taken and len(taken) < OF_BANK:
                taken.add(video)
                texts.insert(2 * len(taken) - 2, bank[int(row)])
    yield Suggestions(tuple(dict.fromkeys(texts)))


def names_that_tell(names: Sequence[str]) -> list[str]:
    """`birthday party at the lake_2019.mp4` -> birthday party at the lake; names that cameras give tell nothing."""
    told = []
    for name in names:
        words = re.findall(r"[^\W\d_]{2,}", name.rpartition(".")[0])
        if 2 <= len(words) <= 8 and not any(word.isupper() and len(word) > 1 for word in words):
            told.append(" ".join(words))
    return list(dict.fromkeys(told))
