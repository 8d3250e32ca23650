"""Any text gets an answer, at once: long, empty, hostile, in no language at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain import Known, Type, Urgency
from tests.triage.reports import reported, signals, sorter

AT_MOST = 0.05
"""Seconds of work for any text; the best of a few runs, because the machine may be busy."""
HOSTILE = {
    "one letter": "a" * 100_000,
    "letters": "a " * 50_000,
    "control characters": "\x00\x01\x1b\x7f" * 25_000,
    "emoji": "🙏🏽👩‍👧" * 20_000,
    "right to left": "\u202e" + "ساعدوني أخذ جواز سفري " * 4_000,
    "brackets": "(" * 100_000,
    "a regular-expression bomb": "((a+)+)+$" * 11_000 + "!",
    "numbers": "14 " * 33_000,
    "our own words": "he took my passport and she is not allowed to leave " * 2_000,
    "spanish words": "los hombres me obligan a trabajar sin pago " * 2_400,
    "combining marks": "a\u0301\u0302\u0303" * 25_000,
    "han": "護照" * 50_000,
    "lone surrogates": "\ud800help\udfff" * 10_000,
    "homoglyphs": "раssроrt " * 11_000,
    "apostrophes": "'a" * 50_000,
    "new lines": "\n" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_answered_at_once(text: str) -> None:
    reported(text[:100])
    best = 1.0
    for _ in range(5):
        start = time.thread_time()
        reported(text)
        best = min(best, time.thread_time() - start)
    assert best < AT_MOST


@given(st.text(max_size=400))
def test_any_text_has_an_answer_whose_evidence_is_in_it(text: str) -> None:
    triage = reported(text)
    findings = [triage.type, triage.urgency, triage.role, triage.minor, triage.language]
    findings += [triage.lookalike, *triage.signals.values()]
    for finding in findings:
        assert 0 <= finding.confidence <= 1
        for evidence in finding.evidence:
            assert -1 <= evidence.weight <= 1
            if evidence.start >= 0:
                assert text[evidence.start : evidence.end] == evidence.phrase


VOCABULARY = [
    "he",
    "took",
    "my",
    "passport",
    "not",
    "she",
    "is",
    "14",
    "years",
    "old",
    "sold",
    "no",
]
VOCABULARY += [
    "me",
    "quitó",
    "el",
    "pasaporte",
    "gun",
    "help",
    "motel",
    "for",
    "men",
    ",",
    ".",
    "if",
]


@given(st.lists(st.sampled_from(VOCABULARY), max_size=60), st.sampled_from(["", " ", "\n"]))
def test_any_order_of_our_own_words_has_an_answer(words: list[str], end: str) -> None:
    triage = reported(" ".join(words) + end)
    assert triage.type.value in set(Type)
    assert triage.urgency.value in set(Urgency)


@given(st.dictionaries(st.sampled_from(["kind", "role", "minor", "in_danger", "x"]), st.text()))
def test_any_answers_are_taken(answers: dict[str, str]) -> None:
    triage = sorter().classify("help", answers=answers)
    assert triage.minor.value in set(Known)


@given(st.text(max_size=200))
def test_the_same_text_always_gets_the_same_answer(text: str) -> None:
    assert reported(text) == reported(text)


def test_a_plea_at_the_end_of_a_long_text_is_heard() -> None:
    assert "weapon" in signals(reported("nothing to see. " * 5_000 + "he has a gun"))
    assert "weapon" in signals(reported("he has a gun. " + "nothing to see " * 5_000))


def test_markup_and_quotes_are_words_like_others() -> None:
    assert reported("<b>he has a gun</b>").urgency.value is Urgency.P0
