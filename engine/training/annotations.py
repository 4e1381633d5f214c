"""Captions of videos as the published sets write them, and as a person does: annotation files -> a list of `Captioned` per split.

Protocols as in ArrowLuo/CLIP4Clip, dataloaders/, which X-CLIP shares; nothing here opens a video. Videos are found by their
names anywhere below a folder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from engine.media.find import VIDEO_SUFFIXES, find_videos
from engine.training.annotation_files import AnnotationError, entries_of, file_in, read_json, read_table, read_text

DIDEMO_END = 31.5
"""Seconds: frames 0 to 31 of one a second, both included; the annotators saw the first half minute only."""

Rows = list[tuple[str, str, float, float | None]]
"""Name of a video, caption, start, end."""


@dataclass(frozen=True)
class Captioned:
    """One caption of one clip."""

    video_id: str
    """Which clip: equal for all captions of one video, or of one range of it."""
    path: Path
    caption: str
    start: float = 0.0  # seconds
    end: float | None = None  # seconds; None: to the end of the video


@dataclass(frozen=True)
class Format:
    """How a set is read and measured: frames and words a clip has at most, and whether a video has many sentences to be found by."""

    name: str
    splits: tuple[str, ...]
    """Those that the protocol has. "test" is what is published; where there is no "val", hold some of "train" out."""
    max_frames: int
    max_words: int
    many_sentences: bool  # CLIP4Clip's multi-sentence evaluation
    read: Callable[[Path, str], Rows]
    """Of a folder and a split."""


def read_captions(
    data: Path, form: str, split: str, videos: Path | None = None, skip_missing: bool = False
) -> list[Captioned]:
    """The captions of one split, in the order of the annotation files.

    `data`: the folder with the annotation files (or, for "plain", the file). `videos`: where the videos lie, at any depth;
    `data` when not given. Videos that are not there are an error that counts them, or left out with `skip_missing`.
    """
    kind = format_of(form)
    if split not in kind.splits:
        raise AnnotationError(f"The format {kind.name} has no split named {split}; it has: {', '.join(kind.splits)}.")
    if not data.exists():
        raise AnnotationError(f"There is no file or folder {data} with captions.")
    rows = kind.read(data, split)
    if not rows:
        raise AnnotationError(f"There are no captions of the split {split} in {data}.")
    where = _Videos(videos or (data if data.is_dir() else data.parent))
    found, missing = [], dict[str, None]()
    for name, caption, start, end in rows:
        path = where.find(name)
        if path is None:
            missing[name] = None
        else:
            clip = name if start == 0.0 and end is None else f"{name} {start:g}-{math.inf if end is None else end:g}"
            found.append(Captioned(clip, path, caption, start, end))
    if missing and not (skip_missing and found):
        total = len({name for name, *_ in rows})
        shown = ", ".join(list(missing)[:3]) + (", …" if len(missing) > 3 else "")
        raise AnnotationError(f"{len(missing)} of {total} videos are not in {where.folder}: {shown}")
    return found


def training_splits(
    data: Path,
    form: str = "plain",
    videos: Path | None = None,
    validation: str | None = None,
    share: float = 0.05,
    skip_missing: bool = False,
) -> tuple[list[Captioned], list[Captioned]]:
    """(train, validation) as `read_captions` reads them.

    `validation`: "val", "hold-out" (that `share` of the training videos), "none", or None for the first of these that can
    be. Never the test split: a model chosen by it is not measured by it (MODELS 1.4, quirk 10).
    """
    if validation not in (None, "val", "hold-out", "none"):
        reason = " A model that was chosen by the test split is not measured by it." if validation == "test" else ""
        raise AnnotationError(f"Training validates on val, hold-out or none, not on {validation}.{reason}")
    train = read_captions(data, form, "train", videos, skip_missing)
    if validation == "none":
        return train, []
    own = validation == "val" or (validation is None and _has_validation(data, form))
    held = read_captions(data, form, "val", videos, skip_missing) if own else []
    if not held:
        return hold_out(train, share)
    both = {item.video_id for item in train} & {item.video_id for item in held}
    if both:
        raise AnnotationError(f"{len(both)} clips are both in train and in val, the first is {min(both)}.")
    return train, held


def _has_validation(data: Path, form: str) -> bool:
    if form == "plain":
        return bool(_plain_files(data, "val")) and bool(_plain(data, "val"))
    return "val" in format_of(form).splits


def format_of(name: str) -> Format:
    """By its name. Raises AnnotationError naming those there are."""
    if name not in FORMATS:
        raise AnnotationError(f"There is no annotation format named {name}; there are: {', '.join(FORMATS)}.")
    return FORMATS[name]


def hold_out(train: Sequence[Captioned], share: float) -> tuple[list[Captioned], list[Captioned]]:
    """(train, validation): that share of the videos, chosen by a hash of their names, so that every run and process agrees.

    All clips of one file go the same way. For sets whose protocol has no validation split (MODELS 1.4, quirk 10).
    """
    files = sorted({item.path for item in train}, key=lambda path: (blake2b(path.name.encode()).digest(), path))
    held = set(files[: max(1, round(share * len(files)))]) if len(files) > 1 and share > 0 else set()
    return [item for item in train if item.path not in held], [item for item in train if item.path in held]


class _Videos:
    """The videos below a folder by name, with and without suffix."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise AnnotationError(f"There is no folder {folder} with videos.")
        self.folder = folder
        self._by_name: dict[str, Path] = {}
        for path in find_videos(folder):
            self._by_name.setdefault(path.name, path)
            self._by_name.setdefault(path.stem, path)

    def find(self, name: str) -> Path | None:
        """A path below the folder, a file name, or a name without suffix (or with that of another container)."""
        direct = self.folder / name
        if Path(name).suffix.lower() in VIDEO_SUFFIXES and direct.is_file():
            return direct
        last = name.replace("\\", "/").rpartition("/")[2]
        bare = Path(last).stem if Path(last).suffix.lower() in VIDEO_SUFFIXES else last
        names = (last, bare, f"v_{bare}")  # the last: files of ActivityNet, as some copies name them
        return next((self._by_name[one] for one in names if one in self._by_name), None)


