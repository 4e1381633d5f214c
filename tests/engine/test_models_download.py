"""The downloader against a hub on loopback: whole, cut, damaged, full, missing, slow; never a half model, never other bytes than the hub's."""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import huggingface_hub.constants
import pytest

from engine.errors import ModelError
from engine.models.download import DownloadStep, download
from engine.models.installed import PIN, folder_of, part_of, read_pin, remove, require, state_of, verify
from engine.models.registry import Model, find
from tests.imitated_hub import COMMIT, ImitatedHub, hub_in_place

ROOT = Path(__file__).parents[2]
MODEL = find("clip-b32")
WEIGHTS = random.Random(1).randbytes(1_000_000)
CONFIG = b'{"model_cfg": {}}'
WANTED = "open_clip_model.safetensors"
THIRD = 300_000  # bytes: the cut at 30 %


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImitatedHub]:
    files = {
        WANTED: WEIGHTS,
        "open_clip_config.json": CONFIG,
        "open_clip_pytorch_model.bin": WEIGHTS * 2,
        "model.safetensors": WEIGHTS,
        "README.md": b"x",
    }
    with hub_in_place({MODEL.repository: files}, tmp_path / "models", monkeypatch) as hub:
        yield hub


def get(model: Model = MODEL, **options: bool) -> list[DownloadStep]:
    return list(download(model, pause=0.01, **options))


def test_a_whole_download_is_pinned_checked_and_has_only_what_is_needed(hub):
    steps = get()
    assert [step.activity for step in steps][:1] == ["asking"]
    assert steps[-1] == DownloadStep("ready", len(WEIGHTS) + len(CONFIG), len(WEIGHTS) + len(CONFIG))
    folder, pin = require(MODEL)
    assert sorted(path.name for path in folder.iterdir()) == [PIN, "open_clip_config.json", WANTED]
    assert (folder / WANTED).read_bytes() == WEIGHTS
    assert pin.revision == COMMIT
    assert {file.name: file.sha256 for file in pin.files}[WANTED] == hashlib.sha256(WEIGHTS).hexdigest()
    assert not part_of(MODEL).exists()
    assert not any(".bin" in line or "/model.safetensors" in line for line in hub.asked)
    assert all(COMMIT in line for line in hub.asked if "/resolve/" in line)  # the commit, not "main"
    assert huggingface_hub.constants.HF_HUB_OFFLINE  # offline again


def test_a_second_download_checks_and_fetches_nothing(hub):
    get()
    asked = len(hub.asked)
    assert get()[-1].activity == "ready"
    assert len(hub.asked) == asked


def test_a_cut_connection_is_taken_up_where_it_broke(hub):
    hub.faults.cuts = [THIRD, THIRD]
    get()
    assert (folder_of(MODEL) / WANTED).read_bytes() == WEIGHTS
    assert hub.sent == len(WEIGHTS)  # nothing came twice
    assert [line.rpartition(" ")[2] for line in hub.asked if "/cdn/" in line][1:] == ["bytes=300000-", "bytes=600000-"]


def test_after_too_many_cuts_the_next_download_goes_on(hub):
    hub.faults.cuts = [THIRD, 0, 0, 0, 0, 0]
    with pytest.raises(ModelError, match="What has arrived is kept"):
        get()
    assert state_of(MODEL) == "part"
    with pytest.raises(ModelError, match=r"is not on this computer.*models download clip-b32"):
        require(MODEL)
    hub.faults.cuts.clear()
    get()
    assert hub.sent == len(WEIGHTS)
    assert state_of(MODEL) == "ready"


def test_a_server_without_ranges_starts_again(hub):
    hub.faults.cuts, hub.faults.ranges = [THIRD], False
    get()
    assert (folder_of(MODEL) / WANTED).read_bytes() == WEIGHTS
    assert hub.sent == len(WEIGHTS) + THIRD


def test_a_wrong_checksum_is_never_a_model(hub):
    hub.faults.wrong = True
    with pytest.raises(ModelError, match=r"open_clip_model\.safetensors .* arrived damaged"):
        get()
    assert read_pin(folder_of(MODEL)) is None
    assert not any(path.name.startswith(WANTED) for path in part_of(MODEL).iterdir())  # begun anew, not resumed
    hub.faults.wrong = False
    assert get()[-1].activity == "ready"


def test_other_content_upstream_does_not_go_on_with_the_old_half(hub):
    hub.faults.cuts = [THIRD, 0, 0, 0, 0, 0]
    with pytest.raises(ModelError):
        get()
    other = WEIGHTS[::-1]
    hub.repositories[MODEL.repository][WANTED], hub.commit, hub.faults.cuts = other, "b" * 40, []
    get()
    assert (folder_of(MODEL) / WANTED).read_bytes() == other
    pin = read_pin(folder_of(MODEL))
    assert pin is not None
    assert pin.revision == "b" * 40


