"""Hostile models: no code out of data, nothing fetched, no memory without end; each is refused in a sentence. And what a model may do to us later:
run out of memory, lose its device, answer with numbers that are none.
"""

import gzip
import io
import json
import os
import pickle
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import EncoderError, ModelError
from engine.models.backbone import Backbone, load_backbone
from engine.models.checkpoints import read_weights
from tests.engine.test_models_backbone import SHORTEST, tiny_model

Change = Callable[[Path, Path], None]


class Evil:
    """What makes the canary when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.canary),)


def instead_of_weights(name: str, write: Callable[[Path, Evil], None]) -> Change:
    def change(folder: Path, canary: Path) -> None:
        (folder / "open_clip_model.safetensors").unlink()
        write(folder / name, Evil(canary))

    return change


def pickled(path: Path, evil: Evil) -> None:
    path.write_bytes(pickle.dumps({"state_dict": evil}))


def torch_zip(path: Path, evil: Evil) -> None:
    torch.save({"weight": evil}, path)


def torch_legacy(path: Path, evil: Evil) -> None:
    torch.save({"weight": evil}, path, _use_new_zipfile_serialization=False)


def object_array(path: Path, evil: Evil) -> None:
    with path.open("wb") as file:
        np.savez(file, weight=np.array([evil], dtype=object))


def script(path: Path, evil: Evil) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is deprecated; such files are still about
        torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 2), torch.zeros(1, 2)), path)


def header_lies(path: Path, evil: Evil) -> None:
    path.write_bytes(struct.pack("<Q", 2**62) + b"{}")


def tensor_beyond_the_end(path: Path, evil: Evil) -> None:
    header = json.dumps({"weight": {"dtype": "F32", "shape": [2**20], "data_offsets": [0, 2**22]}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0" * 64)


def config(change: Callable[[dict[str, Any]], object]) -> Change:
    def apply(folder: Path, canary: Path) -> None:
        path = folder / "open_clip_config.json"
        told = json.loads(path.read_text())
        change(told["model_cfg"])
        path.write_text(json.dumps(told))

    return apply


def nested(folder: Path, canary: Path) -> None:
    (folder / "open_clip_config.json").write_text("[" * 100_000)


def numberless(folder: Path, canary: Path) -> None:
    path = folder / "open_clip_model.safetensors"
    state = load_file(path)
    state["visual.conv1.weight"].view(-1)[5] = float("nan")
    save_file(state, path)


def vocabulary_bomb(folder: Path, canary: Path) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(64):
            file.write(b"\n" * 1024 * 1024)
    (folder / "merges.txt.gz").write_bytes(packed.getvalue())


def other_shape(folder: Path, canary: Path) -> None:
    path = folder / "open_clip_model.safetensors"
    state = load_file(path)
    state["text_projection"] = torch.zeros(3, 3)
    save_file(state, path)


HOSTILE: dict[str, Change] = {
    "a pickle as .bin": instead_of_weights("open_clip_pytorch_model.bin", pickled),
    "a pickle in torch's zip": instead_of_weights("open_clip_pytorch_model.bin", torch_zip),
    "a pickle in torch's old format": instead_of_weights("open_clip_pytorch_model.bin", torch_legacy),
    "a pickle called safetensors": instead_of_weights("open_clip_model.safetensors", pickled),
    "an array of objects": instead_of_weights("open_clip_model.npz", object_array),
    "a program of TorchScript": instead_of_weights("open_clip_pytorch_model.bin", script),
    "a header that is 4 EB long": instead_of_weights("open_clip_model.safetensors", header_lies),
    "a tensor beyond the end of its file": instead_of_weights("open_clip_model.safetensors", tensor_beyond_the_end),
    "weights that are no numbers": numberless,
    "weights of another shape": other_shape,
    "a text model to fetch": config(lambda c: c["text_cfg"].update(hf_model_name="evil/model")),
    "a tokenizer to fetch": config(lambda c: c["text_cfg"].update(hf_tokenizer_name="evil/tokenizer")),
    "a tokenizer with code": config(lambda c: c["text_cfg"].update(tokenizer_kwargs={"trust_remote_code": True})),
    "an image model to fetch": config(lambda c: c["vision_cfg"].update(timm_model_name="hf-hub:evil/model")),
    "an image model with pretrained weights": config(
        lambda c: c["vision_cfg"].update(timm_model_name="resnet18", timm_model_pretrained=True)
    ),
    "pictures of a million pixels a side": config(lambda c: c["vision_cfg"].update(image_size=10**6)),
    "a hundred thousand layers": config(lambda c: c["text_cfg"].update(layers=10**5)),
    "layers wider than the weights": config(lambda c: c["text_cfg"].update(width=16384, layers=48)),
    "texts without end": config(lambda c: c["text_cfg"].update(context_length=10**9)),
    "a width below nothing": config(lambda c: c["vision_cfg"].update(width=-5)),
    "a list where a table should be": config(lambda c: c.update(text_cfg=[])),
    "a configuration nested too deeply": nested,
    "a vocabulary that unpacks to 64 MB": vocabulary_bomb,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", SHORTEST)


@pytest.fixture(scope="module")
def tiny(model: Path) -> Backbone:
    return load_backbone(f"local-dir:{model}", "cpu")


@pytest.mark.goal("S2")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_model_runs_nothing_and_is_refused_in_a_sentence(kind, model, tmp_path, tried):
    tried("S2", 1)
    folder = tmp_path / "model"
    folder.mkdir()
    for path in model.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    canary = tmp_path / "canary"
    HOSTILE[kind](folder, canary)
    with pytest.raises(ModelError) as refusal:
        load_backbone(f"local-dir:{folder}", "cpu")
    assert str(refusal.value).endswith(".")
    assert not canary.exists()


@pytest.mark.goal("S2")
@pytest.mark.parametrize("name", ["head.pt", "head.bin", "head.pth", "head.safetensors", "pytorch_model.bin.4"])
@pytest.mark.parametrize("write", [pickled, torch_zip, torch_legacy])
def test_a_hostile_checkpoint_runs_nothing(name, write, tmp_path, tried):
    tried("S2", 1)
    canary = tmp_path / "canary"
    write(tmp_path / name, Evil(canary))
    with pytest.raises(ModelError):
        read_weights(tmp_path / name)
    assert not canary.exists()


@pytest.mark.goal("S2")
def test_the_canary_sings_when_it_is_let(tmp_path):
    pickled(tmp_path / "file", Evil(tmp_path / "canary"))
    pickle.loads((tmp_path / "file").read_bytes())
    assert (tmp_path / "canary").exists()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what is mapped")
def test_weights_are_not_left_mapped(tmp_path):
    folder = tiny_model(tmp_path / "mapped", SHORTEST)
    backbone = load_backbone(f"local-dir:{folder}", "cpu")
    read = read_weights(folder / "open_clip_model.safetensors")
    maps = Path("/proc/self/maps").read_text()
    assert str(folder) not in maps
    assert read
    assert backbone.dim == 16


# Later ---------------------------------------------------------------------------------------------------------------


def frames(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)


SCARCE = (
    torch.OutOfMemoryError("CUDA out of memory"),
    MemoryError(),
    RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"),
)


@pytest.mark.goal("F6")
@pytest.mark.parametrize("room", [40, 20, 5, 1])
@pytest.mark.parametrize("scarcity", SCARCE, ids=lambda error: type(error).__name__)
def test_when_memory_runs_out_the_batch_halves_and_the_answer_is_the_same(tiny, monkeypatch, room, scarcity, tried):
    tried("F6", 1)
    wanted = tiny.encode_frames(frames(90))
    encode = tiny._encode

    def scarce(part: np.ndarray) -> np.ndarray:
        if len(part) > room:
            raise scarcity
        return encode(part)

    monkeypatch.setattr(tiny, "_encode", scarce)
    np.testing.assert_allclose(tiny.encode_frames(frames(90)), wanted, atol=1e-5)


@pytest.mark.goal("F6")
def test_a_card_without_room_for_one_picture_leaves_the_work_to_the_processor(model, monkeypatch, tried):
    tried("F6", 1)
    backbone = load_backbone(f"local-dir:{model}", "cpu")
    wanted = backbone.encode_frames(frames(5))
    encode, tried_on = backbone._encode, list[tuple[str, int]]()
    backbone.device = "a card"

    def scarce(part: np.ndarray) -> np.ndarray:
        tried_on.append((backbone.device, len(part)))
        if backbone.device == "a card":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(part)

    monkeypatch.setattr(backbone, "_encode", scarce)
    np.testing.assert_allclose(backbone.encode_frames(frames(5)), wanted, atol=1e-5)
    assert tried_on[-2:] == [("a card", 1), ("cpu", 5)]
    assert tried_on[0] == ("a card", 5)
    assert backbone.device == "cpu"


@pytest.mark.goal("F6")
def test_a_processor_without_room_for_one_picture_says_so(tiny, monkeypatch, tried):
    tried("F6", 1)

    def none(part: np.ndarray) -> np.ndarray:
        raise MemoryError

    monkeypatch.setattr(tiny, "_encode", none)
    with pytest.raises(ModelError, match="not enough memory"):
        tiny.encode_frames(frames(2))


@pytest.mark.goal("F7")
@pytest.mark.parametrize("words", ["CUDA error: an illegal memory access was encountered", "MPS backend failed"])
def test_a_failing_device_ends_the_use_of_this_process(tiny, monkeypatch, words, tried):
    tried("F7", 1)

    def lost(part: object) -> np.ndarray:
        raise RuntimeError(f"{words}\nwith a long story")

    monkeypatch.setattr(tiny, "_encode", lost)
    monkeypatch.setattr(tiny, "_encode_ids", lost)
    with pytest.raises(EncoderError, match=words):
        tiny.encode_frames(frames(2))
    with pytest.raises(EncoderError, match=words):
        tiny.encode_text(["a dog"])


@pytest.mark.goal("F7")
def test_numbers_that_are_none_never_leave_the_model(tiny, monkeypatch, tried):
    tried("F7", 1)
    monkeypatch.setattr(tiny, "_encode", lambda part: np.full((len(part), 16), np.inf, np.float32))
    with pytest.raises(EncoderError):
        tiny.encode_frames(frames(2))


@pytest.mark.goal("F7")
@pytest.mark.skipif(
    not torch.cuda.is_available(), reason="no graphics card here: a real loss of one could not be tried"
)
def test_a_real_card_and_the_processor_agree(model):
    rough = load_backbone(f"local-dir:{model}", "cuda").encode_frames(frames(64))
    exact = load_backbone(f"local-dir:{model}", "cpu").encode_frames(frames(64))
    cosine = (rough * exact).sum(1) / np.linalg.norm(rough, axis=1) / np.linalg.norm(exact, axis=1)
    assert cosine.min() >= 0.99
