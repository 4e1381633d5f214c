"""What the window asks about past and saved searches and stars: quick writes to the library, and the same list as the answer to all of them."""

from engine.engine import Engine
from engine.indexing.steps import Steps
from engine.library import searches
from engine.messages import (
    Done,
    ListSearches,
    RateVideo,
    RememberSearch,
    RemoveSearch,
    SaveSearch,
    SeeSearch,
)

SearchJob = ListSearches | RememberSearch | SaveSearch | SeeSearch | RemoveSearch | RateVideo


def search_job(engine: Engine, request: SearchJob) -> Steps:
    """The steps of one of these requests."""
    db, looked_at = engine.library.catalog.db, ""
    match request:
        case RememberSearch():
            searches.remember(db, request.search)
        case SaveSearch():
            name = " ".join(request.name.split())[:200] or "…"
            searches.save(db, name, request.search)
            looked_at = name
        case SeeSearch():
            looked_at = next((one.name for one in searches.saved_searches(db) if one.saved == request.saved), "")
            searches.see(db, request.saved)
        case RemoveSearch():
            searches.remove(db, request.saved)
        case RateVideo():
            searches.rate(db, request.video, request.stars)
    if not isinstance(request, RateVideo):
        yield searches.all_searches(db)
    if looked_at:
        yield from engine.note_seen(looked_at)
    yield Done(request.job)
