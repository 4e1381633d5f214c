"""The starter model's tokenizer: CLIP's byte-level BPE with few merges, learned from our own captions.

The first merges are CLIP's own (general English; MIT licence, shipped inside open_clip), the rest are learned from the
captions of the drawn films, in English and Korean, and then from those of photographs. Any other word falls apart into pieces
and bytes, none is unknown.
"""

from __future__ import annotations

import gzip
import itertools
import random
from collections import Counter
from pathlib import Path

import regex
from open_clip.tokenizer import SimpleTokenizer, bytes_to_unicode, default_bpe

from engine.training.captions import describe
from engine.training.scenes import sample_scene

PATTERN = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE)
CONTEXT = 40


def merge_word(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    merged, i = [], 0
    while i < len(word):
        if i + 1 < len(word) and (word[i], word[i + 1]) == pair:
            merged.append(word[i] + word[i + 1])
            i += 2
        else:
            merged.append(word[i])
            i += 1
    return tuple(merged)


def learn_merges(texts: list[str], start: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """`start` and then `count` more merges, always the most frequent pair (Sennrich et al. 2016)."""
    byte = bytes_to_unicode()
    ranks = {pair: i for i, pair in enumerate(start)}
    words: Counter[tuple[str, ...]] = Counter()
    for token, number in Counter(t for text in texts for t in PATTERN.findall(text.lower())).items():
        word = tuple(byte[b] for b in token.encode())
        word = (*word[:-1], word[-1] + "</w>")
        while (
            len(word) > 1 and (known := min(itertools.pairwise(word), key=lambda p: ranks.get(p, len(start)))) in ranks
        ):
            word = merge_word(word, known)
        words[word] += number
    merges = list(start)
    pairs: Counter[tuple[str, str]] = Counter()
    for word, number in words.items():
        for pair in itertools.pairwise(word):
            pairs[pair] += number
    while len(merges) < len(start) + count and pairs:
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append(best)
        for word in [w for w in words if best in itertools.pairwise(w)]:
            number, merged = words.pop(word), merge_word(word, best)
            words[merged] += number
            pairs.subtract({p: n * number for p, n in Counter(itertools.pairwise(word)).items()})
            pairs.update({p: n * number for p, n in Counter(itertools.pairwise(merged)).items()})
        pairs = +pairs  # only what still occurs
    return merges


def write_vocabulary(
    path: Path,
    photographs: list[str],
    general: int = 1500,
    own: int = 2600,
    seen: int = 2500,
    captions: int = 40_000,
    seed: int = 5,
) -> None:
    """Write a merges file as open_clip's SimpleTokenizer reads it (gzip, first line a comment).

    `general` merges of CLIP's, `own` from captions of drawn films, `seen` from the captions of `photographs`.
    """
    rng = random.Random(seed)
    languages = [("en", "ko")[i % 2] for i in range(captions)]
    texts = [describe(sample_scene(rng, rng.random() < 0.8), rng, language=language).text for language in languages]
    with gzip.open(default_bpe()) as file:
        lines = file.read().decode().split("\n")[1 : general + 1]
    merges = learn_merges(texts, [(a, b) for a, b in (line.split() for line in lines)], own)
    write_merges(path, learn_merges(photographs, merges, seen))


def write_merges(path: Path, merges: list[tuple[str, str]]) -> None:
    data = "#version: rushes starter\n" + "\n".join(" ".join(pair) for pair in merges)
    with open(path, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write(data.encode())


def open_vocabulary(path: Path, context: int = CONTEXT) -> SimpleTokenizer:
    return SimpleTokenizer(bpe_path=str(path), context_length=context)
