"""What keeps a yes open where it may hurt someone: "yes but", "1?", "not home yet", a rolling eye.

Asked before a careful question (``care``) takes a yes, also one that came as a key or as a phrase
about who is near. An open yes is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.flows.book import Answers, FactQuestion
from hotline.flows.text.answers import CLAUSE_END
from hotline.flows.text.clauses import denials, first_words, normal
from hotline.flows.text.phrases import one_of

CONSENT = "consent"
_ASKS = re.compile(r"[?\u00bf\uff1f\u061f]")
_SIGNS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_FRIENDLY = re.compile(
    "[\U0001f44d\U0001f44c\u2705\u2714\u2611\U0001f197\U0001f646"  # agree
    "\U0001f64f\U0001f64c\U0001f64b\U0001f44f\U0001f44b\U0001f91d\U0001f4aa\U0001f4af"  # hands
    "\u2764\u2763\u2665\U0001f493-\U0001f49f\U0001f9e1\U0001f90d\U0001f90e"  # hearts
    "\u263a\U0001f600-\U0001f604\U0001f607\U0001f60a\U0001f60c\U0001f642\U0001f917\U0001f970"
    "\u2728\u2b50\U0001f31f\U0001f337-\U0001f33c"  # stars and flowers
    "\U0001f3fb-\U0001f3ff\u2640\u2642\U0001f1e6-\U0001f1ff]"  # skins, sexes, flags
)
"""Signs that add nothing to a yes. Any other one may show doubt, secrecy or a threat."""
_REFUSES = re.compile("[\U0001f44e\u274c\u274e\u2716\U0001f6ab\U0001f645\u26d4]")
"""Read as a no by the reader, which knows which of the two counts."""
_SAD = re.compile(r"(?<!\w)[:;=]['\u2019]?-?[(/\\|\[]")


def stays_open(ask: FactQuestion, text: str, known: Answers, *, near: bool = False) -> bool:
    """Whether a yes in ``text`` is no whole yes; never where no yes can hurt anyone.

    ``near``: the yes is only that nobody is near, as in "I am alone".
    """
    return bool(ask.care) and (
        bool(_ASKS.search(text))
        or _shows_doubt(text)
        or _breaks_off(normal(text, known), known)
        or _will_pass(normal(text, known), known, near)
        or one_of(known.mocks).search(normal(text, known)) is not None
        or _wonders(ask, text, known)
    )


def _shows_doubt(text: str) -> bool:
    """Whether a sign beside the words is not plainly friendly: a rolling eye, a weapon, ":/"."""
    signs = _SIGNS.findall(_FRIENDLY.sub("", _REFUSES.sub("", text)))
    return bool(signs or _SAD.search(text))


def _breaks_off(said: str, known: Answers) -> bool:
    """Whether more was to come: "yes but", "sure, and um". A recognizer cuts at a breath."""
    last = _without_end(said, known.fillers | known.hesitates)
    opens = known.turns | known.corrects | known.trails
    return any(_ends_in(one, opens) for one in (said, last))


def _without_end(said: str, idle: Iterable[str]) -> str:
    """``said`` without the ``idle`` phrases that end it."""
    ends = re.compile(rf"(?:{one_of(idle).pattern}\s*)+$")
    return ends.sub("", said).strip()


def _ends_in(said: str, phrases: Iterable[str]) -> bool:
    return re.search(rf"(?:{one_of(phrases).pattern})$", said) is not None


def _will_pass(said: str, known: Answers, near: bool) -> bool:
    """Whether nobody is near only for now: "not home yet", "alone for now", "not here right now".

    "I can talk right now" only repeats the question; "he is not here right now" warns.
    """
    denied = bool(denials(said, known))
    warns = known.passing.union(known.nows if denied else ())
    return (near or denied) and one_of(warns).search(said) is not None


def _wonders(ask: FactQuestion, text: str, known: Answers) -> bool:
    """Whether it asks something, or is a condition: "qué es seguro"; at consent "si es seguro"."""
    words = known.wonders | (known.conditions if ask.care == CONSENT else frozenset())
    return any(one_of(words).search(first_words(part)) for part in CLAUSE_END.split(text))
