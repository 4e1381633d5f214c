"""Things that follow one another in a video: how they are typed, how chains of frames are found, and whole searches over real films."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from engine.engine import Engine
from engine.errors import QueryError
from engine.messages import Hits, IndexFolder, Part, Search
from engine.search.in_turn import chains_of
from engine.search.query import parse_turns
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps


@pytest.mark.parametrize(
    ("typed", "turns"),
    [
        ("door opens > dog runs out", ("door opens", "dog runs out")),
        ("a>b", ("a", "b")),
        ("a -> b → c", ("a", "b", "c")),
        ("a door opens, then a dog runs out", ("a door opens", "a dog runs out")),
        ("First a star and then a moon", ("a star", "a moon")),
        ("rain followed by sun", ("rain", "sun")),
        ("문이 열리고 다음에 개가 뛰어나온다", ("문이 열리고", "개가 뛰어나온다")),
        ("먼저 별 그리고 나서 달", ("별", "달")),
        ("강아지 > 바다", ("강아지", "바다")),
        ("a strengthened wall", ()),
        ("then a dog", ()),
        ("a dog >", ()),
        ("> >", ()),
        ("other things", ()),
    ],
)
def test_what_follows_is_typed_with_an_arrow_or_a_word(typed, turns):
    assert parse_turns(typed) == turns


def strongest(times: np.ndarray, links: np.ndarray, gap: float) -> float:
    """By trying every rising sequence of frames."""
    best = -np.inf
    for frames in itertools.combinations(range(len(times)), len(links)):
        if all(times[b] - times[a] <= gap for a, b in itertools.pairwise(frames)):
            best = max(best, min(links[row, frame] for row, frame in enumerate(frames)))
    return best


@pytest.mark.parametrize("seed", range(30))
def test_the_strongest_chain_is_the_one_that_trying_them_all_finds(seed):
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.2, 3.0, rng.integers(3, 11)))
    links = rng.normal(size=(int(rng.integers(2, 4)), len(times)))
    gap = float(rng.uniform(0.5, 8.0))
    expected = strongest(times, links, gap)
    chains = chains_of(times, links, gap)
    assert (chains[0].strength if chains else -np.inf) == expected
    for chain in chains:
        assert all(a < b and times[b] - times[a] <= gap for a, b in itertools.pairwise(chain.frames))
        assert chain.strength == min(links[row, frame] for row, frame in enumerate(chain.frames))
    taken = [set(range(chain.frames[0], chain.frames[-1] + 1)) for chain in chains]
    assert sum(map(len, taken)) == len(set().union(*taken)) if taken else True


def test_a_video_too_short_for_the_chain_has_none():
    assert chains_of(np.zeros(1), np.ones((2, 1)), 60.0) == []


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    root = tmp_path_factory.mktemp("turns")
    (root / "films").mkdir()
    for name, colour in COLOURS.items():
        make_clip(root / "films" / f"{name}.mp4", seconds=5, fps=5, scenes=[colour])
    for name in ("red blue green", "blue red", "green yellow red"):
        scenes = [COLOURS[word] for word in name.split()]
        make_clip(root / "films" / f"{name}.mp4", seconds=6 * len(scenes), fps=5, scenes=scenes)
    opened = Engine(root / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films"))))
    yield opened
    opened.close()


def search(engine: Engine, text: str, **options) -> Hits:
    return [reply for reply in run_steps(engine.search(Search(5, text, **options))) if isinstance(reply, Hits)][-1]


def sure(answer: Hits) -> list[str]:
    return [Path(hit.path).stem for hit in answer.hits if hit.band != "weak"]


def test_the_order_counts_and_the_range_covers_both(engine):
    answer = search(engine, "red then blue")
    assert sure(answer) == ["red blue green"]
    hit = answer.hits[0]
    assert hit.start < 6 < hit.end
    first, second = (hit.frames[frame].time for frame in hit.keyframes[:2])
    assert first < 6 <= second
    assert [word.word for word in hit.words] == ["red", "blue"]
    assert all(word.found for word in hit.words)
    assert sure(search(engine, "blue > red")) == ["blue red"]
    assert answer.query == "red > blue"


def test_more_than_two_and_steps_given_apart(engine):
    assert sure(search(engine, "red > blue > green")) == ["red blue green"]
    assert sure(search(engine, "green", turns=("yellow", "red"))) == ["green yellow red"]


def test_the_gap_is_kept(engine):
    assert sure(search(engine, "red > green", gap=15.0)) == ["red blue green"]
    assert sure(search(engine, "red > green", gap=3.0)) == []


def test_what_is_not_wanted_weakens_a_chain(engine):
    assert sure(search(engine, "red > blue -blue")) == []


def test_what_no_film_shows_in_this_order_is_said(engine):
    answer = search(engine, "blue > magenta")
    assert sure(answer) == []
    assert answer.sentence.startswith("Nothing clearly shows “blue > magenta” in this order.")


def test_scope_and_hidden_hold_for_chains_too(engine):
    answer = search(engine, "red > blue", longest=10.0)
    assert sure(answer) == []
    assert [(one.filter, one.moments) for one in answer.hidden] == [("length", 1)]


def test_what_follows_is_told_in_words_only(engine):
    with pytest.raises(QueryError, match="in words only"):
        search(engine, "red > blue", parts=(Part(text="green"),))
