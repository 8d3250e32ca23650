"""A denial in two texts is no yes, and a yes that the next text denies is asked for again."""

from __future__ import annotations

import copy
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.second_texts import is_begun_denial
from tests.conftest import EXPLORE
from tests.flows.talk import SimpleSenses, Talk, shipped
from tests.harm.test_consent import AFTER, BEFORE
from tests.harm.test_plain_yes import TABLE as PLAIN_YES

HELLO = {"en": "hello", "es": "hola"}
STORY = {
    "en": "my boss keeps my passport and never pays us at the warehouse in Laredo Texas",
    "es": "mi jefe me quita el pasaporte y nunca me paga en la bodega en Laredo Texas",
}
BEGINS = {
    "en": ["not", "I am not", "it's not", "its not", "I don't", "I don't think", "never really",
           "i do not feel", "I'm not so", "it isn't", "No it's not very", "im not"],
    "es": ["no es", "no me siento", "no creo que", "no es muy", "no estoy", "no es que"],
}  # fmt: skip
AGREES = {
    "en": ["yes", "ok", "ok with that", "safe", "it is safe", "sure", "fine", "alone", "good"],
    "es": ["sí", "si", "seguro", "segura", "está bien", "ok", "sola"],
}
TAKEN_BACK = {
    "en": ["sorry no", "no wait", "I mean no", "wait no", "actually no", "no, I meant", "Sorry no",
           "no actually", "no hold on", "my mistake, no"],
    "es": ["perdón no", "digo no", "no, espere", "quise decir no", "no espera", "espere, no",
           "mejor dicho no", "me equivoqué, no"],
}  # fmt: skip
NO_YES = {None, "no", "unknown"}


def asked_if_safe(language: str) -> Talk:
    talk = Talk("text", language=language, first=HELLO[language])
    assert talk.at == "report.safe" and talk.session.language == language
    return talk


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [(tag, *both) for tag in ("en", "es") for both in product(BEGINS[tag], AGREES[tag])],
)
def test_a_denial_in_two_texts_is_never_safe(language: str, first: str, then: str) -> None:
    talk = asked_if_safe(language)
    talk.text(first)
    if talk.at == "report.safe":
        talk.text(then)
    assert talk.fact("safe") in NO_YES


def asked_for_consent(language: str) -> Talk:
    """At the question whether the police may know."""
    talk = asked_if_safe(language)
    talk.text({"en": "yes", "es": "sí"}[language])
    for words in (STORY[language], "3", "2", "2", "1", "1", "1", "1", "1"):
        step = shipped().step(*talk.at.split("."))
        if getattr(step, "care", "") == "consent":
            return talk
        talk.text(words)
    raise AssertionError(f"consent was not asked for, but {talk.at}")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_denial_in_two_texts_is_never_consent(language: str) -> None:
    for first, then in product(BEGINS[language], AGREES[language]):
        talk = asked_for_consent(language)
        at = talk.at
        fact = getattr(shipped().step(*at.split(".")), "fact", "")
        talk.text(first)
        if talk.at == at:
            talk.text(then)
        assert talk.fact(fact) in NO_YES, (first, then)


@pytest.mark.parametrize(
    ("language", "words"), [(tag, words) for tag in ("en", "es") for words in TAKEN_BACK[tag]]
)
def test_a_yes_that_the_next_text_denies_is_asked_for_again(language: str, words: str) -> None:
    talk = asked_if_safe(language)
    talk.text({"en": "yes", "es": "sí"}[language], words)
    assert talk.at == "report.safe" and talk.fact("safe") in NO_YES
    talk.text({"en": "no", "es": "no"}[language])
    assert talk.fact("safe") == "no"


@pytest.mark.parametrize("words", ["yes", "1", "it is safe", "ok"])
@pytest.mark.parametrize("first", ["what?", "who is this", "hm", "let me see", "why"])
def test_whoever_only_hesitated_is_believed(first: str, words: str) -> None:
    talk = asked_if_safe("en")
    talk.text(first)
    if talk.at == "report.safe":
        talk.text(words)
        assert talk.fact("safe") == "yes"


@pytest.mark.parametrize("words", ["no", "no sorry", "No, sorry.", "no thanks", "nobody"])
def test_a_plain_no_answers_what_was_asked_last(words: str) -> None:
    talk = asked_if_safe("en")
    talk.text("yes", words)
    assert talk.fact("safe") == "yes" and talk.at != "report.safe"


