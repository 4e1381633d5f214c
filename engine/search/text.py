"""Names and subtitles: full-text search that needs no model, so it answers while the model is still loading."""

import time

from engine.library.catalog import Caption
from engine.library.library import Library
from engine.messages import Hits, Search, TextHit
from engine.search.query import Query, parse_parts, text_expressions

TEXT_HITS = 12


def find_text(library: Library, request: Search) -> Hits:
    """Names and subtitles only."""
    began = time.perf_counter()
    query = parse_parts(request.text)
    videos = library.catalog.counts(None, request)[0]
    return Hits(
        request.job,
        "text",
        query.wanted,
        (),
        text_hits(library, query, request),
        0,
        videos,
        time.perf_counter() - began,
    )


def text_hits(library: Library, query: Query, request: Search) -> tuple[TextHit, ...]:
    """Subtitles and names that hold all words of the query; when there are none, those that hold any."""
    for expression in text_expressions(query):
        found = list[Caption]()
        for kind in ("subtitle", "name"):
            found += library.catalog.find_captions(expression, kind, request, TEXT_HITS)
        if found:
            return _with_pictures(library, found[:TEXT_HITS])
    return ()


def _with_pictures(library: Library, captions: list[Caption]) -> tuple[TextHit, ...]:
    videos = library.catalog.videos({caption.video for caption in captions})
    hits = []
    for caption in captions:
        video = videos[caption.video]
        picture = library.pictures.nearest(video.digest, caption.start)
        hits.append(
            TextHit(
                kind=caption.kind,
                video=caption.video,
                path=str(caption.path),
                text=caption.text,
                start=caption.start,
                end=caption.end,
                picture=str(picture or ""),
                present=caption.present,
                place_state=caption.where.state,
                volume=caption.where.volume,
                since=caption.where.since,
                playable=video.playable,
                duration=video.duration or 0.0,
                frame_rate=video.frame_rate,
                width=video.width,
                height=video.height,
            )
        )
    return tuple(hits)
