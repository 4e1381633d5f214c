"""Two processes on the processor (Gloo): the same gradients as one process with the whole batch, and the same training."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.training.caption_batches import Batch
from engine.training.contrast import info_nce, mil_nce, same
from engine.training.distributed import Processes, joined_processes
from engine.training.finetune_settings import FinetuneSettings
from engine.training.gradient_cache import backward
from engine.training.starting_point import choose_head, open_source
from engine.training.trainee import Chunk, Features, Trainee, freeze
from tests.tiny_clip import VOCABULARY, write_films, write_tiny_clip

ROOT = Path(__file__).parents[2]
VIDEOS = [*"abcadb"]  # six clips of four videos
OWNER = [0, 0, 1, -1, 2, 2, 3, 3, 4, 4, 5, -1]
CASES = {  # method, loss, clips at once, frozen blocks
    "at once": ("xclip", "infonce", 3, -1),
    "cached": ("xclip", "infonce", 2, -1),
    "cached, first block frozen": ("clip4clip", "infonce", 1, 1),
    "milnce": ("clip4clip", "milnce", 2, 0),
}


def gradients(model: Path, case: str, processes: Processes) -> dict[str, torch.Tensor]:
    """Of a batch of six clips, of which this process encodes its part."""
    method, loss, size, frozen = CASES[case]
    torch.manual_seed(0)
    source = open_source(f"local-dir:{model}")
    head, _ = choose_head(source, FinetuneSettings(method, layers=1))
    freeze(source.model, frozen)
    trainee = Trainee(source.model, head).train()
    with torch.no_grad():
        trainee.model.logit_scale.fill_(1.0)  # type: ignore[operator]
    texts = 2 if loss == "milnce" else 1
    rng, clips = np.random.default_rng(5), []
    for number in range(len(VIDEOS)):
        frames = 1 + number % 3  # so that the processes see clips and texts of different lengths
        ids = torch.zeros(texts, 24, dtype=torch.long)
        for row in ids:
            words = [VOCABULARY - 2, *rng.integers(300, 900, frames + 1), VOCABULARY - 1]
            row[: len(words)] = torch.tensor(words)
        clips.append((ids, torch.from_numpy(rng.integers(0, 256, (frames, 32, 32, 3), dtype=np.uint8))))
    mine = clips[processes.share(len(clips))]
    chunks = [
        Chunk(torch.cat([i for i, _ in some]), torch.cat([p for _, p in some]), torch.tensor([len(p) for _, p in some]))
        for some in (mine[at : at + size] for at in range(0, len(mine), size))
    ]
    batch = Batch(chunks, torch.tensor(OWNER), same(VIDEOS))

    def loss_of(features: Features) -> torch.Tensor:
        logits = trainee.logits(features)
        return mil_nce(logits.T, batch.owner, batch.alike) if loss == "milnce" else info_nce(logits, batch.alike)

    backward(processes.wrap(trainee), chunks, loss_of, processes)
    return {name: p.grad for name, p in trainee.named_parameters() if p.grad is not None}


def run_two(command: list[str], folder: Path) -> list[str]:
    """Two processes as torchrun starts them; what each printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    shared |= (
        {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "GLOO_SOCKET_IFNAME": "lo"} if sys.platform == "linux" else {}
    )
    children = []
    for rank in "01":
        log = (folder / f"{rank}.log").open("wb")
        environment = os.environ | shared | {"RANK": rank, "LOCAL_RANK": rank}
        children.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT))
        log.close()
    try:
        codes = [child.wait(timeout=240) for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()
    told = [(folder / f"{rank}.log").read_text() for rank in "01"]
    assert codes == [0, 0], "\n".join(told)
    return told


def write_gradients(model: Path, folder: Path) -> None:
    """What each of two child processes does."""
    torch.set_num_threads(1)
    with joined_processes("cpu") as processes:
        assert (processes.count, processes.local_count, processes.first) == (2, 2, processes.rank == 0)
        assert processes.agree(float(processes.rank + 5)) == 5.0
        for number, case in enumerate(CASES):
            save_file(gradients(model, case, processes), folder / f"{number}.{processes.rank}.safetensors")
            processes.wait()


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch was built without torch.distributed")
def test_two_processes_have_the_gradients_of_one_with_the_whole_batch(tmp_path):
    model = write_tiny_clip(tmp_path / "model")
    code = "from tests.engine.test_training_distributed import write_gradients as go; from pathlib import Path as P; "
    run_two([sys.executable, "-c", f"{code}go(P({str(model)!r}), P({str(tmp_path)!r}))"], tmp_path)
    for number, case in enumerate(CASES):
        alone = gradients(model, case, Processes())
        two = [load_file(tmp_path / f"{number}.{rank}.safetensors") for rank in range(2)]
        assert max(float(g.abs().max()) for g in alone.values()) > 1e-3
        assert alone.keys() <= two[0].keys() == two[1].keys()
        for name, gradient in two[0].items():
            wanted = alone.get(name, torch.zeros_like(gradient))  # without a part in the loss
            assert torch.equal(gradient, two[1][name]), f"{case}: {name}"
            assert float((gradient - wanted).abs().max()) <= 1e-5, f"{case}: {name}"


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch was built without torch.distributed")
def test_two_processes_train_through_the_command_line(tmp_path):
    model, films = write_tiny_clip(tmp_path / "model"), write_films(tmp_path / "films", 4, val=1)
    (films / "bad.mp4").write_bytes(b"nothing")
    with (films / "captions.csv").open("a") as table:
        table.write("bad.mp4,a broken film,train\n")
    command = [sys.executable, "-m", "engine.cli", "--device", "cpu", "train", "xclip", "--json"]
    options = {
        "data": films, "layers": 1, "backbone": f"local-dir:{model}", "out": tmp_path / "out", "batch": 5, "epochs": 1, "rate": 1e-3,
    }  # fmt: skip
    command += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    first, second = run_two(command, tmp_path)
    told = [json.loads(line) for line in first.splitlines()]
    assert second == ""  # the first speaks for both
    assert [line["figures"].keys() for line in told if "figures" in line] == [{"R@1", "R@5", "R@10", "MdR"}]
    assert any("batches of 4" in line.get("message", "") for line in told)  # a multiple of two
    assert any("1 videos cannot be read" in line.get("message", "") for line in told)
    assert (tmp_path / "out" / "head.safetensors").is_file()
