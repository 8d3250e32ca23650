"""Three on a call: an interpreter joins a caller and the agency's person who took the call.

The two are connected as always. When the agency's person asks for an interpreter, their line is
redirected into a room; that lets the caller go from the line, and the caller follows. Then
interpreters are called, one after the other, until one presses 1. Whatever fails on the way leaves
the two connected, or gives the caller back to the flow: a job looks whether both arrived. What is
heard is in ``telephony.three_on_a_call``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.intake import transfers
from hotline.intake.contacts import OpenContact, Ringing, Third, idle_time
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import DeliveryError
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import job as job_kind
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.routing.interpreters import Interpreter, on_duty
from hotline.unit_of_work import Tx

MOVE, RING, WATCH = "interpreter.move", "interpreter.ring", "interpreter.watch"
BRIDGED_AFTER = timedelta(seconds=5)
"""The agency's person hears a sentence first; only a line that has its caller may be redirected."""
MOVED_WITHIN = timedelta(minutes=1)
"""Later nobody expects an interpreter any more, and the two are in the middle of their talk."""
ARRIVES_WITHIN = timedelta(seconds=15)
IN_THE_ROOM = frozenset({"moving", "together"})


@dataclass(frozen=True)
class MoveJob(Payload):
    """The agency's line in a call (``contact``, its ``round``) must go into the room."""

    kind = MOVE
    order = Order.AT_ONCE
    contact: int
    round: int


@dataclass(frozen=True)
class RingJob(Payload):
    """The ``rung``-th interpreter is to be called for a call (``contact``, its ``round``)."""

    kind = RING
    order = Order.AT_ONCE
    contact: int
    round: int
    rung: int


@dataclass(frozen=True)
class WatchJob(Payload):
    """Nobody may be alone in the room of a call (``contact``, its ``round``)."""

    kind = WATCH
    order = Order.AT_ONCE
    contact: int
    round: int


# Asking for one -----------------------------------------------------------------------------------


def available(dep: Deployment, contact: OpenContact) -> list[Interpreter]:
    """Who can be called for the caller's language now; nobody where calls cannot be joined."""
    book, language = contact.version.flows, contact.session.language
    if language == book.default_language or not dep.provider.joins_calls:
        return []
    return on_duty(contact.version.rules.interpreters, language, dep.clock())


def ask(tx: Tx, contact: OpenContact, line_call: str) -> bool:
    """The agency's person asks for one; ``line_call`` is their own call. Whether anyone is called.

    Asked for twice, one is called once.
    """
    whom = tuple(one.id for one in available(tx.dep, contact))
    ringing = contact.ringing
    if ringing is None or not whom or not line_call:
        return False
    if ringing.third is None:
        _keep(tx, contact, Third("asked", line_call, int(tx.now.timestamp()), whom))
        job = MoveJob(contact.row.id, ringing.index)
        _schedule(tx, contact, job, at=BRIDGED_AFTER)
        tx.audit(contact.report.row, "interpreter_asked", contact.session.language)
    return True


def _keep(tx: Tx, contact: OpenContact, third: Third) -> None:
    if contact.ringing is not None:
        contact.ringing = replace(contact.ringing, third=third)
    contact.save(tx.now, idle_time(tx.dep, Medium.VOICE))


def _schedule(
    tx: Tx,
    contact: OpenContact,
    job: MoveJob | RingJob | WatchJob,
    *,
    at: timedelta = timedelta(),
    why: str = "",
) -> None:
    rung = str(job.rung) if isinstance(job, RingJob) else why
    key = f"{job.kind}:{job.contact}:{job.round}:{rung}"
    scheduling.schedule(tx, job, key=key, due_at=tx.now + at, report_id=contact.report.row.id)


def _of(ringing: Ringing | None) -> Third | None:
    return ringing.third if ringing is not None else None


# Into the room ------------------------------------------------------------------------------------


@job_kind(MoveJob)
def move(
    dep: Deployment, job: outbox.Claimed, payload: MoveJob
) -> Callable[[DbSession], None] | None:
    """Redirect the agency's line. Raises :class:`DeliveryError` while that may be tried again.

    That it is on its way is written first: the caller is let go by it, and comes back before the
    provider has answered us.
    """
    now = dep.clock()
    late = now - job.created_at > MOVED_WITHIN + BRIDGED_AFTER
    with dep.database.write() as db:
        contact = transfers.waiting(db, dep, payload.contact, payload.round)
        third = _of(contact.ringing) if contact is not None else None
        if contact is None or third is None or third.state not in {"asked", "moving"}:
            return None
        _keep(Tx(db, dep, now), contact, replace(third, state="failed" if late else "moving"))
    if late:
        return None
    try:
        with as_delivery_errors():
            dep.provider.redirect_call(
                third.line_call, dep.callbacks.three_agency(payload.contact, payload.round)
            )
    except DeliveryError as error:
        if error.again:
            raise
        return lambda db: _stay(db, dep, payload)
    return None


def _stay(db: DbSession, dep: Deployment, payload: MoveJob) -> None:
    """The provider refused: the two stay connected as they are."""
    contact = transfers.waiting(db, dep, payload.contact, payload.round)
    third = _of(contact.ringing) if contact is not None else None
    if contact is not None and third is not None and third.state == "moving":
        tx = Tx(db, dep, dep.clock())
        _keep(tx, contact, replace(third, state="failed"))
        tx.audit(contact.report.row, "interpreter_failed")


def agency_arrived(tx: Tx, contact: OpenContact) -> None:
    """The agency's person is in the room: the caller must follow, and interpreters are called."""
    third = _of(contact.ringing)
    if third is None or third.state != "moving" or contact.ringing is None:
        return
    which = (contact.row.id, contact.ringing.index)
    _keep(tx, contact, replace(third, state="together"))
    _schedule(tx, contact, RingJob(*which, third.rung))
    _schedule(tx, contact, WatchJob(*which), at=ARRIVES_WITHIN, why="agency")


