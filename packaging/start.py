"""Set up Rushes in `.venv`, then open its window, its command line, or run every check: the one file a person starts.

    python3 packaging/start.py                            open the window
    python3 packaging/start.py -- FOLDER                  the same, with arguments for the window
    python3 packaging/start.py engine search "a red car"  the command line
    python3 packaging/start.py test [-k name]             ruff, pyright and all tests; arguments are pytest's

`--cpu`, put first, chooses PyTorch's build without CUDA when the environment is made. To choose again, delete `.venv`.
Standard library only, Linux, macOS and Windows; even a Python that is too old must get as far as the sentence saying so.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

OLDEST_PYTHON = (3, 11)

# PyTorch's own download site. PyPI has the CUDA build for Linux and the Metal build for macOS, but for Windows only one without CUDA.
TORCH_SITE = "https://download.pytorch.org/whl"
TORCH_FOR_NVIDIA = f"{TORCH_SITE}/cu132"
TORCH_FOR_CPU = f"{TORCH_SITE}/cpu"

# What Qt and Qt Multimedia load and their wheels do not carry, and a compiler, since hnswlib comes as source only (Debian's and Ubuntu's names).
WINDOW_PACKAGES = (
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libpulse0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
    "libxrandr2",
    "g++",
)
# For the film maker's titles, and for tests that watch system calls.
TEST_PACKAGES = ("fonts-noto-color-emoji", "strace")


class SetUpError(Exception):
    """Set-up cannot go on; `str(error)` tells the person why, and what to do."""


@dataclass(frozen=True)
class Wish:
    """What the person asked for: `target` is "window", "engine" or "test"."""

    target: str
    arguments: tuple[str, ...] = ()
    cpu: bool = False

    @property
    def purpose(self) -> str:
        """Which of the two environments it needs: "window", or "test", which holds all of the other and the checkers."""
        return "test" if self.target == "test" else "window"


def read_arguments(arguments: list[str]) -> Wish:
    """The command line as a wish; SetUpError with the usage when it makes no sense."""
    cpu = arguments[:1] == ["--cpu"]
    rest = arguments[1:] if cpu else arguments
    if not rest:
        return Wish("window", cpu=cpu)
    if rest[0] == "--":
        return Wish("window", tuple(rest[1:]), cpu)
    if rest[0] in ("engine", "test"):
        return Wish(rest[0], tuple(rest[1:]), cpu)
    raise SetUpError((__doc__ or "").strip())


# Debian and Ubuntu packages ------------------------------------------------------------------------------------------


def wanted_packages(purpose: str, debian_python: bool, version: tuple[int, int]) -> tuple[str, ...]:
    """The system packages for a purpose. Debian splits its own Python in parts; a Python from elsewhere is whole."""
    python = tuple(f"python{version[0]}.{version[1]}-{part}" for part in ("venv", "dev")) if debian_python else ()
    return WINDOW_PACKAGES + python + (TEST_PACKAGES if purpose == "test" else ())


def missing_packages(wanted: tuple[str, ...], listing: str) -> list[str]:
    """Those of `wanted` that are not installed. `listing`: a line per package of status, name, provided names, by tabs."""
    present: set[str] = set()
    for line in listing.splitlines():
        status, name, provides = [*line.split("\t"), "", ""][:3]
        if status.strip().endswith("i") and status[:1] in "ih":  # "ii" or, held back, "hi"
            present.add(name)
            present.update(provided.split()[0] for provided in provides.split(",") if provided.strip())
    return [name for name in wanted if name not in present]


def apt_commands(packages: list[str], prefix: list[str]) -> list[list[str]]:
    """What installs the packages, after mending what an interrupted installation left; `prefix` gives the right: sudo, or nothing."""
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*quiet, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return [[*quiet, "dpkg", "--configure", "-a"], [*apt, "update"], install]


def advice(packages: list[str]) -> str:
    """The command that a person with the right to install types."""
    return f"sudo apt-get update && sudo apt-get install --no-install-recommends {shlex.join(packages)}"


def right_to_install() -> list[str] | None:
    """What to put before a command to run it as root without being asked for anything; None when that cannot be had."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None


