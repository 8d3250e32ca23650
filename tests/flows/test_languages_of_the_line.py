"""First words in the eleven languages are answered in them, and their danger is found.

The phrases stand in ``bench/data/language_words.yaml``, which a coordinator adds to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import languages
from hotline import flows
from hotline.flows.session import Begin
from hotline.flows.text import sms
from hotline.geo import Locator
from hotline.intake.nlu import CallSenses
from tests.conftest import EXPLORE
from tests.flows.talk import CODES, Talk, shipped
from tests.triage.reports import sorter

WRITTEN: list[Callable[[str], str]] = [
    str.upper,
    lambda said: f"{said}!!",
    lambda said: f"  {said}…",
    lambda said: f"{said} 🙏",
    lambda said: f"{said}.",
]
NO_LANGUAGE_OF_OURS = [
    "ciao mi puoi aiutare per favore",
    "ho bisogno di aiuto",
    "aiuto",
    "hilfe bitte",
    "ich brauche hilfe",
    "pomocy",
    "potrzebuję pomocy",
    "segítség",
    "yardım edin",
    "tolong saya",
]


@cache
def senses() -> CallSenses:
    return CallSenses(sorter(), Locator.load())


def language_of_first(said: str) -> str:
    session = flows.begin(shipped(), medium="text", language="en", params=CODES)
    return flows.advance(shipped(), session, Begin(said), senses()).session.language


@cache
def measured() -> dict[str, languages.Figures]:
    return {figures.tag: figures for figures in languages.measure(shipped(), senses())}


@pytest.mark.parametrize("tag", sorted(languages.words("first")))
def test_first_words_are_answered_in_their_language(tag: str) -> None:
    figures = measured()[tag]
    assert figures.phrases >= 50 and len(languages.words("first")[tag]) >= 40
    assert figures.language.value >= languages.LANGUAGE, figures.other_language
    assert figures.danger.value >= languages.DANGER, figures.not_danger
    assert figures.stopped == [] and figures.placed == []


@pytest.mark.parametrize("tag", sorted(languages.words("first")))
def test_the_first_text_is_at_most_two_segments(tag: str) -> None:
    for said in (*languages.words("first")[tag], *languages.words("danger")[tag])[::7]:
        session = flows.begin(shipped(), medium="text", language="en", params=CODES)
        turn = flows.advance(shipped(), session, Begin(said), senses())
        text = " ".join(prompt.text for prompt in turn.prompts)
        assert sms.segments(text) <= 2, (said, text)


def test_every_language_of_the_line_is_in_the_table() -> None:
    assert (
        set(languages.words("first")) == set(languages.words("danger")) == set(shipped().languages)
    )


@settings(max_examples=400 if EXPLORE else 80)
@given(
    st.sampled_from(
        [(tag, said) for tag, all_said in languages.words("first").items() for said in all_said]
    ),
    st.sampled_from(WRITTEN),
)
def test_however_it_is_typed_it_is_no_other_language(
    phrase: tuple[str, str], written: Callable[[str], str]
) -> None:
    tag, said = phrase
    assert language_of_first(written(said)) in {tag, language_of_first(said)}


@pytest.mark.parametrize("said", NO_LANGUAGE_OF_OURS)
def test_a_language_that_the_line_does_not_have_is_not_taken_for_one_that_it_has(said: str) -> None:
    assert language_of_first(said) in {"en", "es"}


@pytest.mark.parametrize("said", ["k", "da", "ko", "ok", "s", "u", "?", "no", "1"])
def test_a_word_of_two_letters_turns_no_language(said: str) -> None:
    assert language_of_first(said) == "en"


@pytest.mark.parametrize(
    "said", ["допоможіть мені", "мені потрібна допомога", "помогнете ми", "памажыце", "помозите ми"]
)
def test_ukrainian_and_its_neighbors_are_answered_in_the_nearest_language(said: str) -> None:
    assert language_of_first(said) == "ru"


@pytest.mark.parametrize("said", ["ko dc", "ايوا", "oo", "ani"])
def test_a_yes_or_a_no_is_no_place(said: str) -> None:
    talk = Talk("text")
    talk.senses = senses()
    talk.text(said)
    assert talk.session.place is None
