"""What the engine says, in the window's language. The engine speaks English only; its sentences are templates that packaging/translate.py collects."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from typing import Any, cast

from PySide6.QtCore import QCoreApplication

from app.theme import ICONS

SPOKEN = frozenset(
    {"sentence", "note", "device", "waiting", "languages", "hardware", "good_for"}
)  # fields of messages that hold words of the engine


def in_window_language(message: Any) -> Any:
    """A message, or a part of one, with every sentence of the engine translated; without a translation it stays as it is."""
    changed = {}
    for field in dataclasses.fields(message):
        value = getattr(message, field.name)
        if field.name in SPOKEN and isinstance(value, str):
            told = spoken(value)
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]) and _speaks(type(value[0])):
            told = tuple(in_window_language(part) for part in value)
        else:
            continue
        if told != value:
            changed[field.name] = told
    return dataclasses.replace(message, **changed) if changed else message


def spoken(sentence: str) -> str:
    """One or several sentences of the engine, translated; what was filled in is kept, and translated when it is such a sentence itself."""
    if not sentence or not _knows_another_language():
        return sentence
    for template, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found and template.startswith("{0}") and ". " in found.group(1):
            continue  # a sentence before it was taken for a name
        if found:
            told = QCoreApplication.translate("engine", template)
            return told.format(*(spoken(part) for part in found.groups())) if found.groups() else told
    first, stop, rest = sentence.partition(". ")
    return f"{spoken(first + '.')} {spoken(rest)}" if stop and rest else sentence


def _speaks(kind: type) -> bool:
    return any(field.name in SPOKEN for field in dataclasses.fields(kind))


def _knows_another_language() -> bool:
    return QCoreApplication.translate("engine", "This file is empty.") != "This file is empty."


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Templates with what they match, those with the most words of their own first."""
    told = json.loads((ICONS.parent / "translations" / "engine_sentences.json").read_text(encoding="utf-8"))
    templates = sorted((cast("str", text).strip() for text in told), key=_own_letters, reverse=True)
    return [(text, re.compile(re.sub(r"\\\{\d+\\\}", "(.*)", re.escape(text)), re.DOTALL)) for text in templates]


def _own_letters(template: str) -> int:
    return len(re.sub(r"\{\d+\}", "", template))
