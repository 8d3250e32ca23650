"""The gazetteer: every US state, county, city and ZIP code with where it is and when it is there.

Read once from the committed data file (``build`` says where it comes from). Everything is looked
up by folded names, so that case, accents, punctuation and "Saint" for "St." do not matter.
"""

from __future__ import annotations

import gzip
import json
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hotline.geo.spelling import Spelling
from hotline.words import Place


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
    """A ZIP code with its city and the county of its centre."""

    code: str
    city: City | None
    fips: str
    lat: float
    lon: float


DATA = Path(__file__).parent / "data" / "gazetteer.json.gz"
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


class Gazetteer:
    """All places, by code and by name. Immutable once made; share one."""

    def __init__(self, content: dict[str, list[list[object]]]) -> None:
        """``content``: the parsed data file."""
        self.states = {str(row[0]): State(*row) for row in content["states"]}  # type: ignore[arg-type]
        self.counties = {str(row[0]): County(*row) for row in content["counties"]}  # type: ignore[arg-type]
        words: dict[str, Any] = content["words"]  # type: ignore[assignment]
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
        self.cities: list[City] = []
        self.cities_named: dict[str, list[City]] = defaultdict(list)
        self.counties_named: dict[str, list[County]] = defaultdict(list)
        self._zips: dict[str, list[object]] = {str(row[0]): row for row in content["zips"]}
        self._counties_of: dict[str, list[County]] = defaultdict(list)
        for county in self.counties.values():
            self.counties_named[fold(county.name)].append(county)
            self._counties_of[county.state].append(county)
        for row in content["cities"]:
            self._add_city(row)

    def _add_city(self, row: list[object]) -> None:
        name, state, fips, population, lat, lon, share = row
        city = City(name, state, tuple(fips), population, lat, lon, share)  # type: ignore[arg-type]
        self.cities.append(city)
        folded = fold(city.name)
        self.cities_named[folded].append(city)
        short = folded.removesuffix(" city")
        if short not in {folded, "jersey"} and city.population > 100_000:
            self.cities_named[short].append(city)
        if city.state == "GU" and folded.endswith(" village"):
            self.cities_named[folded.removesuffix(" village")].append(city)

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
        row = self._zips.get(code)
        if row is None:
            return None
        number = int(str(row[1]))
        city = self.cities[number] if number >= 0 else None
        return Zip(code, city, str(row[2]), float(str(row[3])), float(str(row[4])))

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
            for name, cities in self.cities_named.items()
            if name.startswith(prefix)
            for city in cities
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


MAIN_COUNTY_SHARE = 0.7
"""From this share on a city's main county is taken as the county of an incident in the city."""


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance, near enough over a few hundred kilometres."""
    width = (a[1] - b[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 111.2 * math.hypot(a[0] - b[0], width)
