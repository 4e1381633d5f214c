"""Drawn films and their sentences: the same seed the same films, captions that are true, pairs that differ in one thing."""

import random

import numpy as np
import pytest

from engine.training.batches import draw_clip, make_batch
from engine.training.captions import describe, josa, plural
from engine.training.demo import demo_queries, plan_demo, write_demo
from engine.training.drawing import EMOJI_FONT, Sprites
from engine.training.icons import icons
from engine.training.labels import labels_of
from engine.training.scenes import (
    BACKGROUNDS,
    FLIPS,
    KINDS,
    MOTIONS,
    OPPOSITE,
    Scene,
    Thing,
    facts,
    flip,
    held_out,
    sample_held_out,
    sample_scene,
)

needs_font = pytest.mark.skipif(not EMOJI_FONT.is_file(), reason="the font Noto Color Emoji is not installed")


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites()


def test_there_are_hundreds_of_icons_with_names_in_both_languages():
    table = icons()
    assert len({emoji for emoji, _, _ in table}) == len(table) >= 300
    for names in ([row[1] for row in table], [row[2] for row in table]):
        every = [name for row in names for name in row]
        assert len(set(every)) == len(every)  # a name means one icon
        assert all(name == name.strip() and name for name in every)


@pytest.mark.parametrize("moving", [False, True])
def test_training_never_shows_what_is_held_out(moving):
    rng = random.Random(1)
    for _ in range(500):
        assert not any(held_out(thing) for thing in sample_scene(rng, moving).things)
        assert held_out(sample_held_out(rng).things[0])


def test_one_combination_in_eight_is_held_out():
    share = np.mean([held_out(Thing(k, "", "small", motion, 1, ())) for k in range(10, 410) for motion in MOTIONS])
    assert 0.1 < share < 0.15


@pytest.mark.parametrize("language", ["en", "ko"])
def test_captions_only_say_what_is_true(language):
    rng = random.Random(2)
    for _ in range(500):
        scene = sample_scene(rng)
        caption = describe(scene, rng, language=language)
        assert caption.facts <= facts(scene)
        assert caption.language == language
        assert any("가" <= c <= "힣" for c in caption.text) == (language == "ko")


@pytest.mark.parametrize("attribute", FLIPS)
def test_a_minimal_pair_differs_in_its_attribute_and_the_caption_says_so(attribute):
    rng, seen = random.Random(attribute), 0
    while seen < 30:
        scene = sample_scene(rng)
        other = flip(scene, attribute, rng)
        if other is None:
            continue
        seen += 1
        assert other.seed == scene.seed
        caption = describe(scene, rng, {attribute})
        assert caption.facts <= facts(scene)
        assert not caption.facts <= facts(other)
        first, second = scene.things[0], other.things[0]
        changed = {
            name
            for name in ("kind", "colour", "size", "motion", "count")
            if getattr(first, name) != getattr(second, name)
        }
        allowed = {
            "colour": {"colour"}, "binding": {"colour"}, "object": {"kind"}, "count": {"count"}, "size": {"size"},
            "direction": {"motion"}, "change": {"motion"}, "order": {"kind", "colour", "size"},
        }  # fmt: skip
        assert changed <= allowed.get(attribute, set())
        if attribute == "direction":
            assert second.motion == OPPOSITE[first.motion]
        assert (scene.background != other.background) == (attribute == "background")
        assert (scene.word != other.word) == (attribute == "word")


def test_grammar_of_both_languages():
    assert [plural(n) for n in ("dog", "fish", "person running", "cup of coffee", "box", "cherry", "mouse")] == [
        "dogs", "fish", "people running", "cups of coffee", "boxes", "cherries", "mice"
    ]  # fmt: skip
    assert (josa("원", "이", "가"), josa("고양이", "이", "가")) == ("원이", "고양이가")


def test_films_and_captions_are_labelled_alike():
    """A caption has no label that its film lacks; sides and turns name who is where and who comes when."""
    rng = random.Random(4)
    for _ in range(200):
        scene = sample_scene(rng)
        assert set(labels_of(describe(scene, rng).facts)) <= set(labels_of(facts(scene)))
    left = frozenset({"3:red", "3:n2", "rel:3:left of:20", "order:3>20", "bg:sky"})
    assert set(labels_of(left)) == {
        ("coloured shape", 33), ("count", 1), ("side", 3), ("side", KINDS + 20), ("turn", 3), ("turn", KINDS + 20),
        ("background", BACKGROUNDS.index("sky")),
    }  # fmt: skip


@needs_font
def test_a_moving_thing_moves_and_a_still_one_does_not(sprites):
    def clip(motion: str) -> tuple[list[np.ndarray], list[tuple[int, int, int, int]]]:
        labels: list[tuple[int, int, int, int]] = []
        scene = Scene((Thing(0, "red", "small", motion, 1, ((0.5, 0.5),)),), "white", seed=5)
        return draw_clip(scene, 5, random.Random(3), sprites, labels, 0), labels

    pictures, labels = clip("right")
    columns = [cell % 8 for _, cell, _, _ in labels]
    assert columns == sorted(columns)
    assert columns[0] < columns[-1]
    still, _ = clip("still")
    assert np.abs(still[0].astype(int) - still[-1]).mean() < 20 < np.abs(pictures[0].astype(int) - pictures[-1]).max()


@needs_font
def test_batches_are_the_same_for_the_same_seed(sprites):
    def tokenizer(texts: list[str]) -> object:
        import torch

        return torch.tensor([[1, *[2 + len(t) % 7] * 3, 99] for t in texts])

    a, b = (make_batch(7, 12, 0.8, True, sprites, tokenizer) for _ in range(2))
    assert np.array_equal(a.pictures, b.pictures)
    assert np.array_equal(a.true, b.true)
    assert a.true.diagonal().all()
    assert len(a.pictures) == a.lengths.sum()
    assert not np.array_equal(a.pictures, make_batch(8, 12, 0.8, True, sprites, tokenizer).pictures[: len(a.pictures)])


def test_the_demo_folder_shows_no_thing_twice():
    used: set[int] = set()
    for scenes in plan_demo(7):
        for scene in scenes:
            kinds = {thing.kind for thing in scene.things}
            assert not kinds & used
            used |= kinds


@needs_font
def test_demo_films_are_written_with_names_that_tell_nothing(tmp_path):
    films = list(write_demo(tmp_path, films=2))
    assert [film.path.name for film in films] == ["film-001.mp4", "film-002.mp4"]
    for film in films:
        assert film.path.stat().st_size > 1000
        for start, end, caption in film.scenes:
            assert 2.9 <= end - start <= 12.1
            assert caption
    queries = demo_queries(films)
    assert {path for _, path in queries} == {film.path for film in films}


def test_every_demo_query_describes_exactly_one_film(tmp_path):
    from engine.training.demo import DemoFilm

    films = [DemoFilm(tmp_path / str(i), [], scenes) for i, scenes in enumerate(plan_demo(7))]
    queries = demo_queries(films)
    assert len({text for text, _ in queries}) == 50
