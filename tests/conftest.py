"""What every test starts from: no screen needed, no network, and none of the person's own folders touched."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.goals import GOALS
from tests.untouched import everything_in

NIGHT = os.environ.get("RUSHES_TEST_SIZE", "pr") == "night"  # `python -m tests.night` sets it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--goal", action="append", default=[], help="only the tests of this goal of tests/goals.py")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before anything of Qt, platformdirs or the Hugging Face hub is imported; child processes inherit it."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["HF_HUB_OFFLINE"] = "1"
    if (
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    ):  # as a shell's background jobs inherit it; Ctrl-C is tested, too
        signal.signal(signal.SIGINT, signal.default_int_handler)
    home = tempfile.TemporaryDirectory(prefix="rushes-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[name] = str(Path(home.name) / name.lower())
        Path(os.environ[name]).mkdir()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Know the goals of every test; with `--goal`, keep those of that goal only."""
    wanted = set(config.getoption("--goal") or ())
    chosen, others = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        names = {mark.args[0] for mark in item.iter_markers("goal")}
        if unknown := names - set(GOALS):
            raise pytest.UsageError(f"{item.nodeid}: no such goal: {', '.join(sorted(unknown))}")
        item.user_properties += [("goal", name) for name in sorted(names)]
        (chosen if not wanted or names & wanted else others).append(item)
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = chosen


@pytest.fixture
def size() -> Callable[[int, int], int]:
    """`size(pr, night)`: how many to try, in every run of the tests and in `python -m tests.night`."""
    return lambda pr, night: night if NIGHT else pr


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """`tried(goal, count)`: say how many were tried, before what may fail; they count as held when the test passes."""

    def record(goal: str, count: int) -> None:
        assert goal in GOALS
        request.node.user_properties.append(("tried", f"{goal} {count}"))

    return record


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder that is indexed in the test: its listing, and each file's content, time, mode and extended attributes, are as they were (R4).

    Compared when an indexing job ends; so it is not for tests that change files themselves while a job runs.
    """
    from engine.engine import Engine

    original, watched = Engine.index_folder, list[Path]()

    def index_folder(engine: Engine, request: Any) -> Generator[Any, None, None]:
        folder = Path(request.path)
        watched.append(folder)
        before = everything_in(folder, but=engine.library.folder)
        try:
            yield from original(engine, request)
        finally:
            assert everything_in(folder, but=engine.library.folder) == before

    monkeypatch.setattr(Engine, "index_folder", index_folder)
    return watched


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A folder like `tmp_path`, in memory where the system has such: for tests that sync thousands of times, and for which the disk is not the point."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="rushes-tests-", dir="/dev/shm", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
