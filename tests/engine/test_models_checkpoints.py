"""Our file format and the strict reading of weights: what comes back, and what is refused with which words."""

import json
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from engine.errors import ModelError
from engine.models.checkpoints import load_strictly, read_description, read_weights, write_checkpoint

SIZES = {"name": "tiny", "note": "For tests.", "dim": 4}


@pytest.fixture
def module() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))


@pytest.fixture
def folder(tmp_path: Path, module: nn.Module) -> Path:
    write_checkpoint(tmp_path, "thing", "kind", SIZES, module)
    return tmp_path


def other() -> nn.Module:
    return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))


def test_a_module_and_its_description_come_back(folder, module):
    told = read_description(folder / "thing.json", ("another", "kind"))
    assert (told["kind"], told["dim"]) == ("kind", 4)
    found = other()
    load_strictly(found, read_weights(folder / "thing.safetensors"), "thing.safetensors")
    assert all(value.equal(module.state_dict()[key]) for key, value in found.state_dict().items())
    assert sorted(path.name for path in folder.iterdir()) == ["thing.json", "thing.safetensors"]


def test_half_precision_takes_half_the_space_and_is_read_as_single(folder, module):
    write_checkpoint(folder, "thing", "kind", SIZES, module, half=True)
    state = read_weights(folder / "thing.safetensors")
    assert state["0.weight"].dtype == torch.float16
    assert state["1.num_batches_tracked"].dtype == torch.int64
    found = other()
    load_strictly(found, state, "thing.safetensors")
    torch.testing.assert_close(found.state_dict(), module.state_dict(), atol=1e-3, rtol=0)


def test_a_module_without_weights_is_a_checkpoint_too(tmp_path):
    write_checkpoint(tmp_path, "empty", "kind", SIZES, nn.Identity())
    load_strictly(nn.Identity(), read_weights(tmp_path / "empty.safetensors"), "empty.safetensors")


def test_the_key_changes_with_weights_and_sizes_not_with_words(folder, module):
    def key() -> str:
        return read_description(folder / "thing.json", ("kind",)).key()

    before = key()
    write_checkpoint(folder, "thing", "kind", {**SIZES, "note": "Other words."}, module)
    assert key() == before
    write_checkpoint(folder, "thing", "kind", {**SIZES, "dim": 5}, module)
    assert key() != before
    write_checkpoint(folder, "thing", "kind", SIZES, other())
    assert key() != before


def test_three_wrong_keys_are_three_errors_with_their_names(module):
    state = module.state_dict()
    cases = {
        "lacks 0.bias": {key: value for key, value in state.items() if key != "0.bias"},
        "holds 0.scale, which": {**state, "0.scale": torch.ones(3)},
        r"0.weight has the shape \(3, 5\) instead of \(3, 4\)": {**state, "0.weight": torch.ones(3, 5)},
    }
    for words, wrong in cases.items():
        with pytest.raises(ModelError, match=f"file F.*{words}|F, {words}"):
            load_strictly(other(), wrong, "F")


def test_a_description_that_does_not_fit_is_refused(folder):
    path = folder / "thing.json"
    told = read_description(path, ("kind",))
    with pytest.raises(ModelError, match=r"thing\.json lacks the entry layers"):
        told["layers"]
    with pytest.raises(ModelError, match="another version"):
        read_description(path, ("other kind",))
    path.write_text(json.dumps({**told, "format": 2}))
    with pytest.raises(ModelError, match="another version"):
        read_description(path, ("kind",))
    for broken in ("[1]", "nonsense", ""):
        path.write_text(broken)
        with pytest.raises(ModelError):
            read_description(path, ("kind",))


@pytest.mark.parametrize("suffix", [".bin", ".pt", ".pth"])
def test_files_of_torch_are_read_as_weights(suffix, tmp_path, module):
    path = tmp_path / f"model{suffix}"
    torch.save(module.state_dict(), path)
    found = other()
    load_strictly(found, read_weights(path), path.name)
    assert found[0].weight.equal(module.state_dict()["0.weight"])  # type: ignore[index, operator]


class Hostile:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("how", ["torch", "pickle"])
def test_code_in_a_file_of_weights_never_runs(how, tmp_path):
    path, trace = tmp_path / "model.bin", tmp_path / "trace"
    if how == "torch":
        torch.save({"weight": torch.ones(1), "extra": Hostile(trace)}, path)
    else:
        path.write_bytes(pickle.dumps({"weight": Hostile(trace)}))
    with pytest.raises(ModelError, match=r"model\.bin"):
        read_weights(path)
    assert not trace.exists()


def test_other_and_damaged_files_are_refused(folder, tmp_path):
    whole = (folder / "thing.safetensors").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-7])
    torch.save({"weights": [torch.ones(1)]}, tmp_path / "list.pt")
    torch.save({"weight": torch.ones(50)}, tmp_path / "cut.pt")
    (tmp_path / "cut.pt").write_bytes((tmp_path / "cut.pt").read_bytes()[:-200])
    (tmp_path / "empty.bin").write_bytes(b"")
    for name in ("cut.safetensors", "absent.safetensors", "list.pt", "cut.pt", "absent.pt", "empty.bin", "thing.json"):
        with pytest.raises(ModelError, match=name):
            read_weights(tmp_path / name)


def test_a_file_of_weights_is_as_small_as_its_tensors(folder):
    """A view of a large tensor must not bring the whole along."""
    module = nn.Linear(4, 3)
    module.weight = nn.Parameter(torch.zeros(1000, 4)[:3])
    write_checkpoint(folder, "view", "kind", SIZES, module)
    assert load_file(folder / "view.safetensors")["weight"].shape == (3, 4)
    assert (folder / "view.safetensors").stat().st_size < 1000
    save_file({}, folder / "nothing.safetensors")
    with pytest.raises(ModelError, match="lacks bias"):
        load_strictly(module, read_weights(folder / "nothing.safetensors"), "nothing.safetensors")
