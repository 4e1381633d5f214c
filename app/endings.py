"""Signals and faults: SIGTERM and SIGINT close the window, an exception is told and survived."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

log = logging.getLogger("window")


class Signals:
    """SIGTERM and SIGINT end the program as closing its window does. Python's handler alone would run at the next Python code only."""

    def __init__(self, application: QApplication, stop: Callable[[], object]) -> None:
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, application)
        self._notifier.activated.connect(self._woken)
        self._stop = stop

    def _woken(self) -> None:
        if any(number in (signal.SIGTERM, signal.SIGINT) for number in self._read.recv(64)):
            self._stop()

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()


def report_faults(window: QObject, say: Callable[[str], None]) -> None:
    """The only excepthook: the traceback to standard error, one sentence in the window, and the program goes on."""
    told: set[str] = set()

    def report(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        where = "".join(traceback.format_tb(trace)[-1:])
        if where in told and not issubclass(kind, KeyboardInterrupt):
            return  # a fault in painting comes again with every repaint
        told.add(where)
        traceback.print_exception(kind, fault, trace)
        log.error("a fault in the window", exc_info=(kind, fault, trace))
        QTimer.singleShot(
            0,
            window,
            lambda: say(
                QCoreApplication.translate("MainWindow", "Something went wrong in the window: {0}.").format(
                    kind.__name__
                )
            ),
        )

    sys.excepthook = report
    threading.excepthook = lambda fault: report(
        fault.exc_type, fault.exc_value or fault.exc_type(), fault.exc_traceback
    )
