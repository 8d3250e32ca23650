"""What one name may stand for, and how several names of a text bear on each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hotline.domain import Place
from hotline.geo.find.candidate import Found
from hotline.geo.resolve.mention_roles import BARE, FROM, NOW

GREAT, TIMES_HAMLET = 200_000, 50
"""People of a city that everyone knows, and so many times a hamlet of its name."""
CLOSE_WORDS = 6
"""So many words stand between a town and its ZIP code at most."""
MOST_DOUBTED = 3
"""So many places of a name are offered beside the state that was said with it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one name may stand for, the likeliest first; ``sure`` when it decides by itself.

    ``doubt``: it does so only because its bearer is the best known one.
    """

    found: Found
    places: tuple[Place, ...]
    sure: bool
    doubt: bool = False


FAR = -9
_KIND_RANK = {"foreign": 1, "zip": 3, "city": 2, "county": 2, "state": 0}


def rank(reading: Reading) -> tuple[bool, int, int, bool, float]:
    """How much a name says of where it is, for sorting."""
    found = reading.found
    precise = _KIND_RANK[found.kind] + (1 if found.beside else 0)
    cue = FAR if found.far else -1 if found.near else found.cue
    whole = not reading.sure or found.kind == "state" or bool(reading.places[0].fips)
    return (found.kind != "state", cue, precise if reading.sure else 1, whole, found.score)


def contradicts(best: Place, first: Found, reading: Reading) -> bool:
    """Whether a state is said to be where it is, and ``best`` lies in another one.

    What leads to the place ("now in Laredo") counts more than a state where someone has been.
    """
    state = reading.found
    if state.kind != "state" or not reading.sure or state.cue < BARE or state.near:
        return False
    if reading.places[0].state == best.state or best.state is None:
        return False
    if first.beside == best.state:
        return state.cue >= first.cue and (state.apart or state.cue > BARE)
    return (state.apart or state.cue > BARE) and (state.apart or first.cue < NOW)


def is_other_zip(best: Place, first: Reading, reading: Reading) -> bool:
    """Whether a ZIP code of another state stands close to the town and state of ``best``."""
    zip_code, town = reading.found, first.found
    apart = max(zip_code.first - town.last, town.first - zip_code.last)
    other = reading.places[0].state != best.state
    close = zip_code.kind == "zip" and town.kind != "zip" and apart <= CLOSE_WORDS
    return close and other and bool(town.beside) and zip_code.cue >= BARE


def with_stated(places: Sequence[Place], readings: Sequence[Reading]) -> list[Place]:
    """``places`` to choose from; a state that is said is one of them, though none lies in it."""
    offered = {place.state for place in places}
    stated = [
        reading.places[0]
        for reading in readings
        if reading.found.kind == "state" and reading.sure and reading.found.cue >= BARE
    ]
    missing = [place for place in stated if place.state not in offered]
    return [*places[:MOST_DOUBTED], *missing, *places[MOST_DOUBTED:]] if missing else list(places)


def within(name: Found, counties: frozenset[str]) -> Found:
    """A city's name with only those bearers that lie in a county the text names, if any do."""
    if name.kind != "city" or not counties:
        return name
    fitting = (city for city in name.cities if name.beside in {None, city.state})
    inside = tuple(city for city in fitting if counties.intersection(city.fips))
    return replace(name, cities=inside, counties=()) if inside else name


def states_for(name: Found, found: Sequence[Found], states: frozenset[str]) -> frozenset[str]:
    """The ``states`` named in ``found`` that may tell where ``name`` is.

    A state to which a way leads does not, nor one that was said with another town, where only a
    hamlet has this great city's name: "I moved to Boston. The salon in Savannah, Georgia".
    """
    if name.cue <= FROM:
        return stated([name])
    if name.cue > BARE and any(other.cue < BARE for other in found):
        states = stated([other for other in found if other.kind != "state" or other.cue >= BARE])
    most = max((city.population for city in name.cities), default=0)
    if most < GREAT or name.beside:
        return states
    towns = {other.last for other in found if other.beside and other is not name}
    alone = stated(
        [other for other in found if other.first not in towns and other.last not in towns]
    )
    people = {city.state: city.population for city in reversed(name.cities)}
    return frozenset(
        code for code in states if code in alone or people.get(code, most) * TIMES_HAMLET >= most
    )


def stated(found: Sequence[Found]) -> frozenset[str]:
    """States that the text names outright, and not as where someone came from."""
    here = [name for name in found if name.cue > FROM] or found
    far = {name.last for name in here if name.far}
    here = [name for name in here if not name.far and name.first not in far]
    named = {name.states[0] for name in here if name.kind == "state" and len(name.states) == 1}
    beside = {name.beside for name in here if name.beside}
    return frozenset(named | beside)
