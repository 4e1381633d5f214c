"""What the program stands on is logged at its start, and a hole of FFmpeg that can be reached from our lists is a failed test."""

import logging
from collections.abc import Callable

import av
import pytest

from engine import self_check
from engine.media.advisories import ADVISORIES, allowed_names, holes


@pytest.mark.goal("P1")
@pytest.mark.parametrize("which", ["FFmpeg of PyAV", "FFmpeg of Qt"])
def test_no_known_hole_of_a_bundled_ffmpeg_can_be_reached(which: str, tried: Callable[[str, int], None]) -> None:
    version = self_check.versions()[which]
    if version == "unknown":
        pytest.skip(f"{which} does not tell its version here")
    tried("P1", len(ADVISORIES))
    assert holes(version, allowed_names()) == []


@pytest.mark.goal("P1")
@pytest.mark.parametrize("advisory", ADVISORIES, ids=lambda one: one.name)
def test_each_of_them_would_be_noticed(advisory, tried: Callable[[str, int], None]) -> None:
    tried("P1", 1)
    for name in advisory.containers | advisory.codecs:
        reached = allowed_names() | {name}
        for old in ("7.1.5", "8.1.2", "n9.0.1", "git-2026"):
            assert advisory in holes(old, reached), old
        for new in ("8.1.3", "n9.0.2", "9.1", "10.0"):
            assert advisory not in holes(new, reached), new


def test_the_versions_are_those_of_what_runs() -> None:
    found = self_check.versions()
    assert found["FFmpeg of PyAV"] in (av.ffmpeg_version_info, "unknown")
    assert found["av"] == av.__version__
    assert {"SQLite", "torch", "PySide6", "FFmpeg of Qt"} <= found.keys()


def test_they_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "engine.self_check"):
        wrong = self_check.check()
    assert f"FFmpeg of PyAV {self_check.versions()['FFmpeg of PyAV']}" in caplog.text
    assert "torch " in caplog.text
    assert [record.message for record in caplog.records if record.name == "engine.self_check"][1:] == wrong == []
