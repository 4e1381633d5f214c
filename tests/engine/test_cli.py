"""The command line, as a person or a script has it: real child processes with a fake model."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.clips import make_clip

ROOT = Path(__file__).parents[2]


def rushes(library: Path, *words: str, fake: bool = True) -> subprocess.CompletedProcess[str]:
    module = "tests.fake_engine_command" if fake else "engine.cli"
    command = [sys.executable, "-m", module, "--library", str(library), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("cli")
    (root / "films").mkdir()
    for number, colour in enumerate(["red", "green", "blue"]):
        make_clip(root / "films" / f"{number}.mp4", seconds=5, fps=10, scenes=[colour])
    (root / "films" / "broken.mp4").write_text("no film")
    answer = rushes(root / "library", "index", str(root / "films"))
    assert answer.returncode == 0
    assert "3 videos indexed." in answer.stdout
    assert "broken.mp4: " in answer.stderr
    assert "s of footage" in answer.stderr
    return root / "library"


def test_search_prints_moments_best_first(library):
    answer = rushes(library, "search", "green")
    assert answer.returncode == 0
    first = next(line for line in answer.stdout.splitlines() if ".mp4" in line)
    assert "1.mp4" in first
    assert "00:00.0–00:05.0" in first


def test_search_in_json(library):
    answer = json.loads(rushes(library, "search", "--json", "green").stdout)
    assert answer["type"] == "Hits"
    assert answer["stage"] == "refined"
    assert Path(answer["hits"][0]["path"]).name == "1.mp4"


def test_a_minus_goes_after_two_dashes(library):
    answer = rushes(library, "search", "--json", "--", "green", "-red")
    assert json.loads(answer.stdout)["query"] == "green"


def found(library: Path, *words: str) -> list[str]:
    answer = rushes(library, "search", "--json", *words)
    return [Path(hit["path"]).stem for hit in json.loads(answer.stdout)["hits"]]


def test_a_still_joins_the_words_or_is_left_out(library, tmp_path):
    Image.new("RGB", (32, 32), "blue").save(tmp_path / "sea.png")
    assert found(library, "--image", str(tmp_path / "sea.png"))[0] == "2"
    assert found(library, "green", "--image", f"{tmp_path / 'sea.png'}:0.25")[0] == "1"
    assert found(library, "blue", "green", "--without-image", str(tmp_path / "sea.png"))[0] == "1"
    assert (
        rushes(library, "search", "--image", str(tmp_path / "gone.png")).stderr == "This file is not there any more.\n"
    )


def test_no_words_show_the_newest_in_any_order_and_scope(library):
    assert found(library) == ["2", "1", "0"]
    assert found(library, "--sort", "name") == ["0", "1", "2"]
    assert found(library, "--until", "2001-09-09", "--sound", "no") == []
    assert found(library, "--since", "2001", "--orientation", "landscape", "--lines", "90") == ["2", "1", "0"]
    assert rushes(library, "search", "--since", "yesterday").returncode == 2


def test_what_filters_hide_is_told(library):
    answer = rushes(library, "search", "green", "--sound", "yes")
    assert "1 hidden by the filter of sound" in answer.stdout


def test_nothing_clear_has_its_own_exit_code(library):
    answer = rushes(library, "search", "zebra")
    assert answer.returncode == 3
    assert "Nothing clearly shows “zebra”" in answer.stdout


def test_similar_to_a_file(library, tmp_path):
    make_clip(tmp_path / "x.mkv", seconds=3, scenes=["blue"])
    answer = json.loads(rushes(library, "similar", "--json", str(tmp_path / "x.mkv")).stdout)
    assert Path(answer["hits"][0]["path"]).name == "2.mp4"


def test_info_tells_what_is_there(library):
    answer = rushes(library, "info")
    assert "3 of 3 videos indexed" in answer.stdout
    assert "Knows nine colours" in answer.stdout
    assert "broken.mp4" in answer.stderr


def test_scope_by_folder_of_the_library_only(library):
    answer = rushes(library, "search", "--folder", "/nowhere", "green")
    assert answer.returncode == 1
    assert "is not a folder of this library" in answer.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["index", "nowhere"], "There is no folder"),
        (["similar", "nowhere.mp4"], "."),
        (["search", "--", "-red"], "not only"),
    ],
)
def test_known_failures_are_one_sentence_and_exit_code_one(library, words, sentence):
    answer = rushes(library, *words)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("no-such-model", "no-such-model"),
        ("ViT-B-32:no-such-tag", "no-such-tag"),
        ("local-dir:/no/such/folder", "/no/such/folder"),
    ],
)
def test_an_unknown_model_is_a_sentence(tmp_path, model, sentence):
    (tmp_path / "films").mkdir()
    answer = rushes(tmp_path, "--model", model, "index", str(tmp_path / "films"), fake=False)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_library_that_is_not_there_is_a_sentence_and_is_not_made_by_looking(tmp_path):
    for words in (["search", "red"], ["info"], ["similar", "x.mp4"], ["remove", "x"]):
        answer = rushes(tmp_path / "nowhere", *words)
        assert answer.returncode == 1
        assert "There is no library in" in answer.stderr
    assert not (tmp_path / "nowhere").exists()


def test_wrong_usage_has_exit_code_two(tmp_path):
    assert rushes(tmp_path, "serach", "red").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a child process differently on Windows")
def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(tmp_path):
    (tmp_path / "films").mkdir()
    for number in range(12):
        make_clip(
            tmp_path / "films" / f"{number}.mp4", seconds=20, fps=12, scenes=["red"], size=(640 + 2 * number, 360)
        )
    command = [
        sys.executable,
        "-m",
        "tests.fake_engine_command",
        "--library",
        str(tmp_path / "l"),
        "index",
        "--json",
        str(tmp_path / "films"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        for line in child.stdout:
            if '"videos_done": 2' in line:
                child.send_signal(signal.SIGINT)
                break
        began = time.monotonic()
        child.stdout.read()
        error = child.stderr.read()
    assert child.returncode == 130
    assert "Everything finished so far is saved" in error
    assert "Traceback" not in error
    assert time.monotonic() - began < 30
    again = rushes(tmp_path / "l", "index", str(tmp_path / "films"))
    assert again.returncode == 0
    assert "12 videos indexed" not in again.stdout
