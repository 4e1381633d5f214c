"""Forks a process, lets it work on a library for a moment, kills it with -9, and looks at what is left; again and again.

Run by tests/engine/test_library_kills.py.
A program of its own, because it forks: everything is imported once, a trial costs milliseconds. Prints one JSON object at its end.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.engine import Engine
from engine.library import searches
from engine.library.backups import keep_copy
from engine.library.database import structure_fault
from engine.library.library import Library
from engine.library.vector_index import VectorIndex
from engine.messages import IndexFolder, Search
from tests.fake_decoder import FakeDecoder, make_clips
from tests.fakes import load_fake, run_steps
from tests.library_rows import DIM, add_video, fill

Say = Callable[[str], None]


def main() -> None:
    """`python -m tests.kill_stage saved|run FOLDER KILLS`."""
    kind, folder, kills = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(saved(folder, kills) if kind == "saved" else run(folder, kills)))


def trial(work: Callable[[Say], None], after: float, from_first_word: bool) -> tuple[list[str], bool]:
    """Do `work` in a fork and kill it `after` seconds; what it had said by then, and whether it had ended by itself before. A fork that fails is an error."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reader)
            work(lambda word: _tell(writer, word))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    said = os.read(reader, 1 << 16) if from_first_word else b""
    until = time.monotonic() + after
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < until:
        time.sleep(max(0.0, min(0.02, until - time.monotonic())))
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    elif status:
        raise RuntimeError("the work failed by itself")
    while part := os.read(reader, 1 << 16):
        said += part
    os.close(reader)
    return said.decode().splitlines(), bool(ended)


def _tell(writer: int, word: str) -> None:
    os.write(writer, f"{word}\n".encode())


# What a person saved -------------------------------------------------------------------------------------------------


def saved(folder: Path, kills: int) -> dict[str, int]:
    """Kills while folders, searches, stars and videos are saved; everything that was acknowledged must be there."""
    rng = random.Random(5)
    acknowledged = 0
    done = 0
    while done < kills:
        library = folder / f"{done}"
        promised = set[str]()
        for _ in range(min(50, kills - done)):
            seed = rng.randrange(1 << 30)
            said, _ = trial(
                lambda say, library=library, seed=seed: save_things(library, seed, say), rng.uniform(0.0, 0.12), True
            )
            promised |= set(said)
            done += 1
            lost = promised - there(library, deep=done % 10 == 0)
            if lost:
                raise AssertionError(f"lost after {done} kills: {sorted(lost)[:5]}")
        acknowledged += len(promised)
    return {"kills": done, "acknowledged": acknowledged}


def save_things(folder: Path, seed: int, say: Say) -> None:
    """All kinds of writing, one after the other; each is said when it is done. The vector index and backups are written in between."""
    rng = random.Random(seed)
    library = Library(folder)
    model = fill(library.catalog, 0)
    index = library.load_index(model, DIM)
    list(index.reconcile(library.catalog.vectors(model)))
    for number in range(100_000):
        name = f"{seed}-{number}"
        match rng.randrange(6):
            case 0:
                library.catalog.add_folder(Path(f"/films/{name}"))
                say(f"folder {name}")
            case 1:
                searches.save(library.catalog.db, name, Search(1, name))
                say(f"search {name}")
            case 2:
                add_video(library.catalog, 1, model, name, np.random.default_rng(number), 2, DIM, 4)
                say(f"video {name}")
            case 3:
                video = library.catalog.add_video(f"digest-{name}", 5)
                searches.rate(library.catalog.db, video, 3)
                say(f"stars {name}")
            case 4:
                list(index.reconcile(library.catalog.vectors(model)))
                list(index.grow())
                library.save_index(model, index)
            case 5 if rng.random() < 0.1:
                keep_copy(library.catalog.db.conn, folder / "backups")


def there(folder: Path, deep: bool) -> set[str]:
    """Everything that a library holds, in the words of `save_things`. Raises when the library is not sound."""
    library = Library(folder)
    try:
        db = library.catalog.db
        if deep and (fault := structure_fault(db.conn, deep=True)):
            raise AssertionError(fault)
        found = {f"folder {os.fsdecode(path)[7:]}" for (path,) in db.execute("select path from folder")}
        found |= {f"search {name}" for (name,) in db.execute("select name from saved_search")}
        whole = """select digest from video where (select count(*) from shot join embedding on embedding.shot = shot.id
                   where shot.video = video.id) = 2 and exists (select 1 from indexed where indexed.video = video.id)"""
        found |= {f"video {digest[7:]}" for (digest,) in db.execute(whole)}
        partial = """select count(*) from shot where video not in (select video from indexed)"""
        if db.execute(partial).fetchone()[0]:
            raise AssertionError("half a video was stored")
        stars = "select digest from video join rating on rating.video = video.id"
        found |= {f"stars {digest[7:]}" for (digest,) in db.execute(stars)}
        record = library.catalog.index_file(1) if library.catalog.model("key") else None
        if record is not None and not VectorIndex(DIM).load(folder / "index", record):
            raise AssertionError("the recorded index is not the one on the disk")
        return found
    finally:
        library.close()


# A run of indexing ---------------------------------------------------------------------------------------------------


def run(folder: Path, kills: int) -> dict[str, int]:
    """Kills during runs over 100 clips; counts how often clips were decoded."""
    clips = 100
    make_clips(folder / "clips", clips)
    FakeDecoder.log = folder / "decoded.txt"
    rng = random.Random(6)
    done, rounds, length = 0, 0, 0.0
    while done < kills:
        library, ended = folder / f"library-{rounds}", False
        while not ended:
            after = (
                rng.uniform(0.0, 0.12 * length) if rounds and done < kills else 600.0
            )  # the first run tells how long one takes
            began = time.monotonic()
            _, ended = trial(lambda say, library=library: index(library, folder / "clips", say), after, True)
            length = length if rounds else time.monotonic() - began
            done += not ended
        rounds += 1
        checked = Library(library)
        counts = checked.catalog.counts(None)
        fault = structure_fault(checked.catalog.db.conn, deep=True)
        checked.close()
        if counts[:2] != (clips, clips) or fault:
            raise AssertionError(f"the library is not whole: {counts} {fault}")
    log = FakeDecoder.log.read_text().splitlines()
    begun, whole = (sum(line.startswith(word) for line in log) for word in ("begun", "whole"))
    return {"clips": clips * rounds, "kills": done, "begun": begun, "whole": whole}


def index(library: Path, clips: Path, say: Say) -> None:
    """Index all clips, as the command line does."""
    engine = Engine(library, load=load_fake, decoder=FakeDecoder)  # pyright: ignore[reportArgumentType]
    run_steps(engine.load_model())
    say("loaded")
    run_steps(engine.index_folder(IndexFolder(1, str(clips))))
    engine.close()


if __name__ == "__main__":
    main()
