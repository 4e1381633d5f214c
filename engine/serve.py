"""The engine's loop for the window: messages in on standard input, replies out on standard output, one step of work in between.

Whoever asks comes before long work: a search during indexing waits for one step at most. Of several searches only the newest lives.
"""

import contextlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from engine import model_jobs, storage_jobs
from engine.engine import Engine
from engine.errors import DamagedError, EncoderError, EngineError
from engine.indexing.modes import on_battery
from engine.indexing.steps import BETWEEN, WAIT, Pause, Steps
from engine.indexing.watching import FolderWatch
from engine.library.database import in_words
from engine.library.searches import all_searches
from engine.lifeline import OPENING_PATIENCE, STEP_PATIENCE, Lifeline
from engine.mending import ask_for_repair, mend
from engine.messages import (
    MAXIMUM_LINE,
    Acknowledge,
    AskCurves,
    CancelJob,
    CheckPlaces,
    Done,
    DownloadModel,
    Exclude,
    Failed,
    FindSimilar,
    ForecastFolder,
    Forget,
    IndexFolder,
    LibraryState,
    LimitCache,
    ListBranches,
    ListModels,
    ListProblems,
    ListSearches,
    Locate,
    MakeDemo,
    Message,
    MoveLibrary,
    Notice,
    PauseIndexing,
    Prioritise,
    Progress,
    Quit,
    RateVideo,
    Reindex,
    RememberSearch,
    RemoveFolder,
    RemoveModel,
    RemoveSearch,
    RepairLibrary,
    Reply,
    Restore,
    RetryVideo,
    SaveSearch,
    Search,
    SeeSearch,
    SetPace,
    SetPatterns,
    VerifyModel,
    decode,
    encode,
)
from engine.search_jobs import search_job

IDLE = 0.02  # seconds to sleep when every job waits for something else
POWER_LOOK = 5.0  # seconds between two looks whether the computer runs on its battery

log = logging.getLogger(__name__)


@dataclass
class Job:
    """A request in work. `urgent` ones go before those that are not; of those that are `asking`, only the newest lives; while one is `alone`,
    long ones wait."""

    number: int
    steps: Steps
    urgent: bool
    asking: bool = False
    alone: bool = False
    last: Progress | None = None


