"""kill -9 at any moment: what was said to be saved is there, no video is half there, and nothing finished is decoded again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are Unix's")


def stage(kind: str, folder: Path, kills: int) -> dict[str, int]:
    environ = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.kill_stage", kind, str(folder), str(kills)]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{told}")
    return told


@pytest.mark.goal("R1")
def test_nothing_that_was_said_to_be_saved_is_lost(memory_path, size, tried):
    kills = size(100, 1000)
    tried("R1", kills)
    told = stage("saved", memory_path, kills)
    assert told["kills"] == kills
    assert told["acknowledged"] > kills


@pytest.mark.goal("R3")
def test_a_crash_costs_one_video_at_most(memory_path, size, tried):
    kills = size(20, 200)
    tried("R3", kills)
    told = stage("run", memory_path, kills)
    assert told["kills"] >= kills
    assert told["whole"] <= told["clips"] + told["kills"]
