"""Power cuts on the engine's real write path: what the window was told is saved is there afterwards, and the library is always sound."""

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.library.backups import list_backups, verify
from engine.library.database import structure_fault
from engine.library.library import Library
from engine.library.vector_index import VectorIndex
from engine.messages import Done, IndexFolder, LibraryState, ModelState, SaveSearch, Search, Searches, decode
from tests.clips import make_clip
from tests.engine.test_serve import Child
from tests.power_cuts import Player, calls, can_record, recording

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (Linux only)")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> tuple[Path, list]:
    """A whole conversation, recorded: two folders are indexed, searches saved, twice started, with a backup and several generations of the index."""
    folder = tmp_path_factory.mktemp("recorded")
    if not can_record(folder):
        pytest.skip("this machine does not let processes be traced")
    for name in ("one", "two"):
        (folder / name).mkdir()
        for number, colour in enumerate(("red", "green", "blue")):
            make_clip(
                folder / name / f"{number}.mp4",
                seconds=3 + number + 3 * (name == "two"),
                fps=6,
                size=(64, 36),
                scenes=[colour],
            )
    made = list[tuple]()
    for start, name in enumerate(("one", "two")):
        trace = folder / f"{name}.txt"
        child = Child(folder / "library", recording(trace, []))
        child.wait_for(ModelState, state="ready")
        for job in range(4):
            child.ask(SaveSearch(10 + job, f"{name}-{job}", Search(1, f"words {job}")))
        child.ask(IndexFolder(1, str(folder / name)))
        child.wait_for(Done, job=1)
        child.ask(SaveSearch(20, f"{name}-last", Search(1, "words")))
        child.wait(
            lambda said, all_of_them=5 * (start + 1): isinstance(said, Searches) and len(said.saved) == all_of_them
        )
        assert child.end() == 0
        made += [(start, *call) for call in calls(trace)]  # descriptors are opened anew in each
    return folder / "library", made


@pytest.mark.goal("R2")
def test_a_power_cut_at_any_moment_loses_nothing_that_was_said_to_be_saved(recorded, memory_path, size, tried):
    root, made = recorded
    cuts = size(300, 3000)
    tried("R2", cuts)
    rng, outcomes = random.Random(9), {"nothing yet": 0, "index": 0, "no index": 0}
    changes = sum(1 for _ in play(made, root))
    wanted = sorted(rng.randrange(changes) for _ in range(cuts))
    for number, player in enumerate(play(made, root)):
        while wanted and wanted[0] == number:
            wanted.pop(0)
            target = memory_path / "library"
            player.cut(target, rng)
            outcomes[look(target, bytes(player.said))] += 1
            shutil.rmtree(target)
    print(f"\n{changes} calls that change something; {outcomes}")
    assert outcomes["index"] > cuts // 10
    assert outcomes["nothing yet"] < cuts // 4


def play(made: list[tuple], root: Path) -> Iterator[Player]:
    """The player after each call that changed something."""
    player, before = Player(str(root).encode()), 0
    for _, name, arguments, result in made:
        player.play(name, arguments, result)
        if player.changes != before:
            before = player.changes
            yield player


def look(folder: Path, said: bytes) -> str:
    """Check what a cut has left against what had been said by then; what is there of the vector index."""
    messages = [decode(line) for line in said.split(b"\n")[:-1]]
    states = [message for message in messages if isinstance(message, LibraryState)]
    saved = {one.name for message in messages if isinstance(message, Searches) for one in message.saved}
    if not states and not (folder / "library.db").exists():
        Library(folder).close()
        return "nothing yet"
    library = Library(folder)
    try:
        catalog = library.catalog
        assert structure_fault(catalog.db.conn, deep=True) == ""
        assert saved <= {name for (name,) in catalog.db.execute("select name from saved_search")}
        if states:
            _, indexed, moments, _ = catalog.counts(None)
            assert len(catalog.folders(None)) >= len(states[-1].folders)
            assert indexed >= states[-1].indexed
            assert moments >= states[-1].moments
        half = "select count(*) from shot where video not in (select video from indexed) or id not in (select shot from embedding)"
        assert catalog.db.execute(half).fetchone()[0] == 0
        for backup in list_backups(folder / "backups"):
            assert verify(backup.path) == ""
        record = catalog.index_file(1)
        if record is not None:
            assert VectorIndex(record.dim).load(folder / "index", record), (
                "the recorded index is not the one on the disk"
            )
        return "index" if record else "no index"
    finally:
        library.close()


def test_the_simulation_itself_loses_what_is_not_synced(tmp_path):
    """A check of the check: the same file written without fsync, with it, and with that of its folder."""
    if not can_record(tmp_path):
        pytest.skip("this machine does not let processes be traced")
    program = (
        "import os, sys; path = sys.argv[1] + '/file'\n"
        "with open(path + '.new', 'wb') as file:\n"
        "    file.write(b'x' * 5000); file.flush()\n"
        "    if sys.argv[2] != 'none': os.fsync(file.fileno())\n"
        "os.replace(path + '.new', path)\n"
        "if sys.argv[2] == 'folder': handle = os.open(sys.argv[1], os.O_RDONLY); os.fsync(handle); os.close(handle)\n"
    )
    found = dict[str, set[int]]()
    for how in ("none", "file", "folder"):
        root, trace = tmp_path / how, tmp_path / f"{how}.txt"
        root.mkdir()
        subprocess.run(recording(trace, [sys.executable, "-c", program, str(root), how]), check=True)
        player = Player(str(root).encode())
        for call in calls(trace):
            player.play(*call)
        found[how] = set()
        for seed in range(60):
            player.cut(tmp_path / "cut", random.Random(seed))
            path = tmp_path / "cut" / "file"
            found[how].add(path.read_bytes().count(b"x") if path.exists() else -1)
            shutil.rmtree(tmp_path / "cut")
    assert len(found["none"]) > 2  # absent, empty, torn
    assert found["file"] == {-1, 5000}
    assert found["folder"] == {5000}
