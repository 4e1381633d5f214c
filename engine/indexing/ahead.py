"""Decoding ahead: several decoders take turns, so that the next videos are decoded while the last one is finished."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from engine.indexing.modes import Mode, soften
from engine.library.catalog import Video
from engine.media.decoder import Decoder, Replies
from engine.media.file_state import FileState, state_of
from engine.media.frames import FrameSize


@dataclass(frozen=True)
class Ahead:
    """A video that a decoder is at, and what the file was like before that."""

    video: Video
    sampling: Replies
    decoder: Decoder
    before: FileState | None


@dataclass
class _Seat:
    """A decoder, the niceness its worker has been given, and what it is at."""

    decoder: Decoder
    niceness: int = 0
    worker: int | None = None


class Decoders:
    """The decoders of one job. How many there are, and how politely they work, is asked of `mode` for every video; `decoder` makes one."""

    def __init__(self, mode: Callable[[], Mode], decoder: Callable[[], Decoder] = Decoder) -> None:
        self._mode = mode
        self._decoder = decoder
        self._seats: list[_Seat] = []

    @property
    def first(self) -> Decoder:
        """The one for fingerprints and probes, before any sampling."""
        return self._seat(0).decoder

    def close(self) -> None:
        """Stop them all."""
        for seat in self._seats:
            seat.decoder.close()

    def sample_ahead(
        self,
        queue: Sequence[Video],
        size: FrameSize,
        fps: float,
        begin: Callable[[Video, FileState | None], None] = lambda video, state: None,
    ) -> Generator[Ahead, None, None]:
        """Each video of the queue with its sampling; the next ones have begun already. `begin` is called before a worker gets a video."""
        running: deque[tuple[Ahead, int]] = deque()
        try:
            for number, video in enumerate(queue):
                for later in range(number + len(running), min(number + self._mode().decoders, len(queue))):
                    running.append(self._sample(queue[later], size, fps, begin, {seat for _, seat in running}))
                if not running:  # the mode has just become one of fewer decoders
                    running.append(self._sample(video, size, fps, begin, set()))
                yield running[0][0]
                running.popleft()[0].sampling.close()
        finally:
            for ahead, _ in running:
                ahead.sampling.close()

    def _sample(
        self,
        video: Video,
        size: FrameSize,
        fps: float,
        begin: Callable[[Video, FileState | None], None],
        taken: set[int],
    ) -> tuple[Ahead, int]:
        number = next(number for number in range(len(taken) + 1) if number not in taken)
        seat, mode = self._seat(number), self._mode()
        if mode.niceness < seat.niceness:  # niceness cannot be taken back
            seat.decoder.close()
            seat.worker = None
        before = state_of(video.path)
        begin(video, before)
        sampling = seat.decoder.sample(video.path, size, fps)
        worker = seat.decoder.process_id
        if worker is not None and (worker != seat.worker or mode.niceness > seat.niceness):
            soften(worker, mode)
            seat.worker, seat.niceness = worker, mode.niceness
        return Ahead(video, sampling, seat.decoder, before), number

    def _seat(self, number: int) -> _Seat:
        while len(self._seats) <= number:
            self._seats.append(_Seat(self._decoder()))
        return self._seats[number]
