"""A sentence in two texts: split by a carrier, or sent in the middle by someone who writes on.

The first part is answered at once, as everything is; nobody in danger waits for a second. When the
rest comes within seconds and answers nothing, both are read as one text, from where the
conversation stood before the first. What was received is kept as it was received.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from hotline.domain import Medium
from hotline.flows import second_texts
from hotline.flows.book import FlowBook, Question
from hotline.flows.commands import UNASKED
from hotline.flows.run import FIRST_WORDS
from hotline.flows.session import (
    Answered,
    Begin,
    Event,
    Keys,
    Listen,
    Over,
    Prompt,
    Session,
    Spoke,
    Turn,
    Want,
)
from hotline.flows.text import unfinished

WITHIN = timedelta(seconds=20)
"""Whoever reads our question first, and then writes more of the story, takes longer."""
SOME = 4
"""A greeting, a name and most answers have fewer words, and begin no sentence of a story."""
MANY = 6
"""From how many words on what sounds like an answer, or follows "where is it?", is more of the
sentence."""
HELP = "common.help"
_REPLIES = re.compile(r"(?:yes|yeah|yep|no|nope|nah|ok|okay|k|kk|s[ií])\b(?! one\b)", re.IGNORECASE)
UNSENT = "unsent"
"""The parameter of a session whose last answer was never sent: the next one begins with 911."""
OF_THE_TEXT = frozenset({UNSENT, UNASKED})
"""Parameters that are about the text which came last, not about the conversation."""


class OpenTexts(Protocol):
    """What is asked of a contact here."""

    begun: Begun | None

    @property
    def medium(self) -> Medium:
        """How it came."""

    @property
    def book(self) -> FlowBook:
        """The flows that it began with."""


@dataclass(frozen=True)
class Begun:
    """A text that may go on in the next: its words, and where the conversation stood before."""

    before: Session
    words: str
    first: bool
    """Whether the conversation began with it."""
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "before": self.before.as_json(),
            "words": self.words,
            "first": self.first,
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Begun:
        """What :meth:`as_json` wrote."""
        before, at = Session.from_json(value["before"]), datetime.fromisoformat(value["at"])
        return cls(before, value["words"], value["first"], at)

    def with_rest(self, now: Session, rest: str) -> tuple[Session, Event]:
        """Where to go back to, and both parts as one text; turns are counted on."""
        of_text = {name: said for name, said in now.params.items() if name in OF_THE_TEXT}
        others = {
            name: said for name, said in self.before.params.items() if name not in OF_THE_TEXT
        }
        session = replace(self.before, turn=now.turn, params={**others, **of_text})
        both = f"{self.words} {rest}"
        return session, Begin(both) if self.first else Spoke(both)


def begun_by(
    contact: OpenTexts, before: Session, event: Event, turn: Turn, now: datetime
) -> Begun | None:
    """What the text in ``event`` leaves open for the next, after it made ``turn``.

    A text that only came again keeps open what was. Greetings, commands and answers begin nothing.
    """
    if isinstance(event, Keys):
        return replace(contact.begun, at=now) if contact.begun is not None else None
    if contact.medium is not Medium.TEXT or not isinstance(event, Begin | Spoke):
        return None
    if len(event.text.split()) < SOME or unfinished.has_end(event.text):
        return None
    asked_where = _asks_where(contact.book, before) and not isinstance(event, Begin)
    if asked_where or not isinstance(turn.then, Listen) or _answers(turn):
        return None
    if turn.session.story[len(before.story) :] != (event.text,):
        return None
    return Begun(before, event.text, isinstance(event, Begin), now)


def goes_on(begun: Begun, book: FlowBook, session: Session, rest: str, turn: Turn) -> bool:
    """Whether ``rest`` is the rest of what was begun, and no answer; ``turn`` reads it alone.

    Read alone it may tell of danger, and the conversation may end there with a number to call; it
    is read as danger again, with what was begun, where it is.
    """
    missed = turn.session.misses > session.misses
    kept = turn.session.story[len(session.story) :] == (rest,)
    if turn.then == Over("stopped") or isinstance(turn.then, Want) or not (kept or missed):
        return False
    if any(prompt.key == HELP for prompt in turn.prompts):
        return False
    hangs, many = unfinished.is_left_hanging(begun.words), len(rest.split()) >= MANY
    if _answers(turn):
        return hangs and many
    if second_texts.BEGUN in turn.session.params and not hangs:
        return False  # "I am not" begins an answer, and must not vanish in the story before it
    if _REPLIES.match(rest):
        return hangs
    return hangs or many or not _asks_where(book, session)


def said(whole: Turn, alone: Turn | None) -> tuple[Prompt, ...]:
    """What to answer: as to the rest alone, where the same is asked and nothing new must be said.

    Whoever wrote on has just read the first words, and need not read them again.
    """
    if alone is None or isinstance(alone.then, Over) or whole.session.step != alone.session.step:
        return whole.prompts
    new = {prompt.key for prompt in whole.prompts} - {prompt.key for prompt in alone.prompts}
    return alone.prompts if new <= {FIRST_WORDS} else whole.prompts


def _answers(turn: Turn) -> bool:
    return any(isinstance(one, Answered) for one in turn.learned)


def _asks_where(book: FlowBook, session: Session) -> bool:
    step = book.flows[session.flow].steps[session.step]
    return isinstance(step, Question) and step.answer_is_place
