"""EDL, FCPXML, OTIO, CSV and markers of real files, each read back by a reader that is not ours, and compared with the time stamps of the frames."""

import csv
import io
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import av
import opentimelineio as otio
import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from engine.errors import ExportError
from engine.export.export import export
from engine.export.timecode import Rate
from engine.indexing.steps import Pause
from engine.library.library import Library
from engine.media.decoder import Decoder
from engine.messages import Done, Export, Exported, ExportRange
from tests.engine.export_films import make_films, put_into_library, with_timecode

DTD = Path(__file__).with_name("fcpxml_1_10_subset.dtd")
WHOLE_DTD = "FCPXML_DTD"  # the environment may name Apple's own file, which is theirs to give
KINDS = ("23.976", "25", "29.97", "59.94", "variable", "rotated", "edit list")


class Desk:
    """A library of films, and exports from it."""

    def __init__(self, library: Library, decoder: Decoder, paths: dict[str, Path], videos: dict[Path, int]) -> None:
        self.library, self.decoder, self.paths, self.videos = library, decoder, paths, videos
        self.notes: tuple[str, ...] = ()

    def range(self, kind: str, first: int, last: int, note: str = "", nudge: float = 0.0) -> ExportRange:
        """From frame `first` up to frame `last`, `nudge` of the way to the frame next to each."""
        times = shown(self.paths[kind])
        start, end = (
            times[n] + nudge * min(times[n] - times[n - 1], times[n + 1] - times[n]) if nudge else times[n]
            for n in (first, last)
        )
        return ExportRange(self.videos[self.paths[kind]], start, end, note)

    def export(self, format: str, target: Path, ranges: list[ExportRange], **more: bool | int) -> tuple[Path, ...]:
        request = Export(1, format, str(target), tuple(ranges), **more)  # pyright: ignore[reportArgumentType]
        replies = [item for item in export(request, self.library, self.decoder) if not isinstance(item, Pause)]
        assert isinstance(replies[-1], Done)
        done = replies[-2]
        assert isinstance(done, Exported)
        self.notes = tuple(note.sentence for note in done.notes)
        return tuple(Path(path) for path in done.paths)


def shown(path: Path) -> list[float]:
    """Presentation times of every frame, by PyAV alone."""
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0) if frame.time is not None]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("films")
    films = make_films(folder)
    films["camera"] = with_timecode(films["25"], folder / "camera.mov", "10:20:30:05")
    films["camera drop"] = with_timecode(films["29.97"], folder / "camera drop.mov", "01:00:00;00")
    paths = {kind: clip.path for kind, clip in films.items()}
    library = Library(tmp_path_factory.mktemp("library"))
    with Decoder() as decoder:
        yield Desk(library, decoder, paths, put_into_library(library, folder, list(paths.values())))
    library.close()


def nominal(kind: str) -> Fraction:
    return {
        "23.976": Fraction(24000, 1001),
        "59.94": Fraction(60000, 1001),
        "29.97": Fraction(30000, 1001),
        "rotated": Fraction(30000, 1001),
        "camera drop": Fraction(30000, 1001),
        "variable": Fraction(30000, 1001),  # of which the clock of a phone keeps a little more or less
    }.get(kind, Fraction(25))


# EDL -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nudge", [0.0, 0.3, -0.3])
def test_an_edl_read_back_has_the_frames_that_were_chosen(desk: Desk, kind: str, nudge: float, tmp_path: Path) -> None:
    ranges = [desk.range(kind, 10, 40, "a note", nudge), desk.range(kind, 50, 51, nudge=nudge)]
    (path,) = desk.export("edl", tmp_path / "list.edl", ranges)
    rate = float(nominal(kind))
    timeline = otio.adapters.read_from_file(str(path), "cmx_3600", rate=rate)
    clips = list(timeline.find_clips())
    times = shown(desk.paths[kind])
    video = [clip for clip in clips if clip.parent().kind == otio.schema.TrackKind.Video]
    for clip, (first, last) in zip(video, ((10, 40), (50, 51)), strict=True):
        begin, length = clip.source_range.start_time, clip.source_range.duration
        assert begin.to_seconds() == pytest.approx(times[first], abs=0.5 / rate + 1e-6)
        assert (begin + length).to_seconds() == pytest.approx(times[last], abs=0.5 / rate + 1e-6)
        if kind != "variable":
            assert (begin.value, length.value) == (first, last - first)
        assert clip.name == desk.paths[kind].name


