"""Questions and answers: numbered jobs, stale replies dropped, an order that does not jump under the pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

import engine.messages as messages
from app.browsing import Browsing
from app.engine_client import EngineClient
from app.engine_words import spoken
from app.hidden_words import hidden_sentences
from app.main_window import MainWindow
from app.question import NOTHING, is_nothing, moment_part, request, video_part
from app.results_model import Showing
from app.timecode import clock, file_name

FRESHEN = 4000  # ms between two looks for what was indexed since

NOT_YET = "Nothing has been indexed yet; the first moments can be found as soon as the first video is done."
"""As the engine says it when it knows of videos; said here while it is still looking for the first one."""


class Searching(QObject):
    """The part of the conversation that is about searching; it also knows which moment is selected."""

    used = Signal(object)  # Search: a question whose answer was looked at

    def __init__(self, window: MainWindow, client: EngineClient, jobs: Iterator[int]) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._jobs = jobs
        self._question: messages.Search | None = None
        self._job = 0
        self._answer: messages.Hits | None = None
        self._held: messages.Hits | None = None  # a better order that waits for R
        self._finished = True
        self._same = False  # the words are those of the question before: other chips, filters or another order
        self._slow = QTimer(self, interval=350, singleShot=True)
        self._slow.timeout.connect(self._grow_pale)
        self._fresh_job = 0  # the same question asked again, for what was indexed since
        self._indexed = 0  # videos that could be searched when the library told last
        self._freshen = QTimer(self, interval=FRESHEN, singleShot=True)
        self._freshen.timeout.connect(self._look_for_fresh)
        self.current: messages.Hit | messages.TextHit | None = None
        self.browsing = Browsing(window, client, jobs)
        self._wire()

    def _wire(self) -> None:
        window, wishes = self._window, self._window.wishes
        bar, filters = window.search_bar, window.filters
        bar.search_requested.connect(self.search)
        bar.cleared.connect(self.clear)
        window.clip_dropped.connect(self.similar_to_file)
        window.empty.search_requested.connect(self._search_example)
        window.library.scope_changed.connect(lambda folders: filters.show_scope(window.library.names(folders)))
        filters.bands_chosen.connect(self._show_bands)
        filters.all_folders_requested.connect(lambda: window.library.set_scope(()))
        filters.better_order_requested.connect(self.take_better_order)
        filters.again_requested.connect(self.ask_again)
        window.verdict.all_folders_requested.connect(lambda: window.library.set_scope(()))
        window.results.selected.connect(self._select)
        window.results.play_requested.connect(self._play)
        window.verdict.without_requested.connect(self._search_without)
        window.verdict.file_requested.connect(self._choose_file)
        window.fresh.selected.connect(self._select_fresh)
        window.fresh.play_requested.connect(lambda hit: (self._select_fresh(hit), window.player.play()))
        window.fresh.merge_requested.connect(self.ask_again)
        window.text_hits.chosen.connect(self._select_text)
        window.text_hits.play_requested.connect(lambda hit: (self._select_text(hit), window.player.play(hit.start)))
        window.player.similar_requested.connect(self.similar_to_moment)
        wishes.similar.connect(self.similar_to_moment)
        wishes.similar_video.connect(self.similar_to_video)
        wishes.similar_to_file.connect(self._choose_file)
        wishes.better_order.connect(self.take_better_order)
        wishes.next_in_video.connect(lambda: self._walk(1))
        wishes.previous_in_video.connect(lambda: self._walk(-1))

    # Questions ---------------------------------------------------------------------------------------------------

    @property
    def asked(self) -> bool:
        """Whether there is a question."""
        return self._question is not None

    @property
    def scope(self) -> messages.Scope:
        """The filters that are set, folders too."""
        return replace(self._window.filters.scope, folders=self._window.library.scope)

    def similar_to_moment(self) -> None:
        """Moments like the range that is marked in the player, or like the selected one."""
        moment, marked = self._window.player.moment, self._window.player.range
        if moment is not None and (self._window.player.marked or self.current is None) and marked[1] > marked[0]:
            name = f"{file_name(moment.path)}  {clock(marked[0])} – {clock(marked[1])}"
            picture = moment_part(self.current).picture if self.current is not None else ""
            one = messages.Part(video=moment.video, start=marked[0], end=marked[1], name=name, picture=picture)
            self._window.search_bar.ask(replace(NOTHING, parts=(one,)))
            return
        hit = self.current
        if hit is not None:
            turns = self._answer.turns if self._answer is not None else ()
            part = moment_part(hit)
            if turns and isinstance(hit, messages.Hit):  # such a moment reaches over several shots
                part = replace(part, shot=None, video=hit.video, start=hit.start, end=hit.end)
            self._window.search_bar.ask(replace(NOTHING, parts=(part,)))

    def similar_to_video(self) -> None:
        """Videos like the whole video of the selected moment."""
        if self.current is not None:
            self._window.search_bar.ask(replace(NOTHING, parts=(video_part(self.current),)))

    def similar_to_file(self, path: str) -> None:
        """Moments like a clip or a still that need not be in the library."""
        self._window.search_bar.ask(replace(NOTHING, parts=(messages.Part(path=path),)))

    def _search_example(self, text: str) -> None:
        self._window.search_bar.set_text(text)
        self.used.emit(self._window.search_bar.question)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Find similar to a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.similar_to_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_again(self) -> None:
        """The same question once more: other filters, more videos, another engine."""
        if self._question is not None:
            self.search(self._question)

    def clear(self) -> None:
        """No question."""
        self._drop_job()
        self._question = None
        self._answer = self._held = None
        window = self._window
        self.browsing.begin()
        window.model.show_hits(())
        window.results.set_waiting(False)
        window.text_hits.show_hits(())
        window.results.set_dimmed(False)
        window.line.show_words("")
        window.verdict.show_verdict("")
        window.filters.show_found("")
        window.filters.show_better_order(False)
        window.filters.show_again(False)
        self._select(None)
        window.wishes.question_cleared.emit()

    def _drop_job(self) -> None:
        if not self._finished:
            self._client.send(messages.CancelJob(self._job))
        self._job, self._finished = 0, True
        self._fresh_job = 0
        self._slow.stop()
        self._freshen.stop()

    def search(self, question: messages.Search) -> None:
        """Ask."""
        self._drop_job()
        self._same = self._question is not None and question.text == self._question.text
        self._question = question
        self._job, self._finished = next(self._jobs), False
        self._held = None
        self._answer = None
        self._client.send(request(question, self._job, self.scope))
        filters = self._window.filters
        filters.show_better_order(False)
        filters.show_again(False)
        filters.show_found(self.tr("Searching…"))
        self._slow.start()
        self.browsing.begin()
        if not self._window.model.rowCount():
            self._window.show_grid(True)
            self._window.results.set_waiting(True)
        self._window.wishes.question_asked.emit()

    def _search_without(self, word: str) -> None:
        """The question less a word that nothing answers."""
        if self._question is not None:
            left = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", self._question.text, count=1, flags=re.IGNORECASE)
            self._window.search_bar.ask(replace(self._question, text=" ".join(left.split())))

    def _grow_pale(self) -> None:
        """The answer takes its time: what is still shown belongs to an older question."""
        if self._answer is None or self._answer.stage == "text":
            self._window.results.set_dimmed(True)
            self._window.verdict.show_verdict("")
            self._window.line.show_words("")

    # Answers -----------------------------------------------------------------------------------------------------

    def answer(self, hits: messages.Hits) -> None:
        """A reply has come; one to an older question is dropped."""
        if hits.job == self._fresh_job and self._fresh_job:
            if hits.stage == "refined":
                fresh = [hit for hit in self._window.model.unknown(hits.hits) if hit.band != "weak"]
                shown = self._answer.hits if self._answer is not None else ()
                if fresh and all(hit.band == "weak" for hit in shown) and not self._in_use():
                    self.ask_again()  # nobody misses guesses when there is an answer
                else:
                    self._window.fresh.add(fresh)
            return
        if hits.job != self._job or self._question is None:
            return
        first = self._answer is None or self._answer.stage == "text"
        if hits.stage != "text":
            self._slow.stop()
        self._answer = hits
        window = self._window
        if hits.stage == "refined":
            self.browsing.answered(hits.job)
            window.search_bar.show_turns(hits.turns)
        window.text_hits.show_hits(hits.texts)
        if hits.stage == "text":
            if not hits.hits and hits.sentence:
                self._show(hits)
            return
        if window.model.total and not first and not window.model.same_order(hits.hits) and self._in_use():
            self._held = hits
            window.model.update_in_place(hits.hits)
            window.filters.show_better_order(True)
            self._refresh_player()
            return
        before = {} if first else window.results.places()
        shown = self.current.shot if isinstance(self.current, messages.Hit) else None
        kept = self._same and any(hit.shot == shown for hit in hits.hits)
        if first and not kept and (self._question.text or is_nothing(self._question)):
            self._select(None)  # what similar moments are compared with stays in the player
        self._show(hits)
        if first:
            window.results.scrollToTop()
            window.results.used = False
        else:
            window.results.glide_from(before)

    def _in_use(self) -> bool:
        results = self._window.results
        return results.used or results.pointer_inside()

    def take_better_order(self) -> None:
        """The person wants the refined order now."""
        if self._held is not None:
            held, self._held = self._held, None
            self._window.filters.show_better_order(False)
            before = self._window.results.places()
            self._show(held)
            self._window.results.glide_from(before)

    def ended(self, message: messages.Done | messages.Failed) -> bool:
        """Whether this was about the present or an earlier question."""
        if message.job == self._fresh_job and self._fresh_job:
            self._fresh_job = 0
            return True
        if message.job != self._job or not self._job:
            return False
        self._finished = True
        self._slow.stop()
        if isinstance(message, messages.Failed):
            self._window.model.show_hits(())
            self._window.results.set_waiting(False)
            self._window.show_grid(False)
            self._window.filters.show_found("")
            self._window.verdict.show_verdict(message.sentence)
        return True

    def library_changed(self, state: messages.LibraryState) -> None:
        """Offer to search again when more can be found now."""
        answer = self._answer
        self._window.filters.show_again(
            answer is not None
            and answer.stage != "text"  # else the answer is still to come
            and not self._window.library.scope
            and state.indexed > answer.searched
        )
        more, self._indexed = state.indexed > self._indexed, state.indexed
        if more and answer is not None and not self._freshen.isActive():
            self._freshen.start()

    def _look_for_fresh(self) -> None:
        """The same question once more, quietly: an answer that was empty is replaced, to one that is looked at what is new is added below."""
        if self._question is None or not self._finished:
            return
        if not self._window.model.total:
            self.ask_again()
        elif not self._fresh_job:
            self._fresh_job = next(self._jobs)
            self._client.send(request(self._question, self._fresh_job, self.scope))

    def _show(self, hits: messages.Hits) -> None:
        window, model = self._window, self._window.model
        selected = self.current.shot if isinstance(self.current, messages.Hit) else None
        model.show_hits(hits.hits)
        if selected is not None:
            window.results.select_moment(selected)
        self._refresh_player()
        self._tell(hits)

    def _tell(self, hits: messages.Hits) -> None:
        """All words about an answer."""
        window, model = self._window, self._window.model
        guesses = bool(hits.hits) and all(hit.band == "weak" for hit in hits.hits)
        if guesses:
            moments = self.tr("1 guess") if model.moments == 1 else self.tr("{0} guesses").format(model.moments)
        else:
            moments = self.tr("1 moment") if model.moments == 1 else self.tr("{0} moments").format(model.moments)
        inside = self.tr("1 video") if model.videos == 1 else self.tr("{0} videos").format(model.videos)
        long = self.tr("{0} in {1}").format(moments, inside)
        if self._question is not None and is_nothing(self._question):
            long = self.tr("Newest: {0}").format(inside)
        took = self.tr("{0:.2f} s").format(hits.seconds)
        window.filters.show_found(*((f"{long}  ·  {took}", long, moments) if model.rowCount() else (took,)))
        partly = hits.searched < hits.videos
        so_far = self.tr("Searching {0} of {1} videos so far.").format(f"{hits.searched:,}", f"{hits.videos:,}")
        window.results.set_dimmed(guesses)
        narrowed = window.filters.any_set
        looking = hits.videos == 0 and window.activity.busy and not narrowed  # none is found yet
        waiting = (
            not hits.hits and hits.searched == 0 and (hits.videos > 0 or looking)
        )  # the first video is not done yet
        window.results.set_waiting(waiting)
        window.show_grid(model.rowCount() > 0 or waiting)
        first, _, more = (spoken(NOT_YET) if looking else hits.sentence).partition(". ")
        quoted = f"“{hits.query}”"
        nothing = (f"{first}." if more else first) or self.tr("Nothing clearly shows {0}.").format(quoted)
        clear = self.tr("Clear filters") if narrowed else ""
        scoped = bool(window.library.scope)
        hidden = hidden_sentences(hits.hidden, window.filters.words)
        if model.rowCount() == 0 and model.hidden:
            words = self.tr("{0} moments are hidden by “{1}”.")
            window.verdict.show_verdict(
                words.format(model.hidden, window.filters.bands_words), filters=self.tr("Show all matches")
            )
        elif not hits.hits and hidden:
            clear = self.tr("Clear filters (0)")
            window.verdict.show_verdict(hidden[0], " ".join(hidden[1:]), clear, scoped, file=bool(hits.searched))
        elif not hits.hits:
            advice = (
                "" if hits.texts or more or waiting else self.tr("Try other words, or drop a clip that looks like it.")
            )
            window.verdict.show_verdict(nothing, more or advice, clear, scoped, file=bool(hits.searched))
        elif guesses:
            detail = more or self.tr("These are the closest guesses.")
            if self._question is not None and self._question.text:
                detail += " " + self.tr("Fewer words, or other ones, may find more.")
            detail = " ".join((*hidden, detail))
            asked = self._question is not None and bool(self._question.text)
            window.verdict.show_verdict(nothing, detail, clear, scoped, _unanswered(hits.hits), file=asked)
        else:
            window.verdict.show_verdict("")
            window.line.show_words(" ".join(filter(None, (so_far if partly else "", hits.sentence, hits.note))))
            return
        window.line.show_words(" ".join(filter(None, (so_far if partly else "", hits.note))))

    def _show_bands(self, showing: Showing) -> None:
        self._window.model.show_bands(showing)
        if self._answer is not None and self._answer.stage != "text":
            self._tell(self._answer)

    # The selected moment -----------------------------------------------------------------------------------------

    def _select(self, hit: messages.Hit | None) -> None:
        if hit is None and isinstance(self.current, messages.TextHit) and self._question is not None:
            return  # the grid was reset, but the selection is in the other band
        self.current = hit
        player = self._window.player
        if hit is None:
            player.show_nothing()
            return
        self._window.text_hits.deselect()
        player.show_moment(hit, self._window.model.in_video(hit.video))
        player.show_curve(self._window.model.curve(hit.video))
        if self._question is not None:
            self.used.emit(self._question)

    def _select_fresh(self, hit: messages.Hit) -> None:
        self._window.results.clearSelection()
        self.current = hit
        self._window.player.show_moment(hit, [hit])

    def _select_text(self, hit: messages.TextHit | None) -> None:
        if hit is not None:
            self._window.results.clearSelection()
            self.current = hit
            self._window.player.show_text(hit)

    def _refresh_player(self) -> None:
        """New relevance and words of the selected moment, without moving its playhead."""
        hit = self.current
        if isinstance(hit, messages.Hit):
            fresh = self._window.model.moment(hit.shot)
            if fresh is not None:
                self.current = fresh
                self._window.player.show_moment(fresh, self._window.model.in_video(fresh.video))
                self._window.player.show_curve(self._window.model.curve(fresh.video))

    def _play(self, _hit: messages.Hit, seconds: float | None) -> None:
        self._window.player.play(seconds)

    def _walk(self, way: int) -> None:
        hit = self.current
        if not isinstance(hit, messages.Hit):
            return
        moments = self._window.model.in_video(hit.video)
        place = next((number for number, other in enumerate(moments) if other.shot == hit.shot), 0)
        if moments:
            self._window.results.select_moment(moments[(place + way) % len(moments)].shot)


def _unanswered(hits: tuple[messages.Hit, ...]) -> str:
    """A word of the query that no moment answers, while another one is answered."""
    found = {
        word.word: any(other.found for hit in hits for other in hit.words if other.word == word.word)
        for word in hits[0].words
    }
    lost = [word for word, answered in found.items() if not answered]
    return lost[0] if lost and len(lost) < len(found) else ""
