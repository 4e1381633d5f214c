"""Search and find similar over really indexed films, with a fake model that knows nine colours by name."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.engine import Engine
from engine.errors import QueryError
from engine.messages import FindSimilar, Hits, IndexFolder, Search
from engine.models.chamfer import symmetric_chamfer
from engine.search.hits import matching_keyframes, matching_range, to_unit
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    root = tmp_path_factory.mktemp("search")
    (root / "films" / "trip").mkdir(parents=True)
    colours = dict(COLOURS)
    for number, name in enumerate(colours):
        path = root / "films" / ("trip" if number < 2 else "") / f"{number}.mp4"
        make_clip(path, seconds=6, fps=10, scenes=[colours[name], colours[name]])
    make_clip(
        root / "films" / "beach holiday.mp4",
        seconds=18,
        fps=10,
        scenes=[COLOURS["red"], COLOURS["blue"], COLOURS["green"]],
    )
    (root / "films" / "beach holiday.en.srt").write_text(
        "1\n00:00:07,000 --> 00:00:09,000\nLook, <i>a dolphin</i>!\n", "utf-8"
    )
    opened = Engine(root / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films"))))
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films" / "trip"))))
    yield opened
    opened.close()


def search(engine: Engine, text: str, **options) -> Hits:
    return [reply for reply in run_steps(engine.search(Search(5, text, **options))) if isinstance(reply, Hits)][-1]


def similar(engine: Engine, **request) -> Hits:
    return [reply for reply in run_steps(engine.find_similar(FindSimilar(6, **request))) if isinstance(reply, Hits)][-1]


def test_names_come_first_then_candidates_then_the_refined_order(engine):
    stages = [reply.stage for reply in run_steps(engine.search(Search(5, "green"))) if isinstance(reply, Hits)]
    assert stages == ["text", "coarse", "refined"]


def test_the_moment_that_shows_it_is_found_with_its_place_in_the_film(engine):
    hits = search(engine, "blue").hits
    names = [Path(hit.path).name for hit in hits[:2]]
    assert set(names) == {"2.mp4", "beach holiday.mp4"}
    moment = hits[names.index("beach holiday.mp4")]
    assert (round(moment.start), round(moment.end)) == (6, 12)
    assert 6 <= moment.frames[moment.best].time < 12
    assert moment.band != "weak"
    assert moment.keyframes[0] == moment.best
    assert Path(moment.frames[moment.best].picture).is_file()
    assert Path(moment.sprite).is_file()


def test_heat_strip_is_between_zero_and_one_and_highest_at_the_best_frame(engine):
    for hit in search(engine, "red").hits:
        relevance = [frame.relevance for frame in hit.frames]
        assert all(0.0 <= value <= 1.0 for value in relevance)
        assert max(relevance) == relevance[hit.best]


def test_words_are_explained_and_one_that_nothing_answers_says_so(engine):
    hit = next(hit for hit in search(engine, "red cyan").hits if Path(hit.path).name == "0.mp4")
    found = {word.word: word.found for word in hit.words}
    assert found == {"red": True, "cyan": False}


def test_what_no_film_shows_is_said_plainly(engine):
    answer = search(engine, "zebra")
    assert answer.sentence.startswith("Nothing clearly shows “zebra”")
    assert all(hit.band == "weak" for hit in answer.hits)


def test_what_is_not_wanted_goes_down(engine):
    with_blue = {Path(hit.path).name: hit for hit in reversed(search(engine, "red blue").hits)}
    without = {Path(hit.path).name: hit for hit in reversed(search(engine, "red blue -blue").hits)}
    assert with_blue["2.mp4"].score == pytest.approx(with_blue["0.mp4"].score, abs=0.05)
    assert without["2.mp4"].score < without["0.mp4"].score / 3
    assert without["0.mp4"].score == pytest.approx(with_blue["0.mp4"].score, abs=0.01)


def test_scope_by_length(engine):
    assert {Path(hit.path).name for hit in search(engine, "red", shortest=10.0).hits} == {"beach holiday.mp4"}
    assert "beach holiday.mp4" not in {Path(hit.path).name for hit in search(engine, "red", longest=10.0).hits}


def test_scope_by_folder(engine):
    folder = engine.library_state().folders[0].folder
    assert search(engine, "red", folders=(folder,)).hits
    nothing = search(engine, "red", folders=(folder + 99,))
    assert nothing.hits == ()
    assert nothing.videos == 0


def test_names_and_subtitles_are_found_as_their_own_kind(engine):
    (name,) = search(engine, "holiday").texts
    assert (name.kind, Path(name.path).name) == ("name", "beach holiday.mp4")
    assert name.duration == pytest.approx(18, abs=0.6)
    assert (name.width, name.height) != (0, 0)
    (subtitle,) = search(engine, "the dolphin").texts
    assert (subtitle.kind, subtitle.start, subtitle.text) == ("subtitle", 7.0, "Look, a dolphin!")
    assert Path(subtitle.picture).is_file()


def test_a_query_without_anything_wanted_gets_a_sentence(engine):
    with pytest.raises(QueryError, match="not only"):
        run_steps(engine.search(Search(5, "-red")))


def test_similar_to_a_shot_finds_the_same_colour_elsewhere_and_not_itself(engine):
    blue = next(hit for hit in search(engine, "blue").hits if Path(hit.path).name == "beach holiday.mp4")
    hits = similar(engine, shot=blue.shot).hits
    assert Path(hits[0].path).name == "2.mp4"
    assert blue.shot not in [hit.shot for hit in hits]
    assert hits[0].matched == (pytest.approx(6, abs=0.6), pytest.approx(12, abs=0.6))


def test_similar_to_a_range_looks_for_that_part_only(engine):
    beach = next(hit for hit in search(engine, "green").hits if Path(hit.path).name == "beach holiday.mp4")
    hits = similar(engine, video=beach.video, start=13.0, end=17.0).hits
    assert Path(hits[0].path).name == "1.mp4"
    start, end = hits[0].matched or (0.0, 0.0)
    assert 12.5 < start < end <= 17.0


def test_similar_to_a_whole_video_gives_each_other_video_once(engine):
    beach = next(hit for hit in search(engine, "green").hits if Path(hit.path).name == "beach holiday.mp4")
    names = [Path(hit.path).name for hit in similar(engine, video=beach.video).hits]
    assert "beach holiday.mp4" not in names
    assert len(names) == len(set(names))
    assert set(names[:3]) == {"0.mp4", "1.mp4", "2.mp4"}


def test_similar_to_a_file_from_outside_the_library(engine, tmp_path):
    clip = make_clip(tmp_path / "outside.mkv", seconds=5, fps=24, scenes=[COLOURS["magenta"]])
    answer = similar(engine, path=str(clip.path))
    assert Path(answer.hits[0].path).name == "5.mp4"
    assert answer.query == "outside.mkv"


def test_what_is_like_a_still_is_not_like_a_part_of_it(engine, tmp_path):
    Image.new("RGB", (64, 48), COLOURS["magenta"]).save(tmp_path / "still.png")
    answer = similar(engine, path=str(tmp_path / "still.png"))
    assert Path(answer.hits[0].path).name == "5.mp4"
    assert all(hit.matched is None for hit in answer.hits)


def test_similar_to_a_file_that_is_no_film_gets_a_sentence(engine, tmp_path):
    (tmp_path / "x.mp4").write_text("no film")
    with pytest.raises(Exception, match=r"\.$"):
        similar(engine, path=str(tmp_path / "x.mp4"))


def test_chamfer_similarity_as_written_out():
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(4, 8)), rng.normal(size=(6, 8))
    written = np.mean([max(float(a @ b) for b in other) for a in one])
    back = np.mean([max(float(a @ b) for a in one) for b in other])
    assert symmetric_chamfer(one, [other])[0] == pytest.approx((written + back) / 2)
    unit = one / np.linalg.norm(one, axis=1, keepdims=True)
    assert symmetric_chamfer(unit, [unit])[0] == pytest.approx(1.0)
    assert symmetric_chamfer(unit[:2], [unit])[0] < 1.0


def test_keyframes_are_the_best_ones_apart_from_each_other():
    assert matching_keyframes(np.array([0.1, 0.9, 1.0, 0.95, 0.2, 0.8])) == (2, 5, 3, 1)
    assert matching_keyframes(np.array([1.0])) == (0,)


def test_of_a_long_shot_the_part_that_answers_is_the_moment():
    from engine.library.catalog import Shot

    times = np.arange(20.0)
    shot = Shot(1, 1, 0.0, 20.0, times, np.zeros(1), np.zeros((20, 1)), 0.0, 1.0)
    relevance = np.zeros(20)
    relevance[5:9] = 1.0
    assert matching_range(shot, relevance) == (5.0, 9.0)
    relevance[:] = 0.0
    relevance[19] = 1.0
    assert matching_range(shot, relevance) == (18.0, 20.0)


def test_relevance_of_one_answer_shares_one_scale():
    low, high = to_unit([np.array([0.1, 0.2]), np.array([0.1, 0.9])])
    assert high.max() == 1.0
    assert low.max() < 0.5


def test_after_what_is_sure_come_a_dozen_guesses_at_most():
    from engine.library.catalog import Shot
    from engine.search.hits import Scored, without_noise

    shot = Shot(1, 1, 0.0, 1.0, np.zeros(1), np.zeros(1), np.zeros((1, 1)), 0.0, 1.0)
    bands = ["strong"] * 20 + ["possible"] * 5 + ["weak"] * 30
    kept = without_noise([Scored(shot, 0.0, band, np.zeros(1)) for band in bands])
    assert [item.band for item in kept] == bands[:37]
