"""Where the time of a query goes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TEXT, COARSE, READING = "text encoding", "coarse search (HNSW)", "reading (SQLite)"
RERANKING, BACKGROUND, REST = "re-ranking (AOSM)", "background sample", "rest"
PARTS = (TEXT, COARSE, READING, RERANKING, BACKGROUND, REST)


@dataclass(frozen=True)
class Profile:
    """Seconds of each part of a query."""

    parts: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """Seconds of all parts."""
        return sum(seconds for _, seconds in self.parts)

    def lines(self) -> list[str]:
        """A table of shares and milliseconds."""
        rows = [*self.parts, ("whole query", self.total)]
        return [f"{name:22} {100 * s / max(self.total, 1e-9):5.1f} %  {1000 * s:8.1f} ms" for name, s in rows]


class Stopwatch:
    """Seconds by part, added up over as many queries as it is handed to. `clock` tells the time, or the processor's time."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._spent: dict[str, float] = dict.fromkeys(PARTS, 0.0)

    @contextlib.contextmanager
    def measure(self, part: str) -> Iterator[None]:
        """The time inside counts for `part`; parts do not lie in one another."""
        began = self._clock()
        try:
            yield
        finally:
            self._spent[part] += self._clock() - began

    def profile(self) -> Profile:
        """What was spent so far."""
        return Profile(tuple(self._spent.items()))
