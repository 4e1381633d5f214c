"""Another search model takes over without a gap; one that is missing is told with what can be done; older indexes are kept and told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine import messages as m

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so about every dialog


@pytest.fixture
def indexed(start, qtbot):
    """`indexed()` opens the window and waits until it knows that there is an index."""

    def open_(*options: str):
        desk = start(*options)
        qtbot.waitUntil(lambda: desk.conversation.changing._library.indexed > 0, timeout=10000)
        return desk

    return open_


def press(strip, words: str) -> None:
    (button,) = [button for button in strip.buttons if button.isVisible() and button.text() == words]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_another_model_indexes_in_the_background_while_the_old_one_answers(indexed, answered, qtbot, settings):
    desk = indexed("--step", "0.05")
    desk.conversation.changing.choose("siglip2-b32")
    strip = desk.window.model_strip
    qtbot.waitUntil(lambda: "Search uses ViT-B-32 until" in strip.words)
    assert (settings.model, settings.next_model) == ("", "siglip2-b32")
    answered(desk, "dog")
    assert desk.window.model.rowCount() > 0
    qtbot.waitUntil(lambda: settings.model == "siglip2-b32", timeout=10000)
    assert settings.next_model == ""
    assert strip.words == ""
    assert desk.heard(m.Reindex)[0].model == "siglip2-b32"


def test_it_goes_on_after_the_next_start(start, qtbot, settings):
    settings.next_model = "siglip2-b32"
    desk = start("--step", "0.01")
    qtbot.waitUntil(lambda: settings.model == "siglip2-b32", timeout=10000)
    assert [request.model for request in desk.heard(m.Reindex)] == ["siglip2-b32"]


def test_one_can_use_it_now_or_stay_with_the_old_one(indexed, qtbot, settings):
    desk = indexed("--step", "0.5")
    strip = desk.window.model_strip
    desk.conversation.changing.choose("siglip2-b32")
    qtbot.waitUntil(strip.isVisible)
    press(strip, "Stay with this one")
    qtbot.waitUntil(lambda: desk.heard(m.CancelJob) != [])
    assert (settings.model, settings.next_model, strip.words) == ("", "", "")
    desk.conversation.changing.choose("siglip2-b32")
    qtbot.waitUntil(strip.isVisible)
    with qtbot.waitSignal(desk.client.restarted, timeout=20000):
        press(strip, "Use it now")
    assert (settings.model, settings.next_model) == ("siglip2-b32", "")


def test_videos_indexed_with_another_model_are_told_and_indexed_only_when_asked(start, qtbot):
    desk = start()
    state = desk.conversation._library
    desk.conversation._resumed = False
    waiting = m.FolderState(9, "/v/old", "waiting", 842, 0, 0, 300.0)
    desk.client.received.emit(m.LibraryState((waiting,), 842, 0, 0, 1.0, (m.OtherModel("CLIP B/32", 842),)))
    strip = desk.window.model_strip
    assert "842 videos were indexed with the model CLIP B/32. Search uses ViT-B-32 for the rest." in strip.words
    assert desk.heard(m.IndexFolder) == []
    press(strip, "Re-index in background")
    qtbot.waitUntil(lambda: [request.path for request in desk.heard(m.IndexFolder)] == ["/v/old"])
    assert state is not None


def test_a_missing_model_is_downloaded_from_the_strip_and_used(start, qtbot, settings):
    settings.model = "pe-core-l"
    desk = start("--step", "0.02", "--script", "model-missing", wait=False)
    strip = desk.window.model_strip
    qtbot.waitUntil(lambda: "checksum" in strip.words, timeout=15000)
    assert "The search model PE-Core L (2.7 GB) is not on this computer." in strip.words
    press(strip, "Download")
    qtbot.waitUntil(lambda: "Downloading PE-Core L" in strip.words)
    qtbot.waitUntil(
        lambda: desk.conversation._model is not None and desk.conversation._model.state == "ready", timeout=20000
    )
    assert strip.words == ""


def test_what_the_strip_tells_all_the_time_is_not_told_in_passing_too(start):
    desk = start()
    why = "The search model gave other answers than before."
    desk.client.received.emit(m.ModelState("failed", "ViT-B-32", note=why))
    desk.client.received.emit(m.Failed(0, why))
    assert desk.window.toast.words == ""
    desk.client.received.emit(m.Failed(0, "Something else went wrong."))
    assert desk.window.toast.words == "Something else went wrong."


def test_a_model_that_failed_for_another_reason_leads_to_the_choice(start, qtbot):
    desk = start()
    desk.client.received.emit(
        m.ModelState("failed", "ViT-B-32", note="The search model gave other answers than before.")
    )
    assert desk.window.model_strip.words == "The search model gave other answers than before."
    press(desk.window.model_strip, "Search model\N{HORIZONTAL ELLIPSIS}")
    dialog = desk.conversation.models._dialog
    assert dialog is not None
    dialog.close()
