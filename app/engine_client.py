"""The engine as a child process: requests out, messages in, one JSON object per line; started again when it dies."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

import engine.messages as messages
from app.engine_words import in_window_language

RESTARTS = 3  # within PERIOD; the next death is the last
PERIOD = 300.0  # seconds
GRACE = 5000  # ms between asking the engine to end and killing it, which loses nothing
KEPT_STDERR = 64 * 1024


def engine_command(library: str | None, model: str = "") -> tuple[str, list[str]]:
    """How the engine is started: this Python, never taking modules from the working folder (-P)."""
    options = (["--library", library] if library else []) + (["--model", model] if model else [])
    return sys.executable, ["-P", "-m", "engine.cli", *options, "serve"]


class EngineClient(QObject):
    """Owns the child. `send` may be called at any time: what cannot go out yet waits.

    `received` carries every message. `died` carries a sentence each time the child ends unasked; `gave_up` is then true when it will not be
    started again by itself. `restarted` says that a new child runs; the unfinished IndexFolder, MakeDemo and DownloadModel have been sent to it again.
    `stopped` comes once, after `stop()`.
    """

    received = Signal(object)
    died = Signal(str)
    restarted = Signal()
    stopped = Signal()

    def __init__(self, program: str, arguments: list[str], parent: QObject | None = None, grace: int = GRACE) -> None:
        super().__init__(parent)
        self._program = program
        self._arguments = arguments
        self._process: QProcess | None = None
        self._waiting: list[messages.Request] = []
        self._unfinished: dict[int, messages.IndexFolder | messages.MakeDemo | messages.DownloadModel] = {}
        self._paused = False
        self._buffer = bytearray()
        self._deaths: deque[float] = deque()
        self._stderr = deque[bytes](maxlen=256)
        self._stopping = False
        self._changing = False
        self._refusal = ""
        self._opened = False  # the present child has said Ready
        self.gave_up = False
        self._drain = QTimer(self, interval=0, singleShot=True)
        self._drain.timeout.connect(self._read)
        self._again = QTimer(self, interval=300, singleShot=True)
        self._again.timeout.connect(self._start_again)
        self._force = QTimer(self, interval=grace, singleShot=True)
        self._force.timeout.connect(self._kill)

    # Wishes ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the child; returns at once."""
        if self._stopping or self._process is not None:
            return
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_stderr)
        process.started.connect(self._send_waiting)
        process.errorOccurred.connect(self._failed)
        process.finished.connect(self._finished)
        self._process = process
        self._refusal, self._opened = "", False
        self._buffer.clear()
        process.start(self._program, self._arguments)

    def start_over(self) -> None:
        """Try again after giving up, because the person asked for it."""
        self.gave_up = False
        self._deaths.clear()
        self._start_again()

    def change(self, program: str, arguments: list[str]) -> None:
        """Go on with another engine: the present one ends, what is unfinished goes to the new one."""
        self._program, self._arguments = program, arguments
        self._deaths.clear()
        self.gave_up = False
        if self._process is None:
            self._start_again()
        elif self._running():
            self._changing = True
            self._write(messages.Quit())
            self._process.closeWriteChannel()
            self._force.start()

    def send(self, message: messages.Request) -> None:
        """Send a request, now or as soon as the child runs."""
        if self._stopping:
            return
        if isinstance(message, messages.IndexFolder | messages.MakeDemo | messages.DownloadModel):
            self._unfinished[message.job] = message
        elif isinstance(message, messages.CancelJob):
            self._unfinished.pop(message.job, None)
        elif isinstance(message, messages.PauseIndexing):
            self._paused = message.paused
        if self._running():
            self._write(message)
        elif message not in self._unfinished.values() and not isinstance(message, messages.PauseIndexing):
            self._waiting.append(message)  # those are remembered above and go out with _send_waiting

    def stop(self) -> None:
        """Ask the child to end, and make it end after the grace. `stopped` follows, never from within this call."""
        if self._stopping:
            return
        self._stopping = True
        self._again.stop()
        if self._process is None or self._process.state() == QProcess.ProcessState.NotRunning:
            QTimer.singleShot(0, self.stopped.emit)
            return
        self._force.start()
        if self._running():
            self._write(messages.Quit())
            self._process.closeWriteChannel()

    @property
    def running(self) -> bool:
        """Whether a child runs now."""
        return self._running()

    @property
    def last_words(self) -> str:
        """The end of what the child wrote to its standard error, for a report."""
        return b"".join(self._stderr)[-KEPT_STDERR:].decode("utf-8", "replace")

    # The child ---------------------------------------------------------------------------------------------------

    def _running(self) -> bool:
        return self._process is not None and self._process.state() == QProcess.ProcessState.Running

    def _write(self, message: messages.Request) -> None:
        assert self._process is not None
        self._process.write(messages.encode(message))

    def _send_waiting(self) -> None:
        if self._stopping:
            self._write(messages.Quit())
            assert self._process is not None
            self._process.closeWriteChannel()
            return
        if self._paused:
            self._write(messages.PauseIndexing(True))
        for message in (*self._unfinished.values(), *self._waiting):
            self._write(message)
        self._waiting.clear()

    def _read(self) -> None:
        """Take all that the pipe holds, handle lines for some milliseconds, leave the rest to the next turn of the event loop."""
        process = self._process
        if process is None:
            return
        self._buffer += process.readAllStandardOutput().data()
        until = time.monotonic() + 0.008
        start = 0
        while (end := self._buffer.find(b"\n", start)) >= 0:
            self._handle(bytes(self._buffer[start:end]))
            start = end + 1
            if process is not self._process:
                return  # a slot ended the child meanwhile
            if time.monotonic() > until:
                break
        del self._buffer[:start]
        if self._buffer.find(b"\n") >= 0:
            self._drain.start()
        elif len(self._buffer) > messages.MAXIMUM_LINE:
            self._stderr.append(b"(the window ended the engine: a message without end)\n")
            process.kill()

    def _handle(self, line: bytes) -> None:
        try:
            message = messages.decode(line)
        except ValueError as error:
            self._stderr.append(f"(not understood: {error})\n".encode())
            return
        if isinstance(message, messages.Done | messages.Failed):
            self._unfinished.pop(message.job, None)
        if isinstance(message, messages.Ready):
            self._opened = True
        elif isinstance(message, messages.Failed) and message.job == 0 and not self._opened:
            self._refusal = message.sentence  # it will end now; starting it again would only hear the same
        self.received.emit(in_window_language(message))

    def _read_stderr(self) -> None:
        if self._process is not None:
            self._stderr.append(bytes(self._process.readAllStandardError().data()[-KEPT_STDERR:]))

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # no `finished` follows in this case
            self._ended(self.tr("The search engine could not be started: {0}").format(self._reason()), hopeless=True)

    def _reason(self) -> str:
        return self._process.errorString() if self._process is not None else ""

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        while self._process is not None and self._process.bytesAvailable():
            before = len(self._buffer)
            self._read()
            if len(self._buffer) == before:
                break
        for line in bytes(self._buffer).split(b"\n")[:-1]:
            self._handle(line)
        self._buffer.clear()
        if self._refusal:
            self._ended(self._refusal, hopeless=True)
            return
        if status == QProcess.ExitStatus.CrashExit:
            what = self.tr("The search engine stopped unexpectedly.")
        else:
            what = self.tr("The search engine ended by itself (code {0}).").format(code)
        self._ended(what, hopeless=False)

    def _ended(self, what: str, hopeless: bool) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        self._force.stop()
        if self._stopping:
            self.stopped.emit()
            return
        if self._changing:
            self._changing = False
            self._start_again()
            return
        now = time.monotonic()
        while self._deaths and now - self._deaths[0] > PERIOD:
            self._deaths.popleft()
        self._deaths.append(now)
        self.gave_up = hopeless or len(self._deaths) > RESTARTS
        if hopeless:
            more = ""
        elif self.gave_up:
            more = self.tr("Everything finished so far is saved.")
        elif self._unfinished:
            more = self.tr("It is being started again and goes on where it was.")
        else:
            more = self.tr("It is being started again.")
        self.died.emit(f"{what} {more}".strip())
        if not self.gave_up:
            self._again.start()

    def _start_again(self) -> None:
        self.start()
        if self._process is not None:
            self._process.started.connect(self.restarted.emit)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


def _environment() -> QProcessEnvironment:
    """The window's own environment, with the folder that holds `engine` on Python's path."""
    environment = QProcessEnvironment.systemEnvironment()
    root = str(Path(messages.__file__).resolve().parent.parent)
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment.insert("PYTHONPATH", os.pathsep.join(dict.fromkeys(paths)))
    environment.insert("PYTHONIOENCODING", "utf-8")
    return environment
