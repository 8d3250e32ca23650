"""What is around the telephone in a story: a clock that can be moved, a desk, and the agencies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from hotline.console.report_view import cannot_reply
from hotline.db.jobs import Job
from hotline.db.reports import Attachment, Contact
from hotline.intake.reports import report_by_tip
from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError
from hotline.simulator.phone_call import Call
from tests.line import Line
from tests.web.desk import Desk


class Around:
    """The rest of the world, played on the real pages of one line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def passes(self, time: timedelta) -> None:
        """From one thing that falls due to the next, so that a week costs no more than an hour."""
        until = self._line.clock.now + time
        while True:
            self._line.work()
            due = self._next_due()
            if due is None or due >= until:
                break
            self._line.clock.now = due
        self._line.skip_to(until)

    def reads(self, time: timedelta) -> None:
        """The clock goes on, and nothing that falls due later is brought forward."""
        self.passes(time)

    def _next_due(self) -> datetime | None:
        now = self._line.clock.now
        job = select(func.min(Job.due_at)).where(Job.state == "due", Job.due_at > now)
        contact = select(func.min(Contact.expires_at)).where(
            Contact.ended_at.is_(None), Contact.expires_at > now
        )
        with self._line.dep.database.read() as db:
            found = [moment for query in (job, contact) if (moment := db.scalar(query))]
        return min(found, default=None)

    def texts_to(self, number: str, seen: int, *, awaited: bool = False) -> list[str]:
        sent = [m.body for m in self._line.carrier.texts_to(number) if not m.answer]
        return sent[seen:]

    def redirects(self, carrier: Carrier, call: Call | None) -> None:
        for _ in range(2):
            self._line.clock.now += timedelta(seconds=3)
            self._line.work()
            carrier.settle()

    def dispatcher(self, action: str, tip_id: str, words: str) -> None:
        desk = Desk(self._line.as_staff())
        answer = desk.do(tip_id or self._line.tips()[-1], action, words=words)
        if answer.status_code != 200:
            raise CarrierError(f"the report's page refused it ({answer.status_code})")
        self._line.work()

    def agency_acknowledges(self, tip_id: str) -> None:
        self._line.work()
        tip = tip_id or self._line.tips()[-1]
        alerts = [mail for mail in self._line.mails() if mail.link and tip in mail.body]
        if not alerts:
            raise CarrierError(f"no agency has an alert about tip {tip}")
        self._line.answer(alerts[-1])


def seen(line: Line, tip_id: str | None) -> dict[str, Any]:
    """A report as ``hotline reports show --json`` gives it, and what a story may tell besides."""
    tips = line.tips()
    tip = tip_id or tips[-1]
    shown = line.report(tip)
    with line.dep.database.read() as db:
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        contacts = db.scalars(
            select(Contact).where(Contact.report_id == opened.row.id).order_by(Contact.id)
        ).all()
        kept = select(func.count()).where(
            Attachment.report_id == opened.row.id, Attachment.state == "kept"
        )
        counts = {
            name: db.scalar(kept.where(Attachment.kind == kind))
            for name, kind in (("pictures", "picture"), ("recordings", "recording"))
        }
        reported = [opened.read(entry) for entry in opened.entries() if entry.kind == "told"]
        answers = dict(opened.assessment().answers)
        reporter = opened.row.reporter_id
        silent = cannot_reply(db, [reporter] if reporter else [], line.clock.now)
    return {
        **shown,
        **counts,
        "reports": len(tips),
        "told": reported,
        "answers": answers,
        "can_reply": reporter is not None and reporter not in silent,
        "contacts": [
            {"medium": c.medium, "outcome": c.outcome, "language": c.language} for c in contacts
        ],
    }