class Serve:
    """The jobs of one engine and what has come in for them."""

    def __init__(
        self, engine: Engine, line: Lifeline, follow: Callable[[LibraryState], None] = lambda state: None
    ) -> None:
        self._follow = follow
        self._engine = engine
        self._line = line
        self._jobs: list[Job] = [Job(0, self._load(), urgent=True)]
        self._upkeep: Job | None = Job(0, engine.upkeep(), urgent=False)  # goes on when nothing else does
        self.repair: RepairLibrary | None = None  # what the run ended for
        self._paused = False
        self._mains_only = False
        self._on_battery = False
        self._power_looked = 0.0  # monotonic, as are all times here
        self._rest_until = 0.0
        self._next = 0  # the long job that was asked to be the next
        self._ended = False

    def run(self, inbox: "queue.SimpleQueue[bytes | None]") -> None:
        """Work until `Quit` or the end of input; then every job is closed after its present step. Raises EncoderError."""
        self._say(self._engine.ready())
        self._say(self._engine.library_state())
        self._say(all_searches(self._engine.library.catalog.db))
        try:
            idle = False
            while not self._ended:
                self._line.rest()
                self._take(inbox, wait=idle)
                self._line.move()
                idle = not self._ended and (self._line.full or not self._step())
        finally:
            for job in [*self._jobs, *([self._upkeep] if self._upkeep else [])]:
                job.steps.close()

    def _load(self) -> Steps:
        yield from self._engine.load_model()
        if not self._engine.failed:
            self._jobs.append(Job(0, self._engine.suggest(), urgent=False))

    def _index(self, steps: Steps) -> Steps:
        """Indexing, and then what there is to ask now."""
        yield from steps
        if self._engine.cache_limit:
            yield from storage_jobs.trim_cache(self._engine)
        self._jobs.append(Job(0, self._engine.suggest(), urgent=False))

    def _take(self, inbox: "queue.SimpleQueue[bytes | None]", wait: bool) -> None:
        """Everything that has come in; when idle, wait a moment for the first."""
        timeout = (IDLE if self._jobs or self._upkeep else None) if wait else 0
        with contextlib.suppress(queue.Empty):
            while not self._ended:
                line = inbox.get(timeout=timeout) if timeout != 0 else inbox.get_nowait()
                if line is None:
                    self._ended = True
                else:
                    self._receive(line)
                timeout = 0

    def _receive(self, line: bytes) -> None:
        try:
            message = decode(line)
        except ValueError as error:
            self._say(Notice(f"The engine did not understand a message: {error}."))
            return
        match message:
            case Quit():
                self._ended = True
            case PauseIndexing():
                self._pause(message.paused)
            case Acknowledge():
                self._line.acknowledge(message.taken)
            case SetPace():
                self._engine.set_mode(message.mode)
                self._mains_only, self._power_looked, self._rest_until = message.mains_only, 0.0, 0.0
            case Prioritise():
                self._next = message.job
            case RepairLibrary() if message.how != "vectors":  # nobody may have the library open then
                self.repair, self._ended = message, True
            case CancelJob():
                self._cancel([job for job in self._jobs if job.number == message.job])
            case _:
                self._begin(message)

    def _begin(self, message: Message) -> None:
        engine = self._engine
        match message:
            case Search() | FindSimilar():
                self._cancel([job for job in self._jobs if job.asking])
                steps = engine.search(message) if isinstance(message, Search) else engine.find_similar(message)
                self._jobs.append(Job(message.job, steps, urgent=True, asking=True))
            case AskCurves():  # like a question, it is dropped when the next one comes
                self._jobs.append(Job(message.job, engine.ask_curves(message), urgent=True, asking=True))
            case ForecastFolder():
                self._jobs.append(Job(message.job, engine.forecast_folder(message), urgent=True))
            case ListSearches() | RememberSearch() | SaveSearch() | SeeSearch() | RemoveSearch() | RateVideo():
                self._jobs.append(Job(message.job, search_job(engine, message), urgent=True))
            case RepairLibrary():
                self._jobs.append(Job(message.job, engine.rebuild_vectors(message), urgent=False))
            case ListProblems():
                self._jobs.append(Job(message.job, engine.list_problems(message), urgent=True))
            case LimitCache():
                self._jobs.append(Job(message.job, storage_jobs.limit_cache(engine, message), urgent=True))
            case MoveLibrary():
                self._jobs.append(Job(message.job, storage_jobs.move_library(engine, message), urgent=True, alone=True))
            case RemoveFolder():
                self._jobs.append(Job(message.job, engine.places.remove_folder(message), urgent=True))
            case Forget():
                self._jobs.append(Job(message.job, engine.places.forget(message), urgent=True))
            case Exclude():
                self._jobs.append(Job(message.job, engine.places.exclude(message), urgent=True))
            case Restore():
                self._jobs.append(Job(message.job, engine.places.restore(message), urgent=True))
            case ListBranches():
                self._jobs.append(Job(message.job, engine.places.list_branches(message), urgent=True))
            case CheckPlaces():
                self._jobs.append(Job(message.job, engine.places.check(message, self._begin), urgent=True))
            case SetPatterns():
                self._jobs.append(Job(message.job, engine.places.set_patterns(message), urgent=False))
            case RetryVideo():
                self._jobs.append(Job(message.job, self._index(engine.places.retry_video(message)), urgent=False))
            case Locate():
                self._jobs.append(Job(message.job, engine.places.locate(message), urgent=False))
            case ListModels():
                self._jobs.append(Job(message.job, model_jobs.list_models(message), urgent=True))
            case DownloadModel():  # another process works: it need not wait for indexing
                self._jobs.append(Job(message.job, model_jobs.download_model(message), urgent=True))
            case VerifyModel():
                self._jobs.append(Job(message.job, model_jobs.verify_model(message), urgent=True))
            case RemoveModel():
                self._jobs.append(Job(message.job, model_jobs.remove_model(message), urgent=True))
            case IndexFolder():
                self._tell_of_a_crash()
                self._jobs.append(Job(message.job, self._index(engine.index_folder(message)), urgent=False))
            case Reindex():
                self._jobs.append(Job(message.job, self._index(engine.reindex(message)), urgent=False))
            case MakeDemo():
                self._jobs.append(Job(message.job, self._index(engine.make_demo(message)), urgent=False))
            case _ if (work := engine.clips.steps(message)) is not None:  # another process works, or a moment is enough
                self._jobs.append(Job(getattr(message, "job", 0), work, urgent=True))
            case _:
                self._say(Notice(f"The engine cannot be asked for {type(message).__name__}."))

    def _tell_of_a_crash(self) -> None:
        """Once, when work goes on after an engine died in the middle of it."""
        count, self._engine.interrupted = self._engine.interrupted, 0
        if count:
            one, more = (
                "Continued where it stopped (1 video re-checked).",
                "Continued where it stopped ({0} videos re-checked).",
            )
            self._say(Notice(one if count == 1 else more.format(count)))

    def _cancel(self, jobs: list[Job]) -> None:
        for job in jobs:
            job.steps.close()
            self._jobs.remove(job)
            self._say(Done(job.number, cancelled=True))

    def _pause(self, paused: bool) -> None:
        self._paused = paused
        self._tell_state()

    def _tell_state(self) -> None:
        """Say of every long job that it is held, and why, or that it goes on."""
        for job in self._jobs:
            if job.last is not None and not job.urgent:
                waiting = "Waits for mains power." if self._on_battery else job.last.waiting
                self._say(replace(job.last, paused=self._paused, waiting=waiting))

    def _step(self) -> bool:
        """Advance one job by one step, urgent ones first and upkeep last; False when none could do anything."""
        if self._step_of_jobs():
            return True
        resting = time.monotonic() < self._rest_until
        return self._upkeep is not None and not resting and self._advance(self._upkeep) is not WAIT

    def _step_of_jobs(self) -> bool:
        if any(self._advance(job) not in (WAIT, BETWEEN) for job in [job for job in self._jobs if job.urgent]):
            return True
        if self._paused or self._held() or time.monotonic() < self._rest_until:
            return False
        return any(self._work(job) not in (WAIT, BETWEEN) for job in self._long_jobs())

    def _long_jobs(self) -> list[Job]:
        """One after the other; those that wait for the computer to be idle keep nobody."""
        jobs = list[Job]()
        if any(job.alone for job in self._jobs):
            return jobs
        for job in self._jobs:
            if not job.urgent:
                jobs.append(job)
                if job.last is None or not job.last.waiting:
                    break
        return jobs

    def _work(self, job: Job) -> Pause | None:
        """One step of a long job, within what the person allows; then the rest that belongs to it, and perhaps another job's turn."""
        began = time.monotonic()
        with self._engine.gently():
            item = self._advance(job)
        now = time.monotonic()
        if item is not WAIT:
            self._rest_until = now + self._engine.rest * (now - began)
        if item is BETWEEN and self._next:
            chosen = [other for other in self._jobs if other.number == self._next and not other.urgent]
            self._next = 0
            if chosen and chosen[0] is not job:
                self._jobs.remove(chosen[0])
                self._jobs.insert(self._jobs.index(job), chosen[0])
        return item

    def _held(self) -> bool:
        """Whether long jobs must wait for mains power; looked at every few seconds, and told when it changes."""
        now = time.monotonic()
        if now - self._power_looked >= POWER_LOOK:
            self._power_looked = now
            on_battery_now = self._mains_only and on_battery() is True
            if on_battery_now != self._on_battery:
                self._on_battery = on_battery_now
                self._tell_state()
        return self._on_battery

    def _advance(self, job: Job) -> Pause | None:
        try:
            item = next(job.steps)
        except StopIteration:
            self._remove(job)
            return None
        except EncoderError:
            self._remove(job)
            job.steps.close()
            raise
        except EngineError as error:
            self._fail(job, error)
            return None
        except Exception as error:  # the loop is the one place that survives a fault of our own: it is logged and said
            if (told := in_words(error)) is not None:
                self._fail(job, told)
                return None
            log.exception("job %d failed", job.number)
            self._remove(job)
            self._say(
                Failed(
                    job.number,
                    f"Something unexpected went wrong ({type(error).__name__}). It is in the log; the library is not harmed.",
                )
            )
            return None
        if isinstance(item, Pause):
            return item
        if isinstance(item, Progress):
            job.last = item
        self._say(item)
        return None

    def _remove(self, job: Job) -> None:
        if job is self._upkeep:
            self._upkeep = None
        else:
            self._jobs.remove(job)

    def _fail(self, job: Job, error: EngineError) -> None:
        """A job has ended with a known failure. Raises DamagedError when that is the failure: nothing can go on then."""
        self._remove(job)
        self._say(Failed(job.number, str(error)))
        if isinstance(error, DamagedError):
            raise error
        self._say(self._engine.library_state())

    def _say(self, reply: Reply) -> None:
        if isinstance(reply, LibraryState):
            self._follow(reply)
        self._line.say(reply)


