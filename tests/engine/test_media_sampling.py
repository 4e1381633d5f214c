"""Sampling real films: the right frames at the right times, and upright pictures in the right colours."""

import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.media.decoder import Decoder
from engine.media.frames import PICTURE_SIDE, TILE_SIZE, FrameSize, SampledFrame, SampleEnd, VideoInfo
from tests.clips import COLOURS, Clip, frame_number, make_clip

SIZE = FrameSize(224, 224)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


def sampled(decoder: Decoder, path: Path, **how: Any) -> tuple[VideoInfo, list[SampledFrame], SampleEnd]:
    """All of a sampling, with its shape checked."""
    info, *frames, end = decoder.sample(path, how.pop("size", SIZE), **how)
    assert isinstance(info, VideoInfo)
    assert isinstance(end, SampleEnd)
    assert all(isinstance(frame, SampledFrame) for frame in frames)
    times = [frame.time for frame in frames if isinstance(frame, SampledFrame)]
    assert times == sorted(set(times))
    return info, [frame for frame in frames if isinstance(frame, SampledFrame)], end


def picture(frame: SampledFrame) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(frame.jpeg)))


def check(decoder: Decoder, clip: Clip, offset: float = 0.0) -> list[SampledFrame]:
    """Every sample is the frame it says it is, one a second, each the nearest to its second, to the end of the film."""
    info, frames, end = sampled(decoder, clip.path)
    interval = max(np.diff(clip.times), default=0.04)
    assert end == SampleEnd(True, info.duration)
    for frame in frames:
        number = frame_number(picture(frame))
        assert frame_number(frame.pixels) == number
        assert clip.times[number] - offset == pytest.approx(frame.time, abs=0.0011)
    first = clip.times[0] - offset
    targets = [first + second for second in range(int(clip.times[-1] - clip.times[0]) + 1)]
    assert len(frames) >= len(targets)
    for target in targets:
        assert min(abs(frame.time - target) for frame in frames) <= interval / 2 + 0.0011
    assert frames[0].time == pytest.approx(first, abs=0.0011)
    assert clip.times[-1] - offset - frames[-1].time < 1.0
    return frames


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(10)]
)
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_times_are_exact_at_every_frame_rate(decoder: Decoder, tmp_path: Path, rate: Fraction, suffix: str) -> None:
    clip = make_clip(tmp_path / f"film.{suffix}", seconds=4.5, fps=rate)
    check(decoder, clip)
    info = decoder.probe(clip.path)
    assert info.frame_rate == pytest.approx(float(rate), rel=0.01)
    assert not info.variable_frame_rate
    assert info.duration == pytest.approx(4.5, abs=1 / float(rate))


