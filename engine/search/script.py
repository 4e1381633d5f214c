"""Which script a query is written in, and whether the model knows a language of that script."""

from __future__ import annotations

import unicodedata
from collections import Counter

from engine.models.registry import read_list
from engine.search.parameters import NON_LATIN

ANY = "any"  # instead of languages: a model that was trained on a hundred of them
# The first word of a letter's Unicode name, the script in words, and the languages that make do with it.
SCRIPTS = {
    "HANGUL": ("Korean", ("Korean",)),
    "CJK": ("Chinese", ("Chinese", "Japanese")),
    "HIRAGANA": ("Japanese", ("Japanese",)),
    "CYRILLIC": ("Cyrillic", ("Russian", "Ukrainian", "Bulgarian", "Serbian")),
    "ARABIC": ("Arabic", ("Arabic", "Persian", "Urdu")),
    "HEBREW": ("Hebrew", ("Hebrew",)),
    "GREEK": ("Greek", ("Greek",)),
    "THAI": ("Thai", ("Thai",)),
    "DEVANAGARI": ("Hindi", ("Hindi", "Marathi", "Nepali")),
}
MULTILINGUAL = ("siglip2", "i18n", "xlm-roberta", "nllb", "worldwide", "mt5", "multilingual")  # in open_clip's names


def foreign_script(text: str) -> str | None:
    """The commonest script of a text, as in `SCRIPTS`, when more than three in ten of its letters are not Latin; else None.

    A script that is not in the table goes by the first word of its letters' names, e.g. "TAMIL".
    """
    scripts = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in text if letter.isalpha())
    others = {name: count for name, count in scripts.items() if name not in ("LATIN", "FULLWIDTH", "MODIFIER")}
    if sum(others.values()) <= NON_LATIN * scripts.total():
        return None
    if "HIRAGANA" in others or "KATAKANA" in others:  # Japanese mixes them with Chinese characters
        return "HIRAGANA"
    return max(others, key=lambda name: others[name])


def languages_of(model: str) -> tuple[str, ...]:
    """Languages of a model by its name, in English; (ANY,) for a multilingual one, () where nobody said."""
    for known in read_list():
        if model.lower() in (known.name.lower(), known.full_name.lower()):
            return (ANY,) if known.languages.startswith("Many") else tuple(known.languages.split(", "))
    if model == "starter":
        return ("English", "Korean")
    if any(mark in model.lower() for mark in MULTILINGUAL):
        return (ANY,)
    return () if model.startswith("local-dir:") else ("English",)


def language_hint(query: str, model: str) -> str:
    """A sentence for a query in a script that the model cannot read; empty when there is nothing to say."""
    script = foreign_script(query)
    if script is None:
        return ""
    known = languages_of(model)
    name, written = SCRIPTS.get(script, (script.capitalize(), ()))
    if not known or ANY in known or set(known) & set(written):
        return ""
    return (
        f"This model understands {' and '.join(known)} only; for {name} choose a model for many languages "
        "(Search model…, or rushes-engine models list). These are guesses."
    )
