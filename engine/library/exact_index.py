"""Exact search: every vector is compared, which needs no graph and misses nothing. 100,000 × 512 take about 50 ms."""

import numpy as np


class ExactIndex:
    """Shot ids and their unit vectors, float32 (n, dim), in the order in which they came; taken from the front."""

    def __init__(self, dim: int) -> None:
        self._ids = np.zeros(0, np.int64)
        self._vectors = np.zeros((0, dim), np.float32)
        self._first = self._end = 0
        self._largest = -1  # of all ids there ever were

    def __len__(self) -> int:
        return self._end - self._first

    @property
    def ids(self) -> np.ndarray:
        """int64 (n,), in order of arrival."""
        return self._ids[self._first : self._end]

    @property
    def vectors(self) -> np.ndarray:
        """float32 (n, dim), in the same order."""
        return self._vectors[self._first : self._end]

    def put(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Put unit vectors at the end; those of ids that are here already take their places."""
        known = self.holds(ids)
        for row in np.flatnonzero(known):
            self.vectors[self.ids == ids[row]] = vectors[row]
        self._append(ids[~known], vectors[~known])

    def holds(self, ids: np.ndarray) -> np.ndarray:
        """Which of these ids are here, bool (n,)."""
        if not len(ids) or not len(self) or ids.min() > self._largest:  # ids mostly come in ascending order
            return np.zeros(len(ids), bool)
        return np.isin(ids, self.ids)

    def _append(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        if not len(ids):
            return
        needed = len(self) + len(ids)
        if self._first + needed > len(self._ids):
            room = max(1024, 2 * needed)
            fresh = np.zeros(room, np.int64), np.zeros((room, self._vectors.shape[1]), np.float32)
            fresh[0][: len(self)], fresh[1][: len(self)] = self.ids, self.vectors
            self._first, self._end = 0, len(self)
            self._ids, self._vectors = fresh
        at = slice(self._end, self._end + len(ids))
        self._ids[at], self._vectors[at] = ids, vectors
        self._end += len(ids)
        self._largest = max(self._largest, int(ids.max()))

    def drop_first(self, count: int) -> None:
        """Forget those that came first."""
        self._first += count
        if self._first >= self._end:
            self._ids, self._vectors = self._ids[:0], self._vectors[:0]
            self._first = self._end = 0

    def search(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The `count` nearest of `allowed` (ascending ids) to a unit vector (dim,): ids and cosines, in no particular order."""
        ids = self.ids
        if not len(ids) or not len(allowed):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        inside = allowed[np.minimum(np.searchsorted(allowed, ids), len(allowed) - 1)] == ids
        if inside.sum() * 4 < len(ids):
            ids, cosines = ids[inside], self.vectors[inside] @ query
        else:  # to gather most of them costs more than to compare all
            ids, cosines = ids[inside], (self.vectors @ query)[inside]
        if len(ids) <= count:
            return ids, cosines
        best = np.argpartition(-cosines, count)[:count]
        return ids[best], cosines[best]
