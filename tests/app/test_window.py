"""What a person sees and does: start, search, results, drops, menus, indexing, the end."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.results_model import HIT
from engine import messages as m

ROOT = Path(__file__).resolve().parent.parent.parent


def drop(window, paths: list[str], x: int) -> None:
    """What Qt does when something is dragged in and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    action, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(QPoint(x, 300), action, data, buttons, keys))
    assert window.overlay.isVisible()
    window.dropEvent(QDropEvent(QPointF(x, 300), action, data, buttons, keys))
    assert not window.overlay.isVisible()


# Start -----------------------------------------------------------------------------------------------------------


def test_importing_the_program_loads_nothing_heavy():
    code = (
        "import sys, app.main, app.conversation\n"
        "heavy = {'torch', 'av', 'numpy', 'sqlite3', 'PySide6.QtMultimedia'} & set(sys.modules)\n"
        "engine = {name for name in sys.modules if name.split('.')[0] == 'engine'} - {'engine', 'engine.messages'}\n"
        "print(sorted(heavy | engine))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "[]"


def test_the_window_opens_before_the_engine_is_ready(start, qtbot):
    desk = start("--script", "slow-start", wait=False)
    assert desk.window.isVisible()
    assert desk.window.activity.words.startswith("Starting")
    desk.window.search_bar.set_text("a dog")  # waits for the engine instead of failing
    qtbot.waitUntil(lambda: desk.heard(m.Search) != [], timeout=10000)


def test_the_first_run_invites_to_begin(start, qtbot):
    desk = start("--first-run", "--starter")
    qtbot.waitUntil(desk.window.welcome.isVisible)
    assert not desk.window.player.isVisible()
    assert "starter model" in desk.window.note.words


def test_a_note_that_was_closed_stays_closed(start, settings):
    desk = start("--starter")
    assert desk.window.note.isVisible()
    desk.window.note._close()
    assert settings.dismissed(desk.window.note.words)


def test_a_library_that_cannot_be_opened_says_why(start, qtbot):
    desk = start("--script", "refuse", wait=False)
    qtbot.waitUntil(lambda: desk.client.gave_up, timeout=15000)
    assert desk.window.toast.words == "The library is in use by another Rushes."
    assert desk.window.toast._action.text() == "Try again"


def test_a_folder_on_the_command_line_is_indexed(start, qtbot, tmp_path):
    desk = start("--first-run", folders=(str(tmp_path),))
    qtbot.waitUntil(lambda: [message.path for message in desk.heard(m.IndexFolder)] == [str(tmp_path)])


# Search ----------------------------------------------------------------------------------------------------------


def test_typing_sends_one_search_after_a_pause(start, qtbot):
    desk = start()
    desk.window.search_bar.field.setFocus()
    QTest.keyClicks(desk.window.search_bar.field, "a dog on the beach")
    assert desk.searching._question is None  # nothing yet: the person is still typing
    qtbot.waitUntil(lambda: len(desk.heard(m.Search)) == 1)
    qtbot.wait(400)
    assert [message.text for message in desk.heard(m.Search)] == ["a dog on the beach"]


def test_enter_searches_at_once_and_escape_clears(start, qtbot):
    desk = start()
    field = desk.window.search_bar.field
    QTest.keyClicks(field, "dog")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.searching.asked
    qtbot.waitUntil(lambda: desk.window.model.rowCount() > 0)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not desk.searching.asked
    assert desk.window.model.rowCount() == 0
    assert desk.window.empty.isVisible()


def test_a_reply_to_an_older_question_is_dropped(start, answered):
    desk = answered(start(), "dog")
    shown = desk.window.model.rowCount()
    stale = m.Hits(desk.searching._job - 1, "refined", "old", (), (), 1, 1, 0.1, "stale")
    desk.client.received.emit(stale)
    assert desk.window.model.rowCount() == shown
    assert desk.window.verdict.words == ""


def test_names_and_subtitles_have_a_band_of_their_own(start, answered):
    desk = answered(start(), "dog runs")
    assert desk.window.text_hits.isVisible()
    assert desk.window.text_hits.count == 2


def test_names_that_came_before_the_model_are_no_reason_to_search_again(start, answered):
    desk = answered(start(), "dog runs")
    early = m.Hits(desk.searching._job, "text", "dog runs", (), (), 0, 1204, 0.1)
    for answer, offered in ((early, False), (replace(early, stage="refined"), True)):
        desk.searching._answer = answer
        desk.searching.library_changed(desk.conversation._library)
        assert desk.window.filters._again.isVisible() == offered


def test_the_keys_go_from_the_field_over_the_tiles_to_the_cards_and_back(start, answered, qtbot):
    desk = answered(start(), "dog runs")
    window = desk.window
    field, tiles = window.search_bar.field, window.text_hits._list
    window.focus_search()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert window.results.hasFocus()
    QTest.keyClick(window.results, Qt.Key.Key_Up)
    assert tiles.hasFocus()
    moment = window.player.moment
    assert (moment.start, moment.end, moment.duration) == (0.0, 190.0, 190.0)  # a name stands for the whole video
    QTest.keyClick(tiles, Qt.Key.Key_Up)
    assert field.hasFocus()
    assert [index.row() for index in tiles.selectedIndexes()] == [0]
    window.results.select_row(1)
    assert not tiles.selectedIndexes()
    QTest.mouseClick(
        tiles.viewport(), Qt.MouseButton.LeftButton, pos=tiles.visualRect(tiles.model().index(0, 0)).center()
    )
    assert window.player.moment == moment
    desk.window.wishes.similar.emit()  # and the tiles go away
    qtbot.waitUntil(window.text_hits.isHidden, timeout=20000)
    assert window.results.hasFocus()


def test_results_can_be_narrowed_by_band_length_and_folder(start, answered, qtbot):
    desk = answered(start(), "dog runs")
    window = desk.window
    everything = window.model.rowCount()
    window.filters._band_actions.actions()[2].trigger()
    assert {window.model.index(row).data(HIT).band for row in range(window.model.rowCount())} == {"strong"}
    window.filters._groups["length"].actions()[2].trigger()
    qtbot.waitUntil(lambda: (desk.heard(m.Search)[-1].shortest, desk.heard(m.Search)[-1].longest) == (60.0, 600.0))
    window.library.set_scope((2,))
    qtbot.waitUntil(lambda: [one.folders for one in desk.heard(m.Search)[-1:]] == [(2,)])
    assert "Family" in window.filters._folders.text()
    window.wishes.clear_filters.emit()
    qtbot.waitUntil(
        lambda: [one.folders for one in desk.heard(m.Search)[-1:]] == [()] and window.model.rowCount() == everything
    )


def test_no_match_is_said_in_words_and_guesses_are_dimmed(start, answered):
    desk = answered(start(), "purple giraffe")
    assert desk.window.verdict.words == "Nothing clearly shows “purple giraffe”."
    assert desk.window.results._delegate.dimmed
    assert "guess" in desk.window.filters._found.toolTip()
    answered(desk, "dog")
    assert "moments in" in desk.window.filters._found.toolTip()
    assert desk.window.verdict.words == ""
    assert not desk.window.results._delegate.dimmed


def test_a_search_that_fails_says_why(start, qtbot):
    desk = start()
    desk.window.search_bar.set_text("fail")
    qtbot.waitUntil(lambda: "file is damaged" in desk.window.verdict.words)


def test_a_partly_indexed_library_says_how_much_was_searched(start, answered):
    desk = answered(start("--indexing", "900"), "dog")
    assert desk.window.line.text() == "Searching 542 of 1,204 videos so far."


def test_the_better_order_waits_while_the_results_are_in_use(start, qtbot):
    desk = start()
    window = desk.window
    window.search_bar.set_text("reorder")
    qtbot.waitUntil(lambda: window.model.rowCount() > 0)
    window.results.used = True
    first = window.model.index(0).data(HIT).shot
    qtbot.waitUntil(lambda: desk.searching._held is not None)
    assert window.model.index(0).data(HIT).shot == first
    assert window.model.index(0).data(HIT).words  # what is new about it is shown all the same
    assert window.filters._better.isVisible()
    window.wishes.better_order.emit()
    assert window.model.index(0).data(HIT).shot != first
    assert not window.filters._better.isVisible()


def test_an_untouched_list_takes_the_better_order_by_itself(start, answered):
    desk = answered(start(), "reorder")
    assert desk.searching._held is None
    assert desk.window.model.index(0).data(HIT).shot == 38


# Results and player ----------------------------------------------------------------------------------------------


def test_cards_paint_their_pictures(start, answered, qtbot):
    desk = answered(start(), "dog")
    qtbot.waitUntil(lambda: desk.window.thumbnails.bytes > 0 and not desk.window.thumbnails._waiting)
    picture = desk.window.results.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert len(colours) > 100


def test_keys_move_select_and_return(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Down)
    assert desk.searching.current == window.model.hit(0)
    QTest.keyClick(window.results, Qt.Key.Key_Right)
    assert desk.searching.current == window.model.hit(1)
    assert window.player._moment.path == window.model.hit(1).path
    qtbot.waitUntil(lambda: desk.conversation.asking.history[:1] == (m.Search(0, "dog"),))  # it led somewhere
    qtbot.wait(10)


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_letters_are_keys_in_the_results_and_text_in_the_field(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.results.setFocus()
    QTest.keyClick(window.results, Qt.Key.Key_Slash)
    assert window.search_bar.field.hasFocus()
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_End)
    QTest.keyClicks(window.search_bar.field, " m?/0")
    assert window.search_bar.field.text() == "dog m?/0"
    assert desk.heard(m.FindSimilar) == []
    window.results.setFocus()
    QTest.keyClick(window.results, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.library.isVisible()
    QTest.keyClick(window.results, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    assert sheet.windowTitle() == "Keys"
    sheet.close()
    qtbot.wait(50)


def test_a_missing_file_says_so_and_is_not_opened(start, answered):
    desk = answered(start(), "dog")
    desk.window.results.select_row(3)
    assert not desk.window.model.hit(3).present
    desk.window.player.play()
    assert "Connect LACIE-02 to play this. It was last there on" in desk.window.player._screen._words
    assert desk.window.player._film is None


def test_pointing_scrubs_through_the_whole_video(start, answered, qtbot):
    desk = answered(start(), "dog")
    results = desk.window.results
    cell = results.visualRect(desk.window.model.index(0))
    results._pointer.follow(cell.topLeft() + QPoint(cell.width() // 2, 40))
    hit = desk.window.model.hit(0)
    assert results._delegate.scrubbed == pytest.approx(hit.duration / 2, rel=0.1)
    results._pointer.forget()
    assert results._delegate.scrubbed is None


def test_words_say_why_it_matched(start, answered):
    desk = answered(start(), "dog runs quickly")
    desk.window.results.select_row(0)
    why = desk.window.player._why
    assert why.isVisible()
    assert "quickly (not found in this clip)" in why.accessibleName()
    before = list(desk.window.player._bar._values)
    why.word_pointed.emit(1)
    assert desk.window.player._bar._values != before


def test_the_context_menu_does_what_it_says(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    window.results.select_row(1)
    names = [action.text() for action in window.actions_.moment_menu().actions() if action.text()]
    assert names == [
        "Play",
        "Find similar moments",
        "Find similar videos",
        "Add this to the question",
        "More like this",
        "Less like this",
        "Leave out what looks like this",
        "Keep the range in Selects",
        "Export the range",
        "Save the frame as a picture",
        "Show in file manager",
        "Copy the file",
        "Copy path",
        "Copy path @ timecode",
        "Hide from the results",
    ]
    hit = window.model.hit(1)
    window.actions_["copy_timecode"].trigger()
    assert QGuiApplication.clipboard().text() == f"{hit.path} @ 00:00:20:08"  # 20.3 s at 29.97 frames a second
    window.actions_["copy_path"].trigger()
    assert QGuiApplication.clipboard().text() == hit.path
    window.actions_["similar"].trigger()
    qtbot.waitUntil(lambda: [message.shot for message in desk.heard(m.FindSimilar)] == [hit.shot])
    qtbot.waitUntil(lambda: window.model.moments == 16)
    assert [chip.part.name for chip in window.search_bar.chips]
    window.actions_["similar_video"].trigger()
    qtbot.waitUntil(lambda: len(desk.heard(m.FindSimilar)) == 2)


# Drops -----------------------------------------------------------------------------------------------------------


def test_a_dropped_folder_is_indexed(start, qtbot, tmp_path):
    desk = start()
    drop(desk.window, [str(tmp_path)], 100)
    qtbot.waitUntil(lambda: [message.path for message in desk.heard(m.IndexFolder)] == [str(tmp_path)])


def test_a_dropped_clip_asks_for_similar_moments(start, qtbot, tmp_path):
    clip = tmp_path / "clip.mp4"
    clip.touch()
    desk = start()
    drop(desk.window, [str(clip)], 1000)
    qtbot.waitUntil(lambda: [message.path for message in desk.heard(m.FindSimilar)] == [str(clip)])


def test_the_wrong_half_does_nothing_and_gives_the_reason(start, qtbot, tmp_path):
    desk = start()
    drop(desk.window, [str(tmp_path)], 1000)
    assert "not a folder" in desk.window.overlay._reason(left=False)
    note = tmp_path / "note.txt"
    note.touch()
    drop(desk.window, [str(note)], 1000)
    qtbot.wait(100)
    assert desk.heard(m.FindSimilar) == desk.heard(m.IndexFolder) == []


# Indexing --------------------------------------------------------------------------------------------------------


def test_indexing_shows_progress_pauses_goes_on_and_ends(start, qtbot, tmp_path):
    desk = start("--first-run", "--step", "0.15")
    window = desk.window
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: "real time" in window.activity.words and "left" in window.activity.words)
    window.wishes.pause.emit()
    assert window.activity.words.startswith("Paused")  # at once
    qtbot.waitUntil(lambda: [message.paused for message in desk.heard(m.PauseIndexing)] == [True])
    window.activity._pause.click()
    qtbot.waitUntil(lambda: [message.paused for message in desk.heard(m.PauseIndexing)] == [True, False])
    qtbot.waitUntil(lambda: not window.activity.busy, timeout=10000)
    assert "can be searched now" in window.toast.words


def test_cancel_stops_and_keeps_what_is_finished(start, qtbot, tmp_path):
    desk = start("--first-run", "--step", "0.15")
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: "Indexing" in desk.window.activity.words)
    desk.window.activity._cancel.click()
    qtbot.waitUntil(lambda: not desk.window.activity.busy)
    assert "kept" in desk.window.toast.words


def test_what_was_left_unfinished_is_gone_on_with_unless_it_was_cancelled(start, qtbot, settings):
    desk = start("--script", "unfinished")
    qtbot.waitUntil(lambda: [message.path for message in desk.heard(m.IndexFolder)] == ["/v/left over"])
    qtbot.waitUntil(lambda: "Indexing" in desk.window.activity.words)
    desk.window.activity._cancel.click()
    assert settings.held_folders == ["/v/left over"]
    again = start("--script", "unfinished")
    qtbot.wait(200)
    assert again.heard(m.IndexFolder) == []


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so about every dialog
def test_problems_are_listed_with_their_reasons(start, qtbot):
    desk = start()
    desk.window.wishes.show_problems.emit()
    qtbot.waitUntil(lambda: desk.conversation._problems._model.rowCount() == 2)
    assert desk.conversation._problems._model.index(1, 1).data() == "It holds only sound."
    desk.conversation._problems.close()


# Engine dies, the end ----------------------------------------------------------------------------------------------


def test_a_dead_engine_is_started_again_and_its_job_sent_again(start, qtbot, tmp_path):
    desk = start("--first-run", "--script", "crash-once")
    said = []
    desk.client.died.connect(said.append)
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: len(desk.heard(m.IndexFolder)) == 2, timeout=10000)
    assert len(said) == 1
    assert "goes on where it was" in said[0]
    qtbot.waitUntil(lambda: not desk.window.activity.busy, timeout=15000)


def test_an_unanswered_search_is_asked_again(start, qtbot):
    desk = start("--script", "crash-on-search")
    desk.window.search_bar.set_text("dog")
    qtbot.waitUntil(lambda: desk.window.model.moments == 38, timeout=15000)


def test_an_engine_that_keeps_dying_is_given_up_with_a_way_on(start, qtbot, tmp_path):
    desk = start("--first-run", "--script", "crash-always")
    said = []
    desk.client.died.connect(said.append)
    desk.conversation.index(str(tmp_path))
    qtbot.waitUntil(lambda: desk.client.gave_up, timeout=20000)
    assert len(said) == 6
    assert "processor alone" in said[2]
    assert desk.client.careful
    assert "saved" in said[-1]
    assert desk.window.toast._action.text() == "Try again"


def test_a_program_that_is_not_there_is_said_in_words(qtbot):
    from app.engine_client import EngineClient

    client = EngineClient("/nowhere/python", [])
    with qtbot.waitSignal(client.died) as signal:
        client.start()
    assert "could not be started" in signal.args[0]
    with qtbot.waitSignal(client.stopped):
        client.stop()


def test_nonsense_on_the_pipe_is_passed_over(qtbot, tmp_path):
    from app.engine_client import EngineClient

    script = 'import sys; sys.stdout.write(\'garbage\\n{}\\n[1]\\n{"type":"Notice","sentence":"here"}\\n\'); sys.stdout.flush(); sys.stdin.read()'
    client = EngineClient(sys.executable, ["-c", script])
    with qtbot.waitSignal(client.received) as signal:
        client.start()
    assert signal.args == [m.Notice("here")]
    with qtbot.waitSignal(client.stopped):
        client.stop()


def test_closing_hides_at_once_and_lets_the_engine_end(start, qtbot):
    desk = start()
    with qtbot.waitSignal(desk.client.stopped, timeout=10000):
        desk.window.close()
        assert desk.window.isHidden()
    assert desk.ended
    assert not desk.client.running


def test_an_engine_that_will_not_end_is_killed(qtbot, pictures):
    from app.engine_client import EngineClient

    fake = str(Path(__file__).with_name("fake_engine.py"))
    client = EngineClient(sys.executable, [fake, "--cache", str(pictures), "--script", "never-ends"], grace=300)
    with qtbot.waitSignal(client.received, timeout=10000):
        client.start()
    with qtbot.waitSignal(client.stopped, timeout=5000):
        client.stop()
    assert not client.running


def program(*arguments: str, fake: str = "") -> subprocess.Popen[str]:
    """The console script in a process of its own, with the fake engine."""
    code = (
        "import sys, app.engine_client, app.main\n"
        f"app.engine_client.engine_command = lambda *_: (sys.executable, {fake.split()!r})\n"
        "sys.exit(app.main.main(sys.argv[1:]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("argument", "words"), [("--version", "rushes"), ("--help", "--library")])
def test_the_command_answers_without_a_window(argument, words):
    told, _ = program(argument).communicate(timeout=30)
    assert words in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_sigterm_ends_the_program_as_closing_does(qtbot, tmp_path, pictures):
    fake = Path(__file__).with_name("fake_engine.py")
    log = tmp_path / "log"
    running = program(
        "--settings", str(tmp_path / "s.ini"), str(tmp_path), fake=f"{fake} --cache {pictures} --log {log}"
    )
    qtbot.waitUntil(lambda: log.exists() and b"IndexFolder" in log.read_bytes(), timeout=20000)
    running.terminate()
    running.communicate(timeout=10)
    assert running.returncode == 0
    assert b'"ended"' in log.read_bytes()


def test_another_model_means_another_engine(start, qtbot, settings):
    desk = start()
    desk.conversation._change_model("local-dir:/models/own")
    assert settings.model == "local-dir:/models/own"
    assert desk.window.activity.words.startswith("Changing the search model")
    qtbot.waitUntil(
        lambda: desk.conversation._model is not None and desk.conversation._model.state == "ready", timeout=15000
    )
    assert desk.ended
    assert desk.client.running
    assert not desk.client.gave_up


def test_the_models_name_reaches_the_engine():
    from app.engine_client import engine_command

    assert engine_command("/library", "starter")[1] == [
        "-P",
        "-m",
        "engine.cli",
        "--library",
        "/library",
        "--model",
        "starter",
        "serve",
    ]
    assert engine_command(None)[1] == ["-P", "-m", "engine.cli", "serve"]
