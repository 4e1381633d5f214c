"""The golden cases: inputs, weights and outputs of the published implementations, which lie outside the project."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file
from torch import Tensor

Tensors = dict[str, Tensor]
Golden = Callable[[str], tuple[Tensors, Tensors]]


def golden_folder() -> Path:
    """`RUSHES_GOLDEN`, else `shared/golden` beside the checkout."""
    named = os.environ.get("RUSHES_GOLDEN")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "golden"


@pytest.fixture
def golden() -> Golden:
    """`golden(name)` gives (case tensors, checkpoint tensors); {} for whichever of the two files a name does not have."""
    folder = golden_folder()
    if not folder.is_dir():
        pytest.skip("the golden cases lie outside the project and are not here (RUSHES_GOLDEN names their folder)")

    def load(name: str) -> tuple[Tensors, Tensors]:
        files = [folder / f"{name}.{part}.safetensors" for part in ("case", "checkpoint")]
        assert any(file.is_file() for file in files), f"{folder} has no golden case {name}"
        case, checkpoint = (load_file(file) if file.is_file() else {} for file in files)
        return case, checkpoint

    return load
