"""The states of a window that works, each a function that brings the real program into it; SESSIONS tells which of them share one run of it."""

from __future__ import annotations

import shutil
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint, QUrl

from app.drop_overlay import Dropped
from app.question import NOTHING, moment_part
from engine.messages import Part
from tests.gallery import troubles
from tests.gallery.studio import Studio

DOWN = "an orange star moving down"


def open_empty(studio: Studio) -> None:
    """A library that does not exist yet."""
    studio.open(studio.folder("empty") / "library")
    studio.ready()


def open_library(studio: Studio) -> None:
    """The prepared one."""
    studio.open()
    studio.ready()


# Before anything is indexed ------------------------------------------------------------------------------------------


def first_run(studio: Studio) -> None:
    studio.save("first-run")
    studio.window.resize(960, 600)
    studio.save("first-run-small")


def forecast(studio: Studio) -> None:
    """So many films that they are not begun without a question."""
    folder = studio.folder("more") / "Holidays"
    for number in range(12):
        shutil.copytree(studio.work / "Films", folder / str(number))
    studio.conversation.indexing.begin(str(folder))
    studio.until(lambda: studio.dialog is not None)
    dialog = studio.conversation.indexing._dialog
    studio.until(lambda: dialog is None or not dialog._box.isHidden())
    studio.save("forecast")


def indexing(studio: Studio) -> None:
    folder = studio.folder("new") / "Films"
    shutil.copytree(studio.work / "Films", folder)
    studio.window.search_bar.set_text("a star")
    studio.conversation.index(str(folder))
    studio.until(lambda: studio.searching._answer is not None and studio.searching._finished)
    studio.save("indexing-nothing-ready", settle=0.15)
    studio.until(lambda: studio.conversation._library is not None and studio.conversation._library.indexed >= 6)
    studio.searching.ask_again()
    studio.answered()
    studio.save("indexing-with-question")
    studio.window.wishes.show_activity.emit()
    studio.save("indexing-drawer")
    studio.conversation.pause(True)
    studio.pause(1.0)
    studio.save("paused")
    studio.window.resize(960, 600)
    studio.save("paused-small")


# Questions and answers -----------------------------------------------------------------------------------------------


def empty_question(studio: Studio) -> None:
    studio.window.search_bar.clear()
    studio.pause(1.0)
    studio.save("empty-question")
    studio.window.note._close()  # read once, it is in the way of what the other pictures are about


