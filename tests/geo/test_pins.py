"""Coordinates, map links, codes and location cards: the county they lie in, and nothing else."""

from __future__ import annotations

import hashlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.geo.points import boundaries, pins
from hotline.geo.points.boundaries import Boundaries
from tests.geo.locating import LOCATOR, reported

HOUSTON, LAREDO, NASHVILLE = "48201", "48479", "47037"
READ = [
    ("my location: 29.76043, -95.36980", HOUSTON),
    ("call 3055550142 lat:25.77627 long:-80.19866", "12086"),
    ("https://www.google.com/maps/search/?api=1&query=43.03890%2C-87.90650", "55079"),
    ("https://maps.google.com/?q=27.5306,-99.4803", LAREDO),
    ("https://maps.google.com/maps?q=loc:27.5306,-99.4803", LAREDO),
    ("https://www.google.com/maps/search/27.5306,+-99.4803", LAREDO),
    ("https://maps.apple.com/?ll=29.7604,-95.3698&q=Dropped%20Pin", HOUSTON),
    ("https://maps.apple.com/place?coordinate=29.7604,-95.3698&name=Dallas", HOUSTON),
    ("27.5306, -99.4803", LAREDO),
    ("27.5306° N, 99.4803° W", LAREDO),
    ("27.5306 N 99.4803 W", LAREDO),
    ("27°31'50.2\"N 99°28'49.1\"W", LAREDO),
    ("27º 31’ 50” N, 99º 28’ 49” O", LAREDO),
    ("N 27° 31.836' W 99° 28.818'", LAREDO),
    ("27 31 50 N, 99 28 49 W", LAREDO),
    ("estoy en 27,5306 -99,4803", LAREDO),
    ("latitud: 27.5306 longitud: -99.4803", LAREDO),
    ("29.76043 -95.36980", HOUSTON),
    ("https://www.bing.com/maps?cp=45.5152~-122.6784", "41051"),
    ("https://waze.com/ul?ll=32.7767%2C-96.7970&navigate=yes", "48113"),
    ("https://www.openstreetmap.org/?mlat=40.7128&mlon=-74.0060#map=9/42.71/-75.00", "36061"),
    ("https://www.openstreetmap.org/#map=15/32.7767/-96.7970", "48113"),
    ("https://osmand.net/map?pin=34.0522,-118.2437#15/34/-118", "06037"),
    ("geo:47.6588,-117.4260;u=35", "53063"),
    ("geo:0,0?q=36.1627,-86.7816(Motel)", NASHVILLE),
    ("47.6588, -117.4260 she's here", "53063"),
    ("GGJ9+6V Laredo, Texas", LAREDO),
    (
        "BEGIN:VCARD\nFN:Phoenix\nitem1.URL:http://maps.apple.com/?ll=27.5306\\,-99.4803\nEND:VCARD",
        LAREDO,
    ),
    ("GEO:27.5306;-99.4803", LAREDO),
    ("https://m.uber.com/ul/?pickup[latitude]=41.8781&pickup[longitude]=-87.6298", "17031"),
    ("maps.google.com/?q=27.5306,-99.4803", LAREDO),
    ("she is here:27.5306,-99.4803.", LAREDO),
    ("13.4745, 144.7504", "66010"),
    ("18.4663, -66.1057", "72127"),
]


@pytest.mark.parametrize(("text", "fips"), READ)
def test_a_point_becomes_its_county(text: str, fips: str) -> None:
    for answering in (False, True):
        found = reported(text, answering=answering)
        assert found.best is not None and found.best.fips == fips
        assert found.question is None and not found.doubt


def test_of_a_google_link_the_pin_counts_and_not_the_screen() -> None:
    link = (
        "https://www.google.com/maps/place/Motel+Six/@36.16,-95.99,9z/data=!3m1!4b1!4m5!3m4"
        "!1s0x0:0x0!8m2!3d36.1600!4d-86.7800"
    )
    found = reported(f"look {link} please")
    assert found.best is not None and found.best.fips == NASHVILLE
    sign = found.candidates[0].evidence[0]
    assert (sign.phrase, sign.start) == (link, 5), "the exact words are kept for the dispatcher"


