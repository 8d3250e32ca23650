"""The gazetteer knows every place; ``tests/bench/test_gazetteer_build.py`` builds it again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hotline.domain import Place
from hotline.geo import Gazetteer
from hotline.geo.gazetteer import fold
from hotline.geo.text.spelling import Spelling, distance

GAZETTEER = Gazetteer.load()
RESIDENT_MB = 95
"""Of a process that loads nothing but the locator; the whole service may have 150 MB."""


def test_all_states_counties_and_zip_codes_are_there() -> None:
    assert len(GAZETTEER.states) == 56  # 50 states, D.C. and five territories
    assert 3_200 <= len(GAZETTEER.counties) <= 3_250
    assert {county.state for county in GAZETTEER.counties.values()} == set(GAZETTEER.states)
    for county in GAZETTEER.counties.values():
        assert county.zone.count("/") >= 1
        assert county.fips[:2] == GAZETTEER.states[county.state].fips
    for code in ("78040", "10001", "00907", "96910", "00802", "96799", "96950", "99501"):
        assert GAZETTEER.zip(code) is not None, code
    assert GAZETTEER.zip("00000") is None


def test_every_city_lies_in_counties_of_its_state() -> None:
    for city in GAZETTEER.cities:
        assert city.fips, city
        assert {GAZETTEER.counties[fips].state for fips in city.fips} == {city.state}, city


def test_a_city_over_several_counties_has_no_county_of_its_own() -> None:
    whole = GAZETTEER.city("New York City", "NY")
    laredo = GAZETTEER.city("laredo", "TX")
    assert whole is not None
    assert laredo is not None
    assert GAZETTEER.place_of_city(whole, 1.0).fips is None
    assert GAZETTEER.place_of_city(laredo, 1.0).fips == "48479"


def test_a_place_knows_its_time_zone() -> None:
    assert GAZETTEER.time_zone(Place(state="TX", fips="48141")) == "America/Denver"  # El Paso
    assert GAZETTEER.time_zone(Place(state="TX")) == "America/Chicago"
    assert GAZETTEER.time_zone(Place(state="GU")) == "Pacific/Guam"
    assert GAZETTEER.time_zone(None) is None


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Saint Paul", "st paul"),
        ("St. Paul", "st paul"),
        ("Mayagüez", "mayaguez"),
        ("Lee's Summit", "lees summit"),
        ("O’Fallon", "ofallon"),
        ("Winston-Salem", "winston salem"),
        ("  D.C. ", "d c"),
        ("", ""),
    ],
)
def test_names_are_compared_without_accents_and_marks(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("laredo", "laredo", 0),
        ("loredo", "laredo", 1),
        ("laredo", "laredoo", 1),
        ("tuscon", "tucson", 1),
        ("cincinatti", "cincinnati", 1),
        ("houston", "boston", 2),
        ("", "a", 1),
    ],
)
def test_one_slip_is_distinguished_from_more(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_a_word_that_is_meant_is_not_mended() -> None:
    spelling = Spelling({"denver": 700_000, "texas": 5_000_000}, frozenset({"denier"}))
    assert spelling.corrected("denvor") == ("denver",)
    assert spelling.corrected("denier") == ()
    assert spelling.corrected("denver") == ()
    assert spelling.corrected("d" * 1_000) == ()


def test_a_search_finds_the_largest_first() -> None:
    found = list(GAZETTEER.search("spring", limit=5))
    assert found[0].city is not None
    assert found[0].city.startswith("Spring")
    assert next(iter(GAZETTEER.search("78040"))).city == "Laredo"
    assert list(GAZETTEER.search("x")) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read memory from")
def test_the_locator_stays_small() -> None:
    """In a process of its own, as the service loads it."""
    probe = (
        "from hotline.geo import Locator; Locator.load().locate('in laredo tx'); "
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) / 1024 < RESIDENT_MB
