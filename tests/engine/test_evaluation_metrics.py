"""Figures against examples worked by hand: ranks with ties and NaN, both directions of many sentences, precisions, corrections."""

import math

import numpy as np
import pytest

from engine.errors import EngineError, QueryError
from engine.evaluation import metrics, post_processing
from engine.evaluation.confusions import write_page
from engine.evaluation.published import TEXT_SETS, VIDEO_SETS, published, published_similarity
from engine.evaluation.report import as_text
from engine.evaluation.scoring import Gallery, prefers_own

NAN, LEFT_OUT = math.nan, -math.inf
DIAGONAL = np.arange(3)


def test_ranks_by_hand():
    scores = np.array([[0.9, 0.1, 0.2], [0.8, 0.5, 0.1], [0.3, 0.2, 0.1]])
    assert metrics.text_to_video(scores, DIAGONAL).tolist() == [1, 2, 3]
    assert metrics.video_to_text(scores, DIAGONAL).tolist() == [1, 1, 3]  # .1 ties with .1
    figures = metrics.recall_figures(np.array([1, 2, 3, 11]))
    assert figures == {"R@1": 25.0, "R@5": 75.0, "R@10": 75.0, "R@50": 100.0, "MdR": 2.5, "MnR": 4.25}


def test_what_is_equal_is_ranked_before_us():
    assert metrics.text_to_video(np.zeros((4, 4)), np.arange(4)).tolist() == [4, 4, 4, 4]
    assert metrics.text_to_video(np.array([[0.5, 0.5, 0.1]]), np.array([1])).tolist() == [2]


def test_what_is_no_number_is_ranked_against_us():
    scores = np.array([[NAN, 0.5, 0.1], [0.1, 0.5, NAN], [NAN, NAN, NAN]])
    assert metrics.text_to_video(scores, DIAGONAL).tolist() == [3, 2, 3]
    assert metrics.video_to_text(scores, DIAGONAL).tolist() == [3, 3, 3]


def test_a_clip_that_could_not_be_read_is_last_and_before_nobody():
    scores = np.array([[0.2, LEFT_OUT, 0.1], [0.9, LEFT_OUT, 0.8], [0.1, LEFT_OUT, 0.3]])
    assert metrics.text_to_video(scores, DIAGONAL).tolist() == [1, 3, 1]
    assert metrics.video_to_text(scores, DIAGONAL).tolist() == [2, 3, 2]


def test_many_sentences_a_video():
    # two videos; sentences 0 and 1 are of video 0, sentences 2, 3 and 4 of video 1
    scores = np.array([[0.9, 0.8], [0.1, 0.7], [0.2, 0.3], [0.95, 0.6], [0.5, 0.75]])
    video_of = np.array([0, 0, 1, 1, 1])
    assert metrics.text_to_video(scores, video_of).tolist() == [1, 2, 1, 2, 1]
    # video 0 ranks videos by their best sentences .9 and .95; video 1 by .8 and .75
    assert metrics.video_to_text(scores, video_of).tolist() == [2, 2]
    # among single sentences: .9 is behind .95; .75 is behind .8
    assert metrics.video_to_sentence(scores, video_of).tolist() == [2, 2]
    scores[:, 1] = [0.8, 0.79, 0.3, 0.6, 0.75]  # a second sentence of video 0 before the best of video 1
    assert metrics.video_to_text(scores, video_of).tolist() == [2, 2]
    assert metrics.video_to_sentence(scores, video_of).tolist() == [2, 3]
    scores[0, 1] = NAN
    assert metrics.video_to_text(scores, video_of).tolist() == [2, 2]
    scores[3, 0] = NAN
    assert metrics.video_to_text(scores, video_of)[0] == 2


def test_every_query_needs_a_right_item():
    with pytest.raises(ValueError, match="right item"):
        metrics.ranks(np.zeros((1, 2)), np.zeros((1, 2), bool))


def test_precisions_by_hand():
    relevant = np.array([True, False, True, False])
    found = metrics.places(np.array([0.9, 0.8, 0.7, 0.1]), relevant)
    assert found.tolist() == [0, 2]
    assert metrics.average_precision(found) == pytest.approx((1 + 2 / 3) / 2)
    # trapezoids: (1 + 1) / 2 for the first, (1/2 + 2/3) / 2 for the second
    assert metrics.trapezoidal_average_precision(found) == pytest.approx((1 + (1 / 2 + 2 / 3) / 2) / 2)
    assert metrics.trapezoidal_average_precision(np.array([1])) == pytest.approx((0 + 1 / 2) / 2)
    assert metrics.average_precision(np.array([], int)) == metrics.trapezoidal_average_precision(np.array([], int)) == 0
    assert metrics.places(np.zeros(4), relevant).tolist() == [2, 3]
    assert metrics.places(np.array([NAN, 0.1, 0.9, NAN]), relevant).tolist() == [1, 3]


def test_a_tie_in_a_pair_is_no_preference():
    scores = np.array([[0.5, 0.5, 9, 9], [0.1, 0.2, 9, 9], [9, 9, NAN, 0.1], [9, 9, 0.4, 0.3]])
    assert prefers_own(scores).tolist() == [False, True, False, False]


# Post-processing ------------------------------------------------------------------------------------------------------


