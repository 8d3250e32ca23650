"""The machine's clock is set back and forth, and clocks change twice a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.jobs import outbox
from hotline.routing.hours import Hours
from hotline.routing.hours import due as due_by
from tests.referrals.conftest import ALPHA_DESK, Desk

HOUR = timedelta(hours=1)


def test_an_hour_back_delays_no_alert(any_desk: Desk) -> None:
    desk = any_desk
    desk.line.work()
    desk.report("alpha")  # stamped by the fast clock
    desk.line.clock.now -= HOUR
    desk.line.work()
    assert len(desk.line.mails(ALPHA_DESK)) == 1


def test_an_hour_back_does_not_stop_the_escalation(desk: Desk) -> None:
    tip = desk.report("alpha", minutes=60)
    desk.line.work()
    desk.line.clock.now -= HOUR
    desk.line.pass_time(minutes=95)
    assert desk.states(tip)["national_hotline"] == "offered"


def test_what_a_dead_worker_held_is_taken_over_though_the_clock_went_back(desk: Desk) -> None:
    desk.line.work()
    desk.report("alpha")
    with desk.line.dep.database.write() as db:
        outbox.claim(db, desk.line.dep.keys, worker="dead", now=desk.now, limit=1)
    desk.line.clock.now -= HOUR
    desk.line.pass_time(minutes=2)
    assert len(desk.line.mails(ALPHA_DESK)) == 1


def test_an_hour_forward_asks_sooner_and_loses_nothing(desk: Desk) -> None:
    tip = desk.report("alpha", "delta", minutes=60)
    desk.line.work()
    desk.line.clock.now += HOUR
    desk.line.work()
    assert desk.states(tip)["alpha"] == "offered"
    assert len(desk.line.mails(ALPHA_DESK)) == 1
    desk.line.clock.now -= HOUR
    desk.line.work()
    desk.line.pass_time(hours=3)
    assert desk.states(tip) == {
        "alpha": "unanswered",
        "delta": "unanswered",
        "national_hotline": "offered",
    }


def test_back_and_forth_and_back_sends_everything_once(any_desk: Desk) -> None:
    desk = any_desk
    for step in (1, -1, 1, -1, 1):
        desk.report("alpha", sender=None)
        desk.line.work()
        desk.line.clock.now += step * HOUR
        desk.line.work()
    desk.line.work()
    first = [m for m in desk.line.mails(ALPHA_DESK) if not m.subject.startswith("Reminder")]
    assert len(first) == 5


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # office hours 9 to 17 in New York; clocks go forward on 8 March and back on 1 November
        ((2026, 3, 6, 16, 0), 120, (2026, 3, 9, 10, 0)),
        ((2026, 10, 30, 16, 0), 120, (2026, 11, 2, 10, 0)),
        ((2026, 3, 8, 1, 30), 60, (2026, 3, 9, 10, 0)),
    ],
)
def test_an_agencys_clock_counts_its_own_office_hours(
    start: tuple[int, ...], minutes: int, due: tuple[int, ...]
) -> None:
    zone = ZoneInfo("America/New_York")
    week = (((9 * 60, 17 * 60),),) * 5 + ((),) * 2
    hours = Hours(known="listed", zone="America/New_York", week=week)
    begun = datetime(*start, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]
    found = due_by(hours, begun, minutes, "open")
    assert found.astimezone(zone) == datetime(*due, tzinfo=zone)  # type: ignore[misc, arg-type]
