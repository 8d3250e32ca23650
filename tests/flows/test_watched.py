"""Somebody else holds, sees or hears the telephone, and danger that is told at any question."""

from __future__ import annotations

import pytest

from hotline import flows
from hotline.flows.book import MediumName
from hotline.flows.graph import graph
from hotline.flows.session import Over, Session, Spoke, Statement, WantTransfer
from tests.flows.talk import CODES, SimpleSenses, Talk, shipped
from tests.flows.test_safety import EVERY, HOTLINE, LIMITS, NOT_UNDERSTOOD, begun
from tests.flows.test_walk import real_senses

WATCHED = {
    "en": [
        "someone is listening", "Somebody\u2019s listening.", "he is here", "He's here!",
        "he is looking at my phone", "my boyfriend is looking at my phone", "he's watching me",
        "not alone", "I'm not alone right now", "cant talk", "I can't talk now",
        "he took the phone this is her boyfriend", "this is her husband",
        "yes but he is in the next room", "he can see my phone", "call me later please",
    ],
    "es": [
        "hay alguien escuchando", "Alguien me está escuchando", "él está aquí", "¡Él está aquí!",
        "está viendo mi teléfono", "mi novio esta viendo mi telefono", "me está mirando",
        "no estoy sola", "no estoy solo ahorita", "no puedo hablar", "ahorita no puedo hablar",
        "agarró el teléfono, habla su novio", "soy su esposo",
        "si pero el esta en el otro cuarto", "el me ve", "llame mas tarde por favor",
    ],
}  # fmt: skip
ALONE = {
    "en": ["nobody is listening", "He's not listening", "no one is watching me", "I am alone"],
    "es": ["nadie está escuchando", "No me está mirando", "no hay nadie", "estoy sola"],
}
LONG = {
    "en": "my boss came from Ohio and he is here in Laredo every day to take our pay",
    "es": "mi patrón vino de Ohio y el esta aqui en Laredo todos los días y no nos paga",
}
DANGER = {
    "en": "No he has a gun and is beating me",
    "es": "No él tiene una gun y me está pegando",
}
"""The test's senses know one word of danger; the real ones are told in tests/stories."""


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_languages_know_as_much(language: str) -> None:
    other = {"en": "es", "es": "en"}[language]
    assert len(WATCHED[language]) == len(WATCHED[other])


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_whoever_is_watched_is_left_alone(medium: MediumName, language: str) -> None:
    for words in WATCHED[language]:
        talk = begun(medium, language)
        talk.say(words)
        assert talk.fact("safe") == "no", words
        assert talk.rings is None and NOT_UNDERSTOOD[language] not in talk.said, words
        assert talk.over == "safe_ended" if medium == "text" else talk.at == "report.stay", words
        assert words in talk.account, "who it is that listens is kept for the dispatcher"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_says_it_in_the_other_language_too(language: str) -> None:
    other = {"en": "es", "es": "en"}[language]
    for words in WATCHED[other]:
        text = begun("text", language)
        text.text(words)
        assert text.over == "safe_ended", words


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_whoever_says_that_nobody_listens_goes_on(medium: MediumName, language: str) -> None:
    for words in ALONE[language]:
        talk = begun(medium, language)
        talk.say(words)
        assert talk.fact("safe") == "yes" and talk.at == "report.what", words


@pytest.mark.parametrize("language", ["en", "es"])
def test_in_a_story_the_same_words_answer_nothing(language: str) -> None:
    text = begun("text", language)
    text.text(LONG[language])
    assert text.at == "report.safe" and text.fact("safe") is None
    assert LONG[language] in text.account


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_is_asked_at_most_once_more_whether_it_is_safe(language: str) -> None:
    unclear = {
        "en": ["maybe", "hmm"],
        "es": ["tal vez", "pues"],
    }
    for first, second in (unclear[language], unclear[language][::-1]):
        text = begun("text", language)
        text.text(first)
        assert text.at == "report.safe" and not text.over
        text.text(second)
        assert text.over == "number_given" and text.fact("safe") == "no"
        assert "911" in text.said and "1-888-373-7888" in text.said
        assert {first, second} <= set(text.account), "it is kept all the same"


