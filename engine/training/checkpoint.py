"""Where a training is: weights, their average and the optimiser's state in one safetensors file, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn


def write_checkpoint(
    path: Path, modules: dict[str, nn.Module], optimiser: torch.optim.Optimizer, told: dict[str, Any]
) -> None:
    """`told` is anything JSON can hold."""
    tensors = {f"{name}/{key}": value for name, module in modules.items() for key, value in module.state_dict().items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser/{index}/{key}": value for key, value in state.items()}
    fresh = path.with_suffix(".new")
    save_file({key: value.contiguous() for key, value in tensors.items()}, fresh, {"told": json.dumps(told)})
    fresh.replace(path)


def read_checkpoint(path: Path, modules: dict[str, nn.Module], optimiser: torch.optim.Optimizer) -> dict[str, Any]:
    """Put everything back where it was; returns what `write_checkpoint` was told."""
    with safe_open(path, "pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  (not a dictionary)
        told = json.loads(file.metadata()["told"])
    for name, module in modules.items():
        module.load_state_dict({k.removeprefix(f"{name}/"): v for k, v in tensors.items() if k.startswith(f"{name}/")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("optimiser/"):
            _, index, entry = key.split("/")
            state.setdefault(int(index), {})[entry] = value
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return told
