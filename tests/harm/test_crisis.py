"""Whoever tells of suicide or self-harm is given 988 in words, and loses nothing else by it.

At commit eb54eb2 no flow named 988, its entry was unverified, and a suicidal person was sent to a
trafficking hotline alone.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain import Known, Lookalike, Role, Type, Urgency
from hotline.flows.prompts import as_text, prompt
from hotline.flows.session import Session
from hotline.flows.text.sms import segments
from hotline.routing import NATIONAL_HOTLINE
from hotline.simulator.phone_call import Call
from tests.flows.talk import shipped
from tests.harm.crisis_cases import TELLS, TELLS_NOT, lines
from tests.line import Line
from tests.routing.books import case, decide
from tests.triage.reports import reported

SAID_988 = ("988", "9 8 8")
SAID_911 = ("911", "9 1 1")


def names(said: str, numbers: tuple[str, ...]) -> bool:
    return any(number in said for number in numbers)


# What is understood ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), lines(TELLS))
def test_who_tells_of_suicide_is_understood(language: str, words: str) -> None:
    triage = reported(words)
    assert triage.signals["suicidal"].value is Known.YES
    assert triage.urgency.value is Urgency.P0


@pytest.mark.parametrize(("language", "words"), lines(TELLS_NOT))
def test_a_denial_a_threat_and_a_figure_of_speech_are_not(language: str, words: str) -> None:
    assert reported(words).signals["suicidal"].value is not Known.YES


@pytest.mark.parametrize(
    "words",
    [
        "he has a gun to my head",
        "he held a knife to my throat",
        "they said they'd take my life",
        "he will end my life if I tell",
        "they keep a gun to her head",
        "me puso una pistola en la cabeza",
    ],
)
def test_a_threat_by_another_stays_danger_now(words: str) -> None:
    assert reported(words).urgency.value is Urgency.P0


CRIES = st.sampled_from([words for language, words in lines(TELLS) if language in {"en", "es"}])
BEFORE = st.sampled_from(["", "My boss took my passport. ", "Hi. ", "Mi patron no me paga. "])
AFTER = st.sampled_from(["", ".", "!!", "... please help", " 😢", "\nI am in Houston"])


@given(before=BEFORE, cry=CRIES, after=AFTER)
def test_it_is_understood_whatever_stands_around_it(before: str, cry: str, after: str) -> None:
    assert reported(before + cry + after).signals["suicidal"].value is Known.YES


# What is said ------------------------------------------------------------------------------------


def test_a_text_in_any_language_is_answered_with_911_and_988(line: Line) -> None:
    first: dict[str, str] = {}
    for language, words in lines(TELLS):
        first.setdefault(language, words)
    for number, (language, words) in enumerate(first.items()):
        said = line.text(f"+1956555{110 + number:04d}", words)
        assert names(said, SAID_911), (language, said)
        assert names(said, SAID_988), (language, said)
        assert said.index("911") < said.index("988"), (language, said)
    assert len(line.tips()) == len(first), "each is a report"
    assert {line.report(tip)["urgency"] for tip in line.tips()} == {"P0"}
    assert not line.carrier.texts_to("988")


STORY = "my boss took my passport and does not pay me"
QUESTIONS = {
    "the first text": [],
    "is it safe": ["hello"],
    "what is happening": ["hello", "yes"],
    "under 18": ["hello", "yes", STORY],
    "where": ["hello", "yes", STORY, "no"],
    "danger now": ["hello", "yes", STORY, "no", "Tulsa OK"],
    "after it was said not to be safe": ["hello", "no"],
    "after the report": [
        "hello", "yes", STORY, "no", "Tulsa OK", "2", "no",
        "no",
    ],
}  # fmt: skip


def test_988_is_given_at_every_question_of_a_text(line: Line) -> None:
    for number, (question, before) in enumerate(QUESTIONS.items()):
        sender = f"+1956555{110 + number:04d}"
        if before:
            assert "988" not in line.text(sender, *before), question
        said = line.text(sender, "I want to kill myself")
        assert "988" in said, (question, said)
        report = line.report(line.tips()[-1])
        assert report["urgency"] == "P0", question
        assert "kill myself" in str(report["evidence"]), question


def test_a_denial_hears_nothing_of_988(line: Line) -> None:
    quiet = [(tag, words) for tag, words in lines(TELLS_NOT) if tag in {"en", "es"}][::4]
    for number, (language, words) in enumerate(quiet):
        said = line.text(f"+1956555{110 + number:04d}", words)
        assert said, words
        assert "988" not in said, (language, words, said)


def test_it_is_said_each_time_that_it_is_reported_and_not_in_between(line: Line) -> None:
    caller = "+19565550123"
    line.text(caller, "hello", "yes")
    assert "988" in line.text(caller, "i dont want to live anymore")
    assert "988" not in line.text(caller, "Houston TX")
    assert "988" in line.text(caller, "i really want to die")


def dialed(call: Call) -> str:
    """The numbers that ring now; a port of this machine may have any digits."""
    return " ".join(call.ringing.lines) if call.ringing is not None else ""


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("12", "I want to kill myself"),
        ("121", "I'm suicidal"),
        ("121", "she says she'll kill herself"),
        ("1", "I want to end my life"),
        ("22", "me quiero suicidar"),
        ("221", "ella dice que se va a matar"),
    ],
)
def test_a_caller_hears_988_and_a_person_is_still_reached(
    line: Line, keys: str, words: str
) -> None:
    call = line.call("+19565550123")
    for key in keys:
        call.press(key)
    call.say(words)
    assert names(call.said, SAID_988), call.said
    assert "988" not in dialed(call), "it is never dialed for anyone"
    call.press("0")
    assert call.ringing is not None, "0 rings a person, as ever"
    assert "988" not in dialed(call)
    assert line.report()["urgency"] == "P0"


def test_the_words_are_short_and_in_every_language() -> None:
    for tag, language in shipped().languages.items():
        for medium in ("voice", "text"):
            said = as_text(prompt(shipped(), Session("", "", medium, tag), "common.crisis"))
            assert names(said, SAID_988), (tag, medium)
        own = language.wording["common.crisis"].prompt
        assert own.voice and own.text, tag
        assert segments(own.text) <= 2, tag


# Where it goes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_a_person_in_crisis_is_talked_with_by_a_person(role: Role) -> None:
    decision = decide(
        case(
            "Houston, TX",
            type=Type.NOT_SPECIFIED,
            urgency=Urgency.P0,
            role=role,
            lookalike=Lookalike.CRISIS,
            signals=frozenset({"suicidal"}),
        )
    )
    due = {task.kind: task.due_minutes for task in decision.tasks}
    assert due["answer_in_crisis"] == 5
    assert [offer.agency_id for offer in decision.offers] == [NATIONAL_HOTLINE]
    assert {line.number for line in decision.lines} == {"+18883737888"}
    why = {reason.subject: reason.why for reason in decision.reasons if reason.step == "agency"}
    assert "988" in why["lifeline_988"]
    assert "never dialed" in why["lifeline_988"]


@pytest.mark.parametrize("kind", [Type.SEX, Type.LABOR, Type.BOTH])
def test_a_trafficked_person_who_thinks_of_suicide_has_both(kind: Type) -> None:
    with_it = decide(
        case("Tulsa, OK", type=kind, urgency=Urgency.P0, signals=frozenset({"suicidal"}))
    )
    without = decide(case("Tulsa, OK", type=kind, urgency=Urgency.P0))
    assert with_it.offers == without.offers
    assert {t.kind for t in with_it.tasks} - {t.kind for t in without.tasks} == {"answer_in_crisis"}
