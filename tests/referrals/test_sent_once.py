"""A try whose answer got lost, a receipt at an odd time: nothing is sent twice for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hotline.db.jobs import Alert
from hotline.db.reports import Report
from hotline.jobs import bulk, outbox, registry
from hotline.providers.errors import UncertainError
from hotline.providers.twilio.client import Twilio
from hotline.referrals import agency_answers, deliver
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_PHONE, ZETA_PHONE, Desk


def test_a_text_that_had_arrived_is_not_sent_again_when_its_dead_job_is_retried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words have changed since, as the referral went on: it is known by its link."""
    send, tried = Twilio.send_text, 0

    def lost(self: Twilio, to: str, body: str, **given: Any) -> str:
        nonlocal tried
        tried += 1
        if tried == 1:
            send(self, to, body, callback="http://127.0.0.1:9/nobody")
        raise UncertainError(0)

    def away(*_: Any, **__: Any) -> None:
        raise UncertainError(0)

    with monkeypatch.context() as broken:
        broken.setattr(Twilio, "send_text", lost)
        broken.setattr(Twilio, "find_text", away)
        tip = desk.report("zeta", urgency="P0", minutes=5)
        while not desk.jobs("alert", "dead"):
            desk.line.skip_to(desk.now + timedelta(hours=1))
    assert desk.states(tip)["zeta"] == "unanswered"
    with desk.line.dep.database.write() as db:
        for job in desk.jobs("alert", "dead"):
            outbox.revive(db, job.id, desk.now)
    desk.line.work()
    firsts = [text for text in desk.line.texts_to(ZETA_PHONE) if not text.startswith("Reminder")]
    assert len(firsts) == len(set(firsts)) == 1


def test_a_text_that_failed_after_its_worker_died_is_known_to_have_failed(desk: Desk) -> None:
    desk.report("alpha", urgency="P0", minutes=5)
    dep = desk.line.dep
    with dep.database.write() as db:
        claimed = outbox.claim(db, dep.keys, worker="dead", now=desk.now, limit=10)
        by_text = set(db.scalars(select(Alert.job_id).where(Alert.point == 1)))
    (job,) = (job for job in claimed if job.id in by_text)
    note = registry.KINDS[job.kind].do(dep, job)
    assert note is not None, "the provider took it, and the worker died before it could say so"
    with dep.database.write() as db:
        outbox.take_from(db, ["dead"])
        deliver.note_status(Tx(db, dep, desk.now), state="failed", job_id=job.id, detail="30003")
    desk.line.work()
    found = {d.job_id: (d.state, d.detail) for d in desk.deliveries()}
    assert found[job.id] == ("failed", "30003")
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1


def test_a_closed_report_is_offered_to_nobody_anew(desk: Desk) -> None:
    desk.postman.shut()
    tip = desk.report("epsilon", "delta")
    desk.line.pass_time(hours=2)
    with desk.line.dep.database.write() as db:
        db.scalars(select(Report).where(Report.tip_id == tip)).one().state = "closed"
    desk.postman.open_again()
    desk.line.pass_time(hours=1)
    assert desk.line.mails("desk@epsilon.example") == []


def test_an_answered_alert_is_settled_although_the_database_was_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, away = bulk.BulkQueue._note, [True]

    def once(self: bulk.BulkQueue, *given: Any) -> None:
        if away:
            away.clear()
            raise OperationalError("away", {}, Exception())
        note(self, *given)

    tip = desk.report("epsilon")
    with desk.line.dep.database.write() as db:
        referral = db.merge(desk.referral(tip, "epsilon"))
        agency_answers.acknowledge(Tx(db, desk.line.dep, desk.now, "link"), referral)
    monkeypatch.setattr(bulk.BulkQueue, "_note", once)
    desk.line.work()
    desk.report("epsilon", sender=None)
    desk.line.work()
    assert not away and {job.state for job in desk.jobs("alert")} == {"done"}
