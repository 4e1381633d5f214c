"""The part of the conversation about single videos: what the player asks for, the basket, exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog

import engine.messages as messages
from app.clip_drag import ClipDrag
from app.engine_client import EngineClient
from app.export_dialog import Choice, ExportDialog, What
from app.main_window import MainWindow
from app.player_window import PlayerPlace
from app.reveal import reveal
from app.timecode import file_name, timecode

FRAME_SIDE = 1280  # pixels
CLIPS = ("mp4", "m4v", "mov", "mkv", "webm")  # endings that a clip without loss keeps


class Exporting(QObject):
    """Knows the basket, the ranges in the export dialog and which of its questions are open."""

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int]) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._questions: dict[int, str] = {}  # job: what the player or the basket asked for
        self._exports: dict[int, ExportDialog | None] = {}  # job: its dialog; None: a still
        self._dialog: ExportDialog | None = None
        self._ranges: tuple[messages.ExportRange, ...] = ()
        self._undo: tuple[messages.Selected, ...] = ()
        self._shown: messages.Selected | None = None  # the basket's range that is in the player
        self.place = PlayerPlace(window)
        self.drags = ClipDrag(window, client, jobs)
        self._wire()

    def _wire(self) -> None:
        window, wishes, player = self._window, self._window.wishes, self._window.player
        player.facts_wished.connect(lambda video: self._ask("facts", messages.AskVideo(next(self._jobs), video)))
        player.times_wished.connect(
            lambda video, start, end: self._ask("times", messages.AskTimes(next(self._jobs), video, start, end))
        )
        player.frame_wished.connect(
            lambda video, time: self._ask("frame", messages.AskFrame(next(self._jobs), video, time, FRAME_SIDE))
        )
        player.range_changed.connect(self._range_changed)
        for signal in (player.select_requested, wishes.select_range):
            signal.connect(self.select)
        for signal in (player.export_requested, wishes.export_range):
            signal.connect(self.export_range)
        wishes.export_selects.connect(self.export_selects)
        wishes.save_still.connect(self.save_still)
        wishes.mark_in.connect(lambda: self._mark(player.mark_in))
        wishes.mark_out.connect(lambda: self._mark(player.mark_out))
        selects = window.selects
        selects.chosen.connect(self._show_select)
        selects.play_requested.connect(lambda one: (self._show_select(one), player.play(one.start)))
        selects.remove_requested.connect(self.remove)
        selects.export_requested.connect(self._export_these)
        selects.reveal_requested.connect(self._reveal)
        selects.model.order_requested.connect(
            lambda order: self._ask("selects", messages.OrderSelects(next(self._jobs), order))
        )
        selects.model.note_requested.connect(
            lambda number, note: self._ask("selects", messages.ChangeSelect(next(self._jobs), number, note=note))
        )
        self._change_later = QTimer(self, interval=300, singleShot=True)  # handles are dragged
        self._change_later.timeout.connect(self._change_select)

    def begin(self) -> None:
        """The engine is there, for the first time or again: ask for the basket."""
        self._questions.clear()
        for dialog in filter(None, self._exports.values()):
            dialog.show_failure(self.tr("The search engine has stopped. Please try again."))
        self._exports.clear()
        self._ask("selects", messages.ListSelects(next(self._jobs)))

    def received(self, message: messages.Reply) -> bool:
        """Whether this was an answer to something asked here."""
        player = self._window.player
        if self.drags.received(message):
            return True
        match message:
            case messages.Selects():
                self._window.selects.show_selects(message.selects)
            case messages.VideoFacts():
                player.show_facts(message)
            case messages.Times():
                player.show_times(message.video, message.start, message.end, message.times)
            case messages.Frame():
                picture = _picture(message.picture)
                if picture.isNull():
                    player.picture_failed("")
                else:
                    player.show_picture(message.video, message.time, picture)
            case messages.Progress() if message.job in self._exports:
                if dialog := self._exports[message.job]:
                    dialog.show_progress(message)
            case messages.Exported():
                self._exported(message)
            case messages.Done() | messages.Failed() if message.job in self._questions:
                what = self._questions.pop(message.job)
                if isinstance(message, messages.Failed):
                    self._refused(what, message.sentence)
            case messages.Done() | messages.Failed() if message.job in self._exports:
                self._export_ended(message)
            case _:
                return False
        return True

    def _ask(self, what: str, request: messages.Request) -> None:
        self._questions[request.job] = what  # pyright: ignore[reportAttributeAccessIssue]
        self._client.send(request)

    def _refused(self, what: str, sentence: str) -> None:
        if what == "frame":
            self._window.player.picture_failed(sentence)
        elif what == "selects":
            self._window.toast.show_words(sentence, seconds=12)

    def _mark(self, mark: Callable[[], None]) -> None:
        """In or out at the playhead, or at the place that the pointer shows on a card: that video is then in the player."""
        window = self._window
        place, moment = window.results.pointed_place(), window.player.moment
        if place is not None:
            hit, seconds = place
            if moment is None or moment.video != hit.video:
                window.results.select_moment(hit.shot)
            window.player.seek(seconds)
        mark()

    # The basket --------------------------------------------------------------------------------------------------

    def select(self) -> None:
        """Keep the range that is in the player."""
        player = self._window.player
        moment = player.moment
        if moment is None:
            return
        start, end = player.range
        if end <= start:
            start, end = player.frame
        self._ask("selects", messages.AddSelect(next(self._jobs), moment.video, start, end))
        words = self.tr("{0} is in Selects.").format(f"{file_name(moment.path)} {timecode(start, moment.frame_rate)}")
        self._window.toast.show_words(words, seconds=3)

    def remove(self, selects: tuple[messages.Selected, ...]) -> None:
        """Take ranges out; undo puts them back where they were."""
        model = self._window.selects.model
        self._undo = tuple(selects)
        places = {one.select: model.row_of(one.select) for one in selects}
        self._ask("selects", messages.RemoveSelects(next(self._jobs), tuple(one.select for one in selects)))
        words = self.tr("Removed from Selects: {0}").format(
            file_name(selects[0].path) if len(selects) == 1 else str(len(selects))
        )
        self._window.toast.show_words(words, self.tr("Undo"), lambda: self._put_back(places), seconds=10)

    def _put_back(self, places: dict[int, int]) -> None:
        for one in self._undo:
            request = messages.AddSelect(next(self._jobs), one.video, one.start, one.end, one.note, places[one.select])
            self._ask("selects", request)

    def _show_select(self, select: messages.Selected) -> None:
        self._shown = select
        window = self._window
        window.results.clearSelection()
        window.show_player()
        window.player.show_select(select)

    def _range_changed(self, _start: float, _end: float) -> None:
        if self._select_in_player() is not None:
            self._change_later.start()

    def _change_select(self) -> None:
        """In and out of the basket's range that is shown have been set anew."""
        one = self._select_in_player()
        if one is not None:
            start, end = self._window.player.range
            self._ask("selects", messages.ChangeSelect(next(self._jobs), one.select, start, end))

    def _select_in_player(self) -> messages.Selected | None:
        one, moment = self._shown, self._window.player.moment
        if one is None or moment is None or moment.band or moment.frames:
            return None
        here = (moment.video, moment.start, moment.end) == (one.video, one.start, one.end)
        return one if here and self._window.selects.model.row_of(one.select) >= 0 else None

    # Exports -----------------------------------------------------------------------------------------------------

    def export_range(self) -> None:
        """What is in the player."""
        player = self._window.player
        moment = player.moment
        if moment is None:
            return
        start, end = player.range
        if end <= start:
            start, end = player.frame
        self._open_dialog((messages.ExportRange(moment.video, start, end),), moment.path)

    def export_selects(self) -> None:
        """The whole basket."""
        selects = self._window.selects.model.selects
        if selects:
            self._export_these(selects)
        else:
            self._window.toast.show_words(self.tr("Selects is empty. S keeps the moment or the marked range."))

    def _export_these(self, selects: tuple[messages.Selected, ...]) -> None:
        if selects:
            ranges = tuple(messages.ExportRange(one.video, one.start, one.end, one.note) for one in selects)
            self._open_dialog(ranges, selects[0].path if len(selects) == 1 else "")

    def _open_dialog(self, ranges: tuple[messages.ExportRange, ...], path: str) -> None:
        if self._dialog is not None and self._dialog.running:
            self._dialog.raise_()
            return
        self._ranges = ranges
        form = "clip" if len(ranges) == 1 else "fcpxml"
        suffix = PurePath(path).suffix.lower().lstrip(".")
        what = What(
            len(ranges),
            len({one.video for one in ranges}),
            sum(one.end - one.start for one in ranges),
            PurePath(path).stem if path else "",
            suffix if suffix in CLIPS else "mkv",
        )
        dialog = self._dialog = ExportDialog(self._window.theme, self._window, what, form)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.export_requested.connect(lambda choice: self._begin(dialog, choice))
        dialog.cancel_requested.connect(lambda: self._cancel(dialog))
        dialog.reveal_requested.connect(self._reveal)
        dialog.destroyed.connect(lambda: self._forget(dialog))
        dialog.open()

    def _begin(self, dialog: ExportDialog, choice: Choice) -> None:
        job = next(self._jobs)
        self._exports[job] = dialog
        form = choice.form
        self._client.send(
            messages.Export(
                job,
                form.format,
                choice.target,
                self._ranges,
                choice.handles,
                exact=form.exact,
                drop=choice.drop,
                overwrite=True,  # the save dialog has asked
            )
        )

    def _cancel(self, dialog: ExportDialog) -> None:
        for job, owner in list(self._exports.items()):
            if owner is dialog:
                self._client.send(messages.CancelJob(job))
                self._exports[job] = None
                self._window.toast.show_words(self.tr("The export was cancelled; nothing is left of it."))

    def _forget(self, dialog: ExportDialog) -> None:
        for job, owner in self._exports.items():
            if owner is dialog:
                self._exports[job] = None
        if self._dialog is dialog:
            self._dialog = None

    def _exported(self, message: messages.Exported) -> None:
        if dialog := self._exports.get(message.job):
            dialog.show_exported(message)
        elif message.paths:
            path = message.paths[0]
            words = self.tr("{0} was written.").format(file_name(path))
            self._window.toast.show_words(words, self.tr("Show"), lambda: self._reveal(path))

    def _export_ended(self, message: messages.Done | messages.Failed) -> None:
        dialog = self._exports.pop(message.job)
        if isinstance(message, messages.Failed):
            if dialog is not None:
                dialog.show_failure(message.sentence)
            else:
                self._window.toast.show_words(message.sentence, seconds=12)

    def save_still(self) -> None:
        """The frame on the screen, as a PNG file of full size."""
        moment = self._window.player.moment
        if moment is None:
            return
        start, end = self._window.player.frame
        dialog = QFileDialog(self._window, self.tr("Save this frame"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.setNameFilters([self.tr("PNG picture (*.png)")])
        code = timecode(start, moment.frame_rate).replace(":", "-").replace(";", "-")
        dialog.selectFile(f"{PurePath(moment.path).stem} {code}.png")
        dialog.fileSelected.connect(
            lambda path: self._write_still(path, messages.ExportRange(moment.video, start, end))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write_still(self, path: str, one: messages.ExportRange) -> None:
        job = next(self._jobs)
        self._exports[job] = None
        self._client.send(messages.Export(job, "still", path, (one,), overwrite=True))

    def _reveal(self, path: str) -> None:
        if not reveal(path):
            self._window.toast.show_words(self.tr("{0} is not there now.").format(file_name(path)))


def _picture(path: str) -> QPixmap:
    """A JPEG of the engine's cache; null when it cannot be read."""
    reader = QImageReader(path, b"jpeg")
    return QPixmap.fromImage(reader.read())
