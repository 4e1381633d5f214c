"""Frame times, stills and trimmed clips from the real worker, checked by decoding what came out with PyAV alone."""

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from engine.errors import MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameTimes, Still, TrimEnd, Written
from tests.clips import Clip, frame_number, make_clip

NTSC_FILM, NTSC, NTSC_DOUBLE = Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)
KINDS = ("23.976", "25", "29.97", "59.94", "variable", "rotated", "edit list", "reordered", "mkv", "ts")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    """Three seconds of each kind; frame n carries the number n."""
    folder = tmp_path_factory.mktemp("clips")
    reordered = {"preset": "medium", "bf": "2"}
    return {
        "23.976": make_clip(folder / "film.mp4", 3.0, NTSC_FILM, audio=True),
        "25": make_clip(folder / "pal.mov", 3.0, 25),
        "29.97": make_clip(folder / "ntsc.mp4", 3.0, NTSC, audio=True),
        "59.94": make_clip(folder / "double.mp4", 3.0, NTSC_DOUBLE),
        "variable": make_clip(folder / "phone.mp4", 3.0, 30, vfr=True),
        "rotated": make_clip(folder / "upright.mp4", 3.0, NTSC, rotation=90, audio=True),
        "edit list": make_clip(folder / "edited.mp4", 3.0, 25, start=-0.48, audio=True),
        "reordered": make_clip(folder / "reordered.mp4", 3.0, 25, options=reordered, gop=25),
        "mkv": make_clip(folder / "clip.mkv", 3.0, NTSC, options=reordered, audio=True),
        "ts": make_clip(folder / "clip.ts", 3.0, 25, audio=True),
    }


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


def shown(path: Path) -> list[float]:
    """Presentation times of every frame, by PyAV alone, from the first one."""
    with av.open(str(path)) as container:
        times = [float(frame.time) for frame in container.decode(video=0) if frame.time is not None]
    return times if times[0] < 1.0 else [time - times[0] for time in times]


def number_in(still: Still) -> int:
    return frame_number(np.asarray(Image.open(io.BytesIO(still.data)).convert("RGB")))


def trim(decoder: Decoder, clip: Path, start: float, end: float, to: Path, exact: bool) -> TrimEnd:
    with open(to, "wb") as file:
        for item in decoder.request_trim(clip, start, end, to.suffix, exact):
            if isinstance(item, TrimEnd):
                return item
            assert isinstance(item, Written)
            file.seek(item.offset)
            file.write(item.data)
    raise AssertionError("no end came")


@pytest.mark.parametrize("kind", KINDS)
def test_the_times_are_those_of_the_frames_that_are_shown(clips, decoder: Decoder, kind: str) -> None:
    clip: Clip = clips[kind]
    truth = shown(clip.path)
    whole = decoder.times(clip.path)
    assert whole.times == pytest.approx(truth, abs=1e-6)
    assert whole.keyframes[0]
    part = decoder.times(clip.path, 2.2, 2.6)
    assert part.times == pytest.approx([time for time in truth if 2.2 <= time < 2.6], abs=1e-6)


def test_the_times_tell_rate_sound_and_shape(clips, decoder: Decoder) -> None:
    film = decoder.times(clips["23.976"].path)
    assert (film.rate, film.variable, film.channels > 0, film.sound_rate) == ((24000, 1001), False, True, 44100)
    upright = decoder.times(clips["rotated"].path)
    assert (upright.width, upright.height) == (180, 320)
    assert decoder.times(clips["variable"].path).variable


@pytest.mark.parametrize("kind", KINDS)
def test_a_still_is_the_frame_on_the_screen(clips, decoder: Decoder, kind: str) -> None:
    clip: Clip = clips[kind]
    truth = shown(clip.path)
    missing = len(clip.times) - len(truth)  # frames before the edit list's beginning
    for place in (0, 17, len(truth) - 1):
        length = truth[place + 1] - truth[place] if place + 1 < len(truth) else 0.01
        for time in (truth[place], truth[place] + 0.9 * length):
            still = decoder.still(clip.path, time)
            assert number_in(still) == missing + place
            assert still.time == pytest.approx(truth[place], abs=1e-6)
    small = decoder.still(clip.path, 1.0, side=160)
    assert max(small.width, small.height) == 160
    assert small.data.startswith(b"\xff\xd8")


