"""Whom to ring for a live caller, and what came of it: never a dead end, never a loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db.reports import Contact, Report
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.flows import prompts
from hotline.flows.session import WantTransfer
from hotline.intake import route_report
from hotline.intake.contacts import OpenContact, Reply, Ring, Ringing, idle_time, load_contact
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import job as job_kind
from hotline.providers.events import DialOutcome
from hotline.referrals import agency_answers
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.routing.types import LiveLine
from hotline.unit_of_work import Tx

NATIONAL = "national_hotline"
END_CALL = "provider.end_call"
MOST_AT_ONCE = 5
RING_ON = "common.ring_on"
SHORTEST_TALK = 20
"""Seconds for which two people must have been connected before the caller counts as helped. Less is
the greeting of a machine, or someone who took the call and dropped it: a question and its answer
take longer."""


@dataclass(frozen=True)
class EndCallJob(Payload):
    """A ``call``, by the provider's id, must be hung up."""

    kind = END_CALL
    order = Order.AT_ONCE
    call: str


def plan(tx: Tx, contact: OpenContact, to: str) -> Ringing:
    """The lines to ring for ``to`` (person, agency, national_hotline), in order.

    What routing says for what is known of the report; the National Hotline itself is left to the
    flow's own next step, so that the caller hears about it before it is dialed. For who asks for a
    woman, lines where only women answer ring first, and then all others. A caller whose call was
    taken and dropped gets those lines that did not ring yet.
    """
    if contact.ringing is not None and contact.ringing.over and contact.ringing.to == to:
        return _left(contact.ringing)
    case = route_report.case_of(contact.report, contact.session.language)
    decision = routing.decide(case, contact.version.rules, tx.now)
    national = [line for line in decision.lines if line.agency_id == routing.NATIONAL_HOTLINE]
    local = [line for line in decision.lines if line.agency_id != routing.NATIONAL_HOTLINE]
    wanted = national if to == NATIONAL else local
    asked = contact.session.fact("prefers") == "woman"
    women = tuple(_ring(line) for line in wanted if asked and line.women)
    others = tuple(_ring(line) for line in wanted if not (asked and line.women))
    at_once = case.urgency is Urgency.P0
    return Ringing(to, (*_rounds(women, at_once=at_once), *_rounds(others, at_once=at_once)))


def _left(ringing: Ringing) -> Ringing:
    """The rounds that were not rung yet, without the line that let the caller go."""
    had = ringing.taken_by
    rounds = ringing.rounds[ringing.index + 1 :]
    return Ringing(ringing.to, tuple(lines for lines in rounds if lines != (had,)))


def _ring(line: LiveLine) -> Ring:
    return Ring(
        line.agency_id,
        line.name,
        line.number,
        line.announced,
        line.detect_machine,
        line.extension,
    )


def _rounds(rings: tuple[Ring, ...], *, at_once: bool) -> tuple[tuple[Ring, ...], ...]:
    """One line after the other; in danger now first all that agreed to take calls, at once.

    After such a round each is rung alone as well: the provider connects the first that answers,
    and that may have been a machine.
    """
    agreed = tuple(ring for ring in rings if ring.announced)[:MOST_AT_ONCE]
    together = (agreed,) if at_once and len(agreed) > 1 else ()
    return (*together, *((ring,) for ring in rings))


def waiting(db: DbSession, dep: Deployment, contact: int, round_: int) -> OpenContact | None:
    """The call of a contact (its id), locked, while its caller rings or talks in this round."""
    row = db.get(Contact, contact, with_for_update=True)
    if row is None or row.ended_at is not None:
        return None
    found = load_contact(db, dep, row)
    ringing = found.ringing
    return None if ringing is None or ringing.over or ringing.index != round_ else found


def next_round(contact: OpenContact, dial: DialOutcome) -> Ringing | None:
    """The transfer with its next round; ``None`` when there is none left.

    Lines that just rang together until nobody answered are not rung alone again.
    """
    ringing = contact.ringing
    if ringing is None:
        return None
    later = ringing.rounds[ringing.index + 1 :]
    if len(ringing.now) > 1 and dial.rang_out:
        later = tuple(lines for lines in later if lines[0] not in ringing.now)
    following = Ringing(
        ringing.to, (*ringing.rounds[: ringing.index + 1], *later), ringing.index + 1
    )
    return following if following.now else None


def was_answered(contact: OpenContact, dial: DialOutcome) -> bool:
    """Whether a person took the call of the line that rang last.

    An announced line counts only when "press 1" was heard, so that an answering machine never
    ends the chain; a public line when the call was completed, and not by a machine.
    """
    ringing = contact.ringing
    if ringing is None or not ringing.now or ringing.machine:
        return False
    if ringing.now[0].announced:
        return bool(ringing.accepted)
    return dial.answered


def note_machine(tx: Tx, contact: OpenContact, line_sid: str) -> None:
    """A machine answered the line that rings now: it is hung up on, and the next one rings then.

    ``line_sid`` is the provider's name for that line's own call. Reported twice, it is ended once.
    """
    ringing = contact.ringing
    if ringing is None or ringing.over or ringing.machine:
        return
    if not any(ring.detect_machine for ring in ringing.now):
        return
    contact.ringing = replace(ringing, machine=True)
    contact.save(tx.now, idle_time(tx.dep, contact.medium))
    schedule_end(tx, contact.report.row, line_sid)


def schedule_end(tx: Tx, report: Report, call: str) -> None:
    """Have a call about ``report`` hung up, once, by the provider's id of it."""
    scheduling.schedule(tx, EndCallJob(call), key=f"{END_CALL}:{call}", report_id=report.id)


@job_kind(EndCallJob)
def end_call(dep: Deployment, _: outbox.Claimed, payload: EndCallJob) -> None:
    """Hang up; gone already is well. Raises :class:`DeliveryError`."""
    with as_delivery_errors():
        dep.provider.end_call(payload.call)


def ring_on(dep: Deployment, contact: OpenContact, ringing: Ringing, now: datetime) -> Reply:
    """Ring the next round, and say so; the conversation itself does not move.

    A language that has no words for it, because people with interpreters take over, stays silent
    rather than speak English.
    """
    contact.ringing = ringing
    contact.save(now, idle_time(dep, contact.medium))
    book, session = contact.version.flows, contact.session
    worded = RING_ON in book.languages[session.language].wording
    lines = prompts.prompt(book, session, RING_ON) if worded else []
    return Reply(tuple(lines), WantTransfer(ringing.to))


def note_answered(tx: Tx, contact: OpenContact, seconds: int) -> bool:
    """A line took the call, and it is over: was it a talk, after which that agency has the report?

    ``seconds`` is how long the line was connected, with its listening before it pressed 1. After
    less than :data:`SHORTEST_TALK` nobody is taken to have the report, and its alerts go out.
    """
    ringing = contact.ringing
    if ringing is None:
        return False
    contact.ringing = replace(ringing, over=True)
    spoken = seconds - ringing.whispered
    if spoken < SHORTEST_TALK:
        if contact.session.fact("talk") != "long":
            contact.row.answered_at = None  # set when 1 was pressed
        return False
    contact.row.answered_at = contact.row.answered_at or tx.now - timedelta(seconds=spoken)
    if contact.row.outcome == "hung_up":  # reported before we heard that they had talked
        contact.row.outcome = "connected"
    if ringing.taken_by is not None:
        agency = ringing.taken_by.agency_id
        route_report.route(tx, contact.report, contact.version, cause="connected")
        agency_answers.taken_live(tx, contact.report.row, agency, contact.version)
    return True
