"""A whole session watched from outside: window, engine and decoders ask for no network from start to end."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clips import make_clip

ROOT = Path(__file__).parents[2]


@pytest.mark.goal("S1")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (Linux only)")
def test_window_engine_and_decoders_ask_for_no_network_from_start_to_end(tmp_path, tried):
    """Everything is real, the model too: the window opens, a folder is indexed, a question is answered, the window is closed."""
    tried("S1", 1)
    films = tmp_path / "films"
    films.mkdir()
    make_clip(films / "red.mp4", seconds=4, scenes=["red"])
    make_clip(films / "blue.mp4", seconds=4, scenes=["blue"])
    (films / "list.mp4").write_text("#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/x.ts\n")
    (films / "session.mp4").write_text("v=0\nm=video 5004 RTP/AVP 96\nc=IN IP4 127.0.0.1\n")
    trace = tmp_path / "trace.txt"
    watch = ["strace", "-f", "--seccomp-bpf", "-s", "4096", "-e", "trace=execve,socket,connect,bind", "-o", str(trace)]
    words = [str(tmp_path / "library"), str(films), "a red picture"]
    run = [sys.executable, "-m", "tests.end_to_end.whole_window", *words]
    done = subprocess.run([*watch, *run], cwd=ROOT, capture_output=True, text=True, check=False)
    if "Operation not permitted" in done.stderr and not trace.read_text():
        pytest.skip("this machine does not let processes be traced")
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    started = [line for line in lines if "execve(" in line and "= 0" in line]
    assert any('"engine.cli"' in line for line in started)
    assert any('"engine.media.worker"' in line for line in started)
    assert any("socket(AF_UNIX" in line for line in lines), "the watch itself must see sockets"
    assert not [line for line in lines if re.search(r"^\d+ +\w+\(.*AF_INET", line)]
