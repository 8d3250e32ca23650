"""Reading answers and conditions: accents, scripts, spoken digits, a stray word in a story."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.book import Choice, FactQuestion, Language, Spoken, Words
from hotline.flows.conditions import read_condition
from hotline.flows.text.answers import command_in, is_story, language_named, plain, read_digits
from hotline.flows.text.reader import read
from hotline.flows.text.short_answers import ANY, compiled, literal
from tests.flows.talk import shipped

ENGLISH = shipped().languages["en"].answers
ASK = FactQuestion(
    id="safe",
    line=1,
    wording="x.safe",
    fact="safe",
    choices=(Choice("yes", "1", "on"), Choice("no", "2", "off"), Choice("unsure", "3", "on")),
)
SAID = Words(
    Spoken("", ""),
    said={
        "yes": frozenset({"yes", "si", "right now", "네", "是"}),
        "no": frozenset({"no", "not safe", "not right now", "아니요"}),
        "unsure": frozenset({"not sure", "no se"}),
    },
)
SPOKEN = Language(
    "en",
    "English",
    "en-US",
    commands={"unknown": frozenset({"i dont know", "not sure"})},
    digits={"one": "1", "dos": "2", "three": "3"},
    answers=replace(ENGLISH, denies=ENGLISH.denies | {"아니요"}),
)


def chosen(text: str) -> str | None:
    choice, _ = read(ASK, SAID, text, SPOKEN)
    return choice.value if choice else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sí.", "yes"),
        ("SI", "yes"),
        ("¡Sí!", "yes"),
        ("No, gracias", "no"),
        ("not safe", "no"),
        ("It's not safe", "no"),
        ("not right now", "no"),
        ("it happens right now at the motel", "yes"),
        ("No sé", "unsure"),
        ("네", "yes"),
        ("네, 지금", "yes"),
        ("아니요.", "no"),
        ("是的", "yes"),
        ("1", "yes"),
        ("2.", "no"),
        ("one", "yes"),
        ("dos", "no"),
        ("1. she is my cousin and lives there", "yes"),
        ("No. He keeps her in the house", "no"),
        ("", None),
        ("???", None),
        ("3 girls are held there by a man", None),
        ("there is no way out of here", None),
        ("maybe", None),
        ("yes no", None),
        ("si no", None),
    ],
)
def test_what_an_answer_means(text: str, value: str | None) -> None:
    assert chosen(text) == value


def test_how_much_was_said_besides() -> None:
    assert read(ASK, SAID, "yes", SPOKEN)[1] == 0
    assert read(ASK, SAID, "yes, Laredo", SPOKEN)[1] == 1
    assert read(ASK, SAID, "yes. he is at the farm", SPOKEN)[1] == 5


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP", "stop"),
        ("¡ALTO!", "how_to_stop"),
        ("Quiero hablar con una mujer", "woman"),
        ("otra vez", "repeat"),
        ("Atrás", "back"),
        ("help", "help"),
        ("help me please he is coming", None),
        ("stop him", None),
        ("停止", None),
    ],
)
def test_only_a_whole_text_is_a_command(text: str, command: str | None) -> None:
    assert command_in(text, shipped().languages.values(), shipped().keywords) == command


def test_languages_are_known_by_their_own_name_and_by_others() -> None:
    languages = shipped().languages
    named = {
        "Español": "es",
        "中文": "zh",
        "Mandarin": "zh",
        "chino": "zh",
        "한국어": "ko",
        "Tiếng Việt": "vi",
        "العربية": "ar",
        "Kreyòl": "ht",
        "haitian creole": "ht",
        "Klingon": None,
    }
    assert {text: language_named(text, languages) for text in named} == named


def test_digits_may_be_spoken_in_either_language() -> None:
    english, spanish = shipped().languages["en"], shipped().languages["es"]
    assert read_digits("seven eight oh four oh", english) == "78040"
    assert read_digits("siete, ocho, cero, cuatro, cero", spanish) == "78040"
    assert read_digits("my code is 12 34-56", english) == "123456"


def test_letters_of_every_script_survive_being_made_plain() -> None:
    assert plain("Ñandú, ¿SÍ?") == "nandu si"
    assert plain("한국어!") == "한국어"
    assert plain("don\u2019t") == plain("don't") == "dont"
    assert plain("  a\n b_c ") == "a b c"


@given(st.text(max_size=60))
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=80))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    choice, extra = read(ASK, SAID, text, SPOKEN)
    assert extra >= 0 and (choice is not None or extra == 0)
    is_story(text)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "i am not sure if it is safe", None),
        ("en", "I don't know if it's safe", None),
        ("en", "idk", None),
        ("en", "i dont think it is safe", "no"),
        ("en", "I don't think so", "no"),
        ("en", "it isn't safe", "no"),
        ("en", "yes. i dont know where she is", None),
        ("es", "no sé", None),
        ("es", "no sé si es seguro", None),
        ("es", "no estoy segura", None),
        ("es", "creo que no es seguro", "no"),
        ("es", "creo que sí", None),
        ("es", "no creo", "no"),
    ],
)
def test_a_doubt_is_never_taken_for_it_is_safe(language: str, text: str, value: str | None) -> None:
    spoken = shipped().languages[language]
    step = shipped().step("report", "safe")
    assert isinstance(step, FactQuestion)
    choice, _ = read(step, spoken.wording["report.safe"], text, spoken)
    assert (choice.value if choice else None) == value


WORDS = st.sampled_from("he is at my phone no nunca está 네 | here next".split())
PHRASE = st.lists(WORDS.filter(lambda word: word != "|") | st.just(ANY), min_size=1, max_size=5)


@given(PHRASE, st.lists(WORDS, max_size=12))
def test_a_phrase_is_found_only_where_its_literal_words_are(
    phrase: list[str], text: list[str]
) -> None:
    asked = " ".join(phrase)
    for said in (" ".join(text), " ".join(text + phrase).replace(ANY, "somebody")):
        assert literal(asked) in said or not compiled(asked).search(said)


def test_the_literal_words_are_the_longest_in_a_row() -> None:
    assert literal("* looking at * phone") == "looking at"
    assert literal("he is here") == "he is here"
    assert literal("*") == ""


# Conditions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ({"urgency": "P0"}, {"urgency": "P0"}, True),
        ({"urgency": ["P0", "P1"]}, {"urgency": "P1"}, True),
        ({"urgency": "P0"}, {}, False),
        ({"place": "known"}, {"place": "yes"}, True),
        ({"place": "known"}, {"place": "unknown"}, False),
        ({"place": "unknown"}, {}, True),
        ({"a": "1", "b": "2"}, {"a": "1"}, False),
        ({"any": [{"a": "1"}, {"b": "2"}]}, {"b": "2"}, True),
        ({"any": [{"a": "1"}, {"b": "2"}]}, {}, False),
        ({"role": "self", "not": {"minor": "yes"}}, {"role": "self"}, True),
        ({"role": "self", "not": {"minor": "yes"}}, {"role": "self", "minor": "yes"}, False),
        ({"not": {"any": [{"a": "1"}, {"b": "2"}]}}, {"b": "2"}, False),
    ],
)
def test_when_a_condition_holds(
    condition: dict[str, object], facts: dict[str, str], holds: bool
) -> None:
    read = read_condition(condition)
    assert read.holds(facts.get) is holds
    assert set(read.names()) >= {name for name in condition if name not in {"any", "not"}}


def test_no_condition_always_holds() -> None:
    assert read_condition(None).holds({}.get)
