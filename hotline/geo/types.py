"""What the locator answers with: candidates, mentions in the text, and a question when unsure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hotline.domain import Evidence, Place

MentionKind = Literal["state", "territory", "county", "city", "zip", "neighborhood"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the text that names a place.

    ``start`` and ``end`` are character offsets in the text as given; ``places`` what the name may
    stand for, the likeliest first.
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    places: tuple[Place, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible place of the incident, with the words that speak for it."""

    place: Place
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The shortest question that decides between candidates.

    ``name`` is what was said ("Springfield"), ``by`` what the options differ in, ``options`` at
    most nine places, the likeliest first. An empty ``options`` asks openly ("Which city?").
    """

    name: str
    by: Literal["state", "county", "city", "open"]
    options: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CallerPlace:
    """Where the caller's number was issued (``FromCity`` and so on): orders candidates at most."""

    state: str | None = None
    city: str | None = None
    zip: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """What a text says about where.

    ``best`` is set only when it is sure enough to route by; then ``question`` is ``None``, or asks
    for a finer place that is worth having. ``candidates`` are ordered, the likeliest first.
    """

    best: Place | None
    candidates: tuple[Candidate, ...] = ()
    question: Question | None = None
    mentions: tuple[Mention, ...] = ()
    link: bool = False
    """A link was sent that only its maker can open: nothing in it tells where it leads."""
    abroad: str = ""
    """The place outside the United States that is named instead, as it was said."""
    doubt: bool = False
    """``best`` is a good guess, such as a name that sounds like what was said, or where someone
    only comes from: it must be read back before it counts, in a text too."""
