"""A no is a no: consent that is refused is not taken, and "not safe" is never "safe".

The cases stand in ``answers.yaml``. Beyond them every phrase of every choice, in every question
and language that we ship, is denied in every way, before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.config_files import Document, parse_yaml
from hotline.flows.book import FactQuestion
from hotline.flows.text import paraphrases
from tests.flows.talk import Talk, reported, shipped
from tests.harm.reading import meant, question, questions

ANSWERS = parse_yaml("answers.yaml", (Path(__file__).parent / "answers.yaml").read_text("utf-8"))
assert isinstance(ANSWERS, Document), ANSWERS
TABLE: list[dict[str, Any]] = ANSWERS.data["cases"]
CASES = [
    (row["question"], row["language"], value, text)
    for row in TABLE
    for value, texts in row.items()
    if value not in {"question", "language"}
    for text in texts
]
BEFORE = {
    "en": ("not {}", "never {}", "it's not {}", "I am not {}", "that isn't {}", "not very {}",
           "nobody is {}", "hardly {}", "I don't think {}", "without {}", "not really {}"),
    "es": ("no {}", "no es {}", "nunca {}", "jamás {}", "tampoco {}", "ni {}", "sin {}",
           "no está {}", "nadie {}", "no creo que {}"),
}  # fmt: skip
AFTER = {
    "en": ("{} no", "{}, no", "{} not", "{} never", "{}? No.", "{}... nope", "{} - not at all"),
    "es": ("{} no", "{}, no", "{} que no", "{} nunca", "{}? No.", "{} jamás", "{} tampoco"),
}
FORMS = [
    (tag, form) for forms in (BEFORE, AFTER) for tag, several in forms.items() for form in several
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['question']} {row['language']}")
def test_answers_mean_what_people_mean(row: dict[str, Any]) -> None:
    wrong = [
        f"{text!r} is read as {found}, not {value}"
        for question_, language, value, text in CASES
        if (question_, language) == (row["question"], row["language"])
        and (found := meant(question_, language, text) or "again") != value
    ]
    assert not wrong, "\n".join(wrong)


def phrases(name: str, tag: str) -> Iterator[tuple[str, str]]:
    """Every affirmative phrase of a question's choices; a refusal is none."""
    step, words, language = question(name, tag)
    known = language.answers
    for choice in step.choices:
        if "no" in words.said.get(choice.value, ()):
            continue  # a refusal beside it is this choice as well
        for phrase in sorted(words.said.get(choice.value, ())):
            refuses = phrase in known.no or any(
                word in phrase.split() for word in DENYING.get(tag, ())
            )
            if not refuses:
                yield choice.value, phrase


DENYING = {
    "en": "no not dont cant isnt nobody none never without unsafe over".split(),
    "es": "no ni sin nadie nunca ninguno ninguna nada solo".split(),
}


@pytest.mark.parametrize(("name", "tag"), questions())
def test_a_denied_word_is_never_the_word(name: str, tag: str) -> None:
    step = question(name, tag)[0]
    taken = [
        f"{text!r} is taken for {value}"
        for value, phrase in phrases(name, tag)
        for form_tag, form in FORMS
        if form_tag == tag
        for text in [form.format(phrase)]
        if denied_is_taken(step, value, meant(name, tag, text))
    ]
    assert not taken, f"{len(taken)}: " + "\n".join(taken[:40])


def denied_is_taken(step: FactQuestion, value: str, found: str | None) -> bool:
    """Whether a denied phrase was taken for its choice; at consent and safety, for any yes."""
    return found == value or (bool(step.care) and found == "yes" and value == "yes")


YES_SAFE = [case for case in CASES if case[2] == "yes" and case[0] in {"report.safe"}]
CAREFUL = [
    (name, tag) for name, tag in questions() if question(name, tag)[0].care and tag in BEFORE
]


@given(
    where=st.sampled_from(CAREFUL),
    first=st.sampled_from(["yes", "ok", "sure", "safe", "sí", "claro", "seguro", "está bien"]),
    denial=st.sampled_from(["no", "not", "never", "nunca", "jamás", "tampoco", "nope", "que no"]),
    join=st.sampled_from([" ", ", ", ". ", "! ", " - ", "... "]),
    around=st.sampled_from(["{}", "{}.", "  {} ", "{}!!", "um, {}", "{} thanks", "{} gracias"]),
    swap=st.booleans(),
)
def test_a_yes_with_a_denial_beside_it_is_never_consent(
    where: tuple[str, str], first: str, denial: str, join: str, around: str, swap: bool
) -> None:
    pair = (denial, first) if swap else (first, denial)
    text = around.format(join.join(pair))
    assert meant(*where, text) != "yes", text


