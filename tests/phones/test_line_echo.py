"""A recognizer hears the line itself: from a loudspeaker, a second phone, a recording."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.text.line_echo import without_echo
from hotline.flows.text.own_words import words_of
from tests.flows.talk import shipped
from tests.line import Line

SAID = sorted(
    {
        words.prompt.voice
        for language in shipped().languages.values()
        for words in language.wording.values()
        if len(words_of(words.prompt.voice)) >= 7 and "{" not in words.prompt.voice
    }
)
WRITTEN: list[Callable[[str], str]] = [
    str,
    str.lower,
    lambda text: text.replace(",", "").rstrip(".?"),
]


@settings(max_examples=60)
@given(
    st.sampled_from(SAID),
    st.sampled_from(WRITTEN),
)
def test_nothing_that_the_line_says_is_heard_as_the_caller(
    said: str, written: Callable[[str], str]
) -> None:
    assert without_echo(written(said), shipped()) == ""


@pytest.mark.parametrize("answer", ["no", "yes", "she is fifteen", "i do not know"])
def test_an_answer_over_the_question_is_heard_alone(answer: str) -> None:
    assert without_echo(f"is anyone under 18 involved {answer}", shipped()) == answer


@pytest.mark.parametrize(
    "words",
    [
        "someone is being forced to work",
        "someone is being forced into sex acts",
        "I'm not sure where that is",
        "I am in danger",
        "is it safe to talk",
        "who is this",
        "I want to talk with a person",
        "yes it is safe",
        "press one",
        "no one could answer",
        "alguien está en peligro",
        "no es seguro hablar",
    ],
)
def test_what_callers_say_is_heard(words: str) -> None:
    assert without_echo(words, shipped()) == words


def test_the_menu_from_a_loudspeaker_answers_nothing_and_endangers_nobody(line: Line) -> None:
    call = line.call("+19565550136")
    for key in "121":
        call.press(key)
    call.say("my boss keeps my passport and never pays us")
    tip = line.tips()[-1]
    before = line.report(tip)
    call.say("Si alguien está en peligro, cuelgue y marque el 9 1 1. Un sistema hace las preguntas")
    assert call.ringing is None, "nobody is rung for it"
    after = line.report(tip)
    assert after == before and after["urgency"] != "P0"
