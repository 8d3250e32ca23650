"""Whether a report was changed by someone else since a page of it was opened.

Each form that changes a report carries the number of the last change that its page showed. When a
colleague or an agency changed it meanwhile, nothing is done: the person reads who changed what, and
decides again. The audit trail is what is numbered, so no change can be forgotten here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.deployment import Deployment
from hotline.i18n import display_names, say

FIELD = "seen"
CHECKED = frozenset(
    {
        "release",
        "hand_over",
        "approve",
        "close",
        "reopen",
        "override",
        "uncorrect",
        "refer",
        "withdraw",
    }
    | {"restore"}
)
"""Actions that could undo what someone else did; what only adds is never held up."""
ADDS = ("viewed", "viewed_attachment", "sheet", "note", "translated", "left_message", "task_set")
"""What changes nothing that another person could overwrite."""


@dataclass(frozen=True)
class Change:
    """The latest change by someone else: who, what, and its number."""

    number: int
    said: str


def _changes(tip_id: str) -> Select[AuditEvent]:
    return select(AuditEvent).where(
        AuditEvent.subject == f"report:{tip_id}", AuditEvent.action.not_in(ADDS)
    )


def latest(db: DbSession, tip_id: str) -> int:
    """The number of the last change of a report; 0 when there was none."""
    wanted = _changes(tip_id).with_only_columns(func.max(AuditEvent.id))
    return db.scalar(wanted) or 0


def by_another(
    db: DbSession, dep: Deployment, visitor: Visitor, tip_id: str, fields: Mapping[str, str]
) -> Change | None:
    """What someone else changed since the form's page was opened; ``None``: nothing, or no page."""
    seen = fields.get(FIELD, "")
    if not seen.isdecimal():
        return None
    wanted = _changes(tip_id).where(
        AuditEvent.id > int(seen[:18]), AuditEvent.actor != visitor.actor
    )
    found = db.scalars(wanted.order_by(AuditEvent.id.desc())).all()
    people = [(event, _who(db, dep, event.actor)) for event in found]
    by_people = [(event, who) for event, who in people if who]
    if not by_people:
        return None
    event, who = by_people[0]
    what = display_names.named(event.action, "change")
    said = say(
        "Changed by {name} since you opened this page: {what}. Your change was not sent yet.",
        name=who,
        what=what,
    )
    return Change(found[0].id, said)


def _who(db: DbSession, dep: Deployment, actor: str) -> str:
    """The name of a person or an agency; nothing for the service itself."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        person = db.get(Staff, int(number))
        return person.name if person else say("A colleague")
    if kind == "agency":
        agency = dep.library.current(db).rules.agencies.get(number)
        return agency.name if agency else number
    return ""
