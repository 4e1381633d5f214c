"""What is encoded for a query: its wordings, and its phrases."""

import numpy as np
import pytest

from engine.models.features import TextFeatures
from engine.search.prompts import encode_query, phrases, wordings

DIM = 8


class Wordy:
    """Every text has a vector of its own, and two words."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_text(self, texts: list[str]) -> TextFeatures:
        self.texts += texts
        words = np.stack([vector(text)[None].repeat(2, axis=0) for text in texts])
        sentences = np.stack([vector(text) for text in texts])
        return TextFeatures(sentences, words, np.ones((len(texts), 2), bool), [[text, ""] for text in texts])


def vector(text: str) -> np.ndarray:
    x = np.random.default_rng(list(text.encode())).standard_normal(DIM).astype(np.float32)
    return x / np.linalg.norm(x)


@pytest.mark.parametrize(
    ("text", "trained", "count"),
    [
        ("sunset", False, 5),
        ("a dog running", False, 5),
        ("a dog runs into the sea", False, 2),
        ("바다로 뛰어드는 개", False, 1),
        ("sunset", True, 1),
        ("a dog runs into the sea", True, 1),
    ],
)
def test_keywords_are_worded_in_several_ways_sentences_in_two_other_scripts_in_one(text, trained, count):
    found = wordings(text, trained)
    assert found[0] == text
    assert len(set(found)) == len(found) == count
    assert all(text in wording for wording in found)


def test_braces_in_a_query_are_only_letters():
    assert wordings("{0} {", False)[2] == "a video of {0} {"


def test_the_mean_of_the_wordings_stands_for_each_text_in_one_call():
    backbone = Wordy()
    found = encode_query(backbone, False, ["sunset", "a red ball on the white table"])  # type: ignore[arg-type]
    for row, text in enumerate(["sunset", "a red ball on the white table"]):
        mean = np.mean([vector(wording) for wording in wordings(text, False)], axis=0)
        np.testing.assert_allclose(found.sentences[row], mean / np.linalg.norm(mean), atol=1e-6)
        np.testing.assert_allclose(found.words[row, 0], vector(text), atol=1e-6)
        assert found.pieces[row] == [text, ""]
    assert len(backbone.texts) == 5 + 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a dog runs on the beach with a red ball", ("dog runs", "beach", "red ball")),
        ("a cup of coffee, a plate of food and an old man", ("cup of coffee", "plate of food", "old man")),
        ("a face-to-face talk near the window", ("face-to-face talk", "window")),
        ("a man in front of a church", ("man", "church")),
        ("a dog and a dog", ()),
        ("sunset", ()),
        ("in the", ()),
    ],
)
def test_phrases_end_at_prepositions_commas_and_and(text, expected):
    assert phrases(text) == expected
