"""Ages told and numbers that are none."""

from __future__ import annotations

import pytest

from hotline.domain import Known
from tests.triage.reports import indicators, reported

YOUNG = [
    "she is 14",
    "shes 14 and he sells her",
    "a 16yo at the motel",
    "16 y/o girl",
    "a 15-year-old girl",
    "15 yr old",
    "girls 14 to 17",
    "she's in 9th grade",
    "a sophomore in high school",
    "she looks about 13",
    "my niece, 14, is gone",
    "im 16",
    "she is fourteen",
    "girls as young as 13",
    "she is under 18",
    "she isn't even 17 yet",
    "an underage girl",
    "two kids work there",
    "tiene 15 años",
    "una niña de 13",
    "tengo dieciséis años",
    "es menor de edad",
    "una alumna de secundaria",
    "她14岁",
    "열다섯 살",
    "она говорит, ей 15 лет",
]
NOT_YOUNG = [
    "working for 14 years",
    "14 hours a day",
    "he has been there 15 years",
    "14 women live there",
    "room 14",
    "exit 12 on i-35",
    "he pays 15 dollars",
    "17 guys in one house",
    "she owes 16 thousand",
    "14 horas al día",
    "trabajo aquí desde hace 15 años",
    "somos 12 personas",
    "a girl works there",
    "he threatens to hurt my kids",
    "my two kids are with me",
    "she takes care of their kids",
    "I teach at a law school",
    "le va a hacer daño a mis hijos",
]


GROWN = [
    "she is 25",
    "i'm 44",
    "a grown woman",
    "they are all adults",
    "not a minor",
    "over 18",
    "woman in her 20s",
    "tengo 32 años",
    "mi amiga de 25 años",
    "soy mayor de edad",
]


@pytest.mark.parametrize("text", YOUNG)
def test_somebody_under_18(text: str) -> None:
    assert reported(text).minor.value is Known.YES


@pytest.mark.parametrize("text", NOT_YOUNG)
def test_a_number_or_a_child_that_says_nothing_of_the_victim(text: str) -> None:
    assert reported(text).minor.value is not Known.YES


@pytest.mark.parametrize(
    "text",
    [
        "she is 25",
        "i'm 44",
        "a grown woman",
        "they are all adults",
        "not a minor",
        "over 18",
        "tengo 32 años",
        "mi amiga de 25 años",
        "soy mayor de edad",
        "woman in her 20s",
    ],
)
def test_somebody_grown(text: str) -> None:
    assert reported(text).minor.value is Known.NO


def test_a_child_then_who_is_grown_now() -> None:
    triage = reported("when i was 14 my mom sold me to a dealer. im 41 now")
    assert triage.minor.value is Known.NO


def test_the_age_is_shown() -> None:
    (evidence,) = [
        e for e in reported("a 15 year old is sold").minor.evidence if e.indicator == "age_under_18"
    ]
    assert evidence.phrase == "15 year old"
    assert evidence.start == 2
    assert "perhaps_child" in indicators(reported("a girl").minor)
