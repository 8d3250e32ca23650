"""Places that are told beside a shop, by a name in a clause, in a hashtag, or with a slip."""

from __future__ import annotations

import pytest

from tests.geo.locating import LOCATOR, place_of


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("brown house behind Dollar General Opelousas", ("LA", "Opelousas")),
        ("at the walmart Weslaco", ("TX", "Weslaco")),
        ("Motel 6 Tucumcari room 9", ("NM", "Tucumcari")),
        ("nail salon Opelousas", ("LA", "Opelousas")),
        ("gas station Quartzsite", ("AZ", "Quartzsite")),
        ("massage place next to Family Dollar opelousas", ("LA", "Opelousas")),
        ("la casa café atrás del Dollar General Opelousas", ("LA", "Opelousas")),
        ("trabajo en el McDonalds Weslaco", ("TX", "Weslaco")),
        ("pueblo q se llama Pahrump", ("NV", "Pahrump")),
        ("un pueblo que se llama Pahrump", ("NV", "Pahrump")),
        ("a town called Pahrump", ("NV", "Pahrump")),
        ("a town called Austin", ("TX", "Austin")),
        ("una ciudad llamada Dallas", ("TX", "Dallas")),
        ("its a place they call Opelousas", ("LA", "Opelousas")),
        ("una ciudad llamada Weslaco", ("TX", "Weslaco")),
        ("un lugar al que le dicen Pahrump", ("NV", "Pahrump")),
        ("el pueblo se llama Opelousas", ("LA", "Opelousas")),
        ("La Quinta Inn Weslaco", ("TX", "Weslaco")),
        ("at the La Quinta in Weslaco", ("TX", "Weslaco")),
        ("Hampton Inn, Opelousas", ("LA", "Opelousas")),
        ("Texas Roadhouse in Tulsa", ("OK", "Tulsa")),
        ("en el hotel La Quinta de Weslaco", ("TX", "Weslaco")),
        ("outside Kentucky Fried Chicken in Reno", ("NV", "Reno")),
    ],
)
def test_a_shop_or_a_clause_leads_to_the_place(said: str, place: tuple[str, str]) -> None:
    assert place_of(said) == place


@pytest.mark.parametrize(
    "said",
    ["my cousin se llama Dallas", "una muchacha que se llama Brooklyn", "a man named Austin"],
)
def test_a_person_who_is_called_so_is_still_no_place(said: str) -> None:
    assert place_of(said) == (None, None)


@pytest.mark.parametrize(
    "said",
    ["La Quinta Inn", "at the Texas Roadhouse", "the Fairfield Inn room 9", "en el Hampton Inn"],
)
def test_a_brand_alone_tells_no_place(said: str) -> None:
    location = LOCATOR.locate(said)
    assert location.best is None
    assert location.question is None or location.question.options == ()


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("La Quinta, California", "La Quinta"),
        ("Hampton, Virginia", "Hampton"),
        ("a motel in Fairfield, Ohio", "Fairfield"),
    ],
)
def test_a_town_with_a_brands_name_is_still_one(said: str, city: str) -> None:
    assert place_of(said)[1] == city


# Slips -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("7804O", "78040"),
        ("78O4O", "78040"),
        ("zip is 9OOO1", "90001"),
        ("8l301", "81301"),
        ("codigo postal 7804o", "78040"),
    ],
)
def test_a_zip_code_with_letters_for_digits_is_read(said: str, code: str) -> None:
    best = LOCATOR.locate(said).best
    assert best is not None
    assert best.zip == code


@pytest.mark.parametrize("said", ["apt 7804O", "she owes 7804O dollars", "OOOOO", "lOOl0"])
def test_not_everything_with_such_letters_is_a_zip_code(said: str) -> None:
    assert LOCATOR.locate(said).best is None


@pytest.mark.parametrize("said", ["huston", "in huston", "Huston tx", "en huston", "huston texas"])
def test_a_great_city_that_is_spelled_as_another_word_is_taken_or_asked(said: str) -> None:
    location = LOCATOR.locate(said)
    places = [location.best] if location.best else []
    places += location.question.options if location.question else []
    assert any((place.state, place.city) == ("TX", "Houston") for place in places)


# ZIP codes of one place ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("90001 or 90002", "Los Angeles"),
        ("78040 o 78041", "Laredo"),
        ("its 60601, 60602 maybe 60603", "Chicago"),
        ("90001 y 90002", "Los Angeles"),
    ],
)
def test_zip_codes_of_one_city_are_that_city(said: str, city: str) -> None:
    location = LOCATOR.locate(said)
    assert location.best is not None
    assert location.best.city == city
    assert location.best.fips is not None
    assert location.best.zip is None
    assert location.question is None


@pytest.mark.parametrize("said", ["78040 or 90001", "60601 o 90210", "77449 or 77494"])
def test_zip_codes_of_several_places_are_asked_with_names_that_differ(said: str) -> None:
    question = LOCATOR.locate(said).question
    assert question is not None
    labels = [LOCATOR.label(option) for option in question.options]
    assert len(labels) == len(set(labels)) == 2


# Hashtags ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("#HoustonTX", ("TX", "Houston")),
        ("#AustinTX", ("TX", "Austin")),
        ("girls for sale #LaredoTexas", ("TX", "Laredo")),
        ("#ElPasoTX", ("TX", "El Paso")),
        ("ayuda #MiamiFL", ("FL", "Miami")),
    ],
)
def test_a_city_and_its_state_in_one_hashtag_are_both_read(
    said: str, place: tuple[str, str]
) -> None:
    assert place_of(said) == place


@pytest.mark.parametrize("said", ["#FlorenceNC", "#HarveyTX", "#HoustonStrong", "#IrmaFL"])
def test_a_storms_or_a_sayings_hashtag_is_no_city(said: str) -> None:
    assert place_of(said)[1] is None
