"""A report names other places too: where somebody came from, lives, or is not."""

from __future__ import annotations

import pytest

from tests.geo.locating import LOCATOR, place_of, reported


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("he moved us from Irving, TX to Salem, OR", ("OR", "Salem")),
        ("I live in Plano, TX but my sister is being held in Tulsa, OK", ("OK", "Tulsa")),
        ("we are from Atlanta but it happens in Mobile, AL", ("AL", "Mobile")),
        ("she is not in Dallas, she is in Reno", ("NV", "Reno")),
        ("it was on the news in Boston but she is in Fargo, ND", ("ND", "Fargo")),
        ("a van with Texas plates at a motel in Tulsa", ("OK", "Tulsa")),
        ("nos llevaron de Laredo a Houston", ("TX", "Houston")),
        ("somos de Oaxaca pero trabajamos en Salinas California", ("CA", "Salinas")),
        ("vivo en Miami pero mi hermana trabaja en Atlanta", ("GA", "Atlanta")),
        ("Chester, Delaware County", ("PA", "Chester")),
        ("Sarasota FL, off Bee Ridge", ("FL", "Sarasota")),
        ("2218 W Pecan st mcallen segundo piso", ("TX", "McAllen")),
        ("Gun Hill rd & White Plains, in the bronx", ("NY", "The Bronx")),
    ],
)
def test_the_place_of_the_event_is_distinguished_from_the_others(
    said: str, place: tuple[str, str]
) -> None:
    assert place_of(said) == place


@pytest.mark.parametrize(
    "said",
    [
        "a white truck with Texas plates",
        "she is not in Dallas anymore",
        "el capataz maneja una tacoma gris",
        "Colorado le dicen al patron",
        "my bro Phoenix's boss makes him sleep there",
        "le rece a San Antonio pa que volviera",
        "la señora me aventó agua caliente y no me deja salir",
        "me tienen en el monte y no me dejan salir",
        "Michael Jordan",
        "me dicen la Dallas",
        "we paid 10001 for the trip",
        "the Dallas Cowboys jersey",
    ],
)
def test_what_only_looks_like_the_place_is_none(said: str) -> None:
    assert place_of(said) == (None, None)


def test_where_somebody_comes_from_does_not_narrow_a_shared_name() -> None:
    question = LOCATOR.locate("they moved us from Ohio to Florence. No pay").question
    assert question is not None
    assert {option.state for option in question.options} > {"SC", "AL"}


@pytest.mark.parametrize("said", ["at my church in Paris", "the fair in Lebanon"])
def test_a_town_that_has_a_great_citys_name_is_asked_about(said: str) -> None:
    location = LOCATOR.locate(said)
    assert location.best is None
    assert location.question is not None
    assert location.question.options


@pytest.mark.parametrize(
    ("said", "state", "county"),
    [
        ("on JBLM base", "WA", "Pierce"),
        ("by the Fort Bragg gate", "NC", "Cumberland"),
        ("Fayetteville by the Fort Bragg gate", "NC", "Cumberland"),
        ("on the Pine Ridge reservation", "SD", "Oglala Lakota"),
        ("she works in Boyle Heights", "CA", "Los Angeles"),
        ("toy en jiuston", "TX", "Harris"),
        ("en inmokali", "FL", "Collier"),
        ("bocaraton fl", "FL", "Palm Beach"),
        ("mile marker 212 on I-10, west texas", "TX", None),
        ("in LA county", "CA", "Los Angeles"),
        ("picking in the Rio Grande Valley", "TX", None),
        ("on the jersey shore", "NJ", None),
        ("Jersey Shore boardwalk", "NJ", None),
        ("a chicken plant on Delmarva", None, None),
    ],
)
def test_bases_quarters_regions_and_names_by_ear(
    said: str, state: str | None, county: str | None
) -> None:
    best = LOCATOR.locate(said).best
    assert (best.state if best else None) == state
    assert (best.county if best else None) == county


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no es Laredo, es Zapata Texas", "Zapata"),
        ("no es en Houston, es en Katy", "Katy"),
        ("no es Houston es Katy Texas", "Katy"),
        ("not in Houston, in Katy", "Katy"),
        ("not Dallas but Fort Worth", "Fort Worth"),
        ("not 78041, 78040", "78040"),
        ("it is not 78041 it is 78045", "78045"),
        ("no es 78041, es 78043", "78043"),
        ("78041 not 78040", "78041"),
        ("no es Laredo, es Zapata", None),
        ("not 78041", None),
        ("no es 78041", None),
        ("no en Laredo", None),
        ("it isn't Webb county", None),
        ("it's 78041", "78041"),
        ("es Laredo", "Laredo"),
        ("not far from Laredo", "Laredo"),
    ],
)
def test_a_denied_answer_is_never_the_place(said: str, kept: str | None) -> None:
    best = reported(said, answering=True).best
    assert best is None if kept is None else best and kept in {best.city, best.zip}
