"""Urgent reports of all kinds at once: whoever is alerted gets them gathered, danger hardly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from hotline.db.floods import Roundup, Surge
from hotline.domain import Urgency
from hotline.jobs import outbox, scheduling
from hotline.referrals import held
from hotline.referrals.held import Outgoing
from hotline.unit_of_work import Tx
from tests.line import Line

AGENCY = Outgoing(0, held.alert_receiver("demo", 0), "sms", None, Urgency.P1)
DANGER = replace(AGENCY, urgency=Urgency.P0)


def surge(line: Line, lead: int | None = None) -> int:
    with line.dep.database.write() as db:
        row = Surge(lead_id=lead, began_at=line.clock.now, last_at=line.clock.now)
        db.add(row)
        db.flush()
        return row.id


def messages(line: Line, like: Outgoing, count: int) -> list[Outgoing]:
    """So many messages that are about to leave."""
    with line.dep.database.write() as db:
        tx = Tx(db, line.dep, line.clock.now)
        jobs = [
            scheduling.schedule(tx, held.RoundupJob(0), key=f"{like.receiver}{like.urgency}{n}")
            for n in range(count)
        ]
    return [replace(like, job_id=job or 0) for job in jobs]


@pytest.mark.parametrize(
    ("like", "leave"),
    [
        (AGENCY, 1),
        (replace(AGENCY, urgency=Urgency.P2), 1),
        (replace(AGENCY, receiver=held.staff_receiver(3, "email"), channel="email"), 1),
        (replace(AGENCY, channel="phone"), 1),
        (replace(AGENCY, channel="webhook"), 30),
        (replace(AGENCY, channel="portal"), 30),
        (DANGER, held.LONE),
        (replace(DANGER, channel="email"), held.LONE),
    ],
)
def test_how_many_leave_one_by_one(line: Line, like: Outgoing, leave: int) -> None:
    surge(line)
    many = messages(line, like, 30)
    assert len(held.hold(line.dep, many, line.clock.now)) == 30 - leave


@pytest.mark.parametrize("like", [AGENCY, DANGER])
def test_without_a_surge_nothing_waits(line: Line, like: Outgoing) -> None:
    many = messages(line, like, 60)
    assert held.hold(line.dep, many, line.clock.now) == {}
    surge(line)
    line.clock.now += timedelta(minutes=11)
    assert held.hold(line.dep, many, line.clock.now) == {}, "it is over"


def test_danger_alone_is_never_behind_copies(line: Line) -> None:
    copies = replace(DANGER, surge_id=surge(line, lead=1))
    held.hold(line.dep, messages(line, copies, 200), line.clock.now)
    alone = replace(messages(line, replace(DANGER, receiver="agency:demo:0"), 1)[0], job_id=9999)
    assert held.hold(line.dep, [alone], line.clock.now) == {}


def test_at_most_one_in_five_minutes(line: Line) -> None:
    copies = replace(DANGER, surge_id=surge(line, lead=1))
    begun, moments = line.clock.now, set()
    many = iter(messages(line, copies, 240))
    for _ in range(120):
        until = held.hold(line.dep, [next(many), next(many)], line.clock.now)
        moments |= set(until.values())
        with line.dep.database.write() as db:
            for job in outbox.claim(db, line.dep.keys, worker="w", now=line.clock.now, limit=1000):
                if job.payload["roundup"]:
                    closed = update(Roundup).where(Roundup.id == job.payload["roundup"])
                    db.execute(closed.values(closed_at=line.clock.now))
        line.clock.now += timedelta(seconds=10)
    minutes = sorted((moment - held.GRACE - begun) / timedelta(minutes=1) for moment in moments)
    assert minutes == [5.0, 10.0, 15.0, 20.0]
