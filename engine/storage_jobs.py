"""Requests about the library's own disk space: how much the pictures may take, and where the library lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.background import in_thread
from engine.indexing.steps import STEP, Steps
from engine.library.moving import copy_library
from engine.messages import CacheState, Done, LimitCache, MoveLibrary, Progress

if TYPE_CHECKING:
    from engine.engine import Engine


def limit_cache(engine: Engine, request: LimitCache) -> Steps:
    """Set the limit, let go of the oldest pictures beyond it, and tell what is really taken."""
    engine.cache_limit = request.limit
    yield from trim_cache(engine, request.job)
    yield Done(request.job)


def trim_cache(engine: Engine, job: int = 0) -> Steps:
    """Bring the pictures within the limit; the last reply tells what they take."""
    pictures, limit = engine.library.pictures, engine.cache_limit
    size = yield from in_thread(lambda: pictures.trim(limit) if limit else pictures.size())
    yield CacheState(job, size, limit)


def move_library(engine: Engine, request: MoveLibrary) -> Steps:
    """Copy the library; the window opens the copy when `Done` has come."""
    told = -1
    for done, total in copy_library(engine.library, Path(request.path)):
        share = 100 * done // max(1, total)
        if share != told:
            told = share
            yield Progress(request.job, "copying", request.path, float(done), float(total))
        else:
            yield STEP
    yield Done(request.job, f"The library was copied to {request.path} and the copy compared with the original.")
