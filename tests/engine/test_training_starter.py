"""Training the starter model: it runs, is killed, resumes, exports; and what the shipped one must know."""

import json
import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.models.backbone import Backbone, load_backbone
from engine.models.head import Head, load_head
from engine.training.drawing import EMOJI_FONT, Sprites
from engine.training.measure import minimal_pairs, pair_accuracy, program_scorer, recalls
from engine.training.settings import Settings
from engine.training.starter import rate_at, train_starter

STARTER = Path(__file__).parents[2] / "resources" / "starter"
needs_font = pytest.mark.skipif(not EMOJI_FONT.is_file(), reason="the font Noto Color Emoji is not installed")
TINY = Settings(steps_still=3, steps_clips=2, clips_still=6, clips=6, warm_up=1, text_width=64, text_layers=1, layers=1)


@pytest.fixture(scope="module")
def starter() -> tuple[Backbone, Head]:
    backbone = load_backbone("starter", "cpu")
    return backbone, load_head(backbone)


@needs_font
def test_a_killed_training_resumes_and_exports(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    shutil.copyfile(STARTER / "merges.txt.gz", work / "merges.txt.gz")  # learning it takes too long for a test

    def run(resume: bool = True):
        return train_starter(
            tmp_path / "out", work=work, settings=TINY, resume=resume, measure_every=0, save_every=2, card=False
        )

    first = run()
    assert [next(first).step for _ in range(3)] == [1, 2, 3]
    assert isinstance(first, Generator)
    first.close()  # as a kill: what came after the checkpoint at step 2 is lost
    progress = [p for p in run() if p.losses]
    assert [p.step for p in progress] == [3, 4, 5]
    assert all(np.isfinite(list(p.losses.values())).all() for p in progress)
    assert progress[-1].seconds_left == 0
    backbone = load_backbone(f"local-dir:{tmp_path / 'out'}", "cpu")
    head = load_head(backbone)
    assert head.trained
    assert json.loads((tmp_path / "out" / "head.json").read_text())["training"]["steps_done"] == 5
    shots = head.encode_shots([backbone.encode_frames(np.zeros((2, 96, 128, 3), np.uint8))])
    assert shots.vector.shape == (1, backbone.dim)


def test_the_rate_warms_up_and_falls_in_both_stages():
    settings = replace(Settings(), steps_still=500, steps_clips=500, warm_up=100)
    rates = [rate_at(step, settings) for step in range(1000)]
    assert rates[0] < rates[50] < rates[99] == pytest.approx(settings.rate)
    assert rates[499] < rates[300] < rates[100]
    assert rates[500] < rates[600] > rates[900] > rates[999] > 0


def test_recalls_and_pairs_count_ties_half():
    scores = np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 0.0], [5.0, 4.0, 3.0]])
    assert recalls(scores)["R@1"] == pytest.approx(100 / 3)
    assert recalls(scores)["R@5"] == 100
    assert pair_accuracy(np.array([[1.0, 0.0], [0.5, 0.5]])) == 75
    assert pair_accuracy(np.zeros((4, 4))) == 50


def test_the_shipped_model_is_small_and_says_what_it_is(starter):
    backbone, head = starter
    assert sum(path.stat().st_size for path in STARTER.iterdir()) <= 25e6
    assert head.trained
    assert head.uses_words
    assert "real footage" in head.note
    assert (backbone.preprocess.height, backbone.preprocess.width, backbone.preprocess.mode) == (96, 128, "squash")
    assert (STARTER / "MODEL_CARD.md").is_file()


@needs_font
@pytest.mark.parametrize(
    ("attribute", "least"), [("colour", 80), ("background", 80), ("count", 80), ("object", 80), ("direction", 65)]
)
def test_the_shipped_model_tells_minimal_pairs_apart(starter, attribute, least):
    """Clips with combinations that training never showed, other ones than those of the model card."""
    pairs = minimal_pairs(attribute, 60, "", 3, Sprites())
    assert pair_accuracy(program_scorer(*starter)(pairs)) >= least


def test_any_word_of_any_script_can_be_asked(starter):
    backbone, _ = starter
    found = backbone.encode_text(["초록 사과가 왼쪽으로 간다", "Ελληνικά 漢字 🐶", "unbelievable"])
    assert np.isfinite(found.sentences).all()
    assert "".join(found.pieces[0]).split() == ["초록", "사과가", "왼쪽으로", "간다"]
