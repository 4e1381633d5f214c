"""Which script a query is in, and that a model which cannot read it says so."""

import pytest

from engine.models.registry import read_list
from engine.search.script import ANY, foreign_script, language_hint, languages_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("a dog on a beach", None),
        ("größe café ñandú ﬁne", None),
        ("바다로 뛰어드는 개", "HANGUL"),
        ("a man named 김", None),
        ("海滩上的狗", "CJK"),
        ("海辺の犬", "HIRAGANA"),
        ("カメラ", "HIRAGANA"),
        ("Собака на пляже", "CYRILLIC"),
        ("dog 개와 고양이 cat", "HANGUL"),
        ("2024 🐶 !!", None),
        ("", None),
    ],
)
def test_more_than_three_in_ten_letters_of_another_script_decide(text, script):
    assert foreign_script(text) == script


@pytest.mark.parametrize("model", read_list(), ids=lambda model: model.name)
def test_every_listed_model_is_known_by_both_names(model):
    known = languages_of(model.name)
    assert known == languages_of(model.full_name)
    assert (ANY in known) == ("SigLIP2" in model.architecture or model.choice == "multilingual")
    assert ANY in known or known == ("English",)


@pytest.mark.parametrize(
    ("model", "languages"),
    [
        ("starter", ("English", "Korean")),
        ("ViT-SO400M-14-SigLIP2:webli", (ANY,)),
        ("xlm-roberta-base-ViT-B-32:laion5b_s13b_b90k", (ANY,)),
        ("ViT-L-14:datacomp_xl_s13b_b90k", ("English",)),
        ("local-dir:models/mine", ()),
        ("local-dir:models/ViT-B-32-SigLIP2-256", (ANY,)),
    ],
)
def test_other_models_by_their_architecture(model, languages):
    assert languages_of(model) == languages


def test_the_hint_names_the_language_and_what_to_do():
    hint = language_hint("바다로 뛰어드는 개", "ViT-B-32-256:datacomp_s34b_b86k")
    assert hint.startswith("This model understands English only; for Korean choose")
    assert "models list" in hint
    assert language_hint("Собака", "starter").startswith("This model understands English and Korean only; for Cyrillic")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("바다로 뛰어드는 개", "starter"),
        ("바다로 뛰어드는 개", "ViT-B-16-SigLIP2-256:webli"),
        ("바다로 뛰어드는 개", "local-dir:models/mine"),
        ("a dog", "ViT-B-32-256:datacomp_s34b_b86k"),
    ],
)
def test_no_hint_where_the_model_can_read_it_or_nobody_knows(text, model):
    assert language_hint(text, model) == ""
