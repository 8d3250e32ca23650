"""What keeps a frightened person safe, in both full languages and on both media, in one place."""

from __future__ import annotations

import re

import pytest

from hotline.flows.book import MediumName
from tests.flows.talk import Talk

EVERY = [(medium, language) for medium in ("voice", "text") for language in ("en", "es")]
HELLO = {"en": "hello there", "es": "hola mi amiga"}
STORY = {
    "en": "they keep us in the house and the boss does not pay anybody",
    "es": "nos tienen en la casa y el patrón no le paga a nadie",
}
SAFE = {
    "en": ("Is it safe for you to talk", "Is it safe for you to text"),
    "es": ("¿Puede hablar sin peligro", "¿Puede escribir sin peligro"),
}
LIMITS = {
    "en": ("we have to report what we know", "must report it"),
    "es": ("tenemos que avisar", "tenemos que avisar"),
}
QUESTION = {"en": ("tell me what is happening", "What is"), "es": ("qué está pasando", "¿Qué pasa")}
DELETE = {
    "en": ("You can delete this call", "delete these texts"),
    "es": ("Puede borrar esta llamada", "borre estos mensajes"),
}
STOPS = ("STOP", "Cancel", "opt-out")
HOTLINE = "1, 8 8 8, 3 7 3, 7 8 8 8"
NOT_UNDERSTOOD = {"en": "did not understand", "es": "Disculpe, "}


def begun(medium: MediumName, language: str) -> Talk:
    """A conversation at the question whether it is safe."""
    if medium == "text":
        talk = Talk("text", first=HELLO[language])
    else:
        talk = Talk()
        assert "9 1 1" in talk.said
        talk.press({"en": "1", "es": "2"}[language], "2")
    assert talk.session.language == language and talk.at == "report.safe"
    return talk


def yes(talk: Talk, times: int = 1) -> None:
    """Agree, by key on the telephone."""
    for _ in range(times):
        if talk.session.medium == "text":
            talk.text("1")
        else:
            talk.press("1")


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_911_then_safe_then_the_limits_and_only_then_the_story(
    medium: MediumName, language: str
) -> None:
    which = EVERY.index((medium, language)) // 2
    talk = begun(medium, language)
    assert SAFE[language][which] in talk.said
    if medium == "text":
        assert "911" in talk.said and talk.said.index("911") < talk.said.index(SAFE[language][1])
        talk.text({"en": "yes", "es": "si"}[language])
    else:
        talk.press("1")
    limits, question = LIMITS[language][which], QUESTION[language][which]
    assert talk.said.index(limits) < talk.said.index(question)
    assert talk.at == "report.what"


@pytest.mark.parametrize("language", ["en", "es"])
def test_not_safe_ends_a_text_with_911_and_nothing_follows(language: str) -> None:
    text = begun("text", language)
    text.text("no")
    assert text.over == "safe_ended"
    never = {"en": "not text you again", "es": "No le vamos a escribir"}[language]
    danger = {"en": "In danger: 911", "es": "En peligro: 911"}[language]
    assert never in text.said and danger in text.said


@pytest.mark.parametrize("language", ["en", "es"])
def test_not_safe_on_a_call_leaves_the_caller_the_line_a_person_and_the_number(
    language: str,
) -> None:
    stays = {"en": "stay on the line", "es": "quedarse en la línea"}[language]
    call = begun("voice", language)
    call.press("2")
    assert call.listens and stays in call.said and re.search(r"\b0\b", call.said)
    call.wait()
    assert (
        call.listens
        and HOTLINE in call.said
        and "9 1 1" in call.said
        and re.search(r"\b0\b", call.said)
    )
    call.wait()
    assert call.over == "number_given" and HOTLINE in call.said
    for waits in (0, 1):
        rung = begun("voice", language)
        rung.press("2")
        for _ in range(waits):
            rung.wait()
        rung.press("0")
        assert rung.rings == "person"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_caller_who_can_talk_later_goes_on_where_it_stood(language: str) -> None:
    call = begun("voice", language)
    call.press("2", "1")
    assert LIMITS[language][0] in call.said and call.at == "report.what"
    assert call.fact("safe") == "yes"


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_somebody_else_says_to_a_caller_who_is_not_safe_rings_nobody(language: str) -> None:
    call = begun("voice", language)
    call.press("2")
    unclear = NOT_UNDERSTOOD[language]
    call.say({"en": "give me that", "es": "dame eso"}[language])
    assert call.at == "report.stay_number" and unclear not in call.said
    call.press("7")
    assert call.over == "number_given" and unclear not in call.said


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_whoever_reported_all_is_thanked_and_asked_to_delete_it(
    medium: MediumName, language: str
) -> None:
    talk = begun(medium, language)
    yes(talk) if medium == "voice" else talk.text({"en": "yes", "es": "si"}[language])
    talk.say(STORY[language])
    for _ in range(12):
        if talk.over:
            break
        if talk.at == "report.where":
            talk.say("Laredo, Texas") if not talk.session.asking else yes(talk)
        elif talk.at in {"report.offer_person", "report.codes_again", "report.law_enforcement"}:
            talk.press("2") if medium == "voice" else talk.text("2")
        else:
            yes(talk) if talk.at in {"report.contact", "report.window"} else talk.say("2")
    assert talk.over == "thanked", talk.at
    assert any(words in talk.said for words in DELETE[language])
    assert talk.fact("contact") == "yes" and talk.fact("window") == "any", "the hours were asked"
    assert talk.fact("law_enforcement") in {"no", None}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_carrier_s_stop_word_ends_a_text_without_a_word_and_no_call(language: str) -> None:
    for word in STOPS:
        talk = begun("text", language)
        talk.say(word)
        assert talk.over == "stopped" and talk.said == ""
        talk = begun("voice", language)
        talk.say(word)
        assert talk.listens and talk.said


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_who_does_not_want_to_be_contacted_is_not_asked_when(
    medium: MediumName, language: str
) -> None:
    talk = Talk(
        medium,
        language=language,
        flow="report",
        facts={"in_danger": "no", "safe": "yes", "story": "told", "kind": "labor",
               "role": "third_party", "minor": "no", "place_asked": "yes", "happening_now": "no"},
    )  # fmt: skip
    assert talk.at == "report.contact"
    talk.say("no")
    assert talk.fact("contact") == "no" and talk.fact("window") is None
    assert talk.at != "report.window"
