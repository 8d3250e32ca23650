"""The button that calls a reporter through the line, and the one that ends the call again."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.console.action import Doing
from hotline.db.accounts import Staff
from hotline.db.call_backs import CallBack
from hotline.i18n import say, translate
from hotline.intake import call_back
from hotline.intake.reports import OpenReport
from hotline.unit_of_work import Tx

LONGEST_REASON = 200


@dataclass(frozen=True)
class CallBox:
    """What the report's page shows: the call under way, or whether there can be one."""

    running: CallBack | None
    refusal: call_back.Refusal | None


def box(tx: Tx, report: OpenReport) -> CallBox:
    """Whether the reporter can be called now."""
    return CallBox(call_back.under_way(tx.db, report.row, tx.now), call_back.why_not(tx, report))


def call(doing: Doing) -> str | None:
    """Have the dispatcher's phone ring, and then the reporter's."""
    person = doing.db.get_one(Staff, doing.visitor.id)
    try:
        reason = doing.field("reason", LONGEST_REASON)
        call_back.begin(doing.tx, doing.opened, person, reason=reason)
    except call_back.CannotCallError as error:
        return translate(error.message)
    return None


def cancel(doing: Doing) -> str | None:
    """End the call that is under way."""
    if not call_back.cancel(doing.tx, doing.opened):
        return say("No call to this reporter is under way.")
    return None
