"""One thing that a dispatcher does to a report: who, to what, with which fields of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.intake.reports import OpenReport
from hotline.unit_of_work import Tx
from hotline.web.pages import render

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Doing:
    """One action: who does it to what, with which fields of the form."""

    db: DbSession
    dep: Deployment
    visitor: Visitor
    opened: OpenReport
    fields: Mapping[str, str]
    now: datetime

    @property
    def tx(self) -> Tx:
        """The transaction, in which this person acts."""
        return Tx(self.db, self.dep, self.now, self.visitor.actor)

    def field(self, name: str, longest: int = LONGEST_NOTE) -> str:
        """A field without the blanks around it."""
        return self.fields.get(name, "").strip()[:longest]

    def note(self, action: str, detail: str = "") -> None:
        """For the audit trail."""
        self.tx.audit(self.opened.row, action, detail)

    def tell(self, words: str, kind: str = "note") -> None:
        """Add to the story, as this person."""
        self.opened.tell(words, at=self.now, kind=kind, author=self.visitor.actor, language="en")


Action = Callable[[Doing], str | None]
"""Does it, and answers with a sentence where it cannot be done."""


def note(tx: Tx, visitor: Visitor, opened: OpenReport, action: str, detail: str = "") -> None:
    """Note in the audit trail that ``visitor`` did ``action`` to a report."""
    tx.record(action, f"report:{opened.tip_id}", detail, actor=visitor.actor)


def unknown(request: Request, visitor: Visitor, tip_id: str) -> Response:
    """There is no such report, or nothing of that name can be done to it."""
    text = say("There is no report with the tip ID {tip}. Check the digits.", tip=tip_id[:20])
    return render(
        request, "message.html", status=404, title=say("Not found"), text=text, visitor=visitor
    )
