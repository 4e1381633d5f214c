"""What may import what, and what may not be written anywhere: the rules of README.md, checked in fresh interpreters and in the sources.

Everything is found by looking at the tree, so a new file is under the rules without being named here.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("app", "engine", "packaging")
TORCH = ("torch", "torchvision", "open_clip", "timm")
SQL = ("sqlite3", "sqlite_utils")


def sources(*rooms: str) -> list[Path]:
    """All Python files in some folders of the project."""
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    """The name a file of the project is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(room: str) -> list[str]:
    """All modules in a folder, by name, but none that runs as it is imported; skips the test when there are none yet."""
    found = [module_name(path) for path in sources(room) if path.stem != "__main__"]
    if not found:
        pytest.skip(f"there is nothing in {room} yet")
    return found


def loaded_by(code: str) -> set[str]:
    """The modules a fresh interpreter has loaded after running `code`."""
    report = "import json, sys; sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stderr.splitlines()[-1]))


def under(names: Iterable[str], packages: Iterable[str]) -> list[str]:
    """Those of `names` that are one of the packages, or in one."""
    return sorted(
        name for name in names if any(name == package or name.startswith(f"{package}.") for package in packages)
    )


def imported(path: Path) -> set[str]:
    """Every module a file names in an import, wherever in the file; of `from a import b` both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def parse(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


# What may import what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["engine.messages", "engine.errors"])
def test_the_shared_modules_need_only_the_standard_library(name: str) -> None:
    loaded = loaded_by(f"import {name}")
    allowed = {*sys.stdlib_module_names, "engine"}
    new = loaded - loaded_by("")  # without what the environment itself loads at start-up
    assert {module for module in new if module.partition(".")[0] not in allowed} == set()
    assert under(loaded, ["engine"]) == ["engine", name]


def test_the_window_opens_without_the_engine_and_its_libraries() -> None:
    if not (ROOT / "app" / "main.py").exists():
        pytest.skip("there is no app.main yet")
    loaded = loaded_by("import app.main")
    assert under(loaded, (*TORCH, *SQL, "av", "numpy", "hnswlib", "PIL")) == []
    assert set(under(loaded, ["engine"])) <= {"engine", "engine.messages"}


def test_the_app_names_no_engine_module_but_messages() -> None:
    for path in sources("app"):
        names = [name for name in under(imported(path), ["engine"]) if not name.startswith("engine.messages")]
        assert set(names) <= {"engine"}, path
        assert under(imported(path), (*TORCH, *SQL, "av", "numpy", "hnswlib", "PIL")) == [], path


# A room, and what must not be loaded once all of its modules are.
ROOMS = [
    ("engine", ("PySide6", "shiboken6", "app")),
    ("engine/library", TORCH),
    ("engine/media", (*TORCH, *SQL)),
    ("engine/models", (*SQL, "av", "engine.library", "engine.media", "engine.indexing", "engine.search")),
    ("engine/indexing", ("engine.training", "engine.evaluation")),
    ("engine/search", ("engine.training", "engine.evaluation")),
]


@pytest.mark.parametrize(("room", "forbidden"), ROOMS, ids=[room for room, _ in ROOMS])
def test_a_room_loads_nothing_it_must_not(room: str, forbidden: tuple[str, ...]) -> None:
    loaded = loaded_by("\n".join(f"import {name}" for name in modules(room)))
    assert under(loaded, forbidden) == []


@pytest.mark.parametrize("name", ["serve", "engine", "cli"])
def test_training_and_evaluation_are_not_loaded_by_what_the_window_runs(name: str) -> None:
    if not (ROOT / "engine" / f"{name}.py").exists():
        pytest.skip(f"there is no engine.{name} yet")
    assert under(loaded_by(f"import engine.{name}"), ["engine.training", "engine.evaluation"]) == []


def test_the_command_line_explains_itself_without_torch() -> None:
    if not (ROOT / "engine" / "cli.py").exists():
        pytest.skip("there is no engine.cli yet")
    code = "from engine.cli import main\nimport sys\nsys.argv = ['rushes-engine', '--help']\n"
    loaded = loaded_by(code + "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code")
    assert under(loaded, (*TORCH, "av", "engine.training", "engine.evaluation")) == []


def test_the_packaging_folder_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    where = (
        "import packaging.version, sys; sys.exit(0 if 'site-packages' in packaging.__file__ else packaging.__file__)"
    )
    subprocess.run([sys.executable, "-c", where], cwd=ROOT, check=True)


# What may not be written anywhere ------------------------------------------------------------------------------------


def dotted(node: ast.expr) -> str:
    """`a.b.c` as it is written; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


UNSAFE_MODULES = ("cPickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal")
PICKLE_ERRORS = ("pickle.UnpicklingError", "pickle.PicklingError", "pickle.PickleError")  # may be caught
UNSAFE_CALLS = (
    "eval",
    "exec",
    "torch.load",
    "torch.jit.load",
    "torch.export.load",
    "torch.package.PackageImporter",
    "os.system",
    "os.popen",
)
UNSAFE_YAML = ("yaml.load", "yaml.load_all", "yaml.full_load", "yaml.unsafe_load")


