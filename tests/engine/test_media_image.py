"""Single pictures as questions: read by the real worker, upright, in RGB, and refused in a sentence when they are not what they seem."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameSize, SampledFrame, SampleEnd

SIZE = FrameSize(32, 32, "squash")
RED = (220, 20, 20)


@pytest.fixture(scope="module")
def decoder():
    with Decoder() as one:
        yield one


def read(decoder: Decoder, path: Path) -> SampledFrame:
    frame, end = list(decoder.sample_image(path, SIZE))
    assert isinstance(frame, SampledFrame)
    assert isinstance(end, SampleEnd)
    assert end.complete
    return frame


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "tiff", "gif"])
def test_the_usual_formats_are_read(decoder, tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (80, 60), RED).save(path)
    frame = read(decoder, path)
    assert frame.pixels.shape == (32, 32, 3)
    np.testing.assert_allclose(frame.pixels.reshape(-1, 3).mean(axis=0), RED, atol=6)
    assert Image.open(io.BytesIO(frame.jpeg)).size == (80, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr"])
def test_every_kind_of_pixel_becomes_rgb(decoder, tmp_path, mode):
    path = tmp_path / "a.tiff"
    (Image.new("L", (40, 40), 255).convert(mode) if mode != "I;16" else Image.new(mode, (40, 40), 65535)).save(
        path if mode != "YCbCr" else (path := tmp_path / "a.jpg")
    )
    assert read(decoder, path).pixels.mean() > 250


def test_what_is_transparent_is_grey_and_a_turned_photograph_stands_upright(decoder, tmp_path):
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert set(read(decoder, tmp_path / "clear.png").pixels.ravel().tolist()) == {128}
    picture = Image.new("RGB", (60, 30), RED)
    exif = picture.getexif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    picture.save(tmp_path / "turned.jpg", exif=exif)
    assert Image.open(io.BytesIO(read(decoder, tmp_path / "turned.jpg").jpeg)).size == (30, 60)


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_what_is_no_picture_gets_a_sentence_and_the_worker_lives_on(decoder, tmp_path):
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(whole, "PNG")
    files = {
        "text.png": b"hello",
        "half.png": whole.getvalue()[:3000],
        "bomb.png": bomb(10_000, 8_000),
        "giant.png": bomb(100_000, 100_000),
        "page.pdf": b"%PDF-1.4\n",
        "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        "empty.jpg": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError, match=r"\.$"):
            read(decoder, tmp_path / name)
    worker = decoder.process_id
    Image.new("RGB", (8, 8), RED).save(tmp_path / "good.png")
    read(decoder, tmp_path / "good.png")
    assert worker is not None
    assert decoder.process_id == worker
