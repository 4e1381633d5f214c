"""The whole of a first user's path: a folder is dropped on an empty window, a moment is found, marked, exported; the window is closed at work and opened again.

Nothing is imitated: the model that ships, decoder workers, sample films (and some real clips, where they lie beside the checkout or RUSHES_VIDEOS
names their folder), real keys, mouse moves and drops. What was exported is read by others: lxml and PyAV.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlparse

import av
import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from app.main import Program
from app.settings import Settings
from engine.training.demo import DemoFilm, write_demo

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "Could not open media", "No RHI backend")
ROOT = Path(__file__).parents[2]
VIDEOS = Path(os.environ.get("RUSHES_VIDEOS") or ROOT.parent / "shared" / "videos")
REAL = ("people/04_coffee.mp4", "cameras/walk.mkv")
PATIENCE = 120_000  # ms, for a computer with much else to do
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@dataclass
class Desk:
    """One start of the program, and the hands of a person at it."""

    program: Program
    until: Callable[[Callable[[], object]], None]

    @property
    def window(self):
        return self.program.window

    @property
    def conversation(self):
        assert self.program.conversation is not None
        return self.program.conversation

    @property
    def library(self):
        return self.conversation._library

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, for whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def drop(self, folder: Path, place: QPoint) -> None:
        """A folder from the file manager: in, across, let go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(folder))])
        copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(place, copy, data, left, no),
            QDragMoveEvent(place, copy, data, left, no),
            QDropEvent(QPointF(place), copy, data, left, no),
        ):
            QApplication.sendEvent(self.window, event)
            assert event.isAccepted()

    def drop_to_index(self, folder: Path) -> None:
        """Drop it on the half that says *Index this folder*; agree to the forecast if one is shown."""
        self.drop(folder, QPoint(self.window.width() // 4, self.window.height() // 2))
        indexing, work = self.conversation.indexing, self.conversation._indexing
        self.until(
            lambda: (
                str(folder) in work.values()
                or (indexing._dialog is not None and indexing._dialog.isVisible() and not indexing._job)
            )
        )
        if (forecast := indexing._dialog) is not None and forecast.isVisible():
            assert "of footage" in forecast.words
            assert "about" in forecast.words
            QTest.keyClick(forecast.start, KEY.Key_Return)
        self.until(lambda: str(folder) in work.values())
        self.come_forward()

    def come_forward(self) -> None:
        """As the desktop does it with the window in use."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def ask(self, text: str) -> list[str]:
        """Type, wait for the refined answer; the names of the films on the cards."""
        window, searching = self.window, self.conversation.searching
        self.press(KEY.Key_F, CONTROL)
        assert window.search_bar.field.hasFocus()
        before = searching._job
        QTest.keyClicks(window.search_bar.field, text)
        self.until(lambda: searching._job > before)
        self.answered()
        return self.cards()

    def answered(self) -> None:
        searching = self.conversation.searching
        self.until(lambda: searching._finished and searching._answer is not None)
        assert searching._answer is not None
        assert searching._answer.stage == "refined"

    def cards(self) -> list[str]:
        model = self.window.model
        return [Path(hit.path).name for row in range(model.rowCount()) if (hit := model.hit(row)) is not None]

    def export(self, form: str, target: Path) -> Path:
        """Through the export dialog and the desktop's dialog for a file, with keys."""
        dialog = self.conversation.exporting._dialog
        assert dialog is not None
        dialog.choose_form(form)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        self.until(lambda: dialog.findChild(QFileDialog) is not None)
        chooser = dialog.findChild(QFileDialog)
        assert chooser is not None
        name = chooser.findChild(QLineEdit)
        assert isinstance(name, QLineEdit)
        name.setText(str(target))
        QTest.keyClick(name, KEY.Key_Return)
        self.until(lambda: not dialog.running and dialog.words.text().endswith("was written."))
        assert target.name in dialog.words.text()
        self.press_on(dialog, KEY.Key_Escape)
        self.until(lambda: self.conversation.exporting._dialog is None)
        self.come_forward()
        return target

    def press_on(self, widget: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(widget, key)

    def close(self) -> None:
        """The window goes at once, the engine after it."""
        ended: list[bool] = []
        assert self.program.client is not None
        self.program.client.stopped.connect(lambda: ended.append(True))
        self.window.close()
        assert self.window.isHidden()
        self.until(lambda: ended)


@pytest.fixture
def start(qtbot, qapp, tmp_path, monkeypatch):
    """`start()`: the program on the same library and settings each time."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    desks: list[Desk] = []

    def until(condition: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def open_() -> Desk:
        arguments = ["-m", "engine.cli", "--library", str(tmp_path / "library"), "serve"]
        program = Program(qapp, Settings(str(tmp_path / "settings.ini")), None, (sys.executable, arguments))
        desk = Desk(program, until)
        desks.append(desk)
        program.open([])
        until(lambda: program.conversation is not None)
        assert program.client is not None
        program.client.stopped.disconnect(qapp.quit)
        desk.come_forward()
        return desk

    yield open_
    for desk in desks:
        if not desk.window.isHidden():
            desk.close()
        desk.window.theme.deleteLater()
        desk.window.deleteLater()
    qapp.processEvents()


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[list[DemoFilm], list[DemoFilm]]:
    """Two folders of films; in the first are some real clips, and a film twice."""
    root = tmp_path_factory.mktemp("films")
    first, second = (list(write_demo(root / name, seed, 3)) for name, seed in (("Holidays", 7), ("Later", 8)))
    for clip in REAL:
        if (VIDEOS / clip).is_file():
            shutil.copyfile(VIDEOS / clip, root / "Holidays" / Path(clip).name)
    wrap_again(first[0].path, first[0].path.with_name("twin.mkv"))
    return first, second


def wrap_again(film: Path, target: Path) -> None:
    """The same pictures in another container: other bytes, so another video."""
    with av.open(str(film)) as source, av.open(str(target), "w") as sink:
        stream = sink.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                sink.mux(packet)


def presentation_times(path: Path) -> list[float]:
    """Of every frame, in seconds from the first, as PyAV reads them."""
    with av.open(str(path)) as container:
        times = sorted(float(frame.time) for frame in container.decode(video=0))
    return [time - times[0] for time in times]


def seconds(value: str) -> Fraction:
    """An FCPXML time: 1001/30000s."""
    return Fraction(value.removesuffix("s"))


def test_from_an_empty_window_to_exported_moments_and_back_the_next_day(start, written, tmp_path):
    first, second = written
    folder, later = first[0].path.parent, second[0].path.parent
    videos = len([path for path in folder.iterdir() if path.suffix in (".mp4", ".mkv")])
    wanted = first[0]
    sentence = wanted.scenes[0][2]

    # There is no library: the window invites.
    desk = start()
    window = desk.window
    desk.until(lambda: desk.library is not None)
    assert window.welcome.isVisible()
    assert desk.library.folders == ()

    # A folder is dropped, progress is told, and the films can be searched.
    desk.drop_to_index(folder)
    told: set[str] = set()

    def all_indexed() -> bool:
        told.add(window.activity.words)
        return desk.library.indexed == videos and not desk.conversation._indexing

    desk.until(all_indexed)
    assert [row for row in told if folder.name in row or "film-" in row], told

    # A sentence finds its film.
    names = desk.ask(sentence)
    assert set(names[:2]) == {wanted.path.name, "twin.mkv"}
    desk.press(KEY.Key_Down)
    assert window.results.hasFocus()
    row = names.index(wanted.path.name)
    for _ in range(row):
        desk.press(KEY.Key_Right)
    hit = window.results.current_hit()
    assert hit is not None
    assert Path(hit.path) == wanted.path
    assert hit.band in ("strong", "possible")
    times = presentation_times(wanted.path)
    frame = times[1] - times[0]

    # The pointer scrubs: the whole video from left to right, the player's own playhead stays.
    player, results = window.player, window.results
    desk.until(lambda: player._facts is not None)
    rest = player.position
    picture = results._delegate.places(results.visualRect(window.model.index(row)), results.font()).picture
    scrubbed = []
    for part in (0.1, 0.5, 0.9):
        QTest.mouseMove(results.viewport(), QPoint(picture.left() + round(part * picture.width()), picture.top() + 8))
        QTest.qWait(20)
        pointed = results.pointed_place()
        assert pointed is not None
        scrubbed.append(pointed[1])
    assert scrubbed == pytest.approx([part * hit.duration for part in (0.1, 0.5, 0.9)], abs=0.05 * hit.duration)
    assert player.position == rest
    QTest.mouseMove(window.search_bar, QPoint(5, 5))

    # The player stands at the moment; from there in and out, frame by frame, at real presentation times.
    assert player.moment is not None
    assert player.position == pytest.approx(hit.start, abs=frame / 2)
    for _ in range(3):
        before = player.position
        desk.press(KEY.Key_Period)
        desk.until(lambda before=before: player.position > before)
    assert player.position == pytest.approx(times[round(hit.start / frame) + 3], abs=frame / 2)
    desk.press(KEY.Key_I)
    player.setFocus()
    for _ in range(2):
        before = player.position
        desk.press(KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        desk.until(lambda before=before: player.position > before)
    results.setFocus()
    desk.press(KEY.Key_O)
    assert player.marked is not None
    begin, end = player.marked
    assert begin == pytest.approx(times[3 + round(hit.start / frame)], abs=frame / 2)
    assert min(abs(end - time) for time in [*times, times[-1] + frame]) < frame / 2
    assert end - begin == pytest.approx(2 + frame, abs=1.5 * frame)

    # It is kept, and exported as a time line and as a clip.
    desk.press(KEY.Key_S)
    desk.until(lambda: len(window.selects.model.selects) == 1)
    desk.press(KEY.Key_E, CONTROL)
    line = desk.export("fcpxml", tmp_path / "line.fcpxml")
    desk.press(KEY.Key_E)
    clip = desk.export("clip", tmp_path / "clip.mp4")

    document = etree.parse(str(line))
    (asset,) = document.iter("asset")
    source = asset.get("src") or next(asset.iter("media-rep")).get("src")
    assert Path(unquote(urlparse(source).path)) == wanted.path
    (cut,) = document.iter("asset-clip")
    from_, length = seconds(cut.get("start")) - seconds(asset.get("start")), seconds(cut.get("duration"))
    assert float(from_) == pytest.approx(begin, abs=frame / 2)
    assert float(length) == pytest.approx(end - begin, abs=frame / 2)
    copied = presentation_times(clip)
    assert len(copied) == len([time for time in times if begin - frame / 4 <= time < end - frame / 4])

    # M finds what is like the marked range.
    desk.press(KEY.Key_M)
    desk.until(lambda: window.search_bar.question.parts)
    desk.answered()
    assert desk.cards()[0] == "twin.mkv"
    window.results.setFocus()
    for key in (KEY.Key_End, KEY.Key_Home):  # a question is remembered when its answer is looked at
        desk.press(key)
    asked = window.search_bar.question

    # A second folder, and the window is closed at work.
    desk.drop_to_index(later)
    desk.until(lambda: videos < desk.library.indexed)
    assert desk.library.indexed < videos + len(second)
    desk.close()

    # The next day everything is there, and the work goes on by itself.
    desk = start()
    window = desk.window
    desk.until(lambda: desk.library is not None and len(desk.library.folders) == 2)
    assert {entry.path for entry in desk.library.folders} == {str(folder), str(later)}
    desk.until(lambda: window.selects.model.selects)
    (kept,) = window.selects.model.selects
    assert (Path(kept.path), kept.start, kept.end) == (wanted.path, pytest.approx(begin), pytest.approx(end))
    desk.until(lambda: len(desk.conversation.asking.history) >= 2)
    assert [question.text for question in desk.conversation.asking.history if question.text] == [sentence]
    assert any(question.parts == asked.parts for question in desk.conversation.asking.history)
    assert wanted.path.name in desk.ask(sentence)[:2]
    desk.until(lambda: desk.library.indexed == videos + len(second) and not desk.conversation._indexing)
    for film in first + second:
        assert film.path.is_file()
