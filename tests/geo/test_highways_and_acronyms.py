"""Places beside highways, acronyms, sums of money, initials and other languages' prepositions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.geo import word_lists
from tests.geo.locating import LOCATOR


def where(text: str) -> tuple[str | None, str | None, str | None] | None:
    best = LOCATOR.locate(text).best
    return (best.state, best.county, best.city) if best else None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("exit 125 off I-95 in Jacksonville", ("FL", "Duval", "Jacksonville")),
        ("a truck stop off I-35 in Lakeville", ("MN", "Dakota", "Lakeville")),
        ("Springfield, off I-44", ("MO", "Greene", "Springfield")),
        ("a motel in Columbus off I-71", ("OH", "Franklin", "Columbus")),
        ("en la I-10 en Slidell, una casa", ("LA", "St. Tammany", "Slidell")),
        ("they have us in Aurora, off I-88", ("IL", None, "Aurora")),
    ],
)
def test_a_highway_settles_a_name_that_several_states_share(
    text: str, place: tuple[str, str | None, str]
) -> None:
    assert where(text) == place


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("women held near I-85 in Greenville", {"SC", "AL", "GA", "NC", "VA"}),
        ("a motel off interstate 75 in Monroe", {"MI", "GA", "OH", "FL", "TN", "KY"}),
        ("a motel off I-20 in Monroe", {"LA", "GA", "TX", "MS", "AL", "SC"}),
    ],
)
def test_states_that_the_highway_runs_through_are_offered_first(
    text: str, states: set[str]
) -> None:
    question = LOCATOR.locate(text).question
    assert question is not None
    order = [place.state in states for place in question.options]
    assert order[0]
    assert order == sorted(order, reverse=True)


def test_a_small_town_beside_a_highway_is_asked_about() -> None:
    """Antioch in Tennessee is a part of Nashville, which no list of towns has."""
    found = LOCATOR.locate("I-24 exit 62 antioch")
    assert found.best is None
    assert found.question is not None


@pytest.mark.parametrize(
    "text",
    [
        "I, 24, work at a salon in Antioch",
        "i 24 years old, salon in Antioch",
        "they owe me 24 dollars in Antioch",
        "room 24 in Antioch",
        "from I-5 to Antioch, then I-24",
    ],
)
def test_a_number_is_no_highway_and_two_that_never_meet_settle_nothing(text: str) -> None:
    found = LOCATOR.locate(text)
    assert found.best is None
    assert found.question is not None


def test_what_a_highway_settled_is_read_back() -> None:
    found = LOCATOR.locate("Springfield, off I-44")
    assert found.best is not None
    assert (found.best.state, found.doubt) == ("MO", True)


def test_every_interstate_runs_through_known_states() -> None:
    for number, states in word_lists.load().interstates.items():
        assert number.isdigit()
        assert states
        assert states <= set(LOCATOR.gazetteer.states)


@pytest.mark.parametrize(
    "acronym", ["our IDs", "an ID", "the ER", "his SUV", "my TV", "two ATMs", "a CPS lady", "ICE"]
)
@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("outside the gate at fort hood, {}", ("TX", "Bell", "Fort Hood")),
        ("we work at fort hood and {}", ("TX", "Bell", "Fort Hood")),
        ("{}. we are at fort hood", ("TX", "Bell", "Fort Hood")),
    ],
)
def test_an_acronym_does_not_make_a_writer_of_capitals(
    acronym: str, before: str, place: tuple[str, str, str]
) -> None:
    assert where(before.format(acronym)) == place


@given(
    sum_=st.integers(2, 99),
    unit=st.sampled_from(["mil", "thousand"]),
    what=st.sampled_from(["the trip", "coyote", "my visa", "the ride here", "papers"]),
)
def test_a_sum_for_something_is_no_zip_code(sum_: int, unit: str, what: str) -> None:
    text = f"i owe {sum_} {unit} for {what}. Danbury connecticut"
    assert where(text) == ("CT", "Fairfield", "Danbury")


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("pracuję w Chicago od marca", "Chicago"),
        ("jestem w Houston", "Houston"),
        ("she is w Dallas", "Dallas"),
        ("a motel in W Palm Beach", "West Palm Beach"),
        ("a motel in w palm beach", "West Palm Beach"),
        ("uma casa em Lowell, não deixam sair", "Lowell"),
        ("trabalho em Framingham", "Framingham"),
        ("sprzedaje ją na Brooklynie", "Brooklyn"),
        ("mieszkam w Nowym Jorku", "New York City"),
        ("niko katika Houston", "Houston"),
        ("work at dutch harbor", "Unalaska"),
        ("man camp in williston", "Williston"),
        ("a bakery out by Marble Falls", "Marble Falls"),
    ],
)
def test_towns_behind_small_words_of_other_languages(text: str, city: str) -> None:
    found = where(text)
    assert found is not None
    assert found[2] == city


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("in wooster mass", "MA"),
        ("a house in wooster mass.", "MA"),
        ("wooster massachusetts", "MA"),
        ("the nail salon in framingham mass", "MA"),
        ("a farm near hartford conn", "CT"),
        ("she's in a car heading to oregon from Boise", "ID"),
        ("they are on the way to new mexico from Tucson", "AZ"),
        ("taking her to Texas from Memphis", "TN"),
    ],
)
def test_a_state_behind_a_town_and_the_town_that_is_left(text: str, state: str) -> None:
    found = where(text)
    assert found is not None
    assert found[0] == state
