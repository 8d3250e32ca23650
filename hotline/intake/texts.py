"""Taking a text: it finds its conversation, or begins one, and joins the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Contact, Reporter
from hotline.deployment import Deployment
from hotline.domain import Medium, Urgency
from hotline.flows.commands import ENDED_BY, UNASKED
from hotline.flows.prompts import as_text, prompt
from hotline.flows.session import Begin, Event, Keys, Over, Prompt, Spoke
from hotline.flows.text.answers import command_in, plain, unstretched
from hotline.flows.text.no_answer import asks_nothing
from hotline.flows.text.paraphrases import command_in as said_in
from hotline.followups import task_kinds, tasks
from hotline.intake import media, provider_copies, reporter_questions, route_report
from hotline.intake.contacts import (
    OpenContact,
    join_earlier,
    load_contact,
    start_contact,
)
from hotline.intake.conversation import take_step
from hotline.intake.nlu import triage_text
from hotline.intake.reporters import reporter_for
from hotline.intake.senders import Sender
from hotline.intake.split_texts import UNSENT
from hotline.unit_of_work import Tx

MAX_CHARACTERS = 20_000
"""More than any carrier delivers; the middle of a longer text is left out, not its end."""


@dataclass(frozen=True)
class Took:
    """What to answer, and whether anything may be answered at all."""

    prompts: tuple[Prompt, ...]
    may_answer: bool
    contact_id: int


@dataclass(frozen=True)
class Attached:
    """Something that came with a text: the provider's address of it, and what it is said to be.

    The address is empty when a text announced an attachment and did not say where it is.
    """

    url: str
    kind: str


def take(
    tx: Tx,
    *,
    sender: Sender,
    going_on: OpenContact | None,
    body: str,
    message_sid: str | None,
    attached: Sequence[Attached] = (),
    answered_as: str = "",
    group: bool = False,
    ask_again: bool = False,
    unspoken: bool = False,
) -> Took:
    """Let the sender's conversation take the text ``body``; everything in this transaction.

    ``going_on`` is the conversation that is open, if one is. ``attached`` is what came with the
    text. ``answered_as``: the provider took it for STOP, START or HELP, in whatever language, and
    has answered it itself.
    ``group``: others read the conversation too, so it is not answered; a dispatcher does it.
    ``ask_again``: the words are not taken, and the question is said once more. ``unspoken``: a
    reaction or an automatic reply brought what is attached; it is kept, and a sender whom we know
    reads nothing of it, so that no two machines talk.
    """
    known = sender.reporter
    reporter = reporter_for(tx.db, tx.dep, sender.address, tx.now, known, unknown=known is None)
    asked_of = sender.latest[1].id if sender.latest else None
    text = answered_as if answered_as in {"STOP", "START"} else readable(body)
    contact = going_on
    if contact is None and known is not None:
        contact = join_earlier(tx, reporter, sender.latest[0] if sender.latest else None)
    if contact is not None and starts_anew(contact, text):
        tx.db.delete(contact.row)  # it was begun to join the report before, and said nothing
        contact = None
    new = None
    if contact is None:
        contact = start_contact(tx, reporter, medium=Medium.TEXT)
        new = contact.report.row.id
    muted = reporter.opted_out_at is not None
    softly = muted and _softly(tx.db, tx.dep, reporter)
    opened = _heed_start(contact, reporter, text) or UNSENT in contact.session.params
    _note(contact, UNSENT, reporter.opted_out_at is not None or bool(answered_as))
    _note(contact, UNASKED, sender.waits and contact.report.row.id == asked_of)
    fresh = contact.session.turn == 0
    _expect(tx, contact, attached, message_sid or "")
    reply = take_step(
        tx,
        contact,
        Keys("*") if ask_again else _event(text, fresh=fresh, attached=bool(attached)),
        provider_sid=message_sid,
    )
    refused = reply.then == Over("stopped")
    needed = {EMERGENCY} if opened else set()
    if softly and (attached or _opens_again(contact, text, refused=refused)):
        reporter.opted_out_at, needed = None, {EMERGENCY, HELPLINE}
    unheard = reporter.opted_out_at is not None and not refused
    if unheard and contact.report.row.urgency == Urgency.P0.value:
        route_report.danger_unanswered(tx, contact.report, contact.row.id)
    current = contact.report.row.id
    same = current in {asked_of, new}  # what was read of it at the start still counts
    if current != new and (sender.waits or not same):
        reporter_questions.heard(tx, contact.report.row)
    if message_sid and not attached:  # what came with it would be erased too, and is not here yet
        provider_copies.schedule_text(tx, message_sid)
    received: list[Prompt] = []
    if sender.lacks or attached or not same:
        received = _received(tx, contact, attached, message_sid or "")
    said = (*received, *reply.prompts)
    if any(number not in as_text(said) for number in needed):
        said = (*prompt(contact.version.flows, contact.session, "common.help"), *said)
    if group:
        _answer_alone(tx, contact)
    by_itself = unspoken and sender.reporter is not None
    may_answer = reporter.opted_out_at is None and not (answered_as or group or by_itself)
    return Took(said, may_answer, contact.row.id)


def _expect(tx: Tx, contact: OpenContact, attached: Sequence[Attached], message_sid: str) -> None:
    """Have what came with a text fetched."""
    here = [one for one in attached if one.url][: media.MOST_PICTURES]
    together = [one.url for one in here]
    for one in here:
        media.expect(
            tx, contact, kind=one.kind, url=one.url, message=message_sid, together=together
        )


def _answer_alone(tx: Tx, contact: OpenContact) -> None:
    """A dispatcher decides how to reach someone who wrote from a group."""
    tasks.make(
        tx,
        kind=task_kinds.GROUP_TEXT,
        key=f"{task_kinds.GROUP_TEXT}:{contact.row.id}",
        due_at=tx.now + route_report.look_within(tx.db, tx.dep, contact.report),
        report=contact.report.row,
    )


def forget(tx: Tx, message_sid: str) -> None:
    """Have the provider erase its copy of a text that was no message."""
    if message_sid:
        provider_copies.schedule_text(tx, message_sid)


def _received(
    tx: Tx, contact: OpenContact, attached: Sequence[Attached], message_sid: str
) -> list[Prompt]:
    """What is said of attachments: which kind came; and that one, now or before, did not."""
    missing = len(attached) > media.MOST_PICTURES or any(not one.url for one in attached)
    if missing:
        media.announced_only(tx, contact.report, message_sid)
    keys = list(dict.fromkeys(f"common.{one.kind}" for one in attached if one.url))[:1]
    if missing or media.to_say_in_words(tx.db, contact.report, tx.now):
        keys.append("common.not_here")
    return [said for key in keys for said in prompt(contact.version.flows, contact.session, key)]


def _event(text: str, *, fresh: bool, attached: bool) -> Event:
    """What happens to the conversation; an attachment alone only has the question repeated."""
    if fresh:
        return Begin(text)
    return Keys("*") if attached and not text else Spoke(text)


def readable(body: str) -> str:
    """``body`` without what cannot be printed; of a very long one the middle is left out."""
    text = "".join(letter for letter in body if letter.isprintable() or letter in "\n\t").strip()
    if len(text) <= MAX_CHARACTERS:
        return text
    half = MAX_CHARACTERS // 2
    return f"{text[:half]} … {text[-half:]}"


def starts_anew(contact: OpenContact, text: str) -> bool:
    """The word NEW, after a report was taken, begins another one."""
    book = contact.version.flows
    added_to = contact.session.flow == book.more and contact.session.turn == 0
    return added_to and command_in(text, book.languages.values()) == "new"


EMERGENCY = "911"
HELPLINE = "1-888-373-7888"
CLOSING = frozenset({"stop", "stop_text", "how_to_stop"})
"""Commands that end a conversation, or may ask for its end."""
OPENING = frozenset({"help", "start", "person", "woman"})
"""Commands that open a conversation again which was ended in other words than the carriers'."""


