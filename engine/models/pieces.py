"""Which piece of the text every word slot stands for, so that a window can show the word that matched."""

from __future__ import annotations

import codecs

import numpy as np
from open_clip.tokenizer import SimpleTokenizer


def text_pieces(tokenizer: object, ids: np.ndarray, mask: np.ndarray, texts: list[str]) -> list[list[str]]:
    """ids (texts, context), mask (texts, words) -> for every text one piece per true slot.

    Pieces of one text joined give the text as the tokenizer cleaned it (a space ends each word); a character whose bytes
    are spread over several tokens belongs to the last of them. Where the only slot is the sentence, it is the piece.
    """
    if mask.shape[1] == 1 and ids.shape[1] > 1:
        return [[text] for text in texts]
    if not isinstance(tokenizer, SimpleTokenizer):
        return [["" for _ in range(int(valid.sum()))] for valid in mask]
    found = []
    for row, valid in zip(ids, mask, strict=True):
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        pieces = []
        for token in row[: len(valid)][valid]:
            if int(token) in tokenizer.all_special_ids:
                pieces.append("")
                continue
            text = tokenizer.decoder[int(token)]
            end = text.endswith("</w>")
            data = bytes(tokenizer.byte_decoder[c] for c in (text[:-4] if end else text))
            pieces.append(decoder.decode(data) + (" " if end else ""))
        found.append(pieces)
    return found
