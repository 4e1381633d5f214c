"""The starter model while it is trained: the open_clip model and the X-CLIP head in one module."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from open_clip.model import CLIP
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

import engine.models.starter_net  # noqa: F401  (registers the image tower with timm)
from engine.models.words import causal_tokens
from engine.models.xclip import XClipHead
from engine.training.measure import Clips, Scorer
from engine.training.settings import MEAN, STD, Settings, model_config
from engine.training.vocabulary import open_vocabulary


class Starter(nn.Module):
    """The open_clip model and the head, trained together."""

    def __init__(self, settings: Settings, vocabulary_size: int) -> None:
        super().__init__()
        torch.manual_seed(settings.seed)
        config = model_config(settings, vocabulary_size)["model_cfg"]
        self.clip = CLIP(config["embed_dim"], config["vision_cfg"], config["text_cfg"])
        self.head = XClipHead(
            settings.dim,
            settings.layers,
            settings.heads,
            settings.positions,
            settings.dim * 4,
            tau=settings.tau,
            time_gate=True,
        )
        self.clip.visual.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def frames(self, pictures: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (n, height, width, 3) -> features (n, dim), what they are made of: pooled (n, patterns), cells (n, cells, width)."""
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2)  # already channels last in memory
        x = (x.float() / 255 - MEAN[0]) / STD[0]
        visual = self.clip.visual
        with torch.autocast("cpu", torch.bfloat16):
            cells = visual.trunk.cells(x)  # type: ignore[union-attr, operator]
            pooled = visual.trunk.pooled(cells)  # type: ignore[union-attr, operator]
            features = visual.head(pooled)  # type: ignore[union-attr, operator]
        return features.float(), pooled, cells

    def project(self, pooled: Tensor) -> Tensor:
        """pooled (n, patterns) -> features (n, dim)."""
        with torch.autocast("cpu", torch.bfloat16):
            return self.clip.visual.head(pooled).float()  # type: ignore[union-attr, operator]

    def finish_tower(self) -> None:
        """From now on the image tower stays as it is; what follows it still learns."""
        self.clip.visual.trunk.requires_grad_(False).eval()  # type: ignore[union-attr, operator]

    def look(self, pictures: np.ndarray) -> np.ndarray:
        """uint8 (n, height, width, 3) -> pooled float32 (n, patterns), to be kept."""
        with torch.no_grad():
            return self.frames(pictures)[1].float().numpy()

    def texts(self, ids: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids (t, length) -> sentences (t, dim), words (t, length, dim), mask (t, length): words and the end token."""
        tokens = torch.from_numpy(ids)
        with torch.autocast("cpu", torch.bfloat16), sdpa_kernel(SDPBackend.MATH):  # the fused one is slow backwards
            features = causal_tokens(self.clip, tokens).float()
        end = tokens.argmax(1)
        place = torch.arange(tokens.shape[1])
        mask = (place[None] >= 1) & (place[None] <= end[:, None])
        words = functional.normalize(features, dim=-1)
        return words[torch.arange(len(words)), end], words, mask

    def clips(self, features: Tensor, lengths: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Frame features one clip after another -> videos (c, dim), frames (c, longest, dim), mask (c, longest)."""
        mask = torch.arange(int(lengths.max()))[None] < torch.from_numpy(lengths)[:, None]
        padded = torch.zeros(*mask.shape, features.shape[1]).masked_scatter(mask[..., None], features)
        videos, frames = self.head.encode(padded, mask)
        return videos, frames, mask

    def scorer(self, vocabulary: Path) -> Scorer:
        """Scores as the loss sees them, for a look while training goes on."""
        tokenizer = open_vocabulary(vocabulary)

        @torch.no_grad()
        def score(clips: Clips) -> np.ndarray:
            parts = [self.frames(clips.pictures[i : i + 256])[0] for i in range(0, len(clips.pictures), 256)]
            videos, frames, mask = self.clips(torch.cat(parts), clips.lengths)
            sentences, words, word_mask = self.texts(tokenizer(clips.captions).numpy())
            rows = [slice(i, i + 50) for i in range(0, len(sentences), 50)]
            found = [self.head.compare(sentences[r], words[r], word_mask[r], videos, frames, mask).mean() for r in rows]
            return torch.cat(found).numpy()

        return score
