"""The console script `rushes` in a process of its own with the fake engine, for tests of starts and ends."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from engine import messages
from tests.processes import NAME

ROOT = Path(__file__).parents[2]
FAKE = Path(__file__).with_name("fake_engine.py")


class WindowProcess:
    """`rushes` with a library, a fake engine that writes what it hears to `log`, and a mark for all its processes."""

    def __init__(self, library: Path, cache: Path, log: Path, mark: str, *folders: str, engine: str = "") -> None:
        self.log = log
        words = [str(FAKE), "--cache", str(cache), "--log", str(log), *engine.split()]
        code = (
            "import sys, app.engine_client, app.main\n"
            f"app.engine_client.engine_command = lambda *_: (sys.executable, {words!r})\n"
            "sys.exit(app.main.main(sys.argv[1:]))"
        )
        settings = library.with_name(f"{library.name}.ini")
        options = ["--library", str(library), "--settings", str(settings), *folders]
        environ = os.environ | {NAME: mark}
        self.process = subprocess.Popen([sys.executable, "-c", code, *options], cwd=ROOT, env=environ)

    def heard(self) -> list[messages.Message]:
        """What its engine has been asked so far."""
        lines = self.log.read_bytes().splitlines() if self.log.exists() else []
        return [messages.decode(line) for line in lines if json.loads(line)["type"] != "ended"]

    def wait_for(self, wanted: object, within: float = 60.0) -> None:
        """Until the engine has heard something for which `wanted` (a function) is true of all that it heard."""
        end = time.monotonic() + within
        assert callable(wanted)
        while not wanted(self.heard()):
            assert time.monotonic() < end, f"not heard in time: {self.heard()}"
            assert self.process.poll() is None, "the window ended"
            time.sleep(0.05)
