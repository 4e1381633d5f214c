"""Watching it work, the window's side: the forecast, the status line, the drawer, modes, the queue, what goes on after a start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.activity import rounded
from app.forecast import ForecastDialog
from engine import messages as m

FOLDER = "/v/holidays"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so about every dialog


def progress(job: int, done: int, **more) -> m.Progress:
    return m.Progress(job, more.pop("activity", "indexing"), f"/v/{done}.mp4", done * 100.0, 1000.0, done, 10, **more)


# Forecast --------------------------------------------------------------------------------------------------------


def test_a_large_folder_is_asked_about_before_it_is_indexed(start, qtbot):
    desk = start("--script", "forecast", "--step", "0.01")
    desk.window.folders_dropped.emit((FOLDER,))
    indexing = desk.conversation.indexing
    qtbot.waitUntil(lambda: indexing._dialog is not None and "footage" in indexing._dialog.words)
    words = indexing._dialog.words
    for part in (
        "214 videos, 38 h of footage",
        "about 22 min  \N{MIDDLE DOT}  NVIDIA RTX 4060",
        "about 2 min",
        "700 MB, 120 GB are free",
    ):
        assert part in words
    assert desk.heard(m.IndexFolder) == []
    QTest.mouseClick(indexing._dialog.quick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.heard(m.IndexFolder)) == 1)
    assert (desk.heard(m.IndexFolder)[0].path, desk.heard(m.IndexFolder)[0].quick) == (FOLDER, True)


def test_enter_in_the_forecast_starts(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ForecastDialog(parent, "/videos", "processor (no graphics card found)")
    dialog.show()
    assert dialog.focusWidget() is dialog.start
    with qtbot.waitSignal(dialog.start_requested) as begun:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert begun.args == [False, False]


def test_what_takes_less_than_a_minute_is_begun_without_a_question(start, qtbot):
    desk = start()
    desk.window.folders_dropped.emit((FOLDER, "/v/other"))
    qtbot.waitUntil(lambda: [request.path for request in desk.heard(m.IndexFolder)] == [FOLDER, "/v/other"])
    assert desk.conversation.indexing._dialog is None


def test_the_folder_can_wait_until_the_computer_is_idle_or_be_forgotten(start, qtbot):
    desk = start("--script", "forecast", "--step", "0.001")
    indexing = desk.conversation.indexing
    desk.window.folders_dropped.emit((FOLDER, "/v/other"))
    qtbot.waitUntil(lambda: indexing._dialog is not None and "footage" in indexing._dialog.words)
    indexing._dialog.idle.click()
    qtbot.waitUntil(lambda: [request.when_idle for request in desk.heard(m.IndexFolder)] == [True])
    qtbot.waitUntil(lambda: indexing._dialog is not None and indexing._dialog.path == "/v/other")
    indexing._dialog.reject()  # also while it is still being looked at
    qtbot.waitUntil(lambda: desk.heard(m.CancelJob) != [])
    assert [request.path for request in desk.heard(m.IndexFolder)] == [FOLDER]


def test_a_disk_that_is_too_small_is_told_before(start, qtbot):
    desk = start("--script", "forecast", "--step", "0.001")
    indexing = desk.conversation.indexing
    desk.window.folders_dropped.emit((FOLDER,))
    small = m.Forecast(indexing._job, FOLDER, 10, 1e6, 10, True, 10.0, 5.0, 5_000_000_000, 1_000_000_000)
    desk.client.received.emit(small)
    assert "too small" in indexing._dialog.words
    assert desk.heard(m.IndexFolder) == []
    indexing._dialog.reject()


# Status line and drawer ------------------------------------------------------------------------------------------


def test_the_line_tells_footage_speed_and_time_left(start):
    desk = start()
    desk.client.received.emit(progress(50, 4, eta=1330.0, speed=18.3))
    words = desk.window.activity.words
    for part in ("Indexing 5 of 10", "40 % of footage", "18× real time", "about 22 min left"):
        assert part in words


@pytest.mark.parametrize(("seconds", "told"), [(3, 5), (47, 45), (61, 60), (1330, 1320), (9700, 9600)])
def test_times_left_are_rounded(seconds, told):
    assert rounded(seconds) == told


def test_the_line_says_what_limits_the_speed_and_why_it_waits(start):
    desk = start()
    desk.client.received.emit(progress(50, 4, reading=9.1e6))
    assert "reading at 9 MB/s: the disk is the limit" in desk.window.activity.words
    desk.client.received.emit(progress(50, 4, waiting="Waits for mains power."))
    assert desk.window.activity.words == "Waits for mains power."
    desk.client.received.emit(progress(50, 4, paused=True))
    assert desk.window.activity.words == "Paused, 40 %, everything so far is saved"
    desk.client.received.emit(progress(50, 4, activity="quick first pass"))
    assert desk.window.activity.words.startswith("Quick first pass 5 of 10")


def test_the_drawer_opens_by_a_click_on_the_line_and_by_its_key(start):
    desk = start()
    assert not desk.window.drawer.isVisible()
    QTest.mouseClick(
        desk.window.activity, Qt.MouseButton.LeftButton, pos=desk.window.activity._words.geometry().center()
    )
    assert desk.window.drawer.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not desk.window.drawer.isVisible()


def test_in_a_low_window_the_note_about_the_model_gives_way_to_the_drawer(start, qtbot):
    desk = start()
    window = desk.window
    window.resize(960, 600)
    window.note.show_note("A note that takes some lines. " * 6)
    qtbot.waitUntil(lambda: window.note.height() > 40)
    window.wishes.show_activity.emit()
    qtbot.waitUntil(lambda: window.note.height() == 0)
    window.wishes.show_activity.emit()
    qtbot.waitUntil(lambda: window.note.height() > 40)


def test_a_question_asked_before_the_first_video_is_found_waits_for_it(start, qtbot):
    desk = start("--first-run")
    window, searching = desk.window, desk.searching
    window.activity.show_progress(m.Progress(7, "looking for videos", FOLDER))
    window.search_bar.set_text("a dog")
    searching.answer(m.Hits(searching._job, "refined", "a dog", (), (), 0, 0, 0.1, "There is nothing to search yet."))
    assert window.verdict.words.startswith("Nothing has been indexed yet; the first moments can be found")
    assert window.verdict._detail.isHidden()
    assert not window._grid.isHidden()


def test_the_drawer_keeps_a_log_of_what_was_done(start):
    desk = start()
    for done in range(3):
        desk.client.received.emit(progress(50, done))
    desk.client.received.emit(m.Notice("17 files moved, re-linked."))
    lines = [line.split("  ", 1)[1] for line in desk.window.drawer.lines]
    assert lines == ["17 files moved, re-linked.", "1.mp4: done", "0.mp4: done"]


def test_a_mode_is_chosen_in_either_place_and_remembered(start, qtbot, settings):
    desk = start()
    menu = desk.window.activity._mode.menu()
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: desk.heard(m.SetPace)[-1:] == [m.SetPace("quiet")])
    assert desk.window.drawer._buttons.button(0).isChecked()
    desk.window.drawer._buttons.button(2).click()
    desk.window.drawer._mains.click()
    qtbot.waitUntil(lambda: desk.heard(m.SetPace)[-1:] == [m.SetPace("full", True)])
    assert desk.window.activity._mode.text().startswith("Full")
    assert (settings.mode, settings.mains_only) == ("full", True)
    again = start()
    qtbot.waitUntil(lambda: again.heard(m.SetPace)[:1] == [m.SetPace("full", True)])


def test_mains_power_is_offered_only_where_there_is_a_battery(start):
    desk = start()
    desk.window.wishes.show_activity.emit()
    assert desk.window.drawer._mains.isVisible()
    desk.client.received.emit(m.Ready("0.1", "/library"))
    assert not desk.window.drawer._mains.isVisible()


def test_a_waiting_folder_can_be_the_next_or_be_cancelled(start, qtbot):
    desk = start("--step", "0.5")
    for name in ("one", "two", "three"):
        desk.conversation.index(f"/v/{name}")
    jobs = {path: job for job, path in desk.conversation._indexing.items()}
    desk.client.received.emit(progress(jobs["/v/one"], 1))
    drawer = desk.window.drawer
    desk.window.wishes.show_activity.emit()
    assert set(drawer._rows) == {jobs["/v/two"], jobs["/v/three"]}
    drawer._rows[jobs["/v/three"]].next.click()
    qtbot.waitUntil(lambda: [request.job for request in desk.heard(m.Prioritise)] == [jobs["/v/three"]])
    assert drawer._queue.indexOf(drawer._rows[jobs["/v/three"]]) == 0
    drawer._rows[jobs["/v/two"]].cancel.click()
    qtbot.waitUntil(lambda: [request.job for request in desk.heard(m.CancelJob)] == [jobs["/v/two"]])


def test_a_folder_with_only_the_quick_pass_done_is_gone_on_with_at_the_next_start(start, qtbot):
    desk = start()
    state = desk.conversation._library
    coarse = m.FolderState(9, "/v/coarse", "indexed", 5, 5, 0, 300.0, coarse=5)
    desk.conversation._resumed = False
    desk.client.received.emit(m.LibraryState((*state.folders, coarse), 1209, 1209, 100, 1.0))
    qtbot.waitUntil(lambda: [request.path for request in desk.heard(m.IndexFolder)] == ["/v/coarse"])


# The first run ---------------------------------------------------------------------------------------------------


def test_the_first_page_tells_what_will_compute_and_what_can_be_asked_later(start):
    window = start("--first-run").window
    assert window.welcome._device.text() == "NVIDIA RTX 4060: fast"
    chips = [window.welcome._flow.itemAt(index).widget() for index in range(window.welcome._flow.count())]
    assert len(chips) == 3
    assert not any(chip.isEnabled() for chip in chips)
    window.welcome.show_device("processor (no graphics card found)", graphics=False)
    assert "more slowly" in window.welcome._device.text()
