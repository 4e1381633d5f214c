"""What is encoded for a query: several wordings of it, and its phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.models.features import TextFeatures
from engine.models.untuned import normalised
from engine.search.parameters import LONG_QUERY, LONG_TEMPLATES, PHRASES, SHORT_TEMPLATES
from engine.search.query import PLAIN_WORDS
from engine.search.script import foreign_script

if TYPE_CHECKING:
    from engine.models.backbone import Backbone

# Where a phrase ends: punctuation, "and", prepositions of place and time. Not "of", which holds a phrase together ("a cup of coffee").
_ENDS = re.compile(
    r"[,;:.!?、，。]+|(?<![\w-])(?:and|or|then|while|before|after|in front of|on top of|next to|in|on|at|into|onto|inside|with|without|from|over|under|"
    r"above|below|between|behind|beside|near|through|across|along|around|against|towards?|by|to|for)(?![\w-])",
    re.IGNORECASE,
)


def wordings(text: str, trained: bool) -> tuple[str, ...]:
    """The texts whose mean stands for a query. A trained head knows sentences as they are; English around another script says nothing."""
    if trained or foreign_script(text) is not None:
        return (text,)
    templates = LONG_TEMPLATES if len(text.split()) >= LONG_QUERY else SHORT_TEMPLATES
    return tuple(template.format(text) for template in templates)


def encode_query(backbone: Backbone, trained: bool, texts: Sequence[str]) -> TextFeatures:
    """Texts with each sentence the normalised mean of its wordings; words are those of the text itself."""
    groups = [wordings(text, trained) for text in texts]
    features = backbone.encode_text([wording for group in groups for wording in group])
    starts = [sum(len(group) for group in groups[:row]) for row in range(len(groups))]  # the text itself comes first
    means = [features.sentences[at : at + len(group)].mean(axis=0) for at, group in zip(starts, groups, strict=True)]
    pieces = [features.pieces[at] for at in starts]
    return TextFeatures(normalised(np.stack(means)), features.words[starts], features.mask[starts], pieces)


def phrases(text: str) -> tuple[str, ...]:
    """`a dog runs on the beach with a red ball` -> dog runs, beach, red ball; none when the query is one phrase."""
    found = dict.fromkeys(_without_plain_ends(part) for part in _ENDS.split(text))
    found.pop("", None)
    return tuple(found)[:PHRASES] if len(found) > 1 else ()


def _without_plain_ends(phrase: str) -> str:
    """A phrase without articles and the like at both ends."""
    words = phrase.split()
    while words and words[0].lower() in PLAIN_WORDS:
        words.pop(0)
    while words and words[-1].lower() in PLAIN_WORDS:
        words.pop()
    return " ".join(words)
