"""Real pictures to learn from: photographs with captions, labelled pictures, several views of each, and what the teacher saw.

The material (`flickr8k.tar`, `tiny_imagenet.tar`, captions, names and the teacher's weights) is a folder of its own; nothing of
it is part of the project.
"""

from __future__ import annotations

import io
import itertools
import json
import multiprocessing
import random
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageEnhance

from engine.errors import ModelError
from engine.training.batches import HEIGHT, WIDTH
from engine.training.teacher import FEATURES, load_teacher

PHOTOGRAPH_VIEWS, LABELLED_VIEWS = 8, 3  # of each picture; the first is the whole of it
TOGETHER = 24  # pictures the teacher looks at in one call
SIDES = re.compile(r"\b(left|right)\b")
FLICKR, TINY = "flickr8k.tar", "tiny_imagenet.tar"


@dataclass(frozen=True)
class Photograph:
    name: str
    captions: tuple[str, ...]
    split: str  # "train", "val" or "test"


def read_photographs(folder: Path, split: str) -> list[Photograph]:
    """The photographs of one split, in the order of the file. Raises ModelError when the material is not there."""
    path = folder / "flickr8k_captions.jsonl"
    if not path.is_file():
        raise ModelError(f"There is no training material in {folder} (expected {path.name}).")
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [Photograph(row["image"], tuple(tidy(c) for c in row["captions"]), row["split"]) for row in told]
    return [photograph for photograph in found if photograph.split == split]


def tidy(caption: str) -> str:
    """Without the space before the full stop, and without the stop."""
    return " ".join(caption.split()).rstrip(" .").strip()


def read_class_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """WordNet id -> the names of the class, the most usual first."""
    told = json.loads((folder / "tiny_imagenet_names.json").read_text(encoding="utf-8"))
    return {wnid: tuple(part.strip() for part in names.split(",")) for wnid, names in told.items()}


def sentences_of(folder: Path) -> list[str]:
    """All captions and class names that training will meet, for learning the vocabulary; names count thirty times."""
    captions = [caption for photograph in read_photographs(folder, "train") for caption in photograph.captions]
    names = [name for names in read_class_names(folder).values() for name in names]
    return captions + [f"a photo of a {name}" for name in names for _ in range(30)]


def read_pictures(archive: Path) -> Iterator[tuple[str, bytes]]:
    """(name, JPEG bytes) of every picture in a tar file."""
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


def squashed(data: bytes) -> np.ndarray:
    """A whole picture as the program would hand it to the model: uint8 (height, width, 3)."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return np.asarray(picture.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def view(picture: Image.Image, rng: random.Random, smallest: float, may_flip: bool) -> Image.Image:
    """A part of the picture (area `smallest`..1), perhaps mirrored, perhaps lighter, darker or without colour."""
    area = rng.uniform(smallest, 1.0)
    ratio = rng.uniform(0.8, 1.25)
    width = min(picture.width, round(picture.width * (area * ratio) ** 0.5))
    height = min(picture.height, round(picture.height * (area / ratio) ** 0.5))
    x, y = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    part = picture.crop((x, y, x + width, y + height))
    if may_flip and rng.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if rng.random() < 0.4:
            part = enhance(part).enhance(rng.uniform(0.7, 1.3))
    return part.convert("L").convert("RGB") if rng.random() < 0.04 else part


def _views(job: tuple[int, bytes, int, float, bool, int]) -> tuple[np.ndarray, np.ndarray]:
    """The views of one picture: for the model (views, height, width, 3), for the teacher (views, side, side, 3)."""
    seed, data, count, smallest, may_flip, side = job
    rng = random.Random(seed)
    whole = Image.open(io.BytesIO(data)).convert("RGB")
    parts = [whole, *(view(whole, rng, smallest, may_flip) for _ in range(count - 1))]
    ours = [part.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC) for part in parts]
    theirs = [part.resize((side, side), Image.Resampling.BICUBIC) for part in parts]
    return np.stack([np.asarray(p) for p in ours]), np.stack([np.asarray(p) for p in theirs])


@dataclass(frozen=True)
class Views:
    """Views of pictures, with the teacher's features; rows of one picture lie together."""

    pictures: np.ndarray  # uint8 (pictures, views, height, width, 3), mapped from disk; or what a tower made of them
    features: np.ndarray  # float16 (pictures, views, 1280), mapped from disk
    names: list[str]

    def seen(self, look: Callable[[np.ndarray], np.ndarray], every: int, views: int) -> Views:
        """The first `views` views of every so many pictures, through `look`: uint8 (n, height, width, 3) -> float32 (n, width)."""
        pictures, names = self.pictures[::every, :views], self.names[::every]
        found = []
        for at in range(0, len(names), TOGETHER):
            some = np.array(pictures[at : at + TOGETHER])
            found.append(look(some.reshape(-1, *some.shape[2:])).reshape(*some.shape[:2], -1).astype(np.float16))
        return Views(np.concatenate(found), self.features[::every, :views], names)


def make_views(folder: Path, work: Path) -> Iterator[str]:
    """Cut the views and ask the teacher, once; a later call finds them in `work`. Yields a line now and then."""
    captions = {p.name: " ".join(p.captions) for p in read_photographs(folder, "train")}
    photographs = [(name, data) for name, data in read_pictures(folder / FLICKR) if name in captions]
    flips = [not SIDES.search(captions[name].lower()) for name, _ in photographs]
    yield from _make(folder, work / "photographs", photographs, PHOTOGRAPH_VIEWS, 0.4, flips, 160)
    labelled = list(read_pictures(folder / TINY))
    yield from _make(folder, work / "labelled", labelled, LABELLED_VIEWS, 0.5, [True] * len(labelled), 128)


def _make(
    folder: Path,
    out: Path,
    pictures: list[tuple[str, bytes]],
    count: int,
    smallest: float,
    flips: list[bool],
    side: int,
) -> Iterator[str]:
    if (out / "names.json").is_file():
        return
    out.mkdir(parents=True, exist_ok=True)
    shape = (len(pictures), count)
    kept = np.lib.format.open_memmap(out / "pictures.npy", "w+", np.uint8, (*shape, HEIGHT, WIDTH, 3))
    features = np.lib.format.open_memmap(out / "features.npy", "w+", np.float16, (*shape, FEATURES))
    teacher = load_teacher(folder)
    jobs = ((i, data, count, smallest, flips[i], side) for i, (_, data) in enumerate(pictures))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        cut = pool.imap(_views, jobs, chunksize=32)
        for at in range(0, len(pictures), TOGETHER):
            some = list(itertools.islice(cut, TOGETHER))
            kept[at : at + len(some)] = np.stack([ours for ours, _ in some])
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                x = torch.from_numpy(np.concatenate([theirs for _, theirs in some])).permute(0, 3, 1, 2)
                found = teacher(x.float() / 127.5 - 1).float()
            features[at : at + len(some)] = found.view(len(some), count, FEATURES).half().numpy()
            yield f"{out.name}: {at + len(some)} of {len(pictures)} pictures"
    kept.flush()
    features.flush()
    (out / "names.json").write_text(json.dumps([name for name, _ in pictures]), encoding="utf-8")


def open_views(out: Path) -> Views:
    """What `make_views` left in `work/photographs` or `work/labelled`."""
    names = json.loads((out / "names.json").read_text(encoding="utf-8"))
    return Views(np.load(out / "pictures.npy", mmap_mode="r"), np.load(out / "features.npy", mmap_mode="r"), names)
