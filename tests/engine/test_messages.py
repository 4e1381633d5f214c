"""Messages survive the way through a line of JSON, and nothing else is taken for one."""

import typing

import pytest

from engine.messages import (
    MAXIMUM_LINE,
    FindSimilar,
    Hit,
    Hits,
    IndexFolder,
    Keyframe,
    Message,
    Part,
    RememberSearch,
    Search,
    TextHit,
    WordRelevance,
    decode,
    encode,
)

HIT = Hit(
    shot=3,
    video=2,
    path="/films/caf\udce9 \U0001f436.mp4",
    start=1.0,
    end=2.5,
    score=0.5,
    band="strong",
    frames=(Keyframe(1.0, "/cache/1.jpg", 0.25),),
    best=0,
    keyframes=(0,),
    words=(WordRelevance("개", (0.5,), True),),
    matched=(0.0, 1.5),
)


@pytest.mark.parametrize(
    "message",
    [
        IndexFolder(1, "/films/\udcff\n"),
        Search(2, 'a "dog" -leash', folders=(1, 2), longest=3.0),
        Search(
            2, "", parts=(Part(shot=3, weight=0.5), Part(text="개", unwanted=True)), more=(1,), sound=False, sort="date"
        ),
        RememberSearch(2, Search(0, "a", turns=("b",), gap=10.0)),
        FindSimilar(3, video=7, start=0.5, end=2.0),
        Hits(4, "refined", "개", (HIT,), (TextHit("name", 1, "/a", "a", 0.0, 0.0),), 1, 2, 0.1, "x"),
    ],
)
def test_there_and_back(message):
    line = encode(message)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert decode(line) == message


@pytest.mark.parametrize("kind", typing.get_args(Message), ids=lambda kind: kind.__name__)
def test_every_kind_of_message_can_be_said(kind):
    samples = {int: 1, float: 1.5, str: "x", bool: True, Search: Search(1, "x")}
    fields = {
        name: samples.get(hint, () if typing.get_origin(hint) is tuple else None)
        for name, hint in typing.get_type_hints(kind).items()
    }
    assert decode(encode(kind(**fields))) == kind(**fields)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b'"Quit"',
        b"{}",
        b'{"type": "Nonsense"}',
        b'{"type": "Search"}',
        b'{"type": "Search", "job": "1", "text": "x"}',
        b'{"type": "Search", "job": true, "text": "x"}',
        b'{"type": "Search", "job": 1, "text": "x", "more": 1}',
        b'{"type": "Search", "job": 1, "text": "x", "folders": ["a"]}',
        b'{"type": "Search", "job": 1, "text": "x", "longest": "long"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (MAXIMUM_LINE + 1),
    ],
    ids=lambda line: line[:60].decode("latin-1"),
)
def test_what_is_no_message_is_refused(line):
    with pytest.raises(ValueError):  # noqa: PT011  (any wording will do)
        decode(line)
