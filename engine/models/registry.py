"""The models that can be had: `resources/models.toml`, and whatever else open_clip knows by name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ModelError

LIST = Path(__file__).resolve().parents[2] / "resources" / "models.toml"
WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")


@dataclass(frozen=True)
class Model:
    """A downloadable model; the fields are explained at the top of models.toml. Nothing is said here of whether it is downloaded."""

    name: str
    title: str
    architecture: str
    tag: str
    repository: str
    revision: str = "main"
    licence: str = ""  # empty: not known to Rushes
    free: bool = False
    recalled: bool = False
    gigabytes: float = 0.0  # 0: not known before the hub is asked
    resolution: int = 0
    languages: str = ""
    gpu: float = 0.0
    choice: str = ""
    hardware: str = ""
    text_to_video: float | None = None
    video_to_text: float | None = None
    figure: str = ""
    source: str = ""
    good_for: str = ""
    tokenizer: bool = False  # whether the text tower needs tokenizer.json
    weights: tuple[str, ...] = WEIGHTS  # the file with the weights is the first of these that the repository has

    @property
    def full_name(self) -> str:
        """open_clip's name, ARCHITECTURE:TAG."""
        return f"{self.architecture}:{self.tag}"

    @property
    def page(self) -> str:
        """Where to read about it and its licence."""
        return f"https://huggingface.co/{self.repository}"

    @property
    def licence_in_words(self) -> str:
        """The licence, and how sure that is."""
        if not self.licence:
            return "licence not known to Rushes"
        return f"{self.licence} (recalled: its page decides)" if self.recalled else self.licence

    @property
    def figure_in_words(self) -> str:
        """What was published of its retrieval, empty when nothing is known."""
        if self.text_to_video is None:
            return self.figure
        other = "" if self.video_to_text is None else f", video to text {self.video_to_text} %"
        return f"MSR-VTT without training: text to video R@1 {self.text_to_video} %{other}"


def read_list(path: Path = LIST) -> tuple[Model, ...]:
    """All entries of models.toml in their order."""
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
    return tuple(Model(**entry) for entry in entries)


def find(name: str) -> Model:
    """The model of a name in models.toml, or of open_clip's ARCHITECTURE:TAG. Raises ModelError for any other name."""
    for model in read_list():
        if name.lower() in (model.name.lower(), model.full_name.lower()):
            return model
    return _from_open_clip(name)


def _from_open_clip(name: str) -> Model:
    """One that models.toml does not have: open_clip's own table tells where its weights are."""
    import open_clip

    from engine.models.hf_tokenizer import is_siglip2

    architecture, _, tag = name.partition(":")
    config = open_clip.get_model_config(architecture) if architecture and "/" not in architecture else None
    if config is None:
        raise ModelError(f"There is no model named {architecture}; `rushes-engine models list` shows what there is.")
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    if not tag:
        example = f"{architecture}:{(tags or ['TAG'])[0]}"
        raise ModelError(f"Say which weights of {architecture} to use, for example {example}.")
    known = {other.lower(): other for other in tags}
    if tag.lower() not in known:
        raise ModelError(f"There are no weights {tag} for {architecture}; known are: {', '.join(tags) or 'none'}.")
    tag = known[tag.lower()]
    place = str((open_clip.get_pretrained_cfg(architecture, tag) or {}).get("hf_hub") or "")
    repository, _, file = place.rpartition("/")
    if not repository:
        raise ModelError(f"The weights {architecture}:{tag} are not on the Hugging Face hub; Rushes cannot get them.")
    full_name = f"{architecture}:{tag}"
    text = config["text_cfg"]
    if text.get("hf_model_name"):
        raise ModelError(f"{full_name} needs the Python package transformers, which Rushes does not use.")
    if text.get("hf_tokenizer_name") and not is_siglip2(text):
        raise ModelError(f"{full_name} has a tokenizer of a kind that Rushes cannot read.")
    tokenizer = bool(text.get("hf_tokenizer_name"))
    weights = (f"{Path(file).stem}.safetensors",) if file else WEIGHTS
    size = config["vision_cfg"].get("image_size", 0)
    resolution = size if isinstance(size, int) else max(size)
    return Model(
        full_name, full_name, architecture, tag, repository, resolution=resolution, tokenizer=tokenizer, weights=weights
    )


def recommend(models: tuple[Model, ...], graphics_memory: float, choice: str = "english") -> Model:
    """The one for a machine: of those with this `choice`, the most demanding that `graphics_memory` (bytes; 0: no card) allows."""
    fitting = [model for model in models if model.choice == choice and fits(model, graphics_memory)]
    return max(fitting, key=lambda model: model.gpu)


def fits(model: Model, graphics_memory: float) -> bool:
    """Whether a machine with so many bytes of graphics memory runs it well."""
    return model.gpu * 1e9 <= graphics_memory or model.gpu == 0


def graphics_memory() -> float:
    """Bytes of memory of the best graphics card, 0 without one. Imports torch, which takes seconds."""
    import torch

    if torch.cuda.is_available():
        return max(
            float(torch.cuda.get_device_properties(device).total_memory) for device in range(torch.cuda.device_count())
        )
    return float(torch.mps.recommended_max_memory()) if torch.backends.mps.is_available() else 0.0
