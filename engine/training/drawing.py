"""Draws scenes: sprites from shapes and an emoji font, backgrounds, motion, and what cameras and codecs do to pictures.

Everything is a function of the scene, a part of its duration (0..1) and a picture size, so the same code makes tiny
training frames and whole films.
"""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from engine.errors import ModelError
from engine.training.icons import icons
from engine.training.scenes import COLOURS, DIRECTIONS, SHAPES, SIZES, Scene, Thing

EMOJI_FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
TEXT_FONTS = [
    Path("/usr/share/fonts/truetype/dejavu") / name
    for name in ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf", "DejaVuSerif-Bold.ttf")
]
MASTER = 112  # pixels, longer side of a sprite before it is scaled


class Sprites:
    """The pictures of all kinds, drawn once. `pictures` are those of `icons()`; by default drawn from the font, as for training."""

    def __init__(self, pictures: list[Image.Image] | None = None) -> None:
        self.shapes = [_shape(name) for name in SHAPES]
        self.icons = draw_icons() if pictures is None else pictures
        self._fonts: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}

    def sprite(self, thing: Thing, colour: tuple[int, int, int]) -> Image.Image:
        """RGBA, not yet scaled."""
        if thing.kind >= len(SHAPES):
            return self.icons[thing.kind - len(SHAPES)]
        mask = self.shapes[thing.kind]
        picture = Image.new("RGBA", mask.size, (*colour, 0))
        picture.putalpha(mask)
        return picture

    def font(self, index: int, size: int) -> ImageFont.FreeTypeFont:
        key = index % len(TEXT_FONTS), size
        if key not in self._fonts:
            path = TEXT_FONTS[key[0]]
            font = ImageFont.truetype(str(path), size) if path.is_file() else ImageFont.load_default(size)
            assert isinstance(font, ImageFont.FreeTypeFont)
            self._fonts[key] = font
        return self._fonts[key]


def draw_icons(emoji_font: Path = EMOJI_FONT) -> list[Image.Image]:
    """The pictures of `icons()`, RGBA, from the font of the Debian package fonts-noto-color-emoji. Raises ModelError without it."""
    if not emoji_font.is_file():
        raise ModelError("Training needs the font Noto Color Emoji; install the package fonts-noto-color-emoji.")
    font = ImageFont.truetype(str(emoji_font), 109)  # the only size this bitmap font has
    return [_icon(emoji, font) for emoji, _, _ in icons()]


def _icon(emoji: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    picture = Image.new("RGBA", (160, 140), (0, 0, 0, 0))
    ImageDraw.Draw(picture).text((0, 0), emoji, font=font, embedded_color=True)
    picture = picture.crop(picture.getbbox())
    picture.thumbnail((MASTER, MASTER))
    return picture


def _shape(name: str) -> Image.Image:
    """A mask; drawn four times too large, then reduced."""
    size = MASTER * 4
    mask = Image.new("L", (size, size), 0)
    draw, c, r = ImageDraw.Draw(mask), size / 2, size / 2 - 4

    def corners(count: int, turn: float = -90.0, inner: float = 0.0) -> list[tuple[float, float]]:
        points = []
        for i in range(count * (2 if inner else 1)):
            radius = r * inner if inner and i % 2 else r
            angle = math.radians(turn + i * (180 if inner else 360) / count)
            points.append((c + radius * math.cos(angle), c + radius * math.sin(angle)))
        return points

    if name in ("circle", "ring"):
        draw.ellipse((c - r, c - r, c + r, c + r), fill=255)
        if name == "ring":
            draw.ellipse((c - r * 0.6, c - r * 0.6, c + r * 0.6, c + r * 0.6), fill=0)
    elif name == "square":
        draw.rectangle((c - r * 0.86, c - r * 0.86, c + r * 0.86, c + r * 0.86), fill=255)
    elif name == "diamond":
        draw.polygon([(c, c - r), (c + r * 0.7, c), (c, c + r), (c - r * 0.7, c)], fill=255)
    elif name == "cross":
        draw.rectangle((c - r * 0.3, c - r, c + r * 0.3, c + r), fill=255)
        draw.rectangle((c - r, c - r * 0.3, c + r, c + r * 0.3), fill=255)
    elif name == "heart":
        steps = [math.tau * i / 120 for i in range(120)]
        draw.polygon(
            [
                (
                    c + r * math.sin(a) ** 3,
                    c - r * (13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a) - math.cos(4 * a)) / 16,
                )
                for a in steps
            ],
            fill=255,
        )
    elif name == "star":
        draw.polygon(corners(5, inner=0.42), fill=255)
    else:
        draw.polygon(corners({"triangle": 3, "pentagon": 5, "hexagon": 6}[name]), fill=255)
    return mask.resize((MASTER, MASTER), Image.Resampling.LANCZOS)