QUALIFIED = {
    "en": ["but not now", "but he is here", "but hes in the next room", "but don't call", "though",
           "not really", "not really though", "I guess", "if it's anonymous", "maybe", "as if",
           "lol", "until he wakes up", "when I am gone", "only if he is out",
           "however not today", "yet", "although I'm scared", "and", "because", "🙄", "👎",
           "unless he comes back"],
    "es": ["pero no ahora", "pero no llame", "pero aquí está él", "aunque no mucho", "no mucho",
           "supongo", "tal vez", "pero ya viene", "ni modo", "ya qué", "solo si no se entera",
           "cuando se duerma", "hasta que llegue", "es que", "creo", "🤐", "pero mañana"],
}  # fmt: skip
GOES_ON = {
    "en": ["he hits me", "my boss took my passport", "we are not paid", "not paid for three months",
           "no pay since May", "nobody pays us", "hello", "it is about my sister", "never paid us",
           "they lock the door", "no", "no thanks", "thank you", "ok", "I work at the nail salon"],
    "es": ["no me pagan", "nunca nos pagan", "quiero contarle de nuestra calle", "hola",
           "tengo algo que contar", "es sobre mi hermana", "mi jefe me quitó el pasaporte",
           "gracias", "no gracias", "nadie nos paga", "sin paga", "no nos dejan salir",
           "ok", "trabajo en la bodega"],
}  # fmt: skip
PLAIN = {"en": ["yes", "ok", "sure", "Yes.", "yes,"], "es": ["sí", "si", "claro", "Sí.", "ok"]}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_yes_that_the_next_text_qualifies_is_asked_for_again(language: str) -> None:
    safety, consent = asked_if_safe(language), asked_for_consent(language)
    fact = getattr(shipped().step(*consent.at.split(".")), "fact", "")
    for first, then in product(PLAIN[language], QUALIFIED[language]):
        for start, known in ((safety, "safe"), (consent, fact)):
            talk = copy.deepcopy(start)
            talk.text(first, then)
            assert talk.fact(known) in NO_YES, (first, then, known)
            assert talk.at == start.at, (first, then, known)


@pytest.mark.parametrize("language", ["en", "es"])
def test_whoever_begins_to_tell_is_not_asked_again_if_it_is_safe(language: str) -> None:
    safety = asked_if_safe(language)
    for first, then in product(PLAIN[language], GOES_ON[language]):
        talk = copy.deepcopy(safety)
        talk.text(first, then)
        assert talk.fact("safe") == "yes", (first, then)


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "am I", "safe"),
        ("en", "is it", "safe"),
        ("en", "he says", "yes"),
        ("en", "if he leaves", "I am safe"),
        ("en", "hopefully", "yes"),
        ("en", "I think", "yes"),
        ("en", "maybe", "ok"),
        ("en", "I am sure it's not", "safe"),
        ("en", "when he sleeps", "it is safe"),
        ("es", "supongo que", "sí"),
        ("es", "creo", "que sí"),
        ("es", "dice que", "sí"),
        ("es", "a lo mejor", "sí"),
        ("es", "qué es", "seguro"),
        ("es", "cuando se va", "es seguro"),
        ("es", "me dijo que dijera", "que sí"),
    ],
)
def test_half_a_sentence_is_read_with_its_other_half(language: str, first: str, then: str) -> None:
    talk = asked_if_safe(language)
    talk.text(first)
    if talk.at == "report.safe":
        talk.text(then)
    assert talk.fact("safe") in NO_YES


@pytest.mark.parametrize(
    ("first", "then"),
    [("I am", "safe"), ("it is", "safe"), ("yes", "please"), ("I can", "talk"), ("ok", "yes")],
)
def test_a_yes_in_two_texts_is_a_yes(first: str, then: str) -> None:
    talk = asked_if_safe("en")
    talk.text(first, then)
    assert talk.fact("safe") == "yes"


@pytest.mark.parametrize(
    "then", ["no me oye", "nadie me oye", "no me ve", "mi jefe no se entera", "él no está aquí"]
)
def test_si_without_an_accent_and_then_about_someone_is_an_if(then: str) -> None:
    talk = asked_if_safe("es")
    talk.text("si", then)
    assert talk.at == "report.safe" and talk.fact("safe") in NO_YES


def test_harm_beside_a_yes_is_answered_and_not_asked_about() -> None:
    talk = asked_if_safe("en")
    talk.text("yes", "but he has a gun and says he will kill me")
    assert talk.fact("urgency") == "P0" and "911" in talk.said


