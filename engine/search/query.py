"""What the person typed, taken apart: the wanted part, the unwanted parts, and a safe FTS5 expression for names and subtitles."""

import re
import unicodedata
from dataclasses import dataclass

from engine.errors import QueryError

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

_UNWANTED = re.compile(r'(?:(?<=\s)|^)-(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True)
class Query:
    """A sentence to look for, and phrases that must not be answered."""

    wanted: str
    unwanted: tuple[str, ...] = ()


def parse_query(text: str) -> Query:
    """`a dog on the beach -leash -"red car"`: the rest is wanted, words or quoted phrases after a minus sign are not.

    Raises QueryError when nothing wanted is left.
    """
    clean = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") else letter for letter in text[:LONGEST]
    )
    unwanted = tuple(phrase.strip() for pair in _UNWANTED.findall(clean) for phrase in pair if phrase.strip())
    wanted = " ".join(_UNWANTED.sub(" ", clean).replace('"', " ").split())
    if not wanted:
        raise QueryError(
            "Please say what to look for, not only what to leave out." if unwanted else "Please type what to look for."
        )
    return Query(wanted, unwanted)


def text_expressions(query: Query) -> list[str]:
    """FTS5 expressions for the wanted words, strictest first: all of them, then any. Empty when no word could stand in a name."""
    words = [word for word in re.findall(r"\w+", query.wanted.lower()) if word not in PLAIN_WORDS]
    if not words:
        return []
    quoted = [f'"{word}"*' if len(word) > 2 or not word.isascii() else f'"{word}"' for word in dict.fromkeys(words)]
    return [" ".join(quoted)] if len(quoted) == 1 else [" ".join(quoted), " OR ".join(quoted)]