@pytest.mark.parametrize("drop", [False, True])
def test_an_edl_counts_with_or_without_dropped_numbers(desk: Desk, drop: bool, tmp_path: Path) -> None:
    (path,) = desk.export("edl", tmp_path / "list.edl", [desk.range("29.97", 30, 90)], drop=drop)
    text = path.read_text("ascii")
    assert ("FCM: DROP FRAME" in text) is drop
    assert ("01:00:00;00 01:00:02;00" if drop else "01:00:00:00 01:00:02:00") in text
    clip = next(iter(otio.adapters.read_from_file(str(path), "cmx_3600", rate=30000 / 1001).find_clips()))
    assert (clip.source_range.start_time.value, clip.source_range.duration.value) == (30, 60)


def test_an_edl_counts_from_the_camera_s_time_code(desk: Desk, tmp_path: Path) -> None:
    (path,) = desk.export("edl", tmp_path / "a.edl", [desk.range("camera", 20, 45)])
    assert "10:20:31:00 10:20:32:00 01:00:00:00 01:00:01:00" in path.read_text("ascii")
    (path,) = desk.export("edl", tmp_path / "b.edl", [desk.range("camera drop", 30, 60)])
    assert "01:00:01;00 01:00:02;00 01:00:00;00 01:00:01;00" in path.read_text("ascii")


def test_an_edl_of_several_rates_says_that_it_counts_at_one(desk: Desk, tmp_path: Path) -> None:
    ranges = [desk.range("25", 0, 75), desk.range("59.94", 60, 120), desk.range("camera", 25, 50)]
    (path,) = desk.export("edl", tmp_path / "list.edl", ranges)
    assert any("one frame rate" in note for note in desk.notes)
    clips = list(otio.adapters.read_from_file(str(path), "cmx_3600", rate=25.0).find_clips())
    assert [clip.source_range.duration.value for clip in clips] == [75, 25, 25]
    assert clips[1].source_range.start_time.value == 25


# FCPXML --------------------------------------------------------------------------------------------------------------


def seconds(text: str) -> Fraction:
    """ "1001/30000s" as a number."""
    assert text.endswith("s")
    return Fraction(text[:-1])


def valid(document: bytes) -> etree._Element:
    """The document, checked against the published definition."""
    root = etree.fromstring(document)
    for place in filter(None, (str(DTD), os.environ.get(WHOLE_DTD))):
        dtd = etree.DTD(place)
        assert dtd.validate(root), dtd.error_log
    return root


@pytest.mark.parametrize("kind", [*KINDS, "camera", "camera drop"])
def test_fcpxml_is_valid_and_its_times_are_those_of_the_frames(desk: Desk, kind: str, tmp_path: Path) -> None:
    (path,) = desk.export(
        "fcpxml", tmp_path / "list.fcpxml", [desk.range(kind, 10, 40, "sea & <sun>"), desk.range(kind, 50, 60)]
    )
    root = valid(path.read_bytes())
    times, frame = shown(desk.paths[kind]), 1 / nominal(kind)
    asset = root.find(".//asset")
    assert unquote(root.find(".//media-rep").get("src")) == f"file://{desk.paths[kind]}"
    begins, place = seconds(asset.get("start")), Fraction(0)
    for clip, (first, last) in zip(root.iter("asset-clip"), ((10, 40), (50, 60)), strict=True):
        start, duration = seconds(clip.get("start")), seconds(clip.get("duration"))
        assert float(start - begins) == pytest.approx(times[first], abs=float(frame) / 2 + 1e-6)
        assert float(start - begins + duration) == pytest.approx(times[last], abs=float(frame) / 2 + 1e-6)
        assert seconds(clip.get("offset")) == place
        for value in (start, duration, place):
            assert (value / frame).denominator == 1  # on a frame of the sequence
        assert begins <= start
        assert start + duration <= begins + seconds(asset.get("duration"))
        place += duration
    assert seconds(root.find(".//sequence").get("duration")) == place
    assert root.find(".//note").text == "sea & <sun>"
    width = int(root.find(".//format").get("width"))
    assert width == (180 if kind == "rotated" else 320)


