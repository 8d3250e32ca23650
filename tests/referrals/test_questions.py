"""A dispatcher asks the reporter; the answer joins the report; neither sees the other's number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.db.jobs import Delivery
from hotline.db.reports import Reporter
from hotline.intake import reporter_questions
from hotline.intake.reports import OpenReport
from hotline.unit_of_work import Tx
from tests.line import LINE_NUMBER
from tests.referrals.conftest import REPORTER, Desk, words

YES = {"contact": "yes", "window": "any"}
QUESTION = "Is she there today?"


def ask(
    desk: Desk, tip: str, said: str = QUESTION, by: str = "staff:1"
) -> reporter_questions.Asked:
    def doing(db: Any, dep: Any, opened: OpenReport) -> reporter_questions.Asked:
        return reporter_questions.ask(Tx(db, dep, desk.now, by), opened, said)

    asked: reporter_questions.Asked = desk.change(tip, doing)
    return asked


def reporter(desk: Desk, **changes: Any) -> None:
    with desk.line.dep.database.write() as db:
        for row in db.scalars(select(Reporter)):
            for name, value in changes.items():
                setattr(row, name, value)


def agree(desk: Desk, tip: str) -> None:
    def doing(_db: Any, _dep: Any, opened: OpenReport) -> None:
        known = opened.assessment()
        opened.keep(replace(known, answers={**known.answers, **YES}), desk.now)

    desk.change(tip, doing)


def entries(desk: Desk, tip: str) -> list[str]:
    found: list[str] = desk.change(tip, lambda _db, _dep, opened: words(opened))
    return found


def test_the_question_goes_out_from_the_lines_number(any_desk: Desk) -> None:
    desk = any_desk
    dana = desk.staff("dana", "dispatcher")
    tip = desk.report("alpha", answers=YES)
    ask(desk, tip, by=f"staff:{dana}")
    desk.line.work()
    (message,) = desk.line.carrier.texts_to(REPORTER)
    assert (message.sender, message.body) == (LINE_NUMBER, QUESTION)
    assert QUESTION in entries(desk, tip)
    (task,) = desk.tasks("await_answer")
    assert task.owner == f"staff:{dana}"


def test_the_answer_joins_the_report_and_the_asker_has_something_to_read(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    desk.line.call(REPORTER).hang_up()
    (tip,) = desk.line.tips()
    with pytest.raises(reporter_questions.CannotAskError, match="not asked"):
        ask(desk, tip)
    agree(desk, tip)
    ask(desk, tip, by=f"staff:{dana}")
    desk.line.work()
    desk.line.text(REPORTER, "Yes, she is in the back room at the salon")
    assert desk.line.tips() == [tip], "no second report"
    assert any("back room" in said for said in entries(desk, tip))
    assert not desk.tasks("await_answer")
    (task,) = desk.tasks("read_answer")
    assert task.owner == f"staff:{dana}"


@pytest.mark.parametrize(
    ("answers", "changes", "why"),
    [
        (YES, {"opted_out_at": datetime(2026, 11, 24, tzinfo=UTC)}, "STOP"),
        (YES, {"handle_expires_at": datetime(2026, 11, 24, tzinfo=UTC)}, "no longer kept"),
        ({"contact": "no"}, {}, "not to be contacted"),
        ({}, {}, "not asked"),
        ({"contact": "yes", "safe": "no"}, {}, "not safe"),
    ],
)
def test_what_the_reporter_did_not_agree_to_is_refused_and_said(
    desk: Desk, answers: dict[str, str], changes: dict[str, Any], why: str
) -> None:
    tip = desk.report("alpha", answers=answers)
    reporter(desk, **changes)
    with pytest.raises(reporter_questions.CannotAskError, match=why):
        ask(desk, tip)
    desk.line.work()
    assert not desk.line.texts_to(REPORTER)


def test_a_hidden_number_and_an_empty_or_endless_question_are_refused(desk: Desk) -> None:
    hidden = desk.report("alpha", answers=YES, sender=None)
    with pytest.raises(reporter_questions.CannotAskError, match="hid"):
        ask(desk, hidden)
    tip = desk.report("alpha", answers=YES)
    for said in ("  ", "x" * 481):
        with pytest.raises(reporter_questions.CannotAskError):
            ask(desk, tip, said)


def test_somebody_who_texts_right_now_is_answered_right_now(desk: Desk) -> None:
    desk.line.clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # two at night in Laredo
    desk.line.text(REPORTER, "help")
    (tip,) = desk.line.tips()
    ask(desk, tip)
    desk.line.work()
    assert desk.line.texts_to(REPORTER)[-1] == QUESTION


@pytest.mark.parametrize(
    ("window", "asked_at", "sent_at"),
    [
        # the place is Laredo, Central time: UTC-6 in winter
        ("any", (11, 25, 4, 0), (11, 25, 14, 0)),  # ten at night: at eight in the morning
        ("any", (11, 25, 15, 0), (11, 25, 15, 0)),
        ("evening", (11, 24, 18, 0), (11, 24, 23, 0)),
        ("morning", (11, 24, 18, 0), (11, 25, 14, 0)),
        ("afternoon", (11, 24, 23, 0), (11, 25, 18, 0)),  # it closed at this very moment
    ],
)
def test_a_question_waits_for_the_window(
    desk: Desk, window: str, asked_at: tuple[int, ...], sent_at: tuple[int, ...]
) -> None:
    desk.line.clock.now = datetime(2026, *asked_at, tzinfo=UTC)
    tip = desk.report("alpha", answers={"contact": "yes", "window": window})
    due = ask(desk, tip).due_at
    assert due == datetime(2026, *sent_at, tzinfo=UTC)
    desk.line.skip_to(due - timedelta(seconds=1))
    before = len(desk.line.texts_to(REPORTER))
    desk.line.skip_to(due)
    assert (before, len(desk.line.texts_to(REPORTER))) in {(0, 1), (1, 1)}
    assert desk.line.carrier.texts_to(REPORTER)[0].at == due or asked_at == sent_at


def test_a_worker_that_was_away_does_not_text_in_the_night(desk: Desk) -> None:
    tip = desk.report("alpha", answers={"contact": "yes", "window": "evening"})
    due = ask(desk, tip).due_at
    desk.line.skip_to(due + timedelta(hours=6))
    assert not desk.line.texts_to(REPORTER)
    (job,) = desk.jobs("reporter.text")
    assert (job.state, job.attempts, job.due_at) == ("due", 0, due + timedelta(days=1))
    desk.line.skip_to(job.due_at)
    assert desk.line.texts_to(REPORTER) == [QUESTION]


def test_stop_between_asking_and_sending_stops_it_and_tells_the_asker(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher")
    tip = desk.report("alpha", answers={"contact": "yes", "window": "evening"})
    due = ask(desk, tip, by=f"staff:{dana}").due_at
    reporter(desk, opted_out_at=desk.now)
    desk.line.skip_to(due)
    assert not desk.line.texts_to(REPORTER)
    (task,) = desk.tasks("question_unsent")
    assert task.owner == f"staff:{dana}"
    assert not desk.tasks("await_answer")


def failed(desk: Desk, code: str) -> None:
    with desk.line.dep.database.read() as db:
        delivery = db.scalars(
            select(Delivery).where(Delivery.job_id == desk.jobs("reporter.text")[0].id)
        ).one()
    desk.line.carrier.webhook(
        f"/twilio/status/message?job={delivery.job_id}",
        {
            "MessageSid": str(delivery.provider_id),
            "MessageStatus": "undelivered",
            "ErrorCode": code,
        },
    )


def test_the_provider_says_that_they_opted_out(desk: Desk, monkeypatch: Any) -> None:
    tip = desk.report("alpha", answers=YES)
    ask(desk, tip)
    from hotline.providers.errors import OptedOutError

    def refuse(*_: Any, **__: Any) -> str:
        raise OptedOutError("the receiver opted out", "21610")

    monkeypatch.setattr(desk.line.dep.provider, "send_text", refuse)
    desk.line.work()
    with desk.line.dep.database.read() as db:
        assert db.scalars(select(Reporter.opted_out_at)).one() == desk.now
    assert desk.tasks("question_unsent")
    with pytest.raises(reporter_questions.CannotAskError, match="STOP"):
        ask(desk, tip)


def test_a_text_that_did_not_arrive_is_reported_once(desk: Desk) -> None:
    tip = desk.report("alpha", answers=YES)
    ask(desk, tip)
    desk.line.work()
    assert desk.line.carrier.settle()
    with desk.line.dep.database.write() as db:
        for delivery in db.scalars(select(Delivery)):
            delivery.state = "sent"
    for _ in range(2):
        failed(desk, "30003")
    assert len(desk.tasks("question_unsent")) == 1
    assert tip in desk.line.tips()


def test_no_page_of_the_service_ever_holds_the_number(desk: Desk) -> None:
    tip = desk.report("alpha", answers=YES)
    ask(desk, tip)
    desk.line.work()
    page = desk.line.as_staff().get(f"/reports/{tip}").text
    assert QUESTION in page
    assert REPORTER not in page
    assert REPORTER[2:] not in page