@pytest.mark.parametrize("language", ["en", "es"])
def test_danger_in_a_text_that_is_not_known_to_be_safe_is_answered_once_and_quietly(
    language: str,
) -> None:
    text = begun("text", language)
    text.text(DANGER[language])
    assert text.fact("urgency") == "P0" and text.over == "number_given"
    assert "911" in text.said and "1-888-373-7888" in text.said
    assert DANGER[language] in text.account


@pytest.mark.parametrize("language", ["en", "es"])
def test_danger_reported_with_a_yes_hears_the_limits_911_and_where(language: str) -> None:
    text = begun("text", language)
    text.text({"en": "Yes. He has a gun", "es": "Sí. Tiene una gun en la mano"}[language])
    assert text.said.index(LIMITS[language][1]) < text.said.index("911")
    text.text({"en": "in the kitchen", "es": "en la cocina"}[language])
    assert text.at == "report.where_first"


@pytest.mark.parametrize("language", ["en", "es"])
def test_danger_reported_on_a_call_hears_911_is_asked_where_once_and_offered_a_person(
    language: str,
) -> None:
    call = begun("voice", language)
    call.say(DANGER[language])
    assert "9 1 1" in call.said and call.at == "report.where_first"
    assert NOT_UNDERSTOOD[language] not in call.said
    call.say("Laredo, Texas")
    call.press("1")
    assert call.at == "report.offer_now"
    call.press("1")
    assert call.rings == "person"


def test_whoever_wants_no_person_is_asked_whether_it_is_safe_and_not_twice_about_the_rest() -> None:
    call = begun("voice", "en")
    call.say(DANGER["en"].removeprefix("No "))
    call.press("78040", "1", "2")
    assert call.at == "report.safe", "nobody has said that it is"
    call.press("1")
    assert LIMITS["en"][0] in call.said
    if call.at == "report.what":
        call.wait()
    assert call.at == "report.kind", "neither the place nor a person is offered again"


def test_danger_reported_where_the_call_begins_hears_911_and_where() -> None:
    call = Talk()
    call.press("1")
    call.say("he has a gun and he beats her")
    assert "9 1 1" in call.said and call.at == "report.where_first"


@pytest.mark.parametrize(("medium", "language"), EVERY)
def test_danger_reported_at_any_question_is_answered_and_never_called_unclear(
    medium: MediumName, language: str
) -> None:
    book = shipped()
    unclear = [
        book.words(language, key)[0].prompt
        for key in ("common.not_understood", "common.place_again", "common.silence")
    ]
    ways = graph(book, medium, language)
    asked = [node for node in ways.edges if ways.waits(node) and ways.may_run(node)]
    assert len(asked) > 15
    for node in asked:
        standing = Session(node.flow, node.step, medium, language, params=CODES)
        turn = flows.advance(book, standing, Spoke("he has a gun"), SimpleSenses())
        said = " ".join(prompt.text for prompt in turn.prompts)
        at = f"{node}: {said}"
        answered = "911" in said.replace(" ", "") or isinstance(turn.then, WantTransfer)
        assert answered, at
        assert not any(words.voice in said and words.voice for words in unclear), at
        assert not any(words.text in said and words.text for words in unclear), at
        assert any(isinstance(learned, Statement) for learned in turn.learned), at
        if medium == "voice" and isinstance(turn.then, Over):
            assert HOTLINE in said, at


def test_a_place_is_no_sign_of_a_language() -> None:
    text = begun("text", "es")
    text.text("sí", "Tiene una gun")
    assert text.at == "report.where_first"
    text.text("en Laredo Texas")
    assert text.session.language == "es" and text.session.place_label == "Laredo, Texas"


@pytest.mark.parametrize(
    ("announced", "account", "language"),
    [
        ("hello this is relay operator 12 with a relay call", "he is beating me now", "en"),
        ("hola esta es una operadora de relevo con una llamada para usted", "me está pegando ahora",
         "es"),
    ],
)  # fmt: skip
def test_a_relay_operators_announcement_is_no_danger_and_what_follows_it_is(
    announced: str, account: str, language: str
) -> None:
    senses = real_senses()
    assert senses is not None
    assert senses.assess([announced], {}, language)["urgency"] != "P0"
    assert senses.assess([f"{announced}: {account}"], {}, language)["urgency"] == "P0"
