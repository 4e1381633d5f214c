"""The parts on their own: times, names, colours, pictures, the model, ten thousand cards."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QToolButton, QWidget

from app.heat import at_times
from app.hit_delegate import HitDelegate
from app.main import Program
from app.results_model import ResultsModel, Showing
from app.reveal import PICTURES, VIDEOS, file_url, is_video, open_in_system_player
from app.theme import DARK, LIGHT, Colours, Theme
from app.thumbnails import Thumbnails, Wanted, read_picture, tile
from app.timecode import clock, file_name, in_words, printable, timecode
from engine import messages as m

ROOT = Path(__file__).resolve().parent.parent.parent


def hit(shot: int, band: str = "strong", video: int = 1, picture: str = "") -> m.Hit:
    frames = tuple(m.Keyframe(float(second), picture, second / 6) for second in range(6))
    return m.Hit(shot, video, f"/v/{video}.mp4", float(shot), shot + 6.0, 0.3, band, frames, 5, (5, 4, 3, 2, 1))


# Times and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00.0"), (42.39, "0:42.3"), (0.3, "0:00.3"), (3725.04, "1:02:05.0"), (float("nan"), "0:00.0")],
)
def test_clock(seconds, words):
    assert clock(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "rate", "words"),
    [
        (0.0, 25.0, "00:00:00:00"),
        (42.36, 25.0, "00:00:42:09"),
        (3600.0, 25.0, "01:00:00:00"),
        (20.3, 30000 / 1001, "00:00:20:08"),  # frame 608, counted in thirties
        (1 / 24, 24.0, "00:00:00:01"),
        (12.3456, 0.0, "00:00:12.345"),
        (5.0, float("inf"), "00:00:05.000"),
    ],
)
def test_timecode(seconds, rate, words):
    assert timecode(seconds, rate) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.2, "1 s"), (8, "8 s"), (1320, "22 min"), (9600, "2 h 40 min"), (190000, "53 h")],
)
def test_lengths_in_words(seconds, words):
    assert in_words(seconds) == words


def test_names_are_safe_to_paint():
    assert printable("a\u202egpj.mp4") == "agpj.mp4"
    assert printable("a\nb\udc80") == "a b\N{REPLACEMENT CHARACTER}"
    assert file_name("/a/<b>x.mp4") == "<b>x.mp4"


def test_addresses_keep_bytes_that_are_no_text():
    assert file_url("/v/caf\udce9 1.mp4") == "file:///v/caf%E9%201.mp4"


def test_only_films_are_handed_to_a_player(tmp_path):
    script = tmp_path / "film.sh"
    script.touch()
    assert not open_in_system_player(str(script))
    assert is_video("a.MOV")
    assert not is_video("a.m3u8")


def test_window_and_engine_mean_the_same_by_a_video_and_by_a_picture():
    from engine.media.find import IMAGE_SUFFIXES, VIDEO_SUFFIXES

    assert VIDEOS == VIDEO_SUFFIXES
    assert PICTURES == IMAGE_SUFFIXES


def test_heat_lands_where_its_frames_are():
    values = at_times([(10.0, 0.5), (11.0, 1.0)], 0.0, 100.0, 100)
    assert [slot for slot, value in enumerate(values) if value] == [10, 11]


# Colours ---------------------------------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""

    def light(name: str) -> float:
        parts = [
            value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
            for value in (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
def test_every_text_can_be_read(colours: Colours):
    for text in (colours.text, colours.quiet, colours.accent, colours.warning):
        for ground in (colours.ground, colours.panel, colours.raised):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.text, colours.hover) >= 4.5
    assert contrast(colours.quiet, colours.hover) >= 4.5


# Pictures --------------------------------------------------------------------------------------------------------


def picture(path: Path, width: int = 320, height: int = 180) -> str:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    image.save(str(path))
    return str(path)


def test_pictures_are_fitted_and_only_jpegs_are_read(tmp_path):
    tall = read_picture(Wanted(picture(tmp_path / "tall.jpg", 90, 180), 160, 90, 6))
    assert (tall.width(), tall.height()) == (160, 90)
    assert tall.pixelColor(80, 45).blue() > 100
    assert tall.pixelColor(10, 45) == QColor("#000000")
    (tmp_path / "text.jpg").write_text("no picture")
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.save(str(tmp_path / "small.png"))
    (tmp_path / "small.png").rename(tmp_path / "png.jpg")
    assert read_picture(Wanted(str(tmp_path / "text.jpg"), 16, 9)).isNull()
    assert read_picture(Wanted(str(tmp_path / "png.jpg"), 16, 9)).isNull()
    assert read_picture(Wanted(str(tmp_path / "none.jpg"), 16, 9)).isNull()


def test_kept_pictures_obey_their_limit(qtbot, tmp_path):
    thumbnails = Thumbnails(limit=10 * 160 * 90 * 4)
    paths = [picture(tmp_path / f"{number}.jpg") for number in range(30)]
    for path in paths:
        thumbnails.get(Wanted(path, 160, 90))
    qtbot.waitUntil(lambda: not thumbnails._waiting and not thumbnails._working)
    assert 0 < thumbnails.bytes <= 10 * 160 * 90 * 4
    thumbnails.close()


def test_wishes_for_pictures_flown_by_are_dropped(qtbot, tmp_path):
    thumbnails = Thumbnails()
    path = picture(tmp_path / "one.jpg")
    for number in range(1000):
        thumbnails.get(Wanted(path, 160 + number, 90))
    assert len(thumbnails._waiting) <= 96
    thumbnails.close()
    assert not thumbnails._waiting


def test_tiles_lie_ten_to_a_row(qapp):
    from PySide6.QtGui import QPixmap

    sheet = QPixmap(1600, 180)
    assert tile(sheet, 20, 13).getRect() == (480, 90, 160, 90)
    assert tile(sheet, 20, 99).getRect() == (1440, 90, 160, 90)


# Model and view --------------------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(qapp):
    model = ResultsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_hits([hit(1), hit(2, "weak", video=2), hit(3, "possible", video=3)])
    model.show_bands(Showing.LIKELY)
    assert (model.rowCount(), model.hidden) == (2, 1)
    model.update_in_place([hit(3, "strong", video=3)])
    assert model.hit(1).band == "strong"  # pyright: ignore[reportOptionalMemberAccess]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "1.mp4, 0:01.0 to 0:07.0, strong match"
    assert bytes(model.mimeData([model.index(0)]).data("text/uri-list").data()) == b"file:///v/1.mp4\r\n"
    del tester


def test_ten_thousand_cards_are_painted_by_the_dozen(qtbot, qapp, settings, tmp_path, monkeypatch):
    path = picture(tmp_path / "one.jpg")
    program = Program(qapp, settings, None, (sys.executable, ["-c", "pass"]))
    window = program.window
    window.furnish()
    window.show_page("answer")
    window.show()
    painted, asked = [0], [0]
    paint, data = HitDelegate.paint, ResultsModel.data
    monkeypatch.setattr(
        HitDelegate, "paint", lambda *arguments: (painted.__setitem__(0, painted[0] + 1), paint(*arguments))[1]
    )
    monkeypatch.setattr(
        ResultsModel, "data", lambda *arguments: (asked.__setitem__(0, asked[0] + 1), data(*arguments))[1]
    )
    widgets = len(window.findChildren(QWidget))
    window.model.show_hits([hit(number, video=number, picture=path) for number in range(10_000)])
    qtbot.wait(100)
    assert len(window.findChildren(QWidget)) <= widgets + 2  # no widget per card
    bar = window.results.verticalScrollBar()
    for step in range(30):
        painted[0] = asked[0] = 0
        bar.setValue(bar.maximum() * step // 30)
        qapp.processEvents()
        assert painted[0] <= 200
        assert asked[0] <= 4000
    assert window.thumbnails.bytes <= 192 * 1024 * 1024
    window.close()


def test_a_model_is_all_there_is(qapp):
    assert issubclass(ResultsModel, QAbstractItemModel)


# The house -------------------------------------------------------------------------------------------------------


def test_qt_leaves_the_constants_of_python_alone():
    """PySide6 6.12.0, which is not allowed, gives back references to None that it never took, until Python below 3.12 aborts."""
    code = (
        "from PySide6.QtGui import QColor\ncolour = QColor()\n"
        "for _ in range(200_000): colour.setAlphaF(0.5)\nprint('alive')"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.stdout.strip(), result.returncode) == ("alive", 0)


def test_every_file_says_what_it_is_about():
    for file in sorted((ROOT / "app").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        assert text.startswith('"""') or file.name == "__init__.py", file.name
        assert len(text.splitlines()) <= 460, file.name
        engine = re.findall(r"^\s*(?:from|import) (engine\S*)", text, re.MULTILINE)
        assert set(engine) <= {"engine.messages"}, file.name


def test_a_theme_forgets_the_buttons_of_a_dialog_that_is_closed(qapp):
    theme = Theme(qapp, "dark")
    theme.wake()
    dialog = QWidget()
    kept, gone = QToolButton(), QToolButton(dialog)
    for button in (kept, gone):
        theme.put_icon(button, "close")
    shiboken6.delete(dialog)
    before = kept.icon().cacheKey()
    theme.choose("light")
    assert kept.icon().cacheKey() != before
    theme.deleteLater()
