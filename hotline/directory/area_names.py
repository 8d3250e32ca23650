"""Service areas as people write them: "Webb County, Texas", "City of Laredo", "78040, 78041".

A five-digit number is a ZIP code unless its type says that it is a county's: 1,893 are both, and
each means another place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hotline.geo import Gazetteer
from hotline.geo.gazetteer import fold

NATION = frozenset(
    {
        "nation",
        "nationwide",
        "national",
        "united states",
        "united states of america",
        "usa",
        "us",
        "u s",
    }
)
_STATE_OF = re.compile(r"^(?:state of|statewide(?: in)?|all of|entire state of)\s+", re.IGNORECASE)
_STATE_END = re.compile(r"\s*\(?\b(?:statewide|state)\b\)?$", re.IGNORECASE)
_CITY_OF = re.compile(r"^(?:city|town|village|township|municipality) of\s+", re.IGNORECASE)
_COUNTY_OF = re.compile(r"^(?:county|parish) of\s+", re.IGNORECASE)
_COUNTY = re.compile(r"\b(?:county|counties|parish|borough|census area|municipio)\b", re.IGNORECASE)
_ZIP = re.compile(r"(?:zip(?: code)?s?:?\s*)?(\d{5})(?:-\d{4})?", re.IGNORECASE)
ZIP_TYPES = ("zip", "postal", "postcode", "post code")
COUNTY_TYPES = ("fips", "county", "geoid")


@dataclass(frozen=True)
class Place:
    """A service area as lines of ours; none when it is not understood. ``changed`` says how."""

    lines: tuple[str, ...] = ()
    changed: str = ""


def read(given: Mapping[str, Any], home: str = "") -> Place:
    """The places of a service area; ``home``: the two letters of the state of its address."""
    kind = str(given.get("extent_type") or "").lower()
    for name in ("extent", "name", "service_area", "description"):
        said = " ".join(str(given.get(name) or "").split())
        if not said or said.startswith(("{", "[", "<")):
            continue
        place = understood(said, kind, home)
        if place.lines:
            return place
    return Place()


def understood(said: str, kind: str = "", home: str = "") -> Place:
    """``said`` as one place, else as a list of which every part is a place."""
    line = _one(said, kind, home)
    if line:
        return line
    for parts in (re.split(r"\s*[;|\n]\s*", said), re.split(r"\s*(?:,|\band\b|&)\s*", said)):
        named = [part for part in parts if part]
        found = [_one(part, kind, home) for part in named]
        if len(named) > 1 and all(found):
            lines = dict.fromkeys(line for place in found if place for line in place.lines)
            return Place(tuple(lines), f"a list of {len(lines)} places")
    return Place()


def _one(said: str, kind: str, home: str) -> Place | None:
    plain = " ".join(fold(said).split())
    if plain in NATION:
        return Place(("nation",))
    state = state_code(_STATE_END.sub("", _STATE_OF.sub("", said)))
    if state:
        return Place((f"state {state}",))
    if _ZIP.fullmatch(said.strip()):
        return _digits(_ZIP.fullmatch(said.strip()).group(1), kind)  # type: ignore[union-attr]
    return _named(said, home)


def _digits(code: str, kind: str) -> Place | None:
    places = Gazetteer.load()
    county, zip_code = places.county(code), places.zip(code)
    wants_county = any(word in kind for word in COUNTY_TYPES)
    if county is not None and (wants_county or zip_code is None):
        if any(word in kind for word in ZIP_TYPES):
            return None
        return Place((f"county {county.fips} {county.name}, {county.state}",))
    if zip_code is None:
        return None
    both = county is not None and not any(word in kind for word in ZIP_TYPES)
    changed = (
        f"taken for a ZIP code, not for the county {county.name}, {county.state}"
        if both and county
        else ""
    )
    return Place((f"zip {code}",), changed)


def _named(said: str, home: str) -> Place | None:
    name, state, supplied = _parted(said, home)
    if not state:
        return None
    changed = f"in {state}, by its address" if supplied else ""
    places = Gazetteer.load()
    if _COUNTY.search(name) or _COUNTY_OF.match(name):
        county = _counties(state).get(_county_key(name))
        if county is not None:
            return Place((f"county {county.fips} {county.name}, {county.state}",), changed)
        return None
    city = places.city(_CITY_OF.sub("", name).strip(), state)
    return Place((f"city {city.name}, {city.state}",), changed) if city else None


def _parted(said: str, home: str) -> tuple[str, str, bool]:
    """Name, state, and whether the state was not said but is the address's."""
    said = re.sub(r",?\s*(?:USA|U\.S\.A?\.?|United States)$", "", said).strip()
    name, comma, rest = said.rpartition(",")
    if comma and state_code(rest):
        return name.strip(), state_code(rest), False
    words = said.split()
    for count in (1, 2, 3):
        tail = " ".join(words[-count:])
        clear = count > 1 or len(tail) > 2 or tail.isupper() or _COUNTY.search(said)
        is_state = state_code(tail) if clear else ""
        if len(words) > count and is_state:
            return " ".join(words[:-count]), is_state, False
    return said, home, True


def state_code(said: str) -> str:
    """The two letters of a state that is named; empty when none is."""
    return _states().get(fold(said.strip().strip(".")), "")


@cache
def _states() -> dict[str, str]:
    states = Gazetteer.load().states.values()
    named = {fold(state.name): state.code for state in states}
    return named | {state.code.lower(): state.code for state in states}


@cache
def _counties(state: str) -> dict[str, Any]:
    return {_county_key(county.full_name): county for county in Gazetteer.load().counties_of(state)}


def _county_key(name: str) -> str:
    plain = _COUNTY.sub(" ", _COUNTY_OF.sub("", name))
    words = re.sub(r"[^\w\s]", " ", fold(plain)).split()
    return " ".join(
        {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}.get(w, w) for w in words
    )
