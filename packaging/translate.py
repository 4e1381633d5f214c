"""Brings resources/translations up to date: `python packaging/translate.py`, in the program's environment.

Qt's lupdate collects the window's texts; what the engine says is collected here, from the sentences in its source, as texts of the context
"engine" (see app/engine_words.py). A person translates rushes_ko.ts with Qt Linguist or an editor; then this command, again, writes the .qm
file that the program reads.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SENTENCES = FOLDER / "engine_sentences.json"
LANGUAGES = ("ko",)
ROOMS = (
    "engine.py",
    "serve.py",
    "model_jobs.py",
    "clip_jobs.py",
    "library",
    "media",
    "models",
    "indexing",
    "search",
    "export",
)
OFFERED = ("languages", "hardware", "good_for")  # what models.toml tells of a model
SPOKEN_PHRASES = ("Apple graphics", "processor (no graphics card found)")  # said by the engine, but no sentences


def engine_sentences() -> list[str]:
    """Every sentence in the source of the engine that a person may come to see, sorted; what is filled in is {0}, {1} ..."""
    found = set(SPOKEN_PHRASES)
    for room in ROOMS:
        path = ROOT / "engine" / room
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            found |= {text for text in _texts(ast.parse(file.read_text(encoding="utf-8"))) if _is_sentence(text)}
    models = tomllib.loads((ROOT / "resources" / "models.toml").read_text(encoding="utf-8"))
    found |= {offer[field] for offer in models["model"] for field in OFFERED if field in offer}
    found.add(json.loads((ROOT / "resources" / "starter" / "head.json").read_text(encoding="utf-8"))["note"])
    return sorted(found)


def key_texts() -> list[tuple[str, str]]:
    """(context, text) of the table of keys, whose marks lupdate does not know."""
    tree = ast.parse((ROOT / "app" / "keys.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marks = [
        [part.value for part in call.args if isinstance(part, ast.Constant)] for call in calls if _name(call) == "_"
    ]
    return sorted({(str(mark[0]), str(mark[1])) for mark in marks if len(mark) == 2})


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _texts(tree: ast.Module) -> Iterator[str]:
    """String constants and f-strings of a file, but for docstrings."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts, count = list[str](), 0
            for part in node.values:
                if isinstance(part, ast.Constant):
                    parts.append(str(part.value))
                else:
                    parts.append(f"{{{count}}}")
                    count += 1
            yield "".join(parts)


def _is_sentence(text: str) -> bool:
    text = text.strip()
    for_the_log = "%s" in text or "%d" in text
    return (
        not for_the_log
        and len(re.findall(r"[a-z]{2,}", text)) >= (2 if text.startswith("{0}") else 3)
        and (text[:1].isupper() or text.startswith("{0}"))
        and text[-1] in ".?!"
    )


def collect() -> None:
    """Update the .ts files from the sources; translations that are there stay."""
    sentences = engine_sentences()
    FOLDER.mkdir(parents=True, exist_ok=True)
    SENTENCES.write_text(json.dumps(sentences, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "engine.py"
        marked = [("engine", sentence.strip()) for sentence in sentences] + key_texts()
        lines = [f"QCoreApplication.translate({context!r}, {text!r})" for context, text in marked]
        said.write_text("from PySide6.QtCore import QCoreApplication\n" + "\n".join(lines) + "\n", encoding="utf-8")
        sources = [str(path) for path in sorted((ROOT / "app").glob("*.py"))]
        for language in LANGUAGES:
            options = ["-no-obsolete", "-locations", "none", "-target-language", language]
            _run("lupdate", *sources, str(said), *options, "-ts", str(FOLDER / f"rushes_{language}.ts"))


def release() -> None:
    """Write the .qm files from the .ts files."""
    for language in LANGUAGES:
        name = FOLDER / f"rushes_{language}"
        _run("lrelease", f"{name}.ts", "-qm", f"{name}.qm")


def _run(tool: str, *arguments: str) -> None:
    import PySide6

    subprocess.run([Path(PySide6.__path__[0]) / tool, *arguments, "-silent"], check=True)


if __name__ == "__main__":
    collect()
    release()
    sys.exit(0)
