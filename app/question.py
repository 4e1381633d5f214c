"""A question as the search bar holds it (a `Search` without job and scope), in words, and the message it becomes."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import QCoreApplication

from app.timecode import clock, file_name
from engine.messages import FindSimilar, Hit, Part, Scope, Search, TextHit

NOTHING = Search(0, "")
WEIGHTS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
GAPS = (10.0, 30.0, 60.0, 300.0, 3600.0)  # seconds
_SCOPE = tuple(field.name for field in fields(Scope))


def is_nothing(question: Search) -> bool:
    """Whether nothing is asked."""
    return not (question.text.strip() or question.parts or question.more or question.less)


def without_scope(search: Search) -> Search:
    """The question alone."""
    return replace(search, job=0, **{name: getattr(NOTHING, name) for name in _SCOPE})


def scope_of(search: Scope) -> Scope:
    """Its filters alone."""
    return Scope(**{name: getattr(search, name) for name in _SCOPE})


def in_scope(question: Search, scope: Scope) -> Search:
    """The question with filters."""
    return replace(question, **{name: getattr(scope, name) for name in _SCOPE})


def request(question: Search, job: int, scope: Scope) -> Search | FindSimilar:
    """What the engine is asked: one example and nothing else has a message of its own."""
    alone = question.parts[0] if len(question.parts) == 1 else None
    if alone is None or alone.text or alone.unwanted or question.text.strip() or question.more or question.less:
        return replace(in_scope(question, scope), job=job)
    filters = {name: getattr(scope, name) for name in _SCOPE}
    return FindSimilar(job, alone.shot, alone.video, alone.path, alone.start, alone.end, question.sort, **filters)


def moment_part(hit: Hit | TextHit) -> Part:
    """A moment as a part of a question."""
    name = f"{file_name(hit.path)}  {clock(hit.start)}"
    if isinstance(hit, Hit):
        picture = hit.frames[hit.best].picture if 0 <= hit.best < len(hit.frames) else ""
        return Part(shot=hit.shot, name=name, picture=picture)
    if hit.end > hit.start:
        return Part(video=hit.video, start=hit.start, end=hit.end, name=name, picture=hit.picture)
    return video_part(hit)


def video_part(hit: Hit | TextHit) -> Part:
    """The whole video of a moment."""
    name = QCoreApplication.translate("Question", "all of {0}").format(file_name(hit.path))
    picture = hit.picture if isinstance(hit, TextHit) else moment_part(hit).picture
    return Part(video=hit.video, name=name, picture=picture)


def part_words(part: Part) -> str:
    """How the person knows a part."""
    return part.name or part.text or (file_name(part.path) if part.path else "")


def in_words(question: Search) -> str:
    """A question on one line: `dog  +  still.jpg  −  leash`."""
    shown = [question.text] if question.text else []
    shown += [part_words(part) for part in question.parts if not part.unwanted]
    line = "  +  ".join(shown)
    for part in question.parts:
        if part.unwanted:
            line += f"  −  {part_words(part)}"
    if question.more or question.less:
        line = f"{line}  ({feedback_words(question)})" if line else feedback_words(question)
    return line or QCoreApplication.translate("Question", "The newest videos")


def feedback_words(question: Search) -> str:
    """`more like 3, less like 1`."""
    told = []
    if question.more:
        told.append(QCoreApplication.translate("Question", "more like {0}").format(len(question.more)))
    if question.less:
        told.append(QCoreApplication.translate("Question", "less like {0}").format(len(question.less)))
    return ", ".join(told)


def gap_words(seconds: float) -> str:
    """`within 30 s`."""
    if seconds < 60:
        return QCoreApplication.translate("Question", "within {0} s").format(round(seconds))
    if seconds < 3600:
        return QCoreApplication.translate("Question", "within {0} min").format(round(seconds / 60))
    return QCoreApplication.translate("Question", "however much later")
