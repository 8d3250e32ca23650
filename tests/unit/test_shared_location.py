"""A location that a phone shares with a message is read as part of it."""

from __future__ import annotations

import pytest

from hotline.geo import Locator
from hotline.providers.events import IncomingText
from hotline.providers.twilio import read
from hotline.providers.twilio.errors import CODES
from hotline.providers.twilio.read import Fields

LAREDO = {"Latitude": "27.5306", "Longitude": "-99.4803"}


def body(**fields: str) -> str:
    event = read.text(Fields({"MessageSid": "SM1", "From": "+12025550101", **fields}), CODES)
    assert isinstance(event, IncomingText)
    return event.body


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (LAREDO, "27.5306, -99.4803"),
        ({**LAREDO, "Body": ""}, "27.5306, -99.4803"),
        ({**LAREDO, "Body": "come here"}, "come here\n27.5306, -99.4803"),
        ({**LAREDO, "Address": "12 Main St"}, "12 Main St\n27.5306, -99.4803"),
        ({**LAREDO, "Label": "Motel"}, "Motel\n27.5306, -99.4803"),
    ],
)
def test_coordinates_are_on_a_line_of_their_own(fields: dict[str, str], wanted: str) -> None:
    assert body(**fields) == wanted
    best = Locator.load().locate(body(**fields)).best
    assert best is not None
    assert best.fips == "48479"


@pytest.mark.parametrize(
    "fields",
    [
        {"Latitude": "27.5306"},
        {"Longitude": "-99.4803"},
        {"Latitude": "", "Longitude": ""},
        {"Latitude": "27.5306", "Longitude": "west"},
        {"Latitude": "1e9", "Longitude": "-99.4803"},
        {"Latitude": "27.5306\nSTOP", "Longitude": "-99.4803"},
    ],
)
def test_half_a_location_or_no_numbers_leave_the_words_alone(fields: dict[str, str]) -> None:
    assert body(Body="come here", **fields) == "come here"
