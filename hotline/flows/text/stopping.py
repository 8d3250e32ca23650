"""When a text ends the conversation for good: a carrier's own stop word, and nothing else.

What sounds like STOP may be said to an attacker ("¡Basta!"), say what someone needs ("salir", to
get out), or name a town (Alto, Texas). Carriers and the provider stop at a few words of their own,
and block our texts from then on; the line must stop there too, and only there.
"""

from __future__ import annotations

import re
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


_SENT_WITH = re.compile(r"(?:sent (?:from|via|with)|enviado (?:desde|de|con)|get outlook)\b")
_SIGNED = re.compile(
    r"(?P<word>[\w ]{3,12}?)[.,!]?\s*(?:[\n.,!~\u2013\u2014-]\s*)+(?P<name>\S.*)", re.DOTALL
)
"""A word, and beside or below it who writes, or with what."""
_NO_NAME = frozenset(
    "no not help me you it him her them us please pls now what why who police danger he she they we"
    " i im hes shes ayuda ya el ella por favor policia".split()
)
_WAYS_OUT = re.compile(
    r"(?:(?:please|pls|plz|por favor) )?(?:(?:text|txt|reply|send|type|responda|envie|mande) )?"
    r"(?:stop|unsubscribe|end|quit|cancel)(?: ?(?:2|to|para)? ?"
    r"(?:end|stop|quit|cancel|unsubscribe|opt out|optout|terminar|parar|cancelar))?"
    r"(?: (?:please|pls|plz|now|all|thanks|thank you|por favor|ya|gracias))?"
)


def asks_to_stop(text: str) -> bool:
    """Whether the whole of ``text`` is STOP as people send it, beyond the carriers' own words.

    With a signature, or with the instruction that they were sent ("Reply STOP to end"). The
    provider has not blocked us then, so danger opens it again. A sign or a misspelling alone may be
    shown to someone else, and ends nothing.
    """
    signed = _SIGNED.fullmatch(text.strip())
    word = plain(signed["word"]) if signed is not None else ""
    if signed is not None and word in CARRIER_WORDS:
        with_what = _SENT_WITH.match(plain(signed["name"])) is not None
        return with_what or (word in NO_PLACES and _is_name(signed["name"]))
    said = plain(text)
    return said not in CARRIER_WORDS and _WAYS_OUT.fullmatch(said) is not None


def _is_name(below: str) -> bool:
    """Whether it may be a first and last name."""
    words = plain(below).split()
    return len(words) <= 2 and not _NO_NAME.intersection(words)


def is_carrier_word(text: str) -> bool:
    """Whether the whole of ``text``, without case and punctuation, is a carrier's stop word."""
    return plain(text) in CARRIER_WORDS


def unlike_carriers(phrase: str) -> str:
    """What is left of ``phrase`` without carriers' words: empty for "stop stop"."""
    return " ".join(word for word in phrase.split() if word not in CARRIER_WORDS)
