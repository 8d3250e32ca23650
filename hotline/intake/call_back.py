"""A dispatcher calls a reporter through the line, and neither sees the other's number.

The dispatcher's phone rings first, and only a 1 pressed there has the reporter's phone ring. Both
numbers are opened from their sealed places at the moment of dialing, and what the reporter agreed
to is checked again then. What is heard on either phone is in ``telephony.call_back_calls``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.call_backs import CallBack
from hotline.db.reports import Report
from hotline.db.states import CallBackState
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import contact_windows, paging, tasks
from hotline.followups.task_kinds import CALL_AGAIN
from hotline.intake import reporter_questions, transfers
from hotline.intake.reporters import number_to_answer, reporter_of
from hotline.intake.reports import OpenReport, open_report
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import DeliveryError
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import job as job_kind
from hotline.messages import Message, MessageCode, MessageError
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.unit_of_work import Tx

RING = "call_back.ring"
STORY = "call_back"
"""What the entry in the report's story is."""
UNDER_WAY = frozenset({CallBackState.WAITING, CallBackState.RINGING, CallBackState.CONNECTED})
FORGOTTEN_AFTER = timedelta(hours=2)
"""A call of which nothing is heard for so long is over, whatever the provider failed to report."""
RUNG_WITHIN = timedelta(minutes=3)
"""A phone that could not be rung by then is not rung at all: nobody expects the call any more."""
AGAIN_AFTER = timedelta(hours=1)
SHORTEST_TALK = timedelta(seconds=20)
OUTCOMES = {
    CallBackState.TALKED: MessageCode.CALL_TALKED,
    CallBackState.NO_ANSWER: MessageCode.CALL_NO_ANSWER,
    CallBackState.BUSY: MessageCode.CALL_BUSY,
    CallBackState.NOT_TAKEN: MessageCode.CALL_NOT_TAKEN,
    CallBackState.DECLINED: MessageCode.CALL_DECLINED,
    CallBackState.FAILED: MessageCode.CALL_FAILED,
    CallBackState.NOT_PICKED_UP: MessageCode.CALL_NOT_PICKED_UP,
    CallBackState.CANCELED: MessageCode.CALL_CANCELED,
    CallBackState.REFUSED: MessageCode.CALL_REFUSED,
}
TO_TRY_AGAIN = frozenset(
    {CallBackState.NO_ANSWER, CallBackState.BUSY, CallBackState.NOT_TAKEN, CallBackState.FAILED}
)
"""What leaves a task: the reporter was called, and nobody talked with them."""


class CannotCallError(MessageError):
    """The reporter may not or cannot be called."""


@dataclass(frozen=True)
class RingJob(Payload):
    """The dispatcher's phone must ring for a ``call`` to a reporter (an id)."""

    kind = RING
    order = Order.AT_ONCE
    call: int


@dataclass(frozen=True)
class Refusal:
    """Why the reporter is not called now, and whether a reason can outweigh that."""

    why: Message
    may_override: bool = False


# Asking for it ------------------------------------------------------------------------------------


def why_not(tx: Tx, report: OpenReport) -> Refusal | None:
    """Why the reporter may not be called now; ``None`` if they may.

    A phone that rings can be heard by others, so agreeing to texts is not enough, and only those
    who named no hours of their own can be called outside the usual ones, in urgent cases.
    """
    known = report.assessment()
    answers = known.answers
    if answers.get("safe") == "no":
        return Refusal(MessageCode.NOT_SAFE_TO_CALL.message())
    if answers.get("contact") == "no" or "contact" in known.consent_ended:
        return Refusal(MessageCode.NO_CONTACT_WANTED.message())
    if "recontact" not in known.consents(tx.now) or answers.get("call_back") != "yes":
        return Refusal(MessageCode.CALL_NOT_AGREED.message())
    unreachable = reporter_questions.unreachable(tx.dep, reporter_of(tx.db, report.row), tx.now)
    if unreachable is not None:
        return Refusal(unreachable)
    opens = reporter_questions.next_window(tx.dep, report.assessment(), tx.now)
    if opens <= tx.now:
        return None
    any_time = answers.get("window", contact_windows.DEFAULT) == contact_windows.DEFAULT
    urgent = report.row.urgency in {Urgency.P0, Urgency.P1}
    zone = contact_windows.zone_of(
        tx.dep.locator, report.assessment().place, tx.dep.settings.time_zone
    )
    local = f"{opens.astimezone(zone):%-I:%M %p}"
    return Refusal(MessageCode.CALL_OUTSIDE_HOURS.message(when=local), any_time and urgent)


