"""A flood of urgent reports is said once, and none of them is dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.db.tasks import Task
from hotline.domain import Urgency
from hotline.followups import report_floods
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import new_report
from hotline.privacy.pseudonyms import Address
from tests.line import Line
from tests.web.desk import Desk, words

WHO = ("man", "woman", "boss", "uncle")
DANGER = (
    "a {who} with a gun keeps a girl in the motel on San Bernardo, Laredo Texas, right now",
    "he is beating her right now, the {who}, in a trailer off Mines Road in Laredo Texas",
    "my {who} locked me in and is going to kill me, I am at the washateria, Laredo Texas",
    "she is dying in the truck, the {who} will not open it, Laredo Texas, they sell us",
    "help now, girls are tied up in the warehouse by the rail yard, a {who} has a knife, Laredo",
)
"""Five things that were seen, each by too few people to be copies of one story."""


def come_in(
    line: Line, count: int, urgency: Urgency = Urgency.P0, *, is_test: bool = False
) -> None:
    with line.dep.database.write() as db:
        for number in range(count):
            sender = f"+1{201 + number // 80}55501{20 + number % 80:02d}"
            who = reporter_for(db, line.dep, Address(sender, sender), line.clock.now)
            report, _ = new_report(db, line.dep, medium="text", reporter=who, now=line.clock.now)
            report.row.urgency, report.row.is_test = urgency, is_test


def told(line: Line) -> list[Task]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(Task).where(Task.kind == "report_flood")))


def test_a_flood_is_reported_once_and_no_report_is_dropped(line: Line) -> None:
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    supervisor.send("/me", "/me", phone="956-555-0161", email="sol@line.example")
    for number in range(report_floods.MANY):
        said = DANGER[number % len(DANGER)].format(who=WHO[number // len(DANGER)])
        assert "911" in line.text(f"+195655501{20 + number:02d}", said), said
    line.work()
    assert len(line.tips()) == report_floods.MANY, "each is a report"
    report_floods.look_for_one(line.dep)
    report_floods.look_for_one(line.dep)
    (task,) = told(line)
    assert (task.owner, task.priority) == ("supervisors", "P1")
    line.work()
    pages = [text for text in line.texts_to("+19565550161") if "side by side" in text]
    assert len(pages) == 1
    assert f"{report_floods.MANY} urgent reports came in within 10 minutes" in words(
        supervisor.look("/tasks")
    )


@pytest.mark.parametrize(
    ("count", "urgency", "is_test", "flood"),
    [
        (report_floods.MANY, Urgency.P1, False, True),
        (report_floods.MANY * 3, Urgency.P0, False, True),
        (report_floods.MANY - 1, Urgency.P0, False, False),
        (report_floods.MANY * 3, Urgency.P2, False, False),
        (report_floods.MANY * 3, Urgency.P0, True, False),
    ],
)
def test_what_is_a_flood(
    line: Line, count: int, urgency: Urgency, is_test: bool, flood: bool
) -> None:
    come_in(line, count, urgency, is_test=is_test)
    assert report_floods.look_for_one(line.dep) is flood
    assert len(told(line)) == flood


def test_it_is_said_again_when_it_goes_on_and_not_when_it_is_over(line: Line) -> None:
    come_in(line, report_floods.MANY)
    assert report_floods.look_for_one(line.dep)
    line.clock.now += report_floods.WITHIN + timedelta(seconds=1)
    assert not report_floods.look_for_one(line.dep)
    line.clock.now += timedelta(hours=1)
    come_in(line, report_floods.MANY)
    assert report_floods.look_for_one(line.dep)
    assert len(told(line)) == 2
