"""What flows look up: a returning reporter's report, messages left for them, help near a place.

A message counts as heard when the reporter goes on after it: the line may break off under it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db.reports import Contact, Entry, Report, Reporter
from hotline.domain import Medium, Place
from hotline.flows.session import LookedUp
from hotline.followups.task_kinds import DISPATCHERS
from hotline.intake import media, reporter_questions
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import OpenReport, code_is_right, report_by_tip
from hotline.unit_of_work import Tx

WRONG_CODES = 5
WRONG_CODES_OF_TIP = 10
"""After so many, from whomever, the report is locked: who hides the number is new at each call."""
LOCKED_FOR = timedelta(hours=24)
KEPT_MESSAGES = timedelta(days=30)
"""For how long a message that was heard can be heard again."""
MOST_EARLIER = 300
"""Characters of what was heard before, as of one message; the newest is read however long it is."""
READ = "messages_read"
"""The parameter with the entries that the last turn read out."""
HELP_LINES = {Medium.VOICE: 3, Medium.TEXT: 2, Medium.WEB: 3}
"""How many places are read out, or fit into a text."""
MOST_HELP = 300
"""Characters: two segments of a text, or some 20 seconds of speech."""

Answer = Callable[[Tx, OpenContact], LookedUp]


def look_up(tx: Tx, contact: OpenContact, name: str) -> LookedUp:
    """The answer to the look-up ``name``; a name nobody knows is not found."""
    answer = ANSWERS.get(name)
    return answer(tx, contact) if answer else LookedUp(found=False)


def _return_code(tx: Tx, contact: OpenContact) -> LookedUp:
    """Whether tip ID and return code fit; then the contact goes on with that report.

    Five wrong codes lock the reporter out for a day, whatever the tip ID; ten lock the report,
    whoever gave them. A locked one is not opened by the right code either.
    """
    reporter = tx.db.get_one(Reporter, contact.row.reporter_id)
    if _is_locked(reporter, tx.now):
        return LookedUp(found=False, facts={"locked": "yes"})
    facts = contact.session.facts
    earlier = report_by_tip(tx.db, tx.dep, facts.get("tip", ""))
    if earlier is not None:
        tx.db.refresh(
            earlier.row, with_for_update=True
        )  # guesses on many lines are counted as well
        if _is_locked(earlier.row, tx.now):
            return LookedUp(found=False, facts={"locked": "yes"})
    if earlier is None or not code_is_right(tx.dep, earlier.row, facts.get("code", "")):
        return _wrong_code(tx, reporter, earlier)
    reporter.failed_codes = earlier.row.failed_codes = 0
    begun = contact.report
    contact.go_on_with(earlier, tx.now)
    media.move(tx.db, begun, earlier)
    tx.record("returned", f"report:{earlier.tip_id}", actor="reporter")
    return LookedUp(found=True)


def _is_locked(row: Reporter | Report, now: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > now


def _wrong_code(tx: Tx, reporter: Reporter, report: OpenReport | None) -> LookedUp:
    """Count it on who gave it and on what it was given for, and lock what has too many."""

    def note(action: str, subject: str) -> None:
        tx.record(action, subject, actor="reporter")

    note("wrong_code", "return code")
    locked = _count(reporter, WRONG_CODES, tx.now)
    if report is not None and _count(report.row, WRONG_CODES_OF_TIP, tx.now):
        note("tip_locked", f"report:{report.tip_id}")
        locked = True
    return LookedUp(found=False, facts={"locked": "yes" if locked else "no"})


def _count(row: Reporter | Report, most: int, now: datetime) -> bool:
    """Whether one more wrong code locks ``row``."""
    row.failed_codes += 1
    if row.failed_codes < most:
        return False
    row.failed_codes, row.locked_until = 0, now + LOCKED_FOR
    return True


def _messages(tx: Tx, contact: OpenContact) -> LookedUp:
    """Messages that a dispatcher left for the reporter and that were not heard yet."""
    waiting = _left(tx.db, contact, "left_message")
    return _read_out(contact, waiting)


def _earlier_messages(tx: Tx, contact: OpenContact) -> LookedUp:
    """Messages that were heard before, of the last 30 days: the newest, and more if they fit."""
    return _read_out(contact, _earlier(tx, contact))


def _earlier(tx: Tx, contact: OpenContact) -> list[Entry]:
    heard = _left(tx.db, contact, "heard_message", since=tx.now - KEPT_MESSAGES)
    chosen: list[Entry] = []
    for entry in heard:
        words = " ".join(map(contact.report.read, [*chosen, entry]))
        if chosen and len(words) > MOST_EARLIER:
            break
        chosen.append(entry)
    return chosen


def _left(
    db: DbSession, contact: OpenContact, kind: str, since: datetime | None = None
) -> Sequence[Entry]:
    """Messages left for the reporter, the newest first."""
    wanted = select(Entry).where(Entry.report_id == contact.report.row.id, Entry.kind == kind)
    if since is not None:
        wanted = wanted.where(Entry.at >= since)
    return db.scalars(wanted.order_by(Entry.at.desc(), Entry.id.desc())).all()


def message_waits(db: DbSession, contact: Contact) -> bool:
    """Whether a message for the reporter of ``contact`` waits to be read."""
    wanted = select(Entry.id).where(
        Entry.report_id == contact.report_id, Entry.kind == "left_message"
    )
    return db.scalar(wanted.limit(1)) is not None


def note_answered(tx: Tx, contact: OpenContact) -> None:
    """Words came after a message was read: whoever left it has an answer to read, once for each."""
    read = _left(tx.db, contact, "heard_message", since=tx.now - KEPT_MESSAGES)
    for entry in read[:1]:
        owner = entry.author if entry.author.startswith("staff:") else DISPATCHERS
        reporter_questions.ask_to_read(
            tx, contact.report.row, about=f"left:{entry.id}", owner=owner
        )


def messages_now(tx: Tx, contact: OpenContact) -> tuple[list[Entry], bool]:
    """What waits for the reporter, noted as read; else what was read before. Whether it is new.

    For a page, where whoever asks reads at once, and can ask again.
    """
    waiting = list(_left(tx.db, contact, "left_message"))
    _note_read(contact, waiting)
    return waiting or _earlier(tx, contact), bool(waiting)


def _read_out(contact: OpenContact, entries: Sequence[Entry]) -> LookedUp:
    if not entries:
        return LookedUp(found=False)
    before = contact.session.params.get(READ, "")
    read = " ".join([before, *(str(entry.id) for entry in entries)]).strip()
    words = " ".join(map(contact.report.read, entries))
    return LookedUp(found=True, params={"messages": words, READ: read})


def note_heard(db: DbSession, contact: OpenContact) -> None:
    """The reporter goes on: what the last turn read out to them was heard."""
    read = contact.session.params.get(READ, "")
    if not read:
        return
    entries = select(Entry).where(
        Entry.id.in_(map(int, read.split())),
        Entry.report_id == contact.report.row.id,
        Entry.kind == "left_message",
    )
    _note_read(contact, db.scalars(entries).all())
    params = {name: value for name, value in contact.session.params.items() if name != READ}
    contact.session = replace(contact.session, params=params)


def _note_read(contact: OpenContact, entries: Sequence[Entry]) -> None:
    for entry in entries:
        words = contact.report.read(entry)
        entry.kind = "heard_message"
        entry.body = contact.report.key.seal(words, f"entry:{entry.kind}")


def _help_near(tx: Tx, contact: OpenContact) -> LookedUp:
    """Public lines of the directory for a need, near the place that was asked for."""
    session = contact.session
    place = Place.from_json(dict(session.place)) if session.place else None
    found = routing.help_near(
        contact.version.rules,
        need=session.facts.get("need", ""),
        place=place,
        language=session.language,
        at=tx.now,
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
    "earlier_messages": _earlier_messages,
    "help_near": _help_near,
}
