"""The main job, whole, as a newcomer has it: sample films are written, indexed with the model that ships, and found by sentences."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.indexing.steps import Steps
from engine.messages import FindSimilar, Hits, Search
from engine.training.demo import DemoFilm, demo_queries, plan_demo
from tests.fakes import run_steps

ROOT = Path(__file__).parents[2]


def rushes(*words: str) -> str:
    command = [sys.executable, "-m", "engine.cli", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the sample films and the library made of it, by the command line."""
    root = tmp_path_factory.mktemp("samples")
    rushes("demo", str(root / "films"))
    assert "60 videos indexed." in rushes("--library", str(root / "library"), "index", str(root / "films"))
    return root


@pytest.fixture(scope="module")
def engine(folder):
    opened = Engine(folder / "library")
    run_steps(opened.load_model())
    yield opened
    opened.close()


def answer(steps: Steps) -> Hits:
    return [reply for reply in run_steps(steps) if isinstance(reply, Hits)][-1]


def test_fifty_sentences_find_their_film_first(folder, engine):
    films = [
        DemoFilm(folder / "films" / f"film-{number:03d}.mp4", [], scenes)
        for number, scenes in enumerate(plan_demo(7), 1)
    ]
    queries = demo_queries(films)
    assert len(queries) == 50
    ranks, bands = [], []
    for text, path in queries:
        hits = answer(engine.search(Search(1, text))).hits
        order = list(dict.fromkeys(Path(hit.path).name for hit in hits))
        ranks.append(order.index(path.name) + 1 if path.name in order else 99)
        bands.append(hits[0].band)
    first = sum(rank == 1 for rank in ranks)
    print(f"\nthe right film first for {first} of 50 sentences, among the first five for {sum(r <= 5 for r in ranks)};")
    print(f"bands of the first hits: { {band: bands.count(band) for band in ('strong', 'possible', 'weak')} }")
    assert first >= 40


def test_what_no_film_shows_is_not_shown_as_sure(engine):
    strangers = ["a lawyer reads a contract aloud", "two politicians shaking hands", "a foggy mountain road at dawn"]
    assert not any(
        hit.band == "strong" for text in strangers for hit in answer(engine.search(Search(2, text))).hits[:1]
    )


def test_a_film_is_found_again_by_itself_from_outside_the_library(folder, engine, tmp_path):
    copy = tmp_path / "copy.mp4"
    copy.write_bytes((folder / "films" / "film-004.mp4").read_bytes())
    hits = answer(engine.find_similar(FindSimilar(3, path=str(copy)))).hits
    assert Path(hits[0].path).name == "film-004.mp4"
    assert hits[0].band == "strong"


def test_the_model_that_ships_says_what_it_is_good_for(engine):
    note = engine.model().head.note
    assert "real pictures roughly" in note
    assert "choose a real model" in note
    assert "rushes-engine models" in note
