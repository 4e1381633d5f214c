"""Looking a library over: the structure of its database, its indexes and backups; with `deep`, everything that can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.errors import LibraryError
from engine.library.backups import list_backups, verify
from engine.library.database import structure_fault
from engine.library.index_files import IndexFile, fits
from engine.library.library import Library


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `fault` is empty when it is sound; `serious` when something a person made may be lost."""

    what: str
    fault: str = ""
    serious: bool = False


def check(library: Library, deep: bool) -> Iterator[Finding]:
    """Look everything over; yields a finding for each part. Changes nothing."""
    db = library.catalog.db
    fault = structure_fault(db.conn, deep)
    yield Finding("database, all rows and indexes" if deep else "database, its structure", fault, serious=True)
    if deep and not fault:
        yield _check_words(library)
        yield _check_embeddings(library)
    for row in db.execute("select name, size, sha256, count, dim, space, parameters from index_file").fetchall():
        sound = fits(library.folder / "index" / row[0], IndexFile(*row))
        yield Finding(f"index {row[0]}", "" if sound else "it differs from what was written; it will be built anew")
    backups = list_backups(library.folder / "backups")
    for backup in backups if deep else backups[:1]:
        yield Finding(f"backup {backup.path.name}", verify(backup.path))
    if not backups:
        yield Finding("backups", "there is none yet")


def _check_words(library: Library) -> Finding:
    try:
        library.catalog.db.execute("insert into caption_words(caption_words) values ('integrity-check')")
    except LibraryError as error:
        return Finding("words of names and subtitles", str(error), serious=True)
    return Finding("words of names and subtitles")


def _check_embeddings(library: Library) -> Finding:
    """Every embedding has the length that its shot and its model ask for, and only numbers."""
    rows = library.catalog.db.execute(
        """select embedding.shot, embedding.vector, embedding.frames, length(shot.times) / 8, model.dim
           from embedding join shot on shot.id = embedding.shot join model on model.id = embedding.model"""
    )
    bad = 0
    for _, vector, frames, count, dim in rows:
        right = len(vector) == 2 * dim and len(frames) == 2 * dim * count
        bad += not (right and np.isfinite(np.frombuffer(vector + frames, np.float16)).all())
    return Finding("embeddings", f"{bad} are damaged; their videos should be indexed again" if bad else "")
