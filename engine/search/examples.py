"""Examples to resemble: moments and ranges of the library, and files from outside it, still or clip, which only the decoder worker opens."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path

from engine.errors import MediaError, QueryError
from engine.indexing.index_video import Sampled, encode_frames, encode_shots
from engine.indexing.pass_over import frame_size
from engine.indexing.steps import STEP, Pause
from engine.library.library import Library
from engine.media.decoder import Decoder
from engine.media.find import IMAGE_SUFFIXES
from engine.messages import FindSimilar, Part, PartPicture
from engine.search.composed import Example
from engine.search.moments import SearchModel
from engine.search.similar import Sample, sample_from_library

REMEMBERED = 8  # files from outside the library whose shots are kept, so that another filter does not read them again


class Examples:
    """Looks at examples, and remembers the files it has looked at last."""

    def __init__(self) -> None:
        self._files: dict[tuple[object, ...], tuple[tuple[Sample, ...], bytes]] = {}

    def look(self, library: Library, model: SearchModel, part: Part) -> Generator[Pause | PartPicture, None, Example]:
        """The shots of a part that is no text; tells of a file how it looks. Raises MediaError, QueryError."""
        if part.path is None:
            request = FindSimilar(0, part.shot, part.video, None, part.start, part.end)
            return Example(
                part, part.name or name_of(library, request), tuple(sample_from_library(library, model, request))
            )
        samples, tile = yield from self.file(model, Path(part.path), part.start or 0.0, part.end)
        if picture := library.pictures.keep_asked(tile):
            yield PartPicture(part.path, str(picture))
        return Example(part, part.name or Path(part.path).name, samples)

    def file(
        self, model: SearchModel, path: Path, start: float = 0.0, end: float | None = None
    ) -> Generator[Pause, None, tuple[tuple[Sample, ...], bytes]]:
        """The shots of a file (seconds `start` to `end` of it), or of a still, and a small JPEG of it. Raises MediaError, QueryError."""
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            raise MediaError("This file is not there any more.") from None
        key = (model.id, path, status.st_size, status.st_mtime_ns, start, end)
        if key not in self._files:
            samples = yield from _sample_file(model, path, start, end)
            while len(self._files) >= REMEMBERED:
                del self._files[next(iter(self._files))]
            self._files[key] = samples
        return self._files[key]


def name_of(library: Library, request: FindSimilar) -> str:
    """The file name of a moment or a video, with the time where it is a part of it."""
    catalog = library.catalog
    video = request.video if request.video is not None else catalog.video_of(request.shot or 0)
    known = catalog.videos([video])
    return known[video].path.name if video in known else ""


def _sample_file(
    model: SearchModel, path: Path, start: float, end: float | None
) -> Generator[Pause, None, tuple[tuple[Sample, ...], bytes]]:
    sampled, samples = Sampled(), list[Sample]()
    size = frame_size(model.backbone.preprocess)
    with Decoder() as decoder:
        still = path.suffix.lower() in IMAGE_SUFFIXES
        sampling = decoder.sample_image(path, size) if still else decoder.sample(path, size, start=start, end=end)
        with contextlib.closing(sampling):
            for item in encode_frames(model.backbone, model.batch, sampling, sampled):
                yield item if isinstance(item, Pause) else STEP
    if not sampled.frames:
        raise QueryError(
            sampled.end.sentence if sampled.end and sampled.end.sentence else "No picture could be read from this file."
        )
    for shots in encode_shots(model, sampled):
        samples += [Sample(shot.start, shot.end, shot.times, shot.frames, shot.vector) for shot in shots]
        yield STEP
    return tuple(samples), sampled.frames[len(sampled.frames) // 2].tile
