"""Engines that are there at once: one process imports everything and forks for each window that asks, so that a hundred starts do not import torch each.

`host()` runs that process. The window starts `command(socket, …)`: a small program that hands over its standard streams and ends as its fork does.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def host() -> Iterator[Path]:
    """A warm process as long as the block lasts; its socket."""
    with tempfile.TemporaryDirectory(prefix="rushes-warm-") as folder:
        place = Path(folder) / "socket"
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.gallery.warm_engine", "host", str(place)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            if process.stdout.readline() != b"warm\n":
                raise RuntimeError("the warm engine could not be started")
            yield place
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def command(place: Path, faults: Path, arguments: list[str]) -> tuple[str, list[str]]:
    """Program and arguments for `EngineClient`. `faults`: see `tests/gallery/faults.py`."""
    return sys.executable, ["-S", str(Path(__file__)), "ask", str(place), str(faults), *arguments]


def ask(place: str, arguments: list[str]) -> int:
    """Hand over our streams, and end with the exit code of the engine that has them."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(place)
        careful = os.environ.get("RUSHES_CAREFUL", "")
        socket.send_fds(line, [json.dumps([careful, *arguments]).encode()], [0, 1, 2])
        for descriptor in (0, 1):
            os.close(descriptor)  # the engine's alone now: their end is its end
        code = line.recv(1)
    return code[0] if code else 1


def serve(place: str) -> None:
    """Import all of the engine, then fork for whoever asks."""
    import engine.engine
    import engine.models.backbone
    import engine.models.loading
    import engine.search.moments
    import engine.self_check
    import engine.serve  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(place)
        door.listen()
        os.write(1, b"warm\n")
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _be_engine(line)
            line.close()


def _be_engine(line: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, descriptors, _, _ = socket.recv_fds(line, 65536, 3)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    threading.Thread(target=_die_with, args=(line,), daemon=True).start()
    code = 1
    try:
        from engine.cli import main
        from tests.gallery.faults import install

        careful, faults, *arguments = json.loads(told)
        if careful:
            os.environ["RUSHES_CAREFUL"] = careful
        install(Path(faults))
        code = main(arguments)
    finally:
        line.send(bytes([code]))
        os._exit(code)


def _die_with(line: socket.socket) -> None:
    """Whoever kills the window's child means this one."""
    with contextlib.suppress(OSError):
        line.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        sys.exit(ask(sys.argv[2], sys.argv[3:]))
    serve(sys.argv[2])
