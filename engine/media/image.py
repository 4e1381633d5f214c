"""A single picture (PNG, JPEG, WebP …) as a sample of one frame, for queries by image; runs only inside the decoder worker.

Pillow decodes it, restricted to a list of formats whose code is loaded before the worker gives up its rights.
"""

import warnings
from collections.abc import Iterator
from typing import IO

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from engine.errors import MediaError
from engine.media import pictures, preprocess
from engine.media.frames import PICTURE_SIDE, FrameSize, SampledFrame, SampleEnd
from engine.media.opening import MAX_PIXELS

_PLUGINS = (
    *(BmpImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, PpmImagePlugin),
    *(TiffImagePlugin, WebPImagePlugin),
)
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")  # the code for JPEG also reads MPO
GROUND = 128  # grey behind what is transparent
Image.preinit()


def sample_image(file: IO[bytes], size: FrameSize) -> Iterator[SampledFrame | SampleEnd]:
    """The picture in an open file, upright and in RGB, at second 0, then the end. Of an animation the first picture. Raises MediaError."""
    picture = _decoded(file)
    keyframe = preprocess.fitted(picture, picture.size, PICTURE_SIDE)
    yield SampledFrame(
        time=0.0,
        pixels=preprocess.model_pixels(picture, size, picture.size),
        jpeg=pictures.jpeg(keyframe),
        tile=pictures.jpeg(pictures.tile(keyframe), 75),
        signature=pictures.signature(keyframe),
    )
    yield SampleEnd(True, 1.0)


def _decoded(file: IO[bytes]) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large and of slightly wrong files; what is too large is refused below
            picture = Image.open(file, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise MediaError(f"This picture is too large ({picture.width} × {picture.height}).")
            return _rgb(ImageOps.exif_transpose(picture))
    except Image.UnidentifiedImageError:
        raise MediaError("This is not a picture that can be read here, or it is damaged.") from None
    except Image.DecompressionBombError:
        raise MediaError("This picture is too large.") from None
    except MediaError:
        raise
    except Exception as error:  # damaged files raise anything: OSError, SyntaxError, struct.error, ValueError …
        if isinstance(error, MemoryError):
            raise
        raise MediaError("This picture is damaged.") from None


def _rgb(picture: Image.Image) -> Image.Image:
    """Eight bits a channel; what is transparent shows grey."""
    if picture.mode.startswith(("I", "F")):  # 16 bits or more in one channel
        high = picture.getextrema()[1]
        scale = 255.0 / max(float(high), 255.0)  # pyright: ignore[reportArgumentType]
        picture = picture.convert("F").point(lambda value: value * scale).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, (GROUND, GROUND, GROUND, 255))
        picture = Image.alpha_composite(ground, picture)
    return picture.convert("RGB")
