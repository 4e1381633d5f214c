"""The table of keys: real key events reach their wishes, every wish is heard, and letters are letters while somebody types.

What the player's, the results' and the question's own keys bring about is tested beside them (test_player_keys, test_results_view, test_queries).
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListView, QMainWindow

from app.actions import Actions, Wishes
from app.key_map import KeyMap
from app.keys import KEYS
from engine import messages as m

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "openDocument")  # what the offscreen platform cannot do
Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier

PROMISED = {
    "focus_search": ("Ctrl+F", "/"),
    "next_in_video": ("N",),
    "previous_in_video": ("Shift+N",),
    "backward": ("J",),
    "hold": ("K",),
    "forward": ("L",),
    "frame_back": (",",),
    "frame_on": (".",),
    "mark_in": ("I",),
    "mark_out": ("O",),
    "similar": ("M",),
    "similar_video": ("Shift+M",),
    "more_like": ("+",),
    "less_like": ("-",),
    "exclude_idea": ("X",),
    "select_range": ("S",),
    "export_range": ("E",),
    "export_selects": ("Ctrl+E",),
    "copy_file": ("Ctrl+C",),
    "copy_timecode": ("Ctrl+Shift+C",),
    "save_still": ("C",),
    "reveal": ("Ctrl+R",),
    "grid_view": ("1",),
    "film_view": ("2",),
    "list_view": ("3",),
    "larger": ("Z",),
    "smaller": ("Shift+Z",),
    "group": ("G",),
    "clear_filters": ("0",),
    "add_folder": ("Ctrl+O",),
    "rescan": ("F5",),
    "pause": ("Ctrl+P",),
    "undo": ("Ctrl+Z",),
    "toggle_library": ("Ctrl+B",),
    "full_screen": ("F", "F11"),
    "show_keys": ("?",),
    "better_order": ("R",),
    "hide": ("Del",),
}
"""Every key that the window promises to a wish. Enter, Down, Esc, arrows, Home, End, Space and Tab belong to what has the focus."""


def press(widget, text: str) -> None:
    """A key as it is written in the table, through real events."""
    combination = QKeySequence(text)[0]  # pyright: ignore[reportIndexIssue]
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


class Listener:
    """A window with nothing in it but the actions, and every wish that they have made."""

    def __init__(self, qtbot, settings) -> None:
        self.window = QMainWindow()
        self.list = QListView()
        self.window.setCentralWidget(self.list)
        self.wishes = Wishes(self.window)
        self.keys = KeyMap(settings, self.window)
        self.actions = Actions(self.window, self.wishes, "dark", self.keys)
        self.heard: list[str] = []
        for key in (key for key in KEYS if key.name):
            getattr(self.wishes, key.name).connect(lambda *_, name=key.name: self.heard.append(name))
        qtbot.addWidget(self.window)
        self.window.show()
        self.list.setFocus()
        qtbot.waitUntil(self.list.hasFocus)


@pytest.fixture
def listener(qtbot, settings) -> Listener:
    return Listener(qtbot, settings)


def test_every_key_of_the_table_reaches_its_wish_and_no_other(listener):
    for key in (key for key in KEYS if key.name):
        for text in (*key.keys, *key.also):
            listener.heard.clear()
            press(listener.list, text)
            assert listener.heard == [key.name], text


@pytest.mark.parametrize("name", PROMISED)
def test_the_table_holds_what_is_promised(name):
    assert set(PROMISED[name]) <= {text for key in KEYS if key.name == name for text in key.keys}


def test_a_changed_key_reaches_the_wish_instead_of_the_old_one(listener):
    key = next(key for key in KEYS if key.name == "group")
    listener.keys.choose(key, QKeySequence("Ctrl+Shift+G"))
    press(listener.list, "G")
    assert listener.heard == []
    press(listener.list, "Ctrl+Shift+G")
    assert listener.heard == ["group"]


def test_every_wish_is_heard_in_the_window(start):
    desk = start()
    wishes = desk.window.wishes
    deaf = [key.name for key in KEYS if key.name and not wishes.receivers(f"2{key.name}()")]
    assert deaf == []


def test_letters_are_letters_while_somebody_types(start):
    desk = start()
    field = desk.window.search_bar.field
    field.setFocus()
    before = desk.window.player.isVisible(), desk.window.results.viewport().isVisible()
    QTest.keyClicks(field, "jkl,.iomsecgxzf0123?/+-")
    assert field.text() == "jkl,.iomsecgxzf0123?/+-"
    assert (desk.window.player.isVisible(), desk.window.results.viewport().isVisible()) == before
    assert QApplication.activeModalWidget() is None


def test_from_the_search_to_the_results_and_back(start, answered, qtbot):
    desk = answered(start(), "dog runs")
    field, results = desk.window.search_bar.field, desk.window.results
    field.setFocus()
    press(field, "Down")
    assert results.hasFocus()
    press(results, "/")
    assert field.hasFocus()
    assert field.selectedText() == "dog runs"
    press(field, "Down")
    press(results, "Ctrl+F")
    assert field.hasFocus()
    press(field, "Down")
    rows = []
    for text in ("End", "Left", "Home", "Right"):
        press(results, text)
        rows.append(results.currentIndex().row())
    last = desk.window.model.rowCount() - 1
    assert rows == [last, last - 1, 0, 1]
    press(results, "Esc")
    assert field.hasFocus()
    QTest.keyClick(field, Key.Key_A, Ctrl)
    QTest.keyClicks(field, "cat")
    press(field, "Return")
    assert desk.searching.asked
    qtbot.waitUntil(lambda: [one.text for one in desk.heard(m.Search)[-1:]] == ["cat"])


def test_folders_are_added_and_the_library_is_shown_and_hidden(start):
    window = start().window
    window.results.setFocus()
    press(window, "Ctrl+O")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    dialog.reject()
    press(window, "Ctrl+B")
    assert not window.library.isVisible()
    press(window, "Ctrl+B")
    assert window.library.isVisible()


def test_looking_again_and_pausing(start, qtbot):
    desk = start("--step", "5")
    qtbot.waitUntil(lambda: desk.conversation._library is not None and desk.conversation._library.indexed > 0)
    desk.window.results.setFocus()
    press(desk.window, "F5")
    qtbot.waitUntil(lambda: desk.heard(m.IndexFolder) != [])
    press(desk.window, "Ctrl+P")
    qtbot.waitUntil(lambda: desk.heard(m.PauseIndexing) == [m.PauseIndexing(True)])


def test_what_is_taken_along(start, answered):
    desk = answered(start(), "dog")
    window = desk.window
    window.results.setFocus()
    window.results.select_row(0)
    press(window.results, "Ctrl+C")
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasUrls()
    assert data.urls()[0].toLocalFile() == desk.searching.current.path
    press(window.results, "Ctrl+R")
    assert "is not there now" in window.toast.words or window.toast.words == ""  # the fake's films do not exist
