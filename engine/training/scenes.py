"""What happens in a drawn film: objects, motions, backgrounds, and the changes of one attribute that make minimal pairs.

A scene is sampled first; pictures (`drawing`) and sentences (`captions`) are made from the same scene, so that they
always agree. Combinations of (object, colour, motion) that a hash picks are never shown in training.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace

from engine.training.icons import icons

SHAPES = ["circle", "square", "triangle", "star", "heart", "diamond", "ring", "cross", "pentagon", "hexagon"]
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (222, 36, 36),
    "orange": (250, 140, 20),
    "yellow": (250, 222, 40),
    "green": (36, 160, 60),
    "blue": (40, 84, 220),
    "purple": (136, 50, 190),
    "pink": (255, 130, 190),
    "brown": (130, 80, 40),
    "black": (18, 18, 18),
    "white": (248, 248, 248),
    "gray": (135, 135, 135),
}
DIRECTIONS: dict[str, tuple[float, float]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
    "up left": (-1, -1),
    "up right": (1, -1),
    "down left": (-1, 1),
    "down right": (1, 1),
}
CHANGES = ["rotate", "grow", "shrink", "appear", "disappear"]
MOTIONS = ["still", *DIRECTIONS, *CHANGES]
OPPOSITE = {
    "left": "right",
    "right": "left",
    "up": "down",
    "down": "up",
    "up left": "down right",
    "down right": "up left",
    "up right": "down left",
    "down left": "up right",
    "grow": "shrink",
    "shrink": "grow",
    "appear": "disappear",
    "disappear": "appear",
}
PLAIN = ["white", "black", "gray", "red", "blue", "green", "yellow", "pink"]
PATTERNS = [
    "stripes",
    "checkers",
    "dots",
    "gradient",
    "noise",
    "sky",
    "meadow",
    "sea",
    "night",
    "snow",
    "desert",
    "sunset",
    "bricks",
]
BACKGROUNDS = PLAIN + PATTERNS
CLASHES = {
    "sky": ("blue", "white"),
    "meadow": ("green", "blue"),
    "sea": ("blue",),
    "night": ("black", "blue"),
    "snow": ("white",),
    "desert": ("yellow", "orange"),
    "sunset": ("orange", "purple", "red"),
    "bricks": ("brown", "red"),
    "noise": ("gray",),
}
WORDS = [
    "hello",
    "stop",
    "love",
    "party",
    "happy",
    "news",
    "sale",
    "open",
    "music",
    "game",
    "start",
    "end",
    "summer",
    "winter",
    "family",
    "school",
    "travel",
    "food",
    "dance",
    "dream",
    "magic",
    "peace",
    "power",
    "speed",
    "world",
    "home",
    "night",
    "water",
    "green",
    "yes",
    "no",
    "wow",
    "go",
    "win",
    "help",
    "thanks",
]
SIZES = {"small": 0.24, "medium": 0.36, "large": 0.54}
KINDS = len(SHAPES) + len(icons())
UNCOUNTABLE = {
    len(SHAPES) + i
    for i, row in enumerate(icons())
    if row[1][0].endswith("s") and row[1][0] not in ("bus", "cactus", "octopus", "compass")
}


@dataclass(frozen=True)
class Thing:
    """One object, or a group of `count` equal ones; places are fractions of width and height."""

    kind: int  # 0..len(SHAPES)-1: a shape; above: an icon
    colour: str  # empty for icons
    size: str
    motion: str
    count: int
    places: tuple[tuple[float, float], ...]  # centre at half time, one per copy
    start: float = 0.0  # seen from this part of the film (0..1) ...
    end: float = 1.0  # ... to this one


@dataclass(frozen=True)
class Scene:
    things: tuple[Thing, ...]
    background: str
    background2: str = ""  # after half time, when the scene changes
    word: str = ""  # written on the picture
    relation: str = ""  # of the first thing to the second: "left of", "right of", "above", "below", "inside"
    order: bool = False  # the first thing is seen first, then the second
    seed: int = 0  # of everything that no sentence mentions


def held_out(thing: Thing) -> bool:
    """Whether training must never show this combination of object, colour and motion (one in eight)."""
    return zlib.crc32(f"{thing.kind}|{thing.colour}|{thing.motion}".encode()) % 8 == 0


def facts(scene: Scene) -> frozenset[str]:
    """Everything that is true of a scene and that a sentence may say."""
    said = {f"bg:{scene.background}"}
    if scene.background2:
        said |= {f"bg2:{scene.background}>{scene.background2}"}
    if scene.word:
        said.add(f"word:{scene.word}")
    for thing in scene.things:
        k = thing.kind
        said |= {f"{k}", f"{k}:{thing.colour}", f"{k}:{thing.size}", f"{k}:{thing.motion}", f"{k}:n{thing.count}"}
    if scene.relation:
        said.add(f"rel:{scene.things[0].kind}:{scene.relation}:{scene.things[1].kind}")
    if scene.order:
        said.add(f"order:{scene.things[0].kind}>{scene.things[1].kind}")
    return frozenset(said)


def _kind(rng: random.Random, countable: bool = False) -> int:
    while True:
        kind = rng.randrange(len(SHAPES)) if rng.random() < 0.3 else rng.randrange(len(SHAPES), KINDS)
        if not (countable and kind in UNCOUNTABLE):
            return kind


def _colour(rng: random.Random, kind: int, background: str) -> str:
    if kind >= len(SHAPES):
        return ""
    return rng.choice([c for c in COLOURS if c != background and c not in CLASHES.get(background, ())])


def _spread(rng: random.Random, count: int) -> tuple[tuple[float, float], ...]:
    """`count` places that do not touch at size "small" or "medium"."""
    slots = rng.sample([(0.17, 0.27), (0.5, 0.27), (0.83, 0.27), (0.17, 0.73), (0.5, 0.73), (0.83, 0.73)], count)
    return tuple((x + rng.uniform(-0.05, 0.05), y + rng.uniform(-0.07, 0.07)) for x, y in slots)


def sample_scene(rng: random.Random, moving: bool = True) -> Scene:
    """One scene of the whole grammar; without `moving`, what a single frame can show."""
    for _ in range(1000):
        scene = _sample(rng, moving)
        if not any(held_out(t) for t in scene.things):
            return scene
    raise AssertionError("the grammar only gives held-out scenes")


def sample_held_out(rng: random.Random) -> Scene:
    """A scene whose main object is a combination that training never showed."""
    while True:
        scene = _sample(rng, True)
        if held_out(scene.things[0]):
            return scene


def _sample(rng: random.Random, moving: bool) -> Scene:
    background = rng.choice(BACKGROUNDS)
    word = rng.choice(WORDS) if rng.random() < 0.12 else ""
    seed = rng.getrandbits(30)
    recipe = rng.choices(["single", "group", "several", "relation", "order"], (40, 14, 18, 13, 15 if moving else 0))[0]
    if recipe == "single":
        motion = rng.choice(MOTIONS) if moving and rng.random() < 0.9 else "still"
        kind = _kind(rng)
        place = (rng.uniform(0.25, 0.75), rng.uniform(0.3, 0.7))
        size = rng.choice(list(SIZES))
        if motion in DIRECTIONS or motion in ("grow", "shrink"):
            size = rng.choice(["small", "medium"])
        return Scene(
            (Thing(kind, _colour(rng, kind, background), size, motion, 1, (place,)),), background, "", word, seed=seed
        )
    if recipe == "group":
        kind, count = _kind(rng, countable=True), rng.randint(2, 4)
        motion = rng.choice(["still", "still", "left", "right", "up", "down"]) if moving else "still"
        thing = Thing(
            kind,
            _colour(rng, kind, background),
            "small" if motion != "still" else rng.choice(["small", "medium"]),
            motion,
            count,
            _spread(rng, count),
        )
        return Scene((thing,), background, "", word, seed=seed)
    kinds: list[int] = []
    while len(kinds) < (rng.choice([2, 2, 2, 3, 4]) if recipe == "several" else 2):
        kind = _kind(rng)
        if kind not in kinds:
            kinds.append(kind)
    colours = [_colour(rng, kind, background) for kind in kinds]
    if recipe == "several":
        places = _spread(rng, len(kinds))
        motions = [rng.choice(MOTIONS) if moving and len(kinds) == 2 and rng.random() < 0.7 else "still" for _ in kinds]
        sizes = [rng.choice(["small", "medium"]) for _ in kinds]
        things = tuple(
            Thing(k, c, "small" if m in DIRECTIONS else s, m, 1, (p,))
            for k, c, s, m, p in zip(kinds, colours, sizes, motions, places, strict=True)
        )
        return Scene(things, background, "", word, seed=seed)
    if recipe == "order":
        change = rng.uniform(0.45, 0.55)
        background2 = rng.choice(BACKGROUNDS) if rng.random() < 0.3 else ""
        background2 = "" if background2 == background else background2
        if background2 and colours[1]:
            colours[1] = _colour(rng, kinds[1], background2)
        things = tuple(
            Thing(
                k,
                c,
                rng.choice(["medium", "large"]),
                "still",
                1,
                ((rng.uniform(0.3, 0.7), rng.uniform(0.35, 0.65)),),
                a,
                b,
            )
            for k, c, a, b in zip(kinds, colours, (0.0, change), (change, 1.01), strict=True)
        )
        return Scene(things, background, background2, word, order=True, seed=seed)
    relation = rng.choice(["left of", "right of", "above", "below", "inside"])
    if relation == "inside":
        kinds[1] = rng.choice(
            [i for i, s in enumerate(SHAPES) if s in ("circle", "square", "hexagon", "pentagon") and i != kinds[0]]
        )
        colours[1] = _colour(rng, kinds[1], background)
        if colours[0] and colours[0] == colours[1]:
            colours[0] = rng.choice([c for c in COLOURS if c != colours[1]])
        x, y = rng.uniform(0.35, 0.65), rng.uniform(0.42, 0.58)
        return Scene(
            (
                Thing(kinds[0], colours[0], "small", "still", 1, ((x, y),)),
                Thing(kinds[1], colours[1], "large", "still", 1, ((x, y),)),
            ),
            background,
            "",
            word,
            relation,
            seed=seed,
        )
    sizes = [rng.choice(["small", "medium"]) for _ in kinds]
    near, far, side = rng.uniform(0.17, 0.3), rng.uniform(0.7, 0.83), rng.uniform(0.38, 0.62)
    side2 = side + rng.uniform(-0.1, 0.1)
    first = {
        "left of": (near, side),
        "right of": (far, side),
        "above": (side, near + 0.05),
        "below": (side, far - 0.05),
    }[relation]
    second = {
        "left of": (far, side2),
        "right of": (near, side2),
        "above": (side2, far - 0.05),
        "below": (side2, near + 0.05),
    }[relation]
    return Scene(
        tuple(
            Thing(k, c, s, "still", 1, (p,)) for k, c, s, p in zip(kinds, colours, sizes, (first, second), strict=True)
        ),
        background,
        "",
        word,
        relation,
        seed=seed,
    )


FLIPS = [
    "colour",
    "object",
    "count",
    "direction",
    "change",
    "order",
    "relation",
    "background",
    "size",
    "binding",
    "word",
]


def flip(scene: Scene, attribute: str, rng: random.Random) -> Scene | None:
    """The same scene with one attribute changed, or None where the scene has no such attribute."""
    thing, *rest = scene.things

    def with_first(**changes: object) -> Scene:
        return replace(scene, things=(replace(thing, **changes), *rest))  # type: ignore[arg-type]

    if attribute == "colour" and thing.colour:
        avoid = {thing.colour, *(t.colour for t in rest if scene.relation == "inside")}
        choices = [
            c
            for c in COLOURS
            if c not in avoid and c != scene.background and c not in CLASHES.get(scene.background, ())
        ]
        return with_first(colour=rng.choice(choices))
    if attribute == "object":
        pool = range(len(SHAPES)) if thing.kind < len(SHAPES) else range(len(SHAPES), KINDS)
        return with_first(kind=rng.choice([k for k in pool if k not in {t.kind for t in scene.things}]))
    if (
        attribute == "count"
        and not rest
        and (thing.count > 1 or (thing.motion == "still" and thing.size != "large" and thing.kind not in UNCOUNTABLE))
    ):
        count = rng.choice([n for n in (1, 2, 3, 4) if n != thing.count])
        return with_first(count=count, places=_spread(rng, count))
    if attribute == "direction" and thing.motion in DIRECTIONS:
        return with_first(motion=OPPOSITE[thing.motion])
    if attribute == "change" and thing.motion in OPPOSITE and thing.motion not in DIRECTIONS:
        return with_first(motion=OPPOSITE[thing.motion])
    if attribute == "order" and scene.order and not scene.background2:
        a, b = scene.things
        return replace(scene, things=(replace(b, start=a.start, end=a.end), replace(a, start=b.start, end=b.end)))
    if attribute == "relation" and scene.relation and scene.relation != "inside":
        a, b = scene.things
        return replace(
            scene,
            things=(replace(a, places=b.places), replace(b, places=a.places)),
            relation={"left of": "right of", "right of": "left of", "above": "below", "below": "above"}[scene.relation],
        )
    if attribute == "background" and not scene.background2:
        taken = {t.colour for t in scene.things}
        return replace(
            scene,
            background=rng.choice(
                [
                    b
                    for b in BACKGROUNDS
                    if b != scene.background and b not in taken and not taken.intersection(CLASHES.get(b, ()))
                ]
            ),
        )
    alone = thing.count == 1 and thing.motion == "still" and not rest
    if attribute == "size" and thing.size in ("small", "large") and alone:
        return with_first(size="large" if thing.size == "small" else "small")
    if attribute == "binding" and rest and thing.colour and rest[0].colour and thing.colour != rest[0].colour:
        other = replace(rest[0], colour=thing.colour)
        return replace(scene, things=(replace(thing, colour=rest[0].colour), other, *rest[1:]))
    if attribute == "word" and scene.word:
        return replace(scene, word=rng.choice([w for w in WORDS if w != scene.word]))
    return None
