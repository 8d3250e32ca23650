"""An office, a title, a name or a place abroad is no town here; what is one stays one."""

from __future__ import annotations

import pytest

from tests.geo.found_places import place_said
from tests.geo.locating import reported


@pytest.mark.parametrize(
    "story",
    [
        "DCS took my baby",
        "DCS is at the door",
        "the CAS worker lied",
        "an MP at the gate said he could not help me",
        "the MP at the gate wrote it down",
        "my PA said to call",
        "the CO said we cant leave",
        "I talked to the MD at the clinic",
        "INS came to the plant",
        "two MAs at the clinic saw it",
        "PRs and VIs",
        "CPS and DHS and DCFS know",
        "his wife is from Georgia the country and she is not allowed out",
        "she is from Georgia, the country",
        "women from the Republic of Georgia clean there",
        "es de Georgia, el país",
        "she is in Tbilisi, Georgia",
        "women from Macedonia work at a diner",
        "he works for the VA",
    ],
)
def test_an_office_a_title_or_a_country_is_no_state(story: str) -> None:
    assert reported(story).best is None


@pytest.mark.parametrize(
    "said",
    [
        "Mass Keith Jackson",
        "I'm Lynn Jones.",
        "Hi, I'm Lynn Jones.",
        "my name is Lynn Jones",
        "Representative Pitt.",
        "Senator Warren",
        "Chief Jefferson",
        "Nurse Jackson",
        "this is Jackson Webb",
        "I am Charlotte Green",
        "Deputy Lee",
        "soy Florence Reyes",
    ],
)
def test_who_somebody_is_answers_no_where(said: str) -> None:
    found = reported(said, answering=True)
    assert found.best is None and not (found.question and found.question.options)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Lynn Massachusetts", "Lynn, Massachusetts"),
        ("Madison Wisconsin", "Madison, Wisconsin"),
        ("in D.C.", "Washington, D.C."),
        ("DC", "Washington, D.C."),
        ("Augusta, Georgia", "Augusta, Georgia"),
        ("Austin", "Austin, Texas"),
        ("Houston", "Houston, Texas"),
        ("Pitt County", "Pitt County, North Carolina"),
        ("Ontario, California", "Ontario, California"),
        ("Toronto Ohio", "Toronto, Ohio"),
        ("Peru, Indiana", "Peru, Indiana"),
        ("Durango Colorado", "Durango, Colorado"),
        ("Vancouver, Washington", "Vancouver, Washington"),
    ],
)
def test_places_stay_places(said: str, place: str) -> None:
    assert place_said(reported(said, answering=True)) == place


# Abroad -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Nuevo Laredo",
        "nuevo laredo mx",
        "New Laredo",
        "Nuevo Laredo, Mexico",
        "Leamington Ontario",
        "Toronto",
        "Matamoros",
        "juarez",
        "Ciudad Juárez",
        "Tijuana",
        "Reynosa",
        "Piedras Negras",
        "Windsor, Ontario",
        "Vancouver BC",
        "Nogales Sonora",
        "Guatemala City",
        "Mexico",
        "Hermosillo",
        "Montreal",
    ],
)
def test_a_place_abroad_is_abroad_as_an_answer_too(said: str) -> None:
    found = reported(said, answering=True)
    assert found.best is None and found.abroad


@pytest.mark.parametrize(
    "story",
    [
        "my sister is kept in Nuevo Laredo by a man from Laredo TX",
        "working at a farm in Leamington Ontario",
        "they hold her in Tijuana, a man from San Diego does",
        "la tienen en Reynosa",
        "he has the girls in Windsor, Ontario",
        "locked in a house in Ciudad Juarez",
        "she is held in Guatemala City",
        "held in Matamoros by people from Brownsville",
    ],
)
def test_a_story_of_a_place_abroad_gives_no_place_here(story: str) -> None:
    assert reported(story).best is None
