"""The coarse index: HNSW (Malkov and Yashunin 2018, hnswlib) over the shot vectors of one model. A cache of what SQLite holds.

A vector that is added can be found at once, by exact search; `grow` moves it into the graph, a few per step. So no state of the graph or of
its file (engine/library/index_files.py) keeps anybody from searching.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from engine.library.disk import Disk
from engine.library.exact_index import ExactIndex
from engine.library.gate import VectorError, unit_vectors
from engine.library.index_files import IndexFile, new_graph, read_graph, write_graph

BREADTH = 400  # ef: text queries come from another distribution than the shots and need a wide search
# Shots in scope are compared one by one, which never misses, when they are few, or when the graph would have to be searched more widely than pays: hnswlib
# hands out a vector in 18 microseconds (10,000: 184 ms) and visits one of the graph in 1.2.
EXACT = 1_000
GATHERING = 15
A_STEP = 32  # vectors put into the graph in one step; 2 ms each on two busy cores
STALE = 0.1  # part of the graph that may be shots which are gone before it is built anew
NO_IDS = np.zeros(0, np.int64)


class VectorIndex:
    """Shot ids and their vectors; cosine similarity. Vectors are (n, dim), finite and not zero; they need not be normalised."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self.changed = False  # the graph differs from its file
        self._graph = new_graph(dim, 1024)
        self._in_graph = NO_IDS  # ascending
        self._gone = NO_IDS  # in the graph, but no longer in the catalog
        self._waiting = ExactIndex(dim)
        self._ids: np.ndarray | None = NO_IDS

    def __len__(self) -> int:
        return len(self.ids())

    @property
    def waiting(self) -> int:
        """How many vectors are not in the graph yet."""
        return len(self._waiting)

    def ids(self) -> np.ndarray:
        """The shot ids in the index, int64, ascending."""
        if self._ids is None:
            living = self._in_graph[~np.isin(self._in_graph, self._gone)] if len(self._gone) else self._in_graph
            self._ids = np.sort(np.concatenate([living, self._waiting.ids]))
        return self._ids

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Add shots, or replace the vectors of known ones. Raises VectorError, with nothing added, for vectors that would spoil every later search."""
        if len(ids) == 0:
            return
        ids, vectors = np.asarray(ids, np.int64), unit_vectors(vectors, self.dim)
        known = np.isin(ids, self._in_graph)
        if known.any():
            self._graph.add_items(vectors[known], ids[known])
            self._gone = self._gone[~np.isin(self._gone, ids)]
            self.changed = True
        self._waiting.put(ids[~known], vectors[~known])
        self._ids = None

    def grow(self, limit: int | None = None) -> Iterator[int]:
        """Move what waits into the graph, at most `limit`; yields after each small block how many still wait."""
        left = self.waiting if limit is None else min(limit, self.waiting)
        while left > 0 and self.waiting:
            count = min(A_STEP, left, self.waiting)
            needed = self._graph.get_current_count() + count
            if needed > self._graph.get_max_elements():  # nobody searches meanwhile: one thread does all
                self._graph.resize_index(max(needed, 2 * self._graph.get_max_elements()))
            ids = self._waiting.ids[:count].copy()
            self._graph.add_items(self._waiting.vectors[:count], ids)
            self._waiting.drop_first(count)
            self._in_graph = np.sort(np.concatenate([self._in_graph, ids]))
            self.changed = True
            left -= count
            yield self.waiting

    def search(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The `count` shots of `allowed` (ascending ids) that are nearest to a query vector (dim,): ids and cosines, best first.

        Fewer when fewer are there. Raises VectorError.
        """
        query = unit_vectors(np.asarray(query)[None], self.dim)[0]
        found = self._search_graph(query, count, allowed), self._waiting.search(query, count, allowed)
        ids, cosines = (np.concatenate([part[i] for part in found]) for i in range(2))
        best = np.lexsort((ids, -cosines))[:count]
        return ids[best], cosines[best].astype(np.float32)

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Vectors of shots in the graph by id, of length 1, float32 (n, dim)."""
        return np.asarray(self._graph.get_items(ids), np.float32).reshape(len(ids), self.dim)

    def _search_graph(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        allowed = np.intersect1d(allowed, self._in_graph, assume_unique=True)
        size = len(self._in_graph)
        if len(allowed) <= EXACT or GATHERING * len(allowed) <= 2 * count * size // len(allowed):
            return allowed, self.vectors(allowed) @ query if len(allowed) else np.zeros(0, np.float32)
        wanted = count
        while True:  # take more than asked for until enough of them are allowed
            wanted = min(size, max(2 * wanted * size // len(allowed), count))
            self._graph.set_ef(max(BREADTH, wanted))
            try:
                ids, distances = self._graph.knn_query(query[None], k=wanted)
            except RuntimeError:  # a graph that does not reach that many of its nodes
                return allowed, self.vectors(allowed) @ query
            ids = ids[0].astype(np.int64)
            inside = np.isin(ids, allowed)
            if inside.sum() >= min(count, len(allowed)) or wanted == size:
                return ids[inside][:count], 1.0 - distances[0][inside][:count]

    # Agreeing with the catalog and the disk --------------------------------------------------------------------------

    def load(self, folder: Path, record: IndexFile | None) -> bool:
        """Take a saved graph; False, with nothing changed, when there is none that can be trusted."""
        graph = read_graph(folder, record, self.dim) if record is not None else None
        if graph is None:
            return False
        self._graph, self._in_graph = graph, np.sort(np.array(graph.get_ids_list(), np.int64))
        self._gone, self._ids, self.changed = NO_IDS, None, False
        return True

    def save(self, folder: Path, number: int, disk: Disk) -> IndexFile:
        """Write the graph as a new generation. Raises DiskFullError or OSError."""
        return write_graph(self._graph, folder, number, self.dim, disk)

    def reconcile(self, blocks: Iterable[tuple[np.ndarray, np.ndarray]]) -> Iterator[int]:
        """Make the index hold exactly the shots of `blocks` (ids, vectors), yielding the number handled after each block.

        What is missing can be searched for at once and waits for `grow`. A stored vector that is damaged is left out.
        """
        self._gone = self._in_graph
        handled = 0
        for ids, vectors in blocks:
            known = np.isin(ids, self._in_graph) | self._waiting.holds(ids)
            self._gone = self._gone[~np.isin(self._gone, ids)]
            self._add_sound(ids[~known], vectors[~known])
            handled += len(ids)
            self._ids = None
            yield handled
        if len(self._gone) > STALE * len(self._in_graph):
            kept = self._in_graph[~np.isin(self._in_graph, self._gone)]
            vectors = self.vectors(kept) if len(kept) else np.zeros((0, self.dim), np.float32)
            self._graph, self._in_graph, self._gone = new_graph(self.dim, max(1024, 2 * len(kept))), NO_IDS, NO_IDS
            self._waiting.put(kept, vectors)
            self.changed = True
        self._ids = None

    def forget_graph(self) -> None:
        """Start with nothing; `reconcile` follows."""
        self._graph, self._in_graph, self._gone = new_graph(self.dim, 1024), NO_IDS, NO_IDS
        self._waiting = ExactIndex(self.dim)
        self._ids, self.changed = None, True

    def _add_sound(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        try:
            self.add(ids, vectors)
        except VectorError:
            for row in range(len(ids)):
                try:
                    self.add(ids[row : row + 1], vectors[row : row + 1])
                except VectorError:
                    continue
