"""A reporter says where it is, in whatever words: the place is right, or the right thing is asked.

Each test is one way that people tell a place, in a text message, in speech or in a form.
"""

from __future__ import annotations

import pytest

from tests.geo.locating import LOCATOR, reported


def place_of(text: str, *, answering: bool = False) -> tuple[str | None, str | None, str | None]:
    """State, county and city that are taken for sure."""
    best = reported(text, answering=answering).best
    return (best.state, best.county, best.city) if best else (None, None, None)


def asked(text: str, *, answering: bool = False) -> list[str]:
    """The options of the question, as they are said; empty when nothing may be asked by name."""
    location = reported(text, answering=answering)
    assert location.best is None or location.best.city is None, f"{text!r} was guessed"
    assert location.question is not None, f"nothing is asked of {text!r}"
    return [LOCATOR.label(option) for option in location.question.options]


# ZIP codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "78040",
        "zip 78040",
        "its 78040-1234",
        "7 8 0 4 0",
        "seven eight zero four zero",
        "seven eight oh four oh",
        "seventy eight zero forty",
        "seventy eight thousand forty",
        "siete ocho cero cuatro cero",
        "setenta y ocho cero cuarenta",
        "setenta y ocho mil cuarenta",
    ],
)
def test_a_zip_code_is_read_typed_or_spoken(said: str) -> None:
    best = reported(said, answering=True).best
    assert best is not None
    assert (best.zip, best.state, best.county, best.fips) == ("78040", "TX", "Webb", "48479")


@pytest.mark.parametrize(
    "said",
    [
        "he owes them 78040 dollars",
        "$78040 for the trip",
        "call me at 956 555 0142",
        "nine one one",
        "apt 30301",
        "she is here 24 7 and 365 days",
        "00000",
    ],
)
def test_other_numbers_are_no_zip_codes(said: str) -> None:
    assert reported(said).best is None


def test_a_house_number_gives_way_to_the_zip_code() -> None:
    best = reported("40018 E Cactus Wren Way, Tucson AZ 85716").best
    assert best is not None
    assert (best.zip, best.city, best.street) == ("85716", "Tucson", "40018 E Cactus Wren Way")


# Cities, counties and states -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Laredo tx", ("TX", "Webb", "Laredo")),
        ("she is in laredo", ("TX", "Webb", "Laredo")),
        ("LAREDO TEXAS PLEASE HURRY", ("TX", "Webb", "Laredo")),
        ("St. Paul", ("MN", "Ramsey", "Saint Paul")),
        ("st paul minnesota", ("MN", "Ramsey", "Saint Paul")),
        ("saint paul", ("MN", "Ramsey", "Saint Paul")),
        ("off exit 12 on I-35 south of Austin", ("TX", "Travis", "Austin")),
        ("ft worth", ("TX", "Tarrant", "Fort Worth")),
        ("Ft. Lauderdale", ("FL", "Broward", "Fort Lauderdale")),
        ("winston-salem", ("NC", "Forsyth", "Winston-Salem")),
        ("lee's summit mo", ("MO", "Jackson", "Lee's Summit")),
        ("O'Fallon, IL", ("IL", "Saint Clair", "O'Fallon")),
        ("in vegas", ("NV", "Clark", "Las Vegas")),
        ("philly", ("PA", "Philadelphia", "Philadelphia")),
        ("san juan pr", ("PR", "San Juan", "San Juan")),
        ("mayaguez puerto rico", ("PR", "Mayagüez", "Mayagüez")),
        ("i work construction on guam", ("GU", "Guam", None)),
        ("hotel on st thomas usvi", ("VI", "St. Thomas Island", "St Thomas")),
        ("e st louis", ("IL", "St. Clair", "East Saint Louis")),
        ("pt arthur tx", ("TX", "Jefferson", "Port Arthur")),
        ("in the bronx", ("NY", "Bronx", "The Bronx")),
        ("d.c.", ("DC", "District of Columbia", "Washington")),
        ("in washington dc", ("DC", "District of Columbia", "Washington")),
        ("apple farm near yakima in washington state", ("WA", "Yakima", "Yakima")),
    ],
)
def test_a_town_is_found(said: str, place: tuple[str, str, str]) -> None:
    state, county, city = place_of(said)
    assert (state, city) == (place[0], place[2])
    assert county is not None
    assert county.replace("St. ", "Saint ") == place[1].replace("St. ", "Saint ")