def _softly(db: DbSession, dep: Deployment, reporter: Reporter) -> bool:
    """Whether the reporter ended their texts in words of their own, which no carrier blocks."""
    ended = (
        select(Contact)
        .where(Contact.reporter_id == reporter.id, Contact.outcome == "stopped")
        .order_by(Contact.id.desc())
    )
    row = db.scalars(ended.limit(1)).first()
    return row is not None and ENDED_BY in load_contact(db, dep, row).session.params


def _opens_again(contact: OpenContact, text: str, *, refused: bool) -> bool:
    """Whether ``text`` is answered though its sender had asked for no more texts.

    Only another refusal, and words that ask for nothing ("ok, thanks"), are left unanswered; a cry
    for help and danger are always answered.
    """
    book, session = contact.version.flows, contact.session
    known = book.languages.values()
    cries = {word for one in known for word in one.commands.get("help", ()) if " " not in word}
    said = {command_in(text, known), *(found[0] for one in known if (found := said_in(text, one)))}
    assessed = contact.version.sorter.classify(triage_text(text), language=session.language)
    cried = not cries.isdisjoint(unstretched(plain(text)).split())
    again = any(said_in(text, one) == ("stop_text", False) for one in known)
    if cried or said & OPENING or (assessed.urgency.value is Urgency.P0 and not again):
        return True
    closed = refused or not said.isdisjoint(CLOSING)
    return not closed and not asks_nothing(text, tuple(known))


def _note(contact: OpenContact, name: str, holds: bool) -> None:
    """Set a parameter of the session, or take it away."""
    others = {other: of for other, of in contact.session.params.items() if other != name}
    params = {**others, name: "yes"} if holds else others
    contact.session = replace(contact.session, params=params)


def _heed_start(contact: OpenContact, reporter: Reporter, text: str) -> bool:
    """START after STOP opens the conversation again; whether it did."""
    if reporter.opted_out_at is None:
        return False
    if command_in(text, contact.version.flows.languages.values()) != "start":
        return False
    reporter.opted_out_at = None
    return True
