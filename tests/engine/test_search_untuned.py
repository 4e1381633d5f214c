"""Ranking without a trained head: length, hubs, how sure a hit is, phrases, and queries in a script that the model cannot read."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.engine import RESOURCES, Engine
from engine.library.catalog import NewShot
from engine.messages import Hits, Search
from engine.models.features import ShotFeatures, TextFeatures
from engine.models.untuned import UntunedHead
from engine.search.confidence import background, bands, confidence, corrected, encode_bank
from engine.search.moments import SearchModel
from engine.search.parameters import BEST_OF_NORMAL, HUBNESS, LIGHT_TEXT_TOWER, SHORT_BANK
from tests.fakes import COLOURS, FakeBackbone, run_steps

DIM = 16


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def texts(sentences: np.ndarray) -> TextFeatures:
    return TextFeatures(sentences, sentences[:, None], np.ones((len(sentences), 1), bool), [[""]] * len(sentences))


# The score ------------------------------------------------------------------------------------------------------------


def test_frames_seen_twice_do_not_raise_a_score():
    head, query = UntunedHead(), texts(unit(3, DIM))
    shot = unit(5, DIM, seed=1) * 7
    found = head.encode_shots([shot, np.repeat(shot, 12, axis=0), np.concatenate([shot, shot[::-1]])])
    scores = head.scores(query, found.vector, found.frames)
    np.testing.assert_allclose(scores, scores[:, :1].repeat(3, axis=1), atol=1e-6)


def test_a_score_is_half_video_sentence_and_half_a_length_normalised_soft_maximum():
    head, query = UntunedHead(), texts(unit(2, DIM))
    found = head.encode_shots([unit(n, DIM, seed=n) for n in (4, 1, 9)])
    for row in range(2):
        for shot, frames in enumerate(found.frames):
            cosines = (frames @ query.sentences[row]).astype(np.float64)
            soft = 0.03 * (np.log(np.exp(cosines / 0.03).sum()) - np.log(len(cosines)))
            written = 0.5 * float(found.vector[shot] @ query.sentences[row]) + 0.5 * soft
            assert head.scores(query, found.vector, found.frames)[row, shot] == pytest.approx(written, abs=1e-5)


# Hubs -----------------------------------------------------------------------------------------------------------------


def test_what_a_shot_carries_is_the_mean_of_the_bank_and_of_its_best_sixteenth():
    head, bank = UntunedHead(), texts(unit(64, DIM))
    shots = head.encode_shots([unit(n, DIM, seed=n) for n in (3, 5)])
    usual, spread = background(head, bank, shots)
    scores = head.scores(bank, shots.vector, shots.frames)
    np.testing.assert_allclose(usual, scores.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(usual + BEST_OF_NORMAL * spread, np.sort(scores, axis=0)[-4:].mean(axis=0), atol=1e-6)
    normal = np.random.default_rng(0).standard_normal((100_000, 1))
    assert background_of(normal)[1] == pytest.approx(1.0, abs=0.02)


def background_of(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`background` where the scores over the bank (texts, shots) are given."""

    class Given(UntunedHead):
        def scores(self, text: TextFeatures, vectors: np.ndarray, frames: list[np.ndarray]) -> np.ndarray:
            return scores

    return background(Given(), texts(unit(1, 2)), ShotFeatures(unit(1, 2), [unit(1, 2)]))


def test_the_more_a_shot_fits_the_bank_the_more_is_taken_off():
    bank = np.random.default_rng(1).normal(0.2, 0.05, (512, 1)).repeat(4, axis=1)
    bank[:32, 1:] += [0.1, 0.2, 0.3]  # ever better for the same thirty-two queries
    usual, spread = background_of(bank)
    left = corrected(np.full(4, 0.5), usual, spread)
    assert (np.diff(left) < 0).all()
    np.testing.assert_allclose(left, 0.5 - HUBNESS * np.sort(bank, axis=0)[-32:].mean(axis=0), atol=1e-6)


def test_the_correction_keeps_the_order_of_queries_for_a_shot():
    scores = np.linspace(0, 1, 5)
    assert (np.diff([corrected(s, np.array([0.3]), np.array([0.1]))[0] for s in scores[:, None]]) > 0).all()


