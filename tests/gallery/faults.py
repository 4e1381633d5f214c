"""Faults of the computer that an engine of the gallery can be given, by a file of that name in a folder: `disk-full`, `device-lost`, `memory-short`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from engine.library.disk import Disk
from engine.models.backbone import Backbone


def install(folder: Path) -> None:
    """Put them in, in this process: asked at every use whether the file is there."""
    free, encode = Disk.free, Backbone._encode

    def free_now(self: Disk, place: Path) -> int:
        return 312_000_000 if (folder / "disk-full").exists() else max(free(self, place), 200_000_000_000)

    def encode_now(self: Backbone, frames: Any) -> Any:
        if (folder / "device-lost").exists():
            (folder / "device-lost").unlink()
            raise RuntimeError("CUDA error: unspecified launch failure")
        if (folder / "memory-short").exists() and self.device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return encode(self, frames)

    Disk.free = free_now  # type: ignore[method-assign]
    Backbone._encode = encode_now  # type: ignore[method-assign]
