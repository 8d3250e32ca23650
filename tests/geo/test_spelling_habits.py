"""A town that is spelled is that town or a question, in whatever way people spell on the phone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.geo import Location
from hotline.geo.gazetteer import City, State, fold
from tests.geo.locating import LOCATOR, reported
from tests.geo.spelling import FRAMES, HABITS, letters_of

LEAST_LETTERS = 4


def _can_be_spelled(town: City) -> bool:
    letters = letters_of(town.name)
    return len(letters) >= LEAST_LETTERS and letters.isascii()


TOWNS = st.sampled_from(LOCATOR.gazetteer.cities).filter(_can_be_spelled)
STATES = [s for s in LOCATOR.gazetteer.states.values() if s.code not in {"DC", "WA"}]


def _is_town_or_question(found: Location, town: City) -> bool:
    """Whether ``found`` is ``town`` or a namesake such as a base, a question or nothing."""
    best = found.best
    if best is None or not (best.city or best.fips) or found.doubt:
        return True
    named = letters_of(best.city or best.county or "") == letters_of(town.name)
    namesakes = {city.name for city in LOCATOR.gazetteer.cities_named.get(fold(town.name), ())}
    return named or best.fips in town.fips or best.city in namesakes


@given(
    town=TOWNS,
    habit=st.sampled_from(sorted(HABITS)),
    frame=st.sampled_from(FRAMES),
    upper=st.booleans(),
    answering=st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_a_spelled_town_is_that_town_or_a_question(
    town: City, habit: str, frame: str, upper: bool, answering: bool
) -> None:
    said = frame.format(HABITS[habit](letters_of(town.name)))
    found = reported(said.upper() if upper else said, answering=answering)
    assert _is_town_or_question(found, town), said


@given(
    town=TOWNS,
    habit=st.sampled_from(sorted(HABITS)),
    state=st.sampled_from(STATES),
    answering=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_spelled_town_stays_in_the_state_that_is_said(
    town: City, habit: str, state: State, answering: bool
) -> None:
    said = f"{HABITS[habit](letters_of(town.name))}, {state.name}"
    found = reported(said, answering=answering)
    sure = found.best if found.question is None and not found.doubt else None
    assert sure is None or sure.state == state.code, said
