"""Sentences about scenes, in English and Korean, from one grammar: paraphrases, synonyms, keywords, dropped attributes.

A caption carries the set of facts it states, so that a training batch can tell which other films it describes too.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from engine.training.icons import icons
from engine.training.lexicon import (
    BACKGROUND_EN,
    BACKGROUND_KO,
    CHANGE_EN,
    CHANGE_KO,
    COLOUR_EN,
    COLOUR_KO,
    FALL,
    GO,
    GO_KO,
    IRREGULAR,
    NUMBER_EN,
    NUMBER_KO,
    PREFIX_EN,
    RELATION_EN,
    RELATION_KO,
    RISE,
    SHAPE_WORDS,
    SIZE_EN,
    SIZE_KO,
    SUFFIX_KO,
    TOWARDS,
    TOWARDS_KO,
)
from engine.training.scenes import DIRECTIONS, SHAPES, Scene, Thing

ICONS = tuple(icons())


@dataclass(frozen=True)
class Caption:
    text: str
    facts: frozenset[str]
    language: str


def plural(name: str) -> str:
    words = name.split()
    at = len(words) - 1
    for i, word in enumerate(words[1:], 1):
        if word in ("of", "with", "and") or (word.endswith("ing") and words[0] == "person") or words[0] == "house":
            at = i - 1
            break
    word = words[at]
    if word in IRREGULAR:
        words[at] = IRREGULAR[word]
    elif word.endswith(("s", "x", "sh", "ch")):
        words[at] = word + "es" if not word.endswith("ses") else word
    elif word.endswith("y") and word[-2] not in "aeiou":
        words[at] = word[:-1] + "ies"
    else:
        words[at] = word + "s"
    return " ".join(words)


def josa(word: str, closed: str, opened: str) -> str:
    """A Korean word with its particle: `closed` after a final consonant, `opened` after a vowel."""
    last = ord(word[-1]) - 0xAC00
    return word + (closed if 0 <= last < 11172 and last % 28 else opened)


def names_of(kind: int) -> tuple[list[str], list[str]]:
    """English and Korean names; the first is the usual one."""
    if kind < len(SHAPES):
        return SHAPE_WORDS[SHAPES[kind]]
    _, english, korean = ICONS[kind - len(SHAPES)]
    return english, korean


def _usual(names: list[str], rng: random.Random) -> str:
    return names[0] if rng.random() < 0.65 else rng.choice(names)


def describe(
    scene: Scene,
    rng: random.Random,
    must: frozenset[str] | set[str] = frozenset(),
    language: str = "",
    full: bool = False,
) -> Caption:
    """One sentence. `must`: attributes it has to mention (names of `scenes.FLIPS`); `full`: mention all that matters."""
    language = language or ("en" if rng.random() < 0.6 else "ko")
    korean = language == "ko"
    facts: set[str] = set()

    def want(attribute: str, chance: float) -> bool:
        return attribute in must or full or rng.random() < chance

    def noun(thing: Thing, article: bool = True) -> str:
        k = thing.kind
        names = names_of(k)[korean]
        name = _usual(names, rng)
        facts.update({f"{k}", f"{k}:n{thing.count}"})
        parts = []
        if (
            thing.size in SIZE_EN
            and thing.motion not in ("grow", "shrink")
            and ("size" in must or (rng.random() < 0.35 and thing.count == 1))
        ):
            facts.add(f"{k}:{thing.size}")
            parts.append(rng.choice((SIZE_KO if korean else SIZE_EN)[thing.size]))
        if thing.colour and ({"colour", "binding"} & must or full or rng.random() < 0.8):
            facts.add(f"{k}:{thing.colour}")
            parts.append(rng.choice(COLOUR_KO[thing.colour] if korean else COLOUR_EN.get(thing.colour, [thing.colour])))
        if korean:
            if thing.count > 1:
                number = NUMBER_KO[thing.count] + rng.choice(
                    [" 개", " 개", " 마리", " 명"] if not thing.colour else [" 개"]
                )
                return (
                    " ".join([*parts, name, number]) if rng.random() < 0.7 else " ".join([number + "의", *parts, name])
                )
            return " ".join([*parts, name])
        if thing.count > 1:
            number = NUMBER_EN[thing.count] if rng.random() < 0.9 else str(thing.count)
            return " ".join([number, *parts, plural(name)])
        phrase = " ".join([*parts, name])
        if not article or (name.endswith("s") and name[-2:] not in ("ss", "us")):
            return phrase
        return ("one " if "count" in must and rng.random() < 0.3 else "an " if phrase[0] in "aeiou" else "a ") + phrase

    def motion_of(thing: Thing, chance: float) -> tuple[str, str, str] | None:
        """English: (he moves, moving, they move); Korean: (sentence end, before the noun, "")."""
        if not want(
            "direction" if thing.motion in DIRECTIONS else "change", chance if thing.motion != "still" else 0.12
        ):
            return None
        if thing.motion == "still" and (scene.order or scene.relation or not must.isdisjoint({"count"})):
            return None
        if full and thing.motion == "still" and rng.random() < 0.8:
            return None
        facts.add(f"{thing.kind}:{thing.motion}")
        if thing.motion in DIRECTIONS:
            if korean:
                way, (end, before) = rng.choice(TOWARDS_KO[thing.motion]), rng.choice(GO_KO)
                return f"{way} {end}", f"{way} {before}", way
            if thing.motion in ("up", "down") and rng.random() < 0.25:
                return rng.choice(RISE if thing.motion == "up" else FALL)
            way, forms = rng.choice(TOWARDS[thing.motion]), rng.choice(GO)
            return f"{forms[0]} {way}", f"{forms[1]} {way}", f"{forms[2]} {way}"
        if korean:
            end, before = rng.choice(CHANGE_KO[thing.motion])
            return end, before, ""
        return rng.choice(CHANGE_EN[thing.motion])

    def ground(name: str) -> str:
        if name in BACKGROUND_EN:
            return rng.choice((BACKGROUND_KO if korean else BACKGROUND_EN)[name])
        if korean:
            return f"{rng.choice(COLOUR_KO[name])} 배경"
        colour = rng.choice(COLOUR_EN.get(name, [name]))
        return rng.choice([f"a {colour} background", f"{colour}", f"a plain {colour} background"]).replace(
            "a o", "an o"
        )

    first = scene.things[0]
    if scene.order:
        text = _order(scene, rng, korean, noun, facts)
    elif scene.relation and want("relation", 0.8):
        a, b = noun(first), noun(scene.things[1])
        facts.add(f"rel:{first.kind}:{scene.relation}:{scene.things[1].kind}")
        if korean:
            where = rng.choice(RELATION_KO[scene.relation])
            text = rng.choice(
                [
                    f"{josa(a, '이', '가')} {b} {where} 있다",
                    f"{b} {where} {josa(a, '이', '가')} 있다",
                    f"{b} {where} 있는 {a}",
                    f"{josa(b, '의', '의')} {where} 있는 {a}",
                ]
            )
        else:
            where = rng.choice(RELATION_EN[scene.relation])
            text = rng.choice([f"{a} {where} {b}", f"{a} is {where} {b}", f"{a} {where} {b}"])
    else:
        text = _objects(scene, rng, korean, noun, motion_of, full, must)
    behind = ""
    if want("background", 0.45) and not (scene.order and scene.background2):
        facts.add(f"bg:{scene.background}")
        behind = ground(scene.background)
    elif scene.background2 and want("background", 0.5):
        facts.add(f"bg2:{scene.background}>{scene.background2}")
        a, b = ground(scene.background), ground(scene.background2)
        text += (
            rng.choice([f", {a}에서 {b}" + "로 바뀐다", f", {a}에서 {b}"])
            if korean
            else rng.choice([f", from {a} to {b}", f", {a} changes to {b}"])
        )
    word = scene.word.upper() if scene.word and want("word", 0.6) else ""
    if word:
        facts.add(f"word:{scene.word}")
    return Caption(_wrap(text, behind, word, korean, rng), frozenset(facts), language)


def _order(scene: Scene, rng: random.Random, korean: bool, noun: object, facts: set[str]) -> str:
    a, b = (noun(thing) for thing in scene.things)  # type: ignore[operator]
    facts.add(f"order:{scene.things[0].kind}>{scene.things[1].kind}")
    if korean:
        return rng.choice(
            [
                f"먼저 {josa(a, '이', '가')} 나오고 그다음 {josa(b, '이', '가')} 나온다",
                f"{a} 다음에 {b}",
                f"처음에는 {a}, 나중에는 {b}",
                f"{josa(a, '이', '가')} 나온 뒤에 {josa(b, '이', '가')} 나온다",
                f"{b} 전에 {josa(a, '이', '가')} 나온다",
                f"{a}에서 {b}" + "로 바뀐다",
            ]
        )
    return rng.choice(
        [
            f"first {a}, then {b}",
            f"{a} and then {b}",
            f"{a} followed by {b}",
            f"{b} after {a}",
            f"{a} before {b}",
            f"at first {a}, later {b}",
            f"{a} is replaced by {b}",
            f"first {a} and afterwards {b}",
            f"{a}, then {b}",
        ]
    )


def _objects(
    scene: Scene, rng: random.Random, korean: bool, noun: object, motion_of: object, full: bool, must: object
) -> str:
    """All things, or some of them, each with its motion."""
    things = list(scene.things)
    if len(things) > 1 and not full and not must and rng.random() < 0.3:
        things = rng.sample(things, rng.randint(1, len(things) - 1))
    elif len(things) > 1 and rng.random() < 0.5:
        rng.shuffle(things)
    phrases = []
    for thing in things:
        name, motion = noun(thing), motion_of(thing, 0.85)  # type: ignore[operator]
        if korean:
            if motion is None:
                phrases.append(name)
            elif len(things) == 1 and rng.random() < 0.5:
                phrases.append(f"{josa(name, '이', '가')} {motion[0]}")
            elif len(things) == 1 and motion[2] and rng.random() < 0.15:
                phrases.append(f"{name} {motion[2]}")
            else:
                phrases.append(f"{motion[1]} {name}")
        elif motion is None:
            phrases.append(name)
        elif len(things) == 1 and rng.random() < 0.4:
            phrases.append(f"{name} {motion[2 if thing.count > 1 else 0]}")
        elif rng.random() < 0.2:
            phrases.append(f"{name} that {motion[2] if thing.count > 1 else motion[0]}")
        elif rng.random() < 0.15 and len(things) == 1:
            phrases.append(f"{name} {'are' if thing.count > 1 else 'is'} {motion[1]}")
        else:
            phrases.append(f"{name} {motion[1]}")
    if len(phrases) == 1:
        return phrases[0]
    if korean:
        return rng.choice([josa(phrases[0], "과", "와") + " " + ", ".join(phrases[1:]), ", ".join(phrases)])
    return rng.choice(
        [
            ", ".join(phrases[:-1]) + " and " + phrases[-1],
            ", ".join(phrases),
            " with ".join(phrases[:2]) + "".join(f" and {p}" for p in phrases[2:]),
        ]
    )


def _wrap(text: str, behind: str, word: str, korean: bool, rng: random.Random) -> str:
    if korean:
        if word:
            text = rng.choice([f"{word} 글자와 {text}", f"{word}라는 글자, {text}", f"{text}, {word} 글씨"])
        if behind:
            text = rng.choice([f"{behind}에서 {text}", f"{behind}에 {text}", f"{text}, {behind}", f"{behind} {text}"])
        return text + rng.choice(SUFFIX_KO) if text[-1] != "다" else text
    if word:
        text = rng.choice(
            [
                f"{text} and the word {word}",
                f"the word {word} and {text}",
                f"{text} with the text {word}",
                f'{text}, "{word}"',
            ]
        )
    if behind:
        text = rng.choice(
            [
                f"{text} on {behind}",
                f"{text} in front of {behind}",
                f"{text}, {behind}",
                f"on {behind}, {text}",
                f"{text} with {behind} behind",
                f"{behind}: {text}",
            ]
        )
    if rng.random() < 0.12:  # keywords only
        return " ".join(
            w for w in text.replace(",", "").split() if w not in ("a", "an", "the", "is", "are", "that", "with", "and")
        )
    return rng.choice(PREFIX_EN) + text
