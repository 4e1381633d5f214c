"""The decisions of packaging/start.py: what to install, when nothing is to be done, what is passed on, what a person reads."""

import ast
import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
DISTRIBUTIONS = {
    "PIL": "pillow",
    "open_clip": "open_clip_torch",
    "shiboken6": "PySide6",
}  # where they are not called like what is imported


def project() -> dict[str, Any]:
    """The project's own table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/start.py as a module; it lies in no package."""
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "packaging" / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


# The command line ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "target", "passed", "cpu"),
    [
        ([], "window", (), False),
        (["--cpu"], "window", (), True),
        (["--", "my films", "--cpu"], "window", ("my films", "--cpu"), False),
        (["engine", "search", "a red car"], "engine", ("search", "a red car"), False),
        (["engine", "--", "test"], "engine", ("--", "test"), False),
        (["test"], "test", (), False),
        (["--cpu", "test", "-k", "shots", "--", "x"], "test", ("-k", "shots", "--", "x"), True),
    ],
)
def test_arguments_are_passed_on(
    start: ModuleType, arguments: list[str], target: str, passed: tuple[str, ...], cpu: bool
) -> None:
    assert start.read_arguments(arguments) == start.Wish(target, passed, cpu)


@pytest.mark.parametrize("arguments", [["tset"], ["my films"], ["--help"], ["--cpu", "--gpu"]])
def test_anything_else_shows_how_it_is_used(start: ModuleType, arguments: list[str]) -> None:
    with pytest.raises(start.SetUpError, match="-- FOLDER"):
        start.read_arguments(arguments)


def test_the_test_command_runs_every_part_and_passes_arguments_to_pytest(start: ModuleType) -> None:
    parts = start.test_parts("python", ("-k", "two words"), screen=False)
    assert list(parts) == ["ruff check", "ruff format", "pyright", "pytest"]
    assert parts["pytest"][-2:] == ["-k", "two words"]
    assert not any("two words" in command for name, command in parts.items() if name != "pytest")
    assert "-n" in parts["pytest"]
    assert "-n" not in start.test_parts("python", (), screen=True)["pytest"]


# System packages -----------------------------------------------------------------------------------------------------

LISTING = "\n".join(
    [
        "ii \tlibegl1\t",
        "hi \tlibgl1\t",  # held back by its owner, but there
        "rc \tlibpulse0\t",  # removed, its configuration left
        "iU \tlibxcb-cursor0\t",  # unpacked, not set up
        "ii \tlibxcb-image0t64\tlibxcb-image0 (= 0.4.0-2), something-else",
        "ii \tg++\tc++-compiler",
    ]
)


def test_missing_packages_are_read_off_dpkg(start: ModuleType) -> None:
    wanted = ("libegl1", "libgl1", "libpulse0", "libxcb-cursor0", "libxcb-image0", "strace", "g++")
    assert start.missing_packages(wanted, LISTING) == ["libpulse0", "libxcb-cursor0", "strace"]
    assert start.missing_packages(wanted, "") == list(wanted)


def test_debians_python_needs_its_other_halves(start: ModuleType) -> None:
    own = start.wanted_packages("window", debian_python=True, version=(3, 13))
    assert {"python3.13-venv", "python3.13-dev"} <= set(own)
    elsewhere = start.wanted_packages("window", debian_python=False, version=(3, 13))
    assert not [name for name in elsewhere if name.startswith("python")]
    assert set(start.wanted_packages("test", False, (3, 13))) - set(elsewhere) == set(start.TEST_PACKAGES)


def test_installing_mends_and_updates_first_and_never_asks(start: ModuleType) -> None:
    mend, update, install = start.apt_commands(["libegl1", "g++"], ["sudo", "-n"])
    assert mend[-3:] == ["dpkg", "--configure", "-a"]
    assert update[:4] == ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    assert update[-1] == "update"
    assert install[-5:] == ["install", "-y", "--no-install-recommends", "libegl1", "g++"]
    assert start.apt_commands(["g++"], [])[2][0] == "env"


