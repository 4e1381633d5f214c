"""What the player, the basket and exports ask of the engine; no model is needed for any of it."""

import contextlib
from collections.abc import Callable, Iterator

from engine.errors import EngineError, QueryError
from engine.indexing.steps import WAIT, Steps
from engine.library import selects
from engine.library.details import details
from engine.library.library import Library
from engine.library.stills import Stills
from engine.media.decoder import Decoder, Replies
from engine.media.frames import FrameTimes, Still
from engine.messages import (
    AddSelect,
    AskFrame,
    AskTimes,
    AskVideo,
    ChangeSelect,
    Done,
    Export,
    Frame,
    ListSelects,
    Message,
    OrderSelects,
    RemoveSelects,
    Selected,
    Selects,
    Times,
    VideoFacts,
)

LONGEST_STRETCH = 600.0  # seconds of one `AskTimes`
SIDES = (160, 2160)  # pixels: smallest and largest picture of `AskFrame`


class ClipJobs:
    """Answers requests about single videos, with a decoder worker of its own that is started when it is first needed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stills = Stills(library.folder / "frames")
        self._decoder: Decoder | None = None

    def close(self) -> None:
        """Stop the worker."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def steps(self, request: Message) -> Steps | None:
        """The work that a request means; None when it is not one of these."""
        match request:
            case AskVideo():
                return self._facts(request)
            case AskTimes():
                return self._times(request)
            case AskFrame():
                return self._frame(request)
            case Export():
                return self._export(request)
            case ListSelects() | AddSelect() | ChangeSelect() | RemoveSelects() | OrderSelects():
                return self._selects(request)
            case _:
                return None

    # The player ----------------------------------------------------------------------------------------------------------

    def _facts(self, request: AskVideo) -> Steps:
        catalog = self._library.catalog
        video, known = catalog.videos([request.video]).get(request.video), details(catalog.db, request.video)
        if video is None or known is None:
            raise QueryError("This video is not in the library any more.")
        yield VideoFacts(
            job=request.job,
            video=video.id,
            path=str(video.path),
            present=video.present,
            duration=video.duration or 0.0,
            frame_rate=video.frame_rate,
            variable=known.variable,
            width=video.width,
            height=video.height,
            codec=known.codec,
            container=known.container,
            hdr=known.hdr,
            sound=known.sound,
            date=video.taken,
            size=known.size,
            models=known.models,
            shots=known.shots,
        )
        yield Done(request.job)

    def _times(self, request: AskTimes) -> Steps:
        path = self._path(request.video)
        end = min(request.end, request.start + LONGEST_STRETCH)
        found: FrameTimes | None = None
        for item in self._asked(lambda decoder: decoder.request_times(path, max(0.0, request.start), end)):
            if isinstance(item, FrameTimes):
                found = item
            else:
                yield WAIT
        if found is not None:
            keys = tuple(int(index) for index in found.keyframes.nonzero()[0])
            times = tuple(float(time) for time in found.times)
            yield Times(request.job, request.video, request.start, end, times, keys)
        yield Done(request.job)

    def _frame(self, request: AskFrame) -> Steps:
        path = self._path(request.video)
        digest = self._library.catalog.videos([request.video])[request.video].digest
        side = max(SIDES[0], min(SIDES[1], request.side))
        kept = self._stills.find(digest, request.time, side)
        if kept is None:
            still: Still | None = None
            for item in self._asked(lambda decoder: decoder.request_still(path, request.time, side)):
                if isinstance(item, Still):
                    still = item
                else:
                    yield WAIT
            if still is None:
                raise QueryError("No picture of this video could be read there.")
            kept = self._stills.keep(digest, request.time, side, still.time, still.data)
        yield Frame(request.job, request.video, kept[1], str(kept[0]))
        yield Done(request.job)

    def _asked(self, ask: Callable[[Decoder], Replies]) -> Iterator[object]:
        """The items of a reply as they come, None while there is none; waits until the worker has answered whoever came before."""
        while self._decoder is not None and not self._decoder.idle:
            yield None
        if self._decoder is None:
            self._decoder = Decoder()
        with ask(self._decoder) as replies:
            while True:
                try:
                    yield replies.next_ready(0.0)
                except StopIteration:
                    return

    def _path(self, video: int):
        known = self._library.catalog.videos([video]).get(video)
        if known is None:
            raise QueryError("This video is not in the library any more.")
        return known.path

    # The basket ----------------------------------------------------------------------------------------------------------

    def _selects(self, request: ListSelects | AddSelect | ChangeSelect | RemoveSelects | OrderSelects) -> Steps:
        db = self._library.catalog.db
        match request:
            case AddSelect():
                if not selects.add(db, request.video, request.start, request.end, request.note, request.place):
                    raise QueryError("This video is not in the library any more.")
            case ChangeSelect():
                selects.change(db, request.select, request.start, request.end, request.note)
            case RemoveSelects():
                selects.remove(db, request.selects)
            case OrderSelects():
                selects.order(db, request.selects)
            case ListSelects():
                pass
        yield self.basket(request.job)
        yield Done(request.job)

    def basket(self, job: int) -> Selects:
        """All chosen ranges, with what is needed to show them."""
        catalog, pictures = self._library.catalog, self._library.pictures
        chosen = selects.selects(catalog.db)
        videos = catalog.videos({one.video for one in chosen})
        rows = []
        for one in chosen:
            if (video := videos.get(one.video)) is not None:
                picture = pictures.nearest(video.digest, one.start)
                rows.append(
                    Selected(
                        one.id, one.video, str(video.path), one.start, one.end, one.note, str(picture or ""), video.present,
                        video.frame_rate, video.duration or 0.0, video.playable,
                    )
                )  # fmt: skip
        return Selects(job, tuple(rows))

    # Exports -------------------------------------------------------------------------------------------------------------

    def _export(self, request: Export) -> Steps:
        from engine.export.export import export

        with Decoder(threads=2) as decoder, contextlib.closing(export(request, self._library, decoder)) as work:
            try:
                yield from work
            except OSError as error:
                raise EngineError(f"The export stopped ({error.strerror or error}).") from None
