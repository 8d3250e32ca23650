"""Shouts in the background and words of suicide are heard; the same words in a story are not.

The cases stand in ``cries.yaml``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.config_files import Document, parse_yaml
from hotline.domain import Known, Urgency
from hotline.triage.masked_words import unmasked
from tests.conftest import EXPLORE
from tests.harm.test_no_try_is_lost import at_safe
from tests.line import Line
from tests.triage.reports import reported

FILE = parse_yaml("cries.yaml", (Path(__file__).parent / "cries.yaml").read_text("utf-8"))
assert isinstance(FILE, Document), FILE
TABLE: dict[str, list[str]] = FILE.data


@pytest.mark.parametrize("kind", ["danger", "alone", "still_danger"])
def test_a_cry_is_danger_now(kind: str) -> None:
    missed = [text for text in TABLE[kind] if reported(text).urgency.value is not Urgency.P0]
    assert not missed, missed


def test_the_same_words_in_a_story_are_no_danger_now() -> None:
    false = [text for text in TABLE["no_danger"] if reported(text).urgency.value is Urgency.P0]
    assert not false, false


@pytest.mark.parametrize("kind", ["suicide", "no_suicide"])
def test_words_of_suicide_and_figures_of_speech(kind: str) -> None:
    wrong = [
        text
        for text in TABLE[kind]
        if (reported(text).signals["suicidal"].value is Known.YES) is (kind == "no_suicide")
    ]
    assert not wrong, wrong


def test_suicide_is_urgent_and_a_death_that_others_bring_is_danger() -> None:
    slow = [text for text in TABLE["suicide"] if reported(text).urgency.value is not Urgency.P0]
    assert not slow, slow
    wrong = [
        text
        for text in TABLE["death_near"]
        if reported(text).urgency.value is not Urgency.P0
        or reported(text).signals["suicidal"].value is Known.YES
    ]
    assert not wrong, wrong


HIDDEN = ("suicide", "suicidal", "kill", "die", "rape", "suicidio", "matarme")


@given(word=st.sampled_from(HIDDEN), at=st.integers(1, 6), sign=st.sampled_from("*#!"))
def test_a_hidden_letter_is_read(word: str, at: int, sign: str) -> None:
    place = min(at, len(word) - 2)
    hidden = f"i {word[:place]}{sign}{word[place + 1 :]} now"
    assert unmasked(hidden) == f"i {word} now"


@given(text=st.text(alphabet="ab*#! kil", max_size=40))
def test_no_place_in_a_text_moves(text: str) -> None:
    assert len(unmasked(text)) == len(text)


@settings(max_examples=5_000 if EXPLORE else 150)
@given(
    cry=st.sampled_from(TABLE["danger"]),
    before=st.sampled_from(["", "my boss does not pay us. ", "No pagan. ", "hello. "]),
    around=st.sampled_from(["{}", "please {}", "no, {}", "ay {}", "{} please", "{} now"]),
    end=st.sampled_from(["", "!", "...", "!!!", " 😢"]),
    upper=st.booleans(),
)
def test_a_cry_is_heard_whatever_stands_around_it(
    cry: str, before: str, around: str, end: str, upper: bool
) -> None:
    said = around.format(cry.rstrip(".!"))
    text = before + (said.upper() if upper else said) + end
    assert reported(text).urgency.value is Urgency.P0, text


@pytest.mark.parametrize("language", ["en", "es"])
def test_spanish_alone_is_answered_in_spanish(language: str) -> None:
    talk = at_safe("en", first="hola" if language == "es" else "hi")
    talk.say("claro que no")
    assert talk.session.language == "es" and "No le vamos a escribir" in talk.said
    talk = at_safe("en", first="hola" if language == "es" else "hi")
    talk.say("suicidio")
    assert talk.session.language == "es" and "988" in talk.said and "suicidio" in talk.said


def test_in_calls_and_texts(line: Line) -> None:
    for number, words in enumerate(["let me go", "¡Suéltame!", "she od'd", "he found my phone"]):
        call = line.call(f"+1956555{120 + number:04}")
        call.press("1")
        call.press("2")
        call.say(words)
        assert "9 1 1" in call.said, (words, call.said)
        assert line.report(line.tips()[-1])["urgency"] == "P0", words
    for number, words in enumerate(["I have a plan to die tonight", "Ive been cutting"]):
        said = line.text(f"+1956555{140 + number:04}", words)
        assert "988" in said and said.index("911") < said.index("988"), said
