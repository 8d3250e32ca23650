"""What moves a report on fails again and again: people are told within minutes, not after a day."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from hotline.db.jobs import Job, Page
from hotline.followups import paging, sending_health, task_kinds
from hotline.referrals import chain
from hotline.routing.types import Review
from tests.referrals.conftest import Desk

SUPERVISOR = "+19565550161"


def spoil(desk: Desk, kind: str) -> None:
    """The rows of this kind can no longer be read."""
    with desk.line.dep.database.write() as db:
        db.execute(update(Job).where(Job.kind == kind).values(payload=b"rubbish"))


@pytest.mark.parametrize("kind", [chain.STEP, chain.START])
def test_a_clock_that_fails_is_reported_to_the_supervisors(desk: Desk, kind: str) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    review = Review(15, "it may be a hoax") if kind == chain.START else None
    tip = desk.report("alpha", "beta", urgency="P0", minutes=5, review=review)
    desk.line.work()
    spoil(desk, kind)
    desk.line.pass_time(minutes=20)
    (task,) = desk.tasks(task_kinds.STUCK)
    assert (task.owner, task.priority) == ("supervisors", "P0")
    replied = [text for text in desk.line.texts_to(SUPERVISOR) if "keeps failing" in text]
    assert len(replied) == 1
    assert tip in replied[0]
    (broken,) = desk.jobs(kind, "due")
    assert broken.attempts > sending_health.STUCK_AFTER, "it is tried on beside that"


def test_a_page_that_fails_is_reported_once_and_not_about_itself(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR, email="sol@line.example")
    desk.staff("dana", "dispatcher", phone="+19565550162")
    desk.report("alpha", urgency="P0", minutes=5)
    for _ in range(4):  # also those that tell of the others
        spoil(desk, paging.PAGE)
        desk.line.pass_time(minutes=2)
    with desk.line.dep.database.read() as db:
        pages = db.scalars(select(Page)).all()
    assert task_kinds.STUCK.name in {page.what for page in pages}
    assert not any(page.cause.count(task_kinds.STUCK.name) > 1 for page in pages)
    assert all("page" not in task.key for task in desk.tasks(task_kinds.STUCK))


def test_what_fails_again_and_again_is_seen_from_outside(desk: Desk) -> None:
    desk.report("alpha", "beta", urgency="P0", minutes=5)
    desk.line.worker._renew()
    desk.line.work()
    spoil(desk, chain.STEP)
    desk.line.pass_time(minutes=10)
    desk.line.worker._renew()
    assert "fail again and again" in desk.line.http.get("/readyz").json()["sending"]
    assert desk.line.http.get("/readyz?worker=required").status_code == 503
    assert "hotline_jobs_failing 1.0" in desk.line.http.get("/metrics").text
