"""Heat over whole videos, and words that are explained only where they are answered."""

from pathlib import Path

import numpy as np
import pytest

from engine.engine import Engine
from engine.messages import AskCurves, Curve, Done, FindSimilar, Hits, IndexFolder, Search
from engine.search.curves import best_of_parts
from engine.search.words import explained
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Three films: red then blue then green, green alone, and one of four minutes that is white but for a red part."""
    root = tmp_path_factory.mktemp("curves")
    (root / "films").mkdir()
    scenes = [COLOURS["red"], COLOURS["blue"], COLOURS["green"]]
    make_clip(root / "films" / "three.mp4", seconds=18, fps=10, scenes=scenes)
    make_clip(root / "films" / "green.mp4", seconds=6, fps=10, scenes=[COLOURS["green"]])
    white = [COLOURS["white"]] * 7
    make_clip(root / "films" / "long.mp4", seconds=240, fps=1, scenes=[*white[:5], COLOURS["red"], *white[:2]])
    opened = Engine(root / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films"))))
    yield opened
    opened.close()


def ask(engine: Engine, job: int, text: str) -> dict[str, int]:
    """The videos of an answer by name."""
    answer = [reply for reply in run_steps(engine.search(Search(job, text))) if isinstance(reply, Hits)][-1]
    return {Path(hit.path).name: hit.video for hit in answer.hits}


def curves(engine: Engine, query: int, *videos: int) -> list[Curve]:
    *found, done = run_steps(engine.ask_curves(AskCurves(99, query, videos)))
    assert done == Done(99)
    return found


def test_a_curve_covers_the_whole_video_on_the_scale_of_the_hits(engine):
    answer = [reply for reply in run_steps(engine.search(Search(7, "blue"))) if isinstance(reply, Hits)][-1]
    hit = next(hit for hit in answer.hits if Path(hit.path).name == "three.mp4")
    (curve,) = curves(engine, 7, hit.video)
    assert (curve.job, curve.video) == (7, hit.video)
    assert curve.times[0] < 1 < 16 < curve.times[-1]
    heat = dict(zip(curve.times, curve.values, strict=True))
    assert [heat[round(frame.time, 3)] for frame in hit.frames] == [frame.relevance for frame in hit.frames]
    assert all((value > 0.9) == (6 <= time < 12) for time, value in heat.items())


def test_of_a_long_video_the_best_of_each_part_is_kept(engine):
    videos = ask(engine, 8, "red")
    (curve,) = curves(engine, 8, videos["long.mp4"])
    assert len(curve.times) <= 200 < 230
    assert list(curve.times) == sorted(curve.times)
    assert all((value > 0.9) == (150 <= time < 180) for time, value in zip(curve.times, curve.values, strict=True))


def test_a_single_bright_frame_is_not_lost_by_thinning():
    values = np.zeros(5000)
    values[3333] = 1.0
    kept = best_of_parts(np.arange(5000.0), values)
    assert len(kept) == 200
    assert 3333 in kept
    assert (np.diff(kept) > 0).all()


def test_words_have_curves_of_their_own_and_one_that_a_video_does_not_answer_shows_nothing(engine):
    videos = ask(engine, 9, "red and then blue")
    three, green = curves(engine, 9, videos["three.mp4"], videos["green.mp4"])
    assert [(word.word, word.found) for word in three.words] == [("red", True), ("blue", True)]
    by_word = [dict(zip(three.times, word.frames, strict=True)) for word in three.words]
    assert all((value > 0.9) == (time < 6) for time, value in by_word[0].items())
    assert all((value > 0.9) == (6 <= time < 12) for time, value in by_word[1].items())
    assert [word.found for word in green.words] == [False, False]
    assert {value for word in green.words for value in word.frames} == {0.0}


def test_what_similar_moments_are_compared_with_has_a_curve_too(engine):
    green = ask(engine, 10, "green")["green.mp4"]
    answer = [
        reply for reply in run_steps(engine.find_similar(FindSimilar(11, video=green))) if isinstance(reply, Hits)
    ]
    video = next(hit.video for hit in answer[-1].hits if Path(hit.path).name == "three.mp4")
    (curve,) = curves(engine, 11, video)
    assert all((value > 0.9) == (time >= 12) for time, value in zip(curve.times, curve.values, strict=True))


def test_the_last_few_queries_can_be_asked_about(engine):
    videos = ask(engine, 12, "red")
    for job in (13, 14, 15):
        ask(engine, job, "blue")
    assert curves(engine, 12, videos["three.mp4"]) == []
    assert len(curves(engine, 13, videos["three.mp4"], 4711)) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a dog runs on the beach", ("dog runs", "beach")),
        ("a red car", ("red", "car")),
        ("dog", ()),
        ("바다로 뛰어드는 개", ("바다로", "뛰어드는", "개")),
    ],
)
def test_what_is_explained(text, names):
    assert explained(text) == names
