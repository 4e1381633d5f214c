"""Patterns: the rules of .gitignore, compared with git itself where it is installed."""

import shutil
import subprocess
from pathlib import Path, PurePath

import pytest

from engine.media.patterns import cleaned, compile_patterns, exactly, leaves_out

FILES = (
    "a.mp4",
    "b.MOV",
    "proxy/a.mp4",
    "trip/proxy/b.mp4",
    "trip/day 1/a.mp4",
    "trip/day 1/raw/c.mp4",
    "trip/day 2/raw/deep/d.mp4",
    "odd/[x].mp4",
    "odd/x.mp4",
    "odd/!not.mp4",
    "odd/#1.mp4",
    "odd/star*.mp4",
    "odd/star1.mp4",
    "odd/caf\u00e9 \U0001f436.mp4",
)
PATTERNS = [
    ("proxy/",),
    ("/proxy",),
    ("*.MOV",),
    ("raw",),
    ("trip/*/raw",),
    ("trip/**/raw/",),
    ("**/d.mp4",),
    ("trip/**",),
    ("/*", "!/trip/"),
    ("*.mp4", "!a.mp4"),
    ("trip/", "!trip/proxy/b.mp4"),
    ("day?1",),
    ("day [12]/",),
    ("[!a].mp4",),
    ("odd/\\[x\\].mp4",),
    ("\\!not.mp4", "\\#1.mp4"),
    ("odd/star\\*.mp4",),
    ("# a comment", "", "a.mp4  "),
    ("[a",),
    ("caf*",),
]


@pytest.mark.parametrize("patterns", PATTERNS, ids=" ".join)
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_rules_are_those_of_git(patterns, tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_text("\n".join(patterns) + "\n")
    left = subprocess.run(
        ["git", "-c", "core.excludesFile=", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
    ).stdout.split(b"\0")
    wanted = {name.decode() for name in left if name} - {".gitignore"}
    excluded = compile_patterns(patterns)
    assert {name for name in FILES if not leaves_out(excluded, PurePath(name))} == wanted


@pytest.mark.parametrize("name", [*FILES, "odd/new\nline.mp4", "odd/\udce9.mp4", "odd/a\\b.mp4", "odd/end .mp4"])
def test_one_entry_exactly(name):
    path = PurePath(name)
    excluded = compile_patterns([exactly(path, folder=False)])
    assert [other for other in (*FILES, name) if leaves_out(excluded, PurePath(other))] == [name] * (
        2 if name in FILES else 1
    )
    inside = compile_patterns([exactly(path, folder=True)])
    assert leaves_out(inside, path / "x.mp4")
    assert not leaves_out(inside, path)


def test_what_says_nothing_is_dropped():
    assert cleaned(["", "  ", "# words", "a", "b/", "a", "/", "!"]) == ("a", "b/")


def test_nothing_is_left_out_without_patterns():
    assert not leaves_out(compile_patterns(()), Path("a/b/c.mp4"))