def test_fcpxml_of_several_rates_keeps_each_video_s_own(desk: Desk, tmp_path: Path) -> None:
    ranges = [desk.range("25", 0, 75), desk.range("59.94", 60, 120, "fast"), desk.range("25", 80, 90)]
    (path,) = desk.export("fcpxml", tmp_path / "list.fcpxml", ranges, drop=True)
    root = valid(path.read_bytes())
    assert {one.get("frameDuration") for one in root.iter("format")} == {"1/25s", "1001/60000s"}
    assert len(root.findall(".//asset")) == 2
    clips = list(root.iter("asset-clip"))
    assert clips[1].find("conform-rate").get("srcFrameRate") == "59.94"
    assert seconds(clips[1].get("start")) == 60 * Fraction(1001, 60000)
    assert seconds(clips[2].get("offset")) == 4


def test_the_check_of_fcpxml_can_fail(desk: Desk, tmp_path: Path) -> None:
    (path,) = desk.export("fcpxml", tmp_path / "list.fcpxml", [desk.range("25", 10, 40)])
    good = path.read_bytes()
    for wrong in (
        good.replace(b'version="1.10"', b'version="9"'),
        good.replace(b"<spine>", b"<spine><marker start='0s' value='x'/>"),
        good.replace(b'ref="', b'ref="no'),
        good.replace(b'srcEnable="', b'x="').replace(b'format="r1"', b'formt="r1"'),
    ):
        assert wrong != good
        with pytest.raises(AssertionError):
            valid(wrong)


# OTIO, CSV, markers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_otio_survives_a_round_trip(desk: Desk, kind: str, tmp_path: Path) -> None:
    (path,) = desk.export("otio", tmp_path / "list.otio", [desk.range(kind, 10, 40, "note")])
    timeline = otio.adapters.read_from_file(str(path))
    again = otio.adapters.read_from_string(otio.adapters.write_to_string(timeline, "otio_json"), "otio_json")
    assert again.is_equivalent_to(timeline)
    clip = next(iter(again.find_clips()))
    times, rate = shown(desk.paths[kind]), float(nominal(kind))
    assert clip.source_range.start_time.rate == pytest.approx(rate)
    assert clip.source_range.start_time.to_seconds() == pytest.approx(times[10], abs=0.5 / rate + 1e-6)
    assert clip.source_range.end_time_exclusive().to_seconds() == pytest.approx(times[40], abs=0.5 / rate + 1e-6)
    assert unquote(clip.media_reference.target_url) == f"file://{desk.paths[kind]}"
    available = clip.media_reference.available_range
    assert available.contains(clip.source_range)
    assert clip.markers[0].name == "note"


def test_csv_is_read_by_a_spreadsheet_s_rules(desk: Desk, tmp_path: Path) -> None:
    ranges = [desk.range("25", 10, 40, '=cmd|"x", and\na second line'), desk.range("variable", 10, 40)]
    (path,) = desk.export("csv", tmp_path / "list.csv", ranges)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[0]["in"] == "00:00:00:10"
    assert (rows[0]["out"], rows[0]["duration"]) == ("00:00:01:15", "00:00:01:05")
    assert rows[0]["note"] == '\'=cmd|"x", and\na second line'
    assert rows[0]["path"] == str(desk.paths["25"])
    assert rows[1]["variable_frame_rate"] == "yes"
    assert float(rows[1]["in_seconds"]) == pytest.approx(shown(desk.paths["variable"])[10], abs=0.5 / 30)


