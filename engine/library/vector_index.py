"""The coarse index: HNSW (Malkov and Yashunin 2018, hnswlib) over the shot vectors of one model. A cache of what SQLite holds.

On disk it is two files: `vectors-N.hnsw`, as hnswlib writes it, and a header `vectors.json` that names it with its SHA-256,
size, count, dimension and model. hnswlib checks nothing when it loads (a flipped bit can crash the process), so a file is
loaded only when the header and the checksum fit; otherwise the index is built again from the catalog.
The header is replaced last, by rename, so a crash leaves the old pair or the new one.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import hnswlib
import numpy as np

FORMAT = 1
LINKS = 16  # M of the paper
CONSTRUCTION = 200  # efConstruction
BREADTH = 400  # ef: text queries come from another distribution than the shots and need a wide search
# Shots in scope are compared one by one, which never misses, when they are few, or when the graph would have to be searched more widely than pays: hnswlib
# hands out a vector in 18 microseconds (10,000: 184 ms) and visits one of the graph in 1.2.
EXACT = 1_000
GATHERING = 15


@dataclass(frozen=True)
class Header:
    """What must be true of an index file before it is loaded."""

    format: int
    model: str
    dim: int
    count: int
    size: int  # bytes
    sha256: str
    file: str


class VectorIndex:
    """Shot ids and their vectors; cosine similarity. Vectors are float32 (n, dim), finite; they need not be normalised."""

    def __init__(self, folder: Path, model: str, dim: int) -> None:
        self.folder = folder / model[:16]
        self.model = model
        self.dim = dim
        self.changed = False
        self._start(1024)

    def __len__(self) -> int:
        return self._hnsw.get_current_count()

    def ids(self) -> np.ndarray:
        """The shot ids in the index, int64, ascending."""
        if self._ids is None:
            self._ids = np.sort(np.array(self._hnsw.get_ids_list(), np.int64))
        return self._ids

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Add shots. ValueError for vectors of a wrong shape or with values that are not finite: they would spoil every later search."""
        if len(ids) == 0:
            return
        vectors = self._checked(vectors)
        needed = len(self) + len(ids)
        if needed > self._hnsw.get_max_elements():
            self._hnsw.resize_index(max(needed, 2 * self._hnsw.get_max_elements()))
        self._hnsw.add_items(vectors, ids)
        self._ids = None
        self.changed = True

    def search(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The `count` shots of `allowed` (ascending ids) that are nearest to a query vector (dim,): ids and cosines, best first."""
        query = self._checked(query[None])
        allowed = np.intersect1d(allowed, self.ids(), assume_unique=True)
        if len(allowed) == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if len(allowed) <= EXACT or GATHERING * len(allowed) <= 2 * count * len(self) // len(allowed):
            cosines = self.vectors(allowed) @ (query[0] / (np.linalg.norm(query[0]) or 1.0))
            best = np.argsort(-cosines, kind="stable")[:count]
            return allowed[best], cosines[best]
        return self._search_graph(query, count, allowed)

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Stored vectors by id, L2-normalised, float32 (n, dim)."""
        return np.asarray(self._hnsw.get_items(ids), np.float32)

    def _search_graph(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Through the graph, taking more than asked for until enough of them are allowed."""
        wanted = count
        while True:
            wanted = min(len(self), max(2 * wanted * len(self) // len(allowed), count))
            self._hnsw.set_ef(max(BREADTH, wanted))
            ids, distances = self._hnsw.knn_query(query, k=wanted)
            ids = ids[0].astype(np.int64)
            inside = np.isin(ids, allowed)
            if inside.sum() >= min(count, len(allowed)) or wanted == len(self):
                return ids[inside][:count], (1.0 - distances[0][inside][:count]).astype(np.float32)

    # On disk ---------------------------------------------------------------------------------------------------------

    def load(self) -> bool:
        """Take the saved index; False, with nothing changed, when it is absent, damaged or of another model."""
        header = _read_header(self.folder / "vectors.json")
        if header is None or (header.format, header.model, header.dim) != (FORMAT, self.model, self.dim):
            return False
        path = self.folder / Path(header.file).name
        try:
            fits = path.stat().st_size == header.size and _sha256(path) == header.sha256
        except OSError:
            return False
        if not fits:
            return False
        hnsw = hnswlib.Index("cosine", self.dim)
        hnsw.load_index(str(path), max_elements=max(1024, 2 * header.count))
        if hnsw.get_current_count() != header.count:
            return False
        self._hnsw, self._ids = hnsw, None
        self.changed = False
        return True

    def save(self) -> None:
        """Write the index beside the old one and switch over. OSError when the disk does not take it; the old one then stays."""
        self.folder.mkdir(parents=True, exist_ok=True)
        old = _read_header(self.folder / "vectors.json")
        number = 1 + int(Path(old.file).stem.split("-")[1]) if old else 1
        path = self.folder / f"vectors-{number}.hnsw"
        self._hnsw.save_index(str(path))
        expected = self._hnsw.index_file_size()
        if not path.exists() or path.stat().st_size != expected:  # hnswlib does not say so when writing fails
            path.unlink(missing_ok=True)
            raise OSError("the search index could not be written; the disk may be full")
        _sync(path)
        header = Header(FORMAT, self.model, self.dim, len(self), expected, _sha256(path), path.name)
        fresh = self.folder / "vectors.json.new"
        fresh.write_text(json.dumps(asdict(header)))
        _sync(fresh)
        fresh.replace(self.folder / "vectors.json")
        _sync(self.folder)
        for other in self.folder.glob("vectors-*.hnsw"):
            if other != path:
                other.unlink()
        self.changed = False

    def reconcile(self, blocks: Iterable[tuple[np.ndarray, np.ndarray]]) -> Iterator[int]:
        """Make the index hold exactly the shots of `blocks` (ids, vectors), yielding the number handled after each block."""
        missing, extra = [], set(self.ids().tolist())
        handled = 0
        for ids, vectors in blocks:
            new = np.array([shot not in extra for shot in ids.tolist()], bool)
            extra.difference_update(ids.tolist())
            if new.any():
                missing.append((ids[new], vectors[new]))
            handled += len(ids)
            yield handled
        if extra:  # deleting in HNSW leaves holes that slow every search; starting again is cleaner
            kept = self.ids()
            kept = kept[~np.isin(kept, list(extra))]
            vectors = self.vectors(kept) if len(kept) else np.zeros((0, self.dim), np.float32)
            self._start(max(1024, len(kept)))
            self.add(kept, vectors)
            self.changed = True
        for ids, vectors in missing:
            for first in range(0, len(ids), 64):
                self.add(ids[first : first + 64], vectors[first : first + 64])
                yield handled

    def _start(self, capacity: int) -> None:
        self._hnsw = hnswlib.Index("cosine", self.dim)
        self._ids: np.ndarray | None = None
        self._hnsw.init_index(capacity, M=LINKS, ef_construction=CONSTRUCTION, random_seed=1)

    def _checked(self, vectors: np.ndarray) -> np.ndarray:
        """hnswlib trusts its caller with shapes and numbers, so they are looked at here."""
        vectors = np.ascontiguousarray(vectors, np.float32)
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise ValueError(f"vectors of {self.dim} numbers are needed, not {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds values that are not finite")
        return vectors


def _read_header(path: Path) -> Header | None:
    try:
        header = Header(**json.loads(path.read_text()))
        int(Path(header.file).stem.split("-")[1])
        return header
    except (OSError, ValueError, TypeError, IndexError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """fsync of a file, or of a folder where the system can."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
