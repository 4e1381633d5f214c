"""Training batches of real pictures: captioned photographs, labelled pictures, and films that show two photographs in turn."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.training.korean_words import korean_keywords
from engine.training.photographs import PHOTOGRAPH_VIEWS, open_views, read_class_names, read_photographs
from engine.training.vocabulary import open_vocabulary

KOREAN = 0.15
DROPPED = 0.3  # captions that lose a word
LABELLED_KEPT = 2  # of so many labelled pictures one is kept when all have been seen
FRAMES = [1, 2, 2, 3]  # that a film shows of one picture
LABEL_SENTENCES = ["{}", "a {}", "a photo of a {}", "a picture of the {}", "a close-up of a {}", "there is a {}"]
IN_TURN = [
    "first {}, then {}",
    "{}, then {}",
    "{} and then {}",
    "{} followed by {}",
    "{} before {}",
    "first {}, and after that {}",
]
IN_TURN_KO = ["먼저 {}, 그다음 {}", "{} 다음에 {}", "처음에는 {}, 나중에는 {}"]


@dataclass(frozen=True)
class PictureBatch:
    """Frames of real pictures and what clips are put together from them; caption i belongs to clip i.

    The first clips show one picture each, in the order of `pictures`, the last ones two photographs in turn.
    """

    pictures: (
        np.ndarray
    )  # uint8 (frames, height, width, 3), or float32 (frames, width): what the finished image tower saw
    features: np.ndarray  # float32 (frames, 1280): what the teacher saw
    order: np.ndarray  # (places,): the frames of all clips one after another, by row of `pictures`
    lengths: np.ndarray  # (clips,)
    ids: np.ndarray  # (clips, longest caption): photographs, then labelled pictures, then films of two photographs
    true: np.ndarray  # bool (captions, clips): the caption holds for the clip
    turns: np.ndarray  # (films, 2): which photographs a film shows first and then


class PictureSource:
    """Draws batches, in an order fixed by the seed, from the views that `photographs.make_views` left in `work`."""

    def __init__(self, material: Path, work: Path, vocabulary: Path) -> None:
        self._photographs, self._labelled = open_views(work / "photographs"), open_views(work / "labelled")
        captions = {p.name: p.captions for p in read_photographs(material, "train")}
        self._captions = [captions[name] for name in self._photographs.names]
        self._names = read_class_names(material)
        self._tokenizer = open_vocabulary(vocabulary)

    def seen(self, look: Callable[[np.ndarray], np.ndarray]) -> PictureSource:
        """The same source of what an image tower that no longer changes saw of the pictures, instead of the pictures."""
        other = copy.copy(self)
        other._photographs = self._photographs.seen(look, 1, PHOTOGRAPH_VIEWS)
        other._labelled = self._labelled.seen(look, LABELLED_KEPT, 1)
        return other

    def batch(self, seed: int, counts: tuple[int, int, int]) -> PictureBatch:
        """`counts`: photographs, labelled pictures, pairs of films of two photographs."""
        rng = random.Random(seed)
        photograph_count, labelled_count, pairs = counts
        photographs = sorted(rng.sample(range(len(self._captions)), photograph_count))
        labelled = sorted(rng.sample(range(len(self._labelled.names)), labelled_count))
        seen = [(p, rng.randrange(self._photographs.pictures.shape[1])) for p in photographs]
        others = [(p, rng.randrange(self._labelled.pictures.shape[1])) for p in labelled]
        parts = (self._photographs, seen), (self._labelled, others)
        pictures = [views.pictures[p, v] for views, chosen in parts for p, v in chosen]
        features = [views.features[p, v] for views, chosen in parts for p, v in chosen]
        told = [self._caption(p, rng) for p in photographs]
        kinds = [self._labelled.names[p].split("/")[0] for p in labelled]
        labels = [self._label(kind, rng) for kind in kinds]
        turns = self._turns(told, pairs, rng)
        clips = [[row] * rng.choice(FRAMES) for row in range(len(pictures))]
        clips += [[first] * rng.choice(FRAMES) + [second] * rng.choice(FRAMES) for first, second in turns]
        texts = [text for text, _ in told] + labels + self._in_turn(told, turns, rng)
        ids = self._tokenizer(texts).numpy()
        return PictureBatch(
            np.stack(pictures) if pictures[0].dtype == np.uint8 else np.stack(pictures).astype(np.float32),
            np.stack(features).astype(np.float32),
            np.array([row for clip in clips for row in clip]),
            np.array([len(clip) for clip in clips]),
            ids[:, : int((ids != 0).sum(1).max())],
            self._true(photograph_count, kinds, turns),
            np.array(turns, np.int64).reshape(-1, 2),
        )

    def _caption(self, photograph: int, rng: random.Random) -> tuple[str, bool]:
        """(caption, whether in Korean)."""
        text = rng.choice(self._captions[photograph])
        if rng.random() < DROPPED:
            words = text.split()
            del words[rng.randrange(len(words))]
            text = " ".join(words) or text
        korean = korean_keywords(text) if rng.random() < KOREAN else None
        return (korean, True) if korean else (text, False)

    def _label(self, kind: str, rng: random.Random) -> str:
        names = self._names[kind]
        name = names[0] if rng.random() < 0.6 else rng.choice(names)
        return rng.choice(LABEL_SENTENCES).format(name)

    def _turns(self, told: list[tuple[str, bool]], pairs: int, rng: random.Random) -> list[tuple[int, int]]:
        """Pairs of photographs with captions in one language, each in both orders."""
        turns: list[tuple[int, int]] = []
        while len(turns) < 2 * pairs:
            first, second = rng.sample(range(len(told)), 2)
            if told[first][1] == told[second][1]:
                turns += [(first, second), (second, first)]
        return turns

    def _in_turn(self, told: list[tuple[str, bool]], turns: list[tuple[int, int]], rng: random.Random) -> list[str]:
        sentences = []
        for first, second in turns[::2]:  # the other order is told in the same words
            template = rng.choice(IN_TURN_KO if told[first][1] else IN_TURN)
            sentences += [template.format(told[a][0], told[b][0]) for a, b in ((first, second), (second, first))]
        return sentences

    def _true(self, photographs: int, kinds: list[str], turns: list[tuple[int, int]]) -> np.ndarray:
        """A caption holds for its own clip, a label for all pictures of its class, a photograph's caption for the films that show it."""
        single = photographs + len(kinds)
        true = np.eye(single + len(turns), dtype=bool)
        labels = np.array(kinds)
        true[photographs:single, photographs:single] = labels[:, None] == labels
        for film, both in enumerate(turns, single):
            true[list(both), film] = True
            true[single:, film] = [both == other for other in turns]
        return true
