"""Training the starter model: it runs, is killed, resumes, exports; and what the shipped one must know."""

import io
import itertools
import json
import shutil
import tarfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from engine.models.backbone import Backbone, load_backbone
from engine.models.head import Head, load_head
from engine.training.drawing import EMOJI_FONT, Sprites
from engine.training.korean_words import korean_keywords
from engine.training.measure import minimal_pairs, pair_accuracy, program_scorer, recalls
from engine.training.photograph_batches import PictureSource
from engine.training.photographs import make_views
from engine.training.settings import Settings
from engine.training.starter import rate_at, train_starter
from engine.training.teacher import Teacher

STARTER = Path(__file__).parents[2] / "resources" / "starter"
needs_font = pytest.mark.skipif(not EMOJI_FONT.is_file(), reason="the font Noto Color Emoji is not installed")
TINY = Settings(
    steps_still=2,
    steps_clips=1,
    steps_pictures=2,
    steps_together=2,
    steps_words=2,
    clips_still=6,
    clips=6,
    clips_beside=4,
    looking=(2, 3, 0),
    telling=(3, 2, 2),
    wording=(4, 2, 2),
    warm_up=1,
    text_width=64,
    text_layers=1,
    layers=1,
)


@pytest.fixture(scope="module")
def starter() -> tuple[Backbone, Head]:
    backbone = load_backbone("starter", "cpu")
    return backbone, load_head(backbone)


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(file, "JPEG")
    return file.getvalue()


def write_tar(path: Path, pictures: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as tar:
        for name, data in pictures.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))


@pytest.fixture
def material(tmp_path) -> Path:
    """A folder like the one with the photographs, labelled pictures and the teacher, but tiny and with a random teacher."""
    folder = tmp_path / "material"
    folder.mkdir()
    colours = ["red", "green", "blue", "yellow", "black", "white"]
    rows = [
        {"image": f"{c}.jpg", "split": "val" if c == "white" else "train", "captions": [f"A {c} dog on a wall ."] * 2}
        for c in colours
    ]
    (folder / "flickr8k_captions.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    write_tar(folder / "flickr8k.tar", {f"{c}.jpg": picture(c) for c in colours})
    (folder / "tiny_imagenet_names.json").write_text(json.dumps({"n1": "goldfish, Carassius", "n2": "beacon"}))
    write_tar(folder / "tiny_imagenet.tar", {f"n{1 + i % 2}/{i}.jpg": picture(c) for i, c in enumerate(colours)})
    torch.manual_seed(0)
    save_file(Teacher().state_dict(), folder / "teacher_mobilenet_v2.safetensors")
    return folder


@needs_font
def test_a_killed_training_resumes_and_exports(tmp_path, material):
    work = tmp_path / "work"
    work.mkdir()
    shutil.copyfile(STARTER / "merges.txt.gz", work / "merges.txt.gz")  # learning it takes too long for a test

    def run(resume: bool = True):
        return train_starter(
            tmp_path / "out",
            material,
            work=work,
            settings=TINY,
            resume=resume,
            measure_every=0,
            save_every=2,
            card=False,
        )

    first = run()
    assert [p.step for p in itertools.islice((p for p in first if p.losses), 3)] == [1, 2, 3]
    assert isinstance(first, Generator)
    first.close()  # as a kill: what came after the checkpoint at step 2 is lost
    progress = [p for p in run() if p.losses]
    assert [p.step for p in progress] == [3, 4, 5, 6, 7, 8, 9]
    assert "real classes" in progress[1].losses  # the third stage asks the teacher, the fourth also tells in sentences
    assert "real turns" not in progress[2].losses
    assert "real turns" in progress[3].losses
    assert "real classes" not in progress[-1].losses  # the image tower is finished
    assert all(np.isfinite(list(p.losses.values())).all() for p in progress)
    assert progress[-1].seconds_left == 0
    backbone = load_backbone(f"local-dir:{tmp_path / 'out'}", "cpu")
    head = load_head(backbone)
    assert head.trained
    assert json.loads((tmp_path / "out" / "head.json").read_text())["training"]["steps_done"] == 9
    shots = head.encode_shots([backbone.encode_frames(np.zeros((2, 96, 128, 3), np.uint8))])
    assert shots.vector.shape == (1, backbone.dim)


def test_the_rate_warms_up_and_falls_in_every_stage():
    settings = replace(
        Settings(),
        steps_still=500,
        steps_clips=500,
        steps_pictures=500,
        steps_together=500,
        steps_words=500,
        warm_up=100,
    )
    rates = [rate_at(step, settings) for step in range(2500)]
    assert rates[99] == pytest.approx(settings.rate)
    for first in range(0, 2500, 500):
        stage = rates[first : first + 500]
        assert 0 < stage[0] < stage[50] < stage[99] > stage[300] > stage[499] > 0
    assert rates[-1] < rates[499]  # only the last stages end near zero


def test_a_sentence_about_two_photographs_is_told_in_both_orders(tmp_path, material):
    list(make_views(material, tmp_path))
    batch = PictureSource(material, tmp_path, STARTER / "merges.txt.gz").batch(1, TINY.telling)
    assert batch.turns[0].tolist() == batch.turns[1].tolist()[::-1]
    single, films = 3 + 2, len(batch.turns)
    assert len(batch.lengths) == len(batch.ids) == single + films == len(batch.true)
    assert not batch.true[single, single + 1]  # the other order is what it must be told from
    assert batch.true[batch.turns[0, 0], single]  # the first photograph's own caption holds for the film
    starts = np.cumsum(batch.lengths) - batch.lengths
    for film, (first, second) in enumerate(batch.turns, single):
        frames = batch.order[starts[film] : starts[film] + batch.lengths[film]]
        assert frames[0] == first
        assert frames[-1] == second


def test_korean_keywords_follow_the_order_of_the_caption():
    assert korean_keywords("A black dog runs on the beach") == "검은 개 달리다 해변"
    assert korean_keywords("Zzz qqq dog") is None


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
    assert "real model" in head.note
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
