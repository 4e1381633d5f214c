"""One export from request to files, as a generator of short steps; videos are read in a decoder worker, files appear whole or not at all."""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import ExportError, MediaError
from engine.export.cut import Cut, Source, common_rate, cut, snapped
from engine.export.edl import MOST_EVENTS, edl, markers
from engine.export.fcpxml import fcpxml
from engine.export.paths import check, free_name, fresh_file
from engine.export.sheet import sheet
from engine.export.timecode import to_timecode
from engine.export.timeline_file import otio
from engine.indexing.steps import WAIT, Pause, Steps
from engine.library.catalog import Video
from engine.library.details import details, is_place
from engine.library.library import Library
from engine.media.decoder import Decoder, Replies
from engine.media.frames import CLIP_CONTAINERS, FrameTimes, Still, TrimEnd, Written
from engine.messages import Done, Export, Exported, ExportNote, ExportRange, Progress, Reply

SUFFIXES = {"csv": ".csv", "edl": ".edl", "fcpxml": ".fcpxml", "otio": ".otio", "markers": ".edl", "still": ".png"}
AROUND = 2.0  # seconds read on each side of an in or out point
WHOLE = 60.0  # seconds: of a longer range only the ends are read
MOST_RANGES = 10_000

Work = Generator[Reply | Pause, None, None]


def export(request: Export, library: Library, decoder: Decoder) -> Steps:
    """Write what is asked for. The last replies are `Exported` and `Done`. Raises ExportError, MediaError."""
    if not request.ranges or len(request.ranges) > MOST_RANGES:
        raise ExportError("There is nothing to export." if not request.ranges else "These are too many to export.")
    videos = library.catalog.videos({one.video for one in request.ranges})
    ranges = [one for one in request.ranges if one.video in videos]
    if not ranges:
        raise ExportError("These videos are not in the library any more.")
    if request.format == "edl" and len(ranges) > MOST_EVENTS:
        raise ExportError(f"An EDL holds {MOST_EVENTS} ranges at most; these are {len(ranges)}.")
    job = _Job(request, library, decoder, videos)
    match request.format:
        case "clip" | "still":
            yield from job.files(ranges)
        case "csv" | "edl" | "fcpxml" | "otio" | "markers":
            yield from job.lists(ranges)
        case _:
            raise ExportError(f"Nothing can be exported as {request.format}.")
    yield Exported(request.job, tuple(str(path) for path in job.written), tuple(dict.fromkeys(job.notes)))
    yield Done(request.job)


