"""A location with the pins of its text: the counties that the points lie in, and the words' town.

A point says more than a name. Where both agree, the name adds its town; where they name different
states, both are asked. Near a border either county may be meant, and is offered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hotline.domain import Evidence, Place
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.points.boundaries import Boundaries
from hotline.geo.points.location_codes import plus_code
from hotline.geo.points.pins import Pin
from hotline.geo.types import Candidate, Location, Question

SURE, GUESSED = 0.97, 0.7
SOURCE = "county boundaries"
MOST_OPTIONS = 5
LONGEST_NAME = 60
_MOVED = re.compile(
    r"(?i)\b(?:moved|moving|took|taken|taking|left|went|gone|drove|driving|brought|transferred|"
    r"now|ahora|ya|movieron|mudaron|llevaron|llev[oó]|fueron|trajeron|cambiaron)\b"
)


def pinned(gazetteer: Gazetteer, text: str, location: Location, pins: Sequence[Pin]) -> Location:
    """``location``, as the words tell it, with the ``pins`` of ``text``."""
    points = [(pin, point) for pin in pins if (point := _point(gazetteer, location, pin))]
    if not points:
        unread = any(pin.opaque or pin.short for pin in pins)
        lacking = location.best is None or not location.best.fips
        return replace(location, link=unread and lacking)
    boundaries = Boundaries.load()
    spots = [(pin, point, boundaries.at(*point, pin.meters)) for pin, point in points]
    fips = list(dict.fromkeys(code for _, _, spot in spots for code in spot.counties))
    known = [code for code in fips if gazetteer.county(code)]
    if not known:
        return _outside(text, location, points[0][0])
    pin, point, spot = next(found for found in spots if found[2].counties)
    guess = pin.guess or not spot.inside
    places = [_place(gazetteer, code, point, GUESSED if guess else SURE) for code in known]
    signs = tuple(_sign(text, pin) for pin, _ in points)
    mentioned = [
        *(c.place for c in location.candidates),
        *([location.best] if location.best else []),
    ]
    places = [_with_town(gazetteer, place, mentioned) for place in places]
    other = _contradicts(location, places) or _moved_on(gazetteer, text, location, places)
    if len(places) == 1 and other is None:
        best = _with_street(places[0], location)
        shown = (Candidate(best, (*signs, *_evidence(location))),)
        return Location(best, shown, None, location.mentions, doubt=guess)
    options = (*places, *([other] if other else []))[:MOST_OPTIONS]
    states = {place.state for place in options}
    alone = Place(state=places[0].state, confidence=GUESSED) if len(states) == 1 else None
    name = text[pin.start : pin.end][:LONGEST_NAME]
    candidates = tuple(Candidate(place, signs) for place in options)
    return Location(alone, candidates, Question(name, "county", options), location.mentions)


def _point(gazetteer: Gazetteer, location: Location, pin: Pin) -> tuple[float, float] | None:
    """A pin's point; a short plus code's by the town that the words tell."""
    if not pin.short or location.best is None:
        return pin.point
    near = gazetteer.spot(location.best)
    return plus_code(pin.short, near) if near else None


def _outside(text: str, location: Location, pin: Pin) -> Location:
    """The pins lie at sea or abroad: what the words tell is asked for before it counts."""
    if location.best is not None or (location.question and location.question.options):
        return replace(location, doubt=True)
    return Location(None, (), Question("", "open", ()), location.mentions, abroad=_said(text, pin))


def _said(text: str, pin: Pin) -> str:
    return text[pin.start : pin.end][:LONGEST_NAME]


def _place(gazetteer: Gazetteer, fips: str, point: tuple[float, float], confidence: float) -> Place:
    county = gazetteer.counties[fips]
    place = gazetteer.place_of_county(county, confidence)
    return replace(place, street=f"{point[0]:.5f}, {point[1]:.5f}")


def _with_town(gazetteer: Gazetteer, place: Place, mentioned: Sequence[Place]) -> Place:
    """A county with the town and ZIP code that the words tell, where they lie in it."""
    for other in mentioned:
        if other.state != place.state or not other.city:
            continue
        city = gazetteer.city(other.city, other.state or "")
        inside = other.fips == place.fips or (city is not None and place.fips in city.fips)
        if inside:
            own = other.zip if other.fips == place.fips else None
            return replace(place, city=other.city, zip=own)
    return place


def _contradicts(location: Location, places: Sequence[Place]) -> Place | None:
    """The place of the words, when it is sure and lies in none of the states of the points."""
    best = location.best
    if best is None or location.doubt or best.state in {place.state for place in places}:
        return None
    return best


def _moved_on(
    gazetteer: Gazetteer, text: str, location: Location, places: Sequence[Place]
) -> Place | None:
    """The place in words outside the points' counties, where the text says that someone moved."""
    best = location.best
    if best is None or not best.fips or not _MOVED.search(text):
        return None
    town = gazetteer.city(best.city, best.state or "") if best.city else None
    counties = {best.fips, *(town.fips if town else ())}
    return None if counties & {place.fips for place in places} else best


def _with_street(place: Place, location: Location) -> Place:
    """A named street says more to whoever goes there than numbers alone."""
    streets = [c.place.street for c in location.candidates if c.place.street]
    street = location.best.street if location.best and location.best.street else None
    street = street or (streets[0] if streets else None)
    return replace(place, street=f"{street} ({place.street})") if street else place


def _evidence(location: Location) -> tuple[Evidence, ...]:
    return location.candidates[0].evidence if location.candidates else ()


def _sign(text: str, pin: Pin) -> Evidence:
    said = text[pin.start : pin.end]
    return Evidence(said, "coordinates or map link", SOURCE, SURE, pin.start, pin.end)
