"""How the names of a text hang together: "in Dallas or Houston" names two places as one answer.

Names that are joined have one role, and none of them is taken alone. A state that stands by itself
says where it is, even when nothing leads to it: "locked in Laredo, please hurry, Florida".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hotline.geo.find.candidate import Found
from hotline.geo.resolve.mention_roles import BARE, FROM
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text, Token

_JOINS = vocabulary.AND_WORDS | {"u", "maybe", "quiza", "quizas", "either", "mas", "bien"}
"""Of the words between two names one is a join, and every other is small."""
_SMALL = vocabulary.IN_WORDS | frozenset(
    "the el la los las maybe quiza quizas mas bien else".split()
)
_TO = frozenset("to a hasta".split())
_SLASHES = frozenset({"/", "&", "-"})
_IS = frozenset("is it its that this state es estado was".split())
"""Of "it's" the word is "it"."""
_GOES_ON = vocabulary.AND_WORDS | frozenset("zip code codigo the el its it i we".split())
"""Behind a state with which a text begins: "Florida and the ZIP code is …"."""
MOST_BETWEEN = 3


def joined(text: Text, found: Sequence[Found]) -> list[Found]:
    """``found`` with one role for names that are joined; states that stand apart know it."""
    result: list[Found] = []
    for name in found:
        last = result[-1] if result else None
        if last is not None and _are_joined(text.tokens, last, name):
            cue = max(last.cue, name.cue)
            result[-1] = replace(last, cue=cue, listed=True)
            result.append(replace(name, cue=cue, listed=True, near=name.near or last.near))
        else:
            result.append(name)
    return [replace(n, apart=True) if _is_apart(text.tokens, n) else n for n in result]


def _is_apart(tokens: Sequence[Token], name: Found) -> bool:
    """Whether nothing goes on from a state's name, and nothing leads to it that is no place."""
    if name.kind != "state":
        return False
    before = tokens[name.first - 1].plain if name.first else ""
    if name.last == len(tokens):
        return True
    if not before and tokens[name.last].plain in _GOES_ON:
        return True
    led = not before or bool(tokens[name.first].after.strip()) or before in _IS
    return led and bool(tokens[name.last].after.strip())


def _are_joined(tokens: Sequence[Token], one: Found, other: Found) -> bool:
    """Whether one of two names may be meant as well as the other: "Reno or Sparks"."""
    if one.aside or other.aside or one.cue <= FROM or "foreign" in {one.kind, other.kind}:
        return False
    if one.kind == "state" and other.kind != "state":
        return False  # "in Texas and Houston": the one lies in the other, or they are at odds
    between = tokens[one.last : other.first]
    words = [token.plain for token in between]
    marks = [token.after.strip() for token in tokens[one.last : other.first + 1]]
    if any(mark not in {"", ",", "?"} for mark in marks):
        return not words and marks[0] in _SLASHES
    if words in ([word] for word in _TO):
        return one.cue == BARE  # "Houston to El Paso"
    joins = not _JOINS.isdisjoint(words) and len(words) <= MOST_BETWEEN
    return joins and all(word in _JOINS or word in _SMALL for word in words)
