"""Every search, whatever is asked: nothing, a sentence, things in turn, an example, or several of these together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import QueryError
from engine.indexing.steps import STEP, Steps
from engine.library.library import Library
from engine.messages import FindSimilar, Search
from engine.search.composed import find_composed
from engine.search.in_turn import find_in_turn
from engine.search.moments import SearchModel, find_moments
from engine.search.newest import find_newest
from engine.search.query import parse_parts, parse_turns
from engine.search.similar import find_similar

if TYPE_CHECKING:
    from engine.search.curves import Curves
    from engine.search.examples import Examples
    from engine.search.profile import Stopwatch


def answer(
    library: Library,
    model: SearchModel,
    request: Search,
    examples: Examples,
    curves: Curves | None = None,
    stopwatch: Stopwatch | None = None,
) -> Steps:
    """The answers (`Hits`) to a search, the last one refined. Raises QueryError, MediaError."""
    query = parse_parts(request.text)
    turns = (*(parse_turns(query.wanted) or filter(None, (query.wanted,))), *request.turns)
    feedback = bool(request.more or request.less)
    if len(turns) > 1:
        if request.parts or feedback:
            raise QueryError("What follows one another is told in words only; please take the other parts out.")
        yield from find_in_turn(library, model, request, query, turns, curves)
        return
    wanted = [part for part in request.parts if not part.unwanted]
    if not (query.wanted or wanted or request.more):
        if query.unwanted or request.parts or request.less:
            raise QueryError("Please say what to look for, not only what to leave out.")
        yield from find_newest(library, model, request)
        return
    if not request.parts and not feedback:
        yield from find_moments(library, model, request, stopwatch, curves)
        return
    looked = []
    for part in request.parts:
        if not part.text:
            looked.append((yield from examples.look(library, model, part)))
            yield STEP
    alone = looked[0] if len(request.parts) == len(looked) == 1 and not query.wanted and not query.unwanted else None
    if alone is not None and not feedback:  # one example and nothing else: the measure made for that
        part = alone.part
        scope = {name: getattr(request, name) for name in SCOPE}
        similar = FindSimilar(
            request.job, part.shot, part.video, part.path, part.start, part.end, request.sort, request.limit, **scope
        )
        yield from find_similar(library, model, similar, alone.samples, alone.name, curves)
        return
    yield from find_composed(library, model, request, query, looked, curves)


SCOPE = ("folders", "shortest", "longest", "since", "until", "lines", "orientation", "sound", "rating")