def reads_weights_only(node: ast.Call) -> bool:
    """`torch.load(…, weights_only=True)` makes tensors and nothing else."""
    on = [keyword for keyword in node.keywords if keyword.arg == "weights_only"]
    return dotted(node.func) == "torch.load" and any(
        isinstance(keyword.value, ast.Constant) and keyword.value.value is True for keyword in on
    )


def unsafe(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of whatever would run code found in data, or hand text to a shell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name) for name in under([alias.name for alias in node.names], UNSAFE_MODULES))
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name == "pickle" and alias.asname)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            unsafe_names = [name for name in names if name in (*UNSAFE_MODULES, *UNSAFE_CALLS, *UNSAFE_YAML)]
            pickles = [name for name in names if name.startswith("pickle.") and name not in PICKLE_ERRORS]
            yield from ((node.lineno, name) for name in unsafe_names + pickles)
        elif isinstance(node, ast.Attribute) and dotted(node).startswith("pickle."):
            if dotted(node) not in PICKLE_ERRORS:
                yield node.lineno, dotted(node)
        elif isinstance(node, ast.Call):
            if dotted(node.func) in (*UNSAFE_CALLS, *UNSAFE_YAML) and not reads_weights_only(node):
                yield node.lineno, dotted(node.func)
            for keyword in node.keywords:
                off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in ("shell", "allow_pickle") and not off:
                    yield node.lineno, f"{keyword.arg}="


def test_unsafe_code_is_recognised() -> None:
    written = [
        "pickle.loads(data)",
        "import pickle as harmless",
        "from pickle import Unpickler",
        "from torch import load",
        "torch.load(path)",
        "torch.load(path, weights_only=anything)",
        "torch.jit.load(path)",
        "torch.export.load(path)",
        "eval(text)",
        "run(command, shell=True)",
        "numpy.load(path, allow_pickle=anything)",
        "yaml.load(text)",
    ]
    for line in written:
        assert list(unsafe(ast.parse(line))), line
    for line in [
        "pickle.UnpicklingError",
        "model.eval()",
        "torch.load(path, weights_only=True)",
        "dialog.exec()",
        "numpy.load(path, allow_pickle=False)",
        "json.loads(text)",
    ]:
        assert not list(unsafe(ast.parse(line))), line


@pytest.mark.goal("S2")
@pytest.mark.parametrize("path", sources(*PRODUCT, "tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_runs_code_found_in_data(path: Path) -> None:
    found = list(unsafe(parse(path)))
    if path.is_relative_to(ROOT / "tests"):  # a test may make a hostile file
        found = [(line, name) for line, name in found if name not in UNSAFE_MODULES and not name.startswith("pickle.")]
    assert found == []


MAY_PRINT = {"engine/cli.py", "packaging/start.py", "app/main.py"}  # the last: --help and --version


def prints(node: ast.Call) -> bool:
    """Whether this is a print to standard output, which is the engine's line to the window; a log line names its file."""
    return dotted(node.func) == "print" and not any(keyword.arg == "file" for keyword in node.keywords)


def test_only_the_command_line_prints() -> None:
    for path in sources(*PRODUCT):
        place = path.relative_to(ROOT).as_posix()
        if place in MAY_PRINT or place.startswith("engine/commands/"):
            continue
        tree = parse(path)
        own_programs = place.startswith(("engine/training/", "engine/evaluation/"))  # `python -m` of a developer
        mains = [
            node for node in tree.body if own_programs and isinstance(node, ast.FunctionDef) and node.name == "main"
        ]
        allowed = {node for main in mains for node in ast.walk(main)}
        lines = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and prints(node) and node not in allowed
        ]
        assert not lines, f"{place} prints in line {lines}"


def test_names_say_what_things_are() -> None:
    vague = re.compile(r"(utils?|helpers?|managers?|misc|common)$", re.IGNORECASE)
    for path in sources(*PRODUCT, "tests"):
        assert not any(vague.search(part) for part in path.relative_to(ROOT).with_suffix("").parts), path
        classes = [node.name for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)]
        assert not [name for name in classes if vague.search(name)], path


def tracked_texts() -> Iterator[tuple[Path, str]]:
    """Every text file of ours, as far as it is text."""
    tops = [ROOT / name for name in (*PRODUCT, "tests", "resources", ".ci")]
    for path in [
        *(path for path in ROOT.iterdir() if path.is_file()),
        *(path for top in tops for path in top.rglob("*")),
    ]:
        if path.is_file() and "__pycache__" not in path.parts:
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_names_a_place_of_one_machine() -> None:
    machine = re.compile(r"(^|[^.\w-])/(" + "|".join(["work", "farm", "root"]) + ")/")
    registries = re.compile(
        "|".join([r"pypi\." + "org", r"pythonhosted\." + "org", r"deb\.debian\." + "org", r"npmjs\." + "org"])
    )
    for path, text in tracked_texts():
        for number, line in enumerate(text.splitlines(), 1):
            assert not machine.search(line), f"{path}:{number}"
            assert not registries.search(line), f"{path}:{number}"
