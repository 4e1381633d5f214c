"""Every text of the window and every sentence of the engine is there in Korean, whatever was filled into it."""

import datetime
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app import engine_words
from app.filters import choices
from app.hidden_words import hidden_sentences
from engine import messages

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"

TS = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="ko"><context><name>engine</name>
<message><source>This file is empty.</source><translation>빈 파일입니다.</translation></message>
<message><source>The folder “{0}” cannot be read ({1}).</source><translation>폴더 “{0}”을(를) 읽을 수 없습니다({1}).</translation></message>
<message><source>The model {0} could not be loaded: {1}</source><translation>모델 {0}을(를) 불러오지 못했습니다: {1}</translation></message>
</context></TS>"""


@pytest.fixture
def korean(qapp, tmp_path: Path):
    """Three sentences of the engine in Korean."""
    (tmp_path / "few.ts").write_text(TS, encoding="utf-8")
    lrelease = Path(PySide6.__path__[0]) / "lrelease"
    subprocess.run([lrelease, tmp_path / "few.ts", "-qm", tmp_path / "few.qm", "-silent"], check=True)
    translator = QTranslator()
    assert translator.load(str(tmp_path / "few.qm"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_the_engines_sentences_stay_as_they_are_in_english(qapp):
    assert engine_words.spoken("This file is empty.") == "This file is empty."


def test_a_sentence_is_translated_and_what_was_filled_in_is_kept(korean):
    assert engine_words.spoken("This file is empty.") == "빈 파일입니다."
    assert engine_words.spoken("The folder “휴가 (2)” cannot be read (busy).") == (
        "폴더 “휴가 (2)”을(를) 읽을 수 없습니다(busy)."
    )


def test_several_sentences_in_one_are_translated_one_by_one(korean):
    assert engine_words.spoken("This file is empty. This file is empty.") == "빈 파일입니다. 빈 파일입니다."


def test_a_name_with_braces_does_no_harm(korean):
    assert engine_words.spoken("The folder “{0}{x}” cannot be read ({).") == (
        "폴더 “{0}{x}”을(를) 읽을 수 없습니다({)."
    )


def test_every_field_of_a_message_that_holds_words_is_translated(korean):
    told = messages.Problems(1, (messages.Problem(1, "/a.mp4", "This file is empty.", False),))
    assert engine_words.in_window_language(told).problems[0].sentence == "빈 파일입니다."
    assert engine_words.in_window_language(messages.Failed(1, "This file is empty.")).sentence == "빈 파일입니다."
    other = messages.Failed(1, "Nobody has translated this.")
    assert engine_words.in_window_language(other) is other


def _translate_tool() -> Any:
    specification = importlib.util.spec_from_file_location("translate", ROOT / "packaging" / "translate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def messages_of(path: Path) -> list[tuple[str, str, str]]:
    """(context, source, translation) of a .ts file; an unfinished translation is empty."""
    found = []
    for context in ElementTree.parse(path).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            text = "" if translation.get("type") == "unfinished" else translation.text or ""
            found.append((context.findtext("name") or "", message.findtext("source") or "", text))
    return found


def test_every_text_in_the_sources_is_translated(tmp_path):
    tool = _translate_tool()
    shutil.copytree(TRANSLATIONS, tmp_path / "translations")
    tool.FOLDER, tool.SENTENCES = tmp_path / "translations", tmp_path / "translations" / "engine_sentences.json"
    tool.collect()
    missing = [(context, source) for context, source, text in messages_of(tool.FOLDER / "rushes_ko.ts") if not text]
    assert missing == [], "translate them in resources/translations/rushes_ko.ts, then run packaging/translate.py"
    kept = json.loads((TRANSLATIONS / "engine_sentences.json").read_text(encoding="utf-8"))
    assert kept == tool.engine_sentences(), "run packaging/translate.py"


def test_a_translation_fills_in_what_its_source_fills_in():
    for _, source, text in messages_of(TRANSLATIONS / "rushes_ko.ts"):
        places = [sorted(re.findall(r"\{[^}]*\}", said)) for said in (source, text)]
        assert places[0] == places[1], source
        assert source.count("\t") == text.count("\t"), source


def test_texts_belong_to_classes_of_the_window():
    classes = set(re.findall(r"class (\w+)", "".join(p.read_text("utf-8") for p in (ROOT / "app").glob("*.py"))))
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "app").glob("*.py"))
    for context, source, _ in messages_of(TRANSLATIONS / "rushes_ko.ts"):
        assert context in classes or context == "engine" or f'"{context}"' in sources, context
        assert "N{" not in source, f"lupdate does not know names of characters: {source}"


def test_what_the_program_reads_is_made_from_the_translations(tmp_path):
    tool = _translate_tool()
    shutil.copy(TRANSLATIONS / "rushes_ko.ts", tmp_path)
    tool.FOLDER = tmp_path
    tool.release()
    assert (tmp_path / "rushes_ko.qm").read_bytes() == (TRANSLATIONS / "rushes_ko.qm").read_bytes()


@pytest.fixture
def whole_korean(qapp):
    """All of the window's and the engine's texts, as the program has them."""
    translator = QTranslator()
    assert translator.load(str(TRANSLATIONS / "rushes_ko.qm"))
    engine_words._patterns.cache_clear()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_the_filters_and_what_they_hide_are_told_in_the_windows_language(whole_korean):
    today = datetime.date(2026, 11, 21)
    assert [choices(name, today)[0].words for name in ("length", "date")] == ["모든 길이", "모든 날짜"]
    (told,) = hidden_sentences([messages.Hidden("date", 14)], lambda name: "2024")
    assert told == "“2024” 때문에 순간 14개가 숨겨져 있습니다."


def test_how_many_were_indexed_is_told_in_the_windows_language(whole_korean):
    done = engine_words.in_window_language(messages.Done(1, "6 videos indexed. 4 files moved, re-linked."))
    assert done.sentence.startswith("동영상 6개를 색인했습니다.")
    assert "files" not in done.sentence
