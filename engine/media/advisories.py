"""Published holes of FFmpeg that matter here: which part of it, and since which version they are closed (RELIABILITY, finding 5).

A new one is a line. Where a hole lies in something that is on our lists (`allowed`), a program with an FFmpeg that has it must not be given out:
a test says so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.media.allowed import AUDIO_CODECS, CONTAINERS, VIDEO_CODECS


@dataclass(frozen=True)
class Advisory:
    """`fixed` are the first versions without it, one for each branch that was mended, newest branch last."""

    name: str
    what: str
    fixed: tuple[tuple[int, ...], ...]
    containers: frozenset[str] = frozenset()
    codecs: frozenset[str] = frozenset()


ADVISORIES = (
    Advisory("CVE-2026-107697", "HLS: checks of what a playlist may open", ((8, 1, 3), (9, 0, 2)), frozenset({"hls"})),
    Advisory("CVE-2026-125244", "VVC: write out of bounds", ((8, 1, 3), (9, 0, 2)), codecs=frozenset({"vvc"})),
    Advisory("CVE-2026-125267", "APAC: write on the heap", ((8, 1, 3), (9, 0, 2)), codecs=frozenset({"apac"})),
    Advisory("CVE-2026-64835", "ADX", ((8, 1, 3), (9, 0, 2)), frozenset({"adx"}), frozenset({"adpcm_adx"})),
    Advisory("CVE-2026-65704", "TY and Shorten", ((8, 1, 3), (9, 0, 2)), frozenset({"ty", "concat"}), frozenset({"shorten"})),
)  # fmt: skip


def allowed_names() -> frozenset[str]:
    """Every container and codec that is on a list."""
    return frozenset(CONTAINERS.split(",")) | VIDEO_CODECS | frozenset(AUDIO_CODECS.split(","))


def holes(version: str, allowed: Iterable[str]) -> list[Advisory]:
    """Those that an FFmpeg of this version ("8.1.2", "n9.0.1") has in something that is allowed; all of them when the version says nothing."""
    names = frozenset(allowed)
    return [one for one in ADVISORIES if names & (one.containers | one.codecs) and not _is_fixed(version, one)]


def _is_fixed(version: str, advisory: Advisory) -> bool:
    found = re.match(r"n?(\d+(?:\.\d+)*)", version)
    if found is None:
        return False
    numbers = tuple(int(part) for part in found[1].split("."))
    mended = [fixed for fixed in advisory.fixed if fixed[:2] == numbers[:2]]  # of its own branch, if that was mended
    return numbers >= (mended[0] if mended else advisory.fixed[-1])
