"""The same words again: a phone that sends a text twice, or a machine that answers us forever.

Carriers and phones deliver one text under two ids, a few seconds apart; the second would answer the
next question. And an automatic reply that nobody knows as one would be answered, and answer, until
someone pays for it: after a few of them nothing is said to the same words any more.

Only keyed checksums of a sender's last texts and question are kept, for a day, apart from reports.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, insert, update

from hotline.db.columns import table_of
from hotline.db.prepared import Prepared
from hotline.db.reports import Exchange
from hotline.flows.text.answers import plain
from hotline.flows.text.automatic import persons
from hotline.intake.contacts import OpenContact
from hotline.intake.senders import Sender
from hotline.unit_of_work import Tx

Repeat = Literal["", "again", "ask again", "machine", "unanswered"]
AGAIN_WITHIN = timedelta(seconds=3)
"""Nobody reads our answer and writes the same words again so soon; a phone sends them twice."""
AT_ONCE = timedelta(seconds=1)
"""So soon nobody has read the next question either, and answers it with the same words."""
LONG, LONG_WITHIN = 6, timedelta(minutes=2)
"""A text of so many words answers no question twice: it is the same text, however it comes in."""
MOST_KEPT = 6
ANSWERED_TIMES = 4
"""How often the same words are answered, one after another, before a machine is suspected."""
OF_A_PERSON = 20
"""The same for words that only a person writes."""
IN_A_ROW = timedelta(minutes=30)
FEW_WORDS = 2
"""Answers, cries and commands are this short; they are answered however often they come."""
_NUMBERS = re.compile(r"\d+")
_LAST = table_of(Exchange)
_FIRST_TEXT = Prepared(insert(_LAST).inline(), "key", "at", "answer", "contact_id")
_NEXT_TEXT = Prepared(
    update(_LAST)
    .where(_LAST.c.key == bindparam("of"))
    .values(at=bindparam("now"), answer=bindparam("said"))
)


@dataclass
class _Last:
    """What is remembered of a sender's last texts; all of it checksums, counts and seconds."""

    words: str = ""
    asked: str = ""
    alike: str = ""
    times: int = 0
    """How often words like these came in a row, their numbers aside."""
    same: int = 0
    """How often the very same words did."""
    long: list[tuple[str, float]] = field(default_factory=list)

    @classmethod
    def of(cls, kept: bytes, now: datetime) -> _Last:
        """What was kept and still counts; nothing where it is of another version."""
        oldest = (now - LONG_WITHIN).timestamp()
        try:
            last = cls(**json.loads(kept))
            last.long = [(words, at) for words, at in last.long if at >= oldest]
        except (ValueError, TypeError):
            return cls()
        return last


def said_before(
    tx: Tx, sender: Sender, contact: OpenContact | None, body: str, *, attached: bool = False
) -> Repeat:
    """Whether a sender's words repeat their last ones, under another id.

    ``again``: seconds ago, with the same question asked, so it is the same text. ``ask again``:
    the first of them was answered with another question, or it is a long text that came a moment
    ago; the question is asked once more, so that nothing is set and nothing is lost. ``machine``:
    the very same words were answered several times: nothing is said any more. ``unanswered``: the
    same but for their numbers; a machine counts, but a person also writes "part 2 of 5" and
    another plate, so the words are taken and only get no answer.

    Ask for every text, also for a picture or a START: what came in between makes short words new.
    """
    key, at = sender.last_key, sender.last_at
    if key is None:
        return ""
    exact, said = body.strip(), plain(body)
    last = _Last.of(sender.last_said, tx.now)
    since = tx.now - at if at is not None else timedelta.max
    mac = tx.dep.keys.mac
    words, alike = mac("words", exact.encode()), mac("alike", _NUMBERS.sub("0", said).encode())
    in_a_row = alike == last.alike and since <= IN_A_ROW
    long = [(words, tx.now.timestamp())] if len(said.split()) >= LONG else []
    now = _Last(
        words=words,
        asked=mac("asked", _asked(contact).encode()),
        alike=alike,
        times=last.times + 1 if in_a_row else 1,
        same=last.same + 1 if in_a_row and words == last.words else 1,
        long=[*last.long, *long][-MOST_KEPT:],
    )
    _remember(tx, key, now, first=at is None)
    return "" if attached or not exact else _found(last, now, since, said)


def _remember(tx: Tx, key: str, now: _Last, *, first: bool) -> None:
    kept = json.dumps(vars(now)).encode()
    if first:
        new = {"key": key, "at": tx.now, "answer": kept, "contact_id": None}
        _FIRST_TEXT.later(tx.db, new)
    else:
        _NEXT_TEXT.later(tx.db, {"of": key, "now": tx.now, "said": kept})


def _found(last: _Last, now: _Last, since: timedelta, said: str) -> Repeat:
    count = len(said.split())
    most = OF_A_PERSON if persons(said) else ANSWERED_TIMES
    if now.times > most and count > FEW_WORDS:
        return "machine" if now.same > most else "unanswered"
    if last.words == now.words and since <= AGAIN_WITHIN:
        if last.asked in {"", now.asked}:
            return "again"
        if since <= AT_ONCE:
            return "ask again"
    lately = any(words == now.words for words, _ in last.long)
    return "ask again" if count >= LONG and lately else ""


def _asked(contact: OpenContact | None) -> str:
    """The question that the sender's conversation waits with; empty when there is none."""
    if contact is None:
        return ""
    return f"{contact.row.id}:{contact.session.flow}.{contact.session.step}"
