"""Files that point to other files: nothing they point to is opened, watched from outside while the real worker reads them."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import MediaError
from engine.media.decoder import WORKER_COMMAND, Decoder
from engine.media.frames import FrameSize
from tests.odd_media import film
from tests.odd_playlists import playlists

ROOT = Path(__file__).parents[2]
SIZE = FrameSize(32, 32)
CALLS = "trace=open,openat,openat2,creat,readlink,readlinkat,socket,connect,bind,sendto,execve,recvmsg,stat,newfstatat,access,faccessat"


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[Path, str]]:
    """The thirty, and what should become of them."""
    target = tmp_path / "other-film.mkv"
    target.write_bytes(film())
    made = playlists(target)
    for name, content, _ in made:
        (tmp_path / name).write_bytes(content)
    for number in range(3):
        (tmp_path / f"playlist-seq{number:03}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return [(tmp_path / name, verdict) for name, _, verdict in made]


def read_all(decoder: Decoder, files: list[tuple[Path, str]]) -> None:
    """Probe and sample each; the verdicts are as they should be."""
    for path, verdict in files:
        for ask in (decoder.probe, lambda path: list(decoder.sample(path, SIZE))):
            try:
                ask(path)
                said = "ok"
            except MediaError as error:
                said = error.verdict
            assert said == verdict, path.name


@pytest.mark.goal("S3")
def test_the_worker_opens_nothing_whatever_a_file_points_to(
    files: list[tuple[Path, str]], tmp_path: Path, tried: Callable[[str, int], None]
) -> None:
    strace, log = shutil.which("strace"), tmp_path / "calls.txt"
    tracer = [str(strace), "-f", "-qq", "-s", "300", "-e", CALLS, "-o", str(log)]
    if strace is None or subprocess.run([*tracer, "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace is not here, or may not trace; the test below needs none")
    assert len(files) == 30
    tried("S3", len(files))
    with Decoder(command=[*tracer, *WORKER_COMMAND]) as decoder:
        read_all(decoder, files)
    calls = log.read_text("utf-8", "replace").splitlines()
    handed = [number for number, line in enumerate(calls) if "SCM_RIGHTS" in line]
    assert len(handed) >= 2 * len(files), "the trace shows what is handed over"
    after = [line for line in calls[handed[0] + 1 :] if "recvmsg(" not in line and "recvmsg resumed" not in line]
    # some file systems' answers are asked for what is open already, by number and without a name
    named = [
        line
        for line in after
        if str(tmp_path) in line or 'AT_FDCWD, "' in line or "socket(" in line or "connect(" in line
    ]
    assert named == []


@pytest.mark.goal("S3")
def test_ffmpeg_asks_for_no_other_file_even_without_confinement(
    files: list[tuple[Path, str]], tmp_path: Path, tried: Callable[[str, int], None]
) -> None:
    """The second wall: with the system's refusal taken away, the lists alone keep FFmpeg from asking. Python's own audit sees what it opens."""
    diary = tmp_path / "asked"
    code = (
        "import sys; from engine.media import opening, worker\n"
        "def deny(url, flags, options):\n    open(sys.argv[1], 'a').write(f'{url}\\n'); raise PermissionError\n"
        "opening._deny = deny\n"
        "worker.confine = lambda memory: ()\n"
        "warm_up = worker.warm_up\n"
        "def then_watch():\n"
        "    warm_up()\n"
        "    sys.addaudithook(lambda name, what: open(sys.argv[1], 'a').write(f'{name} {what}\\n')\n"
        "        if name in ('open', 'socket.connect', 'socket.bind') and isinstance(what[0], str) and what[0] != sys.argv[1] else None)\n"
        "worker.warm_up = then_watch\n"
        "worker.main()"
    )
    tried("S3", len(files))
    diary.touch()
    with Decoder(command=[sys.executable, "-P", "-c", code, str(diary)]) as decoder:
        read_all(decoder, files)
    opened = [
        line for line in diary.read_text().splitlines() if "site-packages" not in line and "/dev/null" not in line
    ]
    assert opened == []
