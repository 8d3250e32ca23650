"""When a reporter may be reached: wall-clock hours where they are, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain import Place
from hotline.followups.contact_windows import WINDOWS, next_open, zone_of
from hotline.geo import Locator

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
ZONES = ("America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu", "Asia/Tokyo")


def at(zone: ZoneInfo, *when: int) -> datetime:
    return datetime(*when, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        # clocks go forward on 8 March 2026 and back on 1 November 2026
        ((2026, 3, 7, 22, 0), (2026, 3, 8, 8, 0)),
        ((2026, 3, 8, 1, 59), (2026, 3, 8, 8, 0)),
        ((2026, 10, 31, 22, 0), (2026, 11, 1, 8, 0)),
        ((2026, 11, 1, 1, 30), (2026, 11, 1, 8, 0)),
    ],
)
def test_it_is_eight_by_their_clock_after_the_clocks_change(
    asked: tuple[int, ...], opens: tuple[int, ...]
) -> None:
    assert next_open("morning", CHICAGO, at(CHICAGO, *asked)) == at(CHICAGO, *opens)


def test_the_night_before_is_an_hour_shorter_or_longer_in_truth() -> None:
    spring = next_open("any", NEW_YORK, at(NEW_YORK, 2026, 3, 7, 21, 0))
    autumn = next_open("any", NEW_YORK, at(NEW_YORK, 2026, 10, 31, 21, 0))
    assert spring - at(NEW_YORK, 2026, 3, 7, 21, 0) == timedelta(hours=10)
    assert autumn - at(NEW_YORK, 2026, 10, 31, 21, 0) == timedelta(hours=12)


@given(
    window=st.sampled_from([*WINDOWS, None, "whenever"]),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 2 * 365 * 24 * 60),
)
def test_it_is_always_inside_the_window_and_within_a_day(
    window: str | None, zone: str, minutes: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = next_open(window, ZoneInfo(zone), moment)
    first, last = WINDOWS.get(window or "any", WINDOWS["any"])
    assert first <= opens.astimezone(ZoneInfo(zone)).time() < last
    assert moment <= opens <= moment + timedelta(hours=25)
    assert next_open(window, ZoneInfo(zone), opens) == opens


def test_the_zone_is_that_of_the_place_else_of_the_line() -> None:
    laredo = Place(state="TX", county="Webb", fips="48479", city="Laredo")
    assert zone_of(Locator.load(), laredo, "America/New_York").key == "America/Chicago"
    assert zone_of(Locator.load(), None, "America/New_York").key == "America/New_York"
