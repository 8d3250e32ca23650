"""A closed report is made unreadable, by hand or when its time is over; what counts need stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline import wiring
from hotline.db.reports import Contact, Entry, Exchange, Reporter
from hotline.intake.reports import open_report
from hotline.privacy import audit, erase
from hotline.privacy.keys import SealError
from tests.referrals.conftest import Desk

TELLER = "+19565550177"
REPORTED = "a man in Laredo takes the pay of the women in his salon and keeps their passports"


def reported_and_closed(desk: Desk, *, close: bool = True) -> str:
    desk.line.text(TELLER, REPORTED, "yes", "not sure", "2", "no")
    desk.line.pass_time(minutes=40)
    (tip,) = desk.line.tips()
    if close:

        def closing(_db: Any, _dep: Any, opened: Any) -> None:
            opened.row.state, opened.row.closed_at = "closed", desk.now

        desk.change(tip, closing)
    return tip


def erase_it(desk: Desk, tip: str) -> None:
    with desk.line.dep.database.write() as db:
        report = db.merge(desk.row(tip))
        erase.erase(db, desk.line.dep.keys, report, by="staff:1", now=desk.now)


def test_nothing_that_was_said_is_left_and_the_counts_are(any_desk: Desk) -> None:
    desk = any_desk
    tip = reported_and_closed(desk)
    before = desk.row(tip)
    erase_it(desk, tip)
    erase_it(desk, tip)
    row = desk.row(tip)
    assert erase.is_erased(row)
    kept = ("type", "urgency", "role", "state_code", "county_fips", "created_at", "state")
    assert [getattr(row, name) for name in kept] == [getattr(before, name) for name in kept]
    with desk.line.dep.database.read() as db:
        with pytest.raises(SealError):
            open_report(db, desk.line.dep, row)
        for table in (Entry, Exchange):
            assert db.scalars(select(table)).all() == []
        assert db.scalars(select(Contact.session)).all() == [None]
        assert set(db.scalars(select(Reporter.handle))) == {None}
        assert not list(audit.verify(db, desk.line.dep.keys))
    assert desk.referrals(tip)
    assert not [job for job in desk.jobs(state="due") if job.report_id == row.id]


def test_people_read_that_it_was_erased_and_not_an_error(desk: Desk) -> None:
    tip = reported_and_closed(desk)
    erase_it(desk, tip)
    browser = desk.line.as_staff("supervisor")
    page = browser.get(f"/reports/{tip}")
    assert (page.status_code, "was erased" in page.text) == (410, True)
    assert browser.get("/queue?state=closed").status_code == 200


def test_whoever_reported_it_starts_over(desk: Desk) -> None:
    tip = reported_and_closed(desk)
    erase_it(desk, tip)
    answered = desk.line.text(TELLER, "there is more about the salon in Laredo")
    assert answered
    assert [known for known in desk.line.tips() if known != tip], "it is a report of its own"


def test_a_report_that_somebody_has_is_not_erased(desk: Desk) -> None:
    tip = reported_and_closed(desk, close=False)
    with pytest.raises(erase.NotClosedError):
        erase_it(desk, tip)
    assert not erase.is_erased(desk.row(tip))


@pytest.mark.parametrize(("days", "erased"), [(0, False), (30, True), (31, False)])
def test_a_worker_erases_when_the_time_is_over(open_desk: Any, days: int, *, erased: bool) -> None:
    desk = open_desk(keep_closed_days=days)
    tip = reported_and_closed(desk)
    desk.line.clock.now += timedelta(days=30)
    wiring.delete_old_data(desk.line.dep)
    assert erase.is_erased(desk.row(tip)) is erased
