"""The icons as one picture that ships, so that the sample films can be written on a computer without the emoji font."""

import math
from pathlib import Path

from PIL import Image

import engine
from engine.errors import ModelError
from engine.training.drawing import draw_icons
from engine.training.icons import icons

SHEET = Path(engine.__file__).parent.parent / "resources" / "demo" / "icons.webp"
SIDE = 96  # pixels of a cell
COLUMNS = 20


def write_sheet(path: Path = SHEET) -> None:
    """Draw every icon into its cell, row by row in the order of `icons()`. Raises ModelError without the font."""
    pictures = draw_icons()
    board = Image.new("RGBA", (COLUMNS * SIDE, math.ceil(len(pictures) / COLUMNS) * SIDE))
    for index, picture in enumerate(pictures):
        picture.thumbnail((SIDE, SIDE))
        left, top = index % COLUMNS * SIDE, index // COLUMNS * SIDE
        board.paste(picture, (left + (SIDE - picture.width) // 2, top + (SIDE - picture.height) // 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    board.save(path, "WEBP", quality=60, method=6)


def read_sheet(path: Path = SHEET) -> list[Image.Image]:
    """The icons, RGBA, cut to what is drawn. Raises ModelError when the sheet is missing or damaged."""
    try:
        with Image.open(path, formats=["WEBP"]) as opened:
            board = opened.convert("RGBA")
    except OSError as error:
        raise ModelError("The pictures for the sample films are missing from this installation.") from error
    found = []
    for index in range(len(icons())):
        left, top = index % COLUMNS * SIDE, index // COLUMNS * SIDE
        cell = board.crop((left, top, left + SIDE, top + SIDE))
        found.append(cell.crop(cell.getchannel("A").point([255 * (value > 16) for value in range(256)]).getbbox()))
    return found