def begin(tx: Tx, report: OpenReport, person: Staff, *, reason: str = "") -> CallBack:
    """Have the phone of ``person`` ring, to call the reporter. Raises :class:`CannotCallError`.

    ``reason`` outweighs the hours where that is allowed, and is kept in the audit trail.
    """
    if not paging.reach_of(tx.dep.keys, person).phone:
        raise CannotCallError(MessageCode.NO_PHONE_OF_YOURS.message())
    running = under_way(tx.db, report.row, tx.now)
    if running is not None:
        raise CannotCallError(MessageCode.CALL_UNDER_WAY.message())
    refusal = why_not(tx, report)
    if refusal is not None and not (refusal.may_override and reason):
        raise CannotCallError(refusal.why)
    call = CallBack(
        report_id=report.row.id,
        staff_id=person.id,
        at=tx.now,
        outside_hours=refusal is not None,
    )
    tx.db.add(call)
    tx.db.flush()
    scheduling.schedule(tx, RingJob(call.id), key=f"{RING}:{call.id}", report_id=report.row.id)
    tx.audit(report.row, "call_back_asked", f"outside hours: {reason}" if refusal else "")
    return call


def under_way(db: DbSession, report: Report, now: datetime) -> CallBack | None:
    """The call to this reporter that is under way."""
    wanted = select(CallBack).where(
        CallBack.report_id == report.id,
        CallBack.state.in_(UNDER_WAY),
        CallBack.at > now - FORGOTTEN_AFTER,
    )
    return db.scalars(wanted.order_by(CallBack.id.desc()).limit(1)).first()


def cancel(tx: Tx, report: OpenReport) -> bool:
    """End the call that is under way, on both phones; ``False`` when there is none."""
    call = under_way(tx.db, report.row, tx.now)
    if call is None:
        return False
    finish(tx, call, CallBackState.CANCELED)
    if call.desk_call:
        transfers.schedule_end(tx, report.row, call.desk_call)
    return True


# The dispatcher's phone ---------------------------------------------------------------------------


@job_kind(RingJob)
def ring(
    dep: Deployment, job: outbox.Claimed, payload: RingJob
) -> Callable[[DbSession], None] | None:
    """Ring the dispatcher. Raises :class:`DeliveryError` while it may still be tried again."""
    with dep.database.read() as db:
        call = db.get(CallBack, payload.call)
        if call is None or call.state is not CallBackState.WAITING:
            return None
        person = db.get(Staff, call.staff_id)
        phone = paging.reach_of(dep.keys, person).phone if person is not None else ""
    if not phone or dep.clock() - job.created_at > RUNG_WITHIN:
        return lambda db: _failed(db, dep, payload.call)
    try:
        with as_delivery_errors():
            placed = dep.provider.place_call(
                phone,
                dep.callbacks.call_back(payload.call),
                callback=dep.callbacks.call_back_status(payload.call),
            )
    except DeliveryError as error:
        if error.again:
            raise
        return lambda db: _failed(db, dep, payload.call)
    return lambda db: _rings(db, payload.call, placed)


def _rings(db: DbSession, number: int, placed: str) -> None:
    call = db.get(CallBack, number, with_for_update=True)
    if call is not None:
        call.desk_call = call.desk_call or placed


