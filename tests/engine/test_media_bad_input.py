"""What no video is, and what a video must not do: every bad file gets a sentence, and the next one is read."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampledFrame, SampleEnd
from tests.clips import make_clip, make_sound, tone

SIZE = FrameSize(224, 224)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """One for all files, so that each test also shows that the one before did no harm."""
    with Decoder() as decoder:
        yield decoder


def refusal(decoder: Decoder, path: Path) -> str:
    """The sentence that probing and sampling a file both raise."""
    with pytest.raises(MediaError) as probing:
        decoder.probe(path)
    with pytest.raises(MediaError) as sampling:
        list(decoder.sample(path, SIZE))
    assert str(probing.value) == str(sampling.value)
    sentence = str(probing.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()
    return sentence


def test_an_empty_file(decoder: Decoder, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").touch()
    assert refusal(decoder, tmp_path / "x.mp4") == "This file is empty."


def test_a_missing_file(decoder: Decoder, tmp_path: Path) -> None:
    assert refusal(decoder, tmp_path / "x.mp4") == "This file is not there any more."
    with pytest.raises(MediaError, match="not there"):
        decoder.fingerprint(tmp_path / "x.mp4")


def test_a_folder_named_like_a_video(decoder: Decoder, tmp_path: Path) -> None:
    (tmp_path / "x.mp4").mkdir()
    assert refusal(decoder, tmp_path / "x.mp4") == "This is a folder, not a video."


@pytest.mark.parametrize(
    "text", ["hello\n", "<html><body>404</body></html>\n" * 20, "a,b,c\n" * 5000, "한국어 글\n" * 50]
)
def test_text_named_like_a_video(decoder: Decoder, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.mp4").write_text(text, "utf-8")
    assert refusal(decoder, tmp_path / "x.mp4") == "This is a text file, not a video."


def test_noise_zeros_and_an_archive(decoder: Decoder, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).bytes(200_000)
    for name, data in (("a.mp4", noise), ("b.mkv", bytes(100_000)), ("c.avi", b"PK\x03\x04" + noise)):
        (tmp_path / name).write_bytes(data)
        assert refusal(decoder, tmp_path / name) == "This is not a video, or it is damaged from the start."


def test_sound_without_picture(decoder: Decoder, tmp_path: Path) -> None:
    assert "sound but no moving picture" in refusal(decoder, make_sound(tmp_path / "song.mp4"))


def test_sound_with_a_cover_picture(decoder: Decoder, tmp_path: Path) -> None:
    import av
    from av.stream import Disposition

    song, cover = make_sound(tmp_path / "plain.m4a"), tmp_path / "cover.jpg"
    Image.new("RGB", (64, 64), "red").save(cover)
    with av.open(song) as sound, av.open(cover) as picture, av.open(tmp_path / "song.mp4", "w") as out:
        audio = out.add_stream_from_template(sound.streams.audio[0])
        art = out.add_stream_from_template(picture.streams.video[0])
        art.disposition = Disposition.attached_pic
        for source, stream in ((sound, audio), (picture, art)):
            for packet in source.demux():
                if packet.dts is not None:
                    packet.stream = stream
                    out.mux(packet)
    assert "sound but no moving picture" in refusal(decoder, tmp_path / "song.mp4")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_single_picture(decoder: Decoder, tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (64, 48), "green").save(tmp_path / "x.mp4", kind)
    assert refusal(decoder, tmp_path / "x.mp4") == "This is a single picture, not a video."


def test_a_file_without_permission(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid"):
        pytest.skip("no Unix permissions on this system")
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        clip = make_clip(folder / "x.mp4", seconds=1)
        clip.path.chmod(0)
        if os.geteuid() == 0:  # root may read everything: let nobody open it
            code = (
                "import os, sys; from engine.media.handover import open_file; os.setgid(65534); os.setuid(65534)\n"
                "try: open_file(sys.argv[1])\nexcept Exception as error: print(error)"
            )
            said = subprocess.run(
                [sys.executable, "-c", code, clip.path], cwd=ROOT, capture_output=True, text=True
            ).stdout
            assert said == "There is no permission to read this file.\n"
        else:
            with Decoder() as decoder:
                assert refusal(decoder, clip.path) == "There is no permission to read this file."
        clip.path.chmod(0o644)
        with Decoder() as decoder:
            assert decoder.probe(clip.path).width == 320
    finally:
        shutil.rmtree(folder)


def test_pipes_and_devices_are_never_opened(decoder: Decoder, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no FIFOs on this system")
    os.mkfifo(tmp_path / "x.mp4")
    (tmp_path / "zero.mp4").symlink_to("/dev/zero")
    begin = time.monotonic()
    assert refusal(decoder, tmp_path / "x.mp4") == "This is not an ordinary file, not a video."
    assert refusal(decoder, tmp_path / "zero.mp4") == "This is not an ordinary file, not a video."
    assert time.monotonic() - begin < 5


def test_a_number_pattern_is_a_name_like_any_other(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "plain.mp4", seconds=1)
    names = ["scene%03d.mp4", "http:.mp4", "concat:a|b.mp4", "pipe:0", "-", "file:x.mp4", "@list.mp4"]
    if sys.platform == "linux":
        names += [os.fsdecode(b"latin-\xe9.mp4"), "line\nbreak.mp4", "emoji 🎬.mp4"]
    for name in names:
        path = tmp_path / name
        shutil.copyfile(clip.path, path)
        assert decoder.probe(path).width == 320, name
        assert decoder.fingerprint(path).digest == decoder.fingerprint(clip.path).digest


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts", "film.avi", "film.webm"])
def test_a_truncated_film_is_read_as_far_as_it_goes(decoder: Decoder, tmp_path: Path, name: str) -> None:
    codec = {".avi": "mpeg4", ".webm": "libvpx"}.get(Path(name).suffix, "libx264")
    whole = tmp_path / f"whole-{name}"
    make_clip(whole, seconds=10, codec=codec, size=(160, 96))
    if name.endswith("mp4"):
        faststart(whole)
    data = whole.read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) * 6 // 10])
    _, *frames, end = decoder.sample(tmp_path / name, SIZE)
    times = [frame.time for frame in frames if isinstance(frame, SampledFrame)]
    assert isinstance(end, SampleEnd)
    assert 4 <= len(times) <= 8
    assert times[-1] <= end.duration <= times[-1] + 1.1
    if name.endswith("ts"):
        return  # a transport stream declares no length: what is there is the film
    assert not end.complete
    assert end.sentence.startswith("This video is damaged after 0:0")


def test_a_truncated_film_without_its_description(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mp4", seconds=3)
    data = clip.path.read_bytes()
    clip.path.write_bytes(data[: len(data) // 2])
    assert "damaged or was cut short" in refusal(decoder, clip.path)


def test_a_film_with_longer_sound_is_complete(decoder: Decoder, tmp_path: Path) -> None:
    import av

    for name in ("film.mkv", "film.mp4"):
        path = tmp_path / name
        make_clip(path, seconds=2)
        longer = tmp_path / f"longer-{name}"
        with av.open(path) as source, av.open(longer, "w") as out:
            video = out.add_stream_from_template(source.streams.video[0])
            audio = out.add_stream("aac", rate=44100)
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = video
                    out.mux(packet)
            for sound in tone(9):
                out.mux(audio.encode(sound))
            out.mux(audio.encode(None))
        *_, end = decoder.sample(longer, SIZE)
        assert isinstance(end, SampleEnd)
        assert end.complete, end


def test_damage_in_the_middle_costs_only_what_it_hit(decoder: Decoder, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mkv", seconds=10, gop=25)
    data = bytearray(clip.path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 300] = np.random.default_rng(0).bytes(300)
    clip.path.write_bytes(data)
    _, *frames, end = decoder.sample(clip.path, SIZE)
    times = [frame.time for frame in frames if isinstance(frame, SampledFrame)]
    assert len(times) >= 8
    assert times[-1] >= 8.9
    assert isinstance(end, SampleEnd)


def faststart(path: Path) -> None:
    """Write an MP4 again with its description first."""
    import av

    data = path.with_suffix(".fast.mp4")
    with av.open(path) as source, av.open(data, "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    data.replace(path)
