"""The kill proof itself: it accepts a day on which all is well, and sees what is not."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hotline.followups import maintenance
from hotline.unit_of_work import Tx
from tests.faults.proof import Arrived, faults
from tests.referrals.conftest import Desk

NEVER = datetime(2100, 1, 1, tzinfo=UTC)


def problems(desk: Desk, *, lost: int = 0) -> list[str]:
    """What the proof says of the desk, ``lost`` of its emails taken away before it looks."""
    arrived = desk.postman.inbox.arrived[lost:]
    ids: dict[str, set[str]] = {}
    for message in arrived:
        ids.setdefault(str(message["X-Idempotency-Key"]), set()).add(str(message["Message-ID"]))
    keys = Counter(str(message["X-Idempotency-Key"]) for message in arrived)
    received = Arrived(keys, ids, texts=frozenset(), calls=frozenset())
    return list(faults(desk.line.dep, [], [], received, NEVER))


def test_the_daily_digest_may_fall_into_a_run(any_desk: Desk) -> None:
    desk = any_desk
    desk.staff("dana", "dispatcher", email="dana@line.example")
    desk.report("alpha", urgency="P2", minutes=4000)
    with desk.line.dep.database.write() as db:
        maintenance.plan(Tx(db, desk.line.dep, desk.now))
    desk.line.skip_to(datetime(2026, 11, 25, 13, 1, tzinfo=UTC))
    assert desk.line.mails("dana@")
    assert not [said for said in problems(desk) if "digest" in said or "never arrived" in said]


def test_a_lost_email_is_seen(desk: Desk) -> None:
    desk.report("alpha", urgency="P1")
    desk.line.skip_to(desk.now + timedelta(seconds=1))
    assert desk.postman.inbox.arrived
    assert any("never arrived" in said for said in problems(desk, lost=1))