def _failed(db: DbSession, dep: Deployment, number: int) -> None:
    call = db.get(CallBack, number, with_for_update=True)
    if call is not None:
        finish(Tx(db, dep, dep.clock()), call, CallBackState.FAILED)


def to_dial(tx: Tx, call: CallBack, desk_call: str) -> str | None:
    """The reporter's number, now that the dispatcher pressed 1; ``None`` when it is not to ring.

    Everything that allowed the call is checked again: minutes may have passed.
    """
    if call.state is not CallBackState.WAITING:
        return None
    report = open_report(tx.db, tx.dep, tx.db.get_one(Report, call.report_id))
    refusal = why_not(tx, report)
    number = number_to_answer(tx.dep, reporter_of(tx.db, report.row), tx.now)
    refused = refusal is not None and not (refusal.may_override and call.outside_hours)
    if refused or number is None:
        finish(tx, call, CallBackState.REFUSED)
        return None
    call.state, call.desk_call = CallBackState.RINGING, desk_call or call.desk_call
    _by_caller(tx, call).audit(report.row, "call_back_rang")
    return number


# The reporter's phone -----------------------------------------------------------------------------


def taken(tx: Tx, call: CallBack) -> bool:
    """Someone at the reporter's phone pressed 1; whether they are to be connected."""
    if call.state is not CallBackState.RINGING:
        return call.state is CallBackState.CONNECTED
    call.state, call.answered_at = CallBackState.CONNECTED, tx.now
    _by_caller(tx, call).audit(_report(tx, call), "call_back_answered")
    return True


def declined(tx: Tx, call: CallBack) -> None:
    """Someone at the reporter's phone pressed 2."""
    if call.state is CallBackState.RINGING:
        finish(tx, call, CallBackState.DECLINED)


def finish(tx: Tx, call: CallBack, state: CallBackState) -> None:
    """The call is over; a second report changes nothing. The dispatcher sees the outcome."""
    if call.state not in UNDER_WAY:
        return
    call.state, call.ended_at = state, tx.now
    row, tx = _report(tx, call), _by_caller(tx, call)
    tx.audit(row, "call_back_ended", state.value)
    outcome = OUTCOMES[state].message()
    report = open_report(tx.db, tx.dep, row)
    report.tell(outcome.english, at=tx.now, kind=STORY, author=tx.by, language="en")
    began = call.answered_at
    if state is CallBackState.TALKED and began and tx.now - began >= SHORTEST_TALK:
        for task in tasks.open_of(tx.db, row, CALL_AGAIN):
            tasks.finish(tx, task, note=outcome.english)
    if state in TO_TRY_AGAIN:
        for earlier in tasks.open_of(tx.db, row, CALL_AGAIN):
            tasks.cancel(tx.db, earlier, tx.now)
        tasks.make(
            tx,
            kind=CALL_AGAIN,
            key=f"{CALL_AGAIN}:{call.id}",
            due_at=reporter_questions.next_window(
                tx.dep, report.assessment(), tx.now + AGAIN_AFTER
            ),
            report=row,
            owner=tx.by,
            words=outcome,
        )


def over(tx: Tx, call: CallBack, *, busy: bool = False, failed: bool = False) -> None:
    """Both phones are free again: what became of the call, by how far it had come."""
    match call.state:
        case CallBackState.WAITING:
            finish(tx, call, CallBackState.NOT_PICKED_UP)
        case CallBackState.RINGING:
            outcome = CallBackState.BUSY if busy else CallBackState.NO_ANSWER
            finish(tx, call, CallBackState.FAILED if failed else outcome)
        case CallBackState.CONNECTED:
            finish(tx, call, CallBackState.TALKED)


def _report(tx: Tx, call: CallBack) -> Report:
    return tx.db.get_one(Report, call.report_id)


def _by_caller(tx: Tx, call: CallBack) -> Tx:
    """The transaction as done by the dispatcher who calls, whichever phone it was heard from."""
    return tx.acting(f"staff:{call.staff_id}")
