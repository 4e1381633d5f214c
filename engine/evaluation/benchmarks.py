"""The published sets of videos and words: annotations and protocol of their authors, frames of the person's own copies."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import MediaError
from engine.evaluation.scoring import Gallery, encode_clips
from engine.evaluation.subjects import Subject
from engine.training.annotations import Captioned, format_of, read_captions
from engine.training.footage import Footage

TITLES = {
    "msrvtt": "MSR-VTT, split 1k-A",
    "msvd": "MSVD, test split, about 40 sentences a video",
    "lsmdc": "LSMDC, public test split",
    "didemo": "DiDeMo, test split, one paragraph a video",
    "activitynet": "ActivityNet Captions, val_1, one paragraph a video",
}


@dataclass(frozen=True)
class Source:
    """Where a set lies: `data` the annotation files, `videos` the videos at any depth (`data` when None), `cache` decoded frames."""

    data: Path
    videos: Path | None
    cache: Path
    skip_missing: bool = False


def captioned_films(
    subject: Subject, source: Source, form: str, pictures: bool
) -> Generator[str, None, tuple[Gallery, int]]:
    """The test split of a set, encoded, and how many of its clips were left out because their videos are not there.

    Videos that are there and cannot be decoded stay in it and are never found.

    Raises AnnotationError, also when videos are not there, unless `skip_missing`.
    """
    kind = format_of(form)
    captions = read_captions(source.data, form, "test", source.videos, source.skip_missing)
    clips: dict[str, Captioned] = {}
    for one in captions:
        clips.setdefault(one.video_id, one)
    places = {video: index for index, video in enumerate(clips)}
    gallery = Gallery([one.caption for one in captions], [places[one.video_id] for one in captions], list(clips))
    footage = Footage(source.cache, subject.preprocess, kind.max_frames)
    for done, total in footage.prepare(clips.values()):
        yield f"{done} of {total} videos decoded"
    for done in encode_clips(subject, _frames(footage, list(clips.values())), gallery, pictures):
        yield f"{done} of {len(clips)} videos encoded"
    if len(gallery.unreadable) == len(clips):
        raise MediaError(f"None of the {len(clips)} videos could be read; the first says: {_first(footage)}")
    named = {(name, start, end) for name, _, start, end in kind.read(source.data, "test")}
    return gallery, len(named) - len(clips)


def _frames(footage: Footage, clips: list[Captioned]) -> Iterator[np.ndarray]:
    size = footage.preprocess
    for clip in clips:
        if clip.path in footage.failed:
            yield np.zeros((0, size.height, size.width, 3), np.uint8)
        else:
            yield footage.frames(clip)


def _first(footage: Footage) -> str:
    return next(iter(footage.failed.values()), "")
