"""An age is read however it is told; a minor of whom any sale is told is sold; others are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain import Known, Lookalike, Type, Urgency
from tests.triage.reports import reported, sorter

KINDS = yaml.safe_load((Path(__file__).parent / "data" / "minors.yaml").read_text("utf-8"))
SOLD = frozenset({Type.SEX, Type.BOTH})
SOON = frozenset({Urgency.P0, Urgency.P1})


def missed(texts: list[str]) -> Iterator[str]:
    for text in texts:
        triage = reported(text)
        seen = triage.minor.value is Known.YES and triage.type.value in SOLD
        if not (seen and triage.urgency.value in SOON) or triage.lookalike.value is not None:
            yield f"{text}: {triage.minor.value} {triage.type.value} {triage.urgency.value}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_telling(kind: str) -> None:
    rows = KINDS[kind]
    assert not list(missed(rows.get("sold", [])))
    false = [t for t in rows.get("not_minor", []) if reported(t).minor.value is Known.YES]
    assert not false
    assert not [t for t in rows.get("not_sold", []) if reported(t).type.value in SOLD]


WORDS = dict(
    zip(
        range(6, 18),
        (
            "six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        ).split(),
        strict=True,
    )
)
PALABRAS = dict(
    zip(
        range(6, 18),
        "seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete".split(),
        strict=True,
    )
)
WAYS = (
    *(
        "she is {}",
        "shes {}",
        "im {}",
        "i am {}",
        "hes {}",
        "a {} year old girl",
        "{} year old boy",
    ),
    *("my cousin is {}", "she's about {}", "she looks {}", "she just turned {}", "a girl of {}"),
    *("she's only {}", "aged {}", "she will be {} in may", "not even {}", "she's like {}"),
    *("i have {} years", "barely {} years old", "age {}", "the kid is {}", "my sister, {},"),
)
FORMAS = (
    *("tiene {}", "tengo {} años", "soy de {}", "una niña de {}", "mi prima de {} años"),
    *("acaba de cumplir {}", "ella tiene como {} años", "parece de {}", "va a cumplir {}"),
    *(
        "una chavita de unos {}",
        "la menor tiene {}",
        "apenas tiene {}",
        "mi sobrino tiene {} añitos",
    ),
)
DIGITS_ONLY = ("{}yo girl", "f{}", "{}f", "{} y/o", "boy({})", "im{}")
CUES = (
    *("he sells her", "men pay for it", "sells nudes", "is on onlyfans", "is a sugar baby"),
    *("does it for food", "sleeps with a guy for a place to stay", "trades sex for rides"),
    *(
        "turns tricks",
        "gives massages with happy endings",
        "escorts by choice",
        "sells sex for weed",
    ),
    *("strips at the club for money", "her boyfriend pimps her", "gets paid for sex"),
)
SENAS = (
    *("la vende", "la prostituyen", "vende packs", "tiene onlyfans", "se acuesta por dinero"),
    *("los hombres pagan por ella", "se vende por comida", "la renta su tío", "es escort"),
)


def join(first: str, second: str, by: str) -> str:
    return f"{first}{by}{second}"


@settings(max_examples=120, deadline=None)
@given(
    age=st.integers(6, 17),
    way=st.sampled_from((*WAYS, *DIGITS_ONLY)),
    cue=st.sampled_from(CUES),
    by=st.sampled_from((" and ", ", ")),
    spelled=st.booleans(),
)
def test_any_young_age_reported_in_any_way_with_any_cue_is_a_sold_child(
    age: int, way: str, cue: str, by: str, spelled: bool
) -> None:
    number = WORDS[age] if spelled and way not in DIGITS_ONLY else str(age)
    assert not list(missed([join(way.format(number), cue, by)]))


@settings(max_examples=80, deadline=None)
@given(
    age=st.integers(6, 17),
    way=st.sampled_from(FORMAS),
    cue=st.sampled_from(SENAS),
    by=st.sampled_from((" y ", ", ")),
    spelled=st.booleans(),
)
def test_any_young_age_in_spanish(age: int, way: str, cue: str, by: str, spelled: bool) -> None:
    number = PALABRAS[age] if spelled else str(age)
    assert not list(missed([join(way.format(number), cue, by)]))


ADULT_WAYS = tuple(
    way
    for way in (*WAYS, *DIGITS_ONLY)
    if not any(word in way for word in ("girl", "boy", "kid", "not even", "will be"))
)


@settings(max_examples=100, deadline=None)
@given(
    age=st.integers(19, 60),
    way=st.sampled_from((*ADULT_WAYS, *FORMAS[:3], "ella tiene como {} años")),
    cue=st.sampled_from((*CUES, *SENAS)),
)
def test_a_grown_age_is_no_minor(age: int, way: str, cue: str) -> None:
    triage = reported(join(way.format(age), cue, ", "))
    assert triage.minor.value is not Known.YES


@settings(max_examples=100, deadline=None)
@given(
    number=st.integers(6, 17),
    counted=st.sampled_from(
        (
            *("he sold her {} times, she is 30", "{} men paid for her", "she saw {} guys, men pay"),
            *("he sells her at exit {}", "room {}, he sells her", "he sells her for {} dollars"),
            *("for {} years he sold her", "{} hours a night he sells her", "she owes him {} grand"),
            *(
                "he is not {} miles away, he sells her",
                "la vende hace {} años",
                "cuarto {}, la vende",
            ),
            *("la vende a {} hombres", "le cobra {} dólares, la vende", "{} clientes por noche"),
        )
    ),
)
def test_a_number_that_counts_is_no_age(number: int, counted: str) -> None:
    assert reported(counted.format(number)).minor.value is not Known.YES


def test_years_are_counted_from_the_day_of_the_report() -> None:
    said = "class of 2028, he sells her"
    for on, minor in ((date(2026, 11, 30), True), (date(2030, 1, 5), False)):
        assert (sorter().classify(said, on=on).minor.value is Known.YES) is minor
    born = "she was born in 2011, he sells her"
    assert sorter().classify(born, on=date(2026, 1, 1)).minor.value is Known.YES
    assert sorter().classify(born, on=date(2031, 1, 1)).minor.value is Known.NO


def test_no_minor_is_ever_in_consensual_sex_work() -> None:
    for kind in KINDS.values():
        for text in kind.get("sold", ()):
            assert reported(text).lookalike.value is not Lookalike.CONSENSUAL_SEX_WORK, text
