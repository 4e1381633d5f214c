"""The device that computes the model fails at random batches: each time a new engine goes on, and the vectors are those of a clean run."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.engine import Engine
from engine.errors import EncoderError
from engine.library.library import Library
from engine.messages import IndexFolder, encode
from tests.clips import COLOURS, make_clip
from tests.fakes import FakeBackbone, load_fake, run_steps

ROOT = Path(__file__).parents[2]


class Failing(FakeBackbone):
    """Fails at the batch whose number is `fail_at`, counted once it is set."""

    fail_at: int | None = None

    def encode_frames(self, frames: np.ndarray) -> np.ndarray:
        if self.fail_at is not None:
            self.fail_at -= 1
            if self.fail_at == 0:
                raise EncoderError("The device that computes the search model failed (CUDA error).")
        return super().encode_frames(frames)


def loading(backbone: FakeBackbone) -> Any:
    """What an engine loads its model with."""
    return lambda *_: (backbone, *load_fake()[1:])


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    colours = list(COLOURS)
    for number in range(12):
        scenes = [colours[number % 10], colours[(number + 3) % 10]]
        make_clip(folder / f"{number:02d}.mp4", seconds=4, fps=4, size=(64, 64), scenes=scenes, gop=4)
    return folder


def vectors(folder: Path) -> dict[tuple[str, int], np.ndarray]:
    """Every shot's vector by content and number."""
    library = Library(folder)
    rows = library.catalog.db.execute(
        """select video.digest, shot.number, embedding.vector from embedding
           join shot on shot.id = embedding.shot join video on video.id = shot.video"""
    ).fetchall()
    library.close()
    return {(digest, number): np.frombuffer(vector, np.float16).astype(np.float32) for digest, number, vector in rows}


@pytest.mark.goal("F7")
def test_after_a_device_was_lost_at_random_batches_the_vectors_are_those_of_a_clean_run(tmp_path, films, size, tried):
    losses = size(8, 100)
    tried("F7", losses)
    clean = Engine(tmp_path / "clean", load=load_fake)
    run_steps(clean.load_model())
    run_steps(clean.index_folder(IndexFolder(1, str(films))))
    clean.close()
    rng = random.Random(7)
    lost = rounds = 0
    while lost < losses:
        folder = tmp_path / f"library-{rounds}"
        rounds += 1
        finished = False
        while not finished:
            backbone = Failing("colours", load_fake()[0].key)
            engine = Engine(folder, load=loading(backbone))
            run_steps(engine.load_model())
            backbone.fail_at = rng.choice([1, 1, 2, 3, 30])
            try:
                run_steps(engine.index_folder(IndexFolder(1, str(films))))
                finished = True
            except EncoderError:
                lost += 1
            engine.close()
        wanted, found = vectors(tmp_path / "clean"), vectors(folder)
        assert wanted.keys() == found.keys()
        for place, vector in wanted.items():
            cosine = float(vector @ found[place]) / float(np.linalg.norm(vector) * np.linalg.norm(found[place]))
            assert cosine >= 0.999
    print(f"\n{lost} losses in {rounds} libraries")


@pytest.mark.goal("F7")
def test_a_serving_engine_that_lost_its_device_ends_with_a_code_of_its_own(tmp_path, films, tried):
    tried("F7", 1)
    code = (
        "import sys, engine.engine\n"
        "from engine.cli import main\n"
        "from engine.indexing.steps import WAIT\n"
        "from tests.engine.test_lost_encoder import Failing\n"
        "from tests.fakes import load_fake\n"
        "index_folder = engine.engine.Engine.index_folder\n"
        "def index(self, request):\n"
        "    while self.model() is None:\n"
        "        yield WAIT\n"
        "    self.model().backbone.fail_at = 2\n"
        "    yield from index_folder(self, request)\n"
        "engine.engine.Engine.index_folder = index\n"
        "engine.engine.load_model = lambda name, device: (Failing('colours', load_fake()[0].key), *load_fake()[1:])\n"
        "sys.exit(main())"
    )
    run = [sys.executable, "-c", code, "--library", str(tmp_path / "library"), "serve"]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        run, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(encode(IndexFolder(1, str(films))))
        child.stdin.flush()
        assert child.wait(60) == 70
        assert b"CUDA error" in child.stderr.read()
    assert "CUDA error" in (tmp_path / "library" / "logs" / "engine.log").read_text()
