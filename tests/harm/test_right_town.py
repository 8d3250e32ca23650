"""The right town: what is spelled, said with a state, abroad, or is no place at all.

Each table holds the inputs that once went wrong, and others of their kind. ``answer`` rows answer
"where is it?", ``story`` rows are told without being asked.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.geo.gazetteer import City, County, State, fold
from hotline.geo.locator import Locator
from tests.geo.found_places import place_said, states_of
from tests.geo.locating import LOCATOR, reported

SPELLED = [
    ("L A R E D O", "Laredo, Texas"),
    ("It's L A R E D O.", "Laredo, Texas"),
    ("L. A. R. E. D. O.", "Laredo, Texas"),
    ("L.A.R.E.D.O.", "Laredo, Texas"),
    ("Laredo L A R E D O", "Laredo, Texas"),
    ("l-a-r-e-d-o texas", "Laredo, Texas"),
    ("L, A, R, E, D, O", "Laredo, Texas"),
    ("l a r e d o t x", "Laredo, Texas"),
    ("M I A M I", "Miami, Florida"),
    ("O M A H A", "Omaha, Nebraska"),
    ("D-E-L R-I-O", "Del Rio, Texas"),
    ("I N D I O California", "Indio, California"),
    ("it's S A N, Y S I D R O", "San Diego, California"),
    ("S-A-N Y-S-I-D-R-O, California", "San Diego, California"),
    ("it is spelled L A N C A S T E R, California", "Lancaster, California"),
    ("P L A T T S B U R G H", "Plattsburgh, New York"),
    ("E L P A S O", "El Paso, Texas"),
    ("S A I N T P A U L, Minnesota", "Saint Paul, Minnesota"),
    ("se escribe S-A-L-I-N-A-S, California", "Salinas, California"),
    ("D A L L A S, Texas", "Dallas, Texas"),
    ("A, T, L, A, N, T, A", "Atlanta, Georgia"),
    ("L A P L A C E Louisiana", "Laplace, Louisiana"),
]


@pytest.mark.parametrize(("said", "place"), SPELLED)
def test_a_spelled_town_is_one_word(said: str, place: str) -> None:
    assert place_said(reported(said, answering=True)) == place


@pytest.mark.parametrize(
    ("story", "place"),
    [
        ("a girl is locked in a motel in L A R E D O", "Laredo, Texas"),
        ("they keep us in a house in P-H-O-E-N-I-X and take our pay", "Phoenix, Arizona"),
        ("she is in L. A. R. E. D. O. with a man", "Laredo, Texas"),
        ("la tienen en un motel en L A R E D O", "Laredo, Texas"),
        ("my boss in O M A H A keeps our passports", "Omaha, Nebraska"),
        ("he took her to T A M P A, Florida last night", "Tampa, Florida"),
        ("she works in L A, I saw her", "Los Angeles, California"),
        ("im in L.A.", "Los Angeles, California"),
        ("i am in a house on highway 59, im in L.A.", "Los Angeles, California"),
        ("they hold us in L.A. and I need help", "Los Angeles, California"),
    ],
)
def test_spelling_counts_inside_a_story_and_a_lone_la_is_los_angeles(
    story: str, place: str
) -> None:
    assert place_said(reported(story)) == place


def test_a_lone_la_offers_los_angeles_first() -> None:
    question = reported("im in LA").question
    assert question is not None
    assert LOCATOR.label(question.options[0]) == "Los Angeles, California"


TOWNS = [
    city
    for city in LOCATOR.gazetteer.cities[::7]
    if len([c for c in fold(city.name) if c.isalpha()]) >= 4 and "angeles" not in fold(city.name)
]


@given(
    town=st.sampled_from(TOWNS),
    mark=st.sampled_from([" ", "-", ". ", ", ", ".", " - ", "  "]),
    frame=st.sampled_from(["{}", "It's {}.", "held in {}, help", "{} Texas", "in {}, I think"]),
    upper=st.booleans(),
    answering=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_spelled_town_is_ever_los_angeles(
    town: City, mark: str, frame: str, upper: bool, answering: bool
) -> None:
    words = [mark.join(c for c in word if c.isalpha()) for word in fold(town.name).split()]
    spelled = (mark if mark != " " else " ").join(words)
    found = reported(frame.format(spelled.upper() if upper else spelled), answering=answering)
    offered = found.question.options if found.question else ()
    cities = {place.city for place in (*([found.best] if found.best else []), *offered)}
    assert "Los Angeles" not in cities


# A state that is said binds ---------------------------------------------------------------------

BOUND = [
    ("held in a house in Webb County, Florida", "FL"),
    ("locked in a basement in Shannon County, New York", "NY"),
    ("Harris County, New York", "NY"),
    ("Webb County, Ohio", "OH"),
    ("Cook County, Texas", "TX"),
    ("Kings County, Florida", "FL"),
    ("Orleans Parish, Texas", "TX"),
    ("Cook County, Texas, they lock the doors", "TX"),
    ("held at a farm in Maricopa County in New Mexico", "NM"),
    ("en el condado de Harris, Florida", "FL"),
    ("webb county fl", "FL"),
    ("in houston, fl", "FL"),
    ("a motel in Sacramento, Texas", "TX"),
    ("she is in Bexar County, Oklahoma", "OK"),
    ("Miami-Dade County, Georgia", "GA"),
    ("78040 Florida", "FL"),
    ("Florida 78040", "FL"),
    ("in Camden Nevada", "NV"),
    ("Lebanon Texas", "TX"),
    ("Derry Indiana.", "IN"),
]


@pytest.mark.parametrize(("said", "state"), BOUND)
def test_a_state_that_is_said_binds(said: str, state: str) -> None:
    for answering in (False, True):
        found = reported(said, answering=answering)
        sure = found.best if found.question is None else None
        assert sure is None or sure.state == state, said
        assert state in states_of(found), "the state that was said is among what is asked"


COUNTIES = list(LOCATOR.gazetteer.counties.values())[::11]
STATES = [
    s
    for s in LOCATOR.gazetteer.states.values()
    if s.code not in {"AS", "GU", "MP", "PR", "VI", "DC", "WA"}
]


@given(
    county=st.sampled_from(COUNTIES),
    state=st.sampled_from(STATES),
    frame=st.sampled_from(
        ["{}, {}", "held in {}, {}", "they lock us in at a farm in {}, {}.", "it is in {}, {}"]
    ),
    answering=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_state_that_is_said_is_never_contradicted(
    county: County, state: State, frame: str, answering: bool
) -> None:
    found = reported(frame.format(f"{county.name} County", state.name), answering=answering)
    sure = found.best if found.question is None else None
    assert sure is None or sure.state == state.code


ALIKE = [
    ("San Isidro, California", "San Diego, California"),
    ("Sanasidro, California", "San Diego, California"),
    ("Delmar, California", "Del Mar, California"),
    ("Wooster, Massachusetts", "Worcester, Massachusetts"),
    ("Brownville, Texas", "Brownsville, Texas"),
    ("Muskey, Nevada", "Mesquite, Nevada"),
    ("Salynas California", "Salinas, California"),
    ("Yuckaipa, California", "Yucaipa, California"),
    ("Mackallen Texas", "McAllen, Texas"),
    ("Kernersvill, North Carolina", "Kernersville, North Carolina"),
    ("Lank Caster, California", "Lancaster, California"),
    ("Puallup, Washington State", "Puyallup, Washington"),
    ("Amarilla Texas", "Amarillo, Texas"),
    ("Gloster, Massachusetts", "Gloucester, Massachusetts"),
]


@pytest.mark.parametrize(("said", "place"), ALIKE)
def test_a_town_by_its_sound_is_looked_for_in_the_state_that_was_said(
    said: str, place: str
) -> None:
    found = reported(said, answering=True)
    assert place_said(found) == place
    assert found.doubt, "it is read back before it counts, in a text too"


def test_several_towns_of_one_sound_are_offered() -> None:
    found = reported("Mel Rio, Texas", answering=True)
    assert states_of(found) == {"TX"} and found.question is not None
    assert "Del Rio, Texas" in [LOCATOR.label(place) for place in found.question.options]


# Two places -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "place"),
    [
        (
            "first they had us in Oklahoma city, now its Texas county oklahoma, guymon. hog plant",
            "Guymon, Oklahoma",
        ),
        ("he took me from Detroit to Toledo and now i am in Lima", "Lima, Ohio"),
        ("she was held in Houston then moved to Austin", "Austin, Texas"),
        ("they used to work in Dallas, now they are in Tulsa", "Tulsa, Oklahoma"),
        ("antes en Houston, ahora en Dallas", "Dallas, Texas"),
        ("primero nos tenian en Phoenix y ahora estamos en Tucson", "Tucson, Arizona"),
        ("last week she was in Reno, tonight she is in Sacramento", "Sacramento, California"),
        ("I live in Dallas but work in Fort Worth", "Fort Worth, Texas"),
        ("ella vive en Miami pero trabaja en Tampa", "Tampa, Florida"),
        ("I live in Chicago, my cousin is kept in Detroit", "Detroit, Michigan"),
        ("now i live in Boston but it happened in Miami", "Miami, Florida"),
        ("they took her from Memphis to Little Rock", "Little Rock, Arkansas"),
    ],
)
def test_of_two_places_the_one_of_now_counts(story: str, place: str) -> None:
    assert place_said(reported(story)) == place


def test_the_locator_is_the_one_that_the_service_uses() -> None:
    assert Locator.load() is LOCATOR


# Nations, nicknames, roads ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("KC", {"MO", "KS"}),
        ("K.C.", {"MO", "KS"}),
        ("KC MO", {"MO"}),
        ("KCMO", {"MO"}),
        ("KCK", {"KS"}),
        ("Jax", {"FL"}),
        ("Pgh", {"PA"}),
        ("B'ham", {"AL", "WA"}),
        ("MSP", {"MN"}),
        ("CLT", {"NC"}),
        ("Corpus", {"TX"}),
        ("the Valley in Texas", {"TX"}),
        ("Choctaw Nation Oklahoma", {"OK"}),
        ("Cherokee Nation", {"OK"}),
        ("Gila River", {"AZ"}),
        ("Window Rock", {"AZ"}),
        ("Hopi", {"AZ"}),
        ("Red Lake", {"MN"}),
        ("Crow Creek", {"SD"}),
        ("Navajo Nation", {"AZ", "NM", "UT"}),
        ("Vernon, LA", {"LA", "CA"}),
        ("Monroe, LA", {"LA"}),
        ("Caddo Parish, LA", {"LA"}),
    ],
)
def test_nations_and_nicknames_lie_where_people_mean(said: str, states: set[str]) -> None:
    assert states_of(reported(said, answering=True)) == states


@pytest.mark.parametrize(
    ("story", "street"),
    [
        ("exit 4 on I-35", "exit 4 on I-35"),
        ("mile marker 112 on I-40 west of Amarillo", "mile marker 112 on I-40"),
        ("I-35 exit 13 Laredo", "I-35 exit 13"),
        ("I-80 mile marker 145 nebraska", "I-80 mile marker 145"),
        ("truck stop at exit 9 of the jersey turnpike", "at exit 9 of the jersey turnpike"),
        ("off US-59 near mile marker 20 in Texas", "US-59 near mile marker 20"),
        ("interstate 10 at exit 143, Kerrville", "interstate 10 at exit 143"),
    ],
)
def test_an_exit_or_a_mile_keeps_its_road(story: str, street: str) -> None:
    found = reported(story)
    place = found.best or found.candidates[0].place
    assert place.street == street
