"""Clips and stills written by the real engine loop's jobs: whole or not at all, never over anything unasked, named by their time code."""

import io
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from engine.clip_jobs import ClipJobs
from engine.errors import EngineError, ExportError
from engine.indexing.steps import Pause
from engine.library.library import Library
from engine.messages import (
    AddSelect,
    AskFrame,
    AskTimes,
    AskVideo,
    ChangeSelect,
    Export,
    Exported,
    ExportRange,
    Frame,
    ListSelects,
    Message,
    OrderSelects,
    Progress,
    RemoveSelects,
    Reply,
    Selects,
    Times,
    VideoFacts,
)
from tests.clips import Clip, frame_number, make_clip
from tests.engine.export_films import NTSC, put_into_library


class Desk:
    """A library of two films, and requests about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "films"
        self.folder.mkdir()
        self.beach: Clip = make_clip(self.folder / "beach.mp4", 4.0, NTSC, audio=True, gop=30)
        self.walk: Clip = make_clip(self.folder / "walk.mkv", 4.0, 25, gop=25)
        self.library = Library(folder / "library")
        self.videos = put_into_library(self.library, self.folder, [self.beach.path, self.walk.path])
        self.clips = ClipJobs(self.library)

    def ask(self, request: Message) -> list[Reply]:
        steps = self.clips.steps(request)
        assert steps is not None
        return [item for item in steps if not isinstance(item, Pause)]

    def range(self, clip: Clip, first: int, last: int) -> ExportRange:
        return ExportRange(self.videos[clip.path], clip.times[first], clip.times[last])

    def export(self, format: str, target: Path, *ranges: ExportRange, **more: bool | int) -> Exported:
        request = Export(1, format, str(target), ranges, **more)  # pyright: ignore[reportArgumentType]
        return next(reply for reply in self.ask(request) if isinstance(reply, Exported))

    def basket(self, request: Message) -> Selects:
        return next(reply for reply in self.ask(request) if isinstance(reply, Selects))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.clips.close()
    desk.library.close()


def numbers(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [frame_number(frame.to_ndarray(format="rgb24").astype(np.uint8)) for frame in container.decode(video=0)]


# Clips ---------------------------------------------------------------------------------------------------------------


def test_an_exact_clip_has_the_frames_of_its_range_and_its_handles(desk: Desk, tmp_path: Path) -> None:
    told = desk.export("clip", tmp_path / "clip.mp4", desk.range(desk.beach, 40, 60))
    assert told.paths == (str(tmp_path / "clip.mp4"),)
    assert numbers(tmp_path / "clip.mp4") == list(range(40, 60))
    desk.export("clip", tmp_path / "handles.mp4", desk.range(desk.beach, 40, 60), handles=5)
    assert numbers(tmp_path / "handles.mp4") == list(range(35, 65))


def test_a_lossless_clip_says_how_much_earlier_it_starts(desk: Desk, tmp_path: Path) -> None:
    told = desk.export("clip", tmp_path / "clip.mkv", desk.range(desk.walk, 40, 60), exact=False)
    assert "0.60 s earlier" in told.notes[0].sentence
    assert numbers(tmp_path / "clip.mkv") == list(range(25, 60))
    told = desk.export("clip", tmp_path / "at key.mkv", desk.range(desk.walk, 50, 60), exact=False)
    assert told.notes == ()


def test_several_clips_are_named_by_their_time_codes_and_keep_their_kind(desk: Desk, tmp_path: Path) -> None:
    ranges = (desk.range(desk.beach, 30, 40), desk.range(desk.walk, 25, 30), desk.range(desk.beach, 30, 40))
    told = desk.export("clip", tmp_path, *ranges, exact=False)
    assert [Path(path).name for path in told.paths] == [
        "beach 00-00-01-00.mp4",
        "walk 00-00-01-00.mkv",
        "beach 00-00-01-00 (2).mp4",
    ]


def test_progress_is_told_and_a_cancelled_export_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    work = desk.clips.steps(Export(1, "clip", str(tmp_path / "clip.mp4"), (desk.range(desk.beach, 0, 110),)))
    assert work is not None
    for item in work:
        if isinstance(item, Progress) and any(path.suffix == ".part" for path in tmp_path.iterdir()):
            break
    work.close()
    assert list(tmp_path.iterdir()) == []


def test_one_video_that_cannot_be_read_does_not_stop_the_others(desk: Desk, tmp_path: Path) -> None:
    bad = desk.folder / "bad.mp4"
    bad.write_bytes(desk.beach.path.read_bytes())
    desk.videos |= put_into_library(desk.library, desk.folder, [bad])
    video = desk.library.catalog.add_video("another", 1)
    desk.library.catalog.describe_video(video, duration=4.0, frame_rate=25.0)
    folder = desk.library.catalog.add_folder(desk.folder)
    desk.library.catalog.see(folder, bad, 1, 1, video, None)
    bad.write_bytes(b"no film any more" * 99)
    told = desk.export("clip", tmp_path, ExportRange(video, 1.0, 2.0), desk.range(desk.walk, 25, 30))
    assert len(told.paths) == 1
    assert any(note.path == str(bad) for note in told.notes)
    with pytest.raises(EngineError):
        desk.export("clip", tmp_path / "one.mp4", ExportRange(video, 1.0, 2.0))
    assert not (tmp_path / "one.mp4").exists()


def test_a_clip_is_never_written_over_a_video_nor_over_anything_unasked(desk: Desk, tmp_path: Path) -> None:
    before = desk.walk.path.read_bytes()
    chosen = desk.range(desk.beach, 0, 10)
    with pytest.raises(ExportError, match="one of your videos"):
        desk.export("clip", desk.walk.path, chosen, overwrite=True)
    assert desk.walk.path.read_bytes() == before
    taken = tmp_path / "taken.mp4"
    taken.write_text("mine")
    with pytest.raises(ExportError, match="is there already"):
        desk.export("clip", taken, chosen)
    assert taken.read_text() == "mine"
    desk.export("clip", taken, chosen, overwrite=True)
    assert numbers(taken) == list(range(10))
    for name, exact in (("clip.exe", True), ("clip", True), ("clip.webm", True)):
        with pytest.raises(ExportError):
            desk.export("clip", tmp_path / name, chosen, exact=exact)


def test_stills_are_full_size_png_of_the_frame_at_the_start(desk: Desk, tmp_path: Path) -> None:
    desk.export("still", tmp_path / "still.png", desk.range(desk.beach, 77, 78))
    with Image.open(tmp_path / "still.png", formats=["PNG"]) as picture:
        assert picture.size == (320, 180)
        assert frame_number(np.asarray(picture.convert("RGB"))) == 77
    told = desk.export("still", tmp_path, desk.range(desk.beach, 5, 9), desk.range(desk.walk, 5, 9))
    assert [Path(path).name for path in told.paths] == ["beach 00-00-00-05.png", "walk 00-00-00-05.png"]


# The player ----------------------------------------------------------------------------------------------------------


def test_the_player_is_told_times_frames_and_facts(desk: Desk) -> None:
    video = desk.videos[desk.walk.path]
    times = next(reply for reply in desk.ask(AskTimes(1, video, 1.0, 2.0)) if isinstance(reply, Times))
    assert times.times == pytest.approx(desk.walk.times[25:50], abs=1e-6)
    assert times.keyframes == (0,)
    for _ in range(2):  # decoded, then from the cache
        frame = next(reply for reply in desk.ask(AskFrame(1, video, 1.21, 320)) if isinstance(reply, Frame))
        assert frame.time == pytest.approx(desk.walk.times[30], abs=1e-6)
        with Image.open(io.BytesIO(Path(frame.picture).read_bytes())) as picture:
            assert frame_number(np.asarray(picture.convert("RGB"))) == 30
    facts = next(reply for reply in desk.ask(AskVideo(1, video)) if isinstance(reply, VideoFacts))
    assert (facts.codec, facts.frame_rate, facts.sound, facts.variable) == ("h264", 25.0, False, False)
    assert facts.size == desk.walk.path.stat().st_size
    with pytest.raises(EngineError):
        desk.ask(AskVideo(1, 999))


# The basket ----------------------------------------------------------------------------------------------------------


def test_the_basket_keeps_its_order_its_notes_and_survives_a_restart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    beach, walk = desk.videos[desk.beach.path], desk.videos[desk.walk.path]
    desk.ask(AddSelect(1, beach, 1.0, 2.0, "waves"))
    desk.ask(AddSelect(1, walk, 3.0, 0.5))
    basket = desk.basket(AddSelect(1, walk, 2.0, 2.5, "first", place=0))
    assert [(one.note, one.start, one.end) for one in basket.selects] == [
        ("first", 2.0, 2.5),
        ("waves", 1.0, 2.0),
        ("", 0.5, 3.0),
    ]
    first, waves, last = (one.select for one in basket.selects)
    basket = desk.basket(OrderSelects(1, (last, first)))
    assert [one.select for one in basket.selects] == [last, first, waves]
    desk.ask(ChangeSelect(1, waves, note="big waves"))
    basket = desk.basket(ChangeSelect(1, waves, end=1.5))
    assert (basket.selects[2].note, basket.selects[2].start, basket.selects[2].end) == ("big waves", 1.0, 1.5)
    with pytest.raises(EngineError):
        desk.ask(AddSelect(1, 999, 0.0, 1.0))
    desk.ask(RemoveSelects(1, (first,)))
    desk.clips.close()
    desk.library.close()

    library = Library(tmp_path / "library")
    again = next(reply for reply in ClipJobs(library).steps(ListSelects(1)) or () if isinstance(reply, Selects))
    assert [one.note for one in again.selects] == ["", "big waves"]
    assert again.selects[1].path == str(desk.beach.path)
    assert again.selects[1].present
    library.close()
