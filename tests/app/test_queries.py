"""How questions come to be: chips, minus, weights, drops and pastes, things in turn, feedback, filters, undo, past and saved searches."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from app.filters import NAMES, Filters, choices, filters_of
from app.pasted import holds_part
from app.question import in_words
from engine import messages as m
from tests.app.test_window import drop

KEY = Qt.Key
NO, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Pasted pictures are written below the test's own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache-home"))
    monkeypatch.setattr("app.pasted.QStandardPaths.writableLocation", lambda _kind: str(tmp_path / "cache-home"))


def press(window, key, modifier=NO) -> None:
    """A key for whatever has the focus, with the shortcuts of the window."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def select(window, row: int) -> m.Hit:
    window.results.setFocus()
    window.results.select_row(row)
    return window.results.current_hit()


def drop_on_bar(window, data: QMimeData) -> bool:
    """What Qt does when something is dragged onto the search field and let go."""
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(200, 20), action, data, buttons, NO)
    enter.ignore()
    window.search_bar.dragEnterEvent(enter)
    if enter.isAccepted():
        window.search_bar.dropEvent(QDropEvent(QPointF(200, 20), action, data, buttons, NO))
    return enter.isAccepted()


def file_data(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def last(desk, kind: type = m.Search) -> Any:
    heard = desk.heard(kind)
    return heard[-1] if heard else m.Search(0, "") if kind is m.Search else None


# Chips -----------------------------------------------------------------------------------------------------------


def test_a_still_dropped_on_the_field_joins_the_words(start, answered, qtbot, tmp_path):
    desk = answered(start(), "dog")
    still = tmp_path / "beach.png"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(still))
    assert drop_on_bar(desk.window, file_data(still))
    qtbot.waitUntil(lambda: last(desk).parts == (m.Part(path=str(still)),))
    assert last(desk).text == "dog"
    (chip,) = desk.window.search_bar.chips
    qtbot.waitUntil(lambda: chip.part.picture != "")  # made by the engine, not by the window
    assert chip.accessibleName() == "Wanted: beach.png"


def test_a_still_dropped_on_the_window_asks_for_what_looks_like_it(start, answered, qtbot, tmp_path):
    desk = answered(start(), "dog")
    still = tmp_path / "beach.jpg"
    still.touch()
    drop(desk.window, [str(still)], 1000)
    assert desk.window.overlay._reason(left=True) == "Only folders can be indexed"
    qtbot.waitUntil(lambda: [message.path for message in desk.heard(m.FindSimilar)] == [str(still)])
    assert desk.window.search_bar.text == ""  # a new question; dropped on the field it would join the old one


def test_what_is_no_film_and_no_picture_is_not_taken(start, tmp_path):
    desk = start()
    (tmp_path / "letter.odt").touch()
    assert not drop_on_bar(desk.window, file_data(tmp_path / "letter.odt"))
    assert desk.window.search_bar.is_empty


def test_a_screenshot_on_the_clipboard_becomes_a_chip_with_a_file_of_its_own(start, qtbot):
    desk = start()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    desk.window.search_bar.field.setFocus()
    press(desk.window, KEY.Key_V, CONTROL)
    qtbot.waitUntil(lambda: last(desk, m.FindSimilar) is not None)  # alone it is the question "similar to this"
    path = Path(last(desk, m.FindSimilar).path)
    assert QImage(str(path)).size() == picture.size()
    assert desk.window.search_bar.chips[0].part.name == "pasted picture"
    desk.window.search_bar.clear()
    press(desk.window, KEY.Key_V, CONTROL)
    qtbot.waitUntil(lambda: len(desk.heard(m.FindSimilar)) == 2)
    assert [file.name for file in path.parent.iterdir()] == [path.name]  # the same picture, the same file


def test_a_picture_from_a_web_page_is_kept_as_it_came(start, qtbot):
    desk = start()
    data = QMimeData()
    data.setData("image/jpeg", b"\xff\xd8\xff not looked at by the window")
    assert holds_part(data)
    assert drop_on_bar(desk.window, data)
    qtbot.waitUntil(lambda: last(desk, m.FindSimilar) is not None)
    assert Path(last(desk, m.FindSimilar).path).read_bytes() == b"\xff\xd8\xff not looked at by the window"


