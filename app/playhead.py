"""Where the player is in a video and how it moves: by whole frames at their presentation times, through Qt's player or the engine's pictures."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPixmap

from app.flipbook import Flipbook
from app.frame_times import FrameTimes
from app.moment import Moment
from app.screen import Screen
from app.thumbnails import Thumbnails, Wanted, tile

if TYPE_CHECKING:
    from app.film import Film

FASTEST = 8.0
USUAL = 0.04  # seconds of a frame when nothing is known


class Playhead(QObject):
    """Shows a moment's film on a screen. The film is opened on the first wish to see it, not before.

    Times and pictures that only the engine knows are wished for (`times_wished`, `frame_wished`) and may come or not.
    """

    moved = Signal(float)  # presentation time of the frame on the screen, seconds
    playing = Signal(bool)
    used = Signal()  # the person has played or moved it
    times_wished = Signal(int, float, float)  # video, from, to
    frame_wished = Signal(int, float)  # video, seconds
    absent = Signal()  # the file is not where it was seen last
    fell_back = Signal(str)  # Qt cannot play it, for this reason; the engine's pictures are shown instead
    failed = Signal(str)

    def __init__(self, screen: Screen, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._thumbnails = thumbnails
        self._moment: Moment | None = None
        self._times = FrameTimes()
        self._film: Film | None = None
        self._book = Flipbook(self)
        self._book.frame_wished.connect(self._wish_frame)
        self._book.moved.connect(self._film_moved)
        self._book.playing.connect(self.playing)
        self._by_book = False  # this video is shown by the engine's pictures
        self._reason = ""
        self._position = 0.0
        self._speed = 0.0  # of J and L; negative is reverse
        self._rate = 1.0  # chosen speed of ordinary playing
        self._range: tuple[float, float] | None = None
        self._muted, self._volume = True, 0.8
        self._asked_times: tuple[float, float] | None = None
        self._last_shown: float | None = None  # presentation time of the film's last frame
        self._seek_later = QTimer(self, interval=60, singleShot=True)  # dragging asks for many places
        self._seek_later.timeout.connect(self._seek_now)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show(self, moment: Moment | None) -> None:
        """Another moment, at its start; a film that plays the same file stays open."""
        before, self._moment = self._moment, moment
        same_file = moment is not None and before is not None and before.path == moment.path
        if same_file and self.opened:
            self.pause()
        else:
            self.stop()
        self._seek_later.stop()
        if moment is None:
            return
        if not same_file:
            usual = 1.0 / moment.frame_rate if moment.frame_rate else USUAL
            self._times = FrameTimes(usual, moment.duration)
            self._by_book, self._asked_times = not moment.playable, None
        self._position, self._last_shown = moment.start, None
        if self.opened:
            self._player_seek(self._position)

    def add_times(self, start: float, end: float, times: tuple[float, ...]) -> None:
        """When the frames of a stretch of the present video are shown."""
        self._times.add(start, end, times)
        if not self.is_playing:
            self._tell(self._times.shown_at(self._position))

    def show_picture(self, seconds: float, picture: QPixmap) -> None:
        """A frame from the engine, with its presentation time; stale ones are left aside."""
        if self._by_book:
            self._screen.show_picture(picture)
            if not self._book.is_playing:
                self._tell(seconds)
            self._book.take()
        elif not self.is_playing and abs(seconds - self._position) < self._times.usual:
            self._screen.show_picture(picture)

    def picture_failed(self, words: str) -> None:
        """The engine could not give the frame that was asked for."""
        if self._by_book:
            self._book.close()
            self.failed.emit(self._reason or words)

    def set_range(self, part: tuple[float, float] | None) -> None:
        """Play this again and again, or straight on."""
        self._range = part
        for player in self._players():
            player.set_range(part)

    def set_sound(self, muted: bool, volume: float) -> None:
        """Sound off, or on with a volume from 0 to 1."""
        self._muted, self._volume = muted, volume
        if self._film is not None:
            self._film.set_sound(muted, volume)

    # How it stands -----------------------------------------------------------------------------------------------

    @property
    def position(self) -> float:
        """The presentation time of the frame on the screen, as far as it is known; else the time that was asked for."""
        return self._position

    @property
    def end_of_frame(self) -> float:
        """When that frame leaves the screen."""
        return self._times.end_of(self._position)

    @property
    def opened(self) -> bool:
        """Whether the present file is open."""
        return any(player.path for player in self._players())

    @property
    def is_playing(self) -> bool:
        """Whether it moves, forward or in reverse."""
        return any(player.is_playing for player in self._players())

    @property
    def film(self) -> Film | None:
        """Qt's player, once it was needed."""
        return self._film

    @property
    def speed(self) -> float:
        """Of J and L: 0 stands, negative is reverse."""
        return self._speed

    # Moving ------------------------------------------------------------------------------------------------------

    def play(self, seconds: float) -> None:
        """From a time, at the chosen speed."""
        self.used.emit()
        self._speed = self._rate
        self._open(seconds, play=True)

    def pause(self) -> None:
        """Stop where we are, on a whole frame."""
        moving = self.is_playing
        if moving and self._last_shown is not None and abs(self._last_shown - self._position) < 0.5:
            self._position = self._last_shown
        self._speed = 0.0
        for player in self._players():
            if player.path:
                player.pause()
        if moving:
            self._tell(self._times.shown_at(self._position))
            self._want_times()

    def stop(self) -> None:
        """Let go of the file."""
        self._speed = 0.0
        for player in self._players():
            if player.path:
                player.close()

    def shuttle(self, way: int) -> None:
        """J (-1), K (0), L (1): again is faster."""
        self.used.emit()
        if way == 0 or self._moment is None:
            self.pause()
            return
        faster = self._speed * way > 0
        self._speed = max(-FASTEST, min(FASTEST, self._speed * 2)) if faster else float(way)
        if not self.opened:
            self._open(self._position, play=way > 0)
        for player in self._players():
            if player.path and way > 0:
                player.play(self._speed)
            elif player.path:
                player.play_back(-self._speed)

    def choose_speed(self, speed: float) -> None:
        """For ordinary playing from now on."""
        self._rate = speed
        if self.is_playing and self._speed > 0:
            self._speed = speed
            for player in self._players():
                if player.path:
                    player.play(speed)

    def step(self, way: int, second: bool = False) -> None:
        """One frame, or one second, back or on."""
        if self._moment is None:
            return
        self.pause()
        self.seek(self._position + way if second else self._times.beside(self._position, way))

    def seek(self, seconds: float) -> None:
        """Go to the frame that is shown at a time; before the film is open the scrub sprite stands in."""
        moment = self._moment
        if moment is None:
            return
        self.used.emit()
        last = moment.duration or max(moment.end, seconds)
        self._tell(self._times.shown_at(min(max(0.0, seconds), last)))
        self._want_times()
        if not self.opened:
            self._show_tile(moment)
        self._seek_later.start()

    def _seek_now(self) -> None:
        if self._moment is None or not self._moment.present:
            return
        if self.opened:
            self._player_seek(self._position)
        else:
            self._open(self._position, play=False)

    def _player_seek(self, seconds: float) -> None:
        """Into the middle of a frame, since Qt counts milliseconds and frames do not."""
        if self._by_book:
            self._book.seek(seconds)
        elif self._film is not None:
            self._film.seek(self._times.inside(seconds))

    def _open(self, seconds: float, play: bool) -> None:
        moment = self._moment
        if moment is None:
            return
        if not moment.present or not os.path.exists(moment.path):
            self.absent.emit()
            return
        self._want_times()
        if self._by_book:
            self.fell_back.emit(self._reason)
            self._book.set_range(self._range)
            self._book.open(moment.path, seconds, play, moment.duration)
            return
        if self._film is None:
            from app.film import Film  # here: Qt Multimedia takes long to load

            self._film = Film(self)
            self._film.frame.connect(self._screen.show_frame)
            self._film.shown.connect(self._frame_shown)
            self._film.moved.connect(self._film_moved)
            self._film.playing.connect(self.playing)
            self._film.failed.connect(self._fall_back)
            self._film.set_sound(self._muted, self._volume)
        self._film.set_range(self._range)
        self._film.open(moment.path, seconds if play else self._times.inside(seconds), play)
        if play and self._film is not None and self._film.path and self._speed != 1.0 and self._speed > 0:
            self._film.play(self._speed)

    # What the film tells -----------------------------------------------------------------------------------------

    def _film_moved(self, seconds: float) -> None:
        if self.opened and not self._seek_later.isActive() and self.is_playing:
            self._tell(seconds)

    def _frame_shown(self, seconds: float) -> None:
        """A paused film shows a frame: if it is another one than asked for, the engine has the right one."""
        self._last_shown = seconds
        if self.is_playing or self._seek_later.isActive() or self._moment is None:
            return
        wanted = self._position
        if self._times.known(wanted) and abs(seconds - self._times.shown_at(wanted)) > 0.5 * self._times.usual:
            self.frame_wished.emit(self._moment.video, self._times.shown_at(wanted))

    def _fall_back(self, reason: str) -> None:
        """Qt cannot play it: the engine's decoder may."""
        moment = self._moment
        if moment is None or not os.path.exists(moment.path):
            self.absent.emit()
            return
        self._by_book, self._reason = True, reason
        self.fell_back.emit(reason)
        speed = self._speed
        self._book.set_range(self._range)
        self._book.open(moment.path, self._position, speed > 0, moment.duration)

    def _wish_frame(self, seconds: float) -> None:
        if self._moment is not None:
            self.frame_wished.emit(self._moment.video, seconds)

    def _want_times(self) -> None:
        if self._moment is None or not self._moment.present:
            return
        wanting = self._times.wanting(self._position)
        if wanting is not None and wanting != self._asked_times:
            self._asked_times = wanting
            self.times_wished.emit(self._moment.video, *wanting)

    def _tell(self, seconds: float) -> None:
        self._position = seconds
        self.moved.emit(seconds)

    def _show_tile(self, moment: Moment) -> None:
        if not moment.sprite or moment.tiles < 1 or moment.duration <= 0:
            return
        sprite = self._thumbnails.get(Wanted(moment.sprite))
        if sprite is not None and not sprite.isNull():
            number = int(self._position / moment.duration * moment.tiles)
            self._screen.show_tile(sprite, QRectF(tile(sprite, moment.tiles, number)))

    def _players(self) -> list[Film | Flipbook]:
        return [self._book] if self._film is None else [self._film, self._book]
