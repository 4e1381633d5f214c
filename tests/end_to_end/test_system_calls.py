"""What the running program really asks of the system, watched from outside: who opens videos, what else is opened, and that no socket is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clips import make_clip

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (Linux only)")


def watch(tmp_path: Path, *words: str) -> list[tuple[str, str]]:
    """Run the command line under strace; (process, line) of every call that opens a file, starts a program or makes a socket."""
    trace = tmp_path / "trace.txt"
    calls = "trace=open,openat,openat2,execve,socket,connect,read,pread64,readv"
    command = ["strace", "-f", "-y", "-s", "4096", "-e", calls, "-o", str(trace)]
    run = [sys.executable, "-m", "tests.fake_engine_command", "--library", str(tmp_path / "library"), *words]
    done = subprocess.run([*command, *run], cwd=ROOT, capture_output=True, text=True, check=False)
    if "Operation not permitted" in done.stderr and not trace.read_text():
        pytest.skip("this machine does not let processes be traced")
    assert done.returncode == 0, done.stderr
    return [(line.split(maxsplit=1)[0], line) for line in trace.read_text(errors="replace").splitlines()]


@pytest.fixture
def films(tmp_path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    for number, colour in enumerate(["red", "green", "blue"]):
        make_clip(folder / f"film-{number}.mp4", seconds=4, scenes=[colour])
    (folder / "broken.mp4").write_text("no film")
    secret = tmp_path / "elsewhere.mp4"
    make_clip(secret, seconds=2, scenes=["white"])
    (folder / "list.mp4").write_text(f"#EXTM3U\n#EXTINF:2,\n{secret}\n#EXTINF:2,\nhttp://127.0.0.1:9/x.ts\n")
    return folder


def test_only_the_decoder_worker_reads_videos_and_nothing_opens_a_socket(tmp_path, films):
    calls = watch(tmp_path, "index", str(films))
    workers = {process for process, line in calls if "execve(" in line and '"engine.media.worker"' in line}
    assert workers
    opened = [(process, line) for process, line in calls if re.search(r"open(at)?\(.*films/[^\"]*\.mp4\"", line)]
    names = {Path(re.findall(r'"([^"]*)"', line)[-1]).name for _, line in opened}
    assert names == {"film-0.mp4", "film-1.mp4", "film-2.mp4", "broken.mp4", "list.mp4"}
    assert not {process for process, _ in opened} & workers, "the engine opens them, and hands them over"
    assert all("O_RDONLY" in line for _, line in opened)
    read = [
        (process, line)
        for process, line in calls
        if re.search(r"(read|readv|pread64)\(\d+<[^>]*films/[^>]*\.mp4>", line)
    ]
    assert len({line.split("<")[1].split(">")[0] for _, line in read}) == 5
    assert {process for process, _ in read} <= workers
    assert not [line for _, line in calls if re.search(r"^\d+ +open(at2?)?\(.*elsewhere.mp4", line)], (
        "a playlist opened another file"
    )
    assert not [line for _, line in calls if re.search(r"^\d+ +(socket|connect)\(.*AF_INET", line)], (
        "something asked for the network"
    )
