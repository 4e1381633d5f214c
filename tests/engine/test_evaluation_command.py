"""`rushes-engine evaluate` as a person or a script has it, and published checkpoints as what is measured."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.commands import evaluate as evaluate_command
from engine.errors import EngineError
from engine.evaluation import video_sets
from engine.evaluation.benchmarks import TITLES
from engine.evaluation.plan import BENCHMARKS, POST_PROCESSING, TEXT_HEADS, TEXT_SETS, VIDEO_SETS, Plan, check
from engine.evaluation.post_processing import LABELS
from engine.evaluation.run import evaluate
from engine.evaluation.subjects import PublishedCheckpoint
from engine.models.clip4clip import KINDS
from engine.models.published import load_published
from engine.training.drawing import EMOJI_FONT

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT.parent / "shared" / "golden"
needs_font = pytest.mark.skipif(not EMOJI_FONT.is_file(), reason="the font Noto Color Emoji is not installed")
FRAMES, WORDS = 6, 10  # of the golden checkpoint


def rushes(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "--model", "starter", "--device", "cpu", "evaluate", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@needs_font
def test_json_is_one_object_with_both_directions(tmp_path):
    page = tmp_path / "page.html"
    answer = rushes("--benchmark", "procedural", "--films", "5", "--seed", "7", "--json", "--page", str(page))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("\n") == 1
    told = json.loads(answer.stdout)
    for way in ("t2v", "v2t"):
        assert {"R@1", "R@5", "R@10", "MdR", "MnR"} <= told[way].keys()
        assert told[way]["R@5"] == 100.0
        assert 1 <= told[way]["MdR"] <= 5
    assert (told["benchmark"], told["model"], told["queries"], told["videos"]) == ("procedural", "starter", 5, 5)
    assert (told["seed"], told["language"], told["post_processing"]) == (7, "en", "none")
    assert {"colour", "direction", "order"} <= told["minimal_pairs"].keys()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_known_failure_is_a_sentence_and_exit_code_1():
    answer = rushes("--benchmark", "msrvtt", "--json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout) == {"error": "The benchmark msrvtt needs its data: --data FOLDER."}
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan("tvr"), "no benchmark named tvr; there are: msrvtt"),
        (Plan("clips"), "The benchmark clips needs its data"),
        (Plan("msvd", data=Path("nowhere")), "There is no folder nowhere"),
        (Plan("procedural", head="best"), "there is no head named best; there are: own, untuned, xclip, meanP"),
        (Plan("procedural", head="meanP"), "needs both --checkpoint and --head"),
        (Plan("procedural", checkpoint=Path("x.bin")), "needs both --checkpoint and --head"),
        (
            Plan("vcdb", head="meanP", checkpoint=Path("x.bin"), data=Path(".")),
            "For vcdb there is no head named meanP; .*: own, untuned, tca",
        ),
        (Plan("clips", head="untuned", data=Path(".")), "measures the whole program"),
        (Plan("procedural", post="softmax"), "no post-processing named softmax"),
        (Plan("vcdb", post="dsl", data=Path(".")), "for benchmarks that rank films for captions"),
        (Plan("sequences", page=Path("p.html"), data=Path(".")), "for benchmarks that rank films for captions"),
        (Plan("procedural", similarity="cosine"), "video-to-video benchmarks only"),
        (Plan("procedural", language="fr"), "written in en or ko, not in fr"),
        (Plan("procedural", films=0), "At least one film"),
    ],
)
def test_options_that_do_not_go_together_have_a_sentence(plan, sentence):
    with pytest.raises(EngineError, match=sentence):
        check(plan)


def test_the_names_are_those_of_the_parts():
    assert set(TEXT_SETS) == TITLES.keys()
    assert set(VIDEO_SETS) == video_sets.VIDEO_SETS.keys()
    assert BENCHMARKS == evaluate_command.BENCHMARKS
    assert set(POST_PROCESSING) == LABELS.keys()
    assert ("xclip", *KINDS) == TEXT_HEADS


def test_pictures_need_their_material(tmp_path):
    (tmp_path / "flickr8k_captions.jsonl").write_text(json.dumps({"image": "a", "captions": ["b ."], "split": "test"}))
    steps = evaluate(Plan("pictures", data=tmp_path, device="cpu"))
    with pytest.raises(EngineError, match=r"expected flickr8k\.tar"):
        list(steps)


@pytest.fixture
def published(tmp_path) -> Path:
    """The golden X-CLIP checkpoint, with as many tokens as CLIP's tokenizer has."""
    if not GOLDEN.is_dir():
        pytest.skip("the golden cases lie outside the project and are not here")
    state = load_file(GOLDEN / "xclip.checkpoint.safetensors")
    known = state["clip.token_embedding.weight"]
    state["clip.token_embedding.weight"] = known.repeat(49408 // len(known) + 1, 1)[:49408].clone()
    save_file(state, tmp_path / "published.safetensors")
    return tmp_path / "published.safetensors"


def test_a_published_checkpoint_is_measured_as_its_authors_do(published):
    subject = PublishedCheckpoint(published, "xclip", "2d", FRAMES, WORDS, "cpu")
    size = subject.preprocess
    rng = np.random.default_rng(0)
    lengths = [6, 2, 0]
    clips = [rng.integers(0, 256, (n, size.height, size.width, 3), dtype=np.uint8) for n in lengths]
    captions = ["a dog runs into the sea", "cars"]
    found = subject.scores(captions, subject.features(clips), lengths)

    model = load_published(published, "xclip")
    video = torch.zeros(2, FRAMES, 3, size.height, size.width)  # padding is grey after normalisation, and is encoded
    mean, std = (torch.tensor(v).view(3, 1, 1) for v in (size.mean, size.std))
    for i, clip in enumerate(clips[:2]):
        video[i, : len(clip)] = (torch.from_numpy(clip).permute(0, 3, 1, 2).float() / 255 - mean) / std
    ids = torch.zeros(2, WORDS, dtype=torch.long)
    ids[0, :8] = torch.tensor([49406, 320, 1929, 5586, 1095, 518, 2102, 49407])  # OpenAI's pieces
    ids[1, :3] = torch.tensor([49406, 3346, 49407])
    mask = torch.arange(FRAMES)[None] < torch.tensor(lengths[:2])[:, None]
    with torch.inference_mode():
        expected = model.logits(*model.encode_text(ids), ids > 0, model.encode_frames(video), mask)
    assert found[:, :2] == pytest.approx((expected / model.clip.logit_scale.exp()).numpy(), abs=1e-5)
    assert found.shape == (2, 3)


@needs_font
def test_a_published_checkpoint_of_other_lengths_is_refused(published):
    plan = Plan("procedural", films=3, device="cpu", head="xclip", checkpoint=published)
    with pytest.raises(EngineError, match="does not fit 12 frames and 32 words"):
        list(evaluate(plan))
