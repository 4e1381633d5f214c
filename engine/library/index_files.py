"""Generations of a vector index on the disk: `index-000123.hnsw`, written once, never changed, named by a row in the catalog.

hnswlib checks nothing when it loads (a flipped bit can crash the process) and says nothing when it cannot save. So a file is loaded only when its row in
the catalog and its SHA-256 fit, and its row is written only after the file is safely on the disk; otherwise search is exact and the graph is built anew.
"""

import errno
import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import hnswlib

from engine.library.disk import Disk, full_or, sync

SPACE = "cosine"
LINKS = 16  # M of the paper
CONSTRUCTION = 200  # efConstruction
SEED = 1


@dataclass(frozen=True)
class IndexFile:
    """What must be true of an index file before it is loaded; a row of the catalog."""

    name: str
    size: int  # bytes
    sha256: str
    count: int
    dim: int
    space: str
    parameters: str


def parameters() -> str:
    """What a graph is built with here."""
    return json.dumps({"hnswlib": version("hnswlib"), "M": LINKS, "ef_construction": CONSTRUCTION, "seed": SEED})


def new_graph(dim: int, capacity: int) -> hnswlib.Index:
    """An empty graph with room for so many vectors."""
    graph = hnswlib.Index(SPACE, dim)
    graph.init_index(capacity, M=LINKS, ef_construction=CONSTRUCTION, random_seed=SEED)
    return graph


def read_graph(folder: Path, record: IndexFile, dim: int) -> hnswlib.Index | None:
    """The graph in a file; None when the file is absent, damaged, or of another kind than is needed."""
    path = folder / Path(record.name).name
    if (record.dim, record.space, record.parameters) != (dim, SPACE, parameters()) or not fits(path, record):
        return None
    graph = hnswlib.Index(SPACE, dim)
    graph.load_index(str(path), max_elements=max(1024, 2 * record.count))
    return graph if graph.get_current_count() == record.count else None


def fits(path: Path, record: IndexFile) -> bool:
    """Whether a file is byte for byte the one that was recorded."""
    try:
        return path.stat().st_size == record.size and _sha256(path) == record.sha256
    except OSError:
        return False


def write_graph(graph: hnswlib.Index, folder: Path, number: int, dim: int, disk: Disk) -> IndexFile:
    """Write a generation and make sure that it is on the disk. DiskFullError or OSError when it is not; older generations are not touched."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"index-{number:06d}.hnsw"
    size = graph.index_file_size()
    if disk.free(folder) < size:
        raise full_or(OSError(errno.ENOSPC, "no room for the search index"))
    try:
        graph.save_index(str(path))
        if not path.exists() or path.stat().st_size != size:  # hnswlib returns as if all were well
            raise full_or(OSError(errno.ENOSPC, "the search index could not be written"))
        sync(path)
        sync(folder)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return IndexFile(path.name, size, _sha256(path), graph.get_current_count(), dim, SPACE, parameters())


def sweep(folder: Path, current: set[str]) -> None:
    """Delete generations that no row names, and folders of an older format."""
    for path in folder.glob("*"):
        if path.is_dir():
            for part in path.iterdir():
                part.unlink(missing_ok=True)
            path.rmdir()
        elif path.name not in current:
            path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
