"""What is measured: a model as the program uses it, or a checkpoint as its authors published it. Texts in batches, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import open_clip
import torch
from torch import Tensor

from engine.errors import ModelError
from engine.models.backbone import Backbone, best_device
from engine.models.features import Preprocess, TextFeatures
from engine.models.head import Head
from engine.models.published import load_published

TEXTS_TOGETHER = 256
SHOTS_TOGETHER = 256  # as many as the head compares in one block
LARGEST = 8_000_000  # numbers in one block of word-frame similarities
FRAMES_TOGETHER = 64
CLIP_PICTURE = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


class Subject(Protocol):
    """A model that gives clips features, and captions scores against clips."""

    name: str
    head: str
    preprocess: Preprocess

    def features(self, clips: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Clips uint8 (frames, height, width, 3), perhaps without frames -> what `scores` wants of each."""
        ...

    def scores(self, captions: Sequence[str], features: Sequence[np.ndarray], lengths: Sequence[int]) -> np.ndarray:
        """float32 (captions, clips); `lengths` are the frames of each clip."""
        ...


class ProgramModel:
    """Backbone and head as the program loads them; features float32 (frames, dim), raw."""

    def __init__(self, backbone: Backbone, head: Head) -> None:
        self.backbone, self._head = backbone, head
        self.name, self.head, self.preprocess = backbone.name, head.name, backbone.preprocess

    def features(self, clips: Sequence[np.ndarray]) -> list[np.ndarray]:
        seen = [clip for clip in clips if len(clip)]
        dim = self.backbone.dim
        found = self.backbone.encode_frames(np.concatenate(seen)) if seen else np.zeros((0, dim), np.float32)
        return np.split(found, np.cumsum([len(clip) for clip in clips])[:-1])

    def scores(self, captions: Sequence[str], features: Sequence[np.ndarray], lengths: Sequence[int]) -> np.ndarray:
        shots = self._head.encode_shots(list(features))
        longest, columns = max([1, *lengths]), min(SHOTS_TOGETHER, max(len(features), 1))
        rows = [np.zeros((0, len(features)), np.float32)]
        for at in range(0, len(captions), TEXTS_TOGETHER):
            texts = self.backbone.encode_text(list(captions[at : at + TEXTS_TOGETHER]))
            step = max(1, LARGEST // (texts.words.shape[1] * longest * columns))
            for first in range(0, len(texts.sentences), step):
                rows.append(self._head.scores(_part(texts, first, first + step), shots.vector, shots.frames))
        return np.concatenate(rows)


def _part(texts: TextFeatures, start: int, end: int) -> TextFeatures:
    part = slice(start, end)
    return TextFeatures(texts.sentences[part], texts.words[part], texts.mask[part], texts.pieces[part])


class PublishedCheckpoint:
    """A checkpoint of X-CLIP or CLIP4Clip with everything its code does, padding words and frames included.

    Clips are padded with frames of zeros after normalisation to `max_frames` and encoded whole, captions with token 0 to
    `max_words` (MODELS 1.1); features float32 (max_frames, dim). Scores are without the logit scale, so that they are like cosines
    (but those of tightTransf, which has none).
    """

    def __init__(
        self, path: Path, kind: str, linear_patch: str, max_frames: int, max_words: int, device: str | None = None
    ) -> None:
        self._device = device or best_device()
        self._model = load_published(path, kind, linear_patch).to(self._device)
        self._scale = 1.0 if kind == "tightTransf" else float(self._model.clip.logit_scale.exp())
        side = int(self._model.clip.visual.image_size[0])  # type: ignore[index]
        self._frames, self._words = max_frames, max_words
        self._tokenizer = open_clip.SimpleTokenizer(context_length=max_words)
        self.name, self.head = path.name, kind
        self.preprocess = Preprocess(side, side, "shortest", "bicubic", *CLIP_PICTURE, 0)
        try:
            self.scores(["a"], self.features([np.zeros((1, side, side, 3), np.uint8)]), [1])
        except RuntimeError as error:
            raise ModelError(
                f"The checkpoint {path.name} does not fit {max_frames} frames and {max_words} words, as this set is measured with."
            ) from error

    def features(self, clips: Sequence[np.ndarray]) -> list[np.ndarray]:
        together, found = max(1, FRAMES_TOGETHER // self._frames), list[np.ndarray]()
        for at in range(0, len(clips), together):
            some = clips[at : at + together]
            with torch.inference_mode():
                video = torch.stack([self._padded(clip) for clip in some]).to(self._device)
                found += list(self._model.encode_frames(video).float().cpu().numpy())
        return found

    def _padded(self, clip: np.ndarray) -> Tensor:
        size = self.preprocess
        video = torch.zeros(self._frames, 3, size.height, size.width)
        if len(clip):
            mean, std = (torch.tensor(values).view(3, 1, 1) for values in (size.mean, size.std))
            pictures = torch.from_numpy(np.ascontiguousarray(clip[: self._frames])).permute(0, 3, 1, 2).float() / 255
            video[: len(pictures)] = (pictures - mean) / std
        return video

    def scores(self, captions: Sequence[str], features: Sequence[np.ndarray], lengths: Sequence[int]) -> np.ndarray:
        found = np.zeros((len(captions), len(features)), np.float32)
        step = max(1, LARGEST // (self._words * self._frames * SHOTS_TOGETHER))
        for first in range(0, len(captions), step):
            ids = self._tokenizer(list(captions[first : first + step])).to(self._device)
            word_mask = torch.arange(self._words, device=self._device)[None] <= ids.argmax(1)[:, None]
            with torch.inference_mode():
                sentences, words = self._model.encode_text(ids)
                for at in range(0, len(features), SHOTS_TOGETHER):
                    columns = slice(at, at + SHOTS_TOGETHER)
                    frames = torch.tensor(np.stack(features[columns]), device=self._device)
                    count = torch.tensor(lengths[columns], device=self._device)
                    mask = torch.arange(self._frames, device=self._device)[None] < count[:, None]
                    logits = self._model.logits(sentences, words, word_mask, frames, mask)
                    found[first : first + len(ids), columns] = logits.float().cpu().numpy() / self._scale
        return found