CONDITIONS = [
    "si no me ve", "si no me oye", "Si nadie me ve", "si él no está", "si ella no está", "si se va",
    "si me deja", "si se duerme", "sí, si no me ve", "si alguien me ayuda",
    "mientras no esté", "siempre que no venga", "solo si no está",
]  # fmt: skip


@pytest.mark.parametrize("words", CONDITIONS)
def test_a_condition_is_no_yes_though_it_begins_like_one(words: str) -> None:
    talk = asked_if_safe("es")
    talk.text(words)
    assert talk.fact("safe") in NO_YES


@pytest.mark.parametrize(
    "words", ["si", "sí", "Si.", "si claro", "si gracias", "si, puedo", "sí puedo", "si es seguro",
              "si estoy sola", "si por favor", "si señora", "si todo bien", "si, no hay nadie"]
)  # fmt: skip
def test_a_yes_without_its_accent_is_a_yes(words: str) -> None:
    talk = asked_if_safe("es")
    talk.text(words)
    assert talk.fact("safe") == "yes"


@given(
    st.sampled_from(["not", "never", "isn't", "don't think", "do not feel", "am not really"]),
    st.sampled_from(["", "I ", "it ", "he ", "we ", "really I "]),
)
def test_a_denial_without_what_it_denies_has_only_begun(denial: str, who: str) -> None:
    known = shipped().languages["en"].answers
    assert is_begun_denial(f"{who}{denial}", known)
    assert not is_begun_denial(f"{who}{denial} locked in a house", known)


# Every answer of the tables, cut in two ---------------------------------------------------------

YESES = {
    "en": ["yes", "ok", "sure", "safe", "it is safe", "I am safe", "fine"],
    "es": ["sí", "claro", "está bien", "seguro", "estoy segura", "de acuerdo"],
}
SENSES = SimpleSenses()
BARE_NO = {"no", "nope"}
"""What may refuse to tell more, and is no answer to a question that was answered before."""
ANSWERS_NEXT = {"2", "from work", "at night", "en la noche", "mañana", "at work."}
"""Each answers the question that follows the yes."""
CUT = [
    (tag, kind, text, at)
    for tag in ("en", "es")
    for kind in ("safety", "consent")
    for text in dict.fromkeys(
        [
            *PLAIN_YES[tag]["anywhere"],
            *PLAIN_YES[tag][kind],
            *(form.format(yes) for form in (*BEFORE[tag], *AFTER[tag]) for yes in YESES[tag]),
        ]
    )
    for at in range(1, len(text.split()))
]
KNOWN_WHOLE = {"yes good one", "Ay sí, claro.", "safe house"}
"""Of these the first part has been answered by asking again, and the second is a yes to that."""


def told_in_two(talk: Talk, text: str, at: int) -> tuple[str, str]:
    words = text.split()
    first, then = " ".join(words[:at]), " ".join(words[at:])
    talk.text(first, then)
    return first, then


def test_no_denial_of_the_tables_cut_in_two_is_a_yes() -> None:
    starts = {
        (tag, kind): asked_if_safe(tag) if kind == "safety" else asked_for_consent(tag)
        for tag in ("en", "es")
        for kind in ("safety", "consent")
    }
    taken = []
    for tag, kind, text, at in CUT if EXPLORE else CUT[::7]:
        start = starts[tag, kind]
        step = shipped().step(*start.at.split("."))
        talk = copy.deepcopy(start)
        _, then = told_in_two(talk, text, at)
        if talk.fact(getattr(step, "fact", "safe")) in NO_YES or text in KNOWN_WHOLE:
            continue
        reports = SENSES.assess((then,), {}, tag) != SENSES.assess((), {}, tag)
        if then.strip(" .-") not in BARE_NO and then not in ANSWERS_NEXT and not reports:
            taken.append((tag, kind, text, then))
    assert not taken, taken


def test_a_plain_yes_of_the_tables_cut_in_two_is_a_yes_or_asked_again() -> None:
    for tag in ("en", "es"):
        start = asked_if_safe(tag)
        for text in PLAIN_YES[tag]["plain"]["safety"]:
            for at in range(1, len(text.split())):
                talk = copy.deepcopy(start)
                told_in_two(talk, text, at)
                if talk.fact("safe") != "yes" and talk.at == start.at:
                    talk.text({"en": "yes", "es": "sí"}[tag])
                assert talk.fact("safe") == "yes" or text in {"todo bien", "mi patrón no está aquí"}