def install_system_packages(purpose: str) -> list[str]:
    """Install what is missing, where that is ours to do; otherwise say how. Returns what is still missing."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return []
    query = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\\t${Package}\\t${Provides}\\n"]
    listing = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    wanted = wanted_packages(purpose, sys.base_prefix == "/usr", sys.version_info[:2])
    missing = missing_packages(wanted, listing)
    if not missing:
        return []
    prefix = right_to_install()
    if prefix is None:
        say("Some system packages seem to be missing, and this program may not install them here. Please run:")
        say(f"  {advice(missing)}\nGoing on, in case what is needed is there under other names.")
        return missing
    say(f"Installing system packages: {' '.join(missing)}.")
    code = 0
    for command in apt_commands(missing, prefix):  # the last one decides: an update may fail for a source of no concern
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False).returncode
    if code:
        say(f"That did not work. Going on, in case what is needed is there. If not, please run:\n  {advice(missing)}")
    return missing if code else []


# The Python environment ----------------------------------------------------------------------------------------------


def program(environment: Path, name: str) -> Path:
    """Where an environment keeps a program."""
    return environment / "Scripts" / f"{name}.exe" if sys.platform == "win32" else environment / "bin" / name


def fingerprint(root: Path) -> str:
    """Changes whenever a set-up would: with the dependencies, this file, the environment's Python, or the folder's place."""
    environment = root / ".venv"
    digest = hashlib.sha256(str(root).encode("utf-8", "surrogateescape"))
    digest.update(os.path.realpath(program(environment, "python")).encode("utf-8", "surrogateescape"))
    for path in (root / "pyproject.toml", Path(__file__), environment / "pyvenv.cfg"):
        digest.update(b"\0" + path.read_bytes())
    return digest.hexdigest()


def stamp(root: Path, purpose: str) -> Path:
    """The file whose text says that this environment is complete for a purpose. It is written last."""
    return root / ".venv" / f"ready-for-{purpose}"


def is_ready(root: Path, purpose: str) -> bool:
    """Whether nothing has to be done. What is complete for the tests is complete for the window."""
    if not program(root / ".venv", "python").exists():
        return False
    try:
        now = fingerprint(root)
        stamps = [path for path in (stamp(root, purpose), stamp(root, "test")) if path.exists()]
        return any(path.read_text("ascii") == now for path in stamps)
    except (OSError, UnicodeDecodeError):
        return False


def has_nvidia_card() -> bool:
    """Whether NVIDIA's driver is installed and finds a card."""
    tool = shutil.which("nvidia-smi")
    return bool(tool) and "GPU" in subprocess.run([tool, "-L"], capture_output=True, text=True, check=False).stdout


def torch_index(system: str, nvidia: bool, cpu: bool) -> str | None:
    """The download site for torch; None means PyPI. `system` as `platform.system()` names it."""
    if system == "Windows" and nvidia and not cpu:
        return TORCH_FOR_NVIDIA
    if system == "Linux" and cpu:
        return TORCH_FOR_CPU
    return None


