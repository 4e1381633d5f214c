"""Loading open_clip folders and names: what the weights want, what comes out, and a sentence for every failure."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from engine.errors import ModelError
from engine.models.backbone import Backbone, load_backbone
from engine.models.download import download
from engine.models.features import Preprocess
from engine.models.head import load_head
from engine.models.installed import folder_of, other_models
from engine.models.registry import find
from tests.engine.test_models_tokenizer import write_tokenizer
from tests.imitated_hub import ImitatedHub, hub_in_place

SHORTEST = {"mean": [0.48, 0.45, 0.4], "std": [0.26, 0.26, 0.27], "interpolation": "bicubic", "resize_mode": "shortest"}
SQUASH = {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bilinear", "resize_mode": "squash", "fill_color": 3}


def tiny_model(
    folder: Path, preprocess: dict[str, Any], size: object = 32, custom: bool = False, **text: object
) -> Path:
    """An open_clip folder with random weights: two layers, dimension 16."""
    torch.manual_seed(3)
    vision = {"image_size": size, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}
    words = {"context_length": 20, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2, **text}
    config: dict[str, Any] = {"embed_dim": 16, "vision_cfg": vision, "text_cfg": words}
    kind = open_clip.model.CustomTextCLIP if custom else open_clip.model.CLIP
    model = kind(16, vision, words)  # pyright: ignore[reportArgumentType]
    folder.mkdir(exist_ok=True)
    both = {"model_cfg": {**config, "custom_text": True} if custom else config, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(both))
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "open_clip_model.safetensors")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", SHORTEST)


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Backbone:
    return load_backbone(f"local-dir:{folder}", "cpu")


def copy_of(folder: Path, to: Path) -> Path:
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


def test_preprocessing_is_what_the_config_says(tiny, tmp_path):
    assert tiny.preprocess == Preprocess(32, 32, "shortest", "bicubic", (0.48, 0.45, 0.4), (0.26, 0.26, 0.27), 0)
    other = load_backbone(f"local-dir:{tiny_model(tmp_path / 'm', SQUASH, [32, 48])}", "cpu")
    assert other.preprocess == Preprocess(32, 48, "squash", "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), 3)
    assert other.key != tiny.key


def test_the_key_follows_weights_and_preprocessing(tiny, folder, tmp_path):
    assert load_backbone(f"local-dir:{folder}", "cpu").key == tiny.key
    changed = copy_of(folder, tmp_path / "changed")
    config = json.loads((changed / "open_clip_config.json").read_text())
    config["preprocess_cfg"]["interpolation"] = "bilinear"
    (changed / "open_clip_config.json").write_text(json.dumps(config))
    assert load_backbone(f"local-dir:{changed}", "cpu").key != tiny.key


def test_frames_are_encoded_as_open_clip_does(tiny, folder):
    frames = np.random.default_rng(1).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    model = open_clip.create_model_from_pretrained(f"local-dir:{folder}", return_transform=False)
    assert isinstance(model, torch.nn.Module)
    x = torch.from_numpy(frames).permute(0, 3, 1, 2) / 255
    x = (x - torch.tensor(SHORTEST["mean"]).view(3, 1, 1)) / torch.tensor(SHORTEST["std"]).view(3, 1, 1)
    with torch.no_grad():
        wanted = model.eval().encode_image(x)  # pyright: ignore[reportCallIssue]
    np.testing.assert_allclose(tiny.encode_frames(frames), wanted.numpy(), atol=1e-5)
    assert tiny.encode_frames(frames[:0]).shape == (0, 16)


def test_frames_of_another_size_are_refused(tiny):
    with pytest.raises(ModelError, match="frames of 32 by 32"):
        tiny.encode_frames(np.zeros((1, 30, 32, 3), np.uint8))


def test_the_batch_halves_when_memory_runs_out(tiny, monkeypatch):
    encode, sizes = tiny._encode, list[int]()

    def scarce(frames: np.ndarray) -> np.ndarray:
        sizes.append(len(frames))
        if len(frames) > 20:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(frames)

    monkeypatch.setattr(tiny, "_encode", scarce)
    frames = np.random.default_rng(1).integers(0, 256, (70, 32, 32, 3), dtype=np.uint8)
    assert tiny.encode_frames(frames).shape == (70, 16)
    assert sizes[:3] == [64, 32, 16]


@pytest.mark.parametrize("custom", [False, True])
def test_sentences_are_open_clips_and_words_are_masked(tmp_path, custom):
    folder = tiny_model(tmp_path / "m", SHORTEST, custom=custom)
    backbone = load_backbone(f"local-dir:{folder}", "cpu")
    texts = ["a dog", "two red cats run to the left, then unbelievable things happen", ""]
    found = backbone.encode_text(texts)
    model = open_clip.create_model_from_pretrained(f"local-dir:{folder}", return_transform=False)
    assert isinstance(model, torch.nn.Module)
    with torch.no_grad():
        ids = open_clip.get_tokenizer(f"local-dir:{folder}")(texts)
        wanted = model.eval().encode_text(ids, normalize=True)  # pyright: ignore[reportCallIssue]
    np.testing.assert_allclose(found.sentences, wanted.numpy(), atol=1e-5)
    assert found.mask.sum(1).tolist() == [len(p) for p in found.pieces]
    assert found.pieces[0] == ["a ", "dog ", ""]
    assert found.pieces[2] == [""]
    lengths = np.linalg.norm(found.words, axis=-1)
    np.testing.assert_allclose(lengths[found.mask], 1, atol=1e-5)
    assert (lengths[~found.mask] == 0).all()
    np.testing.assert_allclose(
        found.words[0][found.mask[0]][-1], found.sentences[0], atol=1e-5
    )  # the end token is the sentence


def test_a_text_without_causal_mask_keeps_its_whole_context(tmp_path):
    folder = tiny_model(tmp_path / "m", SHORTEST, custom=True, no_causal_mask=True)
    found = load_backbone(f"local-dir:{folder}", "cpu").encode_text(["a dog"])
    assert found.words.shape == (1, 20, 16)
    np.testing.assert_allclose(found.words[0][found.mask[0]][-1], found.sentences[0], atol=1e-5)


def test_too_long_texts_are_cut(tiny):
    found = tiny.encode_text(["dog " * 100])
    assert found.mask.sum() == 19
    assert found.pieces[0][-1] == ""


def test_a_text_that_fills_the_context_is_too_long_and_a_short_one_is_not(tiny):
    assert not tiny.overlong("a dog runs on the beach")
    assert tiny.overlong("a dog runs on the beach and " * 20)
    assert not tiny.overlong("")


def test_no_texts(tiny):
    assert tiny.encode_text([]).sentences.shape == (0, 16)


def test_pieces_of_other_scripts_join_to_the_text(tiny):
    assert "".join(tiny.encode_text(["빨간 원이 간다"]).pieces[0]).split() == ["빨간", "원이", "간다"]


def test_damaged_and_missing_weights_are_said_in_words(folder, tmp_path):
    with pytest.raises(ModelError, match="There is no folder"):
        load_backbone(f"local-dir:{tmp_path / 'nowhere'}")
    broken = copy_of(folder, tmp_path / "broken")
    weights = broken / "open_clip_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelError, match="damaged or incomplete"):
        load_backbone(f"local-dir:{broken}")
    weights.unlink()
    with pytest.raises(ModelError, match="holds no weights"):
        load_backbone(f"local-dir:{broken}")
    (broken / "open_clip_config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be understood"):
        load_backbone(f"local-dir:{broken}")
    (broken / "open_clip_config.json").unlink()
    with pytest.raises(ModelError, match=r"open_clip_config\.json is missing"):
        load_backbone(f"local-dir:{broken}")


def test_weights_of_another_shape_are_refused(folder, tmp_path):
    other = copy_of(folder, tmp_path / "other")
    config = json.loads((other / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["width"] = 64
    (other / "open_clip_config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="do not fit"):
        load_backbone(f"local-dir:{other}")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NoSuchModel:tag", "There is no model named NoSuchModel"),
        ("", "There is no model named"),
        ("ViT-B-32", "Say which weights"),
        ("ViT-B-32:nothing", "There are no weights nothing"),
        ("ViT-B-32-quickgelu:laion2b_s34b_b79k", "no weights|not trained with QuickGELU"),
    ],
)
def test_wrong_names_are_refused(name, sentence):
    with pytest.raises(ModelError, match=sentence):
        load_backbone(name)


# Models of the hub: a small one is put into open_clip's tables, and into a hub on loopback -----------------------------


@pytest.fixture
def published(tmp_path, monkeypatch) -> Iterator[ImitatedHub]:
    """Tiny-CLIP:first (its weights want QuickGELU) and Tiny-SigLIP2:first can be downloaded."""
    clip = tiny_model(tmp_path / "clip", SHORTEST)
    siglip = {
        "no_causal_mask": True,
        "proj_bias": True,
        "pool_type": "last",
        "context_length": 64,
        "hf_tokenizer_name": "someone/SigLIP2",
    }
    squash = {**SQUASH, "fill_color": 0}
    siglip2 = tiny_model(tmp_path / "siglip2", squash, custom=True, **siglip)
    write_tokenizer(siglip2 / "tokenizer.json")
    repositories = {}
    for name, folder, told in (
        ("Tiny-CLIP", clip, {**SHORTEST, "quick_gelu": True}),
        ("Tiny-SigLIP2", siglip2, SQUASH),
    ):
        config = json.loads((folder / "open_clip_config.json").read_text())["model_cfg"]
        monkeypatch.setitem(open_clip.factory._MODEL_CONFIGS, name, config)
        monkeypatch.setitem(
            open_clip.pretrained._PRETRAINED, name, {"first": {**told, "hf_hub": f"someone/{name}/", "url": ""}}
        )
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        files["open_clip_config.json"] = b'{"model_cfg": {"text_cfg": {}, "vision_cfg": {}}}'  # not what is used
        repositories[f"someone/{name}"] = files
    with hub_in_place(repositories, tmp_path / "models", monkeypatch) as hub:
        yield hub


def test_nothing_is_downloaded_by_loading(published):
    with pytest.raises(ModelError, match=r"not on this computer.*rushes-engine models download Tiny-CLIP:first"):
        load_backbone("Tiny-CLIP:first", "cpu")
    assert published.asked == []


def test_a_downloaded_model_is_the_same_without_the_hub(published, tmp_path):
    for name, folder in (("Tiny-CLIP:first", "clip"), ("Tiny-SigLIP2:first", "siglip2")):
        assert list(download(find(name), accept_licence=True))[-1].activity == "ready"
        published.asked.clear()
        found = load_backbone(name, "cpu")
        assert published.asked == []
        source = load_backbone(f"local-dir:{tmp_path / folder}", "cpu")
        assert found.preprocess == source.preprocess
        assert found.folder == folder_of(find(name))
        frames = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
        same = np.allclose(found.encode_frames(frames), source.encode_frames(frames), atol=1e-5)
        assert same == (folder == "siglip2")  # the configuration in Tiny-CLIP's folder does not know of QuickGELU
    assert found.encode_text(["a dog runs"]).sentences.shape == (1, 16)
    assert {model.full_name for model in other_models()} == {"Tiny-CLIP:first", "Tiny-SigLIP2:first"}


def test_weights_trained_with_quick_gelu_get_it(published, tmp_path):
    list(download(find("Tiny-CLIP:first"), accept_licence=True))
    model = load_backbone("Tiny-CLIP:first", "cpu")._model
    assert any(type(module).__name__ == "QuickGELU" for module in model.modules())
    open_clip.factory._MODEL_CONFIGS["Tiny-CLIP"]["quick_gelu"] = True
    open_clip.pretrained._PRETRAINED["Tiny-CLIP"]["first"]["quick_gelu"] = None
    with pytest.raises(ModelError, match="not trained with QuickGELU"):
        load_backbone("Tiny-CLIP:first", "cpu")


def test_a_changed_file_is_never_loaded(published):
    list(download(find("Tiny-CLIP:first"), accept_licence=True))
    weights = folder_of(find("Tiny-CLIP:first")) / "open_clip_model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="has changed since it was downloaded"):
        load_backbone("Tiny-CLIP:first", "cpu")
    weights.unlink()
    with pytest.raises(ModelError, match="is damaged"):
        load_backbone("Tiny-CLIP:first", "cpu")


def test_a_model_without_its_tokenizer_file_is_not_offered(published):
    del published.repositories["someone/Tiny-SigLIP2"]["tokenizer.json"]
    with pytest.raises(ModelError, match=r"has no tokenizer\.json, which Tiny-SigLIP2:first needs"):
        list(download(find("Tiny-SigLIP2:first"), accept_licence=True))


def test_without_a_head_beside_it_the_untuned_rule_is_used(tiny):
    head = load_head(tiny)
    assert not head.trained
    assert not head.uses_words