def test_without_the_right_to_install_the_exact_command_is_printed(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Answer:
        returncode = 0
        stdout = "ii \tlibegl1\t"

    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: Answer)
    monkeypatch.setattr(start, "right_to_install", lambda: None)
    monkeypatch.setattr(start, "wanted_packages", lambda *_: ("libegl1", "libgl1", "g++"))
    assert start.install_system_packages("window") == ["libgl1", "g++"]
    printed = capsys.readouterr().out
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends libgl1 g++\n" in printed
    assert "may not install" in printed


def test_where_there_is_no_apt_nothing_is_asked_or_said(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert start.install_system_packages("test") == []
    assert capsys.readouterr().out == ""


# PyTorch and pip -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "nvidia", "cpu", "place"),
    [
        ("Linux", True, False, None),
        ("Linux", False, False, None),
        ("Linux", True, True, "cpu"),
        ("Darwin", False, False, None),
        ("Darwin", False, True, None),
        ("Windows", False, False, None),
        ("Windows", True, False, "cu132"),
        ("Windows", True, True, None),
    ],
)
def test_the_right_torch_is_chosen(start: ModuleType, system: str, nvidia: bool, cpu: bool, place: str | None) -> None:
    assert start.torch_index(system, nvidia, cpu) == (place and f"{start.TORCH_SITE}/{place}")


def test_pip_installs_everything_at_once_unless_torch_comes_from_elsewhere(start: ModuleType) -> None:
    (only,) = start.pip_commands("python", "window", None, "torch>=2")
    assert only[-2:] == ["--editable", "."]
    first, second = start.pip_commands("python", "test", start.TORCH_FOR_CPU, "torch>=2")
    assert first[-4:] == ["torch>=2", "torchvision", "--index-url", start.TORCH_FOR_CPU]
    assert second[-2:] == ["--editable", ".[test]"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl (539.1 MB)", "  torch-2.15.0 (539.1 MB)"),
        ("  Downloading https://host/a/b/hnswlib-0.8.0-cp311.whl (1.2 MB)", "  hnswlib-0.8.0 (1.2 MB)"),
        ("  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (30 kB)", None),
        ("Requirement already satisfied: numpy>=2 in ./.venv", None),
        ("Building wheels for collected packages: rushes, hnswlib", "Compiling hnswlib."),
        ("Building wheels for collected packages: rushes", None),
        ("Installing collected packages: tqdm, av, rushes", "Installing 2 packages."),
        ("Installing collected packages: rushes", None),
    ],
)
def test_pip_is_retold_in_few_words(start: ModuleType, line: str, words: str | None) -> None:
    assert start.retold(line) == words


def test_what_the_code_imports_is_declared() -> None:
    declared = project()["dependencies"]
    names = {re.split(r"[^\w-]", line)[0].lower().replace("-", "_") for line in declared}
    own = {"app", "engine", "resources", "tests", *sys.stdlib_module_names}
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "engine").rglob("*.py")]:
        modules: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                modules.add(node.module or "")
        tops = {name.partition(".")[0] for name in modules} - own
        assert {DISTRIBUTIONS.get(top, top).lower() for top in tops} <= names, path


def test_the_requirement_on_torch_is_the_projects_own(start: ModuleType) -> None:
    assert start.torch_requirement(ROOT).startswith("torch>=")


def test_a_failure_is_told_by_its_last_line(start: ModuleType) -> None:
    assert start.failure(sys.executable, "import json") is None
    assert start.failure(sys.executable, "import no_such_module_here").startswith("ModuleNotFoundError: ")
    assert start.failure(sys.executable, "import sys; sys.exit(3)") == "no reason given"


# The stamp -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(start: ModuleType, tmp_path: Path) -> Path:
    """A folder that looks like a checkout in which a set-up for the window has been completed."""
    (tmp_path / "pyproject.toml").write_text("[project]")
    python = start.program(tmp_path / ".venv", "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.13.1")
    start.stamp(tmp_path, "window").write_text(start.fingerprint(tmp_path))
    return tmp_path


