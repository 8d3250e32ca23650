"""What a visitor of ``/report`` asks for beside the questions: messages, and where it went on.

A dispatcher's message is shown on the page that is open, to whoever asks for it there and says that
it is safe; a page in which nothing was written for as long as a text conversation may be silent
asks for report number and secret code first, because someone else may have found it open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Contact, Entry
from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.intake import lookups, web_reports
from hotline.intake.contacts import OpenContact, idle_time
from hotline.intake.web_posts import Page, Post
from hotline.intake.web_visits import Visit
from hotline.unit_of_work import Tx

MESSAGES, SHOW, RESUME = "messages", "show", "resume"
ASKS = frozenset({MESSAGES, SHOW, RESUME})
"""To read messages; the same, and it is safe; to see again the question that waits."""


def look(dep: Deployment, post: Post, ask: str) -> Page:
    """The page of a visit again, with the messages if they were asked for; nothing is answered."""
    with dep.database.write() as db:
        tx = Tx(db, dep, web_reports.whole_minute(dep))
        contact = web_reports.conversation(tx, post.visit)
        if contact is None or not _is_fresh(dep, contact.row, tx.now):
            notice = "closed" if contact is not None else ""
            return Page(language=post.language, notice=notice, kept=post.words)
        page = web_reports.asked_again(tx, contact, post)
        if ask == RESUME:
            return page
        if ask != SHOW and not web_reports.is_safe(contact):
            return replace(page, confirm=True)
        entries, new = lookups.messages_now(tx, contact)
        said = [(contact.report.read(one), _language(one, contact)) for one in reversed(entries)]
        lead = ("message" if new else "earlier_message") if said else "no_messages"
        return replace(page, lead=lead, messages=tuple(said), waits=False)


def _language(entry: Entry, contact: OpenContact) -> str:
    known = entry.language in contact.version.flows.languages
    return entry.language if known else contact.session.language


def waits(dep: Deployment, visit: Visit) -> bool:
    """Whether a message waits for a visit whose page is open, and was written on lately."""
    with dep.database.read() as db:
        latest = _latest(db, visit)
        if latest is None or not _is_fresh(dep, latest, dep.clock()):
            return False
        return lookups.message_waits(db, latest)


def _latest(db: DbSession, visit: Visit) -> Contact | None:
    begun = select(Contact.reporter_id).where(Contact.provider_sid == visit.sid)
    latest = select(Contact).where(Contact.reporter_id == begun.scalar_subquery())
    return db.scalars(latest.order_by(Contact.id.desc()).limit(1)).first()


def _is_fresh(dep: Deployment, contact: Contact, now: datetime) -> bool:
    return now - contact.last_at <= idle_time(dep, Medium.WEB)
