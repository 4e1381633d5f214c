"""The gallery's own machinery: a state is brought about in the real window and photographed in both themes, and a sheet is made of its pictures."""

import sys
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QApplication

from tests.gallery.__main__ import write_sheets
from tests.gallery.states import SESSIONS, first_run
from tests.gallery.studio import Studio

FAKE = str(Path(__file__).with_name("fake_engine.py"))


def test_a_state_is_photographed_in_both_themes_and_put_on_a_sheet(qapp: QApplication, tmp_path: Path):
    def engine(_faults: Path, _arguments: list[str]) -> tuple[str, list[str]]:
        return sys.executable, [FAKE, "--first-run", "--cache", str(tmp_path / "cache")]

    quits = qapp.quitOnLastWindowClosed()
    studio = Studio(tmp_path, "en", "1", engine)
    try:
        studio.open(tmp_path / "library")
        studio.ready()
        first_run(studio)
        studio.tidy()
    finally:
        studio.close()
        qapp.setQuitOnLastWindowClosed(quits)
    grounds: dict[str, Any] = {}
    for theme in ("dark", "light"):
        with Image.open(tmp_path / f"first-run-{theme}-en-100.png") as picture:
            assert picture.size == (1280, 800)
            grounds[theme] = picture.convert("L").getpixel((640, 760))
    assert grounds["dark"] < 60 < 200 < grounds["light"]
    write_sheets(tmp_path)
    with Image.open(tmp_path / "first-run.png") as sheet:
        assert sheet.width > 1280


def test_every_state_has_one_name():
    names = [state.__name__ for _, states in SESSIONS for state in states]
    assert len(names) == len(set(names))
