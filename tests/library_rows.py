"""A library with made-up rows in every table that matters, for tests that damage, copy and mend it."""

from pathlib import Path

import numpy as np

from engine.library.catalog import Catalog, NewShot

DIM = 16
FRAMES = 6


def fill(catalog: Catalog, videos: int, shots: int = 4, seed: int = 1, dim: int = DIM, frames: int = FRAMES) -> int:
    """Two folders with so many indexed videos, their names and subtitles; the model's id."""
    rng = np.random.default_rng(seed)
    folders = [catalog.add_folder(Path(f"/films/{name}")) for name in ("one", "two")]
    known = catalog.model("key")
    model = known[0] if known else catalog.add_model("key", "made up", dim, 8)
    for number in range(videos):
        add_video(catalog, folders[number % 2], model, f"{seed}-{number}", rng, shots, dim, frames)
    return model


def add_video(
    catalog: Catalog, folder: int, model: int, name: str, rng: np.random.Generator, shots: int, dim: int, frames: int
) -> int:
    """One indexed video; its id."""
    video = catalog.add_video(f"digest-{name}", 1000)
    path = Path(f"/films/{folder}/{name}.mp4")
    place = catalog.see(folder, path, 1000, 1, video, None)
    catalog.describe_video(video, duration=float(shots * frames), frame_rate=25.0, width=640, height=360)
    catalog.set_captions(place, [("name", 0.0, 0.0, name), ("subtitle", 1.0, 2.0, f"words of {name}")])
    made = []
    for number in range(shots):
        start = float(number * frames)
        picture = rng.normal(size=(frames, dim)).astype(np.float32)
        mean = picture.mean(axis=0)
        times = start + np.arange(frames)
        made.append(NewShot(start, start + frames, times, mean / np.linalg.norm(mean), picture, 0.1, 0.2))
    catalog.finish_video(video, model, made, float(shots * frames), None)
    return video
