"""The filters of the row under the search field: their choices in words, and the scope they stand for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.results_model import Showing
from engine.messages import Scope

translate = QCoreApplication.translate
YEARS = 5  # offered one by one
ANY = Scope()


@dataclass(frozen=True)
class Choice:
    """One entry of a filter: how it reads, and the fields of `Scope` that it sets; the first entry of every filter sets none."""

    words: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filters:
    """What is chosen: the number of the choice of each filter, and which bands are shown."""

    chosen: tuple[tuple[str, int], ...] = ()
    showing: Showing = Showing.EVERYTHING

    def of(self, name: str) -> int:
        """The chosen entry of a filter."""
        return dict(self.chosen).get(name, 0)

    def put(self, name: str, number: int) -> Filters:
        """The same with another choice."""
        others = tuple(one for one in self.chosen if one[0] != name)
        return replace(self, chosen=tuple(sorted((*others, (name, number)))) if number else others)

    def scope(self, today: datetime.date) -> Scope:
        """As the engine is asked, folders apart."""
        fields: dict[str, Any] = {}
        for name, number in self.chosen:
            fields |= choices(name, today)[number].fields
        return Scope(**fields)


NAMES = ("length", "date", "lines", "orientation", "sound", "rating")
ICONS = {
    "length": "clock",
    "date": "calendar",
    "lines": "resolution",
    "orientation": "orientation",
    "sound": "sound",
    "rating": "star",
}
ALWAYS = ("length", "date")  # have a button of their own at all times; the others once they are set


def choices(name: str, today: datetime.date) -> list[Choice]:
    """The entries of a filter."""
    match name:
        case "length":
            return [
                Choice(translate("Filters", "Any length")),
                Choice(translate("Filters", "Under 1 min"), {"longest": 60.0}),
                Choice(translate("Filters", "1 to 10 min"), {"shortest": 60.0, "longest": 600.0}),
                Choice(translate("Filters", "10 to 60 min"), {"shortest": 600.0, "longest": 3600.0}),
                Choice(translate("Filters", "Over 1 hour"), {"shortest": 3600.0}),
            ]
        case "date":
            recent = [
                Choice(translate("Filters", "Last 7 days"), {"since": _start(today - datetime.timedelta(days=7))}),
                Choice(translate("Filters", "Last 30 days"), {"since": _start(today - datetime.timedelta(days=30))}),
            ]
            years = [
                Choice(
                    str(year),
                    {"since": _start(datetime.date(year, 1, 1)), "until": _start(datetime.date(year + 1, 1, 1))},
                )
                for year in range(today.year, today.year - YEARS, -1)
            ]
            first = today.year - YEARS + 1
            older = Choice(
                translate("Filters", "Before {0}").format(first), {"until": _start(datetime.date(first, 1, 1))}
            )
            return [Choice(translate("Filters", "Any date")), *recent, *years, older]
        case "lines":
            return [
                Choice(translate("Filters", "Any resolution")),
                Choice(translate("Filters", "720 lines or more"), {"lines": 720}),
                Choice(translate("Filters", "1080 lines or more"), {"lines": 1080}),
                Choice(translate("Filters", "4K or more"), {"lines": 2160}),
            ]
        case "orientation":
            return [
                Choice(translate("Filters", "Any orientation")),
                Choice(translate("Filters", "Landscape"), {"orientation": "landscape"}),
                Choice(translate("Filters", "Portrait"), {"orientation": "portrait"}),
                Choice(translate("Filters", "Square"), {"orientation": "square"}),
            ]
        case "sound":
            return [
                Choice(translate("Filters", "With or without sound")),
                Choice(translate("Filters", "With sound"), {"sound": True}),
                Choice(translate("Filters", "Silent"), {"sound": False}),
            ]
        case _:
            stars = [Choice(stars_words(number), {"rating": number}) for number in (5, 4, 3, 2, 1)]
            return [Choice(translate("Filters", "Any rating")), *stars]


def stars_words(number: int) -> str:
    """`★★★ +`: so many, or more."""
    stars = "★" * number
    return stars if number == 5 else f"{stars} +"


def filters_of(scope: Scope, today: datetime.date) -> Filters:
    """The choices that a scope comes nearest to; dates of another day are told by where they begin."""
    found = Filters()
    for name in NAMES:
        entries = choices(name, today)
        asked = {key for entry in entries for key in entry.fields}
        wanted = {key: getattr(scope, key) for key in asked if getattr(scope, key) != getattr(ANY, key)}
        number = next((at for at, entry in enumerate(entries) if entry.fields == wanted), None)
        if number is None:  # a saved "last 30 days" is of the day it was saved: taken as the year it began in
            since = scope.since or scope.until or 0.0
            year = str(datetime.datetime.fromtimestamp(since).year)
            number = next((at for at, entry in enumerate(entries) if entry.words == year), 0)
        found = found.put(name, number)
    return found


def _start(day: datetime.date) -> float:
    """Seconds since 1970 at which a day begins here."""
    return datetime.datetime.combine(day, datetime.time()).timestamp()