def test_pasted_text_stays_text(start):
    desk = start()
    QGuiApplication.clipboard().setText("a dog")
    desk.window.search_bar.field.setFocus()
    press(desk.window, KEY.Key_V, CONTROL)
    assert desk.window.search_bar.text == "a dog"
    assert desk.window.search_bar.chips == []


def test_words_are_kept_as_chips_and_a_minus_leaves_out(start, qtbot):
    desk = start()
    bar = desk.window.search_bar
    QTest.keyClicks(bar.field, "a dog")
    QTest.keyClick(bar.field, KEY.Key_Return, CONTROL)
    QTest.keyClicks(bar.field, '-"red leash"')
    QTest.keyClick(bar.field, KEY.Key_Return, CONTROL)
    QTest.keyClicks(bar.field, "beach")
    QTest.keyClick(bar.field, KEY.Key_Return)
    parts = (m.Part(text="a dog"), m.Part(text="red leash", unwanted=True))
    qtbot.waitUntil(lambda: (last(desk).text, last(desk).parts) == ("beach", parts))
    assert [chip.accessibleName() for chip in bar.chips] == ["Wanted: a dog", "Not wanted: red leash"]
    assert in_words(bar.question) == "beach  +  a dog  \N{MINUS SIGN}  red leash"


def test_wheel_keys_and_menu_weigh_a_chip(start, answered, qtbot):
    desk = answered(start(), "dog")
    bar = desk.window.search_bar
    bar.add_part(m.Part(text="sea"))
    up = QWheelEvent(
        *(QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120)),
        *(Qt.MouseButton.NoButton, NO, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(bar.chips[0], up)
    assert bar.chips[0].part.weight == 1.25
    bar.field.setCursorPosition(0)
    bar.field.setFocus()
    press(desk.window, KEY.Key_Left)  # from the beginning of the words to the chip before them
    assert QApplication.focusWidget() is bar.chips[0]
    for _ in range(9):
        press(desk.window, KEY.Key_Down)
    assert bar.chips[0].part.weight == 0.25  # and no less
    press(desk.window, KEY.Key_Minus)
    assert bar.chips[0].part.unwanted
    assert bar.chips[0].accessibleName() == "Not wanted: sea, Counts 0.25 times"
    actions = bar.chips[0].menu().actions()
    next(action for action in actions if "twice" in action.text()).trigger()
    qtbot.waitUntil(lambda: last(desk).parts == (m.Part(text="sea", weight=2.0, unwanted=True),))
    press(desk.window, KEY.Key_Delete)
    assert bar.chips == []
    assert QApplication.focusWidget() is bar.field


def test_backspace_at_the_beginning_takes_the_last_chip_and_undo_brings_it_back(start, answered, qtbot):
    desk = answered(start(), "dog")
    bar = desk.window.search_bar
    bar.add_part(m.Part(text="sea"))
    bar.add_part(m.Part(text="sun"))
    bar.field.setCursorPosition(0)
    QTest.keyClick(bar.field, KEY.Key_Backspace)
    assert [chip.part.text for chip in bar.chips] == ["sea"]
    desk.window.results.setFocus()
    press(desk.window, KEY.Key_Z, CONTROL)
    assert [chip.part.text for chip in bar.chips] == ["sea", "sun"]
    press(desk.window, KEY.Key_Z, CONTROL)
    press(desk.window, KEY.Key_Z, CONTROL)
    assert bar.chips == []
    assert bar.text == "dog"


def test_escape_takes_everything_out_of_the_field_and_then_goes_to_the_results(start, answered, qtbot):
    desk = answered(start(), "dog")
    bar = desk.window.search_bar
    bar.add_part(m.Part(text="sea"))
    bar.field.setFocus()
    press(desk.window, KEY.Key_Escape)
    assert bar.is_empty
    assert not desk.searching.asked
    desk.window.undo.undo()
    qtbot.waitUntil(lambda: desk.window.model.rowCount() > 0)
    assert (bar.text, len(bar.chips)) == ("dog", 1)


def test_many_chips_fold_and_leave_room_for_words(start, qtbot):
    desk = start()
    bar = desk.window.search_bar
    desk.window.resize(960, 600)
    for number in range(4):
        bar.add_part(m.Part(path=f"/films/a rather long name of a still {number}.png"))
    desk.window.search_bar._fit()
    QApplication.processEvents()
    assert bar.field.width() >= 120
    assert desk.window.width() == 960


def test_x_leaves_out_what_looks_like_the_moment_and_shift_x_adds_it(start, answered, qtbot):
    desk = answered(start(), "dog")
    hit = select(desk.window, 1)
    press(desk.window, KEY.Key_X)
    qtbot.waitUntil(lambda: last(desk).parts != ())
    (part,) = last(desk).parts
    assert (part.shot, part.unwanted) == (hit.shot, True)
    assert part.picture == hit.frames[hit.best].picture
    qtbot.waitUntil(lambda: desk.searching._finished)
    hit = select(desk.window, 0)
    press(desk.window, KEY.Key_X, SHIFT)
    qtbot.waitUntil(lambda: [part.unwanted for part in last(desk).parts] == [True, False])


# Things in turn --------------------------------------------------------------------------------------------------


def test_things_in_turn_show_how_soon_and_another_gap_asks_again(start, answered, qtbot):
    desk = answered(start(), "door opens > dog runs out")
    gap = desk.window.search_bar._gap
    assert gap is not None
    assert gap.isVisible()
    assert gap.accessibleName() == "within 1 min"
    gap.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: last(desk).gap == 10.0)
    qtbot.waitUntil(lambda: desk.searching._finished and gap.isVisible())
    assert gap.accessibleName() == "within 10 s"
    answered(desk, "dog")
    assert not gap.isVisible()
    assert last(desk).gap == 60.0