@pytest.mark.parametrize("kind", KINDS)
def test_an_exact_clip_has_exactly_the_frames_of_its_range(clips, decoder: Decoder, kind: str, tmp_path: Path) -> None:
    clip: Clip = clips[kind]
    truth = shown(clip.path)
    missing = len(clip.times) - len(truth)
    first, last = 20, 45
    made = tmp_path / "clip.mp4"
    end = trim(decoder, clip.path, truth[first], truth[last], made, exact=True)
    assert (end.start, end.frames) == (pytest.approx(truth[first], abs=1e-6), last - first)
    with av.open(str(made)) as container:
        frames = list(container.decode(video=0))
        times = [float(frame.time or 0.0) for frame in frames]
        assert frames[0].rotation == (90 if kind == "rotated" else 0)
    assert times == pytest.approx([time - truth[first] for time in truth[first:last]], abs=1.1e-4)
    assert number_in(decoder.still(made, 0.0)) == missing + first
    assert number_in(decoder.still(made, times[-1])) == missing + last - 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_lossless_clip_begins_at_the_key_frame_before(clips, decoder: Decoder, kind: str, tmp_path: Path) -> None:
    clip: Clip = clips[kind]
    truth = shown(clip.path)
    missing = len(clip.times) - len(truth)
    whole: FrameTimes = decoder.times(clip.path)
    start, stop = truth[40], truth[60]
    key = max(
        time for time, is_key in zip(whole.times, whole.keyframes, strict=True) if is_key and time <= start + 1e-6
    )
    made = tmp_path / ("clip.mkv" if kind in ("mkv", "ts") else f"clip{clip.path.suffix}")
    end = trim(decoder, clip.path, start, stop, made, exact=False)
    assert end.start == pytest.approx(key, abs=1e-6)
    again = decoder.times(made)
    place = int(np.abs(whole.times - key).argmin())
    assert again.times[: 60 - place] == pytest.approx(whole.times[place:60] - key, abs=2e-3)
    assert 60 - place <= len(again.times) <= 60 - place + 2  # those that the last ones were coded from
    for index in (0, 59 - place):
        assert number_in(decoder.still(made, float(again.times[index]) + 0.002)) == missing + place + index


def test_the_sound_of_a_clip_is_as_long_as_its_picture(clips, decoder: Decoder, tmp_path: Path) -> None:
    for exact in (True, False):
        made = tmp_path / f"clip-{exact}.mp4"
        end = trim(decoder, clips["29.97"].path, 1.0, 2.0, made, exact)
        with av.open(str(made)) as container:
            sound = list(container.decode(audio=0))
        seconds = sum(frame.samples for frame in sound) / sound[0].sample_rate
        assert seconds == pytest.approx(end.end - end.start, abs=0.06)


def test_a_clip_of_nothing_is_refused_with_a_sentence(clips, decoder: Decoder, tmp_path: Path) -> None:
    for start, stop, suffix in ((2.0, 1.0, ".mp4"), (1.0, 2.0, ".exe"), (50.0, 60.0, ".mp4")):
        with pytest.raises(MediaError):
            trim(decoder, clips["25"].path, start, stop, tmp_path / f"no{suffix}", exact=True)


def test_what_does_not_fit_into_a_kind_of_file_is_said(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.webm", 2.0, 25, codec="libvpx")
    with pytest.raises(MediaError, match="choose MKV, or an exact clip"):
        trim(decoder, clip.path, 0.5, 1.5, tmp_path / "no.mp4", exact=False)
    for suffix in (".webm", ".mkv"):
        assert trim(decoder, clip.path, 0.5, 1.5, tmp_path / f"yes{suffix}", exact=False).frames > 20


def test_a_camera_s_time_code_is_told(decoder: Decoder, tmp_path: Path) -> None:
    plain, coded = make_clip(tmp_path / "plain.mov", 1.0, 25), tmp_path / "coded.mov"
    with av.open(str(plain.path)) as source, av.open(str(coded), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        stream.metadata["timecode"] = "10:20:30:05"
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    assert decoder.times(coded).timecode == "10:20:30:05"
    assert decoder.times(plain.path).timecode == ""
