"""A highway beside a name that several states share: "Springfield, off I-44" is Missouri.

Only interstates are read, and only as they are written for roads, so that "I, 24, work there" is
none. What is concluded is read back, as a guess is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hotline.domain import Place
from hotline.geo import word_lists
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.types import Location

_ROAD = re.compile(
    r"(?i)\b(?:i-|i(?=\d)|interstate(?: highway)?[ -]|(?:interestatal|autopista|carretera) (?:i-)?|"
    r"(?:on|off|off of|along|near|by|take|exit \d{1,3}[a-d]?(?: on| of| off| from)?|"
    r"mile marker \d{1,3}(?: on| of)?|la|por la|en la) i )(\d{1,2})\b(?![\d.,:]*\d)"
)
GUESS = 0.6
"""How sure a place is whose state only a highway tells."""
WELL_KNOWN = 50_000
"""A smaller place is only offered first: a quarter that no map names may lie nearer to the road."""


def narrowed(text: str, location: Location, gazetteer: Gazetteer) -> Location:
    """``location``, with the options first through whose states every highway in ``text`` runs.

    One city of some size that is left is the best guess, which must be read back. Where none is
    left, the highway is on the way to elsewhere and changes nothing.
    """
    question = location.question
    if location.best is not None or question is None or question.by != "state":
        return location
    roads = list(_roads(text))
    if not roads:
        return location
    through = frozenset.intersection(*roads)
    left = tuple(place for place in question.options if place.state in through)
    others = tuple(place for place in question.options if place.state not in through)
    if len(left) == 1 and _is_well_known(left[0], gazetteer):
        return replace(location, best=replace(left[0], confidence=GUESS), question=None, doubt=True)
    return replace(location, question=replace(question, options=(*left, *others)))


def _is_well_known(place: Place, gazetteer: Gazetteer) -> bool:
    city = gazetteer.city(place.city or "", place.state or "")
    return city is not None and city.population >= WELL_KNOWN


def _roads(text: str) -> Iterator[frozenset[str]]:
    """The states of each interstate that ``text`` names."""
    known = word_lists.load().interstates
    for match in _ROAD.finditer(text):
        states = known.get(match.group(1).lstrip("0"))
        if states:
            yield states
