"""A name found in a text, before it is resolved to a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hotline.geo.gazetteer import City, County


@dataclass(frozen=True, slots=True)
class Found:
    """A name over tokens ``first`` to ``last`` (exclusive), and what it may stand for.

    ``cue`` is its role (``resolve.mention_roles``): 1 after a preposition of place, 0 when nothing
    tells; ``near`` means "near it, not in it", ``far`` "an hour from it", or maybe only a street
    of that name. ``beside`` is the state named right after it. A ``foreign`` name is outside the
    US; ``abroad`` tells a city's from a country's. A ``corrected`` name was misspelled, or is taken
    to be. One ``aside`` is in a newspaper's name, or denied: it is named, but it is not there.
    """

    kind: Literal["zip", "state", "county", "city", "foreign"]
    first: int
    last: int
    score: float
    states: tuple[str, ...] = ()
    counties: tuple[County, ...] = ()
    cities: tuple[City, ...] = ()
    zip: str = ""
    cue: int = 0
    near: bool = False
    far: bool = False
    beside: str | None = None
    abroad: bool = False
    corrected: bool = False
    aside: bool = False
    alike: bool = False
    """Its cities were found by their sound, in the state that is said beside it."""
    against: str | None = None
    """The state that is said beside it, although it does not lie there: Webb County, Florida."""

    unbroken: bool = False
    """It was spelled without breaks, and more than one name has these letters: Rocksprings, Rock
    Springs."""

    word: bool = False
    """It is an ordinary word too, and nothing in its writing shows that a name is meant."""
    part: bool = False
    """A word that was not understood stands right before it: it may be a part of another name."""
    area: bool = False
    """It is an area's, and lies in all of its places: DFW, the Tri-Cities."""
    listed: bool = False
    """It is joined to another name, and none of the two is meant alone: "in Reno or Sparks"."""
    apart: bool = False
    """A state that stands by itself: "help, Florida"."""

    def lies_in(self, code: str) -> bool:
        """Whether the name may lie in the state ``code``."""
        within: tuple[City | County, ...] = (*self.cities, *self.counties)
        return any(place.state == code for place in within)

    def beside_state(self, code: str) -> Found:
        """The same name, with the state that was named right after it."""
        return replace(self, beside=code)