# Feedback --------------------------------------------------------------------------------------------------------


def test_more_and_less_like_this_are_a_chip_that_can_be_undone(start, answered, qtbot):
    desk = answered(start(), "dog")
    window, bar = desk.window, desk.window.search_bar
    liked = select(window, 0)
    press(window, KEY.Key_Plus)
    qtbot.waitUntil(lambda: last(desk).more == (liked.shot,))
    qtbot.waitUntil(lambda: desk.searching._finished)
    other = select(window, 2)
    press(window, KEY.Key_Minus)
    qtbot.waitUntil(lambda: last(desk).less == (other.shot,))
    chip = bar._chips._feedback
    assert chip.isVisible()
    assert chip.accessibleName() == "more like 1, less like 1"
    qtbot.waitUntil(lambda: desk.searching._finished)
    select(window, 0)
    press(window, KEY.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: (last(desk).more, last(desk).less) == ((liked.shot,), ()))
    chip.removed.emit()
    qtbot.waitUntil(lambda: (last(desk).more, last(desk).less) == ((), ()))
    assert not chip.isVisible()


def test_the_same_moment_cannot_be_liked_and_disliked(start, answered):
    bar = answered(start(), "dog").window.search_bar
    bar.add_feedback(5, more=True)
    bar.add_feedback(5, more=False)
    assert (bar.question.more, bar.question.less) == ((), (5,))
    bar.add_feedback(5, more=False)  # again: taken back
    assert (bar.question.more, bar.question.less) == ((), ())


# Filters ---------------------------------------------------------------------------------------------------------

TODAY = datetime.date(2026, 5, 17)


def test_every_choice_of_every_filter_is_a_scope_and_comes_back_from_it():
    for name in NAMES:
        entries = choices(name, TODAY)
        assert entries[0].fields == {}
        for number, entry in enumerate(entries):
            filters = Filters().put(name, number)
            assert filters.scope(TODAY) == m.Scope(**entry.fields)
            assert filters_of(filters.scope(TODAY), TODAY) == filters


def test_a_year_is_from_its_first_moment_to_the_next_ones():
    entry = next(entry for entry in choices("date", TODAY) if entry.words == "2024")
    since, until = (datetime.datetime.fromtimestamp(entry.fields[key]) for key in ("since", "until"))
    assert (since.isoformat(), until.isoformat()) == ("2024-01-01T00:00:00", "2025-01-01T00:00:00")