def test_a_full_disk_is_noticed_before(hub, monkeypatch):
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=100_500_000))
    with pytest.raises(
        ModelError, match=r"not enough room for CLIP B/32: 0\.00 GB are still to come, and 0\.10 GB are free"
    ):
        get()
    assert hub.sent == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_disk_that_gets_full_keeps_what_has_arrived(hub):
    part_of(MODEL).mkdir(parents=True)
    file = part_of(MODEL) / f"{WANTED}.{hashlib.sha256(WEIGHTS).hexdigest()[:12]}.part"
    file.symlink_to("/dev/full")
    with pytest.raises(ModelError, match=r"The disk with .* is full. What has arrived is kept"):
        get()
    assert state_of(MODEL) == "part"


def test_a_repository_that_is_not_there(hub):
    hub.faults.missing = True
    with pytest.raises(ModelError, match=r"does not give out laion/.*not there or not public"):
        get()
    assert state_of(MODEL) == "absent"


def test_a_page_to_log_in_is_not_the_hub(hub):
    hub.faults.portal = True
    with pytest.raises(ModelError, match=r"is not the hub. Does this network want you to log in first\?"):
        get()


def test_a_repository_without_safe_weights_is_refused(hub):
    del hub.repositories[MODEL.repository][WANTED]
    with pytest.raises(ModelError, match="no weights as safetensors"):
        get()


def test_a_server_in_trouble_is_asked_again(hub):
    hub.faults.error = [503, 429]
    assert get()[-1].activity == "ready"
    remove(MODEL)
    hub.faults.error = [403]
    with pytest.raises(ModelError, match=r"answered with an error \(403\)"):
        get()


def test_no_network_is_a_sentence(hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match=r"The connection to 127\.0\.0\.1:9 failed"):
        get()


def test_a_slow_server_is_waited_for_and_tells_how_long(hub):
    hub.faults.block, hub.faults.wait = 40_000, 0.08
    steps = [step for step in get() if step.activity == "downloading"]
    assert len(steps) >= 3
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[0].eta is None  # not before it can be told
    known = [step.eta for step in steps if step.eta is not None]
    assert known
    assert known[-1] < known[0]


def test_a_licence_that_is_not_free_wants_a_yes(hub):
    model = replace(MODEL, free=False, licence="for research only")
    with pytest.raises(ModelError, match=r"for research only.*--accept-licence"):
        get(model)
    assert hub.asked == []
    assert get(model, accept_licence=True)[-1].activity == "ready"


def test_one_download_at_a_time(hub):
    first = download(MODEL)
    next(first)
    with pytest.raises(ModelError, match="being downloaded already"):
        get()
    first.close()
    assert get()[-1].activity == "ready"


def test_a_changed_file_is_found_and_only_it_is_fetched_again(hub):
    get()
    assert list(verify(MODEL))[-1] == (len(WEIGHTS) + len(CONFIG),) * 2
    (folder_of(MODEL) / WANTED).write_bytes(WEIGHTS[:-1] + b"\0")
    with pytest.raises(ModelError, match=r"open_clip_model\.safetensors .* has changed"):
        require(MODEL)
    (folder_of(MODEL) / WANTED).write_bytes(WEIGHTS[:-1])
    assert state_of(MODEL) == "damaged"
    hub.asked.clear()
    get()
    assert [line for line in hub.asked if "/resolve/" in line] == [f"GET /{MODEL.repository}/resolve/{COMMIT}/{WANTED}"]
    require(MODEL)


def test_a_pin_without_its_files_is_no_model(hub):
    get()
    (folder_of(MODEL) / PIN).write_text(json.dumps({"format": 1, "files": []}))
    assert read_pin(folder_of(MODEL)) is None


def test_removing_leaves_nothing(hub):
    get()
    assert remove(MODEL)
    assert not remove(MODEL)
    assert state_of(MODEL) == "absent"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_download_goes_on_where_it_was(hub):
    hub.faults.block, hub.faults.wait = 50_000, 0.05
    command = [sys.executable, "-m", "engine.cli", "models", "download", "--json", "clip-b32"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while hub.sent < THIRD and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert state_of(MODEL) == "part"
    hub.faults.wait = 0
    with contextlib.closing(download(MODEL, pause=0.01)) as steps:
        assert list(steps)[-1].activity == "ready"
    resumed = [line for line in hub.asked if "/cdn/" in line][-1]
    assert int(resumed.rpartition("=")[2].rstrip("-")) >= THIRD - 50_000
    assert (folder_of(MODEL) / WANTED).read_bytes() == WEIGHTS
