"""What the window asks about search models, as generators of short steps: list, download, verify, remove.

A download runs as a child process, `rushes-engine models download`: the engine itself never opens a connection, and to stop is to kill, which is safe.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import engine
from engine.background import in_thread
from engine.errors import ModelError
from engine.indexing.steps import WAIT, Pause, Steps
from engine.messages import (
    Done,
    DownloadModel,
    ListModels,
    ModelOffer,
    Models,
    Progress,
    RemoveModel,
    VerifyModel,
)

if TYPE_CHECKING:
    from engine.models.registry import Model


def list_models(request: ListModels) -> Steps:
    """All models of models.toml and what else was downloaded; asks the machine for its graphics card, which takes seconds the first time."""
    from engine.models.installed import models_folder, other_models
    from engine.models.registry import graphics_memory, read_list

    memory = yield from in_thread(graphics_memory)
    others = yield from in_thread(other_models)
    models = offers((*read_list(), *others), memory)
    yield Models(request.job, str(models_folder()), models)
    yield Done(request.job)


def offers(models: tuple[Model, ...], memory: float) -> tuple[ModelOffer, ...]:
    """Models in words, for a machine with so many bytes of graphics memory."""
    from engine.models.installed import folder_of, read_pin, state_of
    from engine.models.registry import fits, recommend

    best = {recommend(models, memory, choice).name: choice for choice in ("english", "multilingual")}
    found = list[ModelOffer]()
    for model in models:
        pin = read_pin(folder_of(model))
        found.append(
            ModelOffer(
                model.name,
                model.title,
                state_of(model),
                pin.size if pin else round(model.gigabytes * 1e9),
                model.licence_in_words,
                model.free,
                model.page,
                model.languages,
                model.resolution,
                model.hardware,
                model.figure_in_words,
                model.source,
                model.good_for,
                fits(model, memory),
                best.get(model.name, ""),
            )
        )
    return tuple(found)


def download_model(request: DownloadModel) -> Steps:
    """Run the download in a child process and tell how far it is. Raises ModelError with the sentence that the child ended with."""
    words = ["models", "download", "--json", *(["--accept-licence"] if request.accept_licence else []), request.name]
    root = str(Path(engine.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "engine.cli", *words],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_lines, args=(child.stdout, lines), name="download", daemon=True)
    reader.start()
    try:
        yield Progress(request.job, "asking")
        while True:
            try:
                line = lines.get_nowait()
            except queue.Empty:
                yield WAIT
                continue
            if line is None:
                break
            told = json.loads(line)
            if "error" in told:
                raise ModelError(told["error"])
            if told["activity"] != "ready":
                done, total = float(told["done"]), float(told["total"])
                yield Progress(
                    request.job,
                    told["activity"],
                    request.name,
                    done,
                    total,
                    eta=told["eta"],
                    speed=told["speed"],
                )
        if child.wait() != 0:
            raise ModelError("The download ended unexpectedly. What has arrived is kept; try again.")
        yield Done(request.job)
    finally:
        child.kill()
        child.wait()
        reader.join()
        child.stdout.close()


def _read_lines(source: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in source:
            lines.put(line)
    lines.put(None)


def verify_model(request: VerifyModel) -> Steps:
    """Read all files of a model. Raises ModelError when one differs."""
    from engine.models.installed import verify

    model = yield from _find(request.name)
    for done, total in verify(model):
        yield Progress(request.job, "checking", request.name, float(done), float(total))
    yield Done(request.job, f"All files of {model.title} are as they were downloaded.")


def remove_model(request: RemoveModel) -> Steps:
    """Delete the files of a model. Raises ModelError when that fails."""
    from engine.models.installed import remove

    model = yield from _find(request.name)
    remove(model)
    yield Done(request.job, f"{model.title} was deleted from this computer.")


def _find(name: str) -> Generator[Pause, None, Model]:
    from engine.models.registry import find

    return (yield from in_thread(lambda: find(name)))
