"""The corpus of odd files: each has the verdict that was expected, and none kills, hangs or misleads the worker."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import VERDICTS, MediaError
from engine.media import sampling, worker_process
from engine.media.decoder import Decoder
from engine.media.frames import MAX_SAMPLES, FrameSize, SampledFrame, SampleEnd, VideoInfo
from tests import odd_damage, odd_media
from tests.odd_files import OddFile, make_odd_files
from tests.odd_media import film

SIZE = FrameSize(48, 48)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[OddFile]:
    return make_odd_files(tmp_path_factory.mktemp("odd"))


def verdict_of(decoder: Decoder, path: Path) -> tuple[str, str]:
    """What sampling a file wholly comes to, and the sentence."""
    try:
        info, *frames, end = decoder.sample(path, SIZE)
    except MediaError as error:
        return error.verdict, str(error)
    assert isinstance(info, VideoInfo)
    assert isinstance(end, SampleEnd)
    assert 1 <= len(frames) <= MAX_SAMPLES
    times = [frame.time for frame in frames if isinstance(frame, SampledFrame)]
    assert times == sorted(set(times)), path.name
    return ("ok" if end.complete else "partial"), end.sentence


@pytest.mark.goal("B1")
def test_every_odd_file_has_the_verdict_that_was_expected(
    corpus: list[OddFile], tried: Callable[[str, int], None]
) -> None:
    assert len(corpus) >= 225
    tried("B1", len(corpus))
    wrong, longest = [], 0.0
    with Decoder() as decoder:
        for odd in corpus:
            begin = time.monotonic()
            verdict, sentence = verdict_of(decoder, odd.path)
            longest = max(longest, time.monotonic() - begin)
            if verdict not in odd.verdict.split("|") or verdict not in VERDICTS:
                wrong.append((odd.kind, odd.path.name, odd.verdict, verdict, sentence))
            if verdict != "ok":
                assert sentence.endswith("."), odd.path.name
                assert sentence.isprintable()
        assert wrong == []
        # one ordinary worker before, between and after the few films for which one with more memory was started: none died
        large = sum(odd.path.name in ("geometry-4096x2400.mkv", "impossible-many-samples.mp4") for odd in corpus)
        assert decoder.started <= 1 + 2 * large
    assert longest < 20


def test_the_corpus_has_every_kind_and_is_always_the_same(corpus: list[OddFile], tmp_path: Path) -> None:
    kinds = Counter(odd.kind for odd in corpus)
    least = {
        "good": 18,
        "pixel formats": 13,
        "geometry": 21,
        "timing": 17,
        "streams": 20,
        "broken": 82,
        "playlists": 30,
        "paths": 24,
    }
    assert all(kinds[kind] >= count for kind, count in least.items()), kinds
    for made in (odd_media.pixel_formats, odd_media.timing, odd_damage.no_films):
        assert [hashlib.sha256(one[1]).digest() for one in made()] == [
            hashlib.sha256(one[1]).digest() for one in made()
        ]


@pytest.mark.goal("B5")
def test_a_header_that_promises_ten_hours_costs_no_more_than_what_is_there(
    corpus: list[OddFile], tried: Callable[[str, int], None]
) -> None:
    names = (
        "timing-gap-of-10-hours.mkv",
        "timing-a-frame-an-hour.mkv",
        "impossible-endless.mp4",
        "timing-a-year-later.ivf.mkv",
        "timing-a-thousand-million-years-later.ivf.mkv",  # once asked for a sample in each of its seconds
        "timing-beyond-31-bits.mkv",
    )
    chosen = [odd.path for odd in corpus if odd.path.name in names]
    tried("B5", len(chosen))
    with Decoder() as decoder:
        for path in chosen:
            begin = time.monotonic()
            info, *frames, _ = decoder.sample(path, SIZE)
            assert 1 <= len(frames) <= 30, path.name
            if path.name == "timing-gap-of-10-hours.mkv":
                assert isinstance(info, VideoInfo)
                assert 36_000 < info.duration < 36_002, "long is not what is wrong with it"
            assert time.monotonic() - begin < 10


@pytest.mark.goal("B5")
def test_no_film_yields_more_samples_or_seeks_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tried: Callable[[str, int], None]
) -> None:
    """With the limits set low, so that a small film goes beyond them; on both sides, for a worker may be taken over."""
    path = tmp_path / "long.mkv"
    path.write_bytes(film(codec="mpeg4", frames=60, fps=1))
    tried("B5", 3)
    monkeypatch.setattr(sampling, "MAX_SAMPLES", 20)
    monkeypatch.setattr(worker_process, "MAX_SAMPLES", 40)
    with path.open("rb") as file:
        assert len([item for item in sampling.sample(file.fileno(), SIZE) if isinstance(item, SampledFrame)]) <= 20
        monkeypatch.setattr(sampling, "MAX_SEEKS", 0)
        with pytest.raises(MediaError, match="searched without end"):
            list(sampling.sample(file.fileno(), SIZE, start=30.0))
    with Decoder() as decoder, pytest.raises(MediaError) as told:
        list(decoder.sample(path, SIZE))
    assert told.value.verdict == "crashed"
