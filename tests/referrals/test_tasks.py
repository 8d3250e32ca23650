"""Follow-up tasks: due, put off, handed on, overdue; the day's upkeep, digest and calendar."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from hotline.db.accounts import Staff
from hotline.db.tasks import Task
from hotline.followups import maintenance, task_calendar, task_kinds, tasks, verification_round
from hotline.unit_of_work import Tx
from tests.referrals.conftest import BETA_DESK, Desk

SUPERVISOR = "+19565550161"


def make(desk: Desk, *, hours: float = 1, priority: str = "P1", **more: Any) -> int:
    dep = desk.line.dep
    with dep.database.write() as db:
        task = tasks.make(
            Tx(db, dep, desk.now),
            kind=task_kinds.OWN,
            key=f"own:{hours}:{priority}:{more.get('owner', '')}",
            due_at=desk.now + timedelta(hours=hours),
            priority=priority,
            **more,
        )
        return task.id


def change(desk: Desk, task_id: int, doing: Any, **given: Any) -> None:
    dep = desk.line.dep
    with dep.database.write() as db:
        doing(Tx(db, dep, desk.now, "staff:1"), tasks.open_task(db, task_id), **given)


def task(desk: Desk, task_id: int) -> Task:
    with desk.line.dep.database.read() as db:
        return db.get_one(Task, task_id)


def test_it_fires_once_at_its_time_and_is_overdue_after_its_grace(any_desk: Desk) -> None:
    desk = any_desk
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    made = make(desk, hours=1, priority="P1", words="ring the shelter back")
    desk.line.pass_time(minutes=59)
    assert task(desk, made).fired_at is None
    desk.line.pass_time(minutes=2)
    fired = task(desk, made).fired_at
    assert fired is not None
    assert not desk.line.texts_to(SUPERVISOR)
    desk.line.pass_time(minutes=61)
    assert task(desk, made).overdue_at is not None
    assert task(desk, made).fired_at == fired
    (paged,) = desk.line.texts_to(SUPERVISOR)
    assert "not done in time" in paged
    assert "shelter" not in paged
    assert tasks.words_of(desk.line.dep, task(desk, made)) == "ring the shelter back"


def test_what_is_not_urgent_is_reported_without_a_page(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    made = make(desk, priority="P3")
    desk.line.pass_time(hours=80)
    assert task(desk, made).overdue_at is not None
    assert not desk.line.texts_to(SUPERVISOR)


def test_a_task_that_was_put_off_is_due_later_and_not_overdue_before(desk: Desk) -> None:
    made = make(desk, hours=1)
    desk.line.pass_time(minutes=90)
    later = desk.now + timedelta(hours=5)
    change(desk, made, tasks.snooze, until=later)
    desk.line.pass_time(hours=4)
    assert (task(desk, made).fired_at, task(desk, made).overdue_at) == (None, None)
    desk.line.pass_time(hours=1, minutes=1)
    assert task(desk, made).fired_at is not None
    with pytest.raises(tasks.TaskError, match="later time"):
        change(desk, made, tasks.snooze, until=desk.now)


def test_a_task_is_handed_on_to_somebody_who_works_here(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    made = make(desk)
    change(desk, made, tasks.reassign, to=f"staff:{dana}")
    assert task(desk, made).owner == f"staff:{dana}"
    for nobody in ("staff:999", "staff:x", "alpha", "everybody"):
        with pytest.raises(tasks.TaskError):
            change(desk, made, tasks.reassign, to=nobody)


def test_more_urgent_is_overdue_sooner(desk: Desk) -> None:
    made = make(desk, hours=1, priority="P2")
    desk.line.pass_time(hours=3)
    assert task(desk, made).overdue_at is None
    change(desk, made, tasks.prioritize, priority="P1")
    desk.line.work()
    assert task(desk, made).overdue_at is not None
    with pytest.raises(tasks.TaskError):
        change(desk, made, tasks.prioritize, priority="P9")


def test_a_done_task_is_left_alone(desk: Desk) -> None:
    made = make(desk)
    change(desk, made, tasks.finish, note="done by phone")
    desk.line.pass_time(hours=3)
    assert task(desk, made).fired_at is None
    assert tasks.note_of(desk.line.dep, task(desk, made)) == "done by phone"
    with pytest.raises(tasks.TaskError, match="done already"):
        change(desk, made, tasks.snooze, until=desk.now + timedelta(days=1))


# Every day ----------------------------------------------------------------------------------------


def start_upkeep(desk: Desk) -> None:
    with desk.line.dep.database.write() as db:
        maintenance.plan(Tx(db, desk.line.dep, desk.now))


def test_each_agency_with_an_agreement_gets_one_test_call_a_month(desk: Desk) -> None:
    start_upkeep(desk)
    for _ in range(40):
        desk.line.skip_to(desk.now + timedelta(days=1))
    calls = desk.tasks("test_call")
    agreed = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"}
    by_month = Counter(t.key.rpartition(":")[2] for t in calls)
    assert by_month == dict.fromkeys(("2026-11", "2026-12", "2027-01"), len(agreed))
    assert {t.agency_id for t in calls} == agreed


def test_every_entry_is_called_within_half_a_year_and_what_lapsed_first(desk: Desk) -> None:
    """A sixth a month, and each only once while nobody has answered for it."""
    with desk.line.dep.database.read() as db:
        book = desk.line.dep.library.current(db).rules
    entries = verification_round.oldest_first(book)
    share = math.ceil(len(entries) / verification_round.MONTHS)
    start_upkeep(desk)
    desk.line.work()
    desk.line.skip_to(desk.now + timedelta(days=1))
    first = {t.agency_id for t in desk.tasks("verify_agency")}
    assert len(first) == max(share, sum(book.lapsed(a, desk.now.date()) for a in entries))
    assert {a.id for a in entries if book.lapsed(a, desk.now.date())} <= first
    for month in range(6):
        desk.line.skip_to(desk.now + timedelta(days=31))
        start_upkeep(desk)
        desk.line.work()
        assert len(desk.tasks("verify_agency")) >= min(len(entries), (month + 2) * share)
    asked = Counter(t.agency_id for t in desk.tasks("verify_agency"))
    assert asked == dict.fromkeys((a.id for a in entries), 1)


def test_the_morning_digest_counts_and_names_nothing(any_desk: Desk) -> None:
    desk = any_desk
    desk.staff("dana", "dispatcher", email="dana@line.example")
    desk.staff("sol", "supervisor", email="sol@line.example")
    desk.staff("art", "auditor", email="art@line.example")
    tip = desk.report("alpha", urgency="P2", minutes=4000)
    start_upkeep(desk)
    desk.line.skip_to(datetime(2026, 11, 25, 12, 45, tzinfo=UTC))
    desk.line.skip_to(datetime(2026, 11, 25, 13, 1, tzinfo=UTC))
    (mine,) = desk.line.mails("dana@")
    (hers,) = desk.line.mails("sol@")
    assert "Open reports: 1 P2" in mine.body
    assert tip not in mine.body
    assert "Messages that could not be sent: 0" in hers.body
    assert "could not be sent" not in mine.body
    assert not desk.line.mails("art@")
    assert len(desk.line.mails()) == len(desk.postman.inbox.arrived)


def test_a_coordinator_s_phone_gets_one_line_each_morning(desk: Desk) -> None:
    phones = {"maria": "+19565550171", "lee": "+19565550172", "ada": "+19565550173"}
    roles = {"maria": "coordinator", "lee": "dispatcher", "ada": "admin"}
    for name, phone in phones.items():
        desk.staff(name, roles[name], phone=phone, email=f"{name}@line.example")
    tip = desk.report("alpha", urgency="P2", minutes=4000)
    start_upkeep(desk)
    desk.line.skip_to(datetime(2026, 11, 25, 12, 45, tzinfo=UTC))
    desk.line.skip_to(datetime(2026, 11, 25, 13, 1, tzinfo=UTC))
    assert desk.line.texts_to(phones["maria"]) == [], "not before 8 AM"
    desk.line.skip_to(datetime(2026, 11, 25, 14, 1, tzinfo=UTC))
    (line,) = desk.line.texts_to(phones["maria"])
    assert re.fullmatch(
        r"Test Line, Wed: 1 reports in 24 h, 1 unclaimed, \d+ tasks overdue\. .+\.", line
    ), line
    assert tip not in line and len(line) <= 160 and line.isascii()
    assert desk.line.texts_to(phones["lee"]) == desk.line.texts_to(phones["ada"]) == []
    desk.line.skip_to(datetime(2026, 11, 25, 20, 0, tzinfo=UTC))
    assert len(desk.line.texts_to(phones["maria"])) == 1


# The calendar -------------------------------------------------------------------------------------


def address(desk: Desk, person: int) -> str:
    with desk.line.dep.database.write() as db:
        return task_calendar.new_address(desk.line.dep, db.get_one(Staff, person))


def test_the_feed_has_kinds_and_times_and_nothing_else(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    tip = desk.report(urgency="P1")
    make(desk, priority="P2", owner=f"staff:{dana}", words="call Maria")
    make(desk, hours=2, owner="supervisors")
    answer = desk.line.http.get(address(desk, dana))
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = answer.text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert [line for line in lines if line.startswith("SUMMARY")] == [
        "SUMMARY:[P1] Call the agency and relay the report",
        "SUMMARY:[P2] To do",
    ]
    assert tip not in answer.text
    assert "Maria" not in answer.text
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_new_address_closes_the_old_one(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    first = address(desk, dana)
    second = address(desk, dana)
    assert desk.line.http.get(first).status_code == 404
    assert desk.line.http.get(second).status_code == 200
    assert desk.line.mails(BETA_DESK) == []


def test_a_calendar_program_reads_the_feed_with_any_line_name(open_desk: Any) -> None:
    name = "Línea de Ñandú; Webb, Zapata & Jim Hogg counties: call or text, day or night"
    desk = open_desk(line_name=name)
    dana = desk.staff("dana", "dispatcher")
    task_id = make(desk, priority="P0")
    feed = Calendar.from_ical(desk.line.http.get(address(desk, dana)).text)
    (event,) = feed.walk("VEVENT")
    assert feed["X-WR-CALNAME"] == name
    assert event["SUMMARY"] == "[P0] To do"
    assert event.decoded("DTSTART") == task(desk, task_id).due_at
