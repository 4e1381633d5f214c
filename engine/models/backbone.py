"""The image-text model under everything: open_clip weights, what their pictures must look like, frames and texts to vectors."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import EncoderError, ModelError
from engine.models import loading, words
from engine.models.features import Preprocess, TextFeatures
from engine.models.pieces import text_pieces

FRAMES_AT_ONCE = 64


class Tokenizer(Protocol):
    def __call__(self, texts: list[str]) -> Tensor: ...


class Backbone:
    """A loaded model, in evaluation mode, on one device. Keeps nothing between calls."""

    def __init__(self, name: str, model: nn.Module, tokenizer: Tokenizer, device: str, folder: Path | None) -> None:
        self.name = name
        self.folder = folder  # of a local model; the head lies beside the weights
        self.device = device
        self.preprocess = read_preprocess(model)
        self._model = model.to(device).eval().requires_grad_(False)
        self._tokenizer = tokenizer
        self.dim = int(self.encode_frames(self._noise(1)).shape[1])
        self.half = device.startswith("cuda") or (device == "cpu" and self._half_is_good())
        self.key = self._digest()

    half = False  # bf16 autocast for frames

    @property
    def text_weights(self) -> int:
        """Weights of the text tower that every token passes; its tables of tokens and positions are only looked up in."""
        named = self._model.named_parameters()
        return sum(p.numel() for name, p in named if not name.startswith("visual.") and "embedding" not in name)

    def encode_frames(self, frames: np.ndarray) -> np.ndarray:
        """uint8 (n, height, width, 3), resized and cropped as `preprocess` says -> float32 (n, dim), not normalised.

        When memory runs out the batch halves down to one frame, then the model moves to the processor for good. Raises EncoderError
        when the device fails, or answers with numbers that are none: this process is then no good for encoding any more.
        """
        wanted = (self.preprocess.height, self.preprocess.width, 3)
        if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[1:] != wanted:
            raise ModelError(
                f"The model wants frames of {wanted[0]} by {wanted[1]} pixels; these are {frames.shape[1:]}."
            )
        if not len(frames):
            return np.zeros((0, self.dim), np.float32)
        found, at, size = [], 0, FRAMES_AT_ONCE
        while at < len(frames):
            try:
                found.append(self._encode(frames[at : at + size]))
                at += size
            except (MemoryError, RuntimeError) as error:
                if not out_of_memory(error):
                    raise _lost(error) from error
                if size > 1:
                    size //= 2
                else:
                    self._leave_device(error)
                    size = FRAMES_AT_ONCE
        features = np.concatenate(found)
        if not np.isfinite(features).all():
            raise EncoderError("The search model answered with numbers that are none.")
        return features

    def _leave_device(self, error: BaseException) -> None:
        """Move to the processor for good; ModelError when that is where it is."""
        if self.device == "cpu":
            raise ModelError("There is not enough memory for this model; choose a smaller one.") from error
        if self.device.startswith("cuda"):
            torch.cuda.empty_cache()
        self.device, self.half = "cpu", False
        self._model = self._model.to("cpu")

    def encode_text(self, texts: list[str]) -> TextFeatures:
        """Sentences and words of texts; what a text has beyond the model's context is cut off.

        A valid word slot is a piece of a word or the end token (last; it has seen the whole sentence); the start token and
        padding are not valid. The end token's piece is "".
        """
        if not texts:
            return TextFeatures(
                np.zeros((0, self.dim), np.float32), np.zeros((0, 1, self.dim), np.float32), np.zeros((0, 1), bool), []
            )
        ids = self._tokenizer(texts)
        try:
            sentences, tokens, mask = self._encode_ids(ids)
        except (MemoryError, RuntimeError) as error:
            if not out_of_memory(error):
                raise _lost(error) from error
            self._leave_device(error)
            sentences, tokens, mask = self._encode_ids(ids)
        return TextFeatures(sentences, tokens, mask, text_pieces(self._tokenizer, ids.numpy(), mask, texts))

    def _encode_ids(self, ids: Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        with torch.inference_mode():
            sentences, tokens, mask = words.encode_texts(self._model, ids.to(self.device))
            sentences = nn.functional.normalize(sentences.float(), dim=-1)
            tokens = nn.functional.normalize(tokens.float(), dim=-1) * mask[..., None]
            return sentences.cpu().numpy(), tokens.cpu().numpy(), mask.cpu().numpy()

    def overlong(self, text: str) -> bool:
        """Whether the context is full before the text ends: then more of it changes nothing."""
        shorter, longer = self._tokenizer([text, f"{text} {text} more"])
        return bool(text.strip()) and torch.equal(shorter, longer)

    def _encode(self, frames: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            pictures = torch.tensor(frames, device=self.device).permute(0, 3, 1, 2).float()
            mean = torch.tensor(self.preprocess.mean, device=self.device).view(3, 1, 1) * 255
            std = torch.tensor(self.preprocess.std, device=self.device).view(3, 1, 1) * 255
            with torch.autocast(self.device.split(":")[0], torch.bfloat16, enabled=self.half):
                features = self._model.encode_image((pictures - mean) / std)  # type: ignore[operator]
            return features.float().cpu().numpy()

    def _noise(self, count: int) -> np.ndarray:
        shape = (count, self.preprocess.height, self.preprocess.width, 3)
        return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)

    def _half_is_good(self) -> bool:
        """bf16 on this processor: the hardware has matrix units for it, the model is large enough to gain, and features agree.

        Decided without a clock, so that a model has the same key on every start: with AMX the gain is large for towers
        of tens of millions of parameters and small for little ones.
        """
        size = sum(p.numel() for p in self._model.parameters())
        if size < 40_000_000 or not torch.cpu._is_amx_tile_supported():
            return False
        frames = self._noise(4)
        self.half = False
        exact = self._encode(frames)
        self.half = True
        rough = self._encode(frames)
        self.half = False
        cosines = (exact * rough).sum(1) / (np.linalg.norm(exact, axis=1) * np.linalg.norm(rough, axis=1))
        return bool((cosines >= 0.999).all())

    def _digest(self) -> str:
        """Identifies weights, preprocessing and precision."""
        digest = hashlib.blake2b(digest_size=16)
        for name, value in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(value.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().tobytes())
        digest.update(json.dumps(asdict(self.preprocess), sort_keys=True).encode())
        digest.update(b"bf16" if self.half else b"fp32")
        return digest.hexdigest()


def out_of_memory(error: BaseException) -> bool:
    """Whether torch, or Python, could not have the memory it asked for."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)


