"""What can be asked: parts with weights, stills, minus, feedback, filters, orders, nothing at all; over really indexed films, with a model of nine colours."""

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine.engine import Engine
from engine.errors import EngineError, QueryError
from engine.messages import FindSimilar, Hidden, Hits, IndexFolder, Part, RateVideo, Search
from engine.search_jobs import search_job
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps

YEAR_2020 = 1577836800.0


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    root = tmp_path_factory.mktemp("composed")
    for number, (name, colour) in enumerate(COLOURS.items()):
        path = root / "films" / ("trip" if number < 2 else "home") / f"{name}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        make_clip(path, seconds=4 + number, fps=5, scenes=[colour], size=(180, 320) if name == "blue" else (320, 180))
        os.utime(path, (YEAR_2020 + number, YEAR_2020 + number))
    make_clip(root / "films" / "red and blue.mp4", seconds=12, fps=5, scenes=[COLOURS["red"], COLOURS["blue"]])
    os.utime(root / "films" / "red and blue.mp4", (YEAR_2020 - 1, YEAR_2020 - 1))
    opened = Engine(root / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films"))))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stills(tmp_path_factory) -> dict[str, str]:
    """A still of each colour, and of two colours at once."""
    root = tmp_path_factory.mktemp("stills")
    for name, colour in COLOURS.items():
        Image.new("RGB", (64, 64), colour).save(root / f"{name}.png")
    both = Image.new("RGB", (64, 64), COLOURS["red"])
    both.paste(COLOURS["blue"], (0, 0, 32, 64))
    both.save(root / "both.png")
    return {path.stem: str(path) for path in root.iterdir()}


def search(engine: Engine, text: str = "", **options) -> Hits:
    return [reply for reply in run_steps(engine.search(Search(5, text, **options))) if isinstance(reply, Hits)][-1]


def names(answer: Hits, *bands: str) -> list[str]:
    """File names of the hits, in order; only of some bands when given."""
    return [Path(hit.path).stem for hit in answer.hits if not bands or hit.band in bands]


def shot_of(engine: Engine, name: str) -> int:
    return next(hit.shot for hit in search(engine).hits if Path(hit.path).stem == name)


def test_a_still_finds_what_looks_like_it(engine, stills):
    answer = search(engine, parts=(Part(path=stills["magenta"]),))
    assert names(answer)[0] == "magenta"
    assert answer.hits[0].band == "strong"
    assert answer.query == "magenta.png"
    similar = [r for r in run_steps(engine.find_similar(FindSimilar(1, path=stills["magenta"]))) if isinstance(r, Hits)]
    assert similar[-1].hits == answer.hits  # one example alone is the same question


def test_parts_have_to_be_there_together_and_weights_decide(engine, stills):
    evenly = search(engine, "red", parts=(Part(path=stills["blue"]),))
    assert {"red", "blue"} <= set(names(evenly)[:4])
    for heavy, light in (("red", "blue"), ("blue", "red")):
        answer = search(engine, parts=(Part(text=heavy, weight=2.0), Part(path=stills[light], weight=0.25)))
        assert names(answer)[0] in (heavy, "red and blue")
        assert names(answer).index(heavy) < names(answer).index(light)
    assert evenly.query == "“red” + blue.png"
    assert [word.word for word in evenly.hits[0].words] == ["red", "blue.png"]


def test_weights_beyond_what_a_part_may_weigh_are_brought_back(engine, stills):
    def scores(weight: float) -> list[float]:
        parts = (Part(text="red", weight=weight), Part(path=stills["blue"]))
        return [hit.score for hit in search(engine, parts=parts).hits]

    assert scores(100.0) == scores(2.0)
    assert scores(-1.0) == scores(0.25)


def test_what_a_still_shows_can_be_left_out(engine, stills):
    wanted = (Part(path=stills["both"]),)
    assert {"red", "blue", "red and blue"} <= set(names(search(engine, parts=wanted), "strong", "possible"))
    without = search(engine, parts=(*wanted, Part(path=stills["blue"], unwanted=True)))
    assert names(without)[0] in ("red", "red and blue")
    assert "blue" not in names(without, "strong", "possible")
    assert without.query == "both.png − blue.png"


def test_text_parts_can_be_left_out_with_a_weight(engine):
    gentle = search(engine, parts=(Part(text="red blue"), Part(text="blue", unwanted=True, weight=0.25)))
    firm = search(engine, parts=(Part(text="red blue"), Part(text="blue", unwanted=True, weight=2.0)))

    def score(answer: Hits) -> float:
        return next(hit.score for hit in answer.hits if Path(hit.path).stem == "blue")

    assert score(firm) < score(gentle)


def test_a_moment_and_a_range_of_a_video_can_be_parts(engine):
    both = next(hit for hit in search(engine).hits if Path(hit.path).stem == "red and blue")
    answer = search(engine, parts=(Part(video=both.video, start=0.0, end=5.0), Part(text="red")))
    assert set(names(answer)[:2]) == {"red", "red and blue"}
    answer = search(engine, "green", parts=(Part(shot=shot_of(engine, "green")),))
    assert names(answer)[0] == "green"


def test_more_and_less_like_these_move_the_order(engine):
    red, blue = shot_of(engine, "red"), shot_of(engine, "blue")

    def place(answer: Hits, name: str) -> float:
        return next(hit.score for hit in answer.hits if Path(hit.path).stem == name)

    plain = search(engine, parts=(Part(text="red blue"),), more=(), less=())
    more = search(engine, "red blue", more=(blue,))
    less = search(engine, "red blue", less=(red,))
    assert names(more)[0] in ("blue", "red and blue")
    assert place(more, "blue") - place(more, "red") > place(plain, "blue") - place(plain, "red")
    assert place(less, "red") < place(less, "blue")
    assert more.query == "“red blue”"  # feedback is no part of the question
    assert names(search(engine, more=(blue,)))[0] in ("blue", "red and blue")


def test_only_what_to_leave_out_is_no_question(engine, stills):
    requests: list[dict[str, Any]] = [
        {"text": "-red"},
        {"parts": (Part(path=stills["red"], unwanted=True),)},
        {"less": (shot_of(engine, "red"),)},
    ]
    for request in requests:
        with pytest.raises(QueryError, match="not only what to leave out"):
            search(engine, **request)


def test_a_file_that_cannot_be_looked_at_gets_a_sentence(engine, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    for path in (tmp_path / "broken.png", tmp_path / "gone.jpg", Path("/a\0b.png")):
        with pytest.raises(EngineError, match=r"\.$"):
            search(engine, parts=(Part(path=str(path)), Part(text="red")))


def test_a_search_for_nothing_shows_the_newest_video_first_each_once(engine):
    answer = search(engine)
    assert sorted(names(answer)) == sorted([*COLOURS, "red and blue"])
    shots = [hit.shot for hit in answer.hits]
    assert shots == sorted(shots, reverse=True)
    assert {hit.band for hit in answer.hits} == {""}
    assert answer.hits[0].best in answer.hits[0].keyframes
    assert names(search(engine, orientation="portrait")) == ["blue"]


def test_moments_can_be_put_in_other_orders_and_guesses_stay_behind(engine):
    def order(sort: str) -> list[str]:
        return names(search(engine, "", sort=sort))

    assert order("name") == sorted([*COLOURS, "red and blue"])
    assert order("date")[0] == list(COLOURS)[-1]
    assert order("date")[-1] == "red and blue"
    assert order("duration")[:3] == list(COLOURS)[:3]
    by_name = search(engine, "red blue", sort="name")
    bands = [hit.band == "weak" for hit in by_name.hits]
    assert bands == sorted(bands)
    assert names(by_name, "strong", "possible") == sorted(names(by_name, "strong", "possible"))
    with pytest.raises(QueryError, match="sorted by"):
        search(engine, "red", sort="colour")


def test_filters_that_hide_everything_say_how_much_each_hides(engine):
    videos = {Path(hit.path).stem: hit for hit in search(engine).hits}
    assert search(engine, "red").hidden == ()
    nothing = search(engine, "blue", orientation="landscape", until=YEAR_2020 - 5)
    assert nothing.hits == ()
    assert nothing.hidden == (Hidden("date", 2), Hidden("orientation", 1))
    run_steps(search_job(engine, RateVideo(1, videos["green"].video, 4)))
    rated = search(engine, "red", rating=3)
    assert not names(rated, "strong", "possible")
    assert rated.hidden == (Hidden("rating", 2),)
    assert search(engine, "green", rating=3).hits[0].rating == 4
    assert search(engine, "what no film shows", until=YEAR_2020 - 5).sentence.startswith("No video fits these filters.")
    elsewhere = search(engine, parts=(Part(text="red"), Part(text="blue")), longest=5.0)
    assert elsewhere.hidden == () or elsewhere.hidden[0].filter == "length"


def test_hits_tell_their_date(engine):
    dates = {Path(hit.path).stem: hit.date for hit in search(engine).hits}
    assert dates["red and blue"] == YEAR_2020 - 1
    assert dates["red"] == YEAR_2020


def test_a_question_longer_than_the_model_reads_is_answered_with_a_note(engine):
    assert search(engine, "red").note == ""
    long = search(engine, "red " + "very " * 12)
    assert long.hits
    assert long.note == "This is longer than the model can read: only the beginning counts."
    assert search(engine, parts=(Part(text="red " * 13), Part(text="blue"))).note == long.note
