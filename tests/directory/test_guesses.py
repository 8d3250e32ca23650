"""Others' data is never guessed at in silence: what was understood, changed and left out is told.

At commit eb54eb2 an import gave callers fax numbers and a Christmas day's hours for the whole year,
took ZIP codes for counties, and one bad entry cost the whole file.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory import (
    area_names,
    phone_numbers,
    schedules,
)
from hotline.geo import Gazetteer

TODAY = date(2026, 11, 30)


def weekly(opens: Any, closes: Any, byday: str = "MO,TU", **more: Any) -> schedules.Schedule:
    given = {"freq": "WEEKLY", "byday": byday, "opens_at": opens, "closes_at": closes, **more}
    return schedules.read(given, TODAY)


# Hours -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes", "byday", "lines"),
    [
        ("9:00 AM", "5:00 PM", "MO,TU", ["mo-tu 09:00-17:00"]),
        ("9 a.m.", "5 p.m.", "MO", ["mo 09:00-17:00"]),
        ("12:00 AM", "12:00 AM", "MO", ["mo 00:00-24:00"]),
        ("noon", "midnight", "MO", ["mo 12:00-24:00"]),
        ("12:00 PM", "6:30 PM", "WE", ["we 12:00-18:30"]),
        ("midnight", "noon", "SU", ["su 00:00-12:00"]),
        ("12:30 AM", "04:00 AM", "SA", ["sa 00:30-04:00"]),
        ("00:00", "23:59", "MO,TU,WE,TH,FR,SA,SU", ["mo-su 00:00-24:00"]),
        ("00:00:00", "23:59:59", "SA,SU", ["sa-su 00:00-24:00"]),
        ("22:00", "06:00", "FR", ["fr 22:00-24:00", "sa 00:00-06:00"]),
        ("10:00 PM", "6:00 AM", "SU", ["su 22:00-24:00", "mo 00:00-06:00"]),
        ("22:00", "06:00", "FR,SA", ["fr-sa 22:00-24:00", "sa-su 00:00-06:00"]),
        ("18:00:00", "00:00:00", "MO,WE", ["mo 18:00-24:00", "we 18:00-24:00"]),
        ("8:30", "17:00", "MO,TU,WE,TH,FR", ["mo-fr 08:30-17:00"]),
    ],
)
def test_times_are_read_as_they_are_written(
    opens: str, closes: str, byday: str, lines: list[str]
) -> None:
    found = weekly(opens, closes, byday)
    assert found.why_not == ""
    assert list(found.lines) == lines


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("9", "5"), ("9:00", "5:00"), ("09:00", "05:00"), ("25:00", "26:00"), ("13:00 PM", "5 PM"),
        ("08:00Z", "12:00-05:00"), ("soon", "later"), ("09:00", None), (None, "17:00"),
        ("09:00", "09:00"), ("09:75", "17:00"), ("0:00 AM", "5 PM"),
    ],
)  # fmt: skip
def test_times_that_are_not_clear_are_left_out_with_the_reason(opens: Any, closes: Any) -> None:
    found = weekly(opens, closes)
    assert found.lines == ()
    assert found.why_not


@pytest.mark.parametrize(
    "more",
    [
        {"valid_to": "2020-01-01"},
        {"valid_from": "2030-01-01"},
        {"valid_from": "2019-01-01", "valid_to": "2019-12-31"},
        {"interval": 2},
        {"interval": "2"},
        {"bymonth": "12"},
        {"bymonthday": "1,15"},
        {"dtstart": "2026-12-25", "until": "2026-12-25"},
        {"dtstart": "2026-12-25", "until": "2026-12-26"},
        {"count": 3},
        {"freq": "MONTHLY"},
        {"freq": "YEARLY"},
        {"valid_from": "2026-06-01", "valid_to": "2027-02-28"},
        {"until": "2026-12-31"},
    ],
)
def test_hours_that_do_not_hold_every_week_are_left_out(more: dict[str, Any]) -> None:
    found = weekly("09:00", "17:00", "FR", **more)
    assert found.lines == ()
    assert found.why_not


@pytest.mark.parametrize(
    "more",
    [
        {"valid_from": "2020-01-01"},
        {"valid_from": "2020-01-01", "valid_to": "2099-12-31"},
        {"interval": 1},
        {"dtstart": "2021-03-01"},
        {"wkst": "MO"},
    ],
)
def test_hours_that_hold_now_are_kept(more: dict[str, Any]) -> None:
    assert weekly("09:00", "17:00", "FR", **more).lines == ("fr 09:00-17:00",)


@pytest.mark.parametrize(
    "said",
    [
        "24/7", "24 hours", "24 hours a day, 7 days a week", "Always open", "24 / 7 / 365",
        "Day and night", "las 24 horas", "24 hours, seven days a week.",
    ],
)  # fmt: skip
def test_day_and_night_in_words_is_read(said: str) -> None:
    found = schedules.read({"description": said}, TODAY)
    assert schedules.never_closes(found.lines)
    assert found.changed


@pytest.mark.parametrize(
    "said", ["Mon-Fri 9-5", "24/7 except holidays", "by appointment", "call first", "", "not 24/7"]
)
def test_other_words_are_left_out(said: str) -> None:
    found = schedules.read({"description": said}, TODAY)
    assert found.lines == ()
    assert found.why_not


minute = st.integers(0, 1439)


@given(start=minute, length=st.integers(1, 1439), day=st.sampled_from(schedules.DAYS))
def test_every_minute_of_a_shift_is_open_and_no_other(start: int, length: int, day: str) -> None:
    end = (start + length) % 1440

    def said(minutes: int) -> str:
        half = "AM" if minutes < 720 else "PM"
        return f"{(minutes // 60) % 12 or 12}:{minutes % 60:02d} {half}"

    found = weekly(said(start), said(end), day.upper())
    assert found.why_not == ""
    first = schedules.DAYS.index(day) * 1440 + start
    wanted = {(first + minute) % (7 * 1440) for minute in range(length)}
    if end == 1439:
        wanted.add((first + length) % (7 * 1440))  # 11:59 PM is said for midnight
    assert open_minutes(found.lines) == wanted


def open_minutes(lines: tuple[str, ...]) -> set[int]:
    minutes: set[int] = set()
    for line in lines:
        days, _, span = line.partition(" ")
        first, _, last = days.partition("-")
        opens, closes = (int(time[:2]) * 60 + int(time[3:]) for time in span.split("-"))
        for day in range(schedules.DAYS.index(first), schedules.DAYS.index(last or first) + 1):
            minutes |= set(range(day * 1440 + opens, day * 1440 + closes))
    return minutes


# Telephones --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phone",
    [
        {"number": "713-227-0112", "type": "fax"},
        {"number": "713-227-0112", "type": "FAX"},
        {"number": "713-227-0112", "type": "textphone"},
        {"number": "Fax: 713-227-0112"},
        {"number": "713-227-0112 (fax)"},
        {"number": "713-227-0112", "name": "Main fax"},
        {"number": "713-227-0112", "description": "Fax line"},
        {"number": "713-227-0112", "type": "tty"},
        {"number": "713-227-0112", "type": "pager"},
        {"number": "TDD 713-227-0112"},
        {"number": "713-227-0112", "department": "Facsimile"},
    ],
)
def test_a_fax_never_becomes_a_public_line(phone: dict[str, str]) -> None:
    (found,) = phone_numbers.read(phone)
    assert found.address == ""
    assert found.why_not


@pytest.mark.parametrize(
    ("phone", "extension"),
    [
        ({"number": "713-227-0112", "extension": 4012}, "4012"),
        ({"number": "713-227-0111 ext. 44"}, "44"),
        ({"number": "713-227-0112 x123"}, "123"),
        ({"number": "713-227-0112 ext. 12"}, "12"),
        ({"number": "713-227-0112;ext=5"}, "5"),
        ({"number": "713-227-0112,,123"}, "123"),
        ({"number": "(713) 227-0112 Extension 7"}, "7"),
        ({"number": "713.227.0112 #88"}, "88"),
        ({"number": "+1 713 227 0112", "extension": "ext 9"}, "9"),
        ({"number": "713-227-0112"}, ""),
    ],
)
def test_an_extension_is_kept(phone: dict[str, Any], extension: str) -> None:
    (found,) = phone_numbers.read(phone)
    assert found.address.startswith("+1713227011")
    assert found.extension == extension
    assert bool(found.changed) == bool(extension)


@pytest.mark.parametrize(
    ("number", "addresses"),
    [
        ("713-227-0112 / 713-227-0113", ["+17132270112", "+17132270113"]),
        ("713-227-0112 or 713-227-0113", ["+17132270112", "+17132270113"]),
        ("713-227-0112; 713-227-0113", ["+17132270112", "+17132270113"]),
        ("(713) 227-0112 (24 hr)", ["+17132270112"]),
        ("1-888-373-SAVE", ["+18883737283"]),
        ("tel:713-227-0112", ["+17132270112"]),
        ("988", ["988"]),
        ("9.56E+09", [""]),
        ("call us", [""]),
    ],
)
def test_numbers_are_read_as_people_write_them(number: str, addresses: list[str]) -> None:
    assert [found.address for found in phone_numbers.read({"number": number})] == addresses


# Places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("Webb County, Texas", "county 48479 Webb, TX"),
        ("Webb County, TX", "county 48479 Webb, TX"),
        ("webb county tx", "county 48479 Webb, TX"),
        ("Harris County, Texas, USA", "county 48201 Harris, TX"),
        ("State of Texas", "state TX"),
        ("Statewide Texas", "state TX"),
        ("texas", "state TX"),
        ("City of Houston, TX", "city Houston, TX"),
        ("Laredo, Texas", "city Laredo, TX"),
        ("City of Laredo, Texas", "city Laredo, TX"),
        ("New Mexico", "state NM"),
        ("Nationwide", "nation"),
        ("ZIP code 78040", "zip 78040"),
        ("78040-1234", "zip 78040"),
    ],
)  # fmt: skip
def test_areas_are_read_as_people_write_them(said: str, line: str) -> None:
    assert area_names.read({"name": said}).lines == (line,)


@pytest.mark.parametrize(
    ("said", "fips"),
    [
        ("Saint Louis County, MO", "29189"),
        ("Dona Ana County, NM", "35013"),
        ("Doña Ana County NM", "35013"),
    ],
)  # fmt: skip
def test_counties_are_known_without_accents_and_with_saint(said: str, fips: str) -> None:
    (line,) = area_names.read({"name": said}).lines
    assert line.startswith(f"county {fips} ")


def test_lists_and_a_state_from_the_address() -> None:
    assert area_names.read({"name": "78040, 78041"}).lines == ("zip 78040", "zip 78041")
    home = area_names.read({"name": "City of Laredo"}, "TX")
    assert home.lines == ("city Laredo, TX",)
    assert "address" in home.changed
    assert area_names.read({"name": "Harris County"}, "TX").lines == ("county 48201 Harris, TX",)
    for unknown in ("City of Laredo", "Harris County", "the valley", "Webb County, Texas and more"):
        assert area_names.read({"name": unknown}).lines == ()


@pytest.mark.parametrize("code", ["48201", "10001", "48479", "36061"])
def test_a_zip_code_is_not_taken_for_a_county(code: str) -> None:
    lines = area_names.read({"name": code}).lines
    assert all(line.startswith("zip ") for line in lines) or not Gazetteer.load().zip(code)
    assert area_names.read({"name": code, "extent_type": "postcode"}).lines in {
        (f"zip {code}",),
        (),
    }
    (county,) = area_names.read({"name": code, "extent_type": "county fips"}).lines
    assert county.startswith(f"county {code} ")


def test_no_five_digits_are_a_county_and_a_zip_code_in_silence() -> None:
    places = Gazetteer.load()
    both = [fips for fips in places.counties if places.zip(fips)]
    assert len(both) > 1000
    for code in both:
        place = area_names.read({"name": code})
        assert place.lines == (f"zip {code}",)
        assert place.changed
