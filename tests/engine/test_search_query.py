"""Queries: what is wanted, what is not, and that no text whatsoever breaks name search."""

import random
import sqlite3

import pytest

from engine.errors import QueryError
from engine.search.query import Query, parse_query, text_expressions


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a dog on the beach", Query("a dog on the beach")),
        ("a dog -leash", Query("a dog", ("leash",))),
        ('a dog -"red car" -leash at night', Query("a dog at night", ("red car", "leash"))),
        ("a close-up of a well-known man", Query("a close-up of a well-known man")),
        ("  two \n spaces ", Query("two spaces")),
        ("바다로 뛰어드는 개 -목줄", Query("바다로 뛰어드는 개", ("목줄",))),
        ('"quoted words"', Query("quoted words")),
        ("nul\x00 and \ud800 surrogate", Query("nul and surrogate")),
    ],
)
def test_wanted_and_unwanted_parts(text, query):
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "type what"), ("   ", "type what"), ("-dog", "not only"), ('-"a b" -c', "not only")]
)
def test_a_query_that_wants_nothing_gets_a_sentence(text, sentence):
    with pytest.raises(QueryError, match=sentence):
        parse_query(text)


def test_no_text_breaks_full_text_search():
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table words using fts5(text, tokenize='unicode61 remove_diacritics 2')")
    db.execute("insert into words values ('a dog AND cat.mp4')")
    rng = random.Random(5)
    letters = "ab \"'*()-+:^{}[]\\/\x00\t\n,;.~NEAR AND OR NOT 개🐶\u202e\ud800%_"
    for _ in range(2000):
        text = "".join(rng.choice(letters) for _ in range(rng.randrange(40)))
        try:
            query = parse_query(text)
        except QueryError:
            continue
        for expression in text_expressions(query):
            db.execute("select * from words where words match ?", [expression]).fetchall()
    db.close()


def test_small_words_do_not_find_names():
    assert text_expressions(parse_query("a dog in the sea")) == ['"dog"* "sea"*', '"dog"* OR "sea"*']
    assert text_expressions(parse_query("in the")) == []
