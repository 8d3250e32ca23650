"""A text that names only places elsewhere: an hour away, or outside the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hotline.domain import Evidence
from hotline.geo.find.candidate import Found
from hotline.geo.resolve.meanings import Reading
from hotline.geo.resolve.mention_roles import FROM
from hotline.geo.types import Candidate, Location, Question

Span = tuple[int, int]
MOST_CANDIDATES = 9
FAR_AWAY = 0.3
"""How sure a city is from which it is an hour or more."""


def far_from(ranked: Sequence[tuple[Reading, Evidence]]) -> Location:
    """Only a city far away is named: it is shown, and where it really is, is asked.

    A state that is named apart from the city is taken.
    """
    evidence = tuple(sign for _, sign in ranked)
    (first, sign), rest = ranked[0], ranked[1:]
    shown = tuple(
        Candidate(replace(place, confidence=FAR_AWAY), evidence)
        for place in first.places[:MOST_CANDIDATES]
    )
    beside = {first.found.last}
    in_named_states = [
        r for r, _ in rest if r.found.kind == "state" and r.found.first not in beside
    ]
    states = [r.places[0] for r in in_named_states if r.sure]
    best = states[0] if len({place.state for place in states}) == 1 else None
    return Location(best, shown, Question(sign.phrase, "open", ()))


def abroad(text: str, found: Sequence[Found], spans: Sequence[Span]) -> str:
    """The first place outside the country that is named as where it is."""
    named = (
        text[start:end]
        for name, (start, end) in zip(found, spans, strict=True)
        if name.kind == "foreign" and not name.aside and name.cue > FROM
    )
    return next(named, "")
