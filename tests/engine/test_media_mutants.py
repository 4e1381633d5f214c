"""Thousands of damaged films: every one gets a verdict, and none kills or hangs the worker."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import VERDICTS, MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampleEnd
from tests.mutants import PARENTS, Mutants


@pytest.mark.goal("B2")
def test_every_mutant_gets_a_verdict_and_no_worker_dies(
    tmp_path: Path, size: Callable[[int, int], int], tried: Callable[[str, int], None]
) -> None:
    count = size(1000, 20_000)
    mutants, found, formats, longest = Mutants(), Counter[str](), set[str](), (0.0, 0)
    path, sentences = tmp_path / "mutant", dict[int, str]()
    assert len(PARENTS) >= 24
    tried("B2", count)
    with Decoder() as decoder:
        for number in range(count):
            name, content = mutants.make(number)
            formats.add(name)
            path.write_bytes(content)
            begin = time.monotonic()
            try:
                end = list(decoder.sample(path, FrameSize(32, 32)))[-1]
                assert isinstance(end, SampleEnd)
                verdict = "ok" if end.complete else "partial"
            except MediaError as error:
                verdict, sentences[number] = error.verdict, str(error)
            longest = max(longest, (time.monotonic() - begin, number))
            assert verdict in VERDICTS
            assert verdict not in ("crashed", "timed out"), f"mutant {number} of {name}"
            found[verdict] += 1
    assert sum(found.values()) == count
    assert all(sentence.isprintable() and sentence.endswith(".") for sentence in sentences.values())
    assert formats == set(PARENTS)
    assert found["ok"] > count // 20, found
    assert found["damaged"] > count // 20, found
    assert longest[0] < 20, longest


def test_mutants_are_always_the_same() -> None:
    one, two = Mutants(), Mutants()
    assert [name for name in one.parents if one.parents[name] != two.parents[name]] == []
    assert [one.make(number) for number in range(60)] == [two.make(number) for number in range(60)]
