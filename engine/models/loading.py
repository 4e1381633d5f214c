"""Finds and opens open_clip models, without the network; turns every known way in which that fails into a sentence."""

from __future__ import annotations

import contextlib
import gzip
import json
import pickle
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import open_clip
import torch
from open_clip.tokenizer import SimpleTokenizer
from safetensors import SafetensorError, safe_open
from torch import nn

import engine.models.starter_net  # noqa: F401  (registers the starter's image tower with timm)
from engine.errors import ModelError
from engine.models.config_limits import check_config
from engine.models.hf_tokenizer import SigLip2Tokenizer, is_siglip2
from engine.models.installed import require
from engine.models.registry import find

VOCABULARY = "merges.txt.gz"  # our own tokenizer, beside the weights
LARGEST_VOCABULARY = 32 * 1024 * 1024  # bytes, unpacked; CLIP's has 3 MB
KNOWN_FAILURES = (
    RuntimeError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AssertionError,
    ImportError,
    SafetensorError,
    pickle.UnpicklingError,
)


def starter_folder() -> Path:
    return Path(__file__).resolve().parents[2] / "resources" / "starter"


def load(name: str) -> tuple[nn.Module, Any, Path]:
    """(model, tokenizer, folder) for a name as `backbone.load_backbone` takes it."""
    if name == "starter":
        return *_load_folder(starter_folder(), "the starter model"), starter_folder()
    if name.startswith("local-dir:"):
        folder = Path(name.removeprefix("local-dir:")).expanduser()
        return *_load_folder(folder, f"the model in {folder}"), folder
    return _load_downloaded(name)


def _load_folder(folder: Path, what: str) -> tuple[nn.Module, Any]:
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder} with a model.")
    config_file = folder / "open_clip_config.json"
    if not config_file.is_file():
        raise ModelError(f"The folder {folder} holds no model: the file open_clip_config.json is missing.")
    try:
        config = json.loads(config_file.read_text(encoding="utf-8"))["model_cfg"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"The file {config_file} cannot be understood.") from error
    weights = open_clip.factory._find_checkpoint_in_dir(folder)
    if weights is None:
        raise ModelError(f"The folder {folder} holds no weights (expected open_clip_model.safetensors).")
    if Path(weights).suffix not in (".safetensors", ".bin", ".pt", ".pth"):
        raise ModelError(f"The file {Path(weights).name} is no file of weights that Rushes reads.")
    _check_weights(Path(weights))
    check_config(config, Path(weights).stat().st_size, what)
    with offline(), quiet():
        try:
            model = open_clip.create_model_from_pretrained(f"local-dir:{folder}", return_transform=False)
            tokenizer = _tokenizer(f"local-dir:{folder}", folder, config)
        except ModuleNotFoundError as error:
            raise ModelError(f"For {what} the Python package {error.name} is needed.") from error
        except KNOWN_FAILURES as error:
            raise ModelError(f"The weights of {what} are damaged or do not fit its configuration.") from error
    _check_vocabulary(tokenizer, config, what)
    assert isinstance(model, nn.Module)
    _check_finite(model, what)
    return model, tokenizer


def _check_weights(path: Path) -> None:
    """A truncated safetensors file is found before a model is built."""
    if path.suffix == ".safetensors":
        try:
            with safe_open(path, "pt") as file:
                file.keys()
        except (SafetensorError, OSError) as error:
            raise ModelError(f"The file {path.name} is damaged or incomplete; copy or download it again.") from error


def _check_finite(model: nn.Module, what: str) -> None:
    """A model whose weights are no numbers answers with none, which ruins every index."""
    for value in model.state_dict().values():
        if value.is_floating_point() and not bool(torch.isfinite(value).all()):
            raise ModelError(f"The weights of {what} are damaged: some are no numbers.")


def _tokenizer(name: str, folder: Path, config: dict[str, Any]) -> Any:
    text = config["text_cfg"]
    if (folder / VOCABULARY).is_file():
        _check_unpacked(folder / VOCABULARY)
        return SimpleTokenizer(bpe_path=str(folder / VOCABULARY), context_length=text["context_length"])
    if is_siglip2(text):
        return SigLip2Tokenizer(folder / "tokenizer.json", text["context_length"])
    return open_clip.get_tokenizer(name)


def _check_unpacked(path: Path) -> None:
    """A small file may unpack to more than the memory holds. Raises ModelError."""
    try:
        with gzip.open(path) as file:
            size = len(file.read(LARGEST_VOCABULARY + 1))
    except (OSError, EOFError, zlib.error) as error:
        raise ModelError(f"The file {path.name} of the model is damaged.") from error
    if size > LARGEST_VOCABULARY:
        raise ModelError(f"The file {path.name} of the model is larger than any vocabulary.")


def _check_vocabulary(tokenizer: Any, config: dict[str, Any], what: str) -> None:
    size = getattr(tokenizer, "vocab_size", 0)
    table = config.get("text_cfg", {}).get("vocab_size", 49408)
    if isinstance(tokenizer, SimpleTokenizer) and isinstance(size, int) and size > table:
        raise ModelError(f"The tokenizer of {what} has more words ({size}) than the model ({table}).")


def _load_downloaded(name: str) -> tuple[nn.Module, Any, Path]:
    """A model of the hub that has been downloaded: weights of its folder, configuration of open_clip's own (never of the folder)."""
    found = find(name)
    config = open_clip.get_model_config(found.architecture)
    told = open_clip.get_pretrained_cfg(found.architecture, found.tag)
    if config is None or not told:
        raise ModelError(f"The installed open_clip does not know {found.full_name}.")
    # QuickGELU belongs to the weights: open_clip 3.3 only warns about a mismatch, then gives bad features.
    wanted = bool(told.get("quick_gelu", False))
    if config.get("quick_gelu", False) and not wanted:
        plain = found.architecture.removesuffix("-quickgelu")
        raise ModelError(f"The weights {found.tag} were not trained with QuickGELU; use {plain}:{found.tag}.")
    folder, pin = require(found)
    preprocess = {key: told[key] for key in ("mean", "std", "interpolation", "resize_mode") if key in told}
    with offline(), quiet():
        try:
            model = open_clip.create_model(
                found.architecture,
                str(folder / pin.weights),
                force_quick_gelu=wanted,
                force_preprocess_cfg=preprocess,
                require_pretrained=True,
            )
            tokenizer = _tokenizer(found.architecture, folder, config)
        except ModuleNotFoundError as error:
            raise ModelError(f"For {found.title} the Python package {error.name} is needed.") from error
        except KNOWN_FAILURES as error:
            raise ModelError(f"The weights of {found.title} do not fit its configuration.") from error
    _check_finite(model, found.title)
    return model, tokenizer, folder


@contextlib.contextmanager
def offline() -> Iterator[None]:
    """huggingface_hub refuses every connection meanwhile (its constant is read at every request)."""
    before = huggingface_hub.constants.HF_HUB_OFFLINE
    huggingface_hub.constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        huggingface_hub.constants.HF_HUB_OFFLINE = before


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """open_clip warns about what we already checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
