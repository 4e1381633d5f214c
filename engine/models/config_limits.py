"""What `open_clip_config.json` of a foreign folder may ask for: sizes that fit its weights, and nothing that would be fetched or run."""

from __future__ import annotations

import re
from typing import Any

from engine.errors import ModelError
from engine.models.hf_tokenizer import is_siglip2

LARGEST_NUMBER = 1_000_000  # the largest vocabulary that open_clip knows has 901,629 words
LARGEST_PICTURE = 1024  # pixels; open_clip's largest is 512
LARGEST_CONTEXT = 4096  # tokens
MOST_LAYERS = 128
TEXT_ONLY_BY_US = ("hf_model_name", "hf_tokenizer_name", "tokenizer_kwargs")


def check_config(config: object, weights: int, what: str) -> None:
    """`config`: the entry `model_cfg`; `weights`: bytes of its file of weights. Raises ModelError."""
    refused = ModelError(f"The configuration of {what} cannot be understood.")
    if not isinstance(config, dict):
        raise refused
    vision, text = config.get("vision_cfg"), config.get("text_cfg")
    if not isinstance(vision, dict) or not isinstance(text, dict) or not isinstance(config.get("embed_dim"), int):
        raise refused
    _check_numbers(config, what)
    for name in TEXT_ONLY_BY_US:
        if (text.get(name) or config.get(name)) and not is_siglip2(text):
            raise ModelError(
                f"The configuration of {what} names a tokenizer or a text model to fetch ({name}); that is not done."
            )
    timm = str(vision.get("timm_model_name") or "")
    if vision.get("timm_model_pretrained") or not re.fullmatch(r"[A-Za-z0-9_.]*", timm):
        raise ModelError(f"The configuration of {what} names an image model to fetch; that is not done.")
    size = vision.get("image_size", 224)
    sizes = size if isinstance(size, list) else [size]
    if not all(isinstance(side, int) and 1 <= side <= LARGEST_PICTURE for side in sizes):
        raise ModelError(f"The configuration of {what} asks for pictures that are too large ({size} pixels).")
    if not 1 <= _whole(text, "context_length", 77) <= LARGEST_CONTEXT:
        raise ModelError(f"The configuration of {what} asks for texts that are too long.")
    if least_parameters(config) > weights:
        raise ModelError(f"The configuration of {what} describes a larger model than its file of weights can hold.")


def least_parameters(config: dict[str, Any]) -> int:
    """About how many numbers the towers have at least; a file has a byte for each, whatever its precision."""
    count = 0
    for tower in (config["vision_cfg"], config["text_cfg"]):
        layers = tower.get("layers", 0)
        if isinstance(layers, int) and not tower.get("timm_model_name"):
            count += 8 * layers * _whole(tower, "width", 0) ** 2  # attention has 4 width², the rest usually 8 width²
    return count + _whole(config["text_cfg"], "vocab_size", 0) * _whole(config["text_cfg"], "width", 0)


def _check_numbers(config: dict[str, Any], what: str) -> None:
    for name, value in config.items():
        if isinstance(value, dict):
            _check_numbers(value, what)
            continue
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, int | float) and not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
                raise ModelError(f"The configuration of {what} asks for {name} {number}, which no model has.")
        if name == "layers" and isinstance(value, int) and value > MOST_LAYERS:
            raise ModelError(f"The configuration of {what} asks for {value} layers, which no model has.")


def _whole(tower: dict[str, Any], name: str, default: int) -> int:
    value = tower.get(name, default)
    return value if isinstance(value, int) else default