def test_qb_norm_is_the_dynamic_inverted_softmax():
    rng = np.random.default_rng(0)
    scores, bank = rng.normal(size=(6, 5)) * 0.1, rng.normal(size=(9, 5)) * 0.1
    bank[:, 0] -= 9  # never the nearest of the bank: queries nearest to it are left alone
    scores[0, 0] = 1.0
    found = post_processing.qb_norm(scores, bank)
    expected = np.exp(20 * scores) / np.exp(20 * bank).sum(axis=0)
    hubs = set(bank.argmax(1).tolist())
    for row in range(6):
        changed = int(scores[row].argmax()) in hubs
        assert found[row].argsort().tolist() == (expected if changed else scores)[row].argsort().tolist()
    assert found[0].tolist() == scores[0].tolist()


def test_nnn_takes_away_what_the_bank_finds_anyway():
    scores, bank = np.array([[0.5, 0.4]]), np.array([[0.4, 0.0], [0.2, 0.1], [0.0, 0.0]])
    found = post_processing.nnn(scores, bank, alpha=0.5, nearest=2)
    assert found == pytest.approx(np.array([[0.5 - 0.5 * 0.3, 0.4 - 0.5 * 0.05]]))
    assert post_processing.nnn(scores, bank, nearest=99).shape == (1, 2)


def test_dsl_is_scores_times_their_softmax_over_the_queries():
    scores = np.array([[0.30, 0.31], [0.28, 0.35]])
    prior = np.exp(100 * scores) / np.exp(100 * scores).sum(axis=0)
    assert post_processing.dsl(scores) == pytest.approx(100 * scores * prior)
    assert metrics.text_to_video(scores, np.arange(2)).tolist() == [2, 1]
    assert metrics.text_to_video(post_processing.dsl(scores), np.arange(2)).tolist() == [1, 1]


def test_post_processing_says_what_it_did():
    scores, bank = np.eye(2, dtype=np.float32), np.ones((3, 2), np.float32)
    for name, both in (("qbnorm", False), ("nnn", False), ("dsl", True)):
        _, to_text, label = post_processing.both_directions(name, scores, bank)
        assert ("text to video only" in label) is not both
        assert (to_text is scores) is not both
    with pytest.raises(QueryError, match="no post-processing named abc"):
        post_processing.both_directions("abc", scores, bank)


# Tables and the page --------------------------------------------------------------------------------------------------


def test_published_rows_are_whole():
    for name in TEXT_SETS:
        rows = published(name)
        assert {"X-CLIP B/32", "CLIP4Clip meanP B/32"} <= {row.method for row in rows}
        assert all(0 < value <= 100 for row in rows for value in [*row.t2v.values(), *row.v2t.values()])
    best = next(row for row in published("msrvtt") if row.method == "X-CLIP B/32")
    assert best.t2v == {"R@1": 46.1, "R@5": 73.0, "R@10": 83.1, "MdR": 2.0, "MnR": 13.2}
    assert not best.recalled
    assert any(row.recalled for row in published("msrvtt"))
    for name in VIDEO_SETS:
        assert all(0 < value < 1 for row in published_similarity(name) for value in row.figures.values())
    assert all(row.recalled for row in published_similarity("evve"))
    assert published("procedural") == published_similarity("vcdb") == []


def result(**more):
    figures = metrics.recall_figures(np.array([1, 2]))
    return {"model": "m", "head": "h", "queries": 2, "videos": 2, "t2v": figures, "v2t": figures, **more}


def test_the_table_puts_published_figures_beside_ours():
    text = as_text(result(benchmark="msrvtt", post_processing="none", not_there=3, unreadable=["a"]))
    lines = text.splitlines()
    ours = next(i for i, line in enumerate(lines) if line.startswith("OURS"))
    assert "50.0" in lines[ours]
    assert any(line.startswith("X-CLIP B/32") and "46.1" in line for line in lines[ours:])
    assert "VAST fine-tuned (sound, subtitles, re-rank)*" in text
    assert "* recalled, not read again" in text
    assert "3 videos not there" in text
    assert "1 videos unreadable" in text
    assert "POST-PROCESSED" not in text
    assert "POST-PROCESSED, not comparable" in as_text(result(benchmark="msrvtt", post_processing="DSL: …"))
    video = as_text(
        {"benchmark": "fivr200k", "model": "m", "head": "h", "mAP": {"DSVR": 0.5, "CSVR": 0.4, "ISVR": 0.3}}
    )
    assert "0.877" in video
    assert "0.500" in video


def test_the_page_holds_its_pictures_and_escapes_words(tmp_path):
    jpeg = b"\xff\xd8 a picture"
    gallery = Gallery(["<b>a dog</b> & $name", "a cat"], [0, 1], ["<1>", "2"], [], [1, 1], [[jpeg], [jpeg]])
    shown = write_page(tmp_path / "page.html", "T & t", gallery, np.array([[0.1, 0.2], [0.1, 0.5]]))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert shown == 1
    assert "&lt;b&gt;a dog&lt;/b&gt; &amp; $name" in page
    assert "<b>" not in page
    assert "T &amp; t" in page
    assert page.count("data:image/jpeg;base64,/9gg") == 2
    assert "http" not in page.replace("http-equiv", "")
    assert "rank 2 of 2" in page
    with pytest.raises(EngineError, match="cannot be written"):
        write_page(tmp_path / "none" / "page.html", "t", gallery, np.eye(2))