# The published sets ---------------------------------------------------------------------------------------------------


def _msrvtt(folder: Path, split: str) -> Rows:
    """Training-9k with all its sentences (`--expand_msrvtt_sentences`), and 1k-A with one sentence a video."""
    if split == "test":
        table = read_table(file_in(folder, "MSRVTT_JSFUSION_test.csv"), ("video_id", "sentence"))
        return [(row["video_id"], row["sentence"], 0.0, None) for _, row in table]
    chosen = {row["video_id"] for _, row in read_table(file_in(folder, "MSRVTT_train.9k.csv"), ("video_id",))}
    told = read_json(file_in(folder, "MSRVTT_data.json"), dict)
    return [
        (str(one["video_id"]), str(one["caption"]), 0.0, None)
        for one in entries_of(told, "sentences", folder / "MSRVTT_data.json", ("video_id", "caption"))
        if one["video_id"] in chosen
    ]


def _msvd(folder: Path, split: str) -> Rows:
    """About 40 sentences a video, from `raw-captions.json` or the corpus's own `AllVideoDescriptions.txt`."""
    names = [line.strip() for line in read_text(file_in(folder, f"{split}_list.txt")).splitlines() if line.strip()]
    captions: dict[str, list[str]] = {}
    if (folder / "raw-captions.json").is_file():
        for name, sentences in read_json(folder / "raw-captions.json", dict).items():  # sentences or lists of words
            captions[name] = [one if isinstance(one, str) else " ".join(one) for one in sentences]
    elif (folder / "AllVideoDescriptions.txt").is_file():
        for line in read_text(folder / "AllVideoDescriptions.txt").splitlines():
            name, _, sentence = line.strip().partition(" ")
            if sentence and not name.startswith("#"):
                captions.setdefault(name, []).append(sentence.strip())
    elif (folder / "raw-captions.pkl").is_file():
        raise AnnotationError(
            "raw-captions.pkl is a pickle, which could run any program when it is opened; put AllVideoDescriptions.txt of the "
            "corpus, or the same dictionary as raw-captions.json, beside it."
        )
    else:
        file_in(folder, "AllVideoDescriptions.txt")
    without = [name for name in names if name not in captions]
    if without:
        raise AnnotationError(
            f"{len(without)} videos of {split}_list.txt have no sentences, the first is {without[0]}."
        )
    return [(name, sentence, 0.0, None) for name in names for sentence in captions[name]]


