"""Every goal of tests/goals.py at its large size, one after the other, also after a failure: `python -m tests.night [GOAL…]`.

A run of pytest per goal, so that even a crash of the interpreter ends no more than that goal. Prints one line per goal and writes the same
table to `night.txt` (or `--report FILE`) as it grows: goal, what is promised, tried, held, minutes. Exit code 1 when any failed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.goals import GOALS

ROOT = Path(__file__).parent.parent
HEADER = f"{'goal':4}  {'tried':>7}  {'held':>7}  {'time':>8}  what"


@dataclass(frozen=True)
class Outcome:
    """What came of one goal. `skipped` are the reasons of tests that could not be tried here."""

    goal: str
    tried: int
    held: int
    seconds: float
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    tests: int

    @property
    def good(self) -> bool:
        return not self.failed

    def line(self) -> str:
        """One row of the table, with what failed or could not be tried below it."""
        told = f"{self.goal:4}  {self.tried:7}  {self.held:7}  {self.seconds:7.0f}s  {GOALS[self.goal]}"
        if not self.tests:
            told += "  (no test)"
        rows = [f"{'':6}FAILED {name}" for name in self.failed] + [
            f"{'':6}not tried here: {why}" for why in self.skipped
        ]
        return "\n".join([told, *rows])


def files(goal: str) -> list[str]:
    """The test files that speak of a goal."""
    found = (ROOT / "tests").rglob("test_*.py")
    return sorted(str(path.relative_to(ROOT)) for path in found if f'goal("{goal}")' in path.read_text("utf-8"))


def outcome(goal: str, report: Path, code: int, seconds: float) -> Outcome:
    """What pytest's report (JUnit XML) says of a goal; a run without a report has failed as a whole."""
    tried = held = tests = 0
    failed, skipped = list[str](), list[str]()
    cases = ElementTree.parse(report).iter("testcase") if report.exists() and report.stat().st_size else ()
    for case in cases:
        tests += 1
        counts = [entry.get("value", "").split() for entry in case.iter("property") if entry.get("name") == "tried"]
        count = sum(int(number) for name, number in counts if name == goal)
        good = case.find("failure") is None and case.find("error") is None
        skip = case.find("skipped")
        if skip is not None:
            skipped.append(f"{case.get('name')}: {skip.get('message')}")
            continue
        tried += count or 1  # a test that does not count tries one thing
        held += (count or 1) if good else 0
        if not good:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
    if code not in (0, 5) and not failed:
        failed.append(f"the run ended with {code}")
    return Outcome(goal, tried, held, seconds, tuple(failed), tuple(skipped), tests)


def run(goal: str, log: Path) -> Outcome:
    """Try one goal in a pytest of its own; what it prints goes to `log`."""
    paths = files(goal)
    if not paths:
        return Outcome(goal, 0, 0, 0.0, (), (), 0)
    environ = os.environ | {"RUSHES_TEST_SIZE": "night"}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, log.open("ab") as out:
        report = Path(folder) / "report.xml"
        options = ["-q", "--goal", goal, f"--junitxml={report}", "-o", "junit_family=xunit2", "-p", "no:cacheprovider"]
        slow = ["-o", "faulthandler_timeout=7200"]
        command = [sys.executable, "-m", "pytest", *options, *slow, *paths]
        code = subprocess.run(command, cwd=ROOT, env=environ, stdout=out, stderr=out, check=False).returncode
        return outcome(goal, report, code, time.monotonic() - began)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.night", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", default=list(GOALS), help="of tests/goals.py; default: all")
    parser.add_argument("--report", type=Path, default=ROOT / "night.txt", help="where to write the table")
    options = parser.parse_args()
    if unknown := set(options.goals) - set(GOALS):
        parser.error(f"no such goal: {', '.join(sorted(unknown))}")
    log = options.report.with_suffix(".log")
    log.write_bytes(b"")
    outcomes = list[Outcome]()
    lines = [HEADER]
    print(HEADER, flush=True)
    for goal in options.goals:
        outcomes.append(run(goal, log))
        lines.append(outcomes[-1].line())
        print(lines[-1], flush=True)
        options.report.write_text("\n".join(lines) + "\n", "utf-8")
    bad = [one.goal for one in outcomes if not one.good]
    print(f"What failed is in {log}: {', '.join(bad)}." if bad else "Everything held.", flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
