"""Many alerts at a time: one connection, one commit, and nothing lost when something breaks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from hotline.jobs import bulk
from hotline.referrals import agency_answers, deliver
from hotline.referrals.channels import email
from hotline.routing.types import Channel
from hotline.transport import mail_server
from hotline.wiring import new_worker
from tests.referrals.conftest import ALPHA_DESK, BETA_DESK, Desk

MANY = 40


def report_many(desk: Desk, count: int = MANY, agency: str = "alpha") -> list[str]:
    return [desk.report(agency, sender=None) for _ in range(count)]


def keys(desk: Desk) -> Counter[str]:
    return Counter(str(mail["X-Idempotency-Key"]) for mail in desk.postman.inbox.arrived)


def test_forty_alerts_share_two_connections_and_a_few_commits(any_desk: Desk) -> None:
    desk = any_desk
    report_many(desk)
    commits: list[None] = []
    event.listen(desk.line.dep.database.engine, "commit", lambda _: commits.append(None))
    desk.line.work()
    assert keys(desk) == dict.fromkeys((job.key for job in desk.jobs("alert")), 1)
    assert len(keys(desk)) == MANY
    assert {job.state for job in desk.jobs("alert")} == {"done"}
    assert len(desk.deliveries()) == MANY
    assert all(delivery.provider_id for delivery in desk.deliveries())
    assert desk.postman.connections <= bulk.QUICK_SENDERS
    assert len(commits) < MANY


def test_a_mail_that_is_refused_stops_none_of_the_others(desk: Desk) -> None:
    desk.postman.refuse[ALPHA_DESK] = "550 5.1.1 no such mailbox"
    refused = report_many(desk, 3)
    taken = report_many(desk, 5, "epsilon")
    desk.line.work()
    assert {desk.states(tip)["epsilon"] for tip in taken} == {"offered"}
    assert len(desk.line.mails("desk@epsilon")) == 5
    assert not desk.line.mails(ALPHA_DESK)
    assert len(desk.tasks("dead_letter")) == len(refused)
    assert desk.postman.connections <= bulk.QUICK_SENDERS, "the conversation goes on"


def test_a_server_that_closed_the_kept_connection_costs_no_mail(desk: Desk) -> None:
    report_many(desk, 2)
    desk.line.work()
    desk.postman.shut()
    desk.postman.open_again()
    report_many(desk, 2)
    desk.line.work()
    assert sorted(keys(desk).values()) == [1, 1, 1, 1]
    assert {job.attempts for job in desk.jobs("alert")} == {1}


def test_a_server_that_takes_leave_at_the_next_mail_costs_no_mail(desk: Desk) -> None:
    desk.postman.most_mails = 3
    report_many(desk, 10)
    desk.line.work()
    assert sorted(keys(desk).values()) == [1] * 10
    assert {job.attempts for job in desk.jobs("alert")} == {1}


def test_an_answer_that_came_while_a_mail_was_queued_sends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = report_many(desk, 2)
    monkeypatch.setattr(bulk, "STALE_SECONDS", -1.0)  # each is planned anew before it is sent
    send = email.send

    def answered_meanwhile(dep: Any, address: str, message: Any) -> Any:
        if first in message.subject:
            desk.answer(second, "alpha", agency_answers.acknowledge, by="portal")
        return send(dep, address, message)

    monkeypatch.setitem(deliver.CHANNELS, Channel.EMAIL, answered_meanwhile)
    desk.line.work()
    assert [first in mail.subject for mail in desk.line.mails()] == [True]
    assert {job.state for job in desk.jobs("alert")} == {"done"}


def test_a_mail_server_that_hangs_leaves_room_for_every_other_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More mails than there is room for wait for a dead server; a webhook does not wait so long."""
    monkeypatch.setattr(mail_server, "TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(bulk, "ROOM", 12)
    monkeypatch.setattr(bulk, "STALLED_SECONDS", 0.3)
    desk.postman.slow = 30.0
    report_many(desk, 30)
    desk.report("beta", sender=None)
    working = threading.Thread(target=desk.line.work)
    working.start()
    desk.hook.came.wait(10)
    hung = [job for job in desk.jobs("alert") if job.state in {"due", "leased"}]
    working.join(30)
    assert len(desk.hook.got) == 1
    assert len(hung) > 12, "and it was asked before the mails were given up"
    desk.postman.slow = 0.0
    desk.line.pass_time(minutes=10)
    assert len(desk.line.mails(ALPHA_DESK)) >= 30, "what was put off goes out in the end"
    assert not desk.line.mails(BETA_DESK)


def test_an_agency_that_never_heard_of_it_in_time_still_hears_of_it(any_desk: Desk) -> None:
    """The mail server is away for longer than danger leaves: the report goes on, the mail comes."""
    desk = any_desk
    desk.postman.shut()
    tip = desk.report("epsilon", "delta", urgency="P0", minutes=5)
    desk.line.pass_time(minutes=12)
    assert desk.states(tip)["epsilon"] == "unanswered"
    assert desk.states(tip)["delta"] in {"offered", "unanswered"}
    desk.postman.open_again()
    desk.line.pass_time(minutes=15)
    (mail,) = desk.line.mails("desk@epsilon")
    assert mail.subject.startswith("[P0]"), "the alert, and no reminder of what was never heard"
    late = desk.line.answer(mail)
    assert "after the time to answer" in late.text


def test_a_worker_that_stops_hands_back_what_it_had_not_begun(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = any_desk
    report_many(desk, 20)
    stopping = new_worker(desk.line.dep, "stopping")
    send = email.send

    def reported_to_stop(dep: Any, address: str, message: Any) -> Any:
        stopping._stopping.set()
        stopping._bulk.stop()
        return send(dep, address, message)

    monkeypatch.setitem(deliver.CHANNELS, Channel.EMAIL, reported_to_stop)
    stopping.beat()
    stopping.stop()
    monkeypatch.undo()
    left = desk.jobs("alert", "due")
    assert len(left) + len(desk.jobs("alert", "done")) == 20
    assert len(left) >= 20 - bulk.SENDERS
    assert {job.attempts for job in left} == {0}, "a try that was not made is not counted"
    desk.line.work()
    assert sorted(keys(desk).values()) == [1] * 20


def test_mails_that_could_not_be_noted_at_once_are_noted_later(
    any_desk: Desk, fail_once: Callable[[Desk], None]
) -> None:
    desk = any_desk
    report_many(desk, 4)
    fail_once(desk)
    desk.line.work()
    desk.line.work()
    assert sorted(keys(desk).values()) == [1] * 4, "they are not sent again"
    assert {job.state for job in desk.jobs("alert")} == {"done"}
    assert len(desk.deliveries()) == 4


@pytest.fixture
def fail_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[Desk], None]:
    """The database is away the first time that sent mails are noted."""

    def arm(_: Desk) -> None:
        note = bulk.BulkQueue._note
        away = [True]

        def once(self: Any, *given: Any) -> None:
            if away and given[1]:
                away.clear()
                raise OperationalError("away", {}, Exception())
            note(self, *given)

        monkeypatch.setattr(bulk.BulkQueue, "_note", once)

    return arm
