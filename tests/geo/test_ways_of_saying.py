"""However a place is said, it is found: names drawn from the whole gazetteer in many wordings.

The bounds are for all names together, hamlets that are words or names of persons among them
("Normal, Illinois", "Florence"), so none is 1. A new wording is a line in ``ways.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from hotline.geo import Locator
from tests.geo import ways

LOCATOR = Locator.load()
GAZETTEER = LOCATOR.gazetteer
TIMES = 40
NO_COUNTY_WORD = {"AK", "AS", "DC", "GU", "LA", "MP", "PR", "VI"}


def say(wordings: Sequence[str], seed: int) -> Iterator[ways.Said]:
    speaker = ways.Speaker(GAZETTEER, seed)
    for way in wordings:
        yield from speaker.say(way, TIMES)


def share_right(said: Sequence[ways.Said]) -> tuple[float, float, list[str]]:
    """How often the state is right and how often the county, and what was missed."""
    states = counties = 0
    missed = []
    for one in said:
        best = LOCATOR.locate(one.text).best
        state = best is not None and best.state == one.city.state
        fips = best.fips if best else None
        code = GAZETTEER.zip(one.zip) if one.zip else None
        county = fips == code.fips if code else fips is None or fips in one.city.fips
        states += state
        counties += state and county
        missed += [] if state and county else [one.text]
    return states / len(said), counties / len(said), missed[:10]


@pytest.mark.parametrize(
    ("wordings", "state", "county"),
    [
        (ways.CITY_AND_STATE, 0.99, 0.985),
        (ways.ANOTHER_PLACE_TOO, 0.99, 0.985),
        (ways.ZIP, 0.99, 0.985),
    ],
    ids=["city and state", "another place too", "zip"],
)
def test_what_is_said_is_found(wordings: Sequence[str], state: float, county: float) -> None:
    right_state, right_county, missed = share_right(list(say(wordings, seed=1)))
    assert right_state >= state, missed
    assert right_county >= county, missed


def test_a_county_that_is_said_is_found() -> None:
    said = [
        one
        for one in say(ways.COUNTY, seed=2)
        if GAZETTEER.counties[one.city.fips[0]].kind == "County"
        and one.city.state not in NO_COUNTY_WORD
    ]
    found = [LOCATOR.locate(one.text).best for one in said]
    right = sum(
        b is not None and b.fips == o.city.fips[0] for b, o in zip(found, said, strict=True)
    )
    assert right / len(said) >= 0.97


def test_a_name_alone_is_seldom_the_wrong_state() -> None:
    """Asked, found, or not understood; a small town with a great one's name is the exception."""
    said = list(say(ways.NAME_ALONE, seed=3))
    wrong = [
        one.text
        for one in said
        if (best := LOCATOR.locate(one.text).best) is not None and best.state != one.city.state
    ]
    assert len(wrong) / len(said) <= 0.05, wrong[:10]


def test_a_well_known_name_alone_is_found_in_every_wording() -> None:
    known = [c for c in GAZETTEER.cities if c.population > 500_000 and c.state != "DC"]
    clear = [c for c in known if c.name not in {"New York City", "Columbus", "Portland"}]
    missed = []
    for way in ways.NAME_ALONE:
        for city in clear:
            text = way.format(c=city.name, l=city.name.lower(), u=city.name.upper())
            best = LOCATOR.locate(text).best
            missed += [] if best and best.state == city.state else [text]
    assert len(missed) / (len(ways.NAME_ALONE) * len(clear)) <= 0.03, missed[:10]
