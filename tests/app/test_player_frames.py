"""The player on real films of every frame rate, with the real decoder answering what it asks for: which frame is on the screen, by the number it carries."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.frame_times import FrameTimes
from app.player import Player
from app.theme import Theme
from app.thumbnails import Thumbnails
from engine import messages as m
from engine.media.decoder import Decoder
from tests.app.picture_codes import number_on
from tests.clips import Clip, make_clip
from tests.engine.export_films import make_films

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "Could not open media", "No RHI backend")
KINDS = ("23.976", "29.97", "59.94", "variable", "rotated", "edit list", "ts")


@dataclass
class Watched:
    """A player and the film it shows; `asked` counts the pictures it asked of the engine."""

    player: Player
    clip: Clip
    times: list[float]
    asked: list[float]

    @property
    def missing(self) -> int:
        """Frames before the edit list begins."""
        return len(self.clip.times) - len(self.times)

    @property
    def number(self) -> int:
        """Of the frame on the screen, as the edit list counts."""
        return number_on(self.player._screen) - self.missing


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    folder = tmp_path_factory.mktemp("films")
    odd = make_clip(folder / "odd.mkv", 2.0, Fraction(25), codec="ffv1")
    return {**make_films(folder), "ts": make_clip(folder / "clip.ts", 4.0, 25), "odd": odd}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


@pytest.fixture
def watch(qtbot, qapp: QApplication, films: dict[str, Clip], decoder: Decoder, tmp_path: Path):
    thumbnails, theme = Thumbnails(), Theme(qapp, "dark")
    player = Player(theme, thumbnails)
    qtbot.addWidget(player)
    player.resize(360, 640)
    player.show()

    def open_(kind: str, start: float = 1.0, playable: bool = True) -> Watched:
        clip = films[kind]
        asked: list[float] = []

        def tell_times(video: int, start: float, end: float) -> None:
            times = tuple(float(time) for time in decoder.times(clip.path, start, end).times)
            player.show_times(video, start, end, times)

        def tell_frame(video: int, seconds: float) -> None:
            asked.append(seconds)
            still = decoder.still(clip.path, seconds, 640)
            image = QImage.fromData(still.data)
            qtbot_later(lambda: player.show_picture(video, still.time, pixmap(image)))

        player.times_wished.connect(tell_times)
        player.frame_wished.connect(tell_frame)
        with av.open(str(clip.path)) as container:
            times = [float(frame.time) for frame in container.decode(video=0) if frame.time is not None]
        times = times if times[0] < 1.0 else [time - times[0] for time in times]
        hit = m.Hit(
            1, 7, str(clip.path), start, start + 1.0, 0.3, "strong", (m.Keyframe(start, "", 1.0),), 0, (0,),
            duration=clip.duration - (clip.times[-1] - times[-1] if kind == "edit list" else 0.0),
            frame_rate=(len(times) - 1) / (times[-1] - times[0]),
        )  # fmt: skip
        player.show_moment(hit, ())
        return Watched(player, clip, times, asked)

    yield open_
    player.stop()
    thumbnails.close()
    theme.deleteLater()


def qtbot_later(do) -> None:
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, do)


def pixmap(image: QImage):
    from PySide6.QtGui import QPixmap

    return QPixmap.fromImage(image)


@pytest.mark.parametrize("kind", KINDS)
def test_stepping_goes_frame_by_frame_at_every_rate(watch, qtbot, kind: str) -> None:
    seen = watch(kind)
    player, times = seen.player, seen.times
    player.seek(times[30] + 0.4 * (times[31] - times[30]))
    qtbot.waitUntil(lambda: player._screen.shows_film or bool(seen.asked), timeout=20000)
    assert player.position == pytest.approx(times[30], abs=1e-5)
    for way, place in ((1, 31), (1, 32), (-1, 31), (-1, 30), (-1, 29)):
        player.step(way)
        assert player.position == pytest.approx(times[place], abs=1e-5)
        qtbot.waitUntil(lambda place=place: seen.number == place, timeout=10000)
    start, end = player.frame
    assert (start, end) == (pytest.approx(times[29], abs=1e-5), pytest.approx(times[30], abs=1e-5))


@pytest.mark.parametrize("kind", KINDS)
def test_in_and_out_are_the_edges_of_the_frames_on_the_screen(watch, qtbot, kind: str) -> None:
    seen = watch(kind)
    player, times = seen.player, seen.times
    player.seek(times[20] + 0.5 * (times[21] - times[20]))
    player.mark_in()
    player.seek(times[47] + 0.5 * (times[48] - times[47]))
    player.mark_out()
    assert player.range == (pytest.approx(times[20], abs=1e-5), pytest.approx(times[48], abs=1e-5))
    qtbot.waitUntil(lambda: seen.number == 47, timeout=20000)


def test_the_sound_of_a_pause_is_a_whole_frame(watch, qtbot) -> None:
    seen = watch("29.97")
    player = seen.player
    player.play(1.0)
    qtbot.waitUntil(lambda: player.position > 1.2, timeout=20000)
    player.pause()
    assert any(abs(player.position - time) < 1e-5 for time in seen.times)
    QTest.qWait(100)
    assert seen.times[seen.number] == pytest.approx(player.position, abs=1e-5)


def test_what_qt_cannot_play_is_shown_by_the_engine_s_decoder(watch, qtbot, monkeypatch) -> None:
    from app.film import Film

    monkeypatch.setattr(
        Film, "open", lambda film, path, seconds, play: film._fail("no codec")
    )  # a codec that Qt was built without
    seen = watch("odd", start=0.4)
    player = seen.player
    player.seek(seen.times[12])
    qtbot.waitUntil(lambda: bool(seen.asked) and player._screen._tile is not None, timeout=20000)
    qtbot.waitUntil(lambda: seen.number == 12, timeout=5000)
    player.step(1)
    qtbot.waitUntil(lambda: seen.number == 13, timeout=5000)
    assert player._note.isVisible()
    assert player._elsewhere.isVisible()
    player.play(0.4)
    qtbot.waitUntil(lambda: player.position > 0.9, timeout=20000)
    player.pause()
    assert len(seen.asked) > 5


def test_frame_times_join_what_is_told_in_pieces() -> None:
    known = FrameTimes(usual=0.04, duration=100.0)
    assert known.shown_at(5.03) == 5.03
    assert known.wanting(5.0) == (0.0, 17.0)
    known.add(0.0, 10.0, [n / 25 for n in range(250)])
    known.add(10.0, 17.0, [n / 25 for n in range(250, 425)])
    assert known.shown_at(9.999) == 9.96
    assert known.beside(9.96, 1) == 10.0
    assert known.beside(0.0, -1) == 0.0
    assert known.wanting(13.0) is None
    assert known.wanting(15.0) == (3.0, 27.0)
    assert known.end_of(12.0) == 12.04
    assert known.inside(12.0) == pytest.approx(12.02)
    assert known.beside(50.0, 1) == 50.04  # nothing is known there: a usual frame
    assert known.beside(99.99, 1) == pytest.approx(99.96)
