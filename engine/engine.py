"""One open library with its model, its index and its decoders; every request becomes a generator of short steps."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.background import in_thread
from engine.clip_jobs import ClipJobs
from engine.clock import Clock
from engine.errors import DamagedError, EncoderError, EngineError, MediaError, ModelError
from engine.indexing.modes import mode, on_battery
from engine.indexing.steps import STEP, WAIT, Pause, Steps
from engine.library import readings
from engine.library.database import in_words
from engine.library.library import Library
from engine.library.passes import coarse, indexed_by_others
from engine.library.roots import not_found
from engine.library.searches import newest_shot, saved_searches
from engine.media.volumes import Volumes, system_volumes
from engine.messages import (
    AskCurves,
    Done,
    FindSimilar,
    FolderState,
    ForecastFolder,
    IndexFolder,
    LibraryState,
    ListProblems,
    MakeDemo,
    ModelState,
    Notice,
    OtherModel,
    Part,
    Problem,
    Problems,
    Progress,
    Ready,
    Reindex,
    RepairLibrary,
    Reply,
    Search,
)
from engine.place_jobs import Places
from engine.search.text import find_text

if TYPE_CHECKING:
    from engine.media.decoder import Decoder
    from engine.models.backbone import Backbone
    from engine.models.features import TextFeatures
    from engine.models.head import Head
    from engine.search.curves import Curves
    from engine.search.examples import Examples
    from engine.search.moments import SearchModel
    from engine.search.profile import Stopwatch

    Loaded = tuple[Backbone, Head, TextFeatures]
    Load = Callable[[str, str | None], Loaded]

RESOURCES = Path(engine.__file__).parent.parent / "resources"
QUERY_BANK = RESOURCES / "query_bank.txt"
LEFT_CARD = "The graphics card ran out of memory: the search model works on the processor from now on, more slowly. Nothing is lost."
MEASURE_PATIENCE = 30.0  # seconds; a machine that has not even measured by then encodes one frame a step

log = logging.getLogger(__name__)


class Engine:
    """Opens the library at once and the model only when asked to; `close` ends both. Raises LibraryError."""

    def __init__(
        self,
        folder: Path,
        model: str = "starter",
        device: str | None = None,
        load: Load | None = None,
        clock: Clock = Clock(),  # noqa: B008 (it is frozen)
        volumes: Volumes | None = None,
        decoder: Callable[[], Decoder] | None = None,
    ) -> None:
        self.library = Library(folder, clock)
        self.interrupted = 0  # videos in work when the engine before this one died
        with contextlib.suppress(EngineError):  # a library that cannot be written now keeps the note
            self.interrupted = readings.blame(self.library.catalog)
        self._decoder = decoder
        self.clips = ClipJobs(self.library)
        self._volumes = volumes or system_volumes()
        self.places = Places(
            self.library,
            self._volumes,
            self.library_state,
            lambda: self._model.id if self._model else None,
            self.index_folder,
        )
        self._load = load or load_model
        self._model_name = model
        self._device = device
        self._model: SearchModel | None = None
        self._failure: EngineError | None = None
        self._curves: Curves | None = None
        self._indexing: dict[int, Path] = {}  # by job
        self._mode = mode("balanced")
        self.cache_limit = 0  # bytes that the pictures may take; 0: as many as there are
        self._examples: Examples | None = None
        self._suggested = 0  # the newest shot when questions were suggested last

    def close(self) -> None:
        """Save the index, stop the decoders, let go of the library."""
        if self._model is not None:
            with contextlib.suppress(OSError, EngineError):  # a cache: it is built again when it could not be saved
                self.library.save_index(self._model.id, self._model.index)
        self.clips.close()
        self.library.close()

    # The model -------------------------------------------------------------------------------------------------------

    def load_model(self) -> Steps:
        """Load backbone, head and query bank in a thread, then bring the vector index up to date. The last reply is a `ModelState`."""
        yield ModelState("loading", self._model_name)
        try:
            loaded = yield from in_thread(lambda: self._load(self._model_name, self._device))
            yield from self._adopt(*loaded)
        except (EncoderError, DamagedError):
            raise
        except EngineError as error:
            self._failure = error
        except Exception as error:  # a fault in a library must not leave the window waiting for ever
            if isinstance(told := in_words(error), DamagedError):
                raise told from error
            log.exception("the model could not be loaded")
            self._failure = ModelError(f"The model {self._model_name} could not be loaded: {error}")
        if self._failure is not None:
            yield ModelState("failed", self._model_name, note=str(self._failure))

    @property
    def failed(self) -> bool:
        """Whether the model could not be loaded; `ModelState` has told why."""
        return self._failure is not None

    def _adopt(self, backbone: Backbone, head: Head, bank: TextFeatures) -> Steps:
        self._model = yield from self._made(backbone, head, bank)
        yield from self._tell_model(self._model)

    def _tell_model(self, model: SearchModel) -> Steps:
        backbone, head = model.backbone, model.head
        device = self._device_in_words(backbone.device)
        graphics = backbone.device != "cpu"
        yield ModelState("ready", backbone.name, device, head.note, head.trained, graphics)
        yield self.library_state()

    @property
    def _device_now(self) -> str:
        """What the model computes on; a graphics card without room for one picture is left for the processor."""
        return self._model.backbone.device if self._model is not None else ""

    def _made(self, backbone: Backbone, head: Head, bank: TextFeatures) -> Generator[Reply | Pause, None, SearchModel]:
        """A loaded model put to its known answers, with its vector index. Raises ModelError."""
        from engine.models.trial import agree, known_answers, measure_batch
        from engine.search.moments import SearchModel

        key = hashlib.sha256("\n".join([backbone.key, head.key, bank.sentences.tobytes().hex()]).encode()).hexdigest()
        catalog = self.library.catalog
        answers = yield from in_thread(lambda: known_answers(backbone))
        known = catalog.model(key)
        if known is None:
            sizes = list[int]()
            with contextlib.suppress(TimeoutError):
                yield from in_thread(lambda: [sizes.append(size) for size in measure_batch(backbone)], MEASURE_PATIENCE)
            batch = sizes[-1] if sizes else 1
            known = catalog.add_model(key, backbone.name, backbone.dim, batch), batch
        stored = catalog.known_answers(known[0])
        if stored is None:
            catalog.set_known_answers(known[0], answers)
        elif not agree(answers, stored):
            raise ModelError(
                f"The search model {backbone.name} no longer answers as it did when your videos were indexed with it; "
                "the processor or the graphics card computes wrongly, or a library was changed. Nothing is searched with it."
            )
        index = self.library.load_index(known[0], backbone.dim)
        for _ in index.reconcile(catalog.vectors(known[0])):
            yield STEP
        return SearchModel(known[0], known[1], backbone, head, index, bank)

    def _device_in_words(self, device: str) -> str:
        """For the status line: the graphics card by name, or that there is none."""
        if device.startswith("cuda"):
            import torch

            memory = torch.cuda.get_device_properties(device).total_memory / 2**30
            return f"{torch.cuda.get_device_name(device)}, {memory:.0f} GB"
        return (
            "Apple graphics"
            if device == "mps"
            else "processor"
            if self._device
            else "processor (no graphics card found)"
        )

    def model(self) -> SearchModel | None:
        """The loaded model, None while it loads. Raises the ModelError that loading ended with."""
        if self._failure is not None:
            raise self._failure
        return self._model

    # How much of the computer ----------------------------------------------------------------------------------------

    def set_mode(self, name: str) -> None:
        """ "quiet", "balanced" or "full"; it counts from the next step on, for decoders from the next video on."""
        self._mode = mode(name)

    @property
    def rest(self) -> float:
        """Seconds to rest after each second of indexing."""
        return self._mode.rest

    @contextlib.contextmanager
    def gently(self) -> Iterator[None]:
        """Around a step of indexing: no more threads than the mode allows. A search has all of them again."""
        if self._mode.threads is None or self._model is None or "torch" not in sys.modules:
            yield
            return
        import torch

        usual = torch.get_num_threads()
        torch.set_num_threads(self._mode.threads)
        try:
            yield
        finally:
            torch.set_num_threads(usual)

    # What can be asked -----------------------------------------------------------------------------------------------

    def ready(self) -> Ready:
        """The first words of an engine."""
        return Ready(engine.__version__, str(self.library.folder), on_battery() is not None)

    def library_state(self) -> LibraryState:
        """All folders with their counts."""
        number = self._model.id if self._model else None
        quick = coarse(self.library.catalog, number)
        folders = []
        for folder in self.library.catalog.folders(number):
            busy = any(path.is_relative_to(folder.path) for path in self._indexing.values())
            state = (
                "indexing"
                if busy
                else "missing"
                if folder.missing_since
                else "waiting"
                if folder.waiting
                else "indexed"
            )
            told = folder.videos, folder.indexed, folder.problems, folder.seconds, folder.missing
            place = folder.volume, folder.seen, folder.branches, folder.patterns
            told = *told, *place, self.places.candidates.get(folder.id, ()), folder.kind
            folders.append(FolderState(folder.id, str(folder.path), state, *told, coarse=quick.get(folder.id, 0)))
        videos, indexed, moments, seconds = self.library.catalog.counts(number)
        others = indexed_by_others(self.library.catalog, number) if number is not None else []
        return LibraryState(
            tuple(folders), videos, indexed, moments, seconds, tuple(OtherModel(*other) for other in others)
        )

    def reindex(self, request: Reindex) -> Steps:
        """Index everything with another model while this one goes on searching; then search with the other. Raises ModelError."""
        yield Progress(request.job, "loading the model", request.model)
        try:
            loaded = yield from in_thread(lambda: self._load(request.model, self._device))
        except EngineError:
            raise
        except Exception as error:  # a fault in a library
            log.exception("the other model could not be loaded")
            raise ModelError(f"The model {request.model} could not be loaded: {error}") from error
        other = yield from self._made(*loaded)
        for folder in self.library.catalog.folders(None):
            if folder.missing_since is None:
                with contextlib.suppress(MediaError):  # gone meanwhile; it is indexed when it is back
                    for item in self.index_folder(IndexFolder(request.job, str(folder.path)), lambda: other):
                        if not isinstance(item, Done):
                            yield item
        if self._model is not None:
            self.library.save_index(self._model.id, self._model.index)
        self._model, self._model_name = other, request.model
        yield from self._tell_model(other)
        yield Done(
            request.job, f"Every video is indexed with {other.backbone.name} now; searching uses it from here on."
        )

    def index_folder(self, request: IndexFolder, model: Callable[[], SearchModel | None] | None = None) -> Steps:
        """Add a folder, or look through it again, and index what is new in it; with another model than the one that searches, if given."""
        from engine.indexing.ahead import Decoders
        from engine.indexing.index_folder import index_folder
        from engine.indexing.room import with_room

        path = Path(os.path.abspath(request.path))
        self._indexing[request.job] = path
        decoders = Decoders(lambda: self._mode, *([self._decoder] if self._decoder else []))
        try:
            whole = replace(request, path=str(path))
            work = with_room(
                request.job,
                self.library,
                lambda: index_folder(
                    whole, self.library, model or self.model, decoders, self.library_state, self._volumes
                ),
            )
            with contextlib.closing(work):
                device = self._device_now
                for item in work:
                    if device != self._device_now and self._model is not None:
                        device = self._device_now
                        yield Notice(LEFT_CARD)
                        yield from self._tell_model(self._model)
                    if isinstance(item, Done):
                        self._indexing.pop(request.job, None)
                        yield self.library_state()
                        yield from self.look_for_fresh()
                    yield item
        finally:
            decoders.close()
            self._indexing.pop(request.job, None)

    def forecast_folder(self, request: ForecastFolder) -> Steps:
        """What indexing a folder would take; nothing is stored."""
        from engine.indexing.ahead import Decoders
        from engine.indexing.forecast import forecast_folder

        with contextlib.closing(Decoders(lambda: mode("balanced"))) as decoders:
            yield from forecast_folder(request, self.library, self.model, decoders)
        yield Done(request.job)

    def upkeep(self) -> Steps:
        """What is done beside all other work."""
        from engine.upkeep import upkeep

        return upkeep(self.library, lambda: self._model)

    def rebuild_vectors(self, request: RepairLibrary) -> Steps:
        """Build the graph of the vector index anew."""
        from engine.upkeep import rebuild_vectors

        return rebuild_vectors(request.job, self.library, self.model)

    def search(self, request: Search, stopwatch: Stopwatch | None = None) -> Steps:
        """Names and subtitles at once, moments when the model is there."""
        yield find_text(self.library, request)
        while (model := self.model()) is None:
            yield WAIT
        from engine.search.answer import answer

        yield from answer(self.library, model, request, self.examples(), self._last_query(), stopwatch)
        yield Done(request.job)

    def find_similar(self, request: FindSimilar) -> Steps:
        """Moments like a shot, a range, a video, or a file from outside the library."""
        while (model := self.model()) is None:
            yield WAIT
        from engine.search.similar import find_similar

        one = Part(shot=request.shot, video=request.video, path=request.path, start=request.start, end=request.end)
        example = yield from self.examples().look(self.library, model, one)
        yield from find_similar(self.library, model, request, example.samples, example.name, self._last_query())
        yield Done(request.job)

    def note_seen(self, name: str) -> Steps:
        """What the saved search of a name finds now counts as seen."""
        while (model := self.model()) is None:
            yield WAIT
        from engine.search.fresh import note_seen

        for saved in saved_searches(self.library.catalog.db):
            if saved.name == name:
                yield from note_seen(self.library, model, self.examples(), saved)

    def look_for_fresh(self) -> Steps:
        """What saved searches find that was not there when they were looked at."""
        if (model := self.model()) is not None:
            from engine.search.fresh import look_for_fresh

            yield from look_for_fresh(self.library, model, self.examples())

    def suggest(self) -> Steps:
        """What there is to ask of this library; nothing when no shot was added since it was told last."""
        newest = newest_shot(self.library.catalog.db)
        if (model := self.model()) is not None and newest != self._suggested:
            self._suggested = newest
            from engine.search.suggestions import suggest

            yield from suggest(self.library, model, QUERY_BANK.read_text(encoding="utf-8").splitlines())

    def examples(self) -> Examples:
        """What was looked at to be searched with."""
        from engine.search.examples import Examples

        if self._examples is None:
            self._examples = Examples()
        return self._examples

    def ask_curves(self, request: AskCurves) -> Steps:
        """How well whole videos answer the last query."""
        model = self.model()
        if model is not None:
            yield from self._last_query().draw(self.library, model.id, request)
        yield Done(request.job)

    def _last_query(self) -> Curves:
        from engine.search.curves import Curves

        if self._curves is None:
            self._curves = Curves()
        return self._curves

    def list_problems(self, request: ListProblems) -> Steps:
        """What could not be indexed, and why; then what is not found any more."""
        rows = self.library.catalog.problems(self._model.id if self._model else None)
        told = [Problem(video, str(path), sentence, partial) for video, path, sentence, partial in rows]
        gone = "This file is not found any more."
        told += [
            Problem(video, str(path), gone, False, since) for video, path, since in not_found(self.library.catalog)
        ]
        yield Problems(request.job, tuple(told))

    def make_demo(self, request: MakeDemo) -> Steps:
        """Write the sample films, then index them."""
        from engine.training.demo import FILMS, write_demo_in_steps

        written = 0
        for film in write_demo_in_steps(Path(request.path)):
            written += film is not None
            if film is None:
                yield STEP
            else:
                yield Progress(request.job, "writing sample films", str(film.path), videos_done=written, videos=FILMS)
        yield from self.index_folder(IndexFolder(request.job, request.path))


def load_model(name: str, device: str | None) -> tuple[Backbone, Head, TextFeatures]:
    """Backbone, head and the encoded query bank; takes seconds. Raises ModelError."""
    # Threads of torch that wait must sleep, not spin: the decoders need the cores. On two busy cores indexing took 5.6 s of
    # processor time instead of 9.6. Read when torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # Nothing that is imported from here on may use the network; a download (engine/models/download.py) is a process of its own.
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    from engine.models.backbone import load_backbone
    from engine.models.head import load_head
    from engine.search.confidence import encode_bank

    backbone = load_backbone(name, device)
    head = load_head(backbone)
    return backbone, head, encode_bank(backbone, QUERY_BANK)
