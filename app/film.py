"""Plays one file with Qt Multimedia. Imported on the first play only: it is slow to load and it opens files with codecs of its own."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer, QUrl, Signal

# A film must not make the player open other files or the network (HLS and such): see RELIABILITY.md finding 4. Read by Qt when a source opens.
os.environ.setdefault("QT_FFMPEG_PROTOCOL_WHITELIST", "file")

from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

from app.reveal import file_url, is_video

BACKWARD = 100  # ms between two steps of playing in reverse


class Film(QObject):
    """One open file. Times are seconds. A range, when set, is played round and round."""

    frame = Signal(object)  # QVideoFrame
    shown = Signal(float)  # presentation time of the frame
    moved = Signal(float)
    playing = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink = QVideoSink(self)
        self._sound: QAudioOutput | None = None
        self._player = QMediaPlayer(self)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._shown)
        self._player.positionChanged.connect(self._moved)
        self._player.playbackStateChanged.connect(self._state)
        self._player.mediaStatusChanged.connect(self._status)
        self._player.errorOccurred.connect(lambda _error, words: self._fail(words))
        self._reverse = QTimer(self, interval=BACKWARD)
        self._reverse.timeout.connect(self._step_back)
        self._speed = 1.0
        self._range: tuple[float, float] | None = None
        self._todo: tuple[float, bool] | None = None  # seconds, play: once the file is open
        self.path = ""

    def open(self, path: str, seconds: float, play: bool) -> None:
        """Open a film at a time; the same film is only moved."""
        if path == self.path and self._player.mediaStatus() in _OPEN:
            self.seek(seconds)
            if play:
                self.play()
            return
        self.close()
        if not is_video(path):
            self._fail(self.tr("This kind of file is not played here."))
            return
        self.path = path
        self._todo = (seconds, play)
        self._player.setSource(QUrl.fromEncoded(file_url(path).encode()))

    def close(self) -> None:
        """Let go of the file."""
        self._reverse.stop()
        self._todo = None
        self.path = ""
        self._player.stop()
        self._player.setSource(QUrl())

    def set_range(self, moment: tuple[float, float] | None) -> None:
        """Play this range again and again, or straight on."""
        self._range = moment if moment is not None and moment[1] - moment[0] > 0.2 else None

    def set_sound(self, muted: bool, volume: float) -> None:
        """The sound device is opened only once it is to be heard."""
        if not muted and self._sound is None:
            self._sound = QAudioOutput(self)
            self._player.setAudioOutput(self._sound)
        if self._sound is not None:
            self._sound.setMuted(muted)
            self._sound.setVolume(volume)

    def play(self, speed: float = 1.0) -> None:
        """Forward."""
        self._reverse.stop()
        self._speed = speed
        self._player.setPlaybackRate(speed)
        self._player.play()

    def play_back(self, speed: float = 1.0) -> None:
        """In reverse, by steps."""
        self._player.pause()
        self._speed = speed
        self._reverse.start()
        self.playing.emit(True)

    def pause(self) -> None:
        """Stop where we are."""
        self._reverse.stop()
        self._player.pause()
        self.playing.emit(False)

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        if self._todo is not None:
            self._todo = (seconds, self._todo[1])
        self._player.setPosition(max(0, round(seconds * 1000)))

    @property
    def seconds(self) -> float:
        """Where we are."""
        return self._player.position() / 1000

    @property
    def is_playing(self) -> bool:
        """Whether it moves, forward or in reverse."""
        return self._reverse.isActive() or self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    def _shown(self, frame: QVideoFrame) -> None:
        if frame.isValid():
            self.frame.emit(frame)
            if frame.startTime() >= 0:
                self.shown.emit(frame.startTime() / 1e6)

    def _moved(self, milliseconds: int) -> None:
        seconds = milliseconds / 1000
        if (
            self._range is not None
            and self._speed == 1.0
            and not self._reverse.isActive()
            and self.is_playing
            and seconds >= self._range[1]
        ):
            self._player.setPosition(round(self._range[0] * 1000))
            return
        self.moved.emit(seconds)

    def _step_back(self) -> None:
        to = self.seconds - BACKWARD / 1000 * self._speed
        self.seek(max(0.0, to))
        if to <= 0:
            self.pause()

    def _state(self, state: QMediaPlayer.PlaybackState) -> None:
        self.playing.emit(self.is_playing)

    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in _OPEN and self._todo is not None:
            (seconds, play), self._todo = self._todo, None
            if not self._player.hasVideo():
                self._fail(self.tr("No picture could be read from this file."))
                return
            self._player.setPosition(round(seconds * 1000))
            if play:
                self.play()
            else:
                self._player.pause()
        elif status == QMediaPlayer.MediaStatus.EndOfMedia and self._range is not None and self._speed == 1.0:
            QTimer.singleShot(0, self._again)
        elif status == QMediaPlayer.MediaStatus.InvalidMedia:
            self._fail(self._player.errorString())

    def _again(self) -> None:
        if self._range is not None and self.path:
            self._player.setPosition(round(self._range[0] * 1000))
            self._player.play()

    def _fail(self, words: str) -> None:
        self._todo = None
        self.path = ""
        self.failed.emit(words)


_OPEN = (
    QMediaPlayer.MediaStatus.LoadedMedia,
    QMediaPlayer.MediaStatus.BufferedMedia,
    QMediaPlayer.MediaStatus.BufferingMedia,
    QMediaPlayer.MediaStatus.EndOfMedia,
)
