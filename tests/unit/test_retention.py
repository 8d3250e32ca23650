"""Finished jobs of no report are deleted after a while; everything else stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from hotline.db.database import Database
from hotline.db.jobs import Delivery, Job, Page, WorkerBeat
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.domain import OfferBy
from hotline.jobs import pruning


def put(
    database: Database,
    key: str,
    finished: datetime,
    state: str,
    report: int | None,
    referral: int | None = None,
) -> None:
    with database.write() as db:
        job = Job(
            kind="page",
            key=key,
            payload=b"",
            due_at=finished,
            created_at=finished,
            state=state,
            finished_at=finished if state != "due" else None,
            report_id=report,
            referral_id=referral,
        )
        db.add(job)
        db.flush()
        page = Page(job_id=job.id, cause=key, what="stuck", staff_id=1, channel="sms")
        db.add_all([page, Delivery(job_id=job.id, channel="sms", at=finished, state="sent")])


def test_only_what_is_old_finished_and_of_no_report_goes(database: Database, now: datetime) -> None:
    with database.write() as db:
        report = Report(
            tip_id="0000-0001",
            return_code_mac="",
            sealed_key=b"",
            created_at=now,
            updated_at=now,
            medium="text",
        )
        db.add(report)
        db.flush()
        report_id = report.id
        referral = Referral(
            report_id=report_id,
            agency_id="alpha",
            version="1",
            position=0,
            how=OfferBy.ALERT,
            ack_minutes=60,
            created_at=now,
        )
        db.add(referral)
        db.flush()
        referral_id = referral.id
        for name, seen in (("gone", now - timedelta(days=2)), ("here", now)):
            db.add(WorkerBeat(name=name, started_at=seen, last_at=seen))
    old, late = now - pruning.KEPT - timedelta(days=1), now - timedelta(days=1)
    put(database, "old and done", old, "done", None)
    put(database, "old and canceled", old, "cancelled", None)
    put(database, "old and dead", old, "dead", None)
    put(database, "old and due", old, "due", None)
    put(database, "of a report", old, "done", report_id)
    put(database, "of a referral", old, "done", None, referral_id)
    put(database, "new", late, "done", None)
    with database.write() as db:
        assert pruning.delete_finished(db, now) == 2
    with database.read() as db:
        kept = {"old and dead", "old and due", "of a report", "of a referral", "new"}
        assert set(db.scalars(select(Job.key))) == kept
        assert set(db.scalars(select(Page.cause))) == kept
        assert len(db.scalars(select(Delivery)).all()) == len(kept)
        assert list(db.scalars(select(WorkerBeat.name))) == ["here"]
    with database.write() as db:
        assert pruning.delete_finished(db, now) == 0
