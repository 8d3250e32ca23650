"""Jobs that the version before stored (schema 0015) are taken up: due, leased, dead and done.

That version had the same keys, and read in them what rows of their own say now; its sealed
payloads were dictionaries. ``as_before`` takes the database back to what it left behind.
"""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, select, update

from hotline.db import migrate
from hotline.db.jobs import Alert, Job, Page, ReporterText
from hotline.followups import task_kinds
from hotline.jobs import outbox
from hotline.referrals import dead_letters
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_DESK, REPORTER, Desk
from tests.referrals.test_questions import YES, ask

SUPERVISOR, DISPATCHER, OTHER = "+19565550161", "+19565550162", "+19565550163"
migration = import_module("hotline.db.migrations.versions.0016_what_jobs_are_about")


def as_before(desk: Desk) -> None:
    """Back to schema 0015, with the payloads that it sealed; then up again, as at a start."""
    dep = desk.line.dep
    with dep.database.write() as db:
        for job in db.scalars(select(Job).where(Job.payload != b"")):
            context = f"job:{job.key}"
            payload: dict[str, Any] = json.loads(dep.keys.open(job.payload, context))
            if job.kind == "alert":
                _, _, point, round_ = job.key.split(":")
                payload = {"point": int(point), "token": payload["token"], "round": round_}
            elif job.kind == "page":
                payload["cause"] = job.key.split(":")[1]
            job.payload = dep.keys.seal(json.dumps(payload).encode(), context)
    config = migrate._config()
    with dep.database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0015")
        assert "alerts" not in inspect(connection).get_table_names()
    migrate.upgrade(dep.database)


def rows(desk: Desk, table: type[Any]) -> list[dict[str, Any]]:
    with desk.line.dep.database.read() as db:
        names = [column.name for column in table.__table__.columns]
        found = db.scalars(select(table).order_by(table.job_id))
        return [{name: getattr(row, name) for name in names} for row in found]


def test_due_and_leased_alerts_and_pages_go_out(any_desk: Desk) -> None:
    desk = any_desk
    dep = desk.line.dep
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    desk.report("alpha", "beta", urgency="P0", minutes=5)
    desk.report("epsilon", sender=None)
    known = [rows(desk, table) for table in (Alert, Page)]
    assert len(known[0]) >= 3 and len(known[1]) >= 2
    with dep.database.write() as db:
        outbox.claim(db, dep.keys, worker="dead", now=desk.now, limit=3)
    as_before(desk)
    assert [rows(desk, table) for table in (Alert, Page)] == known
    desk.line.clock.now += outbox.LEASE + timedelta(seconds=1)
    desk.line.work()
    assert len(desk.line.mails(ALPHA_DESK)) == 1
    assert len(desk.line.mails("desk@epsilon.example")) == 1
    assert any("danger now" in words for words in desk.line.texts_to(DISPATCHER))
    assert not desk.jobs("alert", "dead") and not desk.jobs("page", "dead")


def test_escalation_goes_on_where_it_was(desk: Desk) -> None:
    """Which contact point is next and whether a reminder was sent is known of finished jobs."""
    tip = desk.report("alpha", "delta", minutes=60)
    desk.line.pass_time(minutes=31)
    assert [mail.subject.startswith("Reminder") for mail in desk.line.mails(ALPHA_DESK)] == [
        False,
        True,
    ]
    as_before(desk)
    desk.line.pass_time(minutes=30)
    assert len(desk.line.mails(ALPHA_DESK)) == 2, "no second reminder"
    assert len(desk.line.texts_to("+19565550141")) == 1, "the next contact point"
    desk.line.pass_time(minutes=31)
    assert desk.states(tip)["delta"] == "offered"


def test_a_dead_alert_is_tried_again_and_its_task_is_done(desk: Desk) -> None:
    desk.postman.refuse["desk@epsilon.example"] = "550 no"
    desk.report("epsilon")
    desk.line.work()
    (job,) = desk.jobs("alert", "dead")
    as_before(desk)
    with desk.line.dep.database.write() as db:
        assert dead_letters.retry(Tx(db, desk.line.dep, desk.now, "staff:1"), job.id)
    assert not desk.tasks(task_kinds.DEAD_LETTER)
    desk.line.work()
    (again,) = desk.tasks(task_kinds.DEAD_LETTER)
    assert again.job_id == job.id


def test_a_page_that_fails_after_the_update_goes_to_the_next_person(desk: Desk) -> None:
    first = desk.staff("dana", "dispatcher", phone=DISPATCHER)
    desk.staff("otto", "dispatcher", phone=OTHER, shift=False)
    desk.report("alpha", urgency="P0", minutes=5)
    as_before(desk)
    with desk.line.dep.database.write() as db:
        db.execute(update(Job).where(Job.kind == "page").values(payload=b"torn", attempts=29))
    desk.line.work()
    assert {page["staff_id"] for page in rows(desk, Page)} > {first}
    desk.line.work()
    assert desk.line.texts_to(OTHER)


def test_a_question_that_was_not_delivered_finds_its_asker(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    tip = desk.report("alpha", answers=YES)
    asked = ask(desk, tip, by=f"staff:{dana}")
    as_before(desk)
    assert [row["entry_id"] for row in rows(desk, ReporterText)] == [asked.entry_id]
    desk.line.work()
    assert desk.line.texts_to(REPORTER)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("alert:7:0:first", ("first", "", 0)),
        ("alert:7:0:first-again2", ("first", "", 2)),
        ("alert:7:3:update-P0", ("update", "P0", 0)),
        ("alert:7:3:update-P0-again1", ("update", "P0", 1)),
        ("alert:7:1:message-412", ("message", "412", 0)),
        ("alert:7:1:fresh-2976543", ("fresh", "2976543", 0)),
        ("alert:7:1:reminder", ("reminder", "", 0)),
    ],
)
def test_every_round_is_read_from_its_old_key(key: str, found: tuple[str, str, int]) -> None:
    read = migration.alert_of(key)
    assert (read["round"], read["about"], read["repeat"]) == found
    assert read["referral_id"] == 7


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("page:danger:12:3:sms", ("danger:12", "danger", 3, "sms", None)),
        ("page:hand_off:5:3:phone", ("hand_off:5", "hand_off", 3, "phone", 5)),
        ("page:last_resort:9:1:email", ("last_resort:9", "last_resort", 1, "email", 9)),
        (
            "page:overdue_hand_off:5:2:1:sms",
            ("overdue_hand_off:5:2", "overdue_hand_off", 1, "sms", 5),
        ),
        ("page:nobody_left:31:2:4:sms", ("nobody_left:31:2", "nobody_left", 4, "sms", None)),
        (
            "page:task.overdue:8:1790000:4:sms",
            ("task.overdue:8:1790000", "task.overdue", 4, "sms", None),
        ),
        (
            "page:stuck:referral.step:12:0:4:sms",
            ("stuck:referral.step:12:0", "stuck", 4, "sms", None),
        ),
    ],
)
def test_every_cause_is_read_from_its_old_key(key: str, found: tuple[Any, ...]) -> None:
    assert tuple(migration.page_of(key).values()) == found


def test_a_key_that_nobody_knows_stops_no_update() -> None:
    for key in ("alert:x", "alert:1:2", "page:a:b", "page:danger:1:sol:sms", "reporter.text:"):
        kind = key.partition(":")[0]
        read = {"alert": migration.alert_of, "page": migration.page_of}.get(kind, migration.text_of)
        assert read(key) == {}
