"""Every key of the player and of taking things along, pressed for real in the whole window with a film that plays."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from engine import messages as m
from tests.clips import Clip, make_clip

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "Could not open media", "No RHI backend")
Key, Shift, Ctrl = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
RATE = 30000 / 1001  # what the fake engine tells of every video


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("film") / "walk in the park.mp4", 6.0, 25)


@pytest.fixture
def desk(start, answered, film: Clip, qtbot):
    """A window whose player shows a moment from 2 s to 4 s of a real film."""
    desk = answered(start(), "dog")
    frames = (m.Keyframe(2.0, "", 1.0),)
    hit = m.Hit(1, 4, str(film.path), 2.0, 4.0, 0.3, "strong", frames, 0, (0,), duration=6.0, frame_rate=25.0)
    desk.window.results.setFocus()
    desk.window.player.show_moment(hit, ())
    qtbot.waitUntil(lambda: any(one.video == 4 for one in desk.heard(m.AskVideo)), timeout=5000)
    return desk


def press(desk, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or desk.window, key, modifiers)


def test_j_k_and_l_run_backward_stop_and_forward(desk, qtbot) -> None:
    player = desk.window.player
    player.seek(2.0)
    press(desk, Key.Key_L)
    qtbot.waitUntil(lambda: player.position > 2.2, timeout=20000)
    press(desk, Key.Key_L)
    assert player._head.speed == 2.0
    press(desk, Key.Key_K)
    assert not player._head.is_playing
    stood = player.position
    press(desk, Key.Key_J)
    qtbot.waitUntil(lambda: player.position < stood - 0.2, timeout=20000)
    press(desk, Key.Key_J)
    press(desk, Key.Key_J)
    assert player._head.speed == -4.0
    press(desk, Key.Key_K)


def test_comma_and_point_are_frames_and_so_are_left_and_right_in_the_player(desk, qtbot) -> None:
    player = desk.window.player
    player.seek(2.0)
    qtbot.waitUntil(lambda: player._head._times.known(2.0), timeout=5000)
    frame = 1 / RATE
    here = player.position
    press(desk, Key.Key_Period)
    assert player.position == pytest.approx(here + frame, abs=1e-4)
    press(desk, Key.Key_Comma)
    press(desk, Key.Key_Comma)
    assert player.position == pytest.approx(here - frame, abs=1e-4)
    player._bar.setFocus()
    press(desk, Key.Key_Right)
    assert player.position == pytest.approx(here, abs=1e-4)
    press(desk, Key.Key_Left)
    assert player.position == pytest.approx(here - frame, abs=1e-4)
    press(desk, Key.Key_Right, Shift)
    assert player.position == pytest.approx(here - frame + 1.0, abs=frame)
    QTest.mouseClick(player._screen, Qt.MouseButton.LeftButton)  # plays, and takes the focus
    press(desk, Key.Key_Space)
    press(desk, Key.Key_Left, Shift)
    assert not player._head.is_playing


def test_i_and_o_mark_a_range_that_m_s_e_and_the_loop_take(desk, qtbot) -> None:
    window, player = desk.window, desk.window.player
    player.seek(2.0)
    qtbot.waitUntil(lambda: player._head._times.known(2.0), timeout=5000)
    player.seek(2.5)
    press(desk, Key.Key_I)
    player.seek(3.5)
    press(desk, Key.Key_O)
    start, end = player.range
    assert start == pytest.approx(2.5, abs=1 / RATE)
    assert end == pytest.approx(3.5, abs=1.1 / RATE)
    assert end > 3.5
    assert player._head._range == (start, end)
    press(desk, Key.Key_S)
    qtbot.waitUntil(lambda: len(window.selects.model.selects) == 1, timeout=5000)
    chosen = window.selects.model.selects[0]
    assert (chosen.video, chosen.start, chosen.end) == (4, start, end)
    press(desk, Key.Key_E)
    qtbot.waitUntil(lambda: desk.conversation.exporting._dialog is not None, timeout=5000)
    assert desk.conversation.exporting._ranges == (m.ExportRange(4, start, end),)
    desk.conversation.exporting._dialog.reject()
    window.results.setFocus()
    press(desk, Key.Key_M)
    qtbot.waitUntil(lambda: bool(desk.heard(m.FindSimilar)), timeout=5000)
    asked = desk.heard(m.FindSimilar)[-1]
    assert (asked.video, asked.start, asked.end) == (4, start, end)


def test_i_and_o_on_a_card_under_the_pointer_take_the_time_shown_there(desk, qtbot) -> None:
    window = desk.window
    results = window.results
    row = next(row for row in range(6) if window.model.hit(row).video != 4 and window.model.hit(row).present)
    card = results.visualRect(window.model.index(row))
    places = [QPoint(card.left() + card.width() * part // 10, card.top() + card.height() // 4) for part in (3, 7)]
    for place, key in zip(places, (Key.Key_I, Key.Key_O), strict=True):
        QTest.mouseMove(results.viewport(), place)
        qtbot.waitUntil(lambda: results.pointed_place() is not None, timeout=5000)
        press(desk, key)
    assert window.player.moment is not None
    assert window.player.moment.video == window.model.hit(row).video
    start, end = window.player.range
    assert 0.15 * 190 < start < 0.45 * 190 < 0.55 * 190 < end < 0.85 * 190


def test_i_is_the_players_when_it_was_used_after_the_pointer(desk, qtbot) -> None:
    window = desk.window
    results, player = window.results, window.player
    row = next(row for row in range(6) if window.model.hit(row).video != 4 and window.model.hit(row).present)
    card = results.visualRect(window.model.index(row))
    QTest.mouseMove(results.viewport(), QPoint(card.left() + card.width() * 3 // 10, card.top() + card.height() // 4))
    qtbot.waitUntil(lambda: results.pointed_place() is not None, timeout=5000)
    results.setFocus()
    press(desk, Key.Key_Period)
    moment, stands = player.moment, player.position
    press(desk, Key.Key_I)
    assert player.moment is moment
    assert player.range[0] == stands


def test_an_in_point_behind_the_out_point_takes_the_rest(desk) -> None:
    player = desk.window.player
    player.seek(5.0)
    press(desk, Key.Key_I)
    assert player.range == (pytest.approx(5.0, abs=0.05), 6.0)
    player.seek(1.0)
    press(desk, Key.Key_O)
    assert player.range == (0.0, pytest.approx(1.0, abs=0.05))
    player._transport.clear_requested.emit()
    assert player.range == (2.0, 4.0)
    assert player.marked is None


def test_in_and_out_are_dragged_on_the_seek_bar_and_snap_to_shots(desk, qtbot) -> None:
    player, bar = desk.window.player, desk.window.player._bar
    player._facts = None
    facts = m.VideoFacts(
        1, 4, "", True, 6.0, 25.0, False, 320, 180, "", "", False, True, 0.0, 1, (), ((0.0, 1.5), (1.5, 6.0))
    )
    player.show_facts(facts)

    def drag(start: float, to: float, off: int = 0) -> None:
        places = [QPointF(bar._x(start), 10), QPointF(bar._x(to) + off, 10)]
        for kind, place in zip((QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove), places, strict=True):
            event = QMouseEvent(
                kind, place, bar.mapToGlobal(place), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            )  # fmt: skip
            QApplication.sendEvent(bar, event)
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))

    drag(2.0, 1.5, off=4)
    assert player.range == (1.5, 4.0)  # snapped
    drag(4.0, 5.0)
    assert player.range[1] == pytest.approx(5.0, abs=0.1)
    before = player.position
    drag(5.0, 0.5)  # not past the in point
    assert player.range[0] <= player.range[1]
    assert player.position == before


def test_f_is_full_screen_and_escape_comes_back(desk, qtbot) -> None:
    window, place = desk.window, desk.conversation.exporting.place
    press(desk, Key.Key_F)
    assert place.holder is not None
    assert place.holder.full
    assert not window._panes[2].isVisible()
    player = window.player
    player.seek(2.0)
    QTest.keyClick(place.holder, Key.Key_Period)  # keys act there too
    assert player.position > 2.0
    QTest.keyClick(place.holder, Key.Key_Escape)
    assert place.holder is None
    assert window._panes[2].isVisible()
    assert player.isVisible()
    press(desk, Key.Key_F11)
    assert place.holder is not None
    press(desk, Key.Key_F11)
    assert place.holder is None


def test_the_player_moves_to_a_window_of_its_own_and_back(desk) -> None:
    place = desk.conversation.exporting.place
    desk.window.player._transport.window_requested.emit()
    assert place.holder is not None
    assert not place.holder.full
    place.holder.close()
    assert place.holder is None
    assert desk.window.player.isVisible()


def test_c_saves_the_frame_as_a_png(desk, qtbot, tmp_path: Path) -> None:
    desk.window.player.seek(2.0)
    press(desk, Key.Key_C)
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "png"
    dialog.fileSelected.emit(str(tmp_path / "still.png"))
    qtbot.waitUntil(lambda: (tmp_path / "still.png").exists(), timeout=10000)
    asked = desk.heard(m.Export)[-1]
    assert (asked.format, asked.ranges[0].video) == ("still", 4)
    assert asked.ranges[0].start == pytest.approx(2.0, abs=0.05)
    qtbot.waitUntil(lambda: "still.png" in desk.window.toast.words, timeout=5000)
    dialog.close()


def test_ctrl_shift_c_copies_where_the_playhead_is(desk, film: Clip) -> None:
    desk.window.player.seek(2.48)
    press(desk, Key.Key_C, Ctrl | Shift)
    assert (
        QGuiApplication.clipboard().text()
        == f"{film.path} @ 00:00:02:{round((desk.window.player.position - 2) * 25):02d}"
    )


def test_ctrl_e_exports_the_basket_and_says_when_it_is_empty(desk, qtbot) -> None:
    press(desk, Key.Key_E, Ctrl)
    assert "empty" in desk.window.toast.words
    press(desk, Key.Key_S)
    qtbot.waitUntil(lambda: len(desk.window.selects.model.selects) == 1, timeout=5000)
    press(desk, Key.Key_E, Ctrl)
    assert desk.conversation.exporting._dialog is not None
    desk.conversation.exporting._dialog.reject()


def test_speed_volume_and_sound(desk, qtbot) -> None:
    player = desk.window.player
    player.toggle()
    qtbot.waitUntil(lambda: player._head.is_playing, timeout=20000)
    player._transport.speed_chosen.emit(2.0)
    assert player._head.speed == 2.0
    player._transport._volume.setValue(40)
    assert not desk.window.settings.muted
    press(desk, Key.Key_M, Ctrl)
    assert desk.window.settings.muted
    player.pause()


def test_the_page_says_what_the_file_is(desk, qtbot) -> None:
    page = desk.window.player._page
    qtbot.waitUntil(lambda: "h264" in page._info.text(), timeout=5000)
    for words in ("indexed with ViT-B-32", "25 frames/s", "214.0 MB"):
        assert words in page._info.text()