def serve(open_engine: Callable[[], AbstractContextManager[Engine]], library: Path, line: Lifeline) -> None:
    """Speak the protocol on standard input and a lifeline until the other side is done; a damaged library is mended as the person chooses.

    Raises EncoderError; EngineError when the library cannot be opened for another reason than damage.
    """
    inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.fileno(), inbox), name="reader", daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        wish: RepairLibrary | None = None
        while True:
            try:
                if wish is not None:
                    line.patience = OPENING_PATIENCE
                    mend(library, wish, line)
                watching = FolderWatch(lambda request: inbox.put(encode(request)))
                with open_engine() as engine, watching as watch:
                    line.patience = STEP_PATIENCE
                    serving = Serve(engine, line, watch.follow)
                    serving.run(inbox)
                    wish = serving.repair
            except DamagedError as error:
                wish = ask_for_repair(library, error, line, inbox)
            if wish is None:
                return


def _read(source: int, inbox: "queue.SimpleQueue[bytes | None]") -> None:
    """Lines from a descriptor into the inbox, None at its end. Not through `sys.stdin`: a thread waiting in it would hold its lock at exit."""
    rest = b""
    with contextlib.suppress(OSError):
        while data := os.read(source, 65536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                inbox.put(line)
            if len(rest) > MAXIMUM_LINE:
                break
    inbox.put(None)
