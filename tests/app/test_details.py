"""What *Copy details* gives away, and the logs it comes from."""

import logging

from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication

from app.details import details, without_places
from app.logs import LIMIT, Logs, logs_folder


def test_places_on_the_disk_are_left_out():
    assert without_places("No picture in /home/some one/Videos/My Trip/beach.mp4.") == "No picture in …/beach.mp4."
    assert without_places(r"C:\Users\some one\Videos\beach.mp4 is gone") == "…/beach.mp4 is gone"
    assert without_places('File "/usr/lib/python3.11/x.py", line 3') == 'File "…/x.py", line 3'
    assert without_places("~/Videos/a.mp4 is gone") == "…/a.mp4 is gone"
    assert without_places("24/7 and 1/2 and a/b") == "24/7 and 1/2 and a/b"


def test_they_hold_versions_and_the_end_of_the_logs(tmp_path):
    (tmp_path / "engine.log").write_text("\n".join(f"line {number} of /v/w/x.mp4" for number in range(500)))
    text = details(["Rushes 1"], tmp_path, "the last words")
    assert text.startswith("Rushes 1\nQt ")
    assert "line 499 of …/x.mp4" in text
    assert "line 400 " not in text
    assert "window.log" not in text
    assert text.endswith("the last words\n")


def test_the_button_copies_them(start, qtbot):
    from app.about import About

    desk = start("--starter")
    desk.conversation._show_about()
    dialog = desk.window.findChild(About)
    assert dialog is not None
    dialog._copy.click()
    text = QGuiApplication.clipboard().text()
    assert "Rushes" in text.splitlines()[0]
    assert "Search model Starter (ready) on processor" in text
    assert "/home/" not in text
    dialog.close()


def test_logs_are_bounded_and_hold_what_qt_says(qtbot, tmp_path):
    library = tmp_path / "library"
    logs = Logs(library)
    try:
        qWarning("a pixmap is null")
        for _ in range(3000):
            logging.getLogger("window").error("something is wrong " * 20)
    finally:
        logs.close()
    written = list(logs_folder(library).glob("window.log*"))
    assert len(written) == 2
    assert all(path.stat().st_size <= LIMIT for path in written)
    assert not logging.getLogger().handlers or all("window.log" not in str(h) for h in logging.getLogger().handlers)
    other = Logs(tmp_path / "other")
    qWarning("a pixmap is null")
    other.close()
    assert "qt: a pixmap is null" in (logs_folder(tmp_path / "other") / "window.log").read_text()


def test_where_no_log_can_be_written_there_is_none(tmp_path):
    (tmp_path / "library").write_text("in the way")
    Logs(tmp_path / "library").close()