def test_the_bank_is_varied_without_duplicates_and_slow_models_take_its_beginning():
    class Counted:
        def __init__(self, text_weights: int) -> None:
            self.text_weights = text_weights

        def encode_text(self, lines: list[str]) -> list[str]:
            return lines

    path = RESOURCES / "query_bank.txt"
    quick: Any = encode_bank(Counted(LIGHT_TEXT_TOWER), path)  # type: ignore[arg-type]
    slow: Any = encode_bank(Counted(LIGHT_TEXT_TOWER + 1), path)  # type: ignore[arg-type]
    assert len(quick) == len({line.lower() for line in quick}) == 512
    assert slow == quick[:SHORT_BANK]


# How sure a hit is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shots", [100, 1000, 10_000])
def test_among_many_unrelated_shots_none_is_strong_however_many_there_are(shots):
    """The best of many chance values is high; a fixed limit would call it sure."""
    sure = 0
    for seed in range(50):
        scores = np.sort(np.random.default_rng(seed).standard_normal(shots))[::-1]
        sure += bands(scores[:200], shots)[0] == "strong"
    assert sure <= 10


def test_a_shot_far_above_all_others_is_strong_and_bands_fall_with_confidence():
    noise = np.sort(np.random.default_rng(0).standard_normal(1000))[::-1]
    found = bands(np.concatenate([[5.0], noise[:100]]), 1001)
    assert found[0] == "strong"
    order = [("strong", "possible", "weak").index(band) for band in found]
    assert order == sorted(order)
    assert order[-1] == 2


def test_a_band_belongs_to_its_shot_whatever_the_order():
    values = np.array([0.0, 6.0, 1.0, 5.0])
    assert bands(values, 100) == ["weak", "strong", "weak", "strong"]
    assert bands(np.zeros(0), 0) == []


def test_a_small_sample_of_the_library_does_not_count():
    scores, usual, spread = np.array([0.5]), np.array([0.1]), np.array([0.1])
    assert confidence(scores, usual, spread, np.full(15, 0.4))[0] == pytest.approx(4.0)
    sample = np.array([0.2, 0.4] * 8)
    assert confidence(scores, usual, spread, sample)[0] == pytest.approx((4.0 + 2.0) / 2)


# Through the program --------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path):
    """Shots of one colour each, and one of two, with a model that has no trained head."""

    def load(name: str, device: str | None) -> Any:
        backbone = FakeBackbone(name)
        return backbone, UntunedHead(), backbone.encode_text([*COLOURS, *["something else"] * 118])

    opened = Engine(tmp_path, "colours", load=load)
    run_steps(opened.load_model())
    model = opened.model()
    assert model is not None
    store(opened, model)
    yield opened
    opened.close()


def store(engine: Engine, model: SearchModel) -> None:
    catalog = engine.library.catalog
    folder = catalog.add_folder(Path("/films"))
    for number in range(len(COLOURS) + 1):
        rows = [number] * 4 if number < len(COLOURS) else [0, 0, 2, 2]  # the last: red, then blue
        found = model.head.encode_shots([np.eye(len(COLOURS) + 1, dtype=np.float32)[rows]])
        usual, spread = background(model.head, model.bank, found)
        video = catalog.add_video(f"{number:032x}", 1)
        catalog.see(folder, Path(f"/films/{number}.mp4"), 1, 0, video, None)
        shot = NewShot(0.0, 4.0, np.arange(4.0), found.vector[0], found.frames[0], float(usual[0]), float(spread[0]))
        ids = catalog.finish_video(video, model.id, [shot], 4.0, None)
        model.index.add(np.array(ids), found.vector)


def search(engine: Engine, text: str) -> list[Hits]:
    return [reply for reply in run_steps(engine.search(Search(5, text))) if isinstance(reply, Hits)]


def test_phrases_of_a_query_are_explained_frame_by_frame(engine):
    hits = {Path(hit.path).name: hit for hit in search(engine, "red and then blue")[-1].hits}
    both, red = hits["9.mp4"].words, hits["0.mp4"].words
    assert [(word.word, word.found) for word in both] == [("red", True), ("blue", True)]
    assert [tuple(round(v) for v in word.frames) for word in both] == [(1, 1, 0, 0), (0, 0, 1, 1)]
    assert [(word.word, word.found) for word in red] == [("red", True), ("blue", False)]
    assert search(engine, "red")[-1].hits[0].words == ()


def test_a_query_in_a_script_the_model_cannot_read_gets_a_hint_and_guesses(engine):
    _, coarse, refined = search(engine, "바다로 뛰어드는 개")
    for answer in (coarse, refined):
        assert answer.sentence.startswith("This model understands English only; for Korean choose")
        assert answer.hits
        assert {hit.band for hit in answer.hits} == {"weak"}
    assert not search(engine, "red")[-1].sentence.startswith("This model")