def test_markers_of_each_video_are_a_file_of_their_own(desk: Desk, tmp_path: Path) -> None:
    ranges = [desk.range("camera", 50, 60, "b|c"), desk.range("camera", 20, 45, "a"), desk.range("29.97", 0, 30)]
    first, second = desk.export("markers", tmp_path, ranges)
    assert {first.name, second.name} == {"camera markers.edl", "ntsc markers.edl"}
    lines = first.read_text("ascii").splitlines()
    assert lines[3].split()[4:6] == ["10:20:31:00", "10:20:31:01"]
    assert lines[4] == " |C:ResolveColorBlue |M:a |D:25"
    assert lines[7] == " |C:ResolveColorBlue |M:b/c |D:10"


# All of them ---------------------------------------------------------------------------------------------------------


def test_handles_are_frames_more_at_each_side_as_far_as_there_are_any(desk: Desk, tmp_path: Path) -> None:
    ranges = [desk.range("25", 40, 50), desk.range("25", 2, 99)]
    (path,) = desk.export("otio", tmp_path / "list.otio", ranges, handles=5)
    clips = list(otio.adapters.read_from_file(str(path)).find_clips())
    spans = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert spans == [(35, 20), (0, 100)]


def test_a_list_can_be_written_while_the_drive_is_away(desk: Desk, tmp_path: Path) -> None:
    path = desk.paths["59.94"]
    chosen = desk.range("59.94", 60, 120)
    hidden = path.with_suffix(".away")
    path.rename(hidden)
    try:
        (made,) = desk.export("otio", tmp_path / "list.otio", [chosen])
    finally:
        hidden.rename(path)
    clip = next(iter(otio.adapters.read_from_file(str(made)).find_clips()))
    assert (clip.source_range.start_time.value, clip.source_range.duration.value) == (60, 60)
    assert desk.notes


@pytest.mark.parametrize("format", ["edl", "fcpxml", "otio", "csv", "markers"])
def test_no_list_is_written_over_a_file_unasked_nor_ever_over_a_video(desk: Desk, format: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    chosen = [desk.range("25", 0, 10)]
    with pytest.raises(ExportError, match="is there already"):
        desk.export(format, taken, chosen)
    assert taken.read_text() == "mine"
    desk.export(format, taken, chosen, overwrite=True)
    assert taken.read_bytes() != b"mine"
    link = tmp_path / "link"
    link.symlink_to(desk.paths["25"])
    before = desk.paths["25"].read_bytes()
    for video in (desk.paths["25"], desk.paths["59.94"], link):
        with pytest.raises(ExportError, match="one of your videos"):
            desk.export(format, video, chosen, overwrite=True)
    assert desk.paths["25"].read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "taken"]  # no remains


def test_what_cannot_be_exported_is_said(desk: Desk, tmp_path: Path) -> None:
    chosen = [desk.range("25", 0, 10)]
    for request, words in (
        (Export(1, "edl", str(tmp_path / "a.edl"), ()), "nothing to export"),
        (Export(1, "pdf", str(tmp_path / "a.pdf"), tuple(chosen)), "Nothing can be exported as pdf"),
        (Export(1, "edl", str(tmp_path / "no" / "a.edl"), tuple(chosen)), "is not there"),
        (Export(1, "edl", "a.edl", tuple(chosen)), "not a whole path"),
        (Export(1, "edl", str(tmp_path / "a.edl"), tuple(chosen * 1000)), "999 ranges at most"),
        (Export(1, "edl", str(tmp_path / "a.edl"), (ExportRange(999, 0.0, 1.0),)), "not in the library"),
    ):
        with pytest.raises(ExportError, match=words):
            list(export(request, desk.library, desk.decoder))
    assert list(tmp_path.iterdir()) == []


def test_rates_are_exact(desk: Desk) -> None:
    assert Rate(nominal("29.97")).seconds(30000) == pytest.approx(1001.0, abs=1e-9)