@pytest.mark.parametrize(
    ("link", "label", "code"),
    [
        (
            "https://maps.apple.com/?address=1200%20San%20Bernardo%20Ave,%20Laredo,%20TX%2078040",
            "Laredo, Texas",
            "78040",
        ),
        (
            "https://www.google.com/maps/dir/?api=1&destination=Bristol,+TN",
            "Bristol, Tennessee",
            None,
        ),
        ("geo:0,0?q=Tulsa,+OK", "Tulsa, Oklahoma", None),
        ("https://maps.google.com/?q=Tulsa,%20OK", "Tulsa, Oklahoma", None),
        ("https://www.google.com/maps/place/El+Paso,+TX", "El Paso, Texas", None),
        ("https://waze.com/ul?q=Fresno%2C%20CA", "Fresno, California", None),
        ("https://maps.apple.com/?daddr=Macon,+Georgia", "Macon, Georgia", None),
        ("https://www.google.com/maps/dir/Reno,+NV/Boise,+ID", "Boise, Idaho", None),
    ],
)
def test_an_address_in_a_link_is_read(link: str, label: str, code: str | None) -> None:
    best = reported(link, answering=True).best
    assert best is not None and LOCATOR.label(best) == label and best.zip == code


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.app.goo.gl/AbCdEf123",
        "https://goo.gl/maps/20001abcDEF",
        "maps.app.goo.gl/x78040y",
        "https://share.google/Qwerty12345",
        "https://maps.apple/p/AbC-123",
        "https://w3w.co/filled.count.dallas",
        "https://g.co/kgs/abc",
        "here https://maps.app.goo.gl/Dallas?g_st=ic now",
    ],
)
def test_a_short_link_is_said_to_be_unreadable(link: str) -> None:
    found = reported(link, answering=True)
    assert found.best is None and found.link


@pytest.mark.parametrize(
    "text",
    [
        "25.869,-97.5027",
        "27.477,-99.515",
        "31.690, -106.424",
        "32.5149, -117.0382",
        "42.3149, -83.0364",
        "43.6532, -79.3832",
        "25.04, -77.35",
        "27.5, -95.0",
        "48.8566, 2.3522",
        "0.0, 0.0",
        "18.42, -64.62",
        "geo:20.6736,-103.344",
    ],
)
def test_a_point_at_sea_or_abroad_is_no_place_here(text: str) -> None:
    assert reported(text, answering=True).best is None


@pytest.mark.parametrize(
    ("text", "fips"), [("-84.3880, 33.7490", "13121"), ("39.95222,75.16522", "42101")]
)
def test_numbers_turned_round_or_without_a_minus_are_a_guess(text: str, fips: str) -> None:
    found = reported(text)
    assert found.best is not None and found.best.fips == fips and found.doubt


def test_near_a_border_both_counties_are_asked() -> None:
    found = reported("36.5950, -82.1800")
    assert found.best is None and found.question is not None
    assert {place.fips for place in found.question.options} == {"47163", "51520"}


def test_a_point_and_its_town_agree() -> None:
    best = reported("35.5951,-82.5515 in Asheville NC").best
    assert best is not None and (best.city, best.fips) == ("Asheville", "37021")


def test_a_point_and_a_town_in_another_state_are_asked() -> None:
    found = reported("29.76043, -95.36980 in Tulsa, Oklahoma")
    assert found.best is None and found.question is not None
    assert {place.state for place in found.question.options} == {"TX", "OK"}


@pytest.mark.parametrize(
    "text",
    [
        "room 33101, she costs 90210",
        "he paid 12.50, 30.25 and 5.00",
        "24/7 spa, $27.50, $99.48 an hour",
        "we work 7/7 and get 20.00 and 30.00",
        "version 1.2.3 at 10.30",
        "call 956.555.0142 or 956.555.0143",
        "12 S St and 34 N Ave",
        "2+2 girls, 18+ only",
    ],
)
def test_other_numbers_are_no_points(text: str) -> None:
    assert pins.find(text) == ()


