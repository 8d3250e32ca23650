"""When a text ends the conversation for good: a carrier's own stop word, and nothing else.

What sounds like STOP may be said to an attacker ("¡Basta!"), say what someone needs ("salir", to
get out), or name a town (Alto, Texas). Carriers and the provider stop at a few words of their own,
and block our texts from then on; the line must stop there too, and only there.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline.flows.book import Language
from hotline.flows.text.answers import plain

CARRIER_WORDS = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke"}
    | {"optout", "opt out"}
)
"""What carriers and the provider stop at. Source: twilio.com/docs/messaging, default keywords."""
NO_PLACES = CARRIER_WORDS - {"end", "quit", "cancel", "revoke"}
"""Words that end a conversation even where a place is asked for: the provider has blocked us."""


SIGNS = frozenset("🛑⛔🚫✋🙅")
"""Signs that say no more, in every skin."""
_BESIDE_SIGNS = frozenset("\ufe0f\u200d♀♂🏻🏼🏽🏾🏿!. ")


def refuses_more(text: str, languages: Iterable[Language]) -> bool:
    """Whether ``text`` refuses more texts, where it answers one that nobody asked for.

    Then any reasonable words count (47 CFR 64.1200(a)(10)): "no más", "wrong number", a stop sign.
    """
    said = plain(text)
    if not said:
        return any(s in SIGNS for s in text) and set(text) <= SIGNS | _BESIDE_SIGNS
    return is_carrier_word(text) or any(
        said in language.commands.get(name, ())
        for language in languages
        for name in ("no_more", "how_to_stop")
    )


def is_carrier_word(text: str) -> bool:
    """Whether the whole of ``text``, without case and punctuation, is a carrier's stop word."""
    return plain(text) in CARRIER_WORDS


def unlike_carriers(phrase: str) -> str:
    """What is left of ``phrase`` without carriers' words: empty for "stop stop"."""
    return " ".join(word for word in phrase.split() if word not in CARRIER_WORDS)
