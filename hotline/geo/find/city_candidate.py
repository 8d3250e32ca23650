"""A name that may be a city, and what the whole text says of all of its names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hotline.geo.find.candidate import Found
from hotline.geo.gazetteer import City, County
from hotline.geo.text.tokens import Text


class Candidate(NamedTuple):
    """Tokens ``first`` to ``last`` that are a name, and what has the name."""

    first: int
    last: int
    name: str
    cities: tuple[City, ...]
    counties: tuple[County, ...]
    people: int
    """Of the largest place of the name."""
    states: frozenset[str]
    cue: int
    """Its role (``hotline.geo.resolve.mention_roles``)."""
    unbroken: bool
    """Spelled without breaks, so that it may be another name too."""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole text tells about its names."""

    text: Text
    named_states: frozenset[str]
    stated: tuple[Found, ...]
    counties: frozenset[str]
    storm: bool
    storms: frozenset[str]
    short: bool

    @property
    def alone(self) -> bool:
        """Whether the text is one word."""
        return len(self.text.tokens) == 1
