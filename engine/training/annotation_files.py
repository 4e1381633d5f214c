"""Opens the text files that annotations are kept in; whatever is not as it should be is one sentence that names the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from engine.errors import EngineError


class AnnotationError(EngineError):
    """Captions cannot be read, or their videos are not there."""


def file_in(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise AnnotationError(f"The file {name} is not in {folder}.")
    return folder / name


def read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"The file {file} cannot be read as text.") from error


def read_json(file: Path, kind: type) -> Any:
    try:
        told = json.loads(read_text(file))
    except ValueError as error:
        raise AnnotationError(f"The file {file} is not good JSON.") from error
    if not isinstance(told, kind):
        raise AnnotationError(f"The file {file} does not hold a {'list' if kind is list else 'dictionary'}.")
    return told


def entries_of(told: dict[str, Any], key: str, file: Path, wanted: tuple[str, ...]) -> list[dict[str, Any]]:
    """The list of objects under a key; each must have the `wanted` entries."""
    entries = told.get(key)
    if not isinstance(entries, list):
        raise AnnotationError(f"The file {file.name} has no list named {key}.")
    for number, one in enumerate(entries, 1):
        lacking = [name for name in wanted if not isinstance(one, dict) or name not in one]
        if lacking:
            raise AnnotationError(f"Entry {number} of {file.name} lacks {lacking[0]}.")
    return entries


def read_table(file: Path, wanted: tuple[str, ...]) -> list[tuple[int, dict[str, Any]]]:
    """(line number, row by column names) of a CSV file with a header."""
    reader = csv.DictReader(io.StringIO(read_text(file), newline=""))
    lacking = [name for name in wanted if name not in (reader.fieldnames or [])]
    if lacking:
        raise AnnotationError(f"The file {file.name} has no column named {lacking[0]}.")
    return [(reader.line_num, row) for row in reader]
