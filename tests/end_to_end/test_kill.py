"""Killed with -9 at random moments of indexing, again and again: the finished library equals one that was indexed without interruption.

RUSHES_KILLS sets how many kills (default 10).
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.library.library import Library
from tests.clips import make_clip

BANDS = ("strong", "possible", "weak")
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("RUSHES_KILLS", "10"))


def command(library: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.fake_engine_command", "--library", str(library), *words]


def contents(folder: Path) -> dict[str, Any]:
    """All that a library holds, without the numbers that depend on the order of work."""
    library = Library(folder)
    db = library.catalog.db
    rows = db.execute(
        """select video.digest, shot.number, shot.start, shot.end, shot.times, embedding.vector, embedding.frames,
               embedding.usual, embedding.spread, model.key
           from embedding join shot on shot.id = embedding.shot join video on video.id = shot.video join model on model.id = embedding.model
           order by video.digest, shot.number"""
    ).fetchall()
    places = db.execute(
        """select place.path, video.digest, place.size, place.missing_since, place.problem
           from place left join video on video.id = place.video order by place.path"""
    ).fetchall()
    videos = db.execute(
        "select digest, size, duration, frame_rate, width, height, codec, problem from video order by digest"
    ).fetchall()
    done = db.execute(
        "select video.digest, indexed.until, indexed.problem from indexed join video on video.id = indexed.video order by 1"
    ).fetchall()
    words = db.execute("select caption_words.text from caption_words order by 1").fetchall()
    sound = db.execute("pragma integrity_check").fetchone()[0]
    pictures = {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted((folder / "pictures").rglob("*.jpg"))
    }
    library.close()
    return {
        "rows": rows,
        "places": places,
        "videos": videos,
        "done": done,
        "words": words,
        "sound": sound,
        "pictures": pictures,
    }


def search(library: Path, words: str) -> str:
    answer = subprocess.run(
        command(library, "search", "--json", *words.split()), cwd=ROOT, capture_output=True, check=False
    )
    hits = json.loads(answer.stdout)["hits"]
    rows = [[hit["path"], hit["start"], hit["end"], hit["score"], hit["band"], hit["best"]] for hit in hits]
    assert rows == sorted(rows, key=lambda row: (BANDS.index(row[4]), -row[3]))
    lowest = min((row[3] for row in rows), default=0.0)  # of those that score the same, which are shown is open
    told = [row if row[3] > lowest else [lowest, row[4]] for row in rows]
    return json.dumps(sorted(told, key=str))


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a Unix signal")
def test_a_killed_and_resumed_library_equals_an_uninterrupted_one(tmp_path):
    films = tmp_path / "films"
    films.mkdir()
    colours = ["red", "green", "blue", "yellow", "cyan", "white", "grey", "black"]
    for number in range(16):
        scenes = [colours[number % 8], colours[(number + 3) % 8]]
        make_clip(films / f"{number:02d}.mp4", seconds=16, fps=12, scenes=scenes, size=(320 + 16 * (number // 8), 180))
    (films / "broken.mp4").write_text("not a film")
    began = time.monotonic()
    subprocess.run(command(tmp_path / "whole", "index", str(films)), cwd=ROOT, check=True, capture_output=True)
    length = time.monotonic() - began
    whole = contents(tmp_path / "whole")
    assert len(whole["rows"]) >= 32
    rng = random.Random(7)
    kills = rounds = 0
    while kills < KILLS:  # each round is one library, killed and resumed until it is finished
        killed = tmp_path / f"killed-{rounds}"
        finished = False
        while not finished:
            with subprocess.Popen(
                command(killed, "index", str(films)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as child:
                time.sleep(rng.uniform(0.2, 0.7) * length)
                finished = child.poll() == 0
                child.kill()
            kills += not finished
            if rng.random() < 0.2:
                shutil.rmtree(killed / "index", ignore_errors=True)  # a cache may also be lost
        rounds += 1
        resumed = contents(killed)
        assert resumed["sound"] == "ok"
        for part, expected in whole.items():
            assert resumed[part] == expected, part
        for words in ("red", "green blue", "a zebra"):
            assert search(killed, words) == search(tmp_path / "whole", words)
        assert not list((killed / "pictures").rglob("*.new"))
    print(f"\n{kills} kills in {rounds} libraries")