def _lsmdc(folder: Path, split: str) -> Rows:
    """LSMDC16: six columns between tabs, clip and sentence the first and last; clips may have several sentences."""
    file = {
        "train": "LSMDC16_annos_training.csv",
        "val": "LSMDC16_annos_val.csv",
        "test": "LSMDC16_challenge_1000_publictect.csv",
    }[split]
    rows: Rows = []
    for number, line in enumerate(read_text(file_in(folder, file)).splitlines(), 1):
        parts = line.strip().split("\t")
        if len(parts) != 6:
            raise AnnotationError(f"Line {number} of {file} has {len(parts)} columns instead of 6.")
        rows.append((parts[0], parts[5], 0.0, None))
    return rows


def _didemo(folder: Path, split: str) -> Rows:
    """One paragraph a video: all its descriptions joined by spaces, against seconds 0 to 31."""
    file = file_in(folder, f"{split}_data.json")
    chosen = folder / f"{split}_list.txt"
    wanted = {line.strip() for line in read_text(chosen).splitlines()} if chosen.is_file() else None
    paragraphs: dict[str, list[str]] = {}
    for one in entries_of({"": read_json(file, list)}, "", file, ("video", "description")):
        if wanted is None or one["video"] in wanted:
            paragraphs.setdefault(str(one["video"]), []).append(str(one["description"]))
    return [(name, " ".join(sentences), 0.0, DIDEMO_END) for name, sentences in paragraphs.items()]


def _activitynet(folder: Path, split: str) -> Rows:
    """One paragraph a video: all its sentences joined by spaces, against the whole video; what is published is val_1."""
    file = file_in(folder, {"train": "train.json", "test": "val_1.json"}[split])
    chosen = folder / {"train": "train_ids.json", "test": "val_ids.json"}[split]
    wanted = set(read_json(chosen, list)) if chosen.is_file() else None
    rows: Rows = []
    for name, told in read_json(file, dict).items():
        if wanted is not None and name not in wanted:
            continue
        if not isinstance(told, dict) or not isinstance(told.get("sentences"), list):
            raise AnnotationError(f"In {file.name}, {name} has no sentences.")
        rows.append((name.removeprefix("v_"), " ".join(map(str, told["sentences"])), 0.0, None))
    return rows


# A person's own -------------------------------------------------------------------------------------------------------


def _plain(data: Path, split: str) -> Rows:
    """CSV with a header, or JSON with a list of objects: video (or path), caption, and where wanted start, end (seconds), split.

    A folder may hold `train.csv`, `val.csv`, `test.csv` (or .json), or one captions.csv or manifest.csv (or .json) for all. Rows
    without a split belong to "train".
    """
    files = _plain_files(data, split)
    if not files:
        raise AnnotationError(
            f"In {data} there is no file with captions: {split}.csv, captions.csv or manifest.csv, or .json."
        )
    data = files[0]
    if data.suffix.lower() == ".json":
        told = entries_of({"": read_json(data, list)}, "", data, ("caption",))
        numbered: Iterable[tuple[int, dict[str, Any]]] = enumerate(told, 1)
    else:
        numbered = read_table(data, ("caption",))
    of_split = data.stem == split  # the file is named for its split
    rows: Rows = []
    for number, row in numbered:
        name, caption = str(row.get("video") or row.get("path") or ""), str(row["caption"] or "").strip()
        if not name or not caption:
            raise AnnotationError(f"Entry {number} of {data.name} lacks a video or a caption.")
        if of_split or str(row.get("split") or "train") == split:
            try:
                start, end = (float(row[key]) if row.get(key) not in (None, "") else None for key in ("start", "end"))
            except (ValueError, TypeError):
                raise AnnotationError(f"In entry {number} of {data.name}, start and end are not seconds.") from None
            if (start or 0.0) < 0 or (end is not None and not (start or 0.0) < end < math.inf):
                raise AnnotationError(f"In entry {number} of {data.name}, the end is not after the start.")
            rows.append((name, caption, start or 0.0, end))
    return rows


def _plain_files(data: Path, split: str) -> list[Path]:
    if not data.is_dir():
        return [data]
    files = (data / f"{stem}.{suffix}" for stem in (split, "captions", "manifest") for suffix in ("csv", "json"))
    return [file for file in files if file.is_file()]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("msrvtt", ("train", "test"), 12, 32, False, _msrvtt),
        Format("msvd", ("train", "val", "test"), 12, 32, True, _msvd),
        Format("lsmdc", ("train", "val", "test"), 12, 32, False, _lsmdc),
        Format("didemo", ("train", "val", "test"), 64, 64, False, _didemo),
        Format("activitynet", ("train", "test"), 64, 64, False, _activitynet),
        Format("plain", ("train", "val", "test"), 12, 32, True, _plain),
    )
}