def test_the_selected_moment_stays_in_the_player_as_long_as_the_words_stay(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    hit = select(window, 1)
    asked = len(desk.heard(m.Search))
    more = {action.text(): action.menu() for action in window.filters._more.menu().actions()}
    more["Any orientation"].actions()[1].trigger()
    qtbot.waitUntil(lambda: len(desk.heard(m.Search)) == asked + 1 and desk.searching._finished)
    assert window.results.current_hit().shot == hit.shot
    assert window.player.moment.path == hit.path
    window.results.setFocus()
    press(window, KEY.Key_Plus)
    qtbot.waitUntil(lambda: last(desk).more == (hit.shot,) and desk.searching._finished)
    assert window.results.current_hit().shot == hit.shot  # so that + can be said of the next one
    answered(desk, "dog on grass")
    assert window.player.moment is None


def test_filters_are_chosen_cleared_with_0_and_undone(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    assert not window.filters._buttons["rating"].isVisible()
    more = {action.text(): action.menu() for action in window.filters._more.menu().actions()}
    more["Any rating"].actions()[3].trigger()
    qtbot.waitUntil(lambda: last(desk).rating == 3)
    assert window.filters._buttons["rating"].isVisible()
    assert window.filters.words("rating") == "\N{BLACK STAR}" * 3 + " +"
    window.library.set_scope((2,))
    qtbot.waitUntil(lambda: (last(desk).rating, last(desk).folders) == (3, (2,)))
    window.results.setFocus()
    press(window, KEY.Key_0)
    qtbot.waitUntil(lambda: (last(desk).rating, last(desk).folders) == (0, ()))
    press(window, KEY.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: (last(desk).rating, last(desk).folders) == (3, (2,)))
    press(window, KEY.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: (last(desk).rating, last(desk).folders) == (3, ()))
    press(window, KEY.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: (last(desk).rating, last(desk).folders) == (0, ()))


def test_filters_that_hide_everything_say_so_and_offer_to_be_cleared(start, answered, qtbot):
    desk = start()
    desk.window.filters.choose("date", 3)
    year = desk.window.filters.words("date")
    answered(desk, "hidden")
    assert (
        desk.window.verdict.words
        == f"14 moments are hidden by \N{LEFT DOUBLE QUOTATION MARK}{year}\N{RIGHT DOUBLE QUOTATION MARK}."
    )
    assert "9 moments in other folders." in desk.window.verdict._detail.text()
    assert "Clear filters (0)" in desk.window.verdict.offers
    desk.window.verdict._filters.click()
    qtbot.waitUntil(lambda: last(desk).since is None)


def test_guesses_tell_of_better_ones_in_other_folders(start, answered):
    desk = start()
    desk.window.library.set_scope((2,))
    answered(desk, "hidden guesses")
    assert "9 moments in other folders." in desk.window.verdict._detail.text()


def test_a_filter_without_a_question_shows_the_newest_videos_it_lets_through(start, qtbot):
    desk = start()
    desk.window.filters.choose("sound", 1)
    qtbot.waitUntil(lambda: (last(desk).text, last(desk).sound) == ("", True))
    qtbot.waitUntil(lambda: desk.window.model.rowCount() > 0)


def test_enter_in_an_empty_field_shows_the_newest_videos(start, qtbot):
    desk = start()
    desk.window.search_bar.field.setFocus()
    press(desk.window, KEY.Key_Return)
    qtbot.waitUntil(lambda: desk.window.model.rowCount() > 0)
    assert {hit.band for hit in desk.window.model._all} == {""}
    assert desk.window.verdict.words == ""


# Past and saved searches ------------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("does not support", extend=True)  # the offscreen platform has no popups
def test_a_question_that_led_somewhere_is_in_the_history_with_its_chips(start, answered, qtbot):
    desk = answered(start(), "dog")
    bar = desk.window.search_bar
    bar.add_part(m.Part(text="leash", unwanted=True))
    qtbot.waitUntil(lambda: desk.searching._finished)
    select(desk.window, 0)
    question = m.Search(0, "dog", parts=(m.Part(text="leash", unwanted=True),))
    qtbot.waitUntil(lambda: desk.conversation.asking.history[:1] == (question,))
    bar.clear()
    press(desk.window, KEY.Key_Down)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["dog  \N{MINUS SIGN}  leash"]
    QTest.keyClick(menu, KEY.Key_Return)
    qtbot.waitUntil(lambda: bar.question == question)
    assert len(bar.chips) == 1


def test_a_search_is_saved_with_its_filters_and_asked_again_with_them(start, answered, qtbot):
    desk = start()
    window = desk.window
    window.filters.choose("orientation", 2)
    answered(desk, "dog fresh")
    window.results.setFocus()
    press(window, KEY.Key_S, CONTROL)
    qtbot.waitUntil(lambda: window.saved.names == ["dog fresh \N{BULLET}"])
    assert window.saved.isVisible()
    assert last(desk, m.SaveSearch).search.orientation == "portrait"
    window.filters.clear()
    window.search_bar.clear()
    rows = window.saved._list
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, NO, rows.visualRect(rows.model().index(0, 0)).center())
    qtbot.waitUntil(lambda: (last(desk).text, last(desk).orientation) == ("dog fresh", "portrait"))
    assert window.filters.words("orientation") == "Portrait"
    qtbot.waitUntil(lambda: window.saved.names == ["dog fresh"])  # looked at: the dot is gone


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_a_saved_search_is_renamed_and_removed_and_brought_back(start, answered, qtbot):
    desk = answered(start(), "dog")
    window = desk.window
    desk.conversation.asking.save()
    qtbot.waitUntil(lambda: window.saved.names == ["dog"])
    window.saved.rename_requested.emit(desk.conversation.asking._saved[0])
    dialog = window.findChild(QInputDialog)
    dialog.setTextValue("my  dogs")
    dialog.accept()
    qtbot.waitUntil(lambda: window.saved.names == ["my dogs"])
    rows = window.saved._list
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, KEY.Key_Delete)
    qtbot.waitUntil(lambda: window.saved.names == [])
    assert not window.saved.isVisible()
    window.undo.undo()
    qtbot.waitUntil(lambda: window.saved.names == ["my dogs"])


