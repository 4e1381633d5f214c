"""models.toml says what open_clip says, and the choice for a machine follows from its graphics memory."""

import re

import open_clip
import pytest

from engine.errors import ModelError
from engine.models.hf_tokenizer import is_siglip2
from engine.models.registry import WEIGHTS, Model, find, fits, read_list, recommend

MODELS = read_list()
GB = 1e9


@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
def test_every_entry_agrees_with_open_clip(model: Model):
    config = open_clip.get_model_config(model.architecture)
    told = open_clip.get_pretrained_cfg(model.architecture, model.tag)
    assert config is not None
    assert told["hf_hub"] == f"{model.repository}/"
    assert config["vision_cfg"].get("image_size", 224) == model.resolution
    assert bool(config.get("quick_gelu", False)) == bool(told.get("quick_gelu", False))
    assert "hf_model_name" not in config["text_cfg"]  # would want another package
    assert model.tokenizer == is_siglip2(config["text_cfg"]) == bool(config["text_cfg"].get("hf_tokenizer_name"))


@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
def test_every_entry_is_complete(model: Model):
    assert re.fullmatch(r"[a-z0-9-]+", model.name)
    for text in (model.title, model.licence, model.languages, model.hardware, model.source, model.good_for):
        assert text
    assert model.gigabytes > 0
    assert model.figure_in_words
    assert re.fullmatch(r"main|[0-9a-f]{40}", model.revision)
    if re.search(r"non-commercial|research|NC", model.licence):
        assert not model.free
    assert model.free or not model.choice  # never recommended


def test_names_are_unique():
    assert len({model.name for model in MODELS}) == len({model.full_name for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize(
    ("memory", "english", "multilingual"),
    [
        (0, "clip-b32", "siglip2-b32"),
        (2 * GB, "clip-b32", "siglip2-b32"),
        (4.1 * GB, "pe-core-b", "siglip2-b16"),
        (6.2 * GB, "pe-core-b", "siglip2-b16"),
        (8.3 * GB, "pe-core-l", "siglip2-l16"),
        (140 * GB, "pe-core-l", "siglip2-l16"),
    ],
)
def test_the_choice_for_a_machine(memory: float, english: str, multilingual: str):
    assert recommend(MODELS, memory).name == english
    assert recommend(MODELS, memory, "multilingual").name == multilingual
    assert fits(recommend(MODELS, memory), memory)


def test_a_model_is_found_by_both_of_its_names():
    assert find("clip-b32") == find("ViT-B-32-256:datacomp_s34b_b86k") == find("vit-b-32-256:DataComp_s34b_b86k")


def test_any_other_model_of_open_clip_is_found_but_its_licence_is_not_known():
    model = find("ViT-B-16:datacomp_xl_s13b_b90k")
    assert model.name == model.title == "ViT-B-16:datacomp_xl_s13b_b90k"
    assert model.repository == "laion/CLIP-ViT-B-16-DataComp.XL-s13B-b90K"
    assert model.weights == WEIGHTS
    assert (model.free, model.licence, model.resolution) == (False, "", 224)


def test_of_a_repository_with_a_pickle_only_the_same_file_as_safetensors_is_wanted():
    assert find("ViTamin-S:datacomp1b").weights == ("pytorch_model.safetensors",)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NoSuchModel:tag", "There is no model named NoSuchModel"),
        ("", "There is no model named"),
        ("ViT-B-32", "Say which weights"),
        ("ViT-B-32:nothing", "There are no weights nothing"),
        ("xlm-roberta-base-ViT-B-32:laion5b_s13b_b90k", "needs the Python package transformers"),
        ("ViT-B-16-SigLIP:webli", "a tokenizer of a kind that Rushes cannot read"),
    ],
)
def test_names_that_cannot_be_had(name: str, sentence: str):
    with pytest.raises(ModelError, match=sentence):
        find(name)
