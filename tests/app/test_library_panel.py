"""The library pane: a tree of folders and sub-folders with their states in shapes and words; scope, menu, what is left out and put back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.library_tree import NODE
from app.patterns_dialog import PatternsDialog
from app.problems import ProblemsDialog
from engine import messages as m

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so about every dialog


@pytest.fixture
def desk(start, qtbot):
    """A window with three folders, the first of them open."""
    desk = start()
    view = desk.window.library._list
    tree = desk.window.library._model
    view.expand(tree.place(1))
    qtbot.waitUntil(lambda: tree.node(-10) is not None)
    view.expandAll()
    return desk


def rows(desk) -> list[str]:
    """What a screen reader is told, from top to bottom."""
    view = desk.window.library._list
    index, told = view.model().index(0, 0), []
    while index.isValid():
        told.append(index.data(Qt.ItemDataRole.AccessibleTextRole))
        index = view.indexBelow(index)
    return told


def click(desk, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    view = desk.window.library._list
    place = view.visualRect(desk.window.library._model.place(number)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def actions(desk, number: int) -> dict[str, QAction]:
    menu = desk.window.library.menu_for(desk.window.library._model.node(number))
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def test_every_row_says_its_state_and_counts_in_words(desk):
    told = rows(desk)
    assert told[0] == "All videos, 1204"
    assert told[1].startswith("Trips, 312 of 312 videos searchable, indexed, 24 h of footage")
    assert told[2] == "2019, 40 of 40 videos searchable, indexed"
    assert told[3] == "Norway, 22 of 22 videos searchable, indexed"
    assert any("Archive, 191 of 191 videos searchable, on LACIE-02, not connected; last seen" in row for row in told)
    assert any("Family" in row and "2 with problems" in row for row in told)


def test_marks_are_shapes(desk):
    tree = desk.window.library._model
    assert [tree.node(number).mark for number in (1, 2, 3, -10)] == ["solid", "triangle", "hollow", "solid"]


def test_a_click_scopes_and_ctrl_click_adds_also_sub_folders(desk, qtbot, answered):
    answered(desk, "dog")
    click(desk, -11)
    qtbot.waitUntil(lambda: [one.folders for one in desk.heard(m.Search)[-1:]] == [(-11,)])
    click(desk, 2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [one.folders for one in desk.heard(m.Search)[-1:]] == [(-11, 2)])
    assert desk.window.library.names(desk.window.library.scope) == ["Norway", "Family"]
    click(desk, 0)
    qtbot.waitUntil(lambda: [one.folders for one in desk.heard(m.Search)[-1:]] == [()])


def test_news_keep_what_is_open_and_selected(desk, qtbot):
    click(desk, -11)
    state = desk.conversation._library
    branches = tuple(m.Branch(-10 - n, path, 9, 4, 0, 0) for n, path in enumerate(("2019", "2019/Norway", "2024")))
    desk.client.received.emit(state)
    desk.client.received.emit(m.Branches(1, 1, branches))
    assert desk.window.library.scope == (-11,)
    assert any(row.startswith("Norway, 4 of 9") for row in rows(desk))
    fewer = (*branches[:1], *branches[2:])
    desk.client.received.emit(m.Branches(1, 1, fewer))
    assert desk.window.library.scope == ()
    assert not any(row.startswith("Norway") for row in rows(desk))


def test_a_sub_folder_can_be_looked_through_left_out_and_brought_back(desk, qtbot):
    actions(desk, -11)["Look for new videos"].trigger()
    qtbot.waitUntil(
        lambda: [one.path for one in desk.heard(m.IndexFolder)] == ["/home/someone/Videos/Trips/2019/Norway"]
    )
    actions(desk, -12)["Leave out of the library"].trigger()
    qtbot.waitUntil(lambda: [one.path for one in desk.heard(m.Exclude)] == ["/home/someone/Videos/Trips/2024"])
    qtbot.waitUntil(lambda: "left out" in desk.window.toast.words)
    desk.window.wishes.undo.emit()
    qtbot.waitUntil(lambda: [one.removal for one in desk.heard(m.Restore)] == [8])


def test_removing_a_folder_can_be_undone(desk, qtbot):
    view = desk.window.library._list
    view.setCurrentIndex(desk.window.library._model.place(1))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [one.folder for one in desk.heard(m.RemoveFolder)] == [1])
    qtbot.waitUntil(lambda: "not touched" in desk.window.toast.words)
    assert not any(row.startswith("Trips") for row in rows(desk))
    desk.window.wishes.undo.emit()
    qtbot.waitUntil(lambda: [one.removal for one in desk.heard(m.Restore)] == [7])
    qtbot.waitUntil(lambda: any(row.startswith("Trips") for row in rows(desk)))


def test_a_question_is_asked_again_when_something_was_taken_out(desk, qtbot, answered):
    answered(desk, "dog")
    before = len(desk.heard(m.Search))
    desk.conversation.places.exclude("/home/someone/Videos/Trips/2024")
    qtbot.waitUntil(lambda: len(desk.heard(m.Search)) == before + 1)


def test_patterns_are_shown_and_kept(desk, qtbot):
    actions(desk, 1)["What is looked at\N{HORIZONTAL ELLIPSIS}"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PatternsDialog)
    dialog.lines.setPlainText("Proxies/\n\n*_LRV.mp4\n")
    dialog.save.click()
    qtbot.waitUntil(lambda: [one.patterns for one in desk.heard(m.SetPatterns)] == [("Proxies/", "*_LRV.mp4")])
    qtbot.waitUntil(lambda: any("some files left out" in row for row in rows(desk)))


def test_a_folder_that_is_away_can_be_located_or_chosen(desk, qtbot, monkeypatch, tmp_path):
    assert "Look for new videos" not in actions(desk, 3)
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(tmp_path)))
    actions(desk, 3)["Locate\N{HORIZONTAL ELLIPSIS}"].trigger()
    qtbot.waitUntil(lambda: [(one.path, one.folder) for one in desk.heard(m.Locate)] == [(str(tmp_path), 3)])
    state = desk.conversation._library
    folders = (*state.folders[:2], m.FolderState(3, "/a/b", "missing", 1, 1, 0, 1.0, candidates=("/x/b", "/y/b")))
    desk.client.received.emit(m.LibraryState(folders, 1, 1, 1, 1.0))
    actions(desk, 3)["It is here: /y/b"].trigger()
    qtbot.waitUntil(lambda: [one.path for one in desk.heard(m.Locate)[-1:]] == ["/y/b"])


def test_a_scope_that_is_away_as_a_whole_says_so(desk):
    assert not desk.window.offline.isVisible()
    click(desk, 3)
    assert "All 191 videos here are on LACIE-02, which is not connected (last seen" in desk.window.offline.text()
    click(desk, 1)
    assert desk.window.offline.text() == ""


def test_a_missing_video_can_be_located_or_taken_out(desk, qtbot, answered, monkeypatch):
    answered(desk, "dog")
    from PySide6.QtWidgets import QMenu

    menu = QMenu(desk.window)
    hit = next(hit for hit in desk.searching._answer.hits if hit.present)
    desk.conversation.places.add_to_menu(menu, hit)
    assert menu.isEmpty()
    from dataclasses import replace

    gone = replace(hit, present=False, place_state="missing", since=1772539200.0)
    desk.conversation.places.add_to_menu(menu, gone)
    told = {action.text(): action for action in menu.actions()}
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit("/found.mp4"))
    told["Locate\N{HORIZONTAL ELLIPSIS}"].trigger()
    qtbot.waitUntil(lambda: [(one.path, one.video) for one in desk.heard(m.Locate)] == [("/found.mp4", hit.video)])
    told["Take out of the library"].trigger()
    qtbot.waitUntil(lambda: [one.video for one in desk.heard(m.Forget)] == [hit.video])


def test_problems_can_be_tried_again_and_left_out(desk, qtbot):
    desk.window.wishes.show_problems.emit()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProblemsDialog)
    qtbot.waitUntil(lambda: len(dialog.chosen) == 2)
    assert not dialog.locate.isVisible()
    dialog._table.selectRow(1)
    dialog.exclude.click()
    qtbot.waitUntil(lambda: [one.path for one in desk.heard(m.Exclude)] == ["/home/someone/Videos/Family/memo.mp4"])
    dialog.retry.click()
    qtbot.waitUntil(lambda: [one.video for one in desk.heard(m.RetryVideo)] == [5])
    assert dialog.chosen == []
    unread = m.Problem(0, "/home/someone/Videos/Family/none.mp4", "This file is empty.", False)
    dialog.show_problems((unread,))
    dialog.retry.click()
    qtbot.waitUntil(lambda: [one.path for one in desk.heard(m.IndexFolder)] == ["/home/someone/Videos/Family"])
    dialog.close()


def test_files_that_are_not_found_are_listed_to_be_located_or_taken_out(start, qtbot, monkeypatch):
    desk = start("--script", "missing")
    desk.window.wishes.show_problems.emit()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProblemsDialog)
    qtbot.waitUntil(lambda: len(dialog.chosen) == 3)
    dialog._table.selectRow(2)
    assert dialog._model.index(2, 1).data().startswith("Not found since ")
    assert not dialog.retry.isEnabled()
    monkeypatch.setattr(QFileDialog, "open", lambda asking: asking.fileSelected.emit("/found.mp4"))
    dialog.locate.click()
    qtbot.waitUntil(lambda: [(one.path, one.video) for one in desk.heard(m.Locate)] == [("/found.mp4", 7)])
    dialog.exclude.click()
    qtbot.waitUntil(lambda: [one.video for one in desk.heard(m.Forget)] == [7])
    dialog.close()


def test_what_nobody_asked_for_fails_in_silence(desk):
    desk.client.received.emit(m.Failed(-5, "The folder is not there."))
    assert desk.window.toast.words == ""


def test_the_chevron_opens_and_the_row_paints_in_both_themes(desk, qtbot):
    view = desk.window.library._list
    for theme in ("dark", "light"):
        desk.window.theme.choose(theme)
        image = view.grab().toImage()
        assert len({image.pixel(QPoint(x, y)) for x in range(0, image.width(), 3) for y in range(0, 200, 3)}) > 4
    assert view.model().index(1, 0).data(NODE).number == 1
