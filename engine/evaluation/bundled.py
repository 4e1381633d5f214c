"""Benchmarks without a published film set: drawn films, photographs as films of one frame, and films of two photographs."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import QueryError
from engine.evaluation.scoring import Gallery, encode_clips, pair_figure
from engine.evaluation.subjects import Subject
from engine.models.features import Preprocess
from engine.training.drawing import Sprites
from engine.training.measure import Clips, gallery, in_turn, minimal_pairs
from engine.training.photographs import FLICKR, read_photographs, read_pictures
from engine.training.scenes import FLIPS

PAIRS_A_FILM = 5  # one minimal pair of each attribute for so many films of the gallery


def drawn_films(
    subject: Subject, count: int, language: str, seed: int, pictures: bool
) -> Generator[str, None, Gallery]:
    """Films whose main object is a combination that training never showed, one caption each (`training.measure.gallery`)."""
    yield f"drawing {count} films"
    return (yield from encoded(subject, gallery(count, language, seed, Sprites()), pictures))


def drawn_pairs(subject: Subject, count: int, language: str, seed: int) -> Generator[str, None, dict[str, float]]:
    """Minimal pairs by attribute: percent of captions that prefer their own film; chance is 50."""
    sprites, found = Sprites(), dict[str, float]()
    for attribute in FLIPS:
        yield f"minimal pairs: {attribute}"
        films = yield from encoded(subject, minimal_pairs(attribute, count, language, seed, sprites))
        found[attribute] = pair_figure(subject, films)
    return found


def photographs(subject: Subject, data: Path, pictures: bool) -> Generator[str, None, Gallery]:
    """The test split of Flickr8k, the first caption of each photograph, in the order of the archive."""
    return (yield from encoded(subject, _photographs(data, subject.preprocess), pictures))


def sequences(subject: Subject, data: Path, pairs: int, seed: int) -> Generator[str, None, float]:
    """Films of two test photographs: the percent of captions "first A, then B" that prefer their film to the other order.

    Both captions of each pair are asked, so `pairs` pairs give 2 `pairs` answers; chance is 50.
    """
    yield "reading photographs"
    single = _photographs(data, subject.preprocess)
    films = yield from encoded(subject, in_turn(single, pairs, seed))
    return pair_figure(subject, films)


def encoded(subject: Subject, clips: Clips, pictures: bool = False) -> Generator[str, None, Gallery]:
    """Clips with one caption each, brought to the size the model wants, as a gallery."""
    count = len(clips.captions)
    found = Gallery(list(clips.captions), list(range(count)), [str(i) for i in range(count)])
    frames = fitted(clips.pictures, subject.preprocess)
    for done in encode_clips(subject, np.split(frames, np.cumsum(clips.lengths)[:-1]), found, pictures):
        yield f"{done} of {count} films encoded"
    return found


def fitted(pictures: np.ndarray, size: Preprocess) -> np.ndarray:
    """Whole pictures uint8 (n, height, width, 3) in the size of another model; they have no proportions worth keeping."""
    if pictures.shape[1:3] == (size.height, size.width):
        return pictures
    return np.stack([_resized(Image.fromarray(picture), size) for picture in pictures])


def _resized(picture: Image.Image, size: Preprocess) -> np.ndarray:
    return np.asarray(picture.resize((size.width, size.height), Image.Resampling.BICUBIC))


def _photographs(data: Path, size: Preprocess) -> Clips:
    """As `training.photographs.squashed`, in the size of any model."""
    captions = {photograph.name: photograph.captions[0] for photograph in read_photographs(data, "test")}
    if not (data / FLICKR).is_file():
        raise QueryError(f"The photographs are not in {data} (expected {FLICKR}).")
    found = [
        (_resized(Image.open(io.BytesIO(content)).convert("RGB"), size), captions[name])
        for name, content in read_pictures(data / FLICKR)
        if name in captions
    ]
    if not found:
        raise QueryError(f"No photograph of the test split is in {data / FLICKR}.")
    pictures, told = zip(*found, strict=True)
    return Clips(np.stack(pictures), np.ones(len(found), int), list(told), [])