def pip_commands(python: str, purpose: str, index: str | None, torch: str) -> list[list[str]]:
    """What fills the environment. torchvision comes with torch, since the two builds must fit. `torch`: a requirement."""
    pip = [python, "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    first = [[*pip, torch, "torchvision", "--index-url", index]] if index else []
    return [*first, [*pip, "--editable", ".[test]" if purpose == "test" else "."]]


def torch_requirement(root: Path) -> str:
    """What pyproject.toml asks of torch."""
    import tomllib  # not in the Pythons that are too old

    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return next(line for line in project["dependencies"] if line.startswith("torch>"))


def make_environment(environment: Path, missing: list[str]) -> None:
    """Make `.venv`, or make it anew when its Python or its pip does not run. What works is kept."""
    python = program(environment, "python")
    if python.exists():
        answer = subprocess.run([str(python), "-I", "-m", "pip", "--version"], capture_output=True, check=False)
        if answer.returncode == 0:
            return
        say("The environment in .venv is damaged or was made by a Python that is gone. Making it anew.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(environment)], stdout=subprocess.PIPE, text=True, check=False
    )
    if made.returncode:
        hint = f"Please run:\n  {advice(missing)}" if missing else made.stdout.strip()
        raise SetUpError(f"Python could not make an environment in {environment}. {hint}")


def forget_half_installed(environment: Path) -> None:
    """Remove what an interrupted pip left behind, so that pip does it again: a package is whole once its RECORD exists."""
    for site in environment.glob("Lib/site-packages" if sys.platform == "win32" else "lib/python*/site-packages"):
        halves = [path for path in site.glob("*.dist-info") if not (path / "RECORD").exists()]
        for path in [*halves, *site.glob("~*")]:
            shutil.rmtree(path, ignore_errors=True)


COMPILER_ADVICE = {
    "Windows": "install 'Desktop development with C++' of Microsoft's C++ Build Tools",
    "Darwin": "run 'xcode-select --install'",
    "Linux": "install a C++ compiler and Python's header files",
}


def retold(line: str) -> str | None:
    """What a person may want to know of a line of pip's, in our words; None for all the rest."""
    if found := re.match(r"\s*Downloading \S*?([^/\s]+?-[^-\s]+)-\S+ (\([\d.]+ [MG]B\))", line):
        return f"  {found[1]} {found[2]}"
    if found := re.match(r"(Building wheels for|Installing) collected packages: (.+)", line):
        names = [name for name in found[2].split(", ") if name != "rushes"]
        building = found[1].startswith("Building")
        if names:
            return f"Compiling {', '.join(names)}." if building else f"Installing {len(names)} packages."
    return None


def fill_environment(root: Path, purpose: str, cpu: bool) -> None:
    """Let pip install everything that pyproject.toml names, and this checkout itself, editable. Its errors are shown as they are."""
    index = torch_index(platform.system(), platform.system() == "Windows" and has_nvidia_card(), cpu)
    for command in pip_commands(str(program(root / ".venv", "python")), purpose, index, torch_requirement(root)):
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, errors="replace") as pip:
            for line in pip.stdout or ():
                if words := retold(line):
                    say(words)
        if pip.returncode:
            hint = COMPILER_ADVICE.get(platform.system(), "install a C++ compiler")
            raise SetUpError(
                "pip could not install everything; what it says is above. A second start goes on from here.\n"
                f"If it was hnswlib, which is compiled on your computer: {hint}."
            )


def failure(python: str, code: str) -> str | None:
    """The last line of what goes wrong in a fresh interpreter; None when nothing does."""
    answer = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=False)
    return ["no reason given", *answer.stderr.strip().splitlines()][-1] if answer.returncode else None


def check_libraries(root: Path, missing: list[str]) -> None:
    """Load the two large libraries, since a missing system library, or a torchvision of another build, shows only then."""
    python = str(program(root / ".venv", "python"))
    reason = failure(python, "import PySide6.QtWidgets, PySide6.QtMultimedia, PySide6.QtMultimediaWidgets")
    if reason:
        hint = f"Please run:\n  {advice(missing)}" if missing else "Please install the library that is named there."
        raise SetUpError(f"Qt cannot be loaded: {reason}. {hint}")
    reason = failure(python, "import torch, torchvision")
    if reason:
        raise SetUpError(f"PyTorch cannot be loaded: {reason}. Please delete the folder .venv and start again.")


