"""What the person typed, taken apart: the wanted part, the unwanted parts, and a safe FTS5 expression for names and subtitles."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.errors import QueryError

MOST_TURNS = 5  # things in a row
LONGEST = 1000  # characters; a query is a sentence, not a page
PLAIN_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "over",
        "the",
        "then",
        "there",
        "this",
        "that",
        "to",
        "under",
        "up",
        "with",
    ]
)

# "A > B", "A, then B", "A 다음에 B": things that follow one another.
_THEN = re.compile(
    r"\s*(?:->|=>|[>\N{RIGHTWARDS ARROW}])\s*|,?\s+(?:and\s+then|then|followed\s+by)\s+|,?\s+(?:그\s?다음에?|다음에|그리고\s?나서|그러고\s?나서)\s+",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?:first|at first|먼저|처음에)\s+", re.IGNORECASE)

_UNWANTED = re.compile(r'(?:(?<=\s)|^)-(?:"([^"]*)"|([^\s"]+))')


class Reads(Protocol):
    """A model that reads texts up to some length."""

    def overlong(self, text: str) -> bool: ...


@dataclass(frozen=True)
class Query:
    """A sentence to look for, and phrases that must not be answered."""

    wanted: str
    unwanted: tuple[str, ...] = ()


def parse_query(text: str) -> Query:
    """`a dog on the beach -leash -"red car"`: the rest is wanted, words or quoted phrases after a minus sign are not.

    Raises QueryError when nothing wanted is left.
    """
    query = parse_parts(text)
    if not query.wanted:
        raise QueryError(
            "Please say what to look for, not only what to leave out."
            if query.unwanted
            else "Please type what to look for."
        )
    return query


def parse_parts(text: str) -> Query:
    """The same where something else may be wanted besides words."""
    clean = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") else letter for letter in text[:LONGEST]
    )
    unwanted = tuple(phrase.strip() for pair in _UNWANTED.findall(clean) for phrase in pair if phrase.strip())
    wanted = " ".join(_UNWANTED.sub(" ", clean).replace('"', " ").split())
    return Query(wanted, unwanted)


def parse_turns(wanted: str) -> tuple[str, ...]:
    """`a door opens, then a dog runs out` -> both in order; empty when nothing follows anything."""
    steps = [step.strip(" ,") for step in _THEN.split(wanted)]
    if len(steps) < 2 or not all(any(letter.isalnum() for letter in step) for step in steps):
        return ()
    return (_FIRST.sub("", steps[0]), *steps[1:])[:MOST_TURNS]


def overlong(backbone: "Reads", texts: Sequence[str]) -> str:
    """A sentence when the model reads only the beginning of a text; empty when it reads all."""
    if any(backbone.overlong(text) for text in texts):
        return "This is longer than the model can read: only the beginning counts."
    return ""


def text_expressions(query: Query) -> list[str]:
    """FTS5 expressions for the wanted words, strictest first: all of them, then any. Empty when no word could stand in a name."""
    words = [word for word in re.findall(r"\w+", query.wanted.lower()) if word not in PLAIN_WORDS]
    if not words:
        return []
    quoted = [f'"{word}"*' if len(word) > 2 or not word.isascii() else f'"{word}"' for word in dict.fromkeys(words)]
    return [" ".join(quoted)] if len(quoted) == 1 else [" ".join(quoted), " OR ".join(quoted)]
