"""Playing real, tiny films through Qt Multimedia: from the moment, round and round, by frames; and what cannot be played."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.player import Player
from app.theme import Theme
from app.thumbnails import Thumbnails
from engine import messages as m

# the offscreen platform, and Qt about files that are broken on purpose
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "Could not open media", "No RHI backend")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four seconds, 10 frames a second, each frame its own grey."""
    path = tmp_path_factory.mktemp("films") / "grey.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"  # pyright: ignore[reportAttributeAccessIssue]
        for number in range(40):
            frame = av.VideoFrame(160, 90, "gray")
            frame.planes[0].update(bytes([number * 6]) * frame.planes[0].buffer_size)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))  # pyright: ignore[reportAttributeAccessIssue]
        container.mux(stream.encode(None))  # pyright: ignore[reportAttributeAccessIssue]
    return str(path)


@pytest.fixture
def player(qtbot, qapp: QApplication) -> Iterator[Player]:
    thumbnails = Thumbnails()
    theme = Theme(qapp, "dark")
    player = Player(theme, thumbnails)
    player.frame_wished.connect(  # the engine's decoder cannot read it either
        lambda *_: QTimer.singleShot(0, lambda: player.picture_failed("It is damaged."))
    )
    qtbot.addWidget(player)
    player.show()
    yield player
    player.stop()
    thumbnails.close()
    theme.deleteLater()


def moment(path: str, start: float = 1.0, end: float = 2.0, present: bool = True) -> m.Hit:
    frames = (m.Keyframe(start, "", 1.0),)
    return m.Hit(1, 1, path, start, end, 0.3, "strong", frames, 0, (0,), duration=4.0, frame_rate=10.0, present=present)


def test_selecting_opens_nothing_and_playing_starts_at_the_moment(player, film, qtbot):
    player.show_moment(moment(film), ())
    assert player._film is None
    assert player.position == 1.0
    player.preview()
    qtbot.waitUntil(lambda: player._screen._frame is not None, timeout=20000)
    qtbot.waitUntil(lambda: player.position > 1.1, timeout=20000)
    assert player.position < 2.3
    player.preview()
    assert player._film is not None
    assert not player._film.is_playing


def test_the_moment_is_repeated(player, film, qtbot):
    player.show_moment(moment(film, 1.0, 1.6), ())
    player.preview()
    places: list[float] = []
    qtbot.waitUntil(lambda: player._film is not None, timeout=5000)
    player._film.moved.connect(places.append)
    qtbot.waitUntil(lambda: any(later < earlier for earlier, later in pairwise(places)), timeout=20000)
    assert max(places) < 2.2


def test_keys_step_by_frames_and_shuttle(player, film, qtbot):
    player.show_moment(moment(film), ())
    player.step(1)
    assert player.position == pytest.approx(1.1)
    player.step(-1, second=True)
    assert player.position == pytest.approx(0.1)
    qtbot.waitUntil(lambda: player._screen._frame is not None, timeout=20000)
    player.shuttle(1)
    player.shuttle(1)
    assert player._head.speed == 2.0
    player.shuttle(0)
    assert not player._film.is_playing
    player.shuttle(-1)
    assert player._film.is_playing
    player.pause()


def test_a_file_that_cannot_be_played_is_said_with_a_way_out(player, tmp_path: Path, qtbot):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"this is no film" * 100)
    player.show_moment(moment(str(broken)), ())
    player.play()
    qtbot.waitUntil(lambda: "cannot be played here" in player._screen._words, timeout=20000)
    assert player._elsewhere.isVisible()


def test_only_films_by_name_are_opened(player, tmp_path: Path, qtbot):
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\nother.mp4\n")
    player.show_moment(moment(str(playlist)), ())
    player.play()
    qtbot.waitUntil(lambda: "cannot be played here" in player._screen._words, timeout=5000)
    assert player._film.path == ""


def test_a_playlist_in_disguise_opens_nothing_else(player, film, tmp_path: Path, qtbot):
    disguised = tmp_path / "clip.mp4"
    disguised.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{film}\n#EXT-X-ENDLIST\n")
    player.show_moment(moment(str(disguised)), ())
    player.play()
    qtbot.waitUntil(lambda: player._screen._words != "" or player._screen._frame is not None, timeout=20000)
    assert player._screen._frame is None
