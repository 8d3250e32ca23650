"""What the gazetteer knows in addition to its sources' own names, from the tables in ``sources``.

``landmarks.tsv`` (bases, reservations, airports, islands …) and ``quarters.tsv`` are places that
people name instead of a town, ``regions.tsv`` those that lie in a state or several, ``heard.tsv``
spellings by ear. ``states_abroad.tsv`` and ``cities_abroad.tsv`` are names in Han, Hangul,
Cyrillic, Arabic and Devanagari letters; GeoNames' own (CC BY 4.0) are added for larger cities.
The tables were written for this project from general knowledge and are meant to be added to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from hotline.geo.gazetteer import MAIN_COUNTY_SHARE, fold
from hotline.geo.text.scripts import RUNS, SCRIPTS, form_of
from tools.gazetteer.words import populated_places

SOURCES = Path(__file__).parent / "sources"
QUARTER_WEIGHT = 120_000
ABROAD_PEOPLE = 60_000
"""From this size on a city's names in other scripts are taken from GeoNames."""
LEAST_LETTERS = {"han": 3, "hangul": 3, "cyrillic": 6, "arabic": 5, "devanagari": 5}
"""Shorter ones may be words too (Yuma is "a day" in Arabic): those that count are in a table."""
TERRITORIES = frozenset({"US", "PR", "GU"})


def table(name: str) -> Iterator[list[str]]:
    """The rows of a table without its comments."""
    for line in (SOURCES / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def several(cell: str) -> list[str]:
    """The names in a cell."""
    return [name.strip() for name in cell.split(";") if name.strip()]


def landmarks(cities: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """``[folded name, shown name, state, [fips], weight, lat, lon]``, in order."""
    spots = {(row[1], fold(row[0])): row for row in cities}
    rows: list[list[Any]] = []
    for _, names, state, fips, city, weight in table("landmarks.tsv"):
        named = spots.get((state, fold(city)))
        rows += (
            [fold(name), city or name, state, several(fips), int(weight), *_spot(named)]
            for name in several(names)
        )
    for city, state, names in table("quarters.tsv"):
        named = spots[state, fold(city)]
        rows += (
            [fold(name), named[0], state, _main(named), QUARTER_WEIGHT, *_spot(named)]
            for name in several(names)
        )
    return sorted({(row[0], *row[1:3], *row[3]): row for row in rows}.values())


def _main(row: Sequence[Any]) -> list[str]:
    """The counties of a city; the main one alone where nearly all of the city lies in it."""
    return list(row[2][:1] if row[6] >= MAIN_COUNTY_SHARE else row[2])


def _spot(row: Sequence[Any] | None) -> tuple[float, float]:
    return (row[4], row[5]) if row else (0.0, 0.0)


def regions(states: Set[str]) -> dict[str, list[str]]:
    """States by the folded name of a region, save where one of ``states`` is said in it anyway."""
    return {
        fold(name): codes.split(",")
        for names, codes in table("regions.tsv")
        for name in several(names)
        if not any(state in fold(name) for state in states)
    }


def heard(known: Set[str]) -> dict[str, str]:
    """Right folded names by how they are spelled, save where that is a place's own name."""
    return {
        fold(spelling): right
        for right, spellings in table("heard.tsv")
        for spelling in several(spellings)
        if fold(spelling) not in known
    }


def abroad(states: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By script: folded English names by the form that is looked up. ``states``: names by code."""
    forms: dict[str, dict[str, str]] = {script: {} for script in SCRIPTS}
    for name, right in _geonames_abroad():
        _add(forms, name, right, keep=True)
    for right, names in table("cities_abroad.tsv"):
        for name in several(names):
            _add(forms, name, right)
    for code, *cells in table("states_abroad.tsv"):
        for name in (name for cell in cells for name in several(cell)):
            _add(forms, name, fold(states[code]))
    return {script: dict(sorted(found.items())) for script, found in forms.items()}


def _add(forms: Mapping[str, dict[str, str]], name: str, right: str, *, keep: bool = False) -> None:
    script = script_of(name)
    form = form_of(name, script) if script else ""
    if script and form and not (keep and form in forms[script]):
        forms[script][form] = right


def _geonames_abroad() -> Iterable[tuple[str, str]]:
    places = [p for p in populated_places() if p["countrycode"] in TERRITORIES]
    for place in sorted(places, key=lambda p: (-p["population"], p["name"])):
        if place["population"] < ABROAD_PEOPLE:
            return
        for name in sorted(place["alternatenames"]):
            script = script_of(name)
            plain = all(unicodedata.category(c)[0] in "LM" or c in " -·" for c in name)
            if script and plain and len(name) >= LEAST_LETTERS[script]:
                yield name, fold(place["name"].removesuffix(" (balance)"))


def other_names(cities: Sequence[Sequence[Any]]) -> Iterator[tuple[str, int]]:
    """Shorter folded names that a city goes by too, with its number: Oklahoma for Oklahoma City."""
    for number, row in enumerate(cities):
        name = fold(row[0])
        short = name.removesuffix(" city")
        if short not in {name, "jersey"} and row[3] > 100_000:
            yield short, number
        if row[1] == "GU" and name.endswith(" village"):
            yield name.removesuffix(" village"), number


def lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as lines of cells parted by tabs, which are read only when one is asked for."""
    return "\n".join(
        "\t".join(" ".join(cell) if isinstance(cell, list) else str(cell) for cell in row)
        for row in rows
    )


def script_of(name: str) -> str | None:
    """The script that a name's first letter belongs to, if it is one that is read."""
    first = next((c for c in name if c.isalpha()), "")
    return next((script for script, run in RUNS.items() if run.match(first)), None)
