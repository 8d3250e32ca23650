"""Texts whose place is read back before it counts, though their names are clear.

A place may be on the other side of the border, corrected in the same breath, the end of a route, or
only a hashtag's topic.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hotline.geo.types import Location

_BARRIER = r"(?:border|river|line|fence|wall|bridge)"
_BARRIER_ES = r"(?:frontera|r[ií]o|l[ií]nea|muro|puente)"
_ACROSS = re.compile(
    r"(?i)\b(?:(?:mexican|mexico|canadian|canada) side|(?:the|its) other side(?! of)|"
    rf"other side of the {_BARRIER}|across the (?:border|river|line)|south of the border|"
    r"lado (?:mexicano|de m[eé]xico|canadiense)|"
    rf"(?:del|al|el) otro lado(?! de(?:l| la| los| las| un| una)? (?!{_BARRIER_ES})\w)|"
    r"(?:cruzando|pasando) (?:la frontera|el r[ií]o|la l[ií]nea))\b"
)
_OPPOSITE = re.compile(
    r"(?i)\b(?:(?:en)?frente (?:de|a)|(?:right )?across from|otro lado de|"
    rf"across the {_BARRIER} from)\s*$"
)
"""Right before the name of a town that it is not in."""
_CORRECTED = re.compile(
    r"(?i)\b(?:no,? (?:sorry|wait|perd[oó]n|disculpe|espere)|(?:sorry|wait),? (?:no\b|i mean)|"
    r"scratch that|i meant|correction|me equivoqu[eé]|quise decir)\b"
)
_IN_TAG = re.compile(r"#\w*$")
_ROUTE = re.compile(r"(?i)/dir/|[?&]saddr=")
MOST_SEEN = 20
_BEFORE = 60
"""So many names are looked at, and so many characters before each."""
_BORDER_STATES = frozenset("AK AZ CA ID ME MI MN MT ND NH NM NY OH PA TX VT WA WI".split())


def doubted(text: str, location: Location) -> Location:
    """``location``, in doubt where ``text`` gives a reason to read it back first."""
    if location.best is None or location.doubt:
        return location
    across = location.best.state in _BORDER_STATES and (
        _ACROSS.search(text)
        or any(
            _OPPOSITE.search(text[max(0, mention.start - _BEFORE) : mention.start])
            for mention in location.mentions[:MOST_SEEN]
        )
    )
    corrected = len(location.mentions) > 1 and _CORRECTED.search(text)
    reason = across or corrected or _ROUTE.search(text) or _is_tagged(text, location)
    return replace(location, doubt=True) if reason else location


def _is_tagged(text: str, location: Location) -> bool:
    """Whether every name in the text is part of a hashtag."""
    starts = [text[max(0, m.start - _BEFORE) : m.start] for m in location.mentions]
    return bool(starts) and all(_IN_TAG.search(before) for before in starts)