def draw_background(name: str, height: int, width: int, seed: int) -> Image.Image:
    """RGB picture of a background; the seed varies what no sentence mentions."""
    rng = random.Random(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width

    def jitter(colour: tuple[int, ...], amount: int = 14) -> np.ndarray:
        return np.array([c + rng.randint(-amount, amount) for c in colour], np.float32)

    def blend(a: np.ndarray, b: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return a + (b - a) * weight[..., None]

    def pale() -> np.ndarray:
        return np.array([rng.randint(120, 235) for _ in range(3)], np.float32)

    flat = np.ones((height, width, 3), np.float32)
    if name in COLOURS:
        picture = flat * jitter(COLOURS[name])
    elif name == "stripes":
        angle, n, phase = rng.uniform(0, math.pi), rng.uniform(4, 8), rng.random()
        picture = blend(pale(), pale() * 0.55, ((x * math.cos(angle) + y * math.sin(angle)) * n + phase) % 1 > 0.5)
    elif name == "checkers":
        n = rng.randint(4, 7)
        picture = blend(pale(), pale() * 0.55, ((x * n).astype(int) + (y * n * 0.75).astype(int)) % 2)
    elif name == "dots":
        n = rng.randint(5, 9)
        near = ((x * n) % 1 - 0.5) ** 2 + ((y * n * 0.75) % 1 - 0.5) ** 2 < 0.07
        picture = blend(pale(), pale() * 0.5, near)
    elif name == "gradient":
        angle = rng.uniform(0, math.tau)
        weight = ((x - 0.5) * math.cos(angle) + (y - 0.5) * math.sin(angle)) * 0.9 + 0.5
        picture = blend(pale(), pale() * 0.35, np.clip(weight, 0, 1))
    elif name == "noise":
        noise = np.random.default_rng(seed).integers(0, 256, (48, 64), dtype=np.uint8)
        picture = np.asarray(Image.fromarray(noise).resize((width, height), Image.Resampling.NEAREST), np.float32)
        picture = np.repeat(picture[..., None], 3, 2)
    elif name == "bricks":
        row = (y * 9).astype(int)
        edge = ((y * 9) % 1 < 0.14) | ((x * 6 + 0.5 * (row % 2)) % 1 < 0.08)
        picture = blend(jitter((165, 72, 52)), jitter((205, 195, 185)), edge)
    else:
        line = rng.uniform(0.45, 0.65)
        low = np.clip((y - line) * 200, 0, 1)
        sky, deep = jitter((150, 205, 250)), jitter((70, 140, 230))
        if name == "sky":
            picture = blend(deep, sky, y)
            for _ in range(4):
                cx, cy, r = rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.08, 0.16)
                cloud = np.clip(1.4 - (((x - cx) / r / 1.6) ** 2 + ((y - cy) / r / 0.7) ** 2), 0, 1)
                picture = blend(picture, np.full(3, 250, np.float32), cloud)
        elif name == "meadow":
            picture = blend(blend(deep, sky, y / line), jitter((80, 165, 60)) * (1.25 - 0.4 * y[..., None]), low)
        elif name == "sea":
            waves = 1 + 0.13 * np.sin(y * 90 + np.sin(x * 14 + rng.random() * 6) * 2)[..., None]
            picture = blend(blend(deep, sky, y / line), jitter((22, 92, 150)) * waves, low)
        elif name == "night":
            picture = blend(jitter((8, 10, 38), 6), jitter((26, 30, 80), 8), y)
            for _ in range(45):
                sy, sx, s = rng.randrange(height), rng.randrange(width), max(1, height // 90)
                picture[sy : sy + s, sx : sx + s] = rng.randint(170, 255)
        elif name == "snow":
            picture = blend(jitter((190, 210, 228)), jitter((246, 248, 252), 4), low)
            for _ in range(60):
                sy, sx, s = rng.randrange(height), rng.randrange(width), max(2, height // 48)
                picture[sy : sy + s, sx : sx + s] = 255
        elif name == "desert":
            dune = np.clip((y - line - 0.07 * np.sin(x * 7 + rng.random() * 6)) * 60, 0, 1)
            picture = blend(blend(deep, sky, y / line), jitter((228, 188, 112)), dune)
        else:  # sunset
            picture = blend(jitter((92, 52, 132)), jitter((255, 150, 60)), np.clip(y / line, 0, 1))
            picture = blend(picture, jitter((40, 28, 52), 6), low)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def place_of(thing: Thing, copy: int, progress: float, reach: float) -> tuple[float, float, float, float]:
    """(x, y, scale, angle) of one copy; `progress` 0..1 of the film, `reach` how far it travels."""
    x, y = thing.places[copy]
    scale, angle = 1.0, 0.0
    if thing.motion in DIRECTIONS:
        dx, dy = DIRECTIONS[thing.motion]
        way = (progress - 0.5) * reach
        x, y = x + dx * way, y + dy * way
    elif thing.motion == "grow":
        scale = 0.5 + 1.1 * progress
    elif thing.motion == "shrink":
        scale = 1.6 - 1.1 * progress
    elif thing.motion == "rotate":
        angle = 300 * progress
    return x, y, scale, angle


class Film:
    """One scene ready to be drawn at one size; asks for frames at any part of its duration."""

    def __init__(self, scene: Scene, sprites: Sprites, height: int, width: int, aspect: float | None = None) -> None:
        """`aspect`: width / height of the film before it was squeezed to this size (default: not squeezed)."""
        self.scene, self.sprites, self.height, self.width = scene, sprites, height, width
        self.squeeze = (width / height) / (aspect or width / height)
        rng = random.Random(scene.seed)
        self.backgrounds = [
            draw_background(name, height, width, scene.seed) for name in (scene.background, scene.background2) if name
        ]
        moving = [t for t in scene.things if t.motion in DIRECTIONS]
        wide = 0.6 if len(scene.things) == 1 and scene.things[0].count == 1 else 0.36
        self.reach = rng.uniform(0.75, 1.1) * wide if moving else 0.0
        self.switch = rng.uniform(0.4, 0.6)
        self.turn = rng.choice([-1, 1])
        self.sizes = {t.kind: SIZES[t.size] * rng.uniform(0.88, 1.1) for t in scene.things}
        self.colours = {t.kind: _jittered(t.colour, rng) for t in scene.things}
        self.word_place = (rng.uniform(0.3, 0.7), rng.choice([0.1, 0.9]))
        self.word_font, self.word_colour = rng.randrange(3), rng.choice([(255, 255, 255), (255, 240, 90), (20, 20, 20)])
        self._scaled: dict[tuple[int, int, int], Image.Image] = {}

    def visible(self, thing: Thing, progress: float) -> bool:
        if thing.motion == "appear":
            return progress >= self.switch
        if thing.motion == "disappear":
            return progress < self.switch
        return thing.start <= progress < thing.end

    def frame(self, progress: float) -> tuple[Image.Image, list[tuple[int, float, float]]]:
        """The picture, and (index of the thing, x, y) of everything on it."""
        scene = self.scene
        late = len(self.backgrounds) > 1 and progress >= scene.things[0].end
        picture = self.backgrounds[1 if late else 0].copy()
        seen = []
        for index, thing in reversed(list(enumerate(scene.things))):  # the first lies on top ("inside")
            if not self.visible(thing, progress):
                continue
            for copy in range(thing.count):
                x, y, scale, angle = place_of(thing, copy, progress, self.reach)
                size = self.sizes[thing.kind] * scale * (0.85 if thing.count > 2 else 1.0)
                sprite = self._sprite(thing, size, angle * self.turn)
                x0, y0 = round(x * self.width - sprite.width / 2), round(y * self.height - sprite.height / 2)
                picture.paste(sprite, (x0, y0), sprite)
                seen.append((index, x, y))
        if scene.word:
            self._write(picture)
        return picture, seen

    def _sprite(self, thing: Thing, size: float, angle: float) -> Image.Image:
        key = thing.kind, round(size * self.height), round(angle)
        if key not in self._scaled:
            master = self.sprites.sprite(thing, self.colours[thing.kind])
            if key[2] % 360:
                master = master.rotate(key[2], Image.Resampling.BILINEAR, expand=True)
            ratio = key[1] / MASTER
            self._scaled[key] = master.resize(
                (max(2, round(master.width * ratio * self.squeeze)), max(2, round(master.height * ratio))),
                Image.Resampling.BILINEAR,
                reducing_gap=2.0,
            )
        return self._scaled[key]

    def _write(self, picture: Image.Image) -> None:
        font = self.sprites.font(self.word_font, max(8, round(self.height * 0.17)))
        text = self.scene.word.upper()
        box = font.getbbox(text)
        layer = Image.new("RGBA", (int(box[2]) + 4, int(box[3]) + 4), (0, 0, 0, 0))
        dark = sum(self.word_colour) < 300
        ImageDraw.Draw(layer).text(
            (1, 1),
            text,
            font=font,
            fill=self.word_colour,
            stroke_width=max(1, self.height // 120),
            stroke_fill=(255, 255, 255) if dark else (0, 0, 0),
        )
        layer = layer.resize((max(1, round(layer.width * self.squeeze)), layer.height), Image.Resampling.BILINEAR)
        x = round(min(max(self.word_place[0] * self.width - layer.width / 2, 0), max(0, self.width - layer.width)))
        picture.paste(layer, (x, round(self.word_place[1] * self.height - layer.height / 2)), layer)


def _jittered(colour: str, rng: random.Random) -> tuple[int, int, int]:
    r, g, b = (min(255, max(0, c + rng.randint(-12, 12))) for c in COLOURS.get(colour, (0, 0, 0)))
    return r, g, b


def wear(frames: list[Image.Image], rng: random.Random) -> list[Image.Image]:
    """What cameras and codecs do: brightness, blur, compression, noise; the same for every frame of a film."""
    gain, lift = rng.uniform(0.85, 1.12), rng.uniform(-10, 10)
    quality = rng.randint(30, 90) if rng.random() < 0.3 else 0
    blur = rng.uniform(0.3, 0.9) if rng.random() < 0.2 else 0.0
    noise = rng.uniform(2, 10) if rng.random() < 0.25 else 0.0
    table = [int(min(255, max(0, i * gain + lift))) for i in range(256)] * 3
    worn = []
    for frame in frames:
        frame = frame.point(table)
        if blur:
            frame = frame.filter(ImageFilter.GaussianBlur(blur))
        if noise:
            array = np.asarray(frame, np.float32)
            grain = np.random.default_rng(rng.getrandbits(30)).standard_normal(array.shape, np.float32) * noise
            frame = Image.fromarray(np.clip(array + grain, 0, 255).astype(np.uint8))
        if quality:
            data = io.BytesIO()
            frame.save(data, "JPEG", quality=quality)
            frame = Image.open(data).convert("RGB")
        worn.append(frame)
    return worn
