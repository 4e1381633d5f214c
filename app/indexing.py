"""The conversation about indexing: a forecast before a new folder, the queue, the pace, and what the drawer tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from PySide6.QtCore import QObject, QTimer

import engine.messages as messages
from app.engine_client import EngineClient
from app.forecast import ForecastDialog
from app.main_window import MainWindow
from app.timecode import file_name

AT_ONCE = 60.0  # seconds; what takes less is begun without a question
PATIENCE = 1500  # ms until the question is shown while the answer is still being looked for


class Indexing(QObject):
    """`begin` is for a folder that a person has just chosen. `work` (shared with the conversation) holds job numbers and folders in their order."""

    def __init__(
        self,
        window: MainWindow,
        client: EngineClient,
        jobs: Iterator[int],
        work: dict[int, str],
        index: Callable[..., None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._work = work
        self._index = index
        self._library: messages.LibraryState | None = None
        self._device = ""
        self._asking: list[str] = []  # folders whose forecast is still to come
        self._job = 0  # of the forecast in work
        self._dialog: ForecastDialog | None = None
        self._last: messages.Progress | None = None
        self._reasons: dict[int, str] = {}
        self._first: int | None = None  # the job that was asked to be the next
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._show_dialog)
        drawer, activity = window.drawer, window.activity
        for source in (drawer, activity):
            source.mode_requested.connect(self.set_mode)
        drawer.mains_requested.connect(self.set_mains_only)
        drawer.next_requested.connect(self.put_first)
        client.restarted.connect(self._send_pace)
        self._send_pace()

    # A new folder ------------------------------------------------------------------------------------------------

    def begin(self, path: str) -> None:
        """Index a folder that a person has chosen: at once when it is known or soon done, else after a forecast."""
        known = [folder.path for folder in self._library.folders] if self._library else []
        if any(PurePath(path).is_relative_to(folder) for folder in known) or path in self._work.values():
            self._index(path)
        elif path not in self._asking:
            self._asking.append(path)
            if len(self._asking) == 1:
                self._ask()

    def _ask(self) -> None:
        path = self._asking[0]
        self._job = next(self._jobs)
        dialog = self._dialog = ForecastDialog(self._window, path, self._device)
        dialog.start_requested.connect(lambda quick, idle: self._index(path, quick=quick, when_idle=idle))
        dialog.finished.connect(self._answered)
        self._client.send(messages.ForecastFolder(self._job, path))
        self._patience.start()

    def _show_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.open()

    def _answered(self) -> None:
        """The person has decided, or the program for them: the next folder."""
        self._patience.stop()
        if self._job:
            self._client.send(messages.CancelJob(self._job))
            self._job = 0
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        self._asking = self._asking[1:]
        if self._asking:
            self._ask()

    def _forecast(self, forecast: messages.Forecast) -> None:
        self._job = 0
        dialog = self._dialog
        if dialog is None:
            return
        soon = forecast.videos and forecast.complete and forecast.whole is not None and forecast.whole < AT_ONCE
        if soon and forecast.size < 0.9 * forecast.free:
            dialog.start.click()
            return
        dialog.show_forecast(forecast)
        self._patience.stop()
        self._show_dialog()

    # The pace ----------------------------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """ "quiet", "balanced" or "full"."""
        self._window.settings.mode = mode
        self._send_pace()

    def set_mains_only(self, mains_only: bool) -> None:
        """Whether to wait while on battery."""
        self._window.settings.mains_only = mains_only
        self._send_pace()

    def _send_pace(self) -> None:
        settings = self._window.settings
        self._client.send(messages.SetPace(settings.mode, settings.mains_only))
        self._window.activity.show_mode(settings.mode)
        self._window.drawer.show_pace(settings.mode, settings.mains_only)

    def put_first(self, job: int) -> None:
        """A waiting folder is the next."""
        self._client.send(messages.Prioritise(job))
        self._first = job
        self.show_queue()
        self._window.drawer.log(self.tr("{0} is next").format(file_name(self._work.get(job, ""))))

    # Messages ----------------------------------------------------------------------------------------------------

    def received(self, message: messages.Reply) -> bool:
        """True for what only this conversation wants to hear."""
        match message:
            case messages.Forecast():
                if message.job == self._job:
                    self._forecast(message)
                return True
            case messages.Progress() if message.job == self._job != 0:
                if self._dialog is not None:
                    self._dialog.show_progress(message)
                return True
            case messages.Failed() if message.job == self._job != 0:
                self._job = 0
                if self._dialog is not None:
                    self._dialog.reject()
                return False
            case messages.Progress():
                self._work.setdefault(
                    message.job, message.path
                )  # the engine may go on by itself with what was left over
                self._progress(message)
            case messages.LibraryState():
                self._library = message
                self._window.drawer.show_problems(sum(folder.problems for folder in message.folders))
            case messages.ModelState():
                self._device = message.device
            case messages.Ready():
                self._window.drawer.show_battery(message.battery)
            case messages.Done() | messages.Failed() | messages.Notice():
                if message.sentence:
                    self._window.drawer.log(message.sentence)
                if isinstance(message, messages.Done) and message.cancelled and message.job in self._work:
                    self._window.drawer.log(self.tr("{0} was cancelled").format(file_name(self._work[message.job])))
        return False

    def _progress(self, progress: messages.Progress) -> None:
        before, self._last = self._last, progress
        if progress.waiting and not progress.total:  # it waits behind others, or for an idle computer
            self._reasons[progress.job] = progress.waiting
        else:
            self._reasons.pop(progress.job, None)
        if before is not None and before.job == progress.job and progress.videos_done == before.videos_done + 1:
            self._window.drawer.log(self._finished(before))
        self._window.drawer.show_now(progress)
        if before is None or before.job != progress.job or before.waiting != progress.waiting:
            self.show_queue()

    def _finished(self, progress: messages.Progress) -> str:
        if progress.activity == "quick first pass":
            return self.tr("{0}: first pass done").format(file_name(progress.path))
        return self.tr("{0}: done").format(file_name(progress.path))

    def show_queue(self) -> None:
        """Bring the drawer to the jobs there are; the one in work is not among those that wait."""
        current = self._last.job if self._last is not None and self._last.job in self._work else None
        if current is None:
            self._window.drawer.show_now(None)
        elif current == self._first:
            self._first = None
        waiting = [job for job in self._work if job != current or job in self._reasons]
        waiting.sort(key=lambda job: job != self._first)
        jobs = [(job, self._work[job], self._reasons.get(job, "")) for job in waiting]
        self._window.drawer.show_queue(jobs)