def dragging(studio: Studio) -> None:
    for name, path, x in (("folder", studio.work / "Films", 320), ("clip", studio.films()[0], 960)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        studio.window.overlay.begin(Dropped.of(data))
        studio.window.overlay.point(QPoint(x, 400))
        studio.save(f"dragging-{name}")
        studio.window.overlay.hide()


def results(studio: Studio) -> None:
    studio.ask(DOWN)
    results = studio.window.results
    results.select_row(0)
    results.setFocus()
    studio.pause(0.5)
    studio.save("results-grid")
    cell = results.visualRect(results.model().index(1, 0))
    results._pointer.follow(cell.topLeft() + QPoint(cell.width() // 3, 60))
    studio.save("results-hover")
    results._pointer.forget()
    studio.window.resize(960, 600)
    studio.save("results-small")


def views(studio: Studio) -> None:
    studio.ask(DOWN)
    for name, wish in (("film", studio.window.wishes.film_view), ("list", studio.window.wishes.list_view)):
        wish.emit()
        studio.window.results.select_row(0)
        studio.pause(0.5)
        studio.save(f"results-{name}")
    studio.window.resize(960, 600)
    studio.save("results-list-small")
    studio.window.wishes.grid_view.emit()


def by_name(studio: Studio) -> None:
    """A name's own band of tiles over the moments."""
    studio.ask("cups")
    studio.save("results-names")


def words(studio: Studio) -> None:
    """A word of the question is pointed at: the strip shows it alone."""
    studio.ask(DOWN)
    studio.window.results.select_row(0)
    studio.pause(0.5)
    why = studio.window.player._page.why
    why._pointed = min(1, len(why._words) - 1)
    why.word_pointed.emit(why._pointed)
    why.update()
    studio.save("player-word")


def player(studio: Studio) -> None:
    studio.ask(DOWN)
    studio.window.results.select_row(0)
    player = studio.window.player
    studio.pause(0.5)
    moment = player.moment
    assert moment is not None
    third = (moment.end - moment.start) / 3
    for place, mark in ((moment.start + third, player.mark_in), (moment.end - third, player.mark_out)):
        player.seek(place)
        studio.pause(1.0)
        mark()
    studio.save("player-in-out")


def selects(studio: Studio) -> None:
    studio.ask(DOWN)
    for row in range(3):
        studio.window.results.select_row(row)
        studio.pause(0.4)
        studio.conversation.exporting.select()
        studio.pause(0.3)
    studio.until(lambda: len(studio.window.selects.model.selects) >= 3)
    studio.save("selects")
    studio.conversation.exporting.export_selects()
    studio.pause(0.4)
    studio.save("export-selects")
    dialog = studio.dialog
    if dialog is not None:
        dialog.close()
    studio.conversation.exporting.export_range()
    studio.pause(0.4)
    studio.save("export-clip")


def composed(studio: Studio) -> None:
    """Words, two chips of moments, one of them unwanted, one of words."""
    studio.ask(DOWN)
    hits = [hit for row in range(3) if (hit := studio.window.model.hit(row)) is not None]
    parts = (moment_part(hits[0]), Part(text="sunset", weight=1.5), replace(moment_part(hits[2]), unwanted=True))
    studio.window.search_bar.ask(replace(NOTHING, text="moving down", parts=parts))
    studio.answered()
    studio.save("composed")
    studio.window.search_bar.add_feedback(hits[1].shot, True)
    studio.answered()
    studio.window.resize(960, 600)
    studio.save("composed-small")


def in_turn(studio: Studio) -> None:
    studio.ask("a star > a circle")
    studio.window.results.select_row(0)
    studio.save("then-query")


def saved_searches(studio: Studio) -> None:
    for text in (DOWN, "children playing in the water", "a snowman appears"):
        studio.ask(text)
        studio.conversation.asking.save()
        studio.pause(0.3)
    studio.until(lambda: len(studio.window.saved.names) >= 3)
    studio.save("saved-searches")


def similar(studio: Studio) -> None:
    studio.ask(DOWN)
    studio.window.results.select_row(0)
    studio.pause(0.3)
    studio.searching.similar_to_moment()
    studio.answered()
    studio.save("similar")


def no_strong_match(studio: Studio) -> None:
    studio.ask("zzyzx purple parliament")
    studio.save("no-strong-match")
    studio.window.resize(960, 600)
    studio.save("no-strong-match-small")


def filters_hide(studio: Studio) -> None:
    studio.ask(DOWN)
    studio.window.filters.choose("date", 5)
    studio.answered()
    studio.save("filters-hide-everything")
    studio.conversation.asking.clear_filters()
    studio.pause(0.3)


# Dialogs -------------------------------------------------------------------------------------------------------------


def settings(studio: Studio) -> None:
    pages = ("search", "library", "indexing", "appearance", "keys", "privacy")
    for number, name in enumerate(pages):
        studio.conversation.preferences.open(number)
        studio.pause(0.8)
        studio.save(f"settings-{name}")
        dialog = studio.dialog
        if dialog is not None:
            dialog.close()
        studio.pause(0.1)


def dialogs(studio: Studio) -> None:
    wishes = studio.window.wishes
    for name, wish in (("about", wishes.show_about), ("search-model", wishes.choose_model), ("keys", wishes.show_keys)):
        wish.emit()
        studio.pause(1.5)
        studio.save(name)
        dialog = studio.dialog
        if dialog is not None:
            dialog.close()
        studio.pause(0.2)


def menus(studio: Studio) -> None:
    studio.ask(DOWN)
    studio.window.results.select_row(0)
    menu = studio.window.actions_.moment_menu()
    menu.popup(studio.window.mapToGlobal(QPoint(200, 100)))
    studio.save("menu-of-a-moment", menu)
    menu.close()
    menu = studio.window._menu.menu()
    assert menu is not None
    menu.popup(studio.window.mapToGlobal(QPoint(200, 100)))
    studio.save("menu", menu)
    menu.close()


SESSIONS = [
    (open_empty, [first_run, forecast, indexing]),
    (
        open_library,
        [
            *(empty_question, dragging, results, views, by_name, words, player, similar, composed, in_turn, saved_searches),
            *(selects, no_strong_match, filters_hide, settings, dialogs, menus),
            *(troubles.slow_share, troubles.memory, troubles.problems, troubles.moved, troubles.missing),
            *(troubles.offline, troubles.engine_died),
        ],
    ),
    (troubles.open_without_model, [troubles.model_missing]),
    (troubles.open_with_another_model, [troubles.other_model]),
    (troubles.open_damaged, [troubles.damaged]),
    (open_empty, [troubles.disk_full, troubles.crashed, troubles.device_lost]),
]  # fmt: skip
