"""What keeps a frightened person safe, in both full languages and on both media, in one place."""

from __future__ import annotations

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
    "en": ("we have to report what we know", "must be reported"),
    "es": ("tenemos que reportar", "se debe reportar"),
}
QUESTION = {"en": ("tell me what is happening", "What is"), "es": ("qué está pasando", "¿Qué pasa")}
DELETE = {
    "en": ("You can delete this call", "delete these texts"),
    "es": ("Puede borrar esta llamada", "borre estos mensajes"),
}
STOPS = {"en": "STOP", "es": "ALTO"}


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


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_not_safe_ends_it_and_nothing_follows(medium: MediumName, language: str) -> None:
    talk = begun(medium, language)
    talk.say("no")
    assert talk.over == "safe_ended"
    never = {"en": ("Nobody will call you back", "not text you again"),
             "es": ("Nadie le va a devolver la llamada", "No le vamos a escribir")}  # fmt: skip
    assert any(words in talk.said for words in never[language])


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_whoever_told_all_is_thanked_and_told_to_delete_it(
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


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_the_stop_word_ends_it_at_once_without_a_word(medium: MediumName, language: str) -> None:
    for word in STOPS.values():
        talk = begun(medium, language)
        talk.say(word)
        assert talk.over == "stopped" and talk.said == ""


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
