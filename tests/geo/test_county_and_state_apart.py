"""A county's name in one sentence and its state in another, whatever this line itself serves."""

from __future__ import annotations

import pytest

from tests.geo.locating import LOCATOR

ORANGE_TX, WASHINGTON_MN, FRANKLIN_KY = "48361", "27163", "21073"
SERVED = (frozenset[str](), frozenset({ORANGE_TX, WASHINGTON_MN, FRANKLIN_KY}))


@pytest.mark.parametrize("served", SERVED, ids=["no area", "other counties of the name"])
@pytest.mark.parametrize(
    ("text", "state", "fips"),
    [
        ("she is held in Washington County. we are in Oregon", "OR", "41067"),
        ("it is in Orange County, somewhere in Florida", "FL", "12095"),
        ("Orange County. the state is New York", "NY", "36071"),
        ("I work in Ohio. The farm is in Franklin County", "OH", "39049"),
        ("Franklin County. Ohio.", "OH", "39049"),
        ("they drive us to Lincoln County every day, here in Nevada", "NV", "32017"),
        ("in Nevada they drive us to Lincoln County", "NV", "32017"),
        ("Jefferson County, I think that is Colorado", "CO", "08059"),
        ("Polk County. my state is Iowa", "IA", "19153"),
        ("Warren County, the house is in New Jersey", "NJ", "34041"),
        ("estamos en el condado de Orange, en la Florida", "FL", "12095"),
    ],
)
def test_the_state_that_was_named_decides_and_not_the_lines_own_area(
    text: str, state: str, fips: str, served: frozenset[str]
) -> None:
    best = LOCATOR.locate(text, served=served).best
    assert best is not None
    assert (best.state, best.fips) == (state, fips)


@pytest.mark.parametrize(
    ("text", "served", "first"),
    [
        ("it happens in Orange County", ORANGE_TX, "48361"),
        ("she is held in Washington County", WASHINGTON_MN, "27163"),
        ("Franklin County", FRANKLIN_KY, "21073"),
        ("el condado de Orange", ORANGE_TX, "48361"),
    ],
)
def test_without_a_state_the_lines_own_county_is_offered_first_but_not_taken(
    text: str, served: str, first: str
) -> None:
    found = LOCATOR.locate(text, served=frozenset({served}))
    assert found.best is None or found.best.fips is None or len(found.candidates) > 1
    assert found.candidates[0].place.fips == first
    assert {place.place.state for place in found.candidates} != {found.candidates[0].place.state}
