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
from app.job_object import die_together
from app.restart_policy import Next, RestartPolicy

BEAT = 1000  # ms; the engine says something at least as often
SILENCE = 10  # beats without a word, then it hangs and is killed
SLOW_START = 60  # beats until the first word
ACKNOWLEDGE = 32  # messages; the engine stops for want of an acknowledgement after 256
FLOOD = 4 * 256  # lines that wait to be handled, or come within a beat: an engine never says so much
LOST_DEVICE = 70  # the engine's exit code when its model's device has failed
NONSENSE = 50  # lines in a row that are no message
GRACE = 5000  # ms between asking the engine to end and killing it, which loses nothing
KEPT_STDERR = 64 * 1024


def engine_command(library: str | None, model: str = "", device: str = "") -> tuple[str, list[str]]:
    """How the engine is started: this Python, never taking modules from the working folder (-P)."""
    options = [
        text
        for name, value in (("--library", library), ("--model", model), ("--device", device))
        if value
        for text in (name, value)
    ]
    return sys.executable, ["-P", "-m", "engine.cli", *options, "serve"]


class EngineClient(QObject):
    """Owns the child. `send` may be called at any time: what cannot go out yet waits.

    `received` carries every message. `died` carries a sentence each time the child ends unasked; `gave_up` is then true when it will not be
    started again by itself. `restarted` says that a new child runs; the unfinished IndexFolder, MakeDemo and DownloadModel have been sent to it again.
    `stopped` comes once, after `stop()`. A child that falls silent, speaks nonsense or floods is killed and counts as dead; after three deaths in
    five minutes it works `careful`ly, on the processor alone (see restart_policy.py).
    """

    received = Signal(object)
    died = Signal(str)
    restarted = Signal()
    stopped = Signal()

    def __init__(
        self, program: str, arguments: list[str], parent: QObject | None = None, grace: int = GRACE, beat: int = BEAT
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._arguments = arguments
        self._process: QProcess | None = None
        self._waiting: list[messages.Request] = []
        self._unfinished: dict[int, messages.IndexFolder | messages.MakeDemo | messages.DownloadModel] = {}
        self._paused = False
        self._buffer = bytearray()
        self._policy = RestartPolicy()
        self._stderr = deque[bytes](maxlen=256)
        self._stopping = False
        self._changing = False
        self._refusal = ""
        self._opened = False  # the present child has said Ready
        self._fault = ""  # why we ended the present child
        self._lines = 0  # in the buffer
        self._taken = self._acknowledged = 0  # messages of the present child
        self._nonsense = 0  # lines in a row
        self._silence = 0  # beats
        self._since_beat = 0  # lines
        self._job: int | None = None  # on Windows, see job_object.py
        self.gave_up = False
        self._drain = QTimer(self, interval=0, singleShot=True)
        self._drain.timeout.connect(self._read)
        self._again = QTimer(self, interval=300, singleShot=True)
        self._again.timeout.connect(self._start_again)
        self._force = QTimer(self, interval=grace, singleShot=True)
        self._force.timeout.connect(self._kill)
        self._watch = QTimer(self, interval=beat)
        self._watch.timeout.connect(self._listen)

    # Wishes ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the child; returns at once."""
        if self._stopping or self._process is not None:
            return
        process = QProcess(self)
        process.setProcessEnvironment(_environment(self._policy.careful))
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_stderr)
        process.started.connect(self._send_waiting)
        process.errorOccurred.connect(self._failed)
        process.finished.connect(self._finished)
        self._process = process
        self._refusal, self._fault, self._opened = "", "", False
        self._lines = self._since_beat = self._taken = self._acknowledged = self._nonsense = self._silence = 0
        self._buffer.clear()
        process.start(self._program, self._arguments)
        self._watch.start()

    def start_over(self) -> None:
        """Try again after giving up, because the person asked for it."""
        self.gave_up = False
        self._policy.forget()
        self._start_again()

    def change(self, program: str, arguments: list[str]) -> None:
        """Go on with another engine: the present one ends, what is unfinished goes to the new one."""
        self._program, self._arguments = program, arguments
        self._policy.forget()
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
    def unfinished(self) -> frozenset[int]:
        """Jobs that go on with the next child."""
        return frozenset(self._unfinished)

    @property
    def careful(self) -> bool:
        """Whether it works on the processor alone, since it died too often."""
        return self._policy.careful

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
        assert self._process is not None
        if self._stopping:
            self._write(messages.Quit())
            self._process.closeWriteChannel()
            return
        self._job = die_together(self._process.processId())
        self._write(messages.Acknowledge(0))
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
        data = bytes(process.readAllStandardOutput().data())
        if self._fault:
            return  # it is being ended: nothing it still says counts
        self._buffer += data
        self._lines += data.count(b"\n")
        self._since_beat += data.count(b"\n")
        until = time.monotonic() + 0.008
        start = 0
        while (end := self._buffer.find(b"\n", start)) >= 0:
            self._lines -= 1
            self._handle(bytes(self._buffer[start:end]))
            start = end + 1
            if process is not self._process or self._fault:
                return  # a slot ended the child meanwhile
            if time.monotonic() > until:
                break
        del self._buffer[:start]
        if (
            self._taken - self._acknowledged >= ACKNOWLEDGE
            and self._running()
            and not (self._stopping or self._changing)
        ):
            self._acknowledged = self._taken
            self._write(messages.Acknowledge(self._taken))
        if self._lines:
            self._drain.start()
        if max(self._lines, self._since_beat) > FLOOD or (
            not self._lines and len(self._buffer) > messages.MAXIMUM_LINE
        ):
            self._break(self.tr("The search engine said more than can be heard."))

    def _listen(self) -> None:
        """Once a beat: a child that has been silent for too many hangs. Counted in turns of this timer, so that a computer's sleep is no silence."""
        if self._process is None or self._stopping or self._changing:
            return
        self._read()
        self._silence += 1
        self._since_beat = 0
        if self._silence > (SILENCE if self._taken else SLOW_START):
            self._break(self.tr("The search engine no longer answered."))

    def _break(self, fault: str) -> None:
        """End a child that cannot be trusted; `_finished` starts another."""
        self._fault = self._fault or fault
        self._buffer.clear()
        self._lines = 0
        self._kill()

    def _handle(self, line: bytes) -> None:
        try:
            message = messages.decode(line)
        except ValueError as error:
            self._stderr.append(f"(not understood: {error})\n".encode())
            self._nonsense += 1
            if self._nonsense >= NONSENSE:
                self._break(self.tr("The search engine spoke nonsense."))
            return
        self._silence = self._nonsense = 0
        self._taken += 1
        if isinstance(message, messages.Alive):
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
        until = time.monotonic() + 0.1  # what a dying engine still had to say is not worth more
        while not self._fault and self._process is not None and time.monotonic() < until:
            before = self._taken + self._nonsense
            self._read()
            if self._taken + self._nonsense == before:
                break
        self._buffer.clear()
        self._drain.stop()
        if self._refusal:
            self._ended(self._refusal, hopeless=True)
            return
        if self._fault:
            what = self._fault
        elif code == LOST_DEVICE:
            what = self.tr("The graphics card or the model stopped working.")
        elif status == QProcess.ExitStatus.CrashExit:
            what = self.tr("The search engine stopped unexpectedly.")
        else:
            what = self.tr("The search engine ended by itself (code {0}).").format(code)
        self._ended(what, hopeless=False)

    def _ended(self, what: str, hopeless: bool) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        self._force.stop()
        self._watch.stop()
        if self._stopping:
            self.stopped.emit()
            return
        if self._changing:
            self._changing = False
            self._start_again()
            return
        following = Next.NO_MORE if hopeless else self._policy.crashed(time.monotonic())
        self.gave_up = following is Next.NO_MORE
        if hopeless:
            more = ""
        elif following is Next.NO_MORE:
            more = self.tr("Everything finished so far is saved.")
        elif following is Next.CAREFULLY:
            more = self.tr(
                "That was the third time within five minutes: from now on it works on the processor alone, more slowly. Everything finished is saved."
            )
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


def _environment(careful: bool) -> QProcessEnvironment:
    """The window's own environment, with the folder that holds `engine` on Python's path, and whether to keep to the processor."""
    environment = QProcessEnvironment.systemEnvironment()
    root = str(Path(messages.__file__).resolve().parent.parent)
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment.insert("PYTHONPATH", os.pathsep.join(dict.fromkeys(paths)))
    environment.insert("PYTHONIOENCODING", "utf-8")
    if careful:
        environment.insert("RUSHES_CAREFUL", "1")
    return environment
