"""The gazetteer: every US state, county, city and ZIP code with where it is and when it is there.

Read once from the committed data file (``tools.gazetteer.build`` says where it comes from).
Everything is looked up by folded names, so that case, accents, punctuation and "Saint" for "St."
do not matter.
"""

from __future__ import annotations

import gzip
import json
import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from hotline.domain import Place
from hotline.geo.text.scripts import Scripts
from hotline.geo.text.spelling import Spelling


@dataclass(frozen=True, slots=True)
class State:
    """A state, D.C. or territory."""

    code: str
    name: str
    fips: str


@dataclass(frozen=True, slots=True)
class County:
    """A county or its equivalent; ``kind`` is "County", "Parish", "city" …, maybe empty."""

    fips: str
    name: str
    kind: str
    state: str
    zone: str
    lat: float
    lon: float
    population: int
    largest: int = 0
    """People of its largest town."""

    @property
    def full_name(self) -> str:
        """As it is written: "Webb County", "Baltimore city"."""
        return f"{self.name} {self.kind}".strip()


@dataclass(frozen=True, slots=True)
class City:
    """A populated place; ``fips`` its counties, the main one first, with ``share`` of it."""

    name: str
    state: str
    fips: tuple[str, ...]
    population: int
    lat: float
    lon: float
    share: float


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP code with its city and the county of its center."""

    code: str
    city: City | None
    fips: str
    lat: float
    lon: float


DATA = Path(__file__).parent / "data" / "gazetteer.json.gz"
ZIP_DIGITS = 5
APOSTROPHES = frozenset("'’ʻʼ`")


def fold(name: str) -> str:
    """A name for comparing: lower case, no accents, no punctuation, "st" for "saint".

    Nothing is remembered between calls: these may be a reporter's own words.
    """
    if name.isascii() and name.isalnum():
        word = name.lower()
        return "st" if word == "saint" else word
    text = unicodedata.normalize("NFKD", name.casefold())
    kept = (c for c in text if c not in APOSTROPHES and not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in kept).split()
    return " ".join("st" if word == "saint" else word for word in words)


class Named(Mapping[str, Sequence[City]]):
    """Cities by folded name; each is read from its line when its name is first asked for."""

    def __init__(self, names: Sequence[str], read: Callable[[int], City]) -> None:
        """``names``: the folded name of each line, in order; ``read`` makes a line's city."""
        self._lines: dict[str, int | list[int]] = {}
        for number, name in enumerate(names):
            self.add(name, number)
        self._read = read
        self._known: dict[str, tuple[City, ...]] = {}
        self._more: dict[str, list[City]] = {}

    def add(self, name: str, number: int) -> None:
        """Another name of line ``number``."""
        known = self._lines.get(name)
        if known is None:
            self._lines[name] = number
        elif isinstance(known, int):
            self._lines[name] = [known, number]
        else:
            known.append(number)

    def add_city(self, name: str, city: City) -> None:
        """A place without a line of its own."""
        self._more.setdefault(name, []).append(city)
        self._lines.setdefault(name, [])

    def __getitem__(self, name: str) -> tuple[City, ...]:
        known = self._known.get(name)
        if known is None:
            lines = self._lines[name]
            numbers = [lines] if isinstance(lines, int) else lines
            known = self._one_a_state([*map(self._read, numbers)], self._more.get(name, []))
            self._known[name] = known
        return known

    @staticmethod
    def _one_a_state(towns: Sequence[City], more: Sequence[City]) -> tuple[City, ...]:
        """A landmark gives way to a larger town of its name in its state, or the town to it."""
        if not more:
            return tuple(towns)
        weight = {place.state: place.population for place in more}
        kept = [town for town in towns if town.population > weight.get(town.state, -1)]
        taken = {town.state for town in kept}
        return (*kept, *(place for place in more if place.state not in taken))

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class Gazetteer:
    """All places, by code and by name. Immutable once made; share one."""

    def __init__(self, content: dict[str, Any]) -> None:
        """``content``: the parsed data file."""
        self.states = {str(row[0]): State(*row) for row in content["states"]}
        self.counties = {str(row[0]): County(*row) for row in content["counties"]}
        words: dict[str, Any] = content["words"]
        self.common_words: dict[str, float] = dict(words["common"])
        """Names that are also ordinary words, such as Mobile or Nice, and how much so each is."""
        self.spanish_words: dict[str, float] = dict(words["spanish"])
        """The same of Spanish, such as Mesa or Ella; they count in Spanish texts only."""
        self.spelling = Spelling(dict(words["spelled"]), frozenset(words["meant"]))
        self.given_names = frozenset(words["given"])
        """People's first names, some of which are towns too, such as Florence or Austin."""
        self.countries = frozenset(words["countries"])
        """Other countries: Mexico is seldom the town in Missouri."""
        self.world_cities = frozenset(words["world_cities"])
        """Great cities of other countries."""
        self.regions: dict[str, tuple[str, ...]] = {
            name: tuple(states) for name, states in content["regions"].items()
        }
        """States by the name of a region: the Inland Empire, Delmarva."""
        self.heard: dict[str, str] = dict(content["heard"])
        """Right names by how they are spelled by ear: jiuston is houston."""
        self.scripts = Scripts(content["abroad"])
        """Names in other scripts."""
        places = [row[0] for row in content["landmarks"]] + list(self.regions)
        self.no_towns = frozenset(places) | frozenset(name.replace(" ", "") for name in places)
        """Names of regions, bases, reservations, airports, quarters …, as words and joined."""
        self.counties_named: dict[str, list[County]] = defaultdict(list)
        self._counties_of: dict[str, list[County]] = defaultdict(list)
        for county in self.counties.values():
            self.counties_named[fold(county.name)].append(county)
            self._counties_of[county.state].append(county)
        self._zips: list[str] = content["zips"].split("\n")
        self._lines: list[str] = content["cities"].split("\n")
        self._read: dict[int, City] = {}
        self.cities_named = Named(content["names"].split("\n"), self._city)
        for name, number in content["other_names"]:
            self.cities_named.add(name, number)
        self._landmarks: list[tuple[str, City]] = []
        for name, shown, state, fips, people, lat, lon in content["landmarks"]:
            place = City(
                shown, state, tuple(fips), people, lat, lon, 1.0 if len(fips) == 1 else 0.5
            )
            self.cities_named.add_city(name, place)
            self._landmarks.append((name, place))

    @cached_property
    def cities(self) -> tuple[City, ...]:
        """Every city. Making them all takes a while: look up by name where that will do."""
        return tuple(map(self._city, range(len(self._lines))))

    def _city(self, number: int) -> City:
        city = self._read.get(number)
        if city is None:
            name, state, fips, people, lat, lon, share = self._lines[number].split("\t")
            city = City(
                name, state, tuple(fips.split()), int(people), float(lat), float(lon), float(share)
            )
            self._read[number] = city
        return city

    @classmethod
    @cache
    def load(cls) -> Gazetteer:
        """The committed gazetteer, read once a process."""
        return cls(json.loads(gzip.decompress(DATA.read_bytes())))

    # By code -------------------------------------------------------------------------------------

    def county(self, fips: str | None) -> County | None:
        """The county with this five-digit FIPS code."""
        return self.counties.get(fips or "")

    def counties_of(self, state: str) -> list[County]:
        """All counties of a state, by FIPS."""
        return self._counties_of.get(state, [])

    def zip(self, code: str) -> Zip | None:
        """The five-digit ZIP code."""
        place = bisect_left(self._zips, code)
        if len(code) != ZIP_DIGITS or place >= len(self._zips):
            return None
        found, city, fips, lat, lon = self._zips[place].split("\t")
        if found != code:
            return None
        number = int(city)
        return Zip(code, self._city(number) if number >= 0 else None, fips, float(lat), float(lon))

    # By name -------------------------------------------------------------------------------------

    def city(self, name: str, state: str) -> City | None:
        """The largest city of this name in a state."""
        found = [city for city in self.cities_named.get(fold(name), ()) if city.state == state]
        return max(found, key=lambda city: city.population, default=None)

    def county_named(self, name: str, state: str) -> County | None:
        """The county of this name (without "County") in a state; a county before a city."""
        found = [
            county for county in self.counties_named.get(fold(name), ()) if county.state == state
        ]
        return min(found, key=lambda county: county.kind == "city", default=None)

    def towns_of(self, state: str, least: int) -> list[tuple[str, City]]:
        """Towns of a state with at least ``least`` people, and landmarks, by folded name."""
        towns = []
        for number, line in enumerate(self._lines):
            cells = line.split("\t", 4)
            if cells[1] == state and int(cells[3]) >= least:
                towns.append((fold(cells[0]), self._city(number)))
        return towns + [(name, place) for name, place in self._landmarks if place.state == state]

    def towns_in(self, counties: frozenset[str]) -> list[str]:
        """Names of the towns in any of these counties (FIPS), by their people, most first."""
        found: dict[str, int] = {}
        for line in self._lines:
            name, _, fips, people, _ = line.split("\t", 4)
            if not counties.isdisjoint(fips.split()):
                found[name] = max(found.get(name, 0), int(people))
        return sorted(found, key=lambda name: (-found[name], name))

    # Where and when ------------------------------------------------------------------------------

    def time_zone(self, place: Place | None) -> str | None:
        """The IANA zone of a place, as far as it is known."""
        if place is None:
            return None
        county = self.county(place.fips)
        if county is not None:
            return county.zone
        zones = [county.zone for county in self.counties_of(place.state or "")]
        return max(sorted(set(zones)), key=zones.count) if zones else None

    def spot(self, place: Place) -> tuple[float, float] | None:
        """Latitude and longitude of a place: of its ZIP, else its city, else its county."""
        code = self.zip(place.zip) if place.zip else None
        if code is not None:
            return code.lat, code.lon
        city = self.city(place.city, place.state) if place.city and place.state else None
        if city is not None:
            return city.lat, city.lon
        county = self.county(place.fips)
        return (county.lat, county.lon) if county else None

    def label(self, place: Place) -> str:
        """A place as it is said: "Laredo, Texas", "Webb County, Texas", "Texas"."""
        state = self.states.get(place.state or "")
        county = self.county(place.fips)
        named = place.city or (county.full_name if county else "")
        parts = [part for part in (named, state.name if state else "") if part]
        if place.state == "DC" and named:
            parts = ["Washington, D.C."]
        return ", ".join(parts) or (place.zip or "")

    def search(self, words: str, limit: int = 10) -> Iterator[Place]:
        """Places whose name begins with ``words``, the largest first; a ZIP code is found too."""
        code = self.zip(words.strip())
        if code is not None:
            yield self.place_of_zip(code)
            return
        prefix = fold(words)
        if len(prefix) < 2:
            return
        found = [
            city
            for name in self.cities_named
            if name.startswith(prefix)
            for city in self.cities_named[name]
        ]
        unique = {(city.name, city.state): city for city in found}
        ranked = sorted(unique.values(), key=lambda city: (-city.population, city.name, city.state))
        for city in ranked[:limit]:
            yield self.place_of_city(city, 1.0)

    # As a place ----------------------------------------------------------------------------------

    def place_of_city(self, city: City, confidence: float) -> Place:
        """A city as a place; its county too, where nearly all of the city lies in one."""
        fips = city.fips[0] if city.fips and city.share >= MAIN_COUNTY_SHARE else None
        county = self.county(fips)
        return Place(
            state=city.state,
            county=county.name if county else None,
            fips=fips,
            city=city.name,
            confidence=confidence,
        )

    def place_of_county(self, county: County, confidence: float) -> Place:
        """A county as a place."""
        return Place(county.state, county.name, county.fips, confidence=confidence)

    def place_of_zip(self, code: Zip, confidence: float = 0.97) -> Place:
        """A ZIP code as a place."""
        county = self.counties[code.fips]
        city = code.city.name if code.city else None
        return Place(county.state, county.name, code.fips, city, code.code, confidence=confidence)


MAIN_COUNTY_SHARE = 0.6
"""From this share on a city's main county is taken as the county of an incident in the city."""


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance, near enough over a few hundred kilometers."""
    width = (a[1] - b[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 111.2 * math.hypot(a[0] - b[0], width)
