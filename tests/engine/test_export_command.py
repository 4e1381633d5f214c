"""`rushes-engine export` as a person runs it: ranges by name, the answer of a search, exit codes and sentences."""

import json
import subprocess
import sys
from pathlib import Path

import opentimelineio as otio
import pytest

from engine.library.library import Library
from tests.clips import make_clip
from tests.engine.export_films import NTSC, put_into_library


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of two films."""
    folder = tmp_path_factory.mktemp("place")
    clips = [make_clip(folder / "beach.mp4", 3.0, NTSC), make_clip(folder / "walk @ home.mkv", 3.0, 25)]
    library = Library(folder / "library")
    put_into_library(library, folder, [clip.path for clip in clips])
    library.close()
    return folder


def run(place: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "--library", str(place / "library"), "export", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)


def test_ranges_by_name_become_one_list(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.otio"
    done = run(place, "otio", str(out), f"{place}/beach.mp4@1.001-2.002", f"{place}/walk @ home.mkv@0:01-0:02.4")
    assert (done.returncode, done.stdout.strip()) == (0, str(out)), done.stderr
    clips = list(otio.adapters.read_from_file(str(out)).find_clips())
    assert [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips] == [
        (30, 30),
        (25, 35),
    ]
    again = run(place, "otio", str(out), f"{place}/beach.mp4@1-2")
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert run(place, "otio", str(out), f"{place}/beach.mp4@1-2", "--overwrite").returncode == 0


def test_the_answer_of_a_search_is_taken_from_standard_input(place: Path, tmp_path: Path) -> None:
    hits = [
        {"path": f"{place}/beach.mp4", "start": 0.5, "end": 1.5, "band": "strong", "video": 1},
        {"path": f"{place}/walk @ home.mkv", "start": 0.0, "end": 1.0, "band": "weak", "video": 2},
        {"path": "/gone.mp4", "start": 0.0, "end": 1.0, "band": "strong", "video": 9},
    ]
    answer = json.dumps({"type": "Progress"}) + "\n" + json.dumps({"type": "Hits", "hits": hits})
    done = run(place, "edl", str(tmp_path / "list.edl"), "--from", "-", "--json", text=answer)
    assert done.returncode == 0, done.stderr
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert next(reply["paths"] for reply in replies if reply["type"] == "Exported") == [str(tmp_path / "list.edl")]
    assert (tmp_path / "list.edl").read_text().count("FROM CLIP NAME") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("edl", "{out}"), "Name ranges"),
        (("edl", "{out}", "beach"), "is no range"),
        (("edl", "{out}", "nowhere.mp4@1-2"), "is not in this library"),
        (("edl", "{out}", "{place}/beach.mp4@2-1"), "ends before it begins"),
        (("clip", "{place}/beach.mp4", "{place}/beach.mp4@1-2", "--overwrite"), "one of your videos"),
        (("edl", "{out}", "--from", "-"), "not the answer of a search"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    place: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    given = (argument.format(out=tmp_path / "list.edl", place=place) for argument in arguments)
    done = run(place, *given, text="[]")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "list.edl").exists()
