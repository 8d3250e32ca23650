"""Whom to ring for a live caller, and what came of it: never a dead end, never a loop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.deployment import Deployment
from hotline.flows import prompts
from hotline.flows.session import WantTransfer
from hotline.intake import handover
from hotline.intake.contacts import OpenContact, Reply, Ring, Ringing, idle_time
from hotline.referrals import chain
from hotline.routing.types import LiveLine
from hotline.words import Urgency

NATIONAL = "national_hotline"
MOST_AT_ONCE = 5
RING_ON = "common.ring_on"
RANG_OUT = frozenset({"no-answer", "busy", "failed"})


def plan(db: DbSession, dep: Deployment, contact: OpenContact, to: str, now: datetime) -> Ringing:
    """The lines to ring for ``to`` (person, agency, national_hotline), in order.

    What routing says for what is known of the report; the National Hotline itself is left to the
    flow's own next step, so that the caller is told before it is dialled.
    """
    case = handover.case_of(contact.report, contact.session.language)
    decision = routing.decide(case, contact.version.rules, now)
    national = [line for line in decision.lines if line.agency_id == routing.NATIONAL_HOTLINE]
    local = [line for line in decision.lines if line.agency_id != routing.NATIONAL_HOTLINE]
    wanted = national if to == NATIONAL else local
    rings = tuple(_ring(line) for line in wanted)
    return Ringing(to, _rounds(rings, at_once=case.urgency is Urgency.P0))


def _ring(line: LiveLine) -> Ring:
    return Ring(line.agency_id, line.name, line.number, line.announced)


def _rounds(rings: tuple[Ring, ...], *, at_once: bool) -> tuple[tuple[Ring, ...], ...]:
    """One line after the other; in danger now first all that agreed to take calls, at once.

    After such a round each is rung alone as well: the provider connects the first that answers,
    and that may have been a machine.
    """
    agreed = tuple(ring for ring in rings if ring.announced)[:MOST_AT_ONCE]
    together = (agreed,) if at_once and len(agreed) > 1 else ()
    return (*together, *((ring,) for ring in rings))


def next_round(contact: OpenContact, dial_status: str) -> Ringing | None:
    """The transfer with its next round; ``None`` when there is none left.

    Lines that just rang together until nobody answered are not rung alone again.
    """
    ringing = contact.ringing
    if ringing is None:
        return None
    later = ringing.rounds[ringing.index + 1 :]
    if len(ringing.now) > 1 and dial_status in RANG_OUT:
        later = tuple(lines for lines in later if lines[0] not in ringing.now)
    following = Ringing(
        ringing.to, (*ringing.rounds[: ringing.index + 1], *later), ringing.index + 1
    )
    return following if following.now else None


def was_answered(contact: OpenContact, dial_status: str, bridged: str) -> bool:
    """Whether a person took the call that ``<Dial>`` has just ended.

    An announced line counts only when "press 1" was heard, so that an answering machine never
    ends the chain; a public line when the call was completed.
    """
    ringing = contact.ringing
    if ringing is None or not ringing.now:
        return False
    if ringing.now[0].announced:
        return bool(ringing.accepted)
    return dial_status in {"completed", "answered"} and bridged.lower() != "false"


def ring_on(dep: Deployment, contact: OpenContact, ringing: Ringing, now: datetime) -> Reply:
    """Ring the next round, and say so; the conversation itself does not move.

    A language that has no words for it, because people with interpreters take over, stays silent
    rather than speak English.
    """
    contact.ringing = ringing
    contact.save(now, idle_time(dep, contact.medium))
    book, session = contact.version.flows, contact.session
    worded = RING_ON in book.languages[session.language].wording
    told = prompts.prompt(book, session, RING_ON) if worded else []
    return Reply(tuple(told), WantTransfer(ringing.to))


def note_answered(db: DbSession, dep: Deployment, contact: OpenContact, now: datetime) -> None:
    """A person took the caller: the agency that did has the report."""
    contact.row.answered_at = contact.row.answered_at or now
    ring = contact.ringing.taken_by if contact.ringing else None
    if ring is None:
        return
    handover.route(db, dep, contact.report, contact.version, now, cause="connected")
    chain.taken_live(db, dep, contact.report.row, ring.agency_id, contact.version, now)
