"""`python -m tests.bench_query`: where the time of a query goes, in a library of 10,000 shots with the starter model, on the processor.

The shots have 8 frames each, whose embeddings are those of real queries with noise; everything else is the program itself.
"""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from engine.engine import Engine
from engine.library.catalog import NewShot
from engine.messages import Search
from engine.models.features import ShotFeatures
from engine.search.confidence import background
from engine.search.moments import SearchModel, find_moments
from engine.search.profile import Profile, Stopwatch
from tests.fakes import run_steps

FRAMES = 8
QUERIES = [
    "a dog on the beach",
    "two people ride a red bicycle through the rain",
    "sunset",
    "a man plays the guitar in a dark room",
    "birds flying over a lake",
    "a yellow star moves to the right",
]
ROUNDS = 5


def fill(engine: Engine, model: SearchModel, videos: int = 100, each: int = 100) -> None:
    """Write `each` shots of every video as an indexing run would, and bring the index up to date."""
    rng = np.random.default_rng(0)
    catalog, seen = engine.library.catalog, model.bank.sentences
    folder = catalog.add_folder(Path("/films"))
    for number in range(videos):
        video = catalog.add_video(f"{number:032x}", 1)
        catalog.see(folder, Path(f"/films/{number}.mp4"), 1, 0, video, None)
        catalog.describe_video(video, duration=8.0 * each, frame_rate=25.0, width=1280, height=720)
        chosen = seen[rng.integers(len(seen), size=each)]
        noise = rng.standard_normal((each, FRAMES, seen.shape[1])) / seen.shape[1] ** 0.5
        frames = chosen[:, None] + noise
        frames = (frames / np.linalg.norm(frames, axis=2, keepdims=True)).astype(np.float32)
        vectors = frames.mean(axis=1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        usual, spread = background(model.head, model.bank, ShotFeatures(vectors[:1], [frames[0]]))
        shots = [
            NewShot(
                8.0 * i,
                8.0 * (i + 1),
                8.0 * i + np.arange(8.0),
                vectors[i],
                frames[i],
                float(usual[0]),
                float(spread[0]),
            )
            for i in range(each)
        ]
        ids = catalog.finish_video(video, model.id, shots, 8.0 * each, None)
        model.index.add(np.array(ids, np.int64), vectors)


def ask(engine: Engine, model: SearchModel, text: str, stopwatch: Stopwatch) -> float:
    """One query, as the command line does it; seconds to the refined answer."""
    answers = list(find_moments(engine.library, model, Search(1, text, limit=10), stopwatch))
    assert answers[-1].hits
    return answers[-1].seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), "starter", "cpu")
        run_steps(engine.load_model())
        model = engine.model()
        assert model is not None
        fill(engine, model)
        ask(engine, model, QUERIES[0], Stopwatch())  # the first is slower than all that follow
        stopwatch = Stopwatch(time.process_time)
        seconds = [ask(engine, model, text, stopwatch) for _ in range(ROUNDS) for text in QUERIES]
        profile = stopwatch.profile()
        print(f"{len(model.index)} shots of {FRAMES} frames, {len(seconds)} queries; processor time of one query:")
        print("\n".join(Profile(tuple((name, spent / len(seconds)) for name, spent in profile.parts)).lines()))
        print(f"waited: median {1000 * statistics.median(seconds):.1f} ms, slowest {1000 * max(seconds):.1f} ms")
        engine.close()


if __name__ == "__main__":
    main()