@given(
    lat=st.floats(17.0, 71.0),
    lon=st.floats(-165.0, -65.0),
    decimals=st.integers(3, 7),
    frame=st.sampled_from(
        [
            "{}, {}",
            "{},{}",
            "my location: {}, {}",
            "lat {} long {}",
            "she is at {}, {} help",
            "https://maps.google.com/?q={},{}",
            "geo:{},{}",
            "https://maps.apple.com/?ll={},{}",
        ]
    ),
    answering=st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_a_coordinate_is_never_a_zip_code(
    lat: float, lon: float, decimals: int, frame: str, answering: bool
) -> None:
    text = frame.format(f"{lat:.{decimals}f}", f"{lon:.{decimals}f}")
    found = reported(text, answering=answering)
    options = found.question.options if found.question is not None else ()
    places = (*([found.best] if found.best else []), *options)
    assert all(place.zip is None and place.city is None for place in places)
    assert len(pins.without(text)) == len(text)
    assert not any(c.isdigit() for c in pins.without(text))


@given(
    st.text(max_size=200) | st.text("geo:https/maps.?q=,-+°'\"NSEW0123456789 !3d4d@", max_size=80)
)
@settings(max_examples=300, deadline=None)
def test_any_text_has_its_pins(text: str) -> None:
    for pin in pins.find(text):
        assert 0 <= pin.start < pin.end <= len(text)
    assert len(pins.without(text)) == len(text)


# Boundaries -------------------------------------------------------------------------------------


def test_the_committed_boundaries_are_the_ones_that_were_built() -> None:
    data = boundaries.DATA.read_bytes()
    checksum = boundaries.DATA.with_name("counties.sha256").read_text("utf-8").split()[0]
    assert hashlib.sha256(data).hexdigest() == checksum
    assert len(data) < 600_000


def test_nearly_every_zip_codes_center_lies_in_its_county() -> None:
    shapes = Boundaries.load()
    gazetteer = LOCATOR.gazetteer
    codes = [code for n in range(501, 99_950, 37) if (code := gazetteer.zip(f"{n:05}"))]
    agree = [code.fips in shapes.at(code.lat, code.lon, 2_000).counties for code in codes]
    assert len(codes) > 500
    assert sum(agree) / len(codes) > 0.97


@given(lat=st.floats(allow_nan=True), lon=st.floats(allow_nan=True))
@settings(max_examples=200, deadline=None)
def test_every_pair_of_numbers_has_a_spot(lat: float, lon: float) -> None:
    spot = Boundaries.load().at(lat, lon)
    if not (math.isfinite(lat) and math.isfinite(lon)):
        assert spot.counties == ()
    assert all(LOCATOR.gazetteer.county(code) for code in spot.counties)


@pytest.mark.parametrize(
    ("lat", "lon", "fips"),
    [
        (41.601, -93.609, "19153"),  # as far north as a corner of Polk County's eastern border
        (41.6010001, -93.609, "19153"),
        (41.601, -93.3, "19099"),
    ],
)
def test_a_point_level_with_a_corner_of_a_border_is_on_its_own_side(
    lat: float, lon: float, fips: str
) -> None:
    assert Boundaries.load().at(lat, lon).counties[:1] == (fips,)


@given(
    lat=st.integers(250_000, 489_999).map(lambda n: n / 10_000),
    lon=st.integers(-1_240_000, -670_001).map(lambda n: n / 10_000),
)
@settings(max_examples=60, deadline=None)
def test_a_hands_breadth_farther_north_is_the_same_county_or_a_border(
    lat: float, lon: float
) -> None:
    shapes = Boundaries.load()
    here, beside = shapes.at(lat, lon), shapes.at(lat + 2e-6, lon)
    assert here.counties[:1] == beside.counties[:1] or len(here.counties) > 1 or not here.inside
