"""What only answers the line, or was misheard, moves neither type nor urgency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import read_split
from hotline.domain import Type, Urgency
from tests.triage.reports import reported

STORIES = tuple(report.text for report in read_split("dev") if len(report.text.split()) >= 6)
REVIEWED = (
    "my boss keeps my passport and never pays us at the warehouse in Laredo Texas",
    "Something strange is going on at the house next door, people come at night and nobody leaves",
    "they keep our papers and we work 14 hours at the warehouse",
    "a woman is sold by her boyfriend at the motel",
    "nos quitaron los pasaportes y no nos pagan en la bodega",
)
ANSWERS = (
    # what the review tried
    "yes it is safe now",
    "Yes please",
    "I dont know the address",
    "where i am now",
    "here in town",
    "I dont know",
    "STOPP",
    "Reply STOP",
    "I'm driving - Sent from My Car",
    # others
    "yes",
    "no",
    "ok thank you",
    "Yes I am safe.",
    "yeah i am ok",
    "yes you can text me",
    "yes but be quick",
    "Sent from my iPhone",
    "not sure",
    "thanks",
    "7 8 0 4 1",
    "It's 78041.",
    "i don't know the street",
    "yup",
    "si por favor",
    "no sé la dirección",
    "estoy segura",
    "sí, es seguro ahora",
    "gracias",
)
STRAY = ("Boat.", "Share.", "mother", "walk", "Kitchen", "the store", "umbrella", "Tuesday")


@given(
    story=st.sampled_from((*REVIEWED, *STORIES)),
    answer=st.sampled_from(ANSWERS),
    join=st.sampled_from(("\n", ". ", "\n\n", "! ")),
)
def test_an_answer_after_the_story_changes_nothing(story: str, answer: str, join: str) -> None:
    before, after = reported(story), reported(f"{story}{join}{answer}")
    assert (after.type.value, after.urgency.value) == (before.type.value, before.urgency.value)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("story", REVIEWED)
def test_nor_without_a_full_stop_between(story: str, answer: str) -> None:
    before, after = reported(story), reported(f"{story} {answer}")
    assert (after.type.value, after.urgency.value) == (before.type.value, before.urgency.value)


@given(
    story=st.sampled_from(REVIEWED),
    word=st.sampled_from(STRAY),
    more=st.sampled_from(("", "\nyes please", "\n78041")),
)
def test_nor_does_a_stray_word(story: str, word: str, more: str) -> None:
    assert reported(f"{story}\n{word}{more}").urgency.value is reported(story).urgency.value


@pytest.mark.parametrize(
    "danger",
    [
        "he is here",
        "he has a gun",
        "help me now",
        "I am locked in",
        "he is coming back right now",
        "I don't know where I am, it is dark, I am locked in",
        "no it is not safe he is here",
        "tiene una pistola",
        "ayúdenme ya viene",
    ],
)
@pytest.mark.parametrize("story", REVIEWED[:2])
def test_danger_after_the_story_counts(story: str, danger: str) -> None:
    assert reported(f"{story}\n{danger}").urgency.value in {Urgency.P0, Urgency.P1}


def test_an_age_after_the_story_counts() -> None:
    assert (
        reported("a man sells my cousin to truckers at the motel\nshe is 15").minor.value == "yes"
    )


@pytest.mark.parametrize("text", ["yes", "no", "78041", "help", "yes please", "I don't know"])
def test_a_text_of_nothing_else_is_read_as_it_is(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.NOT_SPECIFIED
    assert triage.urgency.value is Urgency.P1
