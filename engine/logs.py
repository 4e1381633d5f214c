"""What went wrong in a serving engine, kept beside the library for a bug report: two small files that take turns, and the stacks of a crash.

Nothing of the person's files gets into them but names; neither does what was searched for. The window keeps its own there (app/logs.py).
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import platform
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import engine

LIMIT = 256 * 1024  # bytes of one file; an older one of that size is kept

log = logging.getLogger("engine")


@contextlib.contextmanager
def keeping_logs(library: Path) -> Iterator[None]:
    """Keep logs meanwhile; where the folder cannot be written there are none."""
    folder = library / "logs"
    with contextlib.ExitStack() as open_files:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                folder / "engine.log", maxBytes=LIMIT, backupCount=1, encoding="utf-8", errors="backslashreplace"
            )
            open_files.callback(handler.close)
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            logging.getLogger().addHandler(handler)
            open_files.callback(logging.getLogger().removeHandler, handler)
            crashes = folder / "engine-crash.log"
            if crashes.exists() and crashes.stat().st_size > LIMIT:
                crashes.unlink()
            faulthandler.enable(open_files.enter_context(crashes.open("ab")))
            open_files.callback(faulthandler.disable)
        for other in logging.getLogger().handlers:
            if not isinstance(other, RotatingFileHandler):
                other.setLevel(logging.ERROR)  # standard error is for what went wrong
        log.setLevel(logging.INFO)
        log.info("engine %s started, Python %s, %s", engine.__version__, platform.python_version(), platform.platform())
        yield
        log.info("engine ended")