def test_a_complete_environment_needs_nothing(start: ModuleType, checkout: Path) -> None:
    assert start.is_ready(checkout, "window")
    assert not start.is_ready(checkout, "test")


def test_what_is_complete_for_the_tests_is_complete_for_the_window(start: ModuleType, checkout: Path) -> None:
    start.stamp(checkout, "window").rename(start.stamp(checkout, "test"))
    assert start.is_ready(checkout, "window")
    assert start.is_ready(checkout, "test")


def test_a_folder_never_set_up_is_not_ready(start: ModuleType, tmp_path: Path) -> None:
    assert not start.is_ready(tmp_path, "window")


@pytest.mark.parametrize("changed", ["pyproject.toml", ".venv/pyvenv.cfg", ".venv/ready-for-window"])
def test_a_change_asks_for_another_set_up(start: ModuleType, checkout: Path, changed: str) -> None:
    (checkout / changed).write_text("different")
    assert not start.is_ready(checkout, "window")


def test_an_environment_without_its_python_is_not_ready(start: ModuleType, checkout: Path) -> None:
    start.program(checkout / ".venv", "python").unlink()
    assert not start.is_ready(checkout, "window")


def test_another_start_file_or_another_place_asks_for_another_set_up(
    start: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = checkout / "moved"
    moved.mkdir()
    for name in ("pyproject.toml", ".venv"):
        (checkout / name).rename(moved / name)
    assert not start.is_ready(moved, "window")
    start.stamp(moved, "window").write_text(start.fingerprint(moved))
    assert start.is_ready(moved, "window")
    other = checkout / "start.py"
    other.write_text("a newer one")
    monkeypatch.setattr(start, "__file__", str(other))
    assert not start.is_ready(moved, "window")


def test_what_an_interrupted_pip_left_is_done_again(start: ModuleType, tmp_path: Path) -> None:
    site = tmp_path / ("Lib/site-packages" if sys.platform == "win32" else "lib/python3.13/site-packages")
    for name in ("whole-1.dist-info", "half-1.dist-info", "~orch", "torch"):
        (site / name).mkdir(parents=True)
        (site / name / "METADATA").touch()
    (site / "whole-1.dist-info" / "RECORD").touch()
    start.forget_half_installed(tmp_path)
    assert sorted(path.name for path in site.iterdir()) == ["torch", "whole-1.dist-info"]


# What a person reads -------------------------------------------------------------------------------------------------


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((ROOT / "packaging" / "start.py").read_text("utf-8"), feature_version=(3, 8))


def test_an_old_python_is_told_so(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "OLDEST_PYTHON", (4, 0))
    assert start.main([]) == 2
    assert capsys.readouterr().out.startswith("Rushes needs Python 4.0 or newer; this is Python 3.")


@pytest.mark.parametrize(
    ("environ", "system", "shown"),
    [
        ({}, "Linux", False),
        ({"DISPLAY": ""}, "Linux", False),
        ({"DISPLAY": ":0"}, "Linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "Linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "Linux", True),
        ({}, "Darwin", True),
        ({}, "Windows", True),
    ],
)
def test_a_screen_is_recognised(start: ModuleType, environ: dict[str, str], system: str, shown: bool) -> None:
    assert start.has_display(environ, system) is shown


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so_and_the_tests_go_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start, "is_ready", lambda *_: True)
    assert start.main([]) == 1
    assert "no screen" in capsys.readouterr().out
    assert start.checkers_environment(ROOT)["QT_QPA_PLATFORM"] == "offscreen"
    monkeypatch.setenv("DISPLAY", ":0")
    assert "QT_QPA_PLATFORM" not in start.checkers_environment(ROOT)


def test_an_interrupted_set_up_leaves_no_stamp_and_says_what_comes_next(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "is_ready", lambda *_: False)
    monkeypatch.setattr(start, "install_system_packages", stop)
    assert start.main([]) == 130
    assert capsys.readouterr().out.endswith("The next start goes on from here.\n")