class _Job:
    """What is remembered while an export goes on."""

    def __init__(self, request: Export, library: Library, decoder: Decoder, videos: dict[int, Video]) -> None:
        self._request = request
        self._library = library
        self._decoder = decoder
        self._videos = videos
        self._read: dict[int, tuple[float, FrameTimes]] = {}  # of short videos: up to when, and all frame times
        self.written: list[Path] = []
        self.notes: list[ExportNote] = []

    # Lists ---------------------------------------------------------------------------------------------------------------

    def lists(self, ranges: Sequence[ExportRange]) -> Work:
        """One file about all ranges; of markers one for each video."""
        request, target = self._request, Path(self._request.target)
        separate = request.format == "markers" and len({one.video for one in ranges}) > 1
        self._check(target, folder=separate)
        cuts: list[Cut] = []
        for number, one in enumerate(ranges):
            source = yield from self._source(one, number, len(ranges))
            cuts.append(cut(source, one.start, one.end, one.note, request.handles, request.drop))
        title = target.name if separate else target.stem
        if separate:
            for video in dict.fromkeys(one.video for one in cuts):
                mine = sorted((one for one in cuts if one.video == video), key=lambda one: one.first)
                path = free_name(target, f"{mine[0].path.stem} markers", ".edl")
                self._write(path, markers(mine, mine[0].name).encode("utf-8", "replace"), overwrite=False)
        else:
            self._write(target, self._list(cuts, title), request.overwrite)

    def _list(self, cuts: list[Cut], title: str) -> bytes:
        rate, drop = common_rate(cuts), self._request.drop or any(one.drop for one in cuts)
        mixed = len({one.rate.exact for one in cuts}) > 1
        match self._request.format:
            case "edl":
                if mixed:
                    self._note(
                        None,
                        f"An EDL has one frame rate: all time codes are counted at {float(rate.exact):.3f}, "
                        "while FCPXML and OTIO keep each video's own.",
                    )
                return edl(cuts, title, rate, drop).encode("utf-8", "replace")
            case "fcpxml":
                return fcpxml(cuts, title, rate, drop)
            case "otio":
                return otio(cuts, title, rate).encode("utf-8")
            case "markers":
                return markers(sorted(cuts, key=lambda one: one.first), cuts[0].name).encode("utf-8", "replace")
            case _:
                return sheet(cuts)

    # Clips and stills ----------------------------------------------------------------------------------------------------

    def files(self, ranges: Sequence[ExportRange]) -> Work:
        """A file for each range."""
        request, target = self._request, Path(self._request.target)
        several = len(ranges) > 1
        self._check(target, folder=several)
        for number, one in enumerate(ranges):
            video = self._videos[one.video]
            if not video.present:
                self._pass_over(video.path, "This file is not there at the moment and was left out.", several)
                continue
            source = yield from self._source(one, number, len(ranges))
            path = free_name(target, self._name(source, one), self._suffix(video)) if several else target
            try:
                if request.format == "clip":
                    yield from self._clip(source, one, path, number, len(ranges))
                else:
                    yield from self._still(source, one, path)
            except MediaError as error:
                self._pass_over(video.path, str(error), several)
        if not self.written:
            raise ExportError(self.notes[0].sentence if self.notes else "Nothing was written.")

    def _clip(self, source: Source, one: ExportRange, path: Path, number: int, count: int) -> Work:
        request = self._request
        more = request.handles * float(cut(source, one.start, one.end, "").rate.frame)
        times = source.facts.times if source.facts is not None else np.empty(0)
        start, end = max(0.0, snapped(times, one.start) - more), snapped(times, one.end) + more
        suffix = path.suffix.lower()
        if suffix not in CLIP_CONTAINERS:
            raise ExportError(f"A clip is an MP4, MOV, MKV or WebM file, not {suffix or 'one without an ending'}.")
        if suffix == ".webm" and request.exact:
            raise ExportError("An exact clip is H.264 and AAC, which a WebM file cannot hold; choose MP4, MOV or MKV.")
        trimming = self._decoder.request_trim(source.path, start, end, path.suffix, request.exact)
        with contextlib.closing(trimming), fresh_file(path, request.overwrite) as file:
            shown = -1.0
            for item in _items(trimming):
                if isinstance(item, Written):
                    file.seek(item.offset)
                    file.write(item.data)
                    if item.until - shown >= 0.5:
                        shown = item.until
                        done = min(1.0, max(0.0, (item.until - start) / max(0.001, end - start)))
                        yield self._progress(source.path, number + done, count)
                elif isinstance(item, TrimEnd):
                    self._tell(source, item, start)
                else:
                    yield WAIT
        self.written.append(path)

    def _tell(self, source: Source, end: TrimEnd, start: float) -> None:
        early = start - end.start
        if early > 0.001:
            self._note(source.path, f"The clip starts {early:.2f} s earlier than asked, at the key frame before.")
        for note in end.notes:
            self._note(source.path, note)

    def _still(self, source: Source, one: ExportRange, path: Path) -> Work:
        if path.suffix.lower() != ".png":
            raise ExportError("A still is a PNG file.")
        still: Still | None = None
        for item in _items(self._decoder.request_still(source.path, one.start)):
            if isinstance(item, Still):
                still = item
            else:
                yield WAIT
        if still is None:
            raise MediaError("The decoder answered something else.")
        self._write(path, still.data, self._request.overwrite)

    def _suffix(self, video: Video) -> str:
        if self._request.format == "still":
            return ".png"
        own = video.path.suffix.lower()
        return ".mp4" if self._request.exact else own if own in CLIP_CONTAINERS else ".mkv"

    def _name(self, source: Source, one: ExportRange) -> str:
        """ "beach 00-00-41-20": the time code without characters that a file system may refuse."""
        found = cut(source, one.start, one.end, "")
        code = to_timecode(found.begins + found.first, found.rate, found.drop)
        return f"{source.path.stem} {code.replace(':', '-').replace(';', '-')}"

    def _pass_over(self, path: Path, sentence: str, several: bool) -> None:
        if not several:
            raise ExportError(sentence)
        self._note(path, sentence)

    def _note(self, path: Path | None, sentence: str) -> None:
        self.notes.append(ExportNote("" if path is None else str(path), sentence))

    # Shared --------------------------------------------------------------------------------------------------------------

    def _source(self, one: ExportRange, number: int, count: int) -> Generator[Reply | Pause, None, Source]:
        """What is known of a video, with the frame times around a range when its file is there."""
        video = self._videos[one.video]
        yield self._progress(video.path, float(number), count)
        known = details(self._library.catalog.db, one.video)
        source = Source(
            video.id,
            video.path,
            video.frame_rate,
            known.variable if known else False,
            video.duration or 0.0,
            video.width,
            video.height,
            known.sound if known else False,
        )
        if not video.present:
            self._note(
                video.path, "This file is not there at the moment: its frames are counted from its length alone."
            )
            return source
        if one.video in self._read and one.end <= self._read[one.video][0]:
            return replace(source, facts=self._read[one.video][1])
        whole = source.duration <= WHOLE
        until = max(source.duration, one.end) + AROUND
        spans = [(0.0, until)] if whole else [(one.start - AROUND, one.end + AROUND)]
        if not whole and one.end - one.start > WHOLE:
            spans = [(one.start - AROUND, one.start + AROUND), (one.end - AROUND, one.end + AROUND)]
        facts: list[FrameTimes] = []
        try:
            for start, end in spans:
                for item in _items(self._decoder.request_times(source.path, max(0.0, start), max(0.1, end))):
                    if isinstance(item, FrameTimes):
                        facts.append(item)
                    else:
                        yield WAIT
        except MediaError as error:
            self._note(video.path, str(error))
            return source
        joined = replace(
            facts[0],
            times=np.concatenate([part.times for part in facts]),
            keyframes=np.concatenate([part.keyframes for part in facts]),
        )
        if whole:
            self._read[one.video] = until, joined
        return replace(source, facts=joined)

    def _check(self, target: Path, folder: bool) -> None:
        """Whether the target may be written; nothing has been done yet."""
        if not target.is_absolute():
            raise ExportError(f"{target} is not a whole path.")
        if folder:
            if not target.is_dir():
                raise ExportError(f"The folder {target} is not there.")
            return
        if is_place(self._library.catalog.db, target):
            raise ExportError(f"{target.name} is one of your videos; an export is never written over it.")
        check(target, tuple(video.path for video in self._videos.values()), self._request.overwrite)

    def _write(self, path: Path, data: bytes, overwrite: bool) -> None:
        with fresh_file(path, overwrite) as file:
            file.write(data)
        self.written.append(path)

    def _progress(self, path: Path, done: float, count: int) -> Progress:
        return Progress(self._request.job, "exporting", str(path), done, float(count), int(done), count)


def _items(replies: Replies) -> Iterator[object]:
    """The items of a reply as they come; None while there is none. The rest is given up when the caller stops."""
    with replies:
        while True:
            try:
                yield replies.next_ready(0.0)
            except StopIteration:
                return
