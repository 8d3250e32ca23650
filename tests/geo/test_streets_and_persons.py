"""What has a city's name and is none: a street, a person, a place abroad, a place far from it."""

from __future__ import annotations

import pytest

from tests.geo.locating import place_of, reported

# Streets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answering", [False, True])
@pytest.mark.parametrize(
    ("said", "street"),
    [
        ("1120 W Lincoln apt 6", "1120 W Lincoln apt 6"),
        ("1120 W Houston apt 6", "1120 W Houston apt 6"),
        ("200 N Austin", "200 N Austin"),
        ("415 E Charlotte unit 2", "415 E Charlotte unit 2"),
        ("3309 south Denver", "3309 south Denver"),
        ("10001 W Lincoln apt 6", "10001 W Lincoln apt 6"),
        ("they keep her at 82 NW Dallas #4", "82 NW Dallas #4"),
        ("200 N Carolina", "200 N Carolina"),
        ("1717 E Virginia apt 9", "1717 E Virginia apt 9"),
        ("906 Chicago apt 12", "906 Chicago apt 12"),
        ("nos tienen en el 1120 W Lincoln depto 6", "1120 W Lincoln depto 6"),
        ("es en 733 S. Phoenix", "733 S. Phoenix"),
        ("he lives on N Houston", "on N Houston"),
        ("the white house on W. Lincoln", "on W. Lincoln"),
        ("415 E Charlotte apartamento 2", "415 E Charlotte apartamento 2"),
    ],
)
def test_a_house_number_makes_a_street_of_a_name_and_is_asked_about(
    said: str, street: str, answering: bool
) -> None:
    location = reported(said, answering=answering)
    assert location.best is None
    assert location.question is not None
    assert location.question.options == ()
    assert [candidate.place.street for candidate in location.candidates] == [street]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1120 W Lincoln apt 6, Yakima WA", ("WA", "Yakima")),
        ("1120 W Houston apt 6 Broken Arrow OK", ("OK", "Broken Arrow")),
        ("200 N Austin, chicago", ("IL", "Chicago")),
        ("415 E Charlotte, in tampa", ("FL", "Tampa")),
        ("I-35 N Austin", ("TX", "Austin")),
        ("Main st opelousas", ("LA", "Opelousas")),
        ("exit 19 Opelousas", ("LA", "Opelousas")),
        ("hwy 83, Weslaco", ("TX", "Weslaco")),
        ("a motel off highway 290 W houston", ("TX", "Houston")),
        ("exit 12 East Orange NJ", ("NJ", "East Orange")),
        ("5 girls in south Dallas", ("TX", "Dallas")),
        ("la casa esta en 1120 W Lincoln, en Tulsa", ("OK", "Tulsa")),
        ("carretera 59 sur houston", ("TX", "Houston")),
        ("3 women, north Houston", ("TX", "Houston")),
    ],
)
def test_a_city_beside_a_street_or_a_highway_is_still_one(
    said: str, place: tuple[str, str]
) -> None:
    assert place_of(said) == place


@pytest.mark.parametrize("answering", [False, True])
@pytest.mark.parametrize(
    "said", ["1120 Lincoln", "they live at 733 Denver", "906 Phoenix.", "casa 412 Houston"]
)
def test_a_name_behind_a_number_alone_is_shown_and_asked_about(said: str, answering: bool) -> None:
    location = reported(said, answering=answering)
    assert location.best is None
    assert location.question is not None
    assert location.question.options == ()


@pytest.mark.parametrize("said", ["in 2019 Houston", "room 212 Houston", "77002 Houston"])
def test_a_year_a_room_or_a_zip_code_before_a_city_does_not_hide_it(said: str) -> None:
    assert place_of(said)[0] == "TX"


