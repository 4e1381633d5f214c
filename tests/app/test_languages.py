"""What the engine says reaches the person in the window's language, whatever was filled into it."""

import subprocess
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app import engine_words
from engine import messages

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
