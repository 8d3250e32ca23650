"""Places that are asked about before they count: hashtags, routes, and points left behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.geo.text import identifiers, web_addresses
from tests.geo.locating import reported
from tests.geo.test_said_places import outcome

PANIC = "someone is beating her right now, "


@pytest.mark.parametrize(
    "said",
    [
        "#dallas",
        "#HoustonTX",
        "ayuda #MiamiFL",
        "girls for sale #LaredoTexas",
        "https://www.google.com/maps/dir/Houston/Dallas",
        "https://www.google.com/maps/dir/Reno,+NV/Boise,+ID",
        "dropped pin 29.42412,-98.49363 but they moved to El Paso",
        "29.42412,-98.49363 they took her to Dallas",
        "29.42412,-98.49363 ahora en Laredo, Texas",
    ],
)
def test_it_is_asked_about(said: str) -> None:
    for text in (said, PANIC + said):
        assert outcome(reported(text)).startswith("asked"), text


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("girls in Houston #houston", "Houston, Texas"),
        ("https://www.google.com/maps/place/El+Paso,+TX", "El Paso, Texas"),
        ("29.42412,-98.49363 San Antonio now", "San Antonio, Texas"),
        ("29.42412,-98.49363", "Bexar County, Texas"),
    ],
)
def test_what_is_clear_is_taken(said: str, place: str) -> None:
    assert outcome(reported(PANIC + said)) == place


def test_of_several_names_that_she_is_called_none_is_a_town() -> None:
    for said in (
        "he calls her Paris and Brooklyn in the ads",
        "they call her Dallas or Houston",
        "le dicen Paris y Brooklyn",
    ):
        assert reported(PANIC + said).best is None, said


TOWNS = ["dallas", "miami", "houston", "phoenix", "atlanta", "laredo"]


@given(
    town=st.sampled_from(TOWNS),
    form=st.sampled_from(
        [
            "https://site.example/{}",
            "www.site.example/{}",
            "site.example/{}/girls",
            "{}@site.example",
            "me@{}.example",
            "t.me/{}_girls",
            "{}_girls",
            "site.com\\{}",
            "{}.example/ad?id=7",
        ]
    ),
    frame=st.sampled_from(["{}", "the ad: {}", "see {}.", "mira {} por favor", "({})"]),
    answering=st.booleans(),
)
def test_a_town_in_an_address_is_never_taken(
    town: str, form: str, frame: str, answering: bool
) -> None:
    found = reported(frame.format(form.format(town)), answering=answering)
    assert found.best is None
    assert not (found.question and found.question.options)


@given(text=st.text(max_size=200))
def test_blanks_keep_every_offset(text: str) -> None:
    for blanked in (web_addresses.blanked(text), identifiers.blanked(text)):
        assert len(blanked) == len(text)
        assert all(new in (" ", old) for old, new in zip(text, blanked, strict=True))
