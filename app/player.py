"""The right pane: a moment, its place in the video, why it matched, and what can be done with it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.heat import frames_of, reach_of
from app.moment import Moment
from app.results_model import band_word
from app.screen import Screen
from app.seek_bar import SeekBar
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted, tile
from app.timecode import clock, file_name, in_words, printable
from app.why import WordChips

if TYPE_CHECKING:
    from app.film import Film
    from engine.messages import Curve, Hit, TextHit

LEAD = 0.5  # seconds before the moment where Enter and double-click begin


class Player(QFrame):
    """Wishes: find similar, reveal, copy, open elsewhere. The film is opened on the first wish to play, not before."""

    similar_requested = Signal()
    reveal_requested = Signal()
    copy_timecode_requested = Signal()
    open_elsewhere_requested = Signal(object)  # path
    muted_changed = Signal(bool)

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails
        self._moment: Moment | None = None
        self._others: list[tuple[float, float]] = []
        self._all_frames: tuple[tuple[float, float], ...] = ()
        self._film: Film | None = None
        self._position = 0.0
        self._speed = 0.0  # of J and L; negative is reverse
        self._muted = True
        self._curve: Curve | None = None
        self._volume = 0.8
        self.setObjectName("panel")
        self.setMinimumWidth(300)
        self._build()
        thumbnails.arrived.connect(self._show_still)
        self._seek_later = QTimer(self, interval=60, singleShot=True)  # dragging the seek bar asks for many places
        self._seek_later.timeout.connect(self._seek_now)
        self.show_nothing()

    def _build(self) -> None:
        self._screen = Screen(self._theme)
        self._screen.clicked.connect(self.toggle)
        self._bar = SeekBar(self._theme)
        self._bar.seek_requested.connect(self.seek)
        self._bar.step_requested.connect(lambda way, second: self.step(way, second))
        self._back = self._button("previous-frame", self.tr("One frame back (,)"), lambda: self.step(-1))
        self._play = self._button("play", self.tr("Play (Space)"), self.toggle)
        self._forth = self._button("next-frame", self.tr("One frame on (.)"), lambda: self.step(1))
        self._loop = self._button("loop", self.tr("Repeat the moment"), self._set_range)
        self._loop.setCheckable(True)
        self._loop.setChecked(True)
        self._mute = self._button("muted", self.tr("Sound"), lambda: self.set_muted(not self._muted))
        self._time = QLabel()
        self._time.setFont(small(self._time.font(), 0, bold=True))
        transport = QHBoxLayout()
        transport.setSpacing(2)
        for widget in (self._back, self._play, self._forth):
            transport.addWidget(widget)
        transport.addSpacing(8)
        transport.addWidget(self._time, 1)
        transport.addWidget(self._loop)
        transport.addWidget(self._mute)
        self._name = self._label(bold=True)
        self._matched = self._label(quiet=True)
        self._why_label = self._label(quiet=True)
        self._why_label.setText(self.tr("Why it matched: point at a word"))
        self._why = WordChips(self._theme)
        self._why.word_pointed.connect(self._show_word)
        self._info = self._label(quiet=True)
        self._info.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._similar = QPushButton(" " + self.tr("Find similar"))
        self._reveal = QPushButton(" " + self.tr("Show in folder"))
        self._copy = QPushButton(" " + self.tr("Copy timecode"))
        self._elsewhere = QPushButton(" " + self.tr("Open in the system's player"))
        for button, icon, signal in (
            (self._similar, "similar", self.similar_requested),
            (self._reveal, "reveal", self.reveal_requested),
            (self._copy, "copy", self.copy_timecode_requested),
        ):
            self._theme.put_icon(button, icon)
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(signal)
        self._theme.put_icon(self._elsewhere, "external")
        self._elsewhere.clicked.connect(lambda: self._moment and self.open_elsewhere_requested.emit(self._moment.path))
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self._similar)
        actions.addWidget(self._reveal)
        actions.addStretch()
        about = QWidget()
        about.setObjectName("panel")
        column = QVBoxLayout(about)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._name)
        column.addWidget(self._matched)
        column.addWidget(self._why_label)
        column.addWidget(self._why)
        column.addSpacing(8)
        column.addLayout(actions)
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(8)
        column.addWidget(self._info)
        column.addStretch(1)
        scroll = QScrollArea()  # in a low window the words scroll; picture and transport stay
        scroll.setObjectName("plain")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(about)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(transport)
        column.addWidget(scroll, 1)
        self._empty = self._label(quiet=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._empty.setText(
            self.tr("Select a moment to see it here.\n\nSpace plays it.\nM finds similar ones.\n? shows all keys.")
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.setSpacing(8)
        outer.addWidget(self._screen)
        outer.addWidget(self._empty, 4)
        outer.addWidget(self._body, 1)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No moment is selected."""
        self.stop()
        self._moment = None
        self._screen.show_still(QPixmap(), inviting=False)
        self._screen.hide()
        self._body.hide()
        self._empty.show()

    def show_moment(self, hit: Hit, in_video: Sequence[Hit]) -> None:
        """A moment, with all moments found in the same video."""
        self._show(Moment.of_hit(hit), in_video)

    def show_curve(self, curve: Curve | None) -> None:
        """How well the whole video of the moment answers, where the engine has told."""
        self._curve = curve
        self._show_word(-1)

    def show_text(self, hit: TextHit) -> None:
        """A video found by its name or a subtitle."""
        self._show(Moment.of_text(hit), ())

    def _show(self, moment: Moment, in_video: Sequence[Hit]) -> None:
        """A film that plays another file is let go."""
        before, self._moment = self._moment, moment
        self._others = [(other.start, other.end) for other in in_video]
        frames = {frame.time: frame.relevance for other in in_video for frame in other.frames}
        frames.update(dict(moment.frames))
        self._all_frames = tuple(sorted(frames.items()))
        same_place = before is not None and (before.path, before.start, before.end) == (
            moment.path,
            moment.start,
            moment.end,
        )
        same_film = self._film is not None and self._film.path == moment.path
        if not same_place:
            self._leave_film(keep=same_film)
            self._position = moment.start
            self._bar.show_video(moment.duration or moment.end, (moment.start, moment.end), self._others)
        if before is None or before.path != moment.path:
            self._curve = None
        self._show_word(-1)
        self._tell(moment)
        self._empty.hide()
        self._screen.show()
        self._body.show()
        if not same_place and same_film and self._film is not None:
            self._set_range()
            self._film.seek(moment.start)
        elif not same_place:
            self._show_still()

    def _leave_film(self, keep: bool) -> None:
        """Another moment is shown: pause a film that stays open, let go of one that does not."""
        self._seek_later.stop()
        if keep:
            self.pause()
        else:
            self.stop()

    def _tell(self, moment: Moment) -> None:
        self._name.setText(file_name(moment.path))
        range_words = f"{clock(moment.start)} \N{EN DASH} {clock(moment.end)}" if moment.end > moment.start else ""
        self._matched.setText(
            "  \N{MIDDLE DOT}  ".join(filter(None, (range_words, band_word(moment.band) if moment.band else "")))
        )
        self._why_label.setVisible(bool(moment.words))
        self._why.show_words(moment.words)
        self._elsewhere.setVisible(False)
        facts = [in_words(moment.duration) if moment.duration else "", moment.size]
        facts.append(
            self.tr("{0} frames/s").format(f"{moment.frame_rate:.2f}".rstrip("0").rstrip("."))
            if moment.frame_rate
            else ""
        )
        path = printable(os.path.dirname(moment.path))
        missing = self.tr("The file is not where it was seen last.") if not moment.present else ""
        self._info.setText("\n".join(filter(None, (missing, "  \N{MIDDLE DOT}  ".join(filter(None, facts)), path))))
        self._similar.setEnabled(bool(moment.band))
        self._show_time()

    def _show_still(self) -> None:
        moment = self._moment
        if moment is None or (self._film is not None and self._film.path) or self._position != moment.start:
            return
        ratio = self.devicePixelRatioF()
        wanted = Wanted(moment.picture, round(640 * ratio), round(360 * ratio), 0, self._theme.colours.picture)
        pixmap = self._thumbnails.get(wanted)
        if pixmap is not None:
            self._screen.show_still(pixmap, inviting=moment.present)

    def _show_word(self, number: int) -> None:
        """Colour the strip by one word, or by the whole query again (-1)."""
        moment = self._moment
        word = moment.words[number] if moment is not None and 0 <= number < len(moment.words) else None
        if self._curve is not None and moment is not None:
            frames = frames_of(self._curve, word.word if word is not None else "")
            self._bar.show_heat(frames, reach_of(moment.duration, len(frames)))
            return
        if moment is None or word is None:
            self._bar.show_heat(self._all_frames)
            return
        self._bar.show_heat([(time, value) for (time, _), value in zip(moment.frames, word.frames, strict=False)])

    # Playing -----------------------------------------------------------------------------------------------------

    def play(self, seconds: float | None = None) -> None:
        """From a time, or half a second before the moment."""
        moment = self._moment
        if moment is None:
            return
        start = max(0.0, moment.start - LEAD) if seconds is None else seconds
        self._speed = 1.0
        self._open(start, play=True)

    def preview(self) -> None:
        """The moment itself, round and round; again: pause."""
        if self._film is not None and self._film.is_playing:
            self.pause()
        elif self._moment is not None:
            self._loop.setChecked(True)
            self.play(self._moment.start)

    def toggle(self) -> None:
        """Play or pause where the playhead is."""
        if self._film is not None and self._film.is_playing:
            self.pause()
        elif self._moment is not None:
            self.play(self._position)

    def pause(self) -> None:
        """Stop where we are."""
        self._speed = 0.0
        if self._film is not None:
            self._film.pause()

    def stop(self) -> None:
        """Let go of the file."""
        self._speed = 0.0
        if self._film is not None and self._film.path:
            self._film.close()

    def shuttle(self, way: int) -> None:
        """J (-1), K (0), L (1): again is faster."""
        if way == 0 or self._moment is None:
            self.pause()
            return
        faster = self._speed * way > 0
        self._speed = max(-8.0, min(8.0, self._speed * 2)) if faster else float(way)
        if self._film is None or not self._film.path:
            self._open(self._position, play=way > 0)
        if self._film is not None and self._film.path:
            if way > 0:
                self._film.play(self._speed)
            else:
                self._film.play_back(-self._speed)

    def step(self, way: int, second: bool = False) -> None:
        """One frame, or one second, back or on."""
        moment = self._moment
        if moment is None:
            return
        self.pause()
        self.seek(self._position + way * (1.0 if second else 1.0 / (moment.frame_rate or 25.0)))

    def seek(self, seconds: float) -> None:
        """Go to a time; before the film is open the scrub sprite stands in."""
        moment = self._moment
        if moment is None:
            return
        self._position = min(max(0.0, seconds), moment.duration or moment.end)
        self._bar.set_position(self._position)
        self._show_time()
        if self._film is None or not self._film.path:
            self._show_tile(moment)
        self._seek_later.start()

    def _seek_now(self) -> None:
        if self._moment is None or not self._moment.present:
            return
        if self._film is not None and self._film.path:
            self._film.seek(self._position)
        else:
            self._open(self._position, play=False)

    def set_muted(self, muted: bool) -> None:
        """Sound on or off; remembered by the window."""
        self._muted = muted
        self._theme.put_icon(self._mute, "muted" if muted else "sound")
        if self._film is not None:
            self._film.set_sound(muted, self._volume)
        self.muted_changed.emit(muted)

    @property
    def picture(self) -> QPixmap:
        """The still of the moment shown, for a chip."""
        return self._screen.still

    @property
    def position(self) -> float:
        """The playhead in seconds."""
        return self._position

    def _open(self, seconds: float, play: bool) -> None:
        moment = self._moment
        assert moment is not None
        if not moment.present:
            self._screen.show_words(
                self.tr("The file is not where it was seen last. Connect its drive, or look for it again with F5.")
            )
            return
        if self._film is None:
            from app.film import Film  # here: Qt Multimedia takes long to load

            self._film = Film(self)
            self._film.frame.connect(self._screen.show_frame)
            self._film.moved.connect(self._moved)
            self._film.playing.connect(self._playing)
            self._film.failed.connect(self._failed)
            self._film.set_sound(self._muted, self._volume)
        self._set_range()
        self._film.open(moment.path, seconds, play)

    def _set_range(self) -> None:
        if self._film is not None and self._moment is not None:
            self._film.set_range((self._moment.start, self._moment.end) if self._loop.isChecked() else None)

    def _moved(self, seconds: float) -> None:
        if self._film is not None and self._film.path and not self._seek_later.isActive():
            self._position = seconds
            self._bar.set_position(seconds)
            self._show_time()

    def _playing(self, playing: bool) -> None:
        self._theme.put_icon(self._play, "pause" if playing else "play")
        self._play.setToolTip(self.tr("Pause (Space)") if playing else self.tr("Play (Space)"))

    def _failed(self, words: str) -> None:
        missing = self._moment is not None and not os.path.exists(self._moment.path)
        if missing:
            self._screen.show_words(self.tr("The file is not where it was seen last."))
            return
        self._screen.show_words(self.tr("This file cannot be played here. {0}").format(printable(words)).strip())
        self._elsewhere.show()

    def _show_tile(self, moment: Moment) -> None:
        if not moment.sprite or moment.tiles < 1 or moment.duration <= 0:
            return
        sprite = self._thumbnails.get(Wanted(moment.sprite))
        if sprite is not None and not sprite.isNull():
            number = int(self._position / moment.duration * moment.tiles)
            self._screen.show_tile(sprite, QRectF(tile(sprite, moment.tiles, number)))

    def _show_time(self) -> None:
        moment = self._moment
        if moment is not None:
            self._time.setText(f"{clock(self._position)} / {clock(moment.duration or moment.end, tenths=False)}")

    # Parts -------------------------------------------------------------------------------------------------------

    def _button(self, icon: str, words: str, do) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: do())
        self._theme.put_icon(button, icon)
        return button

    def _label(self, quiet: bool = False, bold: bool = False) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("quiet", quiet)
        if bold:
            label.setFont(small(label.font(), 1, bold=True))
        return label

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.stop()
