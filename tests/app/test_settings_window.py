"""Settings: each choice counts at once and is remembered; keys can be changed and conflicts are told; a library can move."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel

from app.key_map import KeyMap
from app.key_sheet import KeySheet
from app.keys import KEYS, words
from app.keys_page import KeysPage
from engine import messages as m

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so about every dialog


@pytest.fixture
def dialog(start):
    desk = start()
    QTest.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    opened = desk.conversation.preferences._dialog
    assert opened is not None
    assert opened.isVisible()
    yield desk, opened
    opened.close()


def choose(dialog, name: str, value: str) -> None:
    """Pick an entry of the box of that name, as a click on it does."""
    (box,) = [box for box in dialog.findChildren(QComboBox) if box.accessibleName() == name]
    index = box.findData(value)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def texts(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def key_of(name: str):
    return next(key for key in KEYS if key.name == name)


def test_it_tells_the_model_the_device_and_what_the_pictures_take(dialog, qtbot):
    _, opened = dialog
    qtbot.waitUntil(lambda: "They take 1.2 GB now." in texts(opened))
    for part in ("ViT-B-32", "Now: NVIDIA RTX 4060", "/home/someone/.local/share/rushes", "Offline. 0 bytes sent."):
        assert part in texts(opened)


def test_choices_count_at_once_and_are_remembered(dialog, qtbot, settings):
    desk, opened = dialog
    choose(opened, "Limit for pictures", "1")
    qtbot.waitUntil(lambda: [one.limit for one in desk.heard(m.LimitCache)[-1:]] == [1_000_000_000])
    qtbot.waitUntil(lambda: "They take 1.0 GB now." in texts(opened))
    choose(opened, "How much of this computer", "quiet")
    qtbot.waitUntil(lambda: [one.mode for one in desk.heard(m.SetPace)[-1:]] == ["quiet"])
    choose(opened, "Colours", "light")
    assert desk.window.theme.colours.name == "light"
    choose(opened, "Language", "ko")
    (calm,) = [box for box in opened.findChildren(QCheckBox) if box.text() == "Reduced motion"]
    calm.click()
    assert not desk.window.results._pointer.scrubs
    kept = (settings.cache_limit, settings.mode, settings.theme, settings.language, settings.calm)
    assert kept == (1_000_000_000, "quiet", "light", "ko", True)


def test_another_device_starts_another_engine(dialog, qtbot, settings):
    desk, opened = dialog
    with qtbot.waitSignal(desk.client.restarted, timeout=20000):
        choose(opened, "Computes on", "cpu")
    assert settings.device == "cpu"


def test_a_limit_for_pictures_is_told_to_the_engine_at_every_start(start, settings, qtbot):
    settings.cache_limit = 5_000_000_000
    desk = start()
    qtbot.waitUntil(lambda: [request.limit for request in desk.heard(m.LimitCache)] == [5_000_000_000])


def test_a_moved_library_is_used_from_then_on(dialog, qtbot, settings, tmp_path):
    desk, opened = dialog
    with qtbot.waitSignal(desk.client.restarted, timeout=20000):
        desk.conversation.preferences._move_into(str(tmp_path))
    target = str(tmp_path / "Rushes library")  # the folder itself is not empty
    assert desk.heard(m.MoveLibrary)[-1].path == target
    assert settings.library == target
    assert "The library is in" in texts(opened)


def test_a_folder_without_a_library_is_refused(dialog, settings, tmp_path):
    desk, opened = dialog
    desk.conversation.preferences._open_library(str(tmp_path))
    assert "There is no Rushes library in this folder." in texts(opened)
    assert settings.library == ""


def test_what_was_downloaded_stands_under_privacy(start, qtbot, settings):
    desk = start()
    desk.conversation.models.download("pe-core-l", False)
    qtbot.waitUntil(lambda: settings.downloads != [], timeout=10000)
    desk.conversation.preferences.open(5)
    opened = desk.conversation.preferences._dialog
    assert "pe-core-l" in texts(opened)
    assert "0 bytes sent" not in texts(opened)
    opened.close()


# Keys ------------------------------------------------------------------------------------------------------------


def test_a_changed_key_acts_at_once_and_after_the_next_start(start, settings):
    desk = start()
    page = KeysPage(desk.window.keys)
    page.edit("toggle_library").setKeySequence(QKeySequence("Ctrl+L"))
    page.edit("toggle_library").editingFinished.emit()
    assert settings.shortcut("toggle_library") == "Ctrl+L"
    shown = desk.window.library.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.library.isVisible() != shown
    QTest.keyClick(desk.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.library.isVisible() != shown  # the old key does nothing now
    again = start()
    assert again.window.actions_["toggle_library"].shortcut() == QKeySequence("Ctrl+L")


def test_a_key_that_is_taken_is_told_and_only_then_given_over(qtbot, settings):
    keys = KeyMap(settings)
    page = KeysPage(keys)
    qtbot.addWidget(page)
    page.show()
    page.edit("pause").setKeySequence(QKeySequence("Ctrl+R"))
    page.edit("pause").editingFinished.emit()
    assert words(key_of("reveal").words) in page.conflict.text()
    assert keys.keys(key_of("pause")) == ("Ctrl+P",)
    page.take.click()
    assert keys.keys(key_of("pause")) == ("Ctrl+R",)
    assert keys.keys(key_of("reveal")) == ()


def test_keys_that_move_through_lists_stay_as_they_are(qtbot, settings):
    keys = KeyMap(settings)
    page = KeysPage(keys)
    qtbot.addWidget(page)
    page.show()
    page.edit("pause").setKeySequence(QKeySequence("Esc"))
    page.edit("pause").editingFinished.emit()
    assert "cannot be given away" in page.conflict.text()
    assert not page.take.isVisible()


def test_all_keys_can_be_as_they_were(settings):
    keys = KeyMap(settings)
    keys.choose(key_of("pause"), QKeySequence("Ctrl+R"))
    keys.reset()
    assert all(keys.keys(key) == key.keys for key in KEYS)


def test_no_two_wishes_share_a_key(settings):
    keys = KeyMap(settings)
    for key in (key for key in KEYS if key.name):
        for sequence in keys.sequences(key):
            assert keys.holder(sequence, key) in (None, key), (key.name, sequence.toString())


def test_the_sheet_shows_the_keys_as_they_are_now_and_leads_to_changing_them(start):
    desk = start()
    desk.window.keys.choose(key_of("pause"), QKeySequence("F9"))
    QTest.keyClick(desk.window.results, Qt.Key.Key_Question)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, KeySheet)
    shown = texts(sheet)
    assert "F9" in shown
    assert all(words(key.words) in shown for key in KEYS)
    sheet._change()
    assert desk.conversation.preferences._dialog is not None
    desk.conversation.preferences._dialog.close()
