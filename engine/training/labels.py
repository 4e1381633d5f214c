"""What a scene shows and a caption says, as classes of a few groups, for read-outs that films and sentences share.

The same linear read-out must name a thing from the vector of a film and from the vector of a sentence; that puts both on the
same directions, and breaks the plateau on which contrasts alone leave motion, order, sides and written words.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.training.scenes import BACKGROUNDS, COLOURS, KINDS, MOTIONS, SHAPES, WORDS

GROUPS = {
    "motion": len(MOTIONS),
    "kind": KINDS,
    "coloured shape": len(SHAPES) * len(COLOURS),
    "count": 4,
    "background": len(BACKGROUNDS),
    "word": len(WORDS),
    "side": 4 * KINDS,  # left, right, above, below: which thing is there
    "turn": 2 * KINDS,  # first, second: which thing comes then
}
SIDES = {"left of": (0, 1), "right of": (1, 0), "above": (2, 3), "below": (3, 2)}
COLOUR_NAMES = list(COLOURS)


def labels_of(facts: frozenset[str]) -> Iterator[tuple[str, int]]:
    """(group, class) of every fact that has a class; facts as `scenes.facts` writes them."""
    for fact in facts:
        head, _, rest = fact.partition(":")
        if head == "bg":
            yield "background", BACKGROUNDS.index(rest)
        elif head == "word":
            yield "word", WORDS.index(rest)
        elif head == "order":
            first, _, second = rest.partition(">")
            yield "turn", int(first)
            yield "turn", KINDS + int(second)
        elif head == "rel":
            first, relation, second = rest.split(":")
            if relation in SIDES:
                here, there = SIDES[relation]
                yield "side", here * KINDS + int(first)
                yield "side", there * KINDS + int(second)
        elif head.isdigit():
            kind = int(head)
            if not rest:
                yield "kind", kind
            elif rest in COLOURS:
                yield "coloured shape", kind * len(COLOURS) + COLOUR_NAMES.index(rest)
            elif rest in MOTIONS:
                yield "motion", MOTIONS.index(rest)
            elif rest[0] == "n" and rest[1:].isdigit():
                yield "count", int(rest[1:]) - 1
