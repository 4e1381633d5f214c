"""Hostile words in the search field: operators, quotes, control characters, surrogates, a megabyte. Each is answered or refused in a sentence."""

import random

import pytest

from engine.engine import Engine
from engine.errors import EngineError
from engine.messages import Hits, IndexFolder, Search, decode, encode
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps

PIECES = (
    '"',
    '""',
    '"""',
    "'",
    "*",
    "NEAR(",
    "NEAR(a b, 1)",
    "a AND",
    "OR",
    "NOT",
    "-cat",
    "--",
    "- -",
    '-"',
    '-"a b',
    "col:",
    "text:red",
    "^red",
    "{red}",
    "(",
    ")",
    "()",
    "+",
    "red*",
    "red +green",
    "a:b:c",
    "\\",
    ";",
    "; drop table video; --",
    "%",
    "_",
    "?",
    "\0",
    "red\0green",
    "\x01\x02\x1b[31m",
    "\u202egreen",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\udfff red",
    "\U0001f600" * 20,
    "👨‍👩‍👧‍👦 red",
    "é" + "\u0301" * 500,
    "ﷺ" * 100,
    "مرحبا أحمر",
    "빨간 강아지",
    "赤い犬",
    "ß" * 50,
    "İ",
    "\n\n\n",
    "\t",
    " ",
    "a" * 10_000,
    "red " * 5_000,
    '"' * 1_001,
    "-" * 1_000,
    "-a " * 1_000,
    "(" * 5_000,
    "<b>red</b>",
    "<img src=file:///etc/passwd>",
    "{0} {name} %s %d",
    "../../etc/passwd",
    "red then green",
    "red > green > blue",
    "> >",
    "then",
    "then then then",
    "1e999",
    "-1",
    "NaN",
    "null",
)


def hostile(count: int) -> list[str]:
    """`count` texts: each piece, a megabyte of some, then random mixtures; always the same."""
    rng = random.Random(3)
    texts = [*PIECES, "x" * 2**20, "red " * 2**18, '"' * 2**20, "\U0001f600" * 2**18]
    while len(texts) < count:
        texts.append("".join(rng.choice(PIECES)[:40] + rng.choice(["", " "]) for _ in range(rng.randint(2, 8))))
    return texts[:count]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("films")
    for colour in ("red", "green"):
        make_clip(folder / f"{colour} film.mp4", seconds=4, fps=8, scenes=[colour])
    opened = Engine(tmp_path_factory.mktemp("library"), load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(folder))))
    yield opened
    opened.close()


@pytest.mark.goal("B3")
def test_hostile_words_do_no_harm(engine, size, tried):
    texts = hostile(size(200, 2000))
    tried("B3", len(texts))
    assert len(texts) >= 200
    answered, refusals = 0, list[str]()
    for number, text in enumerate(texts):
        request = decode(encode(Search(number, text)))  # as it comes from the window
        assert isinstance(request, Search)
        try:
            replies = run_steps(engine.search(request))
        except EngineError as refusal:
            refusals.append(str(refusal))
            continue
        hits = [reply for reply in replies if isinstance(reply, Hits)]
        assert hits
        for reply in hits:
            assert decode(encode(reply)) == reply
        answered += 1
    assert answered > len(texts) / 2
    assert all(sentence.endswith(".") for sentence in refusals)
    assert run_steps(engine.search(Search(0, "red")))[-2].hits[0].path.endswith("red film.mp4")
