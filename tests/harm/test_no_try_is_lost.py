"""At "is it safe?" nobody is cut off for a question about us, a story, or a cry for help.

The cases stand in ``no_cut_off.yaml``. They are told with the real triage, and the worst of them
through the webhooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline import flows
from hotline.config_files import Document, parse_yaml
from hotline.flows.session import Begin
from hotline.geo import Locator
from tests.conftest import EXPLORE
from tests.flows.talk import CODES, Talk, shipped
from tests.harm.test_answers_move_nothing import Unplaced
from tests.line import Line
from tests.triage.reports import sorter

FILE = parse_yaml("no_cut_off.yaml", (Path(__file__).parent / "no_cut_off.yaml").read_text("utf-8"))
assert isinstance(FILE, Document), FILE
TABLE: dict[str, dict[str, list[str]]] = FILE.data
NO_MORE = ("We will not text you again", "No le vamos a escribir")
TRUTH = ("not the police", "No somos la ley")
QUESTION = ("Is it safe", "sin peligro ahora")


def cases(kind: str) -> Iterator[tuple[str, str]]:
    for language, texts in TABLE[kind].items():
        for text in texts:
            yield language, text


def at_safe(language: str = "en", first: str = "") -> Talk:
    """A text conversation with the real triage, asked whether it is safe."""
    talk = Talk("text", language=language)
    talk.senses = Unplaced(sorter(), cast(Locator, None))
    talk.session = flows.begin(shipped(), medium="text", language=language, params=CODES)
    talk.take(Begin(first or {"en": "hi", "es": "hola"}[language]))
    assert talk.at == "report.safe"
    return talk


def said(talk: Talk, some: tuple[str, ...]) -> bool:
    return any(words in talk.said for words in some)


def test_a_question_about_us_is_answered_truthfully_and_costs_no_try() -> None:
    for language, text in cases("about_us"):
        talk = at_safe(language)
        for _ in range(3):
            talk.say(text)
            assert talk.at == "report.safe" and talk.over is None, text
            assert said(talk, TRUTH) and said(talk, QUESTION), (text, talk.said)
        talk.say({"en": "yes", "es": "sí"}[language])
        assert talk.fact("safe") == "yes", text


def test_a_cry_for_help_is_answered_with_911_and_a_person_s_number() -> None:
    for language, text in cases("cries"):
        talk = at_safe(language)
        talk.say(text)
        assert "911" in talk.said and "1-888-373-7888" in talk.said, (text, talk.said)
        assert said(talk, QUESTION) or talk.fact("urgency") == "P0", text
        assert text in talk.account, "it may be all that someone dares to write"


def test_a_story_instead_of_an_answer_is_kept_and_asked_again() -> None:
    for language, text in cases("told"):
        talk = at_safe(language)
        for _ in range(3):
            talk.say(text)
            assert talk.at == "report.safe" and talk.over is None, text
            assert said(talk, QUESTION), (text, talk.said)
        assert text in talk.account
        talk.say({"en": "yes", "es": "sí"}[language])
        assert talk.fact("safe") == "yes", text


def test_two_texts_that_say_nothing_still_end_quietly() -> None:
    talk = at_safe()
    talk.say("👀", "...")
    assert talk.over == "number_given" and "911" in talk.said and not said(talk, NO_MORE)
    on = at_safe()
    on.say(*["they took our passports"] * 12)
    assert on.over == "number_given", "nobody is asked for ever"


def test_who_does_not_know_is_not_asked_to_go_on() -> None:
    for language, text in cases("unsure"):
        talk = at_safe(language)
        talk.say(text)
        assert talk.fact("safe") == "no" and "911" in talk.said, (text, talk.said)
        assert "1-888-373-7888" in talk.said and not said(talk, NO_MORE), (text, talk.said)
        call = Talk(language=language)
        call.press("1", "2") if language == "en" else call.press("2", "2")
        assert call.at == "report.safe"
        call.say(text)
        assert call.at == "report.stay" and call.over is None, text


def test_harm_that_is_reported_with_a_no_is_answered_with_danger_first() -> None:
    for language, text in cases("harmed"):
        talk = at_safe(language)
        talk.say(text)
        assert "911" in talk.said and not said(talk, NO_MORE), (text, talk.said)
        assert talk.fact("safe") in {None, "no"} and talk.over == "number_given", text
        assert text in talk.account


def test_a_plain_no_still_ends_the_texts() -> None:
    for language, text in cases("plain_no"):
        talk = at_safe(language)
        talk.say(text)
        assert talk.over == "safe_ended" and said(talk, NO_MORE), (text, talk.said)


@pytest.mark.parametrize("upto", ["report.safe", "report.what"])
def test_no_word_ends_a_call_and_a_caller_hears_that_they_may_hang_up(upto: str) -> None:
    for language, text in cases("calls"):
        call = Talk(language=language)
        call.press("1", "2") if language == "en" else call.press("2", "2")
        if upto == "report.what":
            call.press("1")
        assert call.at == upto
        call.say(text)
        assert call.over is None and call.listens, text
        assert any(words in call.said for words in ("You can hang up", "Puede colgar")), text
        assert text in call.account


@settings(max_examples=10_000 if EXPLORE else 40)
@given(
    case=st.sampled_from([*cases("about_us"), *cases("told"), *cases("cries")]),
    others=st.lists(st.sampled_from([*cases("told"), *cases("about_us")]), max_size=3),
    shout=st.booleans(),
    end=st.sampled_from(["", "!", "...", " ", " 🙏"]),
)
def test_no_mix_of_questions_and_stories_ends_it(
    case: tuple[str, str], others: list[tuple[str, str]], shout: bool, end: str
) -> None:
    talk = at_safe(case[0])
    for _, text in [case, *others]:
        talk.say((text.upper() if shout else text) + end)
        if talk.fact("urgency") == "P0":
            return  # danger ends the questions, and names 911
        assert talk.over is None, text


def test_the_worst_of_them_through_the_webhooks(line: Line) -> None:
    first = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
    rows = [
        (("r u the police", "there are 3 girls", "room 12"), "Is it safe"),
        (("hlp me", "plz help"), "1-888-373-7888"),
        (("no hes hitting me",), "911"),
        (("idk",), "911"),
        (("who is this", "yes"), "Is anyone under 18"),
    ]
    for number, (texts, answered) in enumerate(rows, 101):
        sender = f"+1956555{number:04}"
        line.text(sender, first)
        answer = line.text(sender, *texts)
        assert answered in answer and NO_MORE[0] not in answer, (texts, answer)
        opened = line.text(sender, "he is hurting me right now")
        assert "911" in opened, "danger opens it again"
    urgencies = [line.report(tip)["urgency"] for tip in line.tips()]
    assert urgencies == ["P0"] * len(rows)
