"""The ablation: rows are trained, measured once, kept; the table and its sentences say what the numbers say."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.evaluation.ablation.films import Films, TrainingPictures
from engine.evaluation.ablation.heads import Budget, CachedHead, chosen, plan, score_all, train_head
from engine.evaluation.ablation.patches import PatchHead
from engine.evaluation.ablation.rows import GROUPS, SETUPS, WHOLE, Line
from engine.evaluation.ablation.runs import RESULTS, Plan, Result, figures, run
from engine.evaluation.ablation.table import agreement, figure, markdown, spearman
from engine.models.aosm import CONTRASTS
from engine.models.backbone import load_backbone
from engine.models.loading import load
from engine.models.xclip import XClipHead
from engine.training.drawing import EMOJI_FONT, Sprites

needs_font = pytest.mark.skipif(not EMOJI_FONT.is_file(), reason="the font Noto Color Emoji is not installed")
DIM = 16


def random_films(count: int) -> Films:
    """Films of 1 to 4 frames and captions of 1 to 5 words, whose features are alike where they belong together."""
    torch.manual_seed(3)
    own = torch.randn(count, DIM)
    lengths, words = torch.arange(count) % 4 + 1, torch.arange(count) % 5 + 1
    around = torch.randn(count, 4, DIM) * 2 + own[:, None]
    spoken = (own[:, None] + torch.randn(count, 5, DIM) * 2).half()
    mask, word_mask = torch.arange(4)[None] < lengths[:, None], torch.arange(5)[None] < words[:, None]
    return Films(around, mask, own + torch.randn(count, DIM), spoken, word_mask)


def drain(steps):
    """What a generator yields, and what it returns."""
    lines = []
    while True:
        try:
            lines.append(next(steps))
        except StopIteration as end:
            return lines, end.value


def results(setup: str, *values: float) -> list[Result]:
    """One result a seed, with these R@1."""
    told = [{"R@1": value, "R@5": value, "MnR": 1.0} for value in values]
    return [Result(setup, seed, "", each, each, 20.0, 1.0) for seed, each in enumerate(told)]


@needs_font
def test_rows_are_measured_once_and_the_table_shows_what_was_measured(tmp_path: Path) -> None:
    wanted = Plan("starter", (0,), 20, 10, Budget(steps=3, batch=8, patch_steps=1, patch_batch=2), ("SV", "3D patches"))
    lines, found = drain(run(tmp_path, wanted))
    assert [r.setup for r in found] == ["SV", "3D patches"]
    assert sum(line.startswith("seed 0") for line in lines) == 2
    assert [json.loads(line)["setup"] for line in (tmp_path / RESULTS).read_text().splitlines()] == ["SV", "3D patches"]

    again, same = drain(run(tmp_path, wanted))
    assert (again, same) == ([], found)  # neither drawn nor trained again
    first = (tmp_path / RESULTS).read_text().splitlines()[0]
    (tmp_path / RESULTS).write_text(first + "\n")  # stopped after the first row
    again, same = drain(run(tmp_path, wanted))
    assert len(again) == 1
    assert [(r.setup, r.t2v, r.v2t) for r in same] == [(r.setup, r.t2v, r.v2t) for r in found]  # the seed decides all
    again, longer = drain(run(tmp_path, replace(wanted, budget=replace(wanted.budget, steps=4), setups=("SV",))))
    assert len(again) == 1  # other settings are another row
    assert longer[0].key != found[0].key

    text = markdown(found, wanted)
    row = next(line for line in text.splitlines() if line.startswith("| SV: video, sentence |"))
    own = [f"{figures[name]:.1f}" for figures in (found[0].t2v, found[0].v2t) for name in ("R@1", "R@5", "MnR")]
    assert row.split(" | ")[1:7] == own
    assert row.endswith("| 43.0 | 43.0 |")
    assert "20 held-out" in text
    assert "Temperature" not in text  # nothing of that group was measured


def test_every_row_of_every_table_has_a_setup_and_all_combinations_are_there() -> None:
    assert {line.setup for group in GROUPS for line in group.lines} == set(SETUPS)
    subsets = [setup.parts for name, setup in SETUPS.items() if setup == replace(SETUPS[WHOLE], parts=setup.parts)]
    assert len(subsets) == len({frozenset(parts) for parts in subsets}) == 15
    for group in GROUPS:  # two rows of a table differ in what is trained
        assert len({SETUPS[line.setup] for line in group.lines}) == len(group.lines)


@pytest.mark.parametrize("name", [name for name, setup in SETUPS.items() if setup.family != "patches"])
def test_scores_in_blocks_are_those_of_a_caption_and_a_film_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.evaluation.ablation.heads.AT_ONCE", 3)
    films = random_films(7)
    torch.manual_seed(0)
    model = CachedHead(SETUPS[name], DIM)
    scores = score_all(model, films)
    with torch.no_grad():
        for text, film in ((0, 0), (4, 6), (6, 3)):
            said, seen = chosen(films, torch.tensor([text])), chosen(films, torch.tensor([film]))
            alone = model.compare(model.texts(said), model.films(seen))
            assert scores[text, film].item() == pytest.approx(alone.item(), abs=0.02 if model.tight else 1e-5)


def test_the_chosen_contrasts_are_those_of_the_xclip_head() -> None:
    films = random_films(6)
    batch = chosen(films, torch.arange(6))
    for name in ("SV+WF", "max-mean", "tau 0.1", "temporal frames and differences", WHOLE):
        torch.manual_seed(0)
        model = CachedHead(SETUPS[name], DIM)
        theirs = model.head(batch.sentences, batch.words, batch.word_mask, batch.frames, batch.mask)
        torch.testing.assert_close(model.compare(model.texts(batch), model.films(batch)), theirs, atol=1e-5, rtol=0)
    assert set(SETUPS[WHOLE].parts) == set(CONTRASTS)


@pytest.mark.parametrize("name", ["SV", WHOLE, "seqLSTM", "tightTransf"])
def test_training_learns(name: str) -> None:
    films, pictures = random_films(10), TrainingPictures(10, Sprites([]))
    torch.manual_seed(0)
    model = CachedHead(SETUPS[name], DIM)
    before = figures(score_all(model, films))[0]["MnR"]
    train_head(model, films, pictures, Budget(steps=30, batch=10, tight_batch=10, rate=1e-2), 0)
    assert figures(score_all(model, films))[0]["MnR"] < before
    if isinstance(model.head, XClipHead):
        assert model.head.tau.item() == pytest.approx(0.01)  # fixed, not learned


def test_minimal_pairs_lie_in_one_batch_and_nothing_comes_twice_while_something_is_left() -> None:
    pictures = TrainingPictures(20, Sprites([]))
    assert pictures.paired == 16
    drawn = list(plan(pictures, 10, 4, seed=1))
    assert drawn == list(plan(pictures, 10, 4, seed=1))
    for batch in drawn:
        assert len(set(batch)) == 10
        assert {i ^ 1 for i in batch[:8]} == set(batch[:8])
        assert min(batch[8:]) >= pictures.paired
    assert sorted(drawn[0] + drawn[1]) == list(range(20))


def test_a_3d_projection_starts_as_the_2d_one_and_padding_does_not_leak() -> None:
    backbone = load_backbone("starter", "cpu")
    rng = np.random.default_rng(0)
    size = backbone.preprocess.height, backbone.preprocess.width, 3
    short, long = (rng.integers(0, 256, (frames, *size), dtype=np.uint8) for frames in (2, 4))
    visual = load("starter")[0].get_submodule("visual")
    flat, deep = (
        PatchHead(SETUPS[name], visual, backbone.preprocess, backbone.dim) for name in ("2D patches", "3D patches")
    )
    with torch.no_grad():
        torch.testing.assert_close(flat.films([short, long]), deep.films([short, long]), atol=2e-2, rtol=0)
        deep.patches.conv.weight += 0.05  # the side taps see now
        alone, beside = deep.films([short]), deep.films([short, long])[:1]
        torch.testing.assert_close(alone, beside, atol=2e-2, rtol=0)
        assert (deep.films([long]) - flat.films([long])).abs().max() > 0.02
    trained = {name for name, parameter in deep.named_parameters() if parameter.requires_grad}
    assert trained == {"patches.conv.weight", "text.weight", "visual.weight", "log_scale"}


def test_sentences_say_what_agrees_what_does_not_and_what_cannot_be_told() -> None:
    lines = (Line("A", "a", 40.0), Line("B", "b", 41.0), Line("C", "c", 42.0), Line("D", "d", 39.0, None, "doubtful"))
    found = [*results("a", 50, 52), *results("b", 60, 62), *results("c", 55, 55), *results("d", 99, 99)]
    text = agreement(found, lines, "t2v")
    assert "rank correlation with the paper +0.50 over 3 rows" in text
    assert "best there C, here B" in text
    assert "Of 3 pairs of rows 2 are ordered as in the paper, 1 the other way, 0 are not distinguishable" in text
    assert "B above C (61.0 ± 1.4 against 55.0 ± 0.0, in the paper 41.0 against 42.0)" in text
    assert "D" not in text
    assert agreement(found, lines, "v2t") == ""  # the paper has no figures
    near = [*results("a", 50, 54), *results("b", 51, 55)]
    assert agreement(near, lines, "t2v") == "Text to video: B and A are not distinguishable."
    assert agreement([*results("a", 50, 51), *results("b", 60, 61)], lines, "t2v") == (
        "Text to video: as in the paper, B above A."
    )
    assert "one seed" in agreement([*results("a", 50), *results("b", 60)], lines, "t2v")


def test_means_deviations_and_rank_correlation() -> None:
    assert str(figure(results("a", 50, 52, 54), "a", "t2v", "R@1")) == "52.0 ± 2.0"
    assert str(figure(results("a", 50), "a", "t2v", "R@1")) == "50.0"
    assert figure([], "a", "t2v", "R@1") is None
    assert spearman([1, 2, 3, 4], [10, 20, 40, 30]) == pytest.approx(0.8)
    assert spearman([1, 2, 2], [1, 2, 3]) == pytest.approx(math.sqrt(3) / 2)
    assert math.isnan(spearman([1, 2], [5, 5]))
