"""Waits after wrong passwords: they grow where the guesses come from, and hold up no one else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.accounts.throttle import (
    DEVICE,
    FLOOD,
    FORGOTTEN_AFTER,
    KNOWN_PLACE,
    MOST_KEPT,
    NAME,
    PAIR,
    SOURCE,
    STRANGERS,
    Attempt,
    Limit,
    Throttle,
    source_of,
)

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
LIMITS = (DEVICE, KNOWN_PLACE, PAIR, SOURCE, NAME, STRANGERS)


@given(st.sampled_from(LIMITS), st.integers(0, 10_000))
def test_waits_grow_and_are_bounded(limit: Limit, wrong: int) -> None:
    assert limit.wait(wrong) <= limit.wait(wrong + 1) <= limit.longest
    assert (limit.wait(wrong) == 0) == (wrong <= limit.free)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=300))
def test_whatever_strangers_try_a_known_browser_never_waits(tried: list[tuple[str, str]]) -> None:
    throttle = Throttle()
    for name, source in tried:
        throttle.begin(Attempt(name, source), NOON)
    for name in "abc":
        assert throttle.begin(Attempt(name, "x", device="her own"), NOON) == 0


@given(st.integers(1, 200))
def test_what_one_source_can_try_in_an_hour_is_bounded(names: int) -> None:
    throttle, allowed, now = Throttle(), 0, NOON
    for second in range(3600):
        now = NOON + timedelta(seconds=second)
        allowed += throttle.begin(Attempt(f"name{second % names}", "x"), now) == 0
    assert allowed <= SOURCE.free + 3600 / SOURCE.longest + 10


def test_all_strangers_together_cost_little() -> None:
    throttle, allowed = Throttle(), 0
    for number in range(6000):
        now = NOON + timedelta(milliseconds=10 * number)
        allowed += throttle.begin(Attempt(f"n{number}", f"s{number}"), now) == 0
    assert allowed <= STRANGERS.free + 60 / STRANGERS.longest + 2


def test_a_name_that_is_guessed_everywhere_keeps_its_owner_waiting_for_seconds_only() -> None:
    throttle = Throttle()
    for number in range(1000):
        throttle.begin(Attempt("dora", f"s{number}"), NOON + timedelta(seconds=number))
    wait = throttle.begin(Attempt("dora", "her hotel"), NOON + timedelta(seconds=1000))
    assert wait <= NAME.longest


def test_right_passwords_count_for_nothing_and_wrong_ones_are_forgotten() -> None:
    throttle, attempt = Throttle(), Attempt("dora", "x")
    for number in range(200):
        assert throttle.begin(attempt, NOON) == 0, number
        throttle.right(attempt)
    assert not throttle.is_flood(NOON)
    stranger = Attempt("nobody", "y")
    while throttle.begin(stranger, NOON) == 0:
        pass
    assert throttle.begin(stranger, NOON + FORGOTTEN_AFTER) == 0


def test_forty_at_once_are_counted_before_any_of_them_is_checked() -> None:
    throttle = Throttle()
    allowed = sum(throttle.begin(Attempt("nobody", "x"), NOON) == 0 for _ in range(40))
    assert allowed == PAIR.free + 1


def test_a_flood_is_said_once_an_hour() -> None:
    throttle = Throttle()
    said = []
    for _ in range(FLOOD * 4):
        throttle.begin(Attempt("nobody", "x"), NOON)
        said.append(throttle.is_flood(NOON))
    assert said.count(True) == 1 and said.index(True) == FLOOD - 1
    later = NOON + timedelta(hours=2)
    assert not throttle.is_flood(later), "it is over"
    for _ in range(FLOOD):
        throttle.begin(Attempt("nobody", "x"), later)
    assert throttle.is_flood(later)


def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    throttle = Throttle()
    while throttle.begin(Attempt("a", "x"), NOON) == 0:
        pass
    assert throttle.begin(Attempt("a", "x"), NOON - timedelta(days=1)) <= PAIR.longest


def test_what_is_kept_is_bounded() -> None:
    throttle = Throttle()
    for number in range(MOST_KEPT // 3 + 500):
        now = NOON + timedelta(seconds=10 * number)
        throttle.begin(Attempt(f"n{number}", f"s{number}"), now)
    assert len(throttle._counts) <= MOST_KEPT


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::"),
        ("testclient", "testclient"),
        ("", ""),
        (None, ""),
    ],
)
def test_one_source_is_one_network_of_a_person(host: str | None, source: str) -> None:
    assert source_of(host) == source
