"""A child who is sold is always seen: every way of telling an age, whose it is, then or now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain import Known, Lookalike, Type, Urgency
from tests.harm.reported_ages import CHILD, NO_CHILD
from tests.triage.reports import reported

SOLD = frozenset({Type.SEX, Type.BOTH})
SOON = frozenset({Urgency.P0, Urgency.P1})


@pytest.mark.parametrize("text", CHILD)
def test_a_minor_of_whom_commercial_sex_is_reported_is_sex_trafficking_and_urgent(
    text: str,
) -> None:
    triage = reported(text)
    assert triage.minor.value is Known.YES
    assert triage.type.value in SOLD
    assert triage.urgency.value in SOON
    assert triage.lookalike.value is None


@pytest.mark.parametrize("text", NO_CHILD)
def test_counts_prices_rooms_the_past_and_grown_people_are_no_minor(text: str) -> None:
    assert reported(text).minor.value is not Known.YES


WORDS = {
    12: ("twelve", "doce"),
    13: ("thirteen", "trece"),
    14: ("fourteen", "catorce"),
    15: ("fifteen", "quince"),
    16: ("sixteen", "dieciséis"),
    17: ("seventeen", "diecisiete"),
}
ENGLISH = (
    "she is {}",
    "shes {}",
    "im {}",
    "i am only {}",
    "she's about {}",
    "a girl of around {}",
    "she just turned {}",
    "she is almost {}",
    "shes {} years old",
    "a {} year old girl",
    "my niece, {}",
    "she looks maybe {}",
    "she can't be more than {}",
    "the younger one is {}",
)
SPANISH = (
    "tiene {}",
    "tengo {} años",
    "una niña de {} años",
    "acaba de cumplir {}",
    "parece de {}",
)
SALES = (
    "he sells her to men",
    "men pay her boyfriend",
    "he posts her on escort sites",
    "she turns tricks at the truck stop and he keeps the money",
)
VENTAS = ("la vende a hombres", "la prostituye en el motel", "los hombres le pagan al padrastro")


@given(
    age=st.sampled_from(sorted(WORDS)),
    digits=st.booleans(),
    way=st.sampled_from(ENGLISH),
    sale=st.sampled_from(SALES),
    join=st.sampled_from((", ", ". ", " and ", " - ")),
    first=st.booleans(),
)
def test_any_age_with_any_sale_in_any_order(
    age: int, digits: bool, way: str, sale: str, join: str, first: bool
) -> None:
    said = way.format(age if digits else WORDS[age][0])
    triage = reported(join.join((said, sale) if first else (sale, said)))
    assert triage.minor.value is Known.YES
    assert triage.type.value in SOLD
    assert triage.urgency.value in SOON
    assert triage.lookalike.value is not Lookalike.CONSENSUAL_SEX_WORK


@given(
    age=st.sampled_from(sorted(WORDS)),
    digits=st.booleans(),
    way=st.sampled_from(SPANISH),
    sale=st.sampled_from(VENTAS),
    join=st.sampled_from((", ", ". ", " y ")),
)
def test_any_age_with_any_sale_in_spanish(
    age: int, digits: bool, way: str, sale: str, join: str
) -> None:
    triage = reported(join.join((way.format(age if digits else WORDS[age][1]), sale)))
    assert triage.minor.value is Known.YES
    assert triage.type.value in SOLD
    assert triage.urgency.value in SOON


@given(
    number=st.integers(10, 17),
    counted=st.sampled_from(
        (
            "he makes me work {} hours a day and I am 30",
            "there are {} grown women in that house and men come all night",
            "she owes him {} thousand dollars, she is 27",
            "{} years ago a man sold her, she is 44",
            "room {} at the motel, a man takes the woman's money",
            "he charges {} dollars to see the women",
            "she is 2{} weeks along and he still sells her, she is 31",
            "trabajo {} horas al día y tengo 30 años",
            "hace {} años que la vende, ella tiene 35",
        )
    ),
)
def test_a_count_a_price_a_room_or_a_time_is_no_age(number: int, counted: str) -> None:
    assert reported(counted.format(number)).minor.value is not Known.YES


VERNACULAR = (
    # what the review tried
    "He makes me fuck his customers",
    "I have to suck dick for rent",
    "she is his whore and she has to bring him money",
    "he sells my pussy online",
    # others
    "he makes her screw his friends for dope money",
    "they have us fucking truckers for gas money",
    "im his hoe, i bring him the cash from the tricks",
    "my landlord makes me blow him for the rent",
    "he rents my ass out to his homies",
    "he makes me suck off the guys he owes",
    "I'm giving head for a place to sleep and he picks who",
    "she gotta fuck his dealer for pills, he beats her if she don't",
    "soy su puta y me quita todo",
    "me pone a coger con sus clientes",
    "me hace mamársela a sus amigos por droga",
)


@pytest.mark.parametrize("text", VERNACULAR)
def test_coarse_words_for_it_are_understood(text: str) -> None:
    triage = reported(text)
    assert triage.type.value in {Type.SEX, Type.BOTH, Type.HIGH_RISK}
    assert triage.urgency.value is not Urgency.P3
    assert triage.lookalike.value is not Lookalike.CONSENSUAL_SEX_WORK
