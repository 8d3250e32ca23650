"""Many copies of one story and one real emergency, told through signed webhooks."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import select

from hotline.db.floods import HeldMessage
from hotline.db.jobs import Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.deployment import STORIES_COMPARED
from hotline.intake import report_copies
from hotline.referrals import held
from hotline.triage.near_copies import LatestStories
from tests.line import Line
from tests.web.desk import Desk, words

COPIED = "he has a gun and he is beating her right now in Laredo Texas, he sells her to men"
REAL = "hurry please, my boss locked four of us in a freezer truck on Mines Rd Laredo, no air"
COPIES = 40


def number(index: int) -> str:
    return f"+1{201 + index // 80}55501{20 + index % 80:02d}"


def flood(line: Line, count: int, story: str = COPIED, *, since: int = 0) -> list[str]:
    """So many people text one story, each with a word of their own; their tip IDs."""
    before = len(line.tips())
    for index in range(since, since + count):
        assert "911" in line.text(number(index), f"{story} {index:x}!")
    return line.tips()[before:]


@pytest.fixture
def staffed(line: Line) -> Line:
    for role, reach in (("dispatcher", "956-555-0160"), ("supervisor", "956-555-0161")):
        desk = Desk(line.as_staff(role), role)
        desk.send("/me", "/me", phone=reach, email=f"{role}@line.example")
    return line


def test_one_emergency_among_many_copies(staffed: Line) -> None:
    line = staffed
    copies = flood(line, COPIES)
    line.work()
    assert len(set(copies)) == COPIES, "each is a report"
    before = len(line.mails())
    line.text(number(COPIES), REAL)
    line.worker.beat()
    real = line.tips()[-1]
    alerts = [mail for mail in line.mails()[before:] if real in mail.subject]
    assert any("please acknowledge" in mail.subject for mail in alerts), "its alert left at once"
    assert any(real in text for text in line.texts_to("+19565550160")), "and the page"

    to_agency = [mail for mail in line.mails() if "safe-house" in mail.to]
    assert len(to_agency) <= report_copies.MANY + 2, [mail.subject for mail in to_agency]
    alarms = [text for text in line.texts_to("+19565550161") if "many urgent" in text]
    assert len(alarms) == 1, "supervisors are paged once"

    queue = line.as_staff("dispatcher").get("/queue").text
    shown = re.findall(r'id="tip-([\d-]+)"', queue)
    assert shown == [copies[0], real]
    assert f"{COPIES} reports in nearly the same words" in words(queue)
    link = re.search(r'href="(/queue\?surge=\d+)"', queue)
    assert link is not None
    behind = line.as_staff("dispatcher").get(link[1]).text
    assert set(re.findall(r'id="tip-([\d-]+)"', behind)) == set(copies)

    line.pass_time(minutes=held.EVERY.seconds / 60)
    to_agency = [mail for mail in line.mails() if "safe-house" in mail.to]
    assert len(to_agency) <= report_copies.MANY + 5
    assert any("more reports since 12:00 PM CST" in mail.subject for mail in to_agency)
    first = next(mail for mail in to_agency if "more reports" in mail.subject)
    listed = set(re.findall(r"tip (\d{4}-\d{4})  http", first.body))
    assert len(listed) > COPIES // 2 and "/a/" in first.body and "code" in first.body
    assert len(line.texts_to("+19565550160")) < COPIES // 2, "nor does a dispatcher's phone ring on"
    with line.dep.database.read() as db:
        reports = dict(db.execute(select(Report.tip_id, Report.id)).all())
        tasks = set(db.scalars(select(Task.report_id)))
        asked = Counter(db.scalars(select(Referral.report_id).where(Referral.state == "offered")))
        assert not db.scalars(select(Job).where(Job.state == "dead")).all()
    assert all(reports[tip] in tasks for tip in copies), "each has a person's task"
    assert all(asked[reports[tip]] for tip in (*copies, real)), "and someone is asked for each"


def test_what_waited_for_others_leaves_when_it_stands_alone(line: Line) -> None:
    flood(line, 9)
    line.work()
    last = line.tips()[-1]
    assert not any(last in mail.subject for mail in line.mails())
    line.text(
        number(8),
        "he put her in the trunk of a white Nissan and drives to the bridge at Zapata, go now",
        "there are two small children with him, their names are Ana and Luz, I can see the house",
    )
    line.worker.beat()
    assert any(last in mail.subject for mail in line.mails())
    with line.dep.database.read() as db:
        assert db.scalars(select(Report.surge_id).where(Report.tip_id == last)).one() is None


def test_a_roundup_that_cannot_be_sent_lets_each_message_go(line: Line) -> None:
    flood(line, 9)
    line.work()
    with line.dep.database.write() as db:
        waiting = set(db.scalars(select(HeldMessage.job_id)))
        for job in db.scalars(select(Job).where(Job.kind == "roundup")):
            job.attempts, job.due_at = 30, line.clock.now
    assert waiting
    line.worker.beat()
    line.worker.beat()
    with line.dep.database.read() as db:
        states = set(db.scalars(select(Job.state).where(Job.id.in_(waiting))))
        assert set(db.scalars(select(HeldMessage.roundup_id))) == {None}
    assert states == {"done"}


@pytest.mark.parametrize(
    ("stories", "grouped"),
    [
        (["hello", "hello", "hello", "hello", "hello"], True),
        (["i need help now"] * 4 + ["he took my passport in Laredo"], False),
        (["my boss keeps our passports at the motel in Laredo Texas, we are eight"] * 5, True),
        (
            [
                "my boss keeps our passports at the motel in Laredo Texas, we are eight",
                "A girl is sold at the truck stop on I-35 near Laredo every night",
                "they made my cousin work in a nail salon without pay in Laredo",
                "mi jefe nos amenaza con la migra y no nos paga, rancho cerca de Laredo",
                "a man at the bus station in Laredo takes money for two teenagers",
            ],
            False,
        ),
    ],
)
def test_what_is_a_surge(line: Line, stories: list[str], grouped: bool) -> None:
    for index, story in enumerate(stories):
        line.text(number(index), story, "STOP")
    with line.dep.database.read() as db:
        surges = {row for row in db.scalars(select(Report.surge_id)) if row is not None}
    assert bool(surges) is grouped


def test_another_process_joins_the_surge_that_one_found(line: Line) -> None:
    flood(line, 6)
    LatestStories.__init__(line.dep.latest, STORIES_COMPARED)  # as a process that has just started
    flood(line, 1, since=6)
    with line.dep.database.read() as db:
        assert len(set(db.scalars(select(Report.surge_id)))) == 1


def test_a_few_are_no_surge(line: Line) -> None:
    tips = flood(line, report_copies.MANY - 1)
    line.work()
    for tip in tips:
        assert any(tip in mail.subject for mail in line.mails())
