"""The phrases of a question's choices, and where an answer mentions one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.flows.book import Answers, FactQuestion, Language, Words
from hotline.flows.text.answers import plain
from hotline.flows.text.clauses import form_of
from hotline.flows.text.worked_out import once

_AGREES = re.compile("[\U0001f44d\U0001f44c\u2705\u2714\u2611\U0001f197\U0001f646]")
_REFUSES = re.compile("[\U0001f44e\u274c\u274e\u2716\U0001f6ab\U0001f645\u26d4]")


@dataclass(frozen=True)
class Mention:
    """A phrase of one or several choices in a clause, and whether it is denied there."""

    values: frozenset[str]
    phrase: str
    clause: int
    start: int
    denied: bool = False


@once
def phrases_of(ask: FactQuestion, words: Words, known: Answers) -> Mapping[str, frozenset[str]]:
    """Every phrase of the choices in normal form, and the choices that it means."""
    found: dict[str, frozenset[str]] = {}
    for choice in ask.choices:
        for phrase in words.said.get(choice.value, ()):
            form = form_of(phrase, known)
            found[form] = found.get(form, frozenset()) | {choice.value}
    return found


def choice_with(ask: FactQuestion, words: Words, core: str, value: str) -> str | None:
    """The choice that yes (or no) means: by its words, else by its name."""
    with_family = [
        choice.value
        for choice in ask.choices
        if core and plain(core) in words.said.get(choice.value, frozenset())
    ]
    named = [choice.value for choice in ask.choices if choice.value == value]
    return next(iter(with_family + named), None)


def without_signs(text: str, known: Answers) -> str:
    """``text`` with thumbs and check marks, of any skin, written as words."""
    text = _AGREES.sub(f". {known.core[0]}. ", text)
    return _REFUSES.sub(f". {known.core[1]}. ", text)


@once
def doubts_of(language: Language, known: Answers) -> frozenset[str]:
    """The ways to say "I don't know", in normal form."""
    unknown = language.commands.get("unknown", frozenset())
    return frozenset(form_of(phrase, known) for phrase in unknown)