def test_two_searches_of_the_same_words_get_different_names(start, answered, qtbot):
    desk = answered(start(), "dog")
    desk.conversation.asking.save()
    qtbot.waitUntil(lambda: desk.window.saved.names == ["dog"])
    desk.window.filters.choose("sound", 1)
    desk.conversation.asking.save()
    qtbot.waitUntil(lambda: desk.window.saved.names == ["dog", "dog (2)"])


def test_the_empty_field_suggests_what_this_library_can_answer(start, qtbot):
    desk = start()
    field = desk.window.search_bar.field
    qtbot.waitUntil(lambda: "a dog running on a beach" in field.placeholderText())
    desk.window.search_bar._next_suggestion()
    assert "birthday party at the lake house" in field.placeholderText()
    desk.window.search_bar.add_part(m.Part(text="sea"))
    assert "describe it" in field.placeholderText()


# Stars -----------------------------------------------------------------------------------------------------------


def test_a_video_is_given_stars_from_its_menu_and_they_can_be_undone(start, answered, qtbot):
    desk = answered(start(), "dog")
    hit = select(desk.window, 0)
    menu = desk.conversation.asking.rating_menu(hit)
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: [(one.video, one.stars) for one in desk.heard(m.RateVideo)] == [(hit.video, 4)])
    assert desk.window.model.moment(hit.shot).rating == 4
    card = desk.window.model.index(desk.window.model.row_of(hit.shot))
    assert "4 of 5 stars" in card.data(Qt.ItemDataRole.AccessibleTextRole)
    desk.window.undo.undo()
    qtbot.waitUntil(lambda: [one.stars for one in desk.heard(m.RateVideo)[-1:]] == [0])
    assert desk.window.model.moment(hit.shot).rating == 0


def test_hangul_is_composed_typed_and_asked(start, qtbot):
    desk = start()
    bar = desk.window.search_bar
    for preedit, commit in (
        ("가", ""),
        ("강", ""),
        ("", "강아지 > "),
        ("바", ""),
        ("", "바다"),
    ):  # as an input method does
        composing = QInputMethodEvent(preedit, [])
        composing.setCommitString(commit)
        QApplication.sendEvent(bar.field, composing)
    QApplication.sendEvent(bar.field, QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Return, NO))
    qtbot.waitUntil(lambda: last(desk) == m.Search(last(desk).job, "강아지 > 바다"))
