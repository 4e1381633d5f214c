"""The basket in the window: order, notes, undo, a restart; and the export dialog from choice to file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.export_dialog import ExportDialog
from app.selects_model import ROWS
from engine import messages as m

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def desk(start, answered, qtbot):
    """Three moments are in the basket."""
    desk = answered(start(), "dog")
    fill(desk, qtbot)
    return desk


def fill(desk, qtbot) -> None:
    for row in range(3):
        desk.window.results.select_row(row)
        desk.conversation.exporting.select()
        qtbot.waitUntil(lambda row=row: len(basket(desk)) == row + 1, timeout=5000)


def basket(desk) -> tuple[m.Selected, ...]:
    return desk.window.selects.model.selects


def numbers(desk) -> list[int]:
    return [one.select for one in basket(desk)]


def choose(desk, row: int) -> None:
    selects = desk.window.selects.list
    selects.setFocus()
    selects.setCurrentIndex(desk.window.selects.model.index(row))


def test_the_heading_counts_and_the_hint_goes(start, answered, qtbot) -> None:
    desk = answered(start(), "dog")
    panel = desk.window.selects
    assert panel._heading.text() == "Selects"
    assert panel._hint.isVisible()
    fill(desk, qtbot)
    assert panel._heading.text() == "Selects (3)"
    assert not panel._hint.isVisible()
    assert panel.list.isVisible()


def test_a_chosen_range_is_shown_in_the_player_with_its_in_and_out(desk, qtbot) -> None:
    one = basket(desk)[1]
    choose(desk, 1)
    player = desk.window.player
    assert player.moment is not None
    assert (player.moment.path, player.range) == (one.path, (one.start, one.end))
    player.seek(one.start + 1.0)
    player.mark_in()
    qtbot.waitUntil(lambda: basket(desk)[1].start > one.start + 0.9, timeout=5000)
    assert basket(desk)[1].end == one.end


def test_delete_removes_and_undo_puts_back_in_its_place(desk, qtbot) -> None:
    before = [(one.video, one.start) for one in basket(desk)]
    choose(desk, 1)
    QTest.keyClick(desk.window.selects.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(basket(desk)) == 2, timeout=5000)
    assert [(one.video, one.start) for one in basket(desk)] == [before[0], before[2]]
    QTest.keyClick(desk.window.selects.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(basket(desk)) == 3, timeout=5000)
    assert [(one.video, one.start) for one in basket(desk)] == before


def test_alt_up_and_down_and_dragging_change_the_order(desk, qtbot) -> None:
    one, two, three = numbers(desk)
    choose(desk, 0)
    QTest.keyClick(desk.window.selects.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: numbers(desk) == [two, one, three], timeout=5000)
    model = desk.window.selects.model
    data = model.mimeData([model.index(2)])
    assert data.hasFormat(ROWS)
    assert model.dropMimeData(data, Qt.DropAction.CopyAction, 0, 0, model.index(-1))
    qtbot.waitUntil(lambda: numbers(desk) == [three, two, one], timeout=5000)
    foreign = QMimeData()
    foreign.setText("a text from elsewhere")
    assert not model.canDropMimeData(foreign, Qt.DropAction.CopyAction, 0, 0, model.index(-1))
    assert not model.dropMimeData(foreign, Qt.DropAction.CopyAction, 0, 0, model.index(-1))


def test_dragging_out_carries_the_files_and_never_moves_them(desk) -> None:
    model = desk.window.selects.model
    data = model.mimeData([model.index(0), model.index(1)])
    wanted = [one.path for one in basket(desk)[:2] if one.present]
    assert [url.toLocalFile() for url in data.urls()] == wanted
    assert model.supportedDragActions() == Qt.DropAction.CopyAction


def test_f2_writes_a_note(desk, qtbot) -> None:
    choose(desk, 1)
    selects = desk.window.selects.list
    QTest.keyClick(selects, Qt.Key.Key_F2)
    editor = selects.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "waves & <wind>")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: basket(desk)[1].note == "waves & <wind>", timeout=5000)
    tip = desk.window.selects.model.index(1).data(Qt.ItemDataRole.ToolTipRole)
    assert "waves &amp; &lt;wind>" in tip


def test_the_basket_is_there_after_a_restart(start, answered, qtbot) -> None:
    first = answered(start(), "dog")
    fill(first, qtbot)
    kept = [(one.video, one.start, one.end) for one in basket(first)]
    with qtbot.waitSignal(first.client.stopped, timeout=10000):
        first.window.close()
    second = start()
    qtbot.waitUntil(lambda: len(basket(second)) == 3, timeout=5000)
    assert [(one.video, one.start, one.end) for one in basket(second)] == kept


# Export --------------------------------------------------------------------------------------------------------------


def dialog_of(desk) -> ExportDialog:
    dialog = desk.conversation.exporting._dialog
    assert dialog is not None
    return dialog


def test_the_basket_is_exported_with_what_was_chosen(desk, qtbot, tmp_path: Path) -> None:
    note = basket(desk)[0].select
    desk.window.selects.model.note_requested.emit(note, "first")
    qtbot.waitUntil(lambda: basket(desk)[0].note == "first", timeout=5000)
    desk.window.selects._export.click()
    dialog = dialog_of(desk)
    assert dialog.form.name == "fcpxml"
    dialog.choose_form("edl")
    dialog.handles.setValue(12)
    dialog.drop.setChecked(True)
    dialog.begin(str(tmp_path / "list.edl"))
    qtbot.waitUntil(lambda: "list.edl was written" in dialog.words.text(), timeout=10000)
    asked = desk.heard(m.Export)[-1]
    assert (asked.format, asked.handles, asked.drop, asked.exact) == ("edl", 12, True, True)
    assert [(one.video, one.start, one.end) for one in asked.ranges] == [
        (one.video, one.start, one.end) for one in basket(desk)
    ]
    assert asked.ranges[0].note == "first"
    assert dialog.show_it.isVisible()
    dialog.reject()


def test_a_clip_without_loss_tells_that_it_begins_earlier(desk, qtbot, tmp_path: Path) -> None:
    desk.conversation.exporting.export_range()
    dialog = dialog_of(desk)
    dialog.choose_form("lossless")
    dialog.begin(str(tmp_path / "clip.mov"))
    qtbot.waitUntil(lambda: "0.60 s earlier" in dialog.notes.text(), timeout=10000)
    assert not desk.heard(m.Export)[-1].exact
    dialog.reject()


def test_cancel_stops_the_engine_and_nothing_is_left(start, answered, qtbot, tmp_path: Path) -> None:
    desk = answered(start("--step", "0.3"), "dog")
    desk.window.results.select_row(0)
    desk.conversation.exporting.export_range()
    dialog = dialog_of(desk)
    dialog.begin(str(tmp_path / "clip.mp4"))
    qtbot.waitUntil(lambda: "Writing" in dialog.words.text(), timeout=5000)
    assert dialog.leave.text() == "Cancel"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(desk.heard(m.CancelJob)), timeout=5000)
    qtbot.waitUntil(lambda: not desk.conversation.exporting._exports, timeout=5000)
    assert not (tmp_path / "clip.mp4").exists()


def test_what_goes_wrong_is_said_and_can_be_tried_again(desk, qtbot, tmp_path: Path) -> None:
    desk.conversation.exporting.export_range()
    dialog = dialog_of(desk)
    dialog.begin(str(tmp_path / "forbidden.mp4"))
    qtbot.waitUntil(lambda: "no permission" in dialog.words.text(), timeout=10000)
    assert dialog.go.isVisible()
    dialog.go.click()  # back to the choice
    assert dialog.pages.currentIndex() == 0
    dialog.begin(str(tmp_path / "allowed.mp4"))
    qtbot.waitUntil(lambda: "allowed.mp4 was written" in dialog.words.text(), timeout=10000)
    dialog.reject()


def test_an_alt_drag_makes_a_clip_first(desk, qtbot) -> None:
    hit = desk.window.model.hit(0)
    desk.window.results.clip_drag_requested.emit(hit)
    qtbot.waitUntil(lambda: "clip is ready" in desk.window.toast.words, timeout=10000)  # no button is held here
    asked = desk.heard(m.Export)[-1]
    assert (asked.format, asked.ranges[0].video, asked.exact) == ("clip", hit.video, True)
    assert Path(asked.target).exists()
    long = m.Hit(9, 1, "/v.mp4", 0.0, 90.0, 0.1, "weak", (), 0, ())
    desk.window.results.clip_drag_requested.emit(long)
    assert "too long" in desk.window.toast.words
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