def follows(tx: Tx, contact: OpenContact) -> bool:
    """Whether the caller, whom the line has let go, goes into the room, rather than on."""
    third = _of(contact.ringing)
    if third is None or contact.ringing is None or third.state not in IN_THE_ROOM:
        return False
    _keep(tx, contact, replace(third, caller_in=True))
    which = (contact.row.id, contact.ringing.index)
    _schedule(tx, contact, WatchJob(*which), at=ARRIVES_WITHIN, why="caller")
    return True


def agency_left(tx: Tx, contact: OpenContact) -> None:
    """The agency's person has left the room, which ends it; a caller who comes late is fetched."""
    third = _of(contact.ringing)
    if third is None or contact.ringing is None:
        return
    _keep(tx, contact, replace(third, state="parted"))
    which = (contact.row.id, contact.ringing.index)
    _schedule(tx, contact, WatchJob(*which), at=BRIDGED_AFTER, why="parted")


@job_kind(WatchJob)
def watch(dep: Deployment, _: outbox.Claimed, payload: WatchJob) -> None:
    """Bring a caller to where the others are, or out of a room in which they are alone."""
    with dep.database.read() as db:
        contact = transfers.waiting(db, dep, payload.contact, payload.round)
        third = _of(contact.ringing) if contact is not None else None
        if contact is None or third is None or not contact.row.provider_sid:
            return
        call, turn = contact.row.provider_sid, contact.session.turn
    if third.state == "together" and not third.caller_in:
        url = dep.callbacks.call_dialed(turn, payload.round)
    elif third.state in {"moving", "parted"} and third.caller_in:
        url = dep.callbacks.call_met(turn, payload.round)
    else:
        return
    try:
        with as_delivery_errors():
            dep.provider.redirect_call(call, url)
    except DeliveryError as error:
        if error.again:
            raise  # else the call is over


def seconds_talked(tx: Tx, contact: OpenContact) -> int:
    """How long the agency's line had the caller, its listening before the 1 included."""
    ringing, third = contact.ringing, _of(contact.ringing)
    if ringing is None or third is None:
        return 0
    return int(tx.now.timestamp()) - third.since + ringing.whispered


def over(tx: Tx, contact: OpenContact) -> None:
    """The caller has left the room: whoever still rings or interprets is let go."""
    third = _of(contact.ringing)
    if third is not None and third.call:
        transfers.schedule_end(tx, contact.report.row, third.call)


# The interpreter ----------------------------------------------------------------------------------


@job_kind(RingJob)
def ring(
    dep: Deployment, _: outbox.Claimed, payload: RingJob
) -> Callable[[DbSession], None] | None:
    """Call an interpreter; one who cannot be called is followed by the next."""
    which = (payload.contact, payload.round, payload.rung)
    with dep.database.read() as db:
        contact = transfers.waiting(db, dep, payload.contact, payload.round)
        whom = None if contact is None else _rung(contact, payload.rung)
    if whom is None:
        return None
    try:
        with as_delivery_errors():
            placed = dep.provider.place_call(
                whom.phone,
                dep.callbacks.three_interpreter(*which),
                callback=dep.callbacks.three_interpreter_status(*which),
            )
    except DeliveryError:
        return lambda db: called_in_vain(Tx(db, dep, dep.clock()), *which)
    return lambda db: _rings(Tx(db, dep, dep.clock()), payload, placed)


def _rung(contact: OpenContact, rung: int) -> Interpreter | None:
    """Who is called for it now; ``None`` when nobody is needed any more."""
    third = _of(contact.ringing)
    if third is None or third.state != "together" or third.joined or third.rung != rung:
        return None
    known = {one.id: one for one in contact.version.rules.interpreters}
    return known.get(third.whom[rung]) if rung < len(third.whom) else None


def _rings(tx: Tx, payload: RingJob, call: str) -> None:
    contact = transfers.waiting(tx.db, tx.dep, payload.contact, payload.round)
    third = _of(contact.ringing) if contact is not None else None
    if contact is not None and third is not None and third.rung == payload.rung:
        _keep(tx, contact, replace(third, call=call))


def needed(tx: Tx, contact: int, round_: int, rung: int) -> OpenContact | None:
    """The call for which this interpreter picked up, while one is needed."""
    found = transfers.waiting(tx.db, tx.dep, contact, round_)
    return found if found is not None and _rung(found, rung) is not None else None


def joins(tx: Tx, contact: OpenContact, rung: int, call: str) -> bool:
    """An interpreter pressed 1; whether they go into the room."""
    third, whom = _of(contact.ringing), _rung(contact, rung)
    if third is None or whom is None:
        return False
    _keep(tx, contact, replace(third, joined=True, call=call or third.call))
    tx.audit(contact.report.row, "interpreter_joined", whom.name)
    return True


def called_in_vain(tx: Tx, contact: int, round_: int, rung: int) -> None:
    """A call to an interpreter is over: unless they interpreted, the next is called."""
    found = transfers.waiting(tx.db, tx.dep, contact, round_)
    third = _of(found.ringing) if found is not None else None
    if found is None or third is None or third.rung != rung:
        return
    if third.joined:
        tx.audit(found.report.row, "interpreter_left")
        return
    following = replace(third, rung=rung + 1, call="")
    _keep(tx, found, following)
    if following.rung < len(third.whom):
        _schedule(tx, found, RingJob(contact, round_, following.rung))
    else:
        tx.audit(found.report.row, "interpreter_not_reached")
