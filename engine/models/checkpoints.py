"""Checkpoints: our one file format, safetensors beside a JSON description, and strict reading of anybody's weights.

`STEM.json` says format, kind and how the module is built; `STEM.safetensors` holds its state dict. Nothing is ever unpickled:
other people's `.bin` and `.pt` files are read as tensors only (`weights_only`).
"""

from __future__ import annotations

import hashlib
import json
import pickle
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor, nn

from engine.errors import ModelError

FORMAT = 1
WORDS_FOR_PEOPLE = ("name", "note", "training")  # entries of a description that do not change what a module computes


class Description(dict[str, Any]):
    """What `STEM.json` says; asking for an entry that is not there is a ModelError which names it."""

    def __init__(self, entries: Mapping[str, Any], path: Path) -> None:
        super().__init__(entries)
        self.path = path

    def __missing__(self, entry: str) -> Any:
        raise ModelError(f"The file {self.path.name} lacks the entry {entry}.")

    def key(self) -> str:
        """Identifies what the module computes: the weights and all entries but those for people."""
        told = {entry: value for entry, value in self.items() if entry not in WORDS_FOR_PEOPLE}
        weights = self.path.with_suffix(".safetensors").read_bytes()
        return hashlib.blake2b(weights + json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()


def write_checkpoint(
    folder: Path, stem: str, kind: str, description: Mapping[str, Any], module: nn.Module, half: bool = False
) -> None:
    """Write `STEM.safetensors`, then `STEM.json`, each whole or not at all; `half` keeps the numbers as float16."""
    state = {
        name: (value.half() if half and value.is_floating_point() else value).detach().cpu().contiguous().clone()
        for name, value in module.state_dict().items()
    }
    told = json.dumps({"format": FORMAT, "kind": kind, **description}, indent=2, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    weights, text = folder / f"{stem}.safetensors.new", folder / f"{stem}.json.new"
    save_file(state, weights)
    text.write_text(told, encoding="utf-8")
    for fresh in (weights, text):
        fresh.chmod(0o644)  # safetensors writes files that only their owner may read
        fresh.replace(fresh.with_suffix(""))


def read_description(path: Path, kinds: Collection[str]) -> Description:
    """`STEM.json`; ModelError when it is damaged, of another version, or of a kind that is not among `kinds`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ModelError(f"The file {path.name} beside the model cannot be understood.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("kind") not in kinds:
        raise ModelError(f"The file {path.name} was made by another version of this program.")
    return Description(told, path)


def read_weights(path: Path) -> dict[str, Tensor]:
    """The tensors of a `.safetensors`, `.bin`, `.pt` or `.pth` file by name, on the processor; code in a file never runs.

    A number may follow the suffix, as in the `pytorch_model.bin.4` of X-CLIP and CLIP4Clip.
    """
    damaged = f"The file {path.name} is missing, damaged or incomplete."
    if path.suffix == ".safetensors":
        try:
            return load(path.read_bytes())  # not mapped: a drive that is pulled then ends nothing
        except (OSError, SafetensorError) as error:
            raise ModelError(damaged) from error
    if not {".bin", ".pt", ".pth"} & set(path.suffixes[-2:]):
        raise ModelError(f"The file {path.name} is no file of weights (.safetensors, .bin, .pt or .pth).")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about unusual files, which are refused in our own words
            state = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise ModelError(f"The file {path.name} holds more than weights and was not opened, for safety.") from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise ModelError(damaged) from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise ModelError(f"The file {path.name} holds something else than the weights of one model.")
    return state


def check_weights(
    state: Mapping[str, Tensor], wanted: Mapping[str, torch.Size], source: str, unused: Collection[str] = ()
) -> None:
    """ModelError that names the first key which is missing, surplus (and not among `unused`) or misshapen."""
    for key in sorted(wanted.keys() | (state.keys() - set(unused))):
        if key not in state:
            raise ModelError(f"The file {source} lacks {key}.")
        if key not in wanted:
            raise ModelError(f"The file {source} holds {key}, which does not belong there.")
        if state[key].shape != wanted[key]:
            raise ModelError(
                f"In the file {source}, {key} has the shape {tuple(state[key].shape)} instead of {tuple(wanted[key])}."
            )


def load_strictly(module: nn.Module, state: Mapping[str, Tensor], source: str) -> None:
    """Put `state` into `module`: every key in its shape, and no other; `source` is the file's name for the error."""
    own = module.state_dict()
    check_weights(state, {key: value.shape for key, value in own.items()}, source)
    module.load_state_dict({key: value.to(own[key].dtype) for key, value in state.items()})
