"""Names that mean something else, and the two areas that may only order what is asked.

A first name, a word, a storm or a newspaper must not become the place of a report; nor may the
place where the reporter's number was issued.
"""

from __future__ import annotations

import pytest

from hotline.geo import CallerPlace, Locator
from hotline.geo.types import Location

LOCATOR = Locator.load()


def reported(text: str, *, served: frozenset[str] = frozenset()) -> Location:
    return LOCATOR.locate(text, served=served)


def place_of(text: str) -> tuple[str | None, str | None, str | None]:
    """State, county and city that are taken for sure."""
    best = reported(text).best
    return (best.state, best.county, best.city) if best else (None, None, None)


# Words and persons -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "on my mobile phone",
        "Hurricane Florence",
        "my friend Florence is scared",
        "my name is charlotte and i am 15",
        "her boyfriend Jackson takes her money",
        "Virginia told me that he hits her",
        "savannah is being hurt by her uncle",
        "he said it was nice and normal",
        "we need hope and a surprise",
        "please hurry, independence day is soon",
        "I read it in the Miami Herald",
        "the Chicago Bears game",
        "they crossed the Ohio River",
        "on Houston street",
        "hi i am in trouble",
        "me or my sister, ok",
        "the red cross came",
    ],
)
def test_words_persons_and_things_are_no_places(said: str) -> None:
    location = reported(said)
    assert location.best is None
    assert location.question is None or location.question.options == ()


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("Mobile", "Mobile"),
        ("she is in mobile", "Mobile"),
        ("mobile alabama", "Mobile"),
        ("My friend Augusta is in Augusta Georgia", "Augusta"),
        ("my friend Austin works at a motel in dallas", "Dallas"),
        ("florence sc", "Florence"),
        ("reading pennsylvania", "Reading"),
    ],
)
def test_the_same_names_are_places_where_the_words_say_so(said: str, city: str) -> None:
    assert place_of(said)[2] == city


@pytest.mark.parametrize(
    "said", ["nuevo laredo", "she is from Tijuana", "ciudad de mexico", "a boat to Port-au-Prince"]
)
def test_places_abroad_are_not_taken_for_towns_at_home(said: str) -> None:
    assert reported(said).best is None


def test_where_somebody_is_from_abroad_does_not_hide_where_they_are() -> None:
    assert place_of("ella es de guatemala y esta en una casa en chicago")[2] == "Chicago"


# The served area and the caller's number -------------------------------------------------------


def test_the_served_county_comes_first_and_decides_nothing() -> None:
    sangamon = frozenset({"17167"})
    location = reported("in springfield", served=sangamon)
    assert location.best is None
    assert location.question is not None
    assert LOCATOR.label(location.question.options[0]) == "Springfield, Illinois"


def test_a_well_known_name_is_asked_when_a_served_place_has_it_too() -> None:
    bradley = frozenset({"47011"})
    assert reported("cleveland").best is not None
    location = reported("cleveland", served=bradley)
    assert location.best is None
    assert location.question is not None
    assert LOCATOR.label(location.question.options[0]) == "Cleveland, Tennessee"


def test_the_callers_number_orders_the_options_and_is_shown_as_that() -> None:
    caller = CallerPlace(state="OR", city="Springfield")
    location = LOCATOR.locate("springfield", caller=caller)
    assert location.best is None
    assert location.question is not None
    assert LOCATOR.label(location.question.options[0]) == "Springfield, Oregon"
    assert any(sign.source == "caller" for sign in location.candidates[0].evidence)


def test_the_callers_number_alone_is_no_place() -> None:
    caller = CallerPlace(state="TX", city="Laredo", zip="78040")
    location = LOCATOR.locate("please help me", caller=caller)
    assert location.best is None
    assert location.candidates == ()
