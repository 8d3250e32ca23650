"""The ``answers:`` of a wording file: how people say yes and no in a language, and how they deny.

Also which words of a choice that means: whoever writes ``"yes"`` among its words has written all
the ways to say yes in that language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from hotline.config_files import Document
from hotline.flows.book import Answers, Words
from hotline.flows.text.answers import plain

MAPS = ("keys", "numbers", "long_forms")
ACCENTED = ("lead", "wonders", "conditions")
"""Kept with accents: "sí" is a yes, "si" may be "if"; "qué" asks, "que" does not."""


def read(document: Document) -> Answers:
    """The answers of a schema-checked wording file."""
    given: Mapping[str, Any] = document.data.get("answers", {})
    fillers = document.data.get("sayings", {}).get("besides", ())
    said = {name: given.get(name, ()) for name in ("yes", "no")}
    found: dict[str, Any] = {
        "fillers": frozenset(map(plain, fillers)),
        "core": tuple(str(next(iter(words), "")) for words in said.values()),
    }
    for field in fields(Answers):
        if field.name in MAPS:
            pairs = given.get(field.name, {}).items()
            found[field.name] = tuple((plain(word), value) for word, value in pairs)
        elif field.name in given:
            said = given[field.name]
            kept = (word.casefold() if field.name in ACCENTED else plain(word) for word in said)
            found[field.name] = frozenset(kept)
    return Answers(**found)


def with_families(words: Words, answers: Answers) -> Words:
    """``words`` in which a choice that has a yes (or no) among its words has all ways to say it."""
    families = {plain(core): family for core, family in _families(answers)}
    said = {}
    for value, phrases in words.said.items():
        other = frozenset().union(*(words.said[name] for name in words.said if name != value))
        more = (family for core, family in families.items() if core and core in phrases)
        said[value] = phrases.union(*(family - other for family in more))
    return replace(words, said=said)


def _families(answers: Answers) -> tuple[tuple[str, frozenset[str]], ...]:
    return (answers.core[0], answers.yes), (answers.core[1], answers.no)
