"""Choosing a search model by real clicks, with an engine that pretends to download."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from app.model_dialog import ModelDialog
from app.model_row import ModelRow, size_in_words
from engine import messages

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def open_dialog(desk, qtbot) -> ModelDialog:
    desk.window.wishes.choose_model.emit()
    dialog = desk.conversation.models._dialog
    qtbot.waitUntil(lambda: "mobileclip2-s0" in dialog.rows, timeout=5000)
    return dialog


def buttons(row: ModelRow) -> list[str]:
    """What can be clicked in a row, in words."""
    return [button.text() for button in row.findChildren(QPushButton) if not button.isHidden() and button.isEnabled()]


def click(qtbot, row: ModelRow, words: str) -> None:
    button = next(b for b in row.findChildren(QPushButton) if b.text() == words and not b.isHidden())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_model_says_what_it_is_and_what_can_be_done(start, qtbot, settings):
    settings.model = "clip-b32"
    dialog = open_dialog(start(), qtbot)
    rows = dialog.rows
    assert next(iter(rows)) == "starter"
    assert buttons(rows["starter"]) == ["Use"]
    assert rows["clip-b32"].words == "In use"
    assert buttons(rows["clip-b32"]) == ["Check files"]  # what is in use is not deleted
    assert rows["siglip2-b32"].words == "Ready"
    assert set(buttons(rows["siglip2-b32"])) == {"Check files", "Delete", "Use"}
    assert buttons(rows["pe-core-l"]) == ["Download 2.7 GB"]
    assert rows["pe-core-l"]._badge.text() == "Recommended for this computer"
    facts = rows["pe-core-l"]._facts.text()
    for part in ("2.7 GB", "Apache-2.0", "English", "Graphics card with 8 GB", "R@1 50.3 %"):
        assert part in facts
    assert "Slow on this computer" in rows["pe-core-g"]._facts.text()


def test_a_download_tells_how_far_it_is_and_can_then_be_used(start, qtbot, settings):
    desk = start("--step", "0.02")
    dialog = open_dialog(desk, qtbot)
    row = dialog.rows["pe-core-l"]
    click(qtbot, row, "Download 2.7 GB")
    assert row.words.startswith("Asking huggingface.co")
    assert buttons(row) == ["Cancel"]
    qtbot.waitUntil(lambda: "% of 2.7 GB" in row.words, timeout=5000)
    assert "11 MB a second" in row.words
    assert "left" in row.words
    qtbot.waitUntil(lambda: row.words.startswith("Checking the files"), timeout=5000)
    qtbot.waitUntil(lambda: row.words == "Ready", timeout=5000)
    assert desk.window.activity.words.startswith("1,204 videos")  # a download is not indexing
    qtbot.waitUntil(lambda: desk.conversation._library is not None and desk.conversation._library.indexed > 0)
    click(qtbot, row, "Use")
    qtbot.waitUntil(lambda: settings.model == "pe-core-l", timeout=15000)  # when every video is indexed with it
    assert desk.heard(messages.DownloadModel) == [
        messages.DownloadModel(desk.heard(messages.DownloadModel)[0].job, "pe-core-l")
    ]
    qtbot.waitUntil(
        lambda: desk.conversation._model is not None and desk.conversation._model.state == "ready", timeout=15000
    )
    assert open_dialog(desk, qtbot).rows["pe-core-l"].words == "In use"


def test_a_download_can_be_cancelled(start, qtbot):
    desk = start("--step", "0.05")
    row = open_dialog(desk, qtbot).rows["pe-core-l"]
    click(qtbot, row, "Download 2.7 GB")
    qtbot.waitUntil(lambda: "% of 2.7 GB" in row.words, timeout=5000)
    click(qtbot, row, "Cancel")
    qtbot.waitUntil(lambda: buttons(row) == ["Download 2.7 GB"], timeout=5000)
    assert row.words == ""


def test_a_failed_download_says_why_and_goes_on(start, qtbot):
    desk = start("--step", "0.02", "--script", "download-fails")
    row = open_dialog(desk, qtbot).rows["pe-core-l"]
    click(qtbot, row, "Download 2.7 GB")
    qtbot.waitUntil(lambda: row.words.startswith("The connection to huggingface.co failed."), timeout=5000)
    assert row._words.property("warning")
    click(qtbot, row, "Try again")
    qtbot.waitUntil(lambda: row.words == "Ready", timeout=5000)
    assert not row._words.property("warning")


def test_a_begun_download_can_be_gone_on_with(start, qtbot):
    row = open_dialog(start("--script", "model-begun"), qtbot).rows["pe-core-l"]
    assert buttons(row) == ["Go on with the download"]


def test_a_licence_wants_a_yes_before_the_download(start, qtbot):
    desk = start("--step", "0.01")
    row = open_dialog(desk, qtbot).rows["mobileclip2-s0"]
    assert buttons(row) == []
    assert not row._read.isHidden()
    box = row._licence
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert row._licence.isChecked()
    click(qtbot, row, "Download 300 MB")
    qtbot.waitUntil(lambda: row.words == "Ready", timeout=5000)
    assert desk.heard(messages.DownloadModel)[0].accept_licence


def test_files_are_checked_and_deleted(start, qtbot):
    desk = start()
    dialog = open_dialog(desk, qtbot)
    row = dialog.rows["siglip2-b32"]
    click(qtbot, row, "Check files")
    qtbot.waitUntil(lambda: row.words == "The file tokenizer.json has changed since it was downloaded.", timeout=5000)
    assert buttons(row) == ["Download again"]
    click(qtbot, dialog.rows["clip-b32"], "Check files")
    qtbot.waitUntil(lambda: dialog.rows["clip-b32"].words.startswith("All files are"), timeout=5000)
    row = dialog.rows["clip-b32"]
    click(qtbot, row, "Delete")
    qtbot.waitUntil(lambda: buttons(row) == ["Download 610 MB"], timeout=5000)
    assert desk.heard(messages.RemoveModel)[0].name == "clip-b32"


def test_a_download_goes_on_while_the_dialog_is_closed_and_with_another_engine(start, qtbot):
    desk = start("--step", "0.04")
    dialog = open_dialog(desk, qtbot)
    click(qtbot, dialog.rows["pe-core-l"], "Download 2.7 GB")
    qtbot.waitUntil(lambda: "% of 2.7 GB" in dialog.rows["pe-core-l"].words, timeout=5000)
    qtbot.waitUntil(lambda: desk.conversation._library is not None and desk.conversation._library.indexed > 0)
    click(qtbot, dialog.rows["siglip2-b32"], "Use")
    desk.window.model_strip.chosen.emit("now")  # another engine is started
    qtbot.waitUntil(lambda: len(desk.heard(messages.DownloadModel)) == 2, timeout=15000)
    qtbot.waitUntil(lambda: desk.window.toast.words.startswith("The search model PE-Core L is ready."), timeout=15000)


def test_a_missing_model_is_used_as_soon_as_it_is_here(start, qtbot, settings):
    settings.model = "pe-core-l"
    desk = start("--step", "0.01", "--script", "model-missing", wait=False)
    qtbot.waitUntil(
        lambda: desk.window.model_strip.words.startswith("The search model PE-Core L (2.7 GB) is not"), timeout=15000
    )
    row = open_dialog(desk, qtbot).rows["pe-core-l"]
    click(qtbot, row, "Download 2.7 GB")
    qtbot.waitUntil(
        lambda: desk.conversation._model is not None and desk.conversation._model.state == "ready", timeout=15000
    )
    qtbot.waitUntil(lambda: row.words == "In use", timeout=5000)


def test_a_folder_of_ones_own(start, qtbot, settings):
    settings.model = "local-dir:/models/own"
    dialog = open_dialog(start(), qtbot)
    assert dialog._folder.text() == "/models/own"
    assert all(row.words != "In use" for row in dialog.rows.values())
    dialog._folder.selectAll()
    qtbot.keyClicks(dialog._folder, "/models/other")
    with qtbot.waitSignal(dialog.chosen) as signal:
        qtbot.keyClick(dialog._folder, Qt.Key.Key_Return)
    assert signal.args == ["local-dir:/models/other"]


def test_sizes_in_words():
    assert [size_in_words(size) for size in (0.3e9, 0.61e9, 1.79e9, 9.68e9)] == ["300 MB", "610 MB", "1.8 GB", "9.7 GB"]