@pytest.mark.parametrize(
    ("said", "fips"),
    [
        ("in Webb county", "48479"),
        ("Prince George's County, MD", "24033"),
        ("prince georges county maryland", "24033"),
        ("orange county florida", "12095"),
        ("somewhere in harris county", "48201"),
        ("st. louis county minnesota", "27137"),
        ("a camp in st. martin parish", "22099"),
        ("county is maricopa", "04013"),
        ("Duval Co., Florida", "12031"),
        ("a nursing home in Loudoun", "51107"),
        ("the labor camps in webb texas", "48479"),
    ],
)
def test_a_county_is_found(said: str, fips: str) -> None:
    best = reported(said).best
    assert best is not None
    assert best.fips == fips


def test_counties_in_a_list_are_each_found() -> None:
    said = "Evacuations in Horry, Marion & New Hanover counties"
    counties = [(m.text, m.kind) for m in reported(said).mentions]
    assert counties == [("Horry", "county"), ("Marion", "county"), ("New Hanover", "county")]
    assert [m.text for m in reported("los condados de Webb y Zapata").mentions] == [
        "Webb",
        "Zapata",
    ]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("a farm in tx", "TX"),
        ("somewhere in n.c.", "NC"),
        ("they took her to cali", "CA"),
        ("we are in Fla.", "FL"),
        ("Tejas", "TX"),
        ("en carolina del norte", "NC"),
        ("somewhere in jersey", "NJ"),
        ("the hill country", "TX"),
    ],
)
def test_a_state_is_found_and_the_town_is_asked_openly(said: str, state: str) -> None:
    location = reported(said)
    assert location.best is not None
    assert (location.best.state, location.best.city) == (state, None)
    assert location.question is not None
    assert location.question.by == "open"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("in indiana pa", ("PA", "Indiana")),
        ("Washington, Utah", ("UT", "Washington")),
        ("nevada missouri", ("MO", "Nevada")),
        ("a warehouse in West New York, NJ", ("NJ", "West New York")),
        ("paris texas", ("TX", "Paris")),
        ("london ky", ("KY", "London")),
        ("she is in west jordan ut", ("UT", "West Jordan")),
    ],
)
def test_a_town_named_like_a_state_or_a_country_is_known_by_its_state(
    said: str, place: tuple[str, str]
) -> None:
    state, _, city = place_of(said)
    assert (state, city) == place


def test_states_in_a_list_stay_states() -> None:
    found = reported("Floods in Nevada, Missouri and Iowa").mentions
    assert [(m.text, m.kind) for m in found] == [
        ("Nevada", "state"),
        ("Missouri", "state"),
        ("Iowa", "state"),
    ]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("en el condado de Webb", ("TX", None)),
        ("vivimos cerca de San Antonio Tejas", ("TX", "San Antonio")),
        ("estamos en una casa en el paso", ("TX", "El Paso")),
        ("trabajo en un restaurante en Brownsville", ("TX", "Brownsville")),
        ("mi hermana vive en Filadelfia", ("PA", "Philadelphia")),
        ("en nueva orleans luisiana", ("LA", "New Orleans")),
    ],
)
def test_spanish_wording_is_read(said: str, place: tuple[str, str | None]) -> None:
    state, _, city = place_of(said)
    assert (state, city) == place


def test_nueva_york_is_a_state_until_the_city_is_said() -> None:
    location = reported("cerca de Nueva York")
    assert location.best is not None
    assert location.best.state == "NY"
    assert location.question is not None


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Loredo", ("TX", "Laredo")),
        ("we are in loredo", ("TX", "Laredo")),
        ("Houstin", ("TX", "Houston")),
        ("houstin tx", ("TX", "Houston")),
        ("Phenix", ("AZ", "Phoenix")),
        ("in phenix az", ("AZ", "Phoenix")),
        ("tuscon arizona", ("AZ", "Tucson")),
        ("pittsburg pa", ("PA", "Pittsburgh")),
        ("cincinatti", ("OH", "Cincinnati")),
        ("albequerque new mexico", ("NM", "Albuquerque")),
        ("she is in lousiana", ("LA", None)),
    ],
)
def test_a_misspelled_place_is_found(said: str, place: tuple[str, str | None]) -> None:
    state, _, city = place_of(said)
    assert (state, city) == place