def check_pyright(root: Path) -> None:
    """Let pyright fetch itself (its Python package takes the program from npm), so that a failure is told in words."""
    command = [str(program(root / ".venv", "python")), "-I", "-m", "pyright", "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=checkers_environment(root))
    if answer.returncode:
        reason = ["no reason given", *answer.stdout.strip().splitlines(), *answer.stderr.strip().splitlines()][-1]
        raise SetUpError(f"pyright could not be fetched from npm, so types cannot be checked: {reason}")


def set_up(root: Path, wish: Wish) -> None:
    """Bring the environment to the state the wish needs; heals whatever an interrupted set-up left. SetUpError if it cannot."""
    started = time.monotonic()
    environment = root / ".venv"
    say("Setting up Rushes in .venv. The first time takes some minutes, and some gigabytes (most of it is PyTorch).")
    missing = install_system_packages(wish.purpose)
    make_environment(environment, missing)
    forget_half_installed(environment)
    fill_environment(root, wish.purpose, wish.cpu)
    check_libraries(root, missing)
    if wish.purpose == "test":
        say("Fetching pyright.")
        check_pyright(root)
    stamp(root, wish.purpose).write_text(fingerprint(root), "ascii")
    say(f"Set-up is complete after {time.monotonic() - started:.0f} s. The next start takes none of it.")


# Running -------------------------------------------------------------------------------------------------------------


def has_display(environ: dict[str, str], system: str) -> bool:
    """Whether Qt can show a window, or was told where else to draw."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return system != "Linux" or any(environ.get(name) for name in names)


def checkers_environment(root: Path) -> dict[str, str]:
    """The environment variables of every part of the test command."""
    environ = dict(os.environ)
    if not has_display(environ, platform.system()):
        environ["QT_QPA_PLATFORM"] = "offscreen"
    environ["PYRIGHT_PYTHON_CACHE_DIR"] = str(root / ".venv" / "pyright")
    environ["PYRIGHT_PYTHON_IGNORE_WARNINGS"] = "1"  # no word about newer versions
    if environ.get("QT_QPA_PLATFORM") == "offscreen":
        environ.setdefault("OMP_NUM_THREADS", "1")  # see `test_parts`
    return environ


def test_parts(python: str, arguments: tuple[str, ...], screen: bool) -> dict[str, list[str]]:
    """The parts of the test command, in order, by name. Without a screen, where windows do not compete for the focus, two tests run at a time."""
    at_a_time = [] if screen else ["-n", "2", "--dist", "loadfile"]
    return {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "pyright": [python, "-m", "pyright", "--warnings"],
        "pytest": [python, "-m", "pytest", "-q", *at_a_time, *arguments],
    }


def run_tests(root: Path, arguments: tuple[str, ...]) -> int:
    """Run every part, also after one has failed, and say what came of each."""
    environ = checkers_environment(root)
    outcomes: list[str] = []
    failed = False
    screen = environ.get("QT_QPA_PLATFORM") != "offscreen"
    for name, command in test_parts(str(program(root / ".venv", "python")), arguments, screen).items():
        say(f"Running {name}.")
        started = time.monotonic()
        code = subprocess.run(command, cwd=root, env=environ, check=False).returncode
        failed = failed or code != 0
        outcomes.append(f"  {name:12} {'good' if code == 0 else 'FAILED'} after {time.monotonic() - started:.1f} s")
    say("\n".join(["Outcome:", *outcomes]))
    return int(failed)


def run(path: Path, arguments: tuple[str, ...]) -> int:
    """Become another program, or, on Windows, wait for it. The current folder stays what it was."""
    command = [str(path), *arguments]
    if sys.platform != "win32":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def say(text: str) -> None:
    """Tell the person, at once."""
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    """Set up if need be, then do what was asked."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        oldest = ".".join(str(part) for part in OLDEST_PYTHON)
        say(f"Rushes needs Python {oldest} or newer; this is Python {platform.python_version()}.")
        return 2
    root = Path(__file__).resolve().parent.parent
    try:
        wish = read_arguments(arguments)
        if not is_ready(root, wish.purpose):
            set_up(root, wish)
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start goes on from here.")
        return 130
    if wish.target == "test":
        return run_tests(root, wish.arguments)
    if wish.target == "engine":
        return run(program(root / ".venv", "rushes-engine"), wish.arguments)
    if not has_display(dict(os.environ), platform.system()):
        say("There is no screen here to open the window on: neither DISPLAY nor WAYLAND_DISPLAY is set.")
        say('The command line works without one: python3 packaging/start.py engine search "a red car"')
        return 1
    return run(program(root / ".venv", "rushes"), wish.arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
