"""What went wrong in the window, kept beside the library for a bug report: two small files that take turns, and the stacks of a crash.

Nothing of the person's files gets into them but names; neither does what was searched for.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

LIMIT = 256 * 1024  # bytes of one file; an older one of that size is kept
WORST = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger("window")


def logs_folder(library: Path) -> Path:
    """Where window and engine keep their logs."""
    return library / "logs"


class Logs:
    """Keeps logs from here to `close`; where the folder cannot be written there are none."""

    def __init__(self, library: Path) -> None:
        self._handler: RotatingFileHandler | None = None
        self._crashes: IO[bytes] | None = None
        folder = logs_folder(library)
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                folder / "window.log", maxBytes=LIMIT, backupCount=1, encoding="utf-8", errors="backslashreplace"
            )
            crashes = folder / "window-crash.log"
            if crashes.exists() and crashes.stat().st_size > LIMIT:
                crashes.unlink()
            self._crashes = crashes.open("ab")
            faulthandler.enable(self._crashes)
        if self._handler is not None:
            self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            logging.getLogger().addHandler(self._handler)
        log.setLevel(logging.INFO)
        log.info("window opened, Qt %s, Python %s, %s", qVersion(), platform.python_version(), platform.platform())
        qInstallMessageHandler(_from_qt)

    def close(self) -> None:
        """Stop keeping logs."""
        log.info("window closed")
        qInstallMessageHandler(None)
        faulthandler.disable()
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
        if self._crashes is not None:
            self._crashes.close()


def _from_qt(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    logging.getLogger("qt").log(WORST.get(kind, logging.DEBUG), "%s", words)
