"""SigLIP 2's tokenizer from its `tokenizer.json`, without the `transformers` package.

The rule is that of open_clip 3.3.0 (tokenizer.py: `HFTokenizer` with clean="canonicalize", over a Gemma tokenizer with `add_bos_token` off and
`add_eos_token` on): clean the text, cut it to the context less one, append the end token 1, pad with 0 to exactly the context.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from open_clip.tokenizer import get_clean_fn
from tokenizers import Tokenizer
from torch import Tensor

from engine.errors import ModelError

END, PADDING = 1, 0


def is_siglip2(text_config: dict[str, Any]) -> bool:
    """Whether an open_clip text configuration asks for this tokenizer. SigLIP 1 cleans alike, but pads with its end token."""
    return "siglip2" in str(text_config.get("hf_tokenizer_name") or "").lower()


class SigLip2Tokenizer:
    """Texts to token numbers (texts, context)."""

    def __init__(self, file: Path, context_length: int) -> None:
        """Raises ModelError when the file is missing or damaged."""
        try:
            self._tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the package raises nothing more specific
            raise ModelError(f"The file {file.name} of the model is missing or damaged; download it again.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._clean = get_clean_fn("canonicalize")
        self.context_length = context_length
        self.vocab_size = self._tokenizer.get_vocab_size()

    def __call__(self, texts: list[str]) -> Tensor:
        ids = torch.full((len(texts), self.context_length), PADDING, dtype=torch.long)
        found = self._tokenizer.encode_batch([self._clean(text) for text in texts], add_special_tokens=False)
        for row, encoding in zip(ids, found, strict=True):
            pieces = [*encoding.ids[: self.context_length - 1], END]
            row[: len(pieces)] = torch.tensor(pieces)
        return ids