def _lost(error: BaseException) -> EncoderError:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return EncoderError(f"The device that computes the search model failed ({reason}).")


def read_preprocess(model: nn.Module) -> Preprocess:
    """From the `preprocess_cfg` that open_clip leaves on the image tower."""
    visual: Any = model.visual
    config: dict[str, Any] = visual.preprocess_cfg
    size = config["size"]
    height, width = (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))
    mode = str(config["resize_mode"])
    if mode not in ("shortest", "squash", "longest"):
        raise ModelError(f"This model asks for an unknown way to resize pictures: {mode}.")
    mean, std = (tuple(float(v) for v in config[name]) for name in ("mean", "std"))
    return Preprocess(height, width, mode, str(config["interpolation"]), mean, std, int(config["fill_color"]))  # type: ignore[arg-type]


def load_backbone(name: str, device: str | None = None) -> Backbone:
    """`name`: "starter", "local-dir:/path", or a downloaded model by its name in models.toml or as open_clip's "arch:tag".

    Never random weights. Raises ModelError with one sentence for every known way in which loading fails.
    """
    device = device or best_device()
    model, tokenizer, folder = loading.load(name)
    return Backbone(name, model, tokenizer, device, folder)


def best_device() -> str:
    """The graphics card when there is one, else the processor."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
