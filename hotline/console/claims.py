"""Who has a report, what they note of it, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.console.action import Doing
from hotline.db.accounts import Staff
from hotline.db.states import ReportState
from hotline.i18n import say
from hotline.i18n.display_names import DISPOSITIONS as NAMES
from hotline.referrals import chain
from hotline.routing.rulebook import NATIONAL_HOTLINE
from hotline.unit_of_work import Tx

DISPOSITIONS = (
    "referred",
    "handed_to_national_hotline",
    "emergency_services",
    "help_given",
    "look_alike_referred",
    "no_action_possible",
    "duplicate",
    "test",
)
THEIRS = "{name} has this report; only they or a supervisor can."


# Assigned to --------------------------------------------------------------------------------------


def claim(doing: Doing) -> str | None:
    """Take the report; one person at a time has it."""
    row = doing.opened.row
    if row.claimed_by == doing.visitor.id:
        return None
    if row.claimed_by is not None:
        return say(
            "{name} has this report. Ask them to hand it over.", name=_name(doing, row.claimed_by)
        )
    if row.state == ReportState.CLOSED:
        return say("The report is closed. Reopen it first.")
    row.claimed_by, row.claimed_at = doing.visitor.id, doing.now
    doing.note("claimed")
    return None


def colleagues(db: DbSession) -> Sequence[Staff]:
    """Who can have a report."""
    active = select(Staff).where(Staff.active, Staff.role.in_(("dispatcher", "supervisor")))
    return db.scalars(active.order_by(Staff.name)).all()


def release(doing: Doing) -> str | None:
    """Give the report back to the queue; a supervisor may for someone who is gone."""
    row = doing.opened.row
    if row.claimed_by is None:
        return None
    if row.claimed_by != doing.visitor.id and not doing.visitor.may("supervisor"):
        return say(THEIRS, name=_name(doing, row.claimed_by))
    row.claimed_by = row.claimed_at = None
    doing.note("released")
    return None


def hand_over(doing: Doing) -> str | None:
    """Give the report to another person."""
    row, to = doing.opened.row, doing.field("to", 20)
    if row.claimed_by not in {None, doing.visitor.id} and not doing.visitor.may("supervisor"):
        return say(THEIRS, name=_name(doing, row.claimed_by))
    person = doing.db.get(Staff, int(to)) if to.isdigit() else None
    if person is None or not person.active or person.role not in {"dispatcher", "supervisor"}:
        return say("Choose who to hand it over to.")
    row.claimed_by, row.claimed_at = person.id, doing.now
    doing.note("handed_over", f"staff:{person.id}")
    return None


def _name(doing: Doing, staff_id: int | None) -> str:
    person = doing.db.get(Staff, staff_id) if staff_id else None
    return person.name if person else say("Someone")


# What is known, and how it ends ------------------------------------------------------------------


def add_note(doing: Doing) -> str | None:
    """A note for other dispatchers."""
    text = doing.field("text")
    if not text:
        return say("The note was empty.")
    doing.tell(text)
    doing.note("note")
    return None


def translate(doing: Doing) -> str | None:
    """The account in English, by a person who speaks the language."""
    text = doing.field("text")
    if not text:
        return say("The translation was empty.")
    doing.tell(text, kind="translation")
    doing.note("translated")
    return None


def approve(doing: Doing) -> str | None:
    """A person has looked: the referrals begin."""
    by = doing.visitor.actor
    chain.reviewed(Tx(doing.db, doing.dep, doing.now, by), doing.opened.row)
    doing.note("approved")
    return None


def close(doing: Doing) -> str | None:
    """The report has ended; it can be opened again."""
    row, disposition = doing.opened.row, doing.field("disposition")
    if disposition not in DISPOSITIONS:
        return say("Choose the outcome. Nothing was changed.")
    text = doing.field("text")
    if disposition == "handed_to_national_hotline" and not text and not _hotline_has_it(doing):
        return say("Enter who took it at the National Hotline, or their reference number.")
    if text:
        doing.tell(text)
    row.state, row.closed_at, row.disposition = ReportState.CLOSED, doing.now, disposition
    row.is_test = row.is_test or disposition == "test"
    row.updated_at = doing.now
    chain.closed(doing.db, row, doing.now)
    doing.note("closed", NAMES[disposition])
    return None


def _hotline_has_it(doing: Doing) -> bool:
    """Whether the call to the National Hotline was made, and noted as answered."""
    return any(
        referral.agency_id == NATIONAL_HOTLINE and referral.state in chain.TAKEN
        for referral in chain.referrals_of(doing.db, doing.opened.row)
    )


def reopen(doing: Doing) -> str | None:
    """Take the report up again; agencies that were being asked are asked again."""
    row = doing.opened.row
    if row.state != ReportState.CLOSED:
        return None
    row.state, row.closed_at, row.disposition = ReportState.OPEN, None, None
    row.updated_at = doing.now
    chain.ask_again(Tx(doing.db, doing.dep, doing.now), row)
    doing.note("reopened")
    return None