def test_a_misspelled_place_is_less_sure() -> None:
    right, slip = reported("houston").best, reported("houstin").best
    assert right is not None
    assert slip is not None
    assert slip.confidence < right.confidence


def test_a_street_is_kept_as_detail_and_never_taken_for_a_town() -> None:
    best = reported("2250 Vista Larga Ct apt 6 el cajon ca. four women").best
    assert best is not None
    assert (best.city, best.street) == ("El Cajon", "2250 Vista Larga Ct")
    best = reported("a house on Houston street in laredo tx").best
    assert best is not None
    assert best.city == "Laredo"


def test_near_a_town_is_less_sure_than_in_it() -> None:
    inside, near = (
        reported("a farm in yakima").best,
        reported("a farm 30 miles west of yakima").best,
    )
    assert inside is not None
    assert near is not None
    assert near.confidence < inside.confidence


def test_towns_on_either_side_give_way_to_the_town_between() -> None:
    assert place_of("Arlington, between dallas and fort worth")[2] == "Arlington"


# Questions -------------------------------------------------------------------------------------


def test_springfield_is_asked_with_the_likeliest_states_first() -> None:
    options = asked("I saw a girl at the store in Springfield")
    assert set(options[:3]) == {
        "Springfield, Massachusetts",
        "Springfield, Missouri",
        "Springfield, Illinois",
    }
    assert place_of("the store in Springfield, MO") == ("MO", "Greene", "Springfield")


@pytest.mark.parametrize("said", ["LA", "in LA", "she works in la"])
def test_la_is_los_angeles_or_louisiana(said: str) -> None:
    assert asked(said) == ["Los Angeles, California", "Louisiana"]


def test_la_is_no_place_in_spanish() -> None:
    assert reported("la muchacha esta en la casa").mentions == ()


@pytest.mark.parametrize("answering", [False, True])
@pytest.mark.parametrize(
    ("said", "likeliest"),
    [
        ("Washington", "Washington"),
        ("kansas city", "Kansas City, Missouri"),
        ("Portland", "Portland, Oregon"),
        ("columbus", "Columbus, Ohio"),
        ("Jackson", "Jackson, Mississippi"),
        ("Aurora", "Aurora, Colorado"),
        ("carolina", "North Carolina"),
        ("orange county", "Orange County, California"),
        ("kings county", "Kings County, New York"),
    ],
)
def test_a_shared_name_is_asked_the_likeliest_first(
    said: str, likeliest: str, answering: bool
) -> None:
    assert asked(said, answering=answering)[0] == likeliest


@pytest.mark.parametrize("said", ["houston", "Memphis", "san diego", "cook county", "Jacksonville"])
def test_a_name_that_outweighs_all_others_is_not_asked(said: str) -> None:
    location = reported(said)
    assert location.best is not None
    assert location.question is None


@pytest.mark.parametrize("said", ["the motel on 5th", "exit 12", "i need help at 1200 main st"])
def test_a_street_alone_is_an_open_question_with_its_evidence(said: str) -> None:
    location = reported(said)
    assert location.best is None
    assert location.question is not None
    assert (location.question.by, location.question.options) == ("open", ())
    street = location.candidates[0]
    assert street.place.state is None
    assert street.evidence[0].phrase in said


@pytest.mark.parametrize(
    "said",
    [
        "i dont know",
        "no se donde",
        "why",
        "ok",
        "hi",
        "my home",
        "in a motel",
        "como se dice",
        "ella no sabe",
    ],
)
def test_an_answer_without_a_place_is_asked_openly(said: str) -> None:
    location = reported(said, answering=True)
    assert location.best is None
    assert location.question is not None
    assert location.question.options == ()


def test_two_towns_are_asked_about() -> None:
    assert asked("we drive from atlanta to charlotte") == [
        "Atlanta, Georgia",
        "Charlotte, North Carolina",
    ]
