"""`rushes-engine models` and what the window asks of models, against a hub on loopback."""

import contextlib
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import model_jobs
from engine.cli import main
from engine.errors import ModelError
from engine.indexing.steps import WAIT, Pause, Steps
from engine.messages import (
    CancelJob,
    Done,
    DownloadModel,
    Failed,
    ListModels,
    Models,
    PauseIndexing,
    Progress,
    RemoveModel,
    Search,
    VerifyModel,
)
from engine.models.installed import folder_of, part_of, state_of
from engine.models.registry import find, read_list
from tests.engine.test_serve import Child
from tests.imitated_hub import COMMIT, ImitatedHub, hub_in_place

MODEL = find("clip-b32")
SECRET = find("mobileclip2-s0")  # its licence wants a yes
WEIGHTS = random.Random(1).randbytes(1_000_000)
FILES = {"open_clip_model.safetensors": WEIGHTS, "open_clip_config.json": b"{}"}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImitatedHub]:
    repositories = {MODEL.repository: dict(FILES), SECRET.repository: dict(FILES)}
    with hub_in_place(repositories, tmp_path / "models", monkeypatch) as hub:
        yield hub


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)"""
    code = main(["models", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_list_tells_states_and_choices(hub, capsys):
    assert run(capsys, "download", "clip-b32")[0] == 0
    code, out, _ = run(capsys, "list", "--json")
    assert code == 0
    told = {line["name"]: line for line in lines(out)}
    assert list(told) == [model.name for model in read_list()]
    assert told["clip-b32"]["state"] == "ready"
    assert told["clip-b32"]["size"] == len(WEIGHTS) + 2
    assert told["pe-core-l"]["state"] == "absent"
    assert sorted(filter(None, (line["recommended"] for line in told.values()))) == ["english", "multilingual"]
    text = run(capsys, "list")[1]
    assert "<- for this computer" in text
    assert "MSR-VTT without training: text to video R@1 50.3 %, video to text 50.1 %" in text


def test_download_verify_remove_in_words(hub, capsys):
    code, out, err = run(capsys, "download", "clip-b32")
    assert code == 0
    assert f"CLIP B/32 is in {folder_of(MODEL)}" in out
    assert "%" in err
    assert run(capsys, "verify")[:2] == (0, "clip-b32: all files are as they were downloaded.\n")
    assert run(capsys, "remove", "clip-b32", "--yes") == (
        0,
        "CLIP B/32 was deleted. What was indexed with it stays.\n",
        "",
    )
    assert state_of(MODEL) == "absent"
    assert run(capsys, "remove", "clip-b32", "--yes")[0::2] == (1, "CLIP B/32 is not on this computer.\n")


def test_download_verify_remove_in_json(hub, capsys):
    code, out, _ = run(capsys, "download", "ViT-B-32-256:datacomp_s34b_b86k", "--json")
    assert code == 0
    assert lines(out)[0]["activity"] == "asking"
    assert lines(out)[-1] == {
        "type": "DownloadStep",
        "activity": "ready",
        "done": 1_000_002,
        "total": 1_000_002,
        "speed": None,
        "eta": None,
    }
    assert json.loads((folder_of(MODEL) / "model.json").read_text())["revision"] == COMMIT
    (folder_of(MODEL) / "open_clip_config.json").write_text("[]")
    code, out, _ = run(capsys, "verify", "clip-b32", "--json")
    assert code == 1
    assert lines(out)[0]["good"] is False
    assert "open_clip_config.json of CLIP B/32 has changed" in lines(out)[0]["sentence"]
    assert lines(run(capsys, "remove", "clip-b32", "--yes", "--json")[1]) == [{"type": "Removed", "name": "clip-b32"}]


def test_failures_are_a_sentence_and_exit_code_one(hub, capsys):
    code, out, err = run(capsys, "download", SECRET.name)
    assert (code, out) == (1, "")
    assert "Apple ML Research" in err
    assert "--accept-licence" in err
    assert hub.asked == []
    hub.faults.missing = True
    code, out, err = run(capsys, "download", "clip-b32", "--json")
    assert code == 1
    assert "not there or not public" in lines(out)[-1]["error"]
    assert run(capsys, "verify", "clip-b32")[0] == 1
    assert run(capsys, "download", SECRET.name, "--accept-licence")[0] == 1


def test_deleting_asks_first(hub, capsys, monkeypatch):
    assert run(capsys, "download", "clip-b32")[0] == 0
    assert "Say --yes" in run(capsys, "remove", "clip-b32")[2]
    answers = io.StringIO("n\ny\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    assert run(capsys, "remove", "clip-b32")[0] == 0
    assert state_of(MODEL) == "ready"
    assert run(capsys, "remove", "clip-b32")[0] == 0
    assert state_of(MODEL) == "absent"


# What the window asks ------------------------------------------------------------------------------------------------


def replies(steps: Steps) -> Iterator[Any]:
    """The replies of a job, one after the other."""
    for item in steps:
        if item is WAIT:
            time.sleep(0.01)
        elif not isinstance(item, Pause):
            yield item


def said(steps: Steps) -> list[Any]:
    """All replies of a job."""
    with contextlib.closing(steps):
        return list(replies(steps))


def test_the_window_lists_downloads_checks_and_removes(hub):
    hub.faults.block, hub.faults.wait = 100_000, 0.04
    told = said(model_jobs.download_model(DownloadModel(7, "clip-b32")))
    assert told[-1] == Done(7)
    assert all(isinstance(item, Progress) and item.job == 7 for item in told[:-1])
    assert [item.activity for item in told if isinstance(item, Progress)][-1] == "checking"
    assert any(0 < item.done < item.total for item in told if isinstance(item, Progress))
    models, done = said(model_jobs.list_models(ListModels(8)))
    assert isinstance(models, Models)
    assert done == Done(8)
    assert next(offer for offer in models.models if offer.name == "clip-b32").state == "ready"
    assert said(model_jobs.verify_model(VerifyModel(9, "clip-b32")))[-1].sentence.startswith("All files of CLIP B/32")
    assert said(model_jobs.remove_model(RemoveModel(10, "clip-b32")))[-1].job == 10
    assert state_of(MODEL) == "absent"


def test_a_download_that_is_cancelled_is_kept_for_later(hub):
    hub.faults.block, hub.faults.wait = 50_000, 0.2
    steps = model_jobs.download_model(DownloadModel(7, "clip-b32"))
    next(item for item in replies(steps) if isinstance(item, Progress) and item.done > 0)
    steps.close()
    assert state_of(MODEL) == "part"
    arrived = sum(path.stat().st_size for path in part_of(MODEL).iterdir())
    hub.faults.wait, hub.sent = 0.0, 0
    assert said(model_jobs.download_model(DownloadModel(8, "clip-b32")))[-1] == Done(8)
    assert hub.sent <= len(WEIGHTS) - arrived + 200_000  # what the first server thread still had in hand


def test_the_engine_downloads_beside_its_other_work(hub, tmp_path):
    hub.faults.block, hub.faults.wait = 50_000, 0.1
    child = Child(tmp_path / "library")
    try:
        child.ask(DownloadModel(7, "clip-b32"))
        child.wait_for(Progress, job=7, activity="downloading")
        child.ask(Search(8, "red"), PauseIndexing(True))
        child.wait_for(Done, job=8)
        progress = child.wait_for(Progress, job=7)
        assert not progress.paused  # indexing pauses, a download does not
        child.ask(CancelJob(7))
        assert child.wait_for(Done, job=7).cancelled
        hub.faults.wait = 0.0
        child.ask(DownloadModel(9, "clip-b32"))
        assert not child.wait_for(Done, job=9).cancelled
        child.ask(RemoveModel(10, "clip-b32"), VerifyModel(11, "clip-b32"))
        assert "not on this computer" in child.wait_for(Failed, job=11).sentence
    finally:
        child.end()


def test_the_window_hears_the_sentence_of_a_failure(hub):
    with pytest.raises(ModelError, match="non-commercial research only"):
        said(model_jobs.download_model(DownloadModel(7, SECRET.name)))
    hub.faults.wrong = True
    with pytest.raises(ModelError, match="arrived damaged"):
        said(model_jobs.download_model(DownloadModel(8, SECRET.name, accept_licence=True)))
    with pytest.raises(ModelError, match="not on this computer"):
        said(model_jobs.verify_model(VerifyModel(9, "clip-b32")))
