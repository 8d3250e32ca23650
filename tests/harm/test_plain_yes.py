"""At consent and at "is it safe" nothing but a whole, plain yes is a yes; the rest is asked again.

The cases stand in ``plain_yes.yaml``. They are tried at every question of the shipped flows that
takes care of its yes, so that a new question is covered by being there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.config_files import Document, parse_yaml
from hotline.flows.book import FactQuestion
from tests.conftest import EXPLORE
from tests.flows.talk import Talk
from tests.harm.reading import meant, question, questions

FILE = parse_yaml("plain_yes.yaml", (Path(__file__).parent / "plain_yes.yaml").read_text("utf-8"))
assert isinstance(FILE, Document), FILE
TABLE: dict[str, dict[str, Any]] = FILE.data
CAREFUL = [(name, tag) for name, tag in questions() if question(name, tag)[0].care and tag in TABLE]
WAITING = {"report.stay", "report.stay_number", "returning.stay", "returning.stay_number"}
"""Here silence is meant, and only words such as "I can talk" go on."""


def kind(name: str) -> str:
    step: FactQuestion = question(name, "en")[0]
    return step.care


@pytest.mark.parametrize(("name", "tag"), CAREFUL)
def test_more_than_a_plain_yes_is_no_yes(name: str, tag: str) -> None:
    said = [*TABLE[tag]["anywhere"], *TABLE[tag][kind(name)]]
    taken = [text for text in said if meant(name, tag, text) == "yes"]
    assert not taken, taken


@pytest.mark.parametrize(("name", "tag"), CAREFUL)
def test_a_plain_yes_is_a_yes(name: str, tag: str) -> None:
    if name in WAITING:
        return
    said = TABLE[tag]["plain"][kind(name)]
    missed = [text for text in said if meant(name, tag, text) != "yes"]
    assert not missed, missed


KNOWN = {"in_danger": "no", "safe": "yes", "story": "told", "kind": "labor", "role": "self",
         "minor": "no", "place_asked": "yes", "happening_now": "no"}  # fmt: skip


def asked(care: str, medium: Any, tag: str) -> Talk:
    """A conversation that is asked a question of that care."""
    facts = KNOWN if care == "consent" else {"in_danger": "no"}
    talk = Talk(medium, language=tag, flow="report", facts=facts)
    if care == "consent" and medium == "voice":
        talk.press("2")  # no person now
    assert talk.at == {"consent": "report.contact", "safety": "report.safe"}[care]
    return talk


@pytest.mark.parametrize("medium", ["text", "voice"])
@pytest.mark.parametrize("care", ["consent", "safety"])
@pytest.mark.parametrize("tag", ["en", "es"])
def test_nothing_else_goes_on_in_a_text_or_a_call(tag: str, care: str, medium: Any) -> None:
    fact = {"consent": "contact", "safety": "safe"}[care]
    taken = []
    for text in [*TABLE[tag]["anywhere"], *TABLE[tag][care]]:
        talk = asked(care, medium, tag)
        talk.say(text)
        if talk.fact(fact) == "yes":
            taken.append(text)
    assert not taken, taken


def plain(care: str) -> Iterator[tuple[str, str]]:
    for tag, rows in TABLE.items():
        for text in rows["plain"][care]:
            yield tag, text


@pytest.mark.parametrize("care", ["consent", "safety"])
def test_the_same_plain_yes_goes_on_in_a_text_and_a_call(care: str) -> None:
    fact = {"consent": "contact", "safety": "safe"}[care]
    media: tuple[Any, ...] = ("text", "voice")
    for medium in media:
        for tag, text in plain(care):
            talk = asked(care, medium, tag)
            talk.say(text)
            assert talk.fact(fact) == "yes", (medium, text)


LIMITS = {
    "en": ["he is asleep", "it's his phone", "after 6", "he tracks it", "my boss is with me",
           "not now", "anonymous", "his brother is a cop", "I'm scared", "later",
           "unless he finds out", "in the car"],
    "es": ["está dormido", "es su celular", "después de las 6", "él lo revisa", "está mi patrón",
           "ahora no", "anónimo", "su hermano es policía", "tengo miedo", "luego",
           "si no se entera"],
}  # fmt: skip
YES = {"en": ["yes", "Yeah", "ok", "sure", "Okay", "yep"], "es": ["sí", "si", "claro", "ok"]}


@settings(max_examples=10_000 if EXPLORE else 300)
@given(
    where=st.sampled_from(CAREFUL),
    yes=st.integers(0, 5),
    limit=st.integers(0, 11),
    join=st.sampled_from([" ", ", ", ". ", " - ", "! ", " but ", "... ", ", pero "]),
    swap=st.booleans(),
    case=st.sampled_from([str, str.upper, str.lower, str.capitalize]),
)
def test_no_yes_with_a_reason_beside_it_is_a_yes(
    where: tuple[str, str], yes: int, limit: int, join: str, swap: bool, case: Any
) -> None:
    name, tag = where
    pair = [YES[tag][yes % len(YES[tag])], LIMITS[tag][limit % len(LIMITS[tag])]]
    said = case(join.join(reversed(pair) if swap else pair))
    alone = meant(name, tag, pair[1]) == "yes"  # "he is asleep" may be the whole reason
    assert meant(name, tag, said) != "yes" or alone, said


DENIALS = ["no", "not", "never", "que no", "tampoco", "nunca"]
FORMS = ["{no} {yes}", "{yes} {no}", "{yes}, {no}."]


@pytest.mark.parametrize(("name", "tag"), CAREFUL)
def test_no_yes_word_with_any_denial_beside_it_is_a_yes(name: str, tag: str) -> None:
    """Made from the flow files: a new question, choice or word is covered by being there."""
    words = question(name, tag)[1]
    phrases = {*words.said.get("yes", ()), *words.inside.get("yes", ())}
    plain_yes = [phrase for phrase in sorted(phrases) if "*" not in phrase]
    assert plain_yes
    taken = [
        text
        for yes in plain_yes
        for denial in DENIALS
        for form in FORMS
        for text in [form.format(yes=yes, no=denial)]
        if meant(name, tag, text) == "yes"
    ]
    assert not taken, f"{len(taken)}: {taken[:20]}"


NO_COMMA = ("no está aquí", "no esta aqui", "no están aquí", "no está conmigo", "no está en casa")
"""Without a comma nobody knows whether he is here."""


@pytest.mark.parametrize(("name", "tag"), CAREFUL)
def test_a_no_that_stands_apart_is_not_part_of_what_follows(name: str, tag: str) -> None:
    """ "No, está aquí" says that he is here, though "no está aquí" says that he is not."""
    _, words, _ = question(name, tag)
    taken = []
    for phrase in [*words.inside.get("yes", ()), *words.said.get("yes", ())]:
        first, _, rest = phrase.replace("* ", "").partition(" ")
        if first not in {"no", "not", "nobody", "nadie"} or not rest or "*" in rest:
            continue
        for sign in (", ", ". ", "; ", "! ", " - ", "... "):
            taken += [said for said in (f"no{sign}{rest}", f"No{sign}{rest}.")
                      if meant(name, tag, said) == "yes"]  # fmt: skip
    assert not taken, taken
    assert not [said for said in NO_COMMA if meant(name, tag, said) == "yes"]
