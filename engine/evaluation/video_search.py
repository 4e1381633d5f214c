"""Video to video on a published set: every video decoded and encoded once, every query compared with all of them."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import MediaError
from engine.evaluation.benchmarks import Source
from engine.evaluation.similarity import Embedder, Similarity
from engine.evaluation.video_sets import VIDEO_SETS, mean_average_precisions
from engine.media.decoder import Decoder, Replies
from engine.media.find import find_videos
from engine.media.frames import FrameSize, SampledFrame
from engine.training.footage import frame_size

VIDEOS_TOGETHER = 256


def measure_videos(
    embedder: Embedder, similarity: Similarity, source: Source, name: str
) -> Generator[str, None, dict[str, Any]]:
    """The figures of a set (see `video_sets`), ready for JSON. Raises AnnotationError, MediaError.

    Videos that are not there, or cannot be read, are left out on both sides and counted.
    """
    videos = VIDEO_SETS[name](source.data)
    files = _files(source.videos or source.data)
    wanted = dict.fromkeys([*videos.queries, *videos.database])
    paths = {video: path for video in wanted if (path := files.get(video) or files.get(Path(video).stem))}
    queries = [video for video in videos.queries if video in paths]
    database = [video for video in videos.database if video in paths]
    if not queries or not database:
        raise MediaError(
            f"No video of this set is in {source.videos or source.data}; the first is named {next(iter(wanted))}."
        )
    store = _Store(embedder, source.cache)
    unreadable = set[str]()
    for done, video in enumerate(store.prepare(paths), 1):
        if not len(store.frames(paths[video])):
            unreadable.add(video)
        yield f"{done} of {len(paths)} videos encoded"
    queries = [video for video in queries if video not in unreadable]
    database = [video for video in database if video not in unreadable]
    asked = similarity.describe([store.frames(paths[video]) for video in queries])
    scores = np.zeros((len(queries), len(database)), np.float32)
    for at in range(0, len(database), VIDEOS_TOGETHER):
        part = slice(at, at + VIDEOS_TOGETHER)
        described = similarity.describe([store.frames(paths[video]) for video in database[part]])
        for row, one in enumerate(asked):
            scores[row, part] = similarity.compare(one, described)
        yield f"{min(at + VIDEOS_TOGETHER, len(database))} of {len(database)} videos compared"
    figures, counted = mean_average_precisions(videos, scores, queries, database)
    if not figures:
        raise MediaError("No query of this set has a right answer among the videos that are there.")
    return {
        "queries": len(queries),
        "videos": len(database),
        "not_there": len(wanted) - len(paths),
        "unreadable": sorted(unreadable),
        "similarity": similarity.name,
        "queries_counted": counted,
        "mAP": figures,
    }


def _files(folder: Path) -> dict[str, Path]:
    """The videos below a folder by name, with and without suffix."""
    found: dict[str, Path] = {}
    for path in find_videos(folder):
        found.setdefault(path.name, path)
        found.setdefault(path.stem, path)
    return found


class _Store:
    """Frame embeddings float16 (n, dim) of videos one file each; no frames: unreadable.

    A later run with the same cache and model goes on where this one stopped.
    """

    def __init__(self, embedder: Embedder, cache: Path) -> None:
        self._embedder, self._folder = embedder, cache / embedder.key

    def frames(self, path: Path) -> np.ndarray:
        """float32 (n, dim), L2-normalised."""
        return np.load(self._file(path), allow_pickle=False).astype(np.float32)

    def prepare(self, paths: dict[str, Path]) -> Iterator[str]:
        """Encode what is not there yet; yields every name when it is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        waiting = [(video, path) for video, path in paths.items() if not self._file(path).is_file()]
        yield from (video for video, path in paths.items() if self._file(path).is_file())
        size = frame_size(self._embedder.preprocess)
        for (video, path), pictures in zip(waiting, _ahead([p for _, p in waiting], size), strict=True):
            self._write(self._file(path), self._embedder.frames(pictures))
            yield video

    def _write(self, file: Path, frames: np.ndarray) -> None:
        fresh = file.with_suffix(".new")  # whole or not at all
        with fresh.open("wb") as out:
            np.save(out, frames.astype(np.float16), allow_pickle=False)
        fresh.replace(file)

    def _file(self, path: Path) -> Path:
        status = path.stat()
        told = (str(path.resolve()), status.st_size, status.st_mtime_ns)
        return self._folder / f"{blake2b(repr(told).encode(), digest_size=16).hexdigest()}.npy"


def _ahead(paths: Iterable[Path], size: FrameSize) -> Iterator[np.ndarray]:
    """All frames of each video, one a second: uint8 (n, height, width, 3), n = 0 when it cannot be read.

    The next videos are being decoded, up to the decoders' look-ahead, while one is encoded.
    """
    with contextlib.ExitStack() as stack:
        free = deque(stack.enter_context(Decoder()) for _ in range(max(1, min(8, (os.cpu_count() or 2) - 1))))
        running = deque[tuple[Decoder, Replies]]()
        for path in paths:
            if not free:
                decoder, replies = running.popleft()
                yield _pictures(replies, size)
                free.append(decoder)
            decoder = free.popleft()
            running.append((decoder, decoder.sample(path, size)))
        for _, replies in running:
            yield _pictures(replies, size)


def _pictures(replies: Replies, size: FrameSize) -> np.ndarray:
    try:
        frames = [item.pixels for item in replies if isinstance(item, SampledFrame)]
    except MediaError:
        frames = []
    return np.stack(frames) if frames else np.zeros((0, size.height, size.width, 3), np.uint8)
