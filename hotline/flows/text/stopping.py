"""When a text ends the conversation for good: a carrier's own stop word, and nothing else.

What sounds like an end is said to an attacker ("¡Basta!"), tells what somebody needs ("salir", to
get out), or names a town (Alto, Texas). Carriers and the provider stop at a few words of their own,
and block our texts from then on; the line must stop there too, and only there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotline.flows.book import AskPlace, Step
from hotline.flows.text.answers import plain

if TYPE_CHECKING:
    from hotline.flows.engine import Run

CARRIER_WORDS = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke"}
    | {"optout", "opt out"}
)
"""What carriers and the provider stop at. Source: twilio.com/docs/messaging, default keywords."""
NO_PLACES = CARRIER_WORDS - {"end", "quit", "cancel", "revoke"}
"""Words that end a conversation even where a place is asked for: the provider has blocked us."""


def is_carrier_word(text: str) -> bool:
    """Whether the whole of ``text``, without case and punctuation, is a carrier's stop word."""
    return plain(text) in CARRIER_WORDS


def stops(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` ends a text conversation for good."""
    if not (run.is_text and is_carrier_word(text)):
        return False
    return plain(text) in NO_PLACES or not names_place(run, step, text)


def names_place(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` answers the question where: "Alto" is a town in Texas and in Georgia."""
    if not isinstance(step, AskPlace):
        return False
    where = run.senses.locate(text, expecting=True, language=run.session.language)
    return where.place is not None or bool(where.options)


def unlike_carriers(phrase: str) -> str:
    """What is left of ``phrase`` without carriers' words: empty for "stop stop"."""
    return " ".join(word for word in phrase.split() if word not in CARRIER_WORDS)
