"""What is not urgent has longer times, some in the agency's own hours; the end is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, ZETA_DESK, ZETA_PHONE, Desk, offer

LAREDO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
SUPERVISOR = "+19565550161"
THREE_DAYS = 3 * 8 * 60
"""Minutes of three business days of an office."""


def at(desk: Desk, day: int, hour: int, minute: int = 0, zone: ZoneInfo = LAREDO) -> None:
    """Let the time pass until that hour in November."""
    until = datetime(2026, 11, day, hour, minute, tzinfo=zone)
    desk.line.pass_time(until - desk.now)


def subjects(desk: Desk, desk_of: str = ALPHA_DESK) -> list[str]:
    return [mail.subject.split(":")[0] for mail in desk.line.mails(desk_of)]


def test_a_standard_report_goes_on_over_two_days(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report("alpha", "delta", urgency="P2", minutes=1440)  # Tuesday noon
    at(desk, 24, 23, 59)
    assert len(desk.line.mails(ALPHA_DESK)) == 1
    at(desk, 25, 0, 1)
    assert subjects(desk)[-1] == "Reminder", "after half of its day"
    at(desk, 25, 11, 59)
    assert not desk.line.texts_to(ALPHA_PHONE)
    at(desk, 25, 12, 1)
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1, "the next contact point when it is due"
    at(desk, 25, 23, 59)
    assert desk.states(tip)["delta"] == "planned"
    at(desk, 26, 0, 2)
    assert desk.states(tip) == {
        "alpha": "unanswered",
        "delta": "offered",
        "national_hotline": "planned",
    }
    at(desk, 27, 12, 4)
    assert desk.states(tip)["national_hotline"] == "offered"
    assert any("National Hotline" in text for text in desk.line.texts_to(SUPERVISOR))


def test_three_business_days_are_the_agencys_and_thanksgiving_is_none(desk: Desk) -> None:
    """Offered on Tuesday at 16:00 in New York: an hour, Wednesday, no Thursday, Friday, Monday."""
    at(desk, 24, 16, zone=NEW_YORK)
    slow = replace(offer("zeta", minutes=THREE_DAYS), clock="open")
    tip = desk.report(slow, "delta", urgency="P3")
    assert desk.referral(tip, "zeta").due_at == datetime(2026, 11, 30, 16, tzinfo=NEW_YORK)
    at(desk, 27, 11, 59, zone=NEW_YORK)
    assert len(desk.line.mails(ZETA_DESK)) == 1
    at(desk, 27, 12, 1, zone=NEW_YORK)
    assert subjects(desk, ZETA_DESK)[-1] == "Reminder", "after half of its open hours"
    desk.line.skip_to(datetime(2026, 11, 30, 15, 59, tzinfo=NEW_YORK))
    assert not desk.line.texts_to(ZETA_PHONE), "no weekend brings it nearer"
    at(desk, 30, 16, 1, zone=NEW_YORK)
    assert len(desk.line.texts_to(ZETA_PHONE)) == 1
    later = desk.referral(tip, "zeta").due_at
    assert later is not None
    assert later.astimezone(NEW_YORK).replace(second=0, microsecond=0) == datetime(
        2026, 12, 2, 12, tzinfo=NEW_YORK
    ), "half of it again, in open hours too: nobody is passed by at four in the morning"
    desk.line.skip_to(later)
    assert desk.states(tip)["delta"] == "offered"
