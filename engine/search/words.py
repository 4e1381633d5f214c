"""Why it matched: the phrases (or words) of a query, each encoded as a text of its own, against what they get where they should mean nothing.

The word features inside a sentence are not used for this, not even where a head's words are trained: the measurement stands in engine/search/parameters.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.library.catalog import Shot
from engine.messages import WordRelevance
from engine.search.confidence import confidence
from engine.search.hits import UnitScale, scale_of
from engine.search.parameters import PHRASES, WORD_FOUND
from engine.search.prompts import phrases
from engine.search.query import PLAIN_WORDS

if TYPE_CHECKING:
    from engine.models.backbone import Backbone
    from engine.models.features import TextFeatures
    from engine.models.head import Head


@dataclass(frozen=True)
class Words:
    """The phrases of a query: names, encoded texts, the scale of each one's strips, and their scores for shots from all over the library."""

    names: tuple[str, ...]
    texts: TextFeatures
    scales: tuple[UnitScale, ...]
    sample: np.ndarray  # (phrases, shots)

    def explain(self, head: Head, shots: Sequence[Shot]) -> list[tuple[WordRelevance, ...]]:
        """For each shot how every phrase does in its frames; a phrase that the shot does not answer shows nothing rather than noise."""
        if not self.names or not shots:
            return [()] * len(shots)
        scores = _scores(head, self.texts, shots)
        usual, spread = np.array([shot.usual for shot in shots]), np.array([shot.spread for shot in shots])
        found = [
            confidence(own, usual, spread, there) >= WORD_FOUND for own, there in zip(scores, self.sample, strict=True)
        ]
        told = []
        for number, shot in enumerate(shots):
            strips = [scale(row) for scale, row in zip(self.scales, self.texts.sentences @ shot.frames.T, strict=True)]
            told.append(
                tuple(
                    WordRelevance(name, _rounded(strip if answered[number] else 0 * strip), bool(answered[number]))
                    for name, strip, answered in zip(self.names, strips, found, strict=True)
                )
            )
        return told


NO_WORDS = Words((), None, (), np.zeros((0, 0)))  # pyright: ignore[reportArgumentType]


def measure_words(
    backbone: Backbone, head: Head, text: str, candidates: Sequence[Shot], anywhere: Sequence[Shot]
) -> Words:
    """The phrases of `text`; `candidates` are the shots at hand, `anywhere` shots from all over the library."""
    names = explained(text)
    if not names or not candidates:
        return NO_WORDS
    texts = backbone.encode_text(list(names))
    frames = np.concatenate([shot.frames for shot in (*candidates, *anywhere)])
    scales = tuple(scale_of([row]) for row in texts.sentences @ frames.T)
    return Words(names, texts, scales, _scores(head, texts, anywhere))


def explained(text: str) -> tuple[str, ...]:
    """The phrases of a query; of a query that is one phrase, its words; none when it is one word."""
    if found := phrases(text):
        return found
    words = [word for word in re.findall(r"[\w'-]+", text) if word.lower() not in PLAIN_WORDS]
    return tuple(dict.fromkeys(words))[:PHRASES] if len(words) > 1 else ()


def _scores(head: Head, texts: TextFeatures, shots: Sequence[Shot]) -> np.ndarray:
    """(texts, shots)."""
    if not shots:
        return np.zeros((len(texts.sentences), 0), np.float32)
    return head.scores(texts, np.stack([shot.vector for shot in shots]), [shot.frames for shot in shots])


def _rounded(strip: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(value), 3) for value in strip)
