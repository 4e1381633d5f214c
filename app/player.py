"""The right pane: a moment, its place in the video, what is marked of it, why it matched, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.heat import frames_of, reach_of
from app.moment import Moment
from app.moment_page import MomentPage, label
from app.place_words import how_to_reach
from app.playhead import Playhead
from app.screen import Screen
from app.seek_bar import SeekBar
from app.theme import Theme
from app.thumbnails import Thumbnails, Wanted
from app.timecode import printable
from app.transport import Transport

if TYPE_CHECKING:
    from app.film import Film
    from engine.messages import Curve, Hit, Selected, TextHit, VideoFacts

LEAD = 0.5  # seconds before the moment where Enter and double-click begin


class Player(QFrame):
    """Wishes: find similar, select, export, reveal, copy, open elsewhere, another place on the desktop; and what only the engine knows."""

    similar_requested = Signal()
    select_requested = Signal()
    export_requested = Signal()
    reveal_requested = Signal()
    copy_timecode_requested = Signal()
    open_elsewhere_requested = Signal(object)  # path
    muted_changed = Signal(bool)
    playhead_used = Signal()  # the person has played or moved it
    range_changed = Signal(float, float)  # in and out were set by the person
    full_screen_requested = Signal()
    window_requested = Signal()
    facts_wished = Signal(int)  # video
    times_wished = Signal(int, float, float)  # video, from, to
    frame_wished = Signal(int, float)  # video, seconds

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails
        self._moment: Moment | None = None
        self._facts: VideoFacts | None = None
        self._marks: tuple[float, float] | None = None  # None: the moment's own range
        self._others: list[tuple[float, float]] = []
        self._all_frames: tuple[tuple[float, float], ...] = ()
        self._muted, self._volume = True, 0.8
        self._curve: Curve | None = None
        self.setObjectName("panel")
        self.setMinimumWidth(300)
        self._build()
        self._head = Playhead(self._screen, thumbnails, self)
        self._wire()
        thumbnails.arrived.connect(self._show_still)
        self.show_nothing()

    def _build(self) -> None:
        self._screen = Screen(self._theme)
        self._bar = SeekBar(self._theme)
        self._transport = Transport(self._theme)
        self._page = MomentPage(self._theme)
        self._why, self._note, self._elsewhere = self._page.why, self._page.note, self._page.elsewhere
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addWidget(self._transport)
        column.addWidget(self._page, 1)
        self._empty = label(quiet=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._empty.setText(
            self.tr("Select a moment to see it here.\n\nSpace plays it.\nM finds similar ones.\n? shows all keys.")
        )
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(16, 16, 16, 16)
        self._outer.setSpacing(8)
        self._outer.addWidget(self._screen)
        self._outer.addWidget(self._empty, 4)
        self._outer.addWidget(self._body, 1)

    def _wire(self) -> None:
        head, transport, bar = self._head, self._transport, self._bar
        self._screen.clicked.connect(self.toggle)
        self._screen.double_clicked.connect(self.full_screen_requested)
        page = self._page
        page.why.word_pointed.connect(self._show_word)
        page.similar_requested.connect(self.similar_requested)
        page.select_requested.connect(self.select_requested)
        page.export_requested.connect(self.export_requested)
        page.reveal_requested.connect(self.reveal_requested)
        page.copy_timecode_requested.connect(self.copy_timecode_requested)
        page.elsewhere_requested.connect(lambda: self._moment and self.open_elsewhere_requested.emit(self._moment.path))
        bar.seek_requested.connect(head.seek)
        bar.step_requested.connect(head.step)
        bar.range_dragged.connect(self._mark)
        head.moved.connect(self._moved)
        head.used.connect(self.playhead_used)
        head.playing.connect(transport.show_playing)
        head.times_wished.connect(self.times_wished)
        head.frame_wished.connect(self.frame_wished)
        head.absent.connect(self._tell_absent)
        head.fell_back.connect(self._tell_fallen_back)
        head.failed.connect(self._tell_failure)
        transport.step_requested.connect(head.step)
        transport.play_requested.connect(self.toggle)
        transport.loop_changed.connect(lambda _: self._set_range())
        transport.mute_requested.connect(lambda: self.set_muted(not self._muted))
        transport.volume_changed.connect(self._set_volume)
        transport.speed_chosen.connect(self._choose_speed)
        transport.in_requested.connect(self.mark_in)
        transport.out_requested.connect(self.mark_out)
        transport.clear_requested.connect(self.clear_marks)
        transport.full_screen_requested.connect(self.full_screen_requested)
        transport.window_requested.connect(self.window_requested)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No moment is selected."""
        self._head.show(None)
        self._moment = self._marks = self._facts = None
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

    def show_select(self, select: Selected) -> None:
        """A range from the basket."""
        self._show(Moment.of_select(select), ())

    def _show(self, moment: Moment, in_video: Sequence[Hit]) -> None:
        """A film that plays another file is let go."""
        before, self._moment = self._moment, moment
        self._others = [(other.start, other.end) for other in in_video]
        frames = {frame.time: frame.relevance for other in in_video for frame in other.frames}
        frames.update(dict(moment.frames))
        self._all_frames = tuple(sorted(frames.items()))
        place = moment.path, moment.start, moment.end
        same_place = before is not None and (before.path, before.start, before.end) == place
        if before is None or before.video != moment.video or before.path != moment.path:
            self._facts = None
            self._bar.show_edges(())
            self.facts_wished.emit(moment.video)
        if not same_place:
            self._marks = None
            self._bar.show_video(moment.duration or moment.end, (moment.start, moment.end), self._others)
            self._note.hide()
        if before is None or before.path != moment.path:
            self._curve = None
        self._show_word(-1)
        self._page.show_moment(moment, self._facts)
        self._empty.hide()
        self._screen.show()
        self._body.show()
        if not same_place:
            self._set_range()
            self._head.show(moment)
            self._show_still()
        self._show_time()

    def show_facts(self, facts: VideoFacts) -> None:
        """What the engine knows of the video."""
        if self._moment is not None and facts.video == self._moment.video:
            self._facts = facts
            self._bar.show_edges([edge for shot in facts.shots for edge in shot])
            self._page.show_facts(self._moment, facts)

    def show_times(self, video: int, start: float, end: float, times: tuple[float, ...]) -> None:
        """When the frames of a stretch of a video are shown."""
        if self._moment is not None and video == self._moment.video:
            self._head.add_times(start, end, times)

    def show_picture(self, video: int, seconds: float, picture: QPixmap) -> None:
        """A frame that the engine has decoded."""
        if self._moment is not None and video == self._moment.video:
            self._head.show_picture(seconds, picture)

    def picture_failed(self, words: str) -> None:
        """The engine could not decode the frame that was asked for."""
        self._head.picture_failed(words)

    def _show_still(self) -> None:
        moment = self._moment
        if moment is None or self._head.opened or self._head.position != moment.start:
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
        self._bar.set_sure(moment is None or moment.band != "weak")
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
        """From a time, or half a second before the range."""
        if self._moment is not None:
            self._head.play(max(0.0, self.range[0] - LEAD) if seconds is None else seconds)

    def preview(self) -> None:
        """The range itself, round and round; again: pause."""
        if self._head.is_playing:
            self._head.pause()
        elif self._moment is not None:
            self._transport.set_looping(True)
            self.play(self.range[0])

    def toggle(self) -> None:
        """Play or pause where the playhead is."""
        if self._head.is_playing:
            self._head.pause()
        elif self._moment is not None:
            self.play(self._head.position)

    def pause(self) -> None:
        """Stop where we are."""
        self._head.pause()

    def stop(self) -> None:
        """Let go of the file."""
        self._head.stop()

    def shuttle(self, way: int) -> None:
        """J (-1), K (0), L (1): again is faster."""
        self._head.shuttle(way)

    def step(self, way: int, second: bool = False) -> None:
        """One frame, or one second, back or on."""
        self._head.step(way, second)

    def seek(self, seconds: float) -> None:
        """Go to the frame that is shown at a time."""
        self._head.seek(seconds)

    def set_muted(self, muted: bool) -> None:
        """Sound on or off; remembered by the window."""
        self._muted = muted
        self._head.set_sound(muted, self._volume)
        self._transport.show_sound(muted, self._volume)
        self.muted_changed.emit(muted)

    def _set_volume(self, volume: float) -> None:
        self._volume = volume
        self.set_muted(volume <= 0.0)

    def _choose_speed(self, speed: float) -> None:
        self._head.choose_speed(speed)
        self._transport.show_speed(speed)

    @property
    def picture(self) -> QPixmap:
        """The still of the moment shown, for a chip."""
        return self._screen.still

    @property
    def position(self) -> float:
        """The playhead in seconds: the presentation time of the frame on the screen."""
        return self._head.position

    @property
    def moment(self) -> Moment | None:
        """What is shown."""
        return self._moment

    @property
    def frame(self) -> tuple[float, float]:
        """From when to when the frame on the screen is shown."""
        return self._head.position, self._head.end_of_frame

    @property
    def _film(self) -> Film | None:
        return self._head.film

    # In and out --------------------------------------------------------------------------------------------------

    @property
    def range(self) -> tuple[float, float]:
        """In and out: as marked, or the moment's own."""
        moment = self._moment
        return self._marks or ((moment.start, max(moment.start, moment.end)) if moment is not None else (0.0, 0.0))

    @property
    def marked(self) -> tuple[float, float] | None:
        """In and out if the person has set them."""
        return self._marks

    def mark_in(self) -> None:
        """The range begins with the frame on the screen; an out point before it goes to the end."""
        self._mark_at(start=self._head.position)

    def mark_out(self) -> None:
        """The range ends with the frame on the screen; an in point after it goes to the beginning."""
        self._mark_at(end=self._head.end_of_frame)

    def _mark_at(self, start: float | None = None, end: float | None = None) -> None:
        moment = self._moment
        if moment is None:
            return
        first, last = self.range
        if start is not None:
            first, last = start, last if last > start else moment.duration or moment.end
        if end is not None:
            first, last = first if first < end else 0.0, end
        self._mark(first, last)

    def _mark(self, start: float, end: float) -> None:
        if self._moment is not None and end > start:
            self._marks = (start, end)
            self._set_range()
            self.range_changed.emit(start, end)

    def clear_marks(self) -> None:
        """Back to the moment's own range."""
        self._marks = None
        self._set_range()

    def _set_range(self) -> None:
        start, end = self.range
        self._bar.show_range(start, end)
        self._transport.show_range(start, end, self._marks is not None)
        self._head.set_range((start, end) if self._transport.looping and end > start else None)

    # What the playhead tells -------------------------------------------------------------------------------------

    def _moved(self, seconds: float) -> None:
        self._bar.set_position(seconds)
        self._show_time()

    def _tell_absent(self) -> None:
        looked = self.tr("The file is not where it was seen last. Connect its drive, or look for it again with F5.")
        self._screen.show_words((how_to_reach(self._moment) if self._moment is not None else "") or looked)

    def _tell_fallen_back(self, _reason: str) -> None:
        self._note.setText(
            self.tr("Shown picture by picture by Rushes itself, without sound: this computer's player cannot.")
        )
        self._note.show()
        self._elsewhere.show()

    def _tell_failure(self, words: str) -> None:
        self._note.hide()
        self._screen.show_words(self.tr("This file cannot be played here. {0}").format(printable(words)).strip())
        self._elsewhere.show()

    def _show_time(self) -> None:
        moment = self._moment
        if moment is not None:
            self._transport.show_time(self._head.position, moment.duration or moment.end, moment.frame_rate)

    # Parts -------------------------------------------------------------------------------------------------------

    def show_alone(self, alone: bool, idle: bool = False) -> None:
        """As a window or full screen: the picture takes all room, nothing but it and the transport is shown, or only it."""
        self._screen.fill(alone)
        self._outer.setStretch(0, 1 if alone else 0)
        self._outer.setStretch(2, 0 if alone else 1)
        margin = 0 if idle else 16
        self._outer.setContentsMargins(margin, margin, margin, margin)
        self._page.setVisible(not alone)
        self._body.setVisible(self._moment is not None and not idle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by_second = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(-1 if event.key() == Qt.Key.Key_Left else 1, by_second)
        elif event.key() == Qt.Key.Key_Space:
            self.toggle()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.stop()
