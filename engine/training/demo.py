"""Writes a folder of drawn films to try the program on, and sentences each of which describes exactly one of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from engine.errors import EngineError
from engine.training.captions import describe
from engine.training.drawing import Film, Sprites
from engine.training.scenes import KINDS, Scene, facts, sample_held_out, sample_scene
from engine.training.sheet import read_sheet

RATES = [Fraction(15), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50)]
MARK = "sample films of Rushes.txt"  # tells our folder from one with the person's own films
FILMS = 60  # in the folder that `write_demo` makes
SIZES = [(320, 240), (480, 270), (640, 360), (400, 300), (512, 288), (426, 240)]


@dataclass(frozen=True)
class DemoFilm:
    path: Path
    scenes: list[tuple[float, float, str]]  # (start, end, caption), seconds
    drawn: tuple[Scene, ...]  # what the captions were made from, one per entry of `scenes`


def plan_demo(seed: int, films: int = FILMS) -> list[tuple[Scene, ...]]:
    """The scenes of every film; no object is in two films, one film in six has two scenes."""
    rng = random.Random(seed)
    used: set[int] = set()
    planned: list[tuple[Scene, ...]] = []

    def fresh(background: str = "") -> Scene:
        while True:
            scene = sample_held_out(rng) if rng.random() < 0.5 else sample_scene(rng)
            kinds = {thing.kind for thing in scene.things}
            if kinds & used or scene.background == background or scene.background2:
                continue
            used.update(kinds)
            return scene

    while len(planned) < films and len(used) < KINDS - 20:
        first = fresh()
        planned.append((first, fresh(first.background)) if len(planned) % 6 == 5 else (first,))
    return planned


def write_demo(folder: Path, seed: int = 7, films: int = FILMS) -> Iterator[DemoFilm]:
    """Write film after film into `folder` (made when missing) and yield each as it is done; the same seed, the same films.

    Raises EngineError when the folder holds anything but sample films of an earlier run.
    """
    return (film for film in write_demo_in_steps(folder, seed, films) if film is not None)


def write_demo_in_steps(folder: Path, seed: int = 7, films: int = FILMS) -> Iterator[DemoFilm | None]:
    """The same, with a None after every few pictures, for a loop that has other things to do in between."""
    _claim(folder)
    sprites = Sprites(read_sheet())
    for number, scenes in enumerate(plan_demo(seed, films), 1):
        rng = random.Random(f"{seed} {number}")
        rate, (width, height) = rng.choice(RATES), rng.choice(SIZES)
        path, fresh = folder / f"film-{number:03d}.mp4", folder / f".film-{number:03d}.mp4"
        lengths = [round(rng.uniform(*((4, 6) if len(scenes) > 1 else (3, 12))) * rate) for _ in scenes]
        for _ in _write_film(fresh, scenes, lengths, rate, width, height, sprites):
            yield None
        fresh.replace(path)
        told, at = [], 0.0
        for scene, count in zip(scenes, lengths, strict=True):
            end = at + float(count / rate)
            told.append((at, end, describe(scene, rng, language="en", full=True).text))
            at = end
        yield DemoFilm(path, told, scenes)


def _claim(folder: Path) -> None:
    """Make the folder ours, or see that it already is."""
    mark = folder / MARK
    folder.mkdir(parents=True, exist_ok=True)
    if not mark.exists():
        if any(folder.iterdir()):
            raise EngineError(
                f"The folder {folder} is not empty. Please choose a new or an empty one for the sample films."
            )
        mark.write_text(
            "The films in this folder were drawn by Rushes, to try it with. The folder can be deleted.\n", "utf-8"
        )


def _write_film(
    path: Path, scenes: tuple[Scene, ...], lengths: list[int], rate: Fraction, width: int, height: int, sprites: Sprites
) -> Iterator[None]:
    """Draw and encode one film; lets go after every few pictures."""
    codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        if codec == "libx264":
            stream.options = {"preset": "veryfast", "crf": "22"}
        else:
            stream.bit_rate = 1_500_000
        for scene, count in zip(scenes, lengths, strict=True):
            film = Film(scene, sprites, height, width)
            for i in range(count):
                container.mux(stream.encode(av.VideoFrame.from_image(film.frame(i / count)[0])))
                if i % 8 == 7:
                    yield
        container.mux(stream.encode())


def demo_queries(films: list[DemoFilm], count: int = 50, seed: int = 11) -> list[tuple[str, Path]]:
    """(sentence, path of the one film it describes): paraphrased, three of five in English, the others in Korean."""
    rng = random.Random(seed)
    known = [(film.path, facts(scene)) for film in films for scene in film.drawn]
    queries = []
    order = list(films)
    rng.shuffle(order)
    for film in order:
        for _ in range(20):
            caption = describe(rng.choice(film.drawn), rng, language="en" if len(queries) % 5 < 3 else "ko", full=True)
            if {path for path, true in known if caption.facts <= true} == {film.path}:
                queries.append((caption.text, film.path))
                break
        if len(queries) == count:
            break
    return queries
