"""Which files of a folder are looked at: patterns as in .gitignore (https://git-scm.com/docs/gitignore), one text each.

The last pattern that fits decides; `!` takes back in what an earlier one left out, but nothing below a folder that is left out as a whole.
A slash in front or inside ties a pattern to the folder, a slash at the end to folders; `**` stands for any number of folders.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath

SPECIAL = re.compile(r"([\\*?\[\]!#])")

Excluded = Callable[[PurePath, bool], bool]
"""Whether a path below the folder is left out; the second value says that it is a folder."""


def compile_patterns(patterns: Sequence[str]) -> Excluded:
    """The test for single entries, which asks nothing about the folders above; `leaves_out` asks about those, too."""
    rules = [rule for pattern in patterns if (rule := _rule(pattern)) is not None]

    def excluded(path: PurePath, folder: bool) -> bool:
        name = path.as_posix()
        for expression, only_folders, out in reversed(rules):
            if (folder or not only_folders) and expression.fullmatch(name):
                return out
        return False

    return excluded


def leaves_out(excluded: Excluded, path: PurePath) -> bool:
    """Whether a file at `path` below the folder is left out, by itself or with a folder above it."""
    return any(excluded(parent, True) for parent in list(path.parents)[-2::-1]) or excluded(path, False)


def exactly(path: PurePath, folder: bool) -> str:
    """The pattern for this one entry."""
    return "/" + SPECIAL.sub(r"\\\1", path.as_posix()) + ("/" if folder else "")


def cleaned(patterns: Iterable[str]) -> tuple[str, ...]:
    """Without empty lines, comments and repetitions."""
    kept = [pattern for pattern in patterns if _rule(pattern) is not None]
    return tuple(dict.fromkeys(kept))


@lru_cache(maxsize=1000)
def _rule(pattern: str) -> tuple[re.Pattern[str], bool, bool] | None:
    """(expression for the whole path, only for folders, leaves out); None for a comment or nothing."""
    text = re.sub(r"(?<!\\) +$", "", pattern)
    if not text or text.startswith("#") or "\0" in text:
        return None
    out = not text.startswith("!")
    text = text if out else text[1:]
    only_folders = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    tied = "/" in text
    text = text.lstrip("/")
    return re.compile(("" if tied else "(?:.*/)?") + _expression(text), re.DOTALL), only_folders, out


def _expression(text: str) -> str:
    """A regular expression for a pattern without its marks."""
    parts, at = [], 0
    while at < len(text):
        letter = text[at]
        if text.startswith("**/", at) and (at == 0 or text[at - 1] == "/"):
            parts.append("(?:.*/)?")
            at += 3
            continue
        if text[at:] == "**" and (at == 0 or text[at - 1] == "/"):
            parts.append(".+")
            break
        if letter == "*":
            parts.append("[^/]*")
        elif letter == "?":
            parts.append("[^/]")
        elif letter == "[" and (known := _set(text, at)):
            parts.append(known[0])
            at = known[1]
        elif letter == "\\" and at + 1 < len(text):
            at += 1
            parts.append(re.escape(text[at]))
        else:
            parts.append(re.escape(letter))
        at += 1
    return "".join(parts)


def _set(text: str, start: int) -> tuple[str, int] | None:
    """The expression for a set like `[a-z]` and where it ends; None when it has no end or makes no sense."""
    negated = text[start + 1 : start + 2] in ("!", "^")
    first = start + 1 + negated
    end = text.find("]", first + 1)
    if end < 0:
        return None
    inner = re.sub(r"([\\\[\]&~|^])", r"\\\1", text[first:end])
    expression = f"(?!/)[{'^' if negated else ''}{inner}]"
    try:
        re.compile(expression)
    except re.error:
        return None
    return expression, end