@given(where=st.sampled_from(CAREFUL), text=st.text(max_size=40))
def test_no_odd_text_is_consent(where: tuple[str, str], text: str) -> None:
    found = meant(*where, text)
    step, words, language = question(*where)
    letters = {letter for letter in text if letter.isalnum()}
    assert found != "yes" or letters or any(sign in text for sign in "👍👌✅✔☑🆗🙆")
    assert step.care and words and language


@given(case=st.sampled_from(CASES), upper=st.booleans(), end=st.sampled_from(["", ".", "!", " "]))
def test_case_and_full_stops_change_no_meaning(
    case: tuple[str, str, str, str], upper: bool, end: str
) -> None:
    name, tag, value, text = case
    if text.endswith((".", "?", "!")):
        return
    varied = (text.upper() if upper else text) + end
    assert (meant(name, tag, varied) or "again") == value, varied


# Told through the engine -------------------------------------------------------------------------

AT_CONSENT = {"in_danger": "no", "safe": "yes", "story": "told", "kind": "labor", "role": "self",
              "minor": "no", "place_asked": "yes", "happening_now": "no",
              "contact": "no"}  # fmt: skip


@pytest.mark.parametrize("medium", ["voice", "text"])
@pytest.mark.parametrize(
    ("language", "answers"),
    [
        ("en", ["Not OK.", "Yeah, no.", "okay no", "That's not okay.", "no yes", "never",
                "yes, but not the police", "I don't agree", "👎🏽"]),
        ("es", ["Claro que no.", "No está bien.", "Seguro que no", "ok pero no", "tampoco",
                "jamás", "Sí, pero no ahora", "👎"]),
    ],
)  # fmt: skip
def test_a_refusal_is_not_recorded_as_consent(
    medium: Any, language: str, answers: list[str]
) -> None:
    for answer in answers:
        talk = Talk(medium, language=language, flow="report", facts=AT_CONSENT)
        if medium == "voice":
            talk.press("2")  # no person now
        assert talk.at == "report.law_enforcement"
        talk.say(answer)
        assert talk.fact("law_enforcement") in {None, "no"}, answer


def test_a_plain_yes_is_recorded_as_consent() -> None:
    for language, answers in {"en": ["Yes.", "ok", "👍"], "es": ["Sí.", "claro", "👍🏿"]}.items():
        for answer in answers:
            talk = Talk("text", language=language, flow="report", facts=AT_CONSENT)
            talk.say(answer)
            assert talk.fact("law_enforcement") == "yes", answer


@pytest.mark.parametrize("words", ["it's not safe now", "not safe now", "It is not safe now."])
def test_who_is_not_safe_is_not_asked_to_go_on_aloud(words: str) -> None:
    call = reported(upto="report.safe")
    call.say("No")
    call.say(words)
    assert call.fact("safe") == "no" and "what is happening" not in call.said


SPOKEN_ZIPS = [
    "7, 8, 0, 4, 0", "Seven, eight, zero, four, zero.", "0, 2, 1, 3, 9", "7 8 0 4 0",
    "7. 8. 0. 4. 0.", "zero, two, one, three, nine", "seven eight oh four oh", "7-8-0-4-0",
]  # fmt: skip


@pytest.mark.parametrize("spoken", SPOKEN_ZIPS)
def test_a_zero_in_a_spoken_zip_rings_nobody(spoken: str) -> None:
    for language in shipped().languages.values():
        assert paraphrases.command_in(spoken, language) is None
    call = reported()
    call.say("my neighbor keeps people locked in and they work all day for nothing at all")
    while call.at == "report.minor":
        call.press("2")
    assert call.at == "report.where"
    call.say(spoken)
    assert call.rings is None


@pytest.mark.parametrize("alone", ["zero", "Zero.", "0", "zero please", "press zero", "cero"])
def test_a_zero_alone_still_rings_a_person(alone: str) -> None:
    call = reported()
    call.say(alone)
    assert call.rings == "person"
