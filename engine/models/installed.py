"""The models on this computer: one folder each, complete or not there at all, with what was downloaded pinned in `model.json`.

A download collects its files in `<folder>.part`, which is renamed to `<folder>` when every file has been checked (engine/models/download.py). `model.json`
holds the repository, its revision (a commit), and size and SHA-256 of every file; nothing here uses the network.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from engine.errors import ModelError
from engine.models.registry import Model, find

FORMAT = 1
PIN = "model.json"
BLOCK = 4 * 1024 * 1024  # bytes read at once


@dataclass(frozen=True)
class PinnedFile:
    """One file of a downloaded model."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Pin:
    """What was downloaded: `name` is open_clip's, `revision` the commit of the repository."""

    name: str
    repository: str
    revision: str
    licence: str
    files: tuple[PinnedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def weights(self) -> str:
        """Name of the file with the weights."""
        return next(file.name for file in self.files if file.name.endswith(".safetensors"))


def models_folder() -> Path:
    """Where downloaded models lie: RUSHES_MODELS, else the user's data folder."""
    chosen = os.environ.get("RUSHES_MODELS")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("Rushes", appauthor=False)) / "models"


def folder_of(model: Model) -> Path:
    """Where a model lies, or would."""
    return models_folder() / f"{model.architecture}--{model.tag}"


def part_of(model: Model) -> Path:
    """Where the files of an unfinished download lie."""
    folder = folder_of(model)
    return folder.with_name(f"{folder.name}.part")


def read_pin(folder: Path) -> Pin | None:
    """What lies in a folder; None when no model, or only part of one, does."""
    try:
        told = json.loads((folder / PIN).read_text(encoding="utf-8"))
        files = tuple(PinnedFile(str(file["name"]), int(file["size"]), str(file["sha256"])) for file in told["files"])
        name, repository, revision, licence = (str(told[key]) for key in ("name", "repository", "revision", "licence"))
        pin = Pin(name, repository, revision, licence, files)
        good = told["format"] == FORMAT and all((folder / file.name).stat().st_size == file.size for file in files)
        return pin if good and pin.weights else None
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None


def write_pin(folder: Path, pin: Pin) -> None:
    """Pin what lies in a folder; durable when this returns."""
    with open(folder / PIN, "w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, **asdict(pin)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def state_of(model: Model) -> str:
    """ "ready", "part" (a download was begun), "damaged" (files are missing or have another size), or "absent"."""
    if read_pin(folder_of(model)) is not None:
        return "ready"
    return "damaged" if folder_of(model).is_dir() else "part" if part_of(model).is_dir() else "absent"


def other_models() -> list[Model]:
    """Downloaded models that models.toml does not have."""
    found = list[Model]()
    for folder in sorted(models_folder().glob("*--*")):
        pin = read_pin(folder)
        if pin is not None:
            with contextlib.suppress(ModelError):
                model = find(pin.name)
                if model.name == model.full_name and folder_of(model) == folder:
                    found.append(model)
    return found


def require(model: Model) -> tuple[Path, Pin]:
    """Folder and pin of a model that is completely here, its files unchanged. Raises ModelError, which says how to get it."""
    pin = read_pin(folder_of(model))
    if pin is None:
        size = f" ({model.gigabytes:.2g} GB)" if model.gigabytes else ""
        what = "is damaged" if state_of(model) == "damaged" else "is not on this computer"
        raise ModelError(
            f"The search model {model.title}{size} {what}. Get it under \N{LEFT DOUBLE QUOTATION MARK}Search model\N{RIGHT DOUBLE QUOTATION MARK} "
            f"in the window, or with: rushes-engine models download {model.name}"
        )
    for _ in verify(model):
        pass
    return folder_of(model), pin


def verify(model: Model) -> Iterator[tuple[int, int]]:
    """Read every file and compare it with its SHA-256; yields (bytes done, of all). Raises ModelError for the first that differs."""
    folder, pin = folder_of(model), read_pin(folder_of(model))
    if pin is None:
        raise ModelError(f"The search model {model.title} is not on this computer, or only in part.")
    done = 0
    for file in pin.files:
        digest = hashlib.sha256()
        for count in digest_blocks(folder / file.name, digest):
            done += count
            yield done, pin.size
        if digest.hexdigest() != file.sha256:
            raise ModelError(
                f"The file {file.name} of {model.title} has changed since it was downloaded. Download it again: "
                f"rushes-engine models download {model.name}"
            )


def digest_blocks(path: Path, digest: hashlib._Hash) -> Iterator[int]:
    """Feed a file to a digest; yields the bytes of each block. Raises ModelError when it cannot be read."""
    try:
        with open(path, "rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                yield len(block)
    except OSError as error:
        raise ModelError(f"The file {path} cannot be read: {error.strerror}.") from error


def remove(model: Model) -> bool:
    """Delete a downloaded model and what was begun of it; False when there was nothing. Raises ModelError."""
    there = [folder for folder in (folder_of(model), part_of(model)) if folder.is_dir()]
    try:
        for folder in there:
            (folder / PIN).unlink(missing_ok=True)  # from here on nothing takes it for a model
            shutil.rmtree(folder)
    except OSError as error:
        raise ModelError(f"The folder {error.filename} could not be deleted: {error.strerror}.") from error
    return bool(there)