# Persons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "ask for Dallas, he runs it",
        "Dallas runs the girls",
        "Phoenix beats us",
        "Sydney and Brooklyn are here",
        "talk to Austin he has the key",
        "Savannah cries every night",
        "Jackson sells us to his friends",
        "Madison, Aspen and Brooklyn work here too",
        "Chandler drives us every night and keeps the money",
        "give the money to Dallas",
        "ask for Jordan or Austin",
        "me and Austin",
        "it is Savannah and me",
        "Dallas y yo",
        "Houston locked the door",
        "pregunta por Dallas, el manda",
        "Dallas maneja a las muchachas",
        "Phoenix nos pega",
        "Austin y Savannah estan aqui conmigo",
        "Dallas las vende por internet",
        "preguntar por el Dallas",
    ],
)
def test_a_first_name_that_somebody_acts_by_is_no_place(said: str) -> None:
    assert reported(said).best is None


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("Dallas. he runs the girls", "Dallas"),
        ("Phoenix runs the girls, we are in Tucson", "Tucson"),
        ("Brooklyn and Sydney are held in Denver", "Denver"),
        ("ask for Dallas at the motel in Amarillo", "Amarillo"),
        ("he runs girls in Dallas", "Dallas"),
        ("looking for Austin police", "Austin"),
        ("pregunta por Austin, estamos en El Paso", "El Paso"),
        ("we work in Phoenix and he beats us", "Phoenix"),
    ],
)
def test_a_person_does_not_hide_the_place(said: str, city: str) -> None:
    assert place_of(said)[1] == city


# Abroad ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "San José costa rica",
        "Durango Mexico",
        "Bossier, Haiti",
        "San Pedro Sula, Honduras",
        "she lives in Santa Ana, El Salvador",
        "Toledo, España",
        "es de Guadalupe, Zacatecas",
        "la tienen en Guadalupe, Nuevo León",
        "Santiago, República Dominicana",
        "Valencia, España",
        "Columbia, South Africa",
        "a house in Vancouver, Canada",
        "Vancouver BC",
        "London, Ontario",
    ],
)
def test_a_place_before_its_country_is_none_at_home(said: str) -> None:
    location = reported(said)
    assert location.best is None
    assert location.question is None or location.question.options == ()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("San José california", ("CA", "San Jose")),
        ("en san jose", ("CA", "San Jose")),
        ("Durango Colorado", ("CO", "Durango")),
        ("she is from Durango Mexico and works in Tulsa", ("OK", "Tulsa")),
        ("Vancouver WA", ("WA", "Vancouver")),
        ("Laredo, by the Mexico border", ("TX", "Laredo")),
        ("Ontario, California", ("CA", "Ontario")),
        ("girls from Houston, Mexico and Honduras", ("TX", "Houston")),
        ("El Paso Mexico border", ("TX", "El Paso")),
        ("es de Santa Ana, El Salvador y esta en Dallas", ("TX", "Dallas")),
    ],
)
def test_a_town_at_home_with_such_a_name_is_still_one(said: str, place: tuple[str, str]) -> None:
    assert place_of(said) == place


# Far from it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "an hour north of Houston",
        "two hours from Atlanta",
        "about 45 minutes outside Chicago",
        "a three hour drive from Denver",
        "2hrs east of Dallas",
        "like 80 miles south of Omaha",
        "half an hour from Tucson",
        "a dos horas de Atlanta",
        "como a una hora al norte de Houston",
        "a 90 minutos de Phoenix",
        "media hora al sur de Tulsa",
        "two hours from Atlanta, GA",
        "a motel an hour and half outside of Tulsa Oklahoma",
    ],
)
def test_a_city_that_is_far_off_is_asked_about(said: str) -> None:
    location = reported(said)
    assert location.best is None
    assert location.question is not None
    assert location.question.options == ()
    assert len(location.candidates) == 1
    assert location.candidates[0].place.confidence <= 0.5


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("about 5 miles north of Laredo", ("TX", "Laredo")),
        ("5 N of Houston", ("TX", "Houston")),
        ("ten minutes from Reno", ("NV", "Reno")),
        ("we drove two hours from Atlanta and now we are in Mobile, AL", ("AL", "Mobile")),
        ("in Cordele, two hours from Atlanta", ("GA", "Cordele")),
        ("in Georgia, two hours from Atlanta", ("GA", None)),
        ("we work 14 hours in Houston", ("TX", "Houston")),
        ("a cinco minutos de Laredo", ("TX", "Laredo")),
        ("trabajamos 12 horas en Dallas", ("TX", "Dallas")),
    ],
)
def test_a_city_that_is_near_or_mentioned_is_taken(
    said: str, place: tuple[str, str | None]
) -> None:
    assert place_of(said) == place


# Coming and going --------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["{} Laredo", "{} Vegas", "we are {} Reno"])
@pytest.mark.parametrize("way", ["going to", "headed to", "from"])
def test_where_somebody_goes_or_comes_from_is_less_sure_than_where_they_are(
    said: str, way: str
) -> None:
    there, passing = reported(said.format("in")).best, reported(said.format(way)).best
    assert there is not None
    assert passing is None or passing.confidence < there.confidence - 0.1
