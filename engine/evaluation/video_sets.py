"""The published sets of similar videos: what their annotation files say, and how their authors count.

None of them is read from a pickle. A video is known by the name it has in the annotations; its file is found by that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.evaluation.metrics import average_precision, places, trapezoidal_average_precision
from engine.media.find import find_videos
from engine.training.annotation_files import AnnotationError, file_in, read_json, read_text


@dataclass(frozen=True)
class Judged:
    """One query of one task: what is right, and what takes no part in the ranking."""

    relevant: frozenset[str]
    among: frozenset[str] | None = None  # only these take part; None: the whole database
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True)
class VideoSet:
    """`tasks`: task -> query -> what is right. `group_of`: query -> event, where means of events are published too."""

    database: tuple[str, ...]
    tasks: Mapping[str, Mapping[str, Judged]]
    trapezoidal: bool = False
    group_of: Mapping[str, str] | None = None

    @property
    def queries(self) -> tuple[str, ...]:
        """Of all tasks, each once."""
        return tuple(dict.fromkeys(query for task in self.tasks.values() for query in task))


def mean_average_precisions(
    videos: VideoSet, scores: np.ndarray, queries: Sequence[str], database: Sequence[str]
) -> tuple[dict[str, float], dict[str, int]]:
    """mAP (0 to 1) by task, and by task how many queries counted. scores (queries, database), of the videos that were found.

    What was not found is nowhere: neither right nor wrong (`query_gt.intersection(all_db)` in the published codes). A query
    for which nothing right was found does not count.
    """
    precision = trapezoidal_average_precision if videos.trapezoidal else average_precision
    place = {video: index for index, video in enumerate(database)}
    figures, counted = dict[str, float](), dict[str, int]()
    for name, task in videos.tasks.items():
        by_query: dict[str, float] = {}
        for row, query in enumerate(queries):
            if query not in task:
                continue
            judged = task[query]
            part = _marked(place, place if judged.among is None else judged.among) & ~_marked(place, judged.ignored)
            relevant = _marked(place, judged.relevant)[part]
            if relevant.any():
                by_query[query] = precision(places(scores[row, part], relevant))
        if by_query:
            counted[name] = len(by_query)
            figures[name] = float(np.mean(list(by_query.values())))
        if by_query and videos.group_of is not None:
            groups: dict[str, list[float]] = {}
            for query, value in by_query.items():
                groups.setdefault(videos.group_of[query], []).append(value)
            figures[f"{name} (mean of events)"] = float(np.mean([np.mean(values) for values in groups.values()]))
    return figures, counted


def _marked(place: Mapping[str, int], names: Iterable[str]) -> np.ndarray:
    """bool (database,): those of the names that are there."""
    marked = np.zeros(len(place), bool)
    marked[[place[name] for name in names if name in place]] = True
    return marked


# FIVR-200K ------------------------------------------------------------------------------------------------------------


def fivr(data: Path) -> VideoSet:
    """MKLab-ITI/FIVR-200K: `annotation.json` {query: {"ND" | "DS" | "CS" | "IS": [video, …]}} and `youtube_ids.txt`, one a line.

    Both in `data` or `data/dataset`. DSVR: ND and DS are right; CSVR: CS too; ISVR: IS too. A query is not its own answer.
    """
    folder = data / "dataset" if (data / "dataset" / "annotation.json").is_file() else data
    annotation: dict[str, dict[str, list[str]]] = read_json(file_in(folder, "annotation.json"), dict)
    database = tuple(read_text(file_in(folder, "youtube_ids.txt")).split())
    tasks = {"DSVR": ("ND", "DS"), "CSVR": ("ND", "DS", "CS"), "ISVR": ("ND", "DS", "CS", "IS")}

    def judged(query: str, labels: tuple[str, ...]) -> Judged:
        told = annotation[query]
        if not isinstance(told, dict):
            raise AnnotationError(f"In annotation.json, the entry {query} is no dictionary of labels.")
        return Judged(frozenset(video for label in labels for video in told.get(label, [])), ignored=frozenset([query]))

    return VideoSet(
        database, {task: {query: judged(query, labels) for query in annotation} for task, labels in tasks.items()}
    )


# CC_WEB_VIDEO ---------------------------------------------------------------------------------------------------------

SAME = frozenset("ESVML")  # exactly duplicate, similar, different version, major change, long version


def cc_web_video(data: Path) -> VideoSet:
    """vireo.cs.cityu.edu.hk/webvideo: `Video_List.txt` (number, query, source, name, … between tabs), `Seed.txt` (query, number
    of its seed video), `GT/GT_1.rst` … (number, label); E, S, V, M, L are the same video, X is not, -1 does not exist.

    Four figures, as ViSiL's code counts them: cc_web ranks the videos that the query's own file judges, cc_web* all of them;
    "clean" leaves out videos whose labels later readers found wrong. The published list of those is inside a pickle; a text
    file `excluded.txt` with lines "query number" (both as in the files above) takes its place, and without it there are no clean
    figures. The seed itself is ranked too, as published.
    """
    names = {row[0]: row[3] for row in _columns(file_in(data, "Video_List.txt"), 4, "\t")}
    seeds = {row[0]: row[1] for row in _columns(file_in(data, "Seed.txt"), 2)}
    excluded: dict[str, set[str]] = {}
    listed = data / "excluded.txt"
    for row in _columns(listed, 2) if listed.is_file() else []:
        excluded.setdefault(row[0], set()).add(_known(names, row[1], listed))
    kinds = [(False, False), (True, False)] + ([(False, True), (True, True)] if excluded else [])
    tasks: dict[str, dict[str, Judged]] = {_cc_name(*kind): {} for kind in kinds}
    folder = data / "GT" if (data / "GT").is_dir() else data
    for query, seed in seeds.items():
        file = file_in(folder, f"GT_{query}.rst")
        labels = {_known(names, row[0], file): row[1] for row in _columns(file, 2) if row[1] != "-1"}
        for everything, clean in kinds:
            left_out = frozenset(excluded.get(query, ())) if clean else frozenset[str]()
            right = frozenset(video for video, label in labels.items() if label in SAME) - left_out
            among = None if everything else frozenset(labels)
            tasks[_cc_name(everything, clean)][_known(names, seed, data / "Seed.txt")] = Judged(right, among, left_out)
    return VideoSet(tuple(names.values()), tasks)


def _cc_name(everything: bool, clean: bool) -> str:
    return f"cc_web{'*' if everything else ''}{' clean' if clean else ''}"


def _known(names: Mapping[str, str], number: str, file: Path) -> str:
    if number not in names:
        raise AnnotationError(f"The file {file.name} names the video {number}, which is not in Video_List.txt.")
    return names[number]


# EVVE -----------------------------------------------------------------------------------------------------------------


def evve(data: Path) -> VideoSet:
    """pascal.inrialpes.fr/data2/evve: `annots/EVENT.dat`, lines "video label query|database"; 1 right, -1 wrong, 0 not to be judged.

    As eval_evve.py: trapezoidal average precision, unjudged videos of the event taken out of the ranking, mean over all queries
    and mean of the events' means. Queries are not in the database.
    """
    folder = data / "annots" if (data / "annots").is_dir() else data
    files = sorted(folder.glob("*.dat"))
    if not files:
        raise AnnotationError(f"There are no files EVENT.dat in {folder}.")
    database: dict[str, None] = {}
    tasks, group_of = dict[str, Judged](), dict[str, str]()
    for file in files:
        rows = _columns(file, 3)
        stored = {video: label for video, label, split in rows if split == "database"}
        database.update(dict.fromkeys(stored))
        right = frozenset(video for video, label in stored.items() if label == "1")
        unjudged = frozenset(video for video, label in stored.items() if label == "0")
        for query in (video for video, _, split in rows if split == "query"):
            tasks[query], group_of[query] = Judged(right, ignored=unjudged), file.stem
    return VideoSet(tuple(database), {"mAP": tasks}, trapezoidal=True, group_of=group_of)


# VCDB -----------------------------------------------------------------------------------------------------------------


def vcdb(data: Path) -> VideoSet:
    """yugangjiang.info/research/VCDB: `annotation/GROUP.txt`, lines "video,video,start,end,start,end" of copied segments.

    Every video of the core set (those in the annotations) is a query; right are the videos it shares a segment with, other than
    itself (TCA's code counts the query as one more right video that can never be found). The database is the core set and every
    other video below `data`, the background.
    """
    folder = data / "annotation" if (data / "annotation").is_dir() else data
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise AnnotationError(f"There are no files GROUP.txt in {folder}.")
    partners: dict[str, set[str]] = {}
    for file in files:
        for one, other, *_ in _columns(file, 6, ","):
            partners.setdefault(one, set()).add(other)
            partners.setdefault(other, set()).add(one)
    bare = {Path(name).stem for name in partners}
    background = (path.name for path in find_videos(data) if path.stem not in bare)
    tasks = {query: Judged(frozenset(right - {query}), ignored=frozenset([query])) for query, right in partners.items()}
    return VideoSet((*partners, *dict.fromkeys(background)), {"mAP": tasks})


def _columns(file: Path, at_least: int, separator: str | None = None) -> list[list[str]]:
    """The columns of every line that is not empty."""
    rows = []
    for number, line in enumerate(read_text(file).splitlines(), 1):
        if line.strip():
            row = [cell.strip() for cell in line.strip().split(separator)]
            if len(row) < at_least:
                raise AnnotationError(f"Line {number} of {file.name} has {len(row)} columns instead of {at_least}.")
            rows.append(row)
    return rows


VIDEO_SETS: dict[str, Callable[[Path], VideoSet]] = {
    "fivr200k": fivr,
    "cc_web_video": cc_web_video,
    "evve": evve,
    "vcdb": vcdb,
}