CONTAINERS = {
    "film.mov": {"codec": "prores_ks", "ten_bit": True},
    "film.m4v": {"audio": True},
    "film.avi": {"codec": "mpeg4"},
    "film.divx.avi": {"codec": "mjpeg"},
    "film.webm": {"codec": "libvpx"},
    "film.vp9.webm": {"codec": "libvpx-vp9"},
    "film.av1.mp4": {"codec": "libsvtav1"},
    "film.hevc.mkv": {"codec": "libx265", "ten_bit": True},
    "film.mpg": {"codec": "mpeg2video"},
    "film.vob": {"codec": "mpeg2video"},
    "film.ts": {"audio": True},
    "film.m2ts": {},
    "film.flv": {"codec": "flv1"},
    "film.wmv": {"codec": "wmv2"},
    "film.3gp": {"codec": "mpeg4"},
    "film.mxf": {"codec": "mpeg2video"},
    "film.nut": {"codec": "ffv1"},
    "film.gif": {"codec": "gif", "fps": 10},
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_common_container_is_read(decoder: Decoder, tmp_path: Path, name: str) -> None:
    how: dict[str, Any] = CONTAINERS[name]
    clip = make_clip(tmp_path / name, seconds=2.4, **how)
    info, frames, end = sampled(decoder, clip.path)
    assert [frame_number(picture(frame)) for frame in frames] == [round(n * (how.get("fps", 25))) for n in range(3)]
    # audio may begin a little before the picture; then the picture keeps its distance
    assert [frame.time - frames[0].time for frame in frames] == pytest.approx([0.0, 1.0, 2.0], abs=0.002)
    assert frames[0].time < 0.1
    assert end.complete
    assert info.duration == pytest.approx(clip.duration, abs=0.08)
    assert info.has_audio == how.get("audio", False)
    assert (info.width, info.height) == (320, 180)


def test_variable_frame_rate(decoder: Decoder, tmp_path: Path) -> None:
    for name in ("film.mkv", "film.mp4"):
        clip = make_clip(tmp_path / name, seconds=6, vfr=True)
        check(decoder, clip)
        assert decoder.probe(clip.path).variable_frame_rate


def test_a_clip_shorter_than_a_second_gives_a_frame(decoder: Decoder, tmp_path: Path) -> None:
    for seconds in (0.04, 0.08, 0.4, 0.96):
        clip = make_clip(tmp_path / f"{seconds}.mp4", seconds=seconds)
        _, frames, end = sampled(decoder, clip.path)
        assert [frame.time for frame in frames] == [0.0]
        assert end == SampleEnd(True, pytest.approx(seconds, abs=0.001))  # type: ignore[arg-type]


def test_times_of_a_late_start_fit_the_declared_duration(decoder: Decoder, tmp_path: Path) -> None:
    for name, start, sound, offset in (
        ("late.mkv", 0.5, False, 0.0),
        ("later.mkv", 100.0, False, 0.0),  # a Matroska file counts from zero, and so does its duration
        ("sound.mkv", 2.5, True, 0.0),
        ("sound.mp4", 2.5, True, 0.0),
        ("late.mp4", 2.5, False, 2.5),
        ("broadcast.ts", 7.0, False, None),
    ):
        clip = make_clip(tmp_path / name, seconds=3, start=start, audio=sound)
        info = decoder.probe(clip.path)
        assert info.start_time == offset or (offset is None and info.start_time > 1.0), name
        frames = check(decoder, clip, start if offset is None else offset)
        assert frames[-1].time < info.duration, name


def test_what_an_edit_list_cuts_away_is_not_sampled(decoder: Decoder, tmp_path: Path) -> None:
    import av

    whole = make_clip(tmp_path / "whole.mp4", seconds=8, gop=50, options={"preset": "medium"})
    with av.open(whole.path) as source, av.open(tmp_path / "cut.mp4", "w") as out:
        video = source.streams.video[0]
        stream = out.add_stream_from_template(video)
        for packet in source.demux(video):
            if packet.pts is not None and packet.dts is not None and video.time_base is not None:
                shift = round(1.32 / video.time_base)  # stamps below zero become an edit list
                packet.pts, packet.dts, packet.stream = packet.pts - shift, packet.dts - shift, stream
                out.mux(packet)
    info, frames, end = sampled(decoder, tmp_path / "cut.mp4")
    assert end == SampleEnd(True, info.duration)
    assert info.duration == pytest.approx(6.68, abs=0.01)
    assert [(frame.time, frame_number(frame.pixels)) for frame in frames] == [(float(n), 33 + 25 * n) for n in range(7)]


def test_a_held_picture_is_sampled_again_and_again(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "slides.mp4", times=[0.0, 0.5, 1.0, 40.0, 40.5, 41.0])
    _, frames, _ = sampled(decoder, clip.path)
    assert [(round(frame.time, 3), frame_number(picture(frame))) for frame in frames] == [
        (0.0, 0), (1.0, 2), (17.0, 2), (40.0, 3), (41.0, 5),
    ]  # fmt: skip


def test_going_on_later_gives_the_same_samples(decoder: Decoder, tmp_path: Path) -> None:
    for name in ("film.mp4", "film.mkv", "film.ts", "film.avi"):
        codec = "mpeg4" if name.endswith("avi") else "libx264"
        clip = make_clip(tmp_path / name, seconds=12, fps=Fraction(30000, 1001), codec=codec, gop=60)
        _, whole, _ = sampled(decoder, clip.path)
        for start in (0.3, 4.5, whole[6].time, 11.2):
            _, rest, end = sampled(decoder, clip.path, start=start)
            expected = [frame for frame in whole if frame.time >= start]
            assert [frame.time for frame in rest] == [frame.time for frame in expected], (name, start)
            for one, other in zip(rest, expected, strict=True):
                assert np.array_equal(one.pixels, other.pixels)
            assert end.complete


def test_a_range_has_its_samples_or_the_frame_nearest_to_its_start(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mp4", seconds=8)
    _, frames, end = sampled(decoder, clip.path, start=2.0, end=5.0)
    assert [frame.time for frame in frames] == [2.0, 3.0, 4.0]
    assert end.complete
    _, frames, _ = sampled(decoder, clip.path, start=3.3, end=3.7)
    assert [frame.time for frame in frames] == [pytest.approx(3.3, abs=0.021)]
    _, frames, _ = sampled(decoder, clip.path, start=2.0, end=4.0, fps=5.0)
    assert [frame.time for frame in frames] == pytest.approx([2 + n / 5 for n in range(10)], abs=0.021)


@pytest.mark.parametrize(("rotation", "mirrored"), [(90, False), (-90, False), (180, False), (0, True)])
def test_rotation_metadata_is_applied(decoder: Decoder, tmp_path: Path, rotation: int, mirrored: bool) -> None:
    clip = make_clip(tmp_path / "film.mp4", seconds=2, rotation=rotation, mirrored=mirrored)
    frames = check(decoder, clip)
    info = decoder.probe(clip.path)
    assert (info.width, info.height) == ((180, 320) if rotation % 180 else (320, 180))
    assert info.rotation == -rotation % 360
    shown = picture(frames[0])
    assert shown.shape[:2] == (info.height, info.width)
    assert shown[-5:, :5].min() > 200  # the white corner is at the lower left
    assert shown[3, -3].sum() < 0.7 * shown[-3, -3].sum()  # the dark third is at the top


def test_sample_aspect_ratio_is_applied(decoder: Decoder, tmp_path: Path) -> None:
    for sar, shown in ((Fraction(16, 11), (512, 288)), (Fraction(8, 9), (313, 288))):
        clip = make_clip(tmp_path / "film.mkv", seconds=2, size=(352, 288), sar=sar)
        frames = check(decoder, clip)
        info = decoder.probe(clip.path)
        assert (info.width, info.height) == shown
        height, width = picture(frames[0]).shape[:2]
        assert width / height == pytest.approx(shown[0] / shown[1], rel=0.01)
        assert max(width, height) <= PICTURE_SIDE


def test_interlaced_pictures_are_deinterlaced(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mkv", seconds=2, size=(720, 576), interlaced=True)
    assert decoder.probe(clip.path).interlaced
    frames = check(decoder, clip)
    model = sampled(decoder, clip.path, size=FrameSize(576, 720, "squash"))[1][1].pixels
    bar = model[80:136].astype(int)  # rows of the moving bar
    combing = np.abs(bar[1:-1] - (bar[:-2] + bar[2:]) / 2).max(axis=(0, 2))
    assert np.quantile(combing, 0.99) < 60, "neighbouring rows come from different moments"
    assert len(frames) == 2


def test_ten_bit_colours_equal_eight_bit_colours(decoder: Decoder, tmp_path: Path) -> None:
    for ten_bit in (False, True):
        clip = make_clip(tmp_path / "film.mkv", seconds=1, ten_bit=ten_bit, scenes=["orange"])
        frames = check(decoder, clip)
        assert frames[0].pixels[150, 20] == pytest.approx(COLOURS["orange"], abs=6)


@pytest.mark.parametrize("matrix", [1, 5, 9])  # BT.709, BT.601, BT.2020
@pytest.mark.parametrize("full_range", [False, True])
def test_colour_matrices_and_ranges_are_undone(tmp_path: Path, decoder: Decoder, matrix: int, full_range: bool) -> None:
    path = tmp_path / "film.mkv"
    write_tagged(path, matrix, 2 if full_range else 1)
    _, frames, _ = sampled(decoder, path)
    assert frames[0].pixels[150, 100] == pytest.approx((200, 60, 30), abs=6)
    assert frames[0].pixels[20, 100] == pytest.approx((255, 255, 255), abs=4)


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_hdr_is_tone_mapped(decoder: Decoder, tmp_path: Path, transfer: str) -> None:
    levels = [round(255 * level) for level in (0.0, 0.25, 0.4, 0.5, 0.58, 0.75, 0.9)]
    greys = [(level, level, level) for level in levels]
    clip = make_clip(
        tmp_path / "film.mkv", seconds=7, codec="libx265", ten_bit=True, transfer=transfer, scenes=greys, gop=1
    )
    info, frames, _ = sampled(decoder, clip.path)
    assert info.hdr
    seen = [int(frame.pixels[150, 20].mean()) for frame in frames]
    assert seen == sorted(seen), "brighter stays brighter"
    assert seen[0] <= 4
    assert 215 <= seen[4 if transfer == "pq" else 5] <= 250, "diffuse white (203 cd/m²) is bright, with room above"
    assert seen[-1] >= 240
    assert all(np.ptp(frame.pixels[150, 20]) <= 6 for frame in frames), "grey stays grey"


def test_transparent_pictures_lie_on_white(decoder: Decoder, tmp_path: Path) -> None:
    still = [Image.new("RGBA", (64, 64), (255, 0, 0, 0)) for _ in range(3)]
    for index, image in enumerate(still):
        image.paste((0, 0, 255, 255), (index, 0, 32 + index, 64))
    still[0].save(tmp_path / "film.gif", save_all=True, append_images=still[1:], duration=200, disposal=2)
    _, frames, _ = sampled(decoder, tmp_path / "film.gif")
    assert frames[0].pixels[112, 40] == pytest.approx((0, 0, 255), abs=4)
    assert frames[0].pixels[112, 200] == pytest.approx((255, 255, 255), abs=4)


def test_every_picture_of_a_sample_has_its_size(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mp4", seconds=1, size=(1280, 720))
    for size in (FrameSize(224, 224), FrameSize(256, 256, "squash"), FrameSize(320, 240, "longest", fill=127)):
        _, frames, _ = sampled(decoder, clip.path, size=size)
        assert frames[0].pixels.shape == (size.height, size.width, 3)
        assert Image.open(io.BytesIO(frames[0].jpeg)).size == (480, 270)
        assert Image.open(io.BytesIO(frames[0].tile)).size == TILE_SIZE


def test_frames_are_asked_for_as_often_as_one_likes(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mp4", seconds=4)
    for fps in (0.5, 2.0, 12.5):
        _, frames, _ = sampled(decoder, clip.path, fps=fps)
        assert len(frames) == round(4 * fps)
    _, every, _ = sampled(decoder, clip.path, fps=100.0)
    assert len(every) == 100, "no frame is taken twice"


def test_the_fingerprint_is_of_the_content(decoder: Decoder, tmp_path: Path) -> None:
    first = make_clip(tmp_path / "a.mp4", seconds=1).path
    second = make_clip(tmp_path / "b.mp4", seconds=1, scenes=["blue"]).path
    moved = tmp_path / "moved.mp4"
    moved.write_bytes(first.read_bytes())
    one, other, again = (decoder.fingerprint(path) for path in (first, second, moved))
    assert one.size == first.stat().st_size
    assert one.mtime_ns == first.stat().st_mtime_ns
    assert replace(again, mtime_ns=0) == replace(one, mtime_ns=0)
    assert other.digest != one.digest
    large = tmp_path / "large.mp4"
    digests = set()
    for place in (None, 5, 1_000_000, 1_999_999):
        data = bytearray(2_000_000)
        if place is not None:
            data[place] = 1
        large.write_bytes(data)
        digests.add(decoder.fingerprint(large).digest)
    assert len(digests) == 4, "a change at the head, in the middle or at the tail is noticed"


def write_tagged(path: Path, matrix: int, colour_range: int) -> None:
    """A film of one colour under white, coded with a colour matrix and range and tagged so."""
    import av

    picture = np.full((180, 320, 3), (200, 60, 30), np.uint8)
    picture[:40] = 255
    with av.open(path, "w") as container:
        stream: Any = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.options = {"crf": "5"}
        stream.codec_context.colorspace, stream.codec_context.color_range = matrix, colour_range
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range=colour_range)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
