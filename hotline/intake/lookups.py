"""What flows look up: a returning reporter's report, messages left for them, help near a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db.reports import Entry, Reporter
from hotline.deployment import Deployment
from hotline.flows.session import LookedUp
from hotline.intake import media
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import code_is_right, report_by_tip
from hotline.privacy import audit
from hotline.words import Medium, Place

WRONG_CODES = 5
LOCKED_FOR = timedelta(hours=24)
HELP_LINES = {Medium.VOICE: 3, Medium.TEXT: 2}
"""How many places are read out, or fit into a text."""
MOST_HELP = 300
"""Characters: two segments of a text, or some 20 seconds of speech."""

Answer = Callable[[DbSession, Deployment, OpenContact, datetime], LookedUp]


def look_up(
    db: DbSession, dep: Deployment, contact: OpenContact, name: str, now: datetime
) -> LookedUp:
    """The answer to the look-up ``name``; a name nobody knows is not found."""
    answer = ANSWERS.get(name)
    return answer(db, dep, contact, now) if answer else LookedUp(found=False)


def _return_code(db: DbSession, dep: Deployment, contact: OpenContact, now: datetime) -> LookedUp:
    """Whether tip ID and return code fit; then the contact goes on with that report.

    Five wrong codes lock the reporter out for a day, whatever the tip ID.
    """
    reporter = db.get_one(Reporter, contact.row.reporter_id)
    if reporter.locked_until is not None and reporter.locked_until > now:
        return LookedUp(found=False, facts={"locked": "yes"})
    facts = contact.session.facts
    earlier = report_by_tip(db, dep, facts.get("tip", ""))
    if earlier is None or not code_is_right(dep, earlier.row, facts.get("code", "")):
        reporter.failed_codes += 1
        if reporter.failed_codes >= WRONG_CODES:
            reporter.failed_codes, reporter.locked_until = 0, now + LOCKED_FOR
        locked = "yes" if reporter.locked_until and reporter.locked_until > now else "no"
        audit.record(
            db, dep.keys, at=now, actor="reporter", action="wrong_code", subject="return code"
        )
        return LookedUp(found=False, facts={"locked": locked})
    reporter.failed_codes = 0
    begun = contact.report
    contact.go_on_with(earlier, now)
    media.move(db, begun, earlier)
    audit.record(
        db,
        dep.keys,
        at=now,
        actor="reporter",
        action="returned",
        subject=f"report:{earlier.tip_id}",
    )
    return LookedUp(found=True)


def _messages(db: DbSession, dep: Deployment, contact: OpenContact, now: datetime) -> LookedUp:
    """Messages that a dispatcher left for the reporter and that were not heard yet."""
    waiting = db.scalars(
        select(Entry)
        .where(Entry.report_id == contact.report.row.id, Entry.kind == "left_message")
        .order_by(Entry.id)
    ).all()
    if not waiting:
        return LookedUp(found=False)
    words = " ".join(contact.report.read(entry) for entry in waiting)
    for entry in waiting:
        heard = contact.report.read(entry)
        entry.kind = "heard_message"
        entry.body = contact.report.key.seal(heard, f"entry:{entry.kind}")
    return LookedUp(found=True, params={"messages": words})


def _help_near(db: DbSession, dep: Deployment, contact: OpenContact, now: datetime) -> LookedUp:
    """Public lines of the directory for a need, near the place that was asked for."""
    session = contact.session
    place = Place.from_json(dict(session.place)) if session.place else None
    found = routing.help_near(
        contact.version.rules,
        need=session.facts.get("need", ""),
        place=place,
        language=session.language,
        at=now,
    )
    if not found:
        return LookedUp(found=False)
    lines = [line.say(contact.medium) for line in found[: HELP_LINES[contact.medium]]]
    while len(lines) > 1 and len(" ".join(lines)) > MOST_HELP:
        lines.pop()
    return LookedUp(found=True, params={"help": " ".join(lines)})


ANSWERS: dict[str, Answer] = {
    "return_code": _return_code,
    "messages": _messages,
    "help_near": _help_near,
}
