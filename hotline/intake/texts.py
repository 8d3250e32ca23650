"""Taking a text: it finds its conversation, or begins one, and joins the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Reporter
from hotline.deployment import Deployment
from hotline.flows.answers import command_in
from hotline.flows.prompts import prompt
from hotline.flows.session import Begin, Event, Keys, Over, Prompt, Spoke
from hotline.intake import handover, media, messages
from hotline.intake.contacts import OpenContact, start_contact, text_conversation
from hotline.intake.conversation import take_step
from hotline.intake.reporters import reporter_for
from hotline.privacy.reporters import read_address
from hotline.words import Medium, Urgency

MAX_CHARACTERS = 20_000
"""More than any carrier delivers; the middle of a longer text is left out, not its end."""


@dataclass(frozen=True)
class Took:
    """What to answer, and whether anything may be answered at all."""

    prompts: tuple[Prompt, ...]
    may_answer: bool
    contact_id: int


def take(
    db: DbSession,
    dep: Deployment,
    *,
    sender: str,
    body: str,
    message_sid: str | None,
    now: datetime,
    pictures: Sequence[str] = (),
) -> Took:
    """Let the sender's conversation take the text ``body``; everything in this transaction.

    ``pictures`` are the provider's addresses of what came with it.
    """
    reporter = reporter_for(db, dep, read_address(sender), now)
    text = _readable(body)
    contact = text_conversation(db, dep, reporter, now)
    if contact is not None and _starts_anew(contact, text):
        db.delete(contact.row)  # it was begun to join the report before, and said nothing
        contact = None
    if contact is None:
        contact = start_contact(db, dep, reporter, medium=Medium.TEXT, now=now)
    _heed_start(contact, reporter, text)
    fresh = contact.session.turn == 0
    for url in pictures[: media.MOST_PICTURES]:
        media.expect(db, dep, contact, kind=media.PICTURE, url=url, now=now)
    reply = take_step(
        db,
        dep,
        contact,
        _event(text, fresh=fresh, picture=bool(pictures)),
        now,
        provider_sid=message_sid,
    )
    stopped = reporter.opted_out_at is not None and reply.then != Over("stopped")
    if stopped and contact.report.row.urgency == Urgency.P0.value:
        handover.danger_unanswered(db, dep, contact.report, contact.row.id, now)
    messages.heard(db, dep, contact.report.row, now)
    if message_sid:
        media.schedule_erasing(db, dep, dep.provider.text_url(message_sid), now)
    said = reply.prompts
    if pictures:
        said = (*prompt(contact.version.flows, contact.session, "common.picture"), *said)
    return Took(said, reporter.opted_out_at is None, contact.row.id)


def _event(text: str, *, fresh: bool, picture: bool) -> Event:
    """What happens to the conversation; a picture without words only has the question repeated."""
    if fresh:
        return Begin(text)
    return Keys("*") if picture and not text else Spoke(text)


def _readable(body: str) -> str:
    text = "".join(letter for letter in body if letter.isprintable() or letter in "\n\t").strip()
    if len(text) <= MAX_CHARACTERS:
        return text
    half = MAX_CHARACTERS // 2
    return f"{text[:half]} … {text[-half:]}"


def _starts_anew(contact: OpenContact, text: str) -> bool:
    """The word NEW, after a report was taken, begins another one."""
    book = contact.version.flows
    added_to = contact.session.flow == book.more and contact.session.turn == 0
    return added_to and command_in(text, book.languages.values()) == "new"


def _heed_start(contact: OpenContact, reporter: Reporter, text: str) -> None:
    """START after STOP opens the conversation again."""
    if reporter.opted_out_at is None:
        return
    if command_in(text, contact.version.flows.languages.values()) == "start":
        reporter.opted_out_at = None
