"""Word lists that a coordinator can edit: chains of motels, nicknames of cities, team names.

They are the tables in ``hotline/geo/data/lists``: ``#`` begins a comment, tabs separate columns,
and the first lines of each table say what belongs in it. ``hotline check`` checks all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hotline.config_files import Problem
from hotline.geo.gazetteer import City, County, Gazetteer, fold

FOLDER = Path(__file__).parent / "data" / "lists"
AREAS, LANDS = "areas.tsv", "lands.tsv"
SEVERAL_LINES = frozenset({AREAS, LANDS})
"""The tables in which a name has several lines."""
COUNTY = " County"
"""How a place in it ends that is a county."""
LAND_KINDS = frozenset({"tribal", "army", "navy", "air", "base"})
"""What a land can be: tribal, or whose base it is (``base``: another's, or several forces')."""
COLUMNS = {
    AREAS: ("name", "place", "state"),
    "asked_names.tsv": ("name",),
    "businesses.tsv": ("name",),
    "chains.tsv": ("name",),
    "interstates.tsv": ("number", "states"),
    "known_cities.tsv": ("city", "state"),
    LANDS: ("name", "land", "state"),
    "nicknames.tsv": ("name", "city", "state"),
    "state_abbreviations.tsv": ("name", "state"),
    "state_names.tsv": ("name", "state"),
    "storm_names.tsv": ("name",),
    "teams.tsv": ("name",),
    "vehicles.tsv": ("name",),
}
"""The columns of each table; a ``name`` is folded (:func:`hotline.geo.gazetteer.fold`)."""
Row = tuple[str, ...]


class WordListError(ValueError):
    """A word list cannot be read; the message says where and how to fix it."""


@dataclass(frozen=True)
class WordLists:
    """All lists. Names are folded; states are postal codes."""

    areas: Mapping[str, Sequence[tuple[str, str]]]
    """Names of areas, each with the cities or counties in it and their states."""
    asked_names: frozenset[str]
    """Names that are always asked about, whatever the size of their largest city."""
    businesses: frozenset[str]
    """Kinds of business, and chains of one word, behind which a town may be named."""
    chains: frozenset[str]
    """Chains whose names have several words, in which no place is read."""
    interstates: Mapping[str, frozenset[str]]
    """Number of a highway to the states it runs through."""
    known_cities: frozenset[tuple[str, str]]
    """City and state: cities that people mean by the name alone."""
    lands: Mapping[str, Sequence[tuple[str, str]]]
    """Names of tribal lands and bases, each with what it is and its states (``land.Land``)."""
    nicknames: Mapping[str, tuple[str, str]]
    """Nickname to city and state."""
    state_abbreviations: Mapping[str, str]
    state_names: Mapping[str, str]
    storm_names: frozenset[str]
    teams: frozenset[str]
    vehicles: frozenset[str]


@cache
def load() -> WordLists:
    """The lists in the data folder, read once. Raises :class:`WordListError`."""
    return read(FOLDER)


def read(folder: Path) -> WordLists:
    """The lists in ``folder``. Raises :class:`WordListError` with every line that is wrong."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for table in COLUMNS:
        rows[table] = [row for _, row in _rows(folder, table, problems)]
    if problems:
        raise WordListError("\n".join(map(str, problems)))

    def names(table: str) -> frozenset[str]:
        return frozenset(row[0] for row in rows[table])

    areas: dict[str, list[tuple[str, str]]] = {}
    for name, place, state in rows[AREAS]:
        areas.setdefault(name, []).append((place, state))
    lands: dict[str, list[tuple[str, str]]] = {}
    for name, land, state in rows[LANDS]:
        lands.setdefault(name, []).append((land, state))
    return WordLists(
        areas=areas,
        asked_names=names("asked_names.tsv"),
        businesses=names("businesses.tsv"),
        chains=names("chains.tsv"),
        interstates={row[0]: frozenset(row[1].split()) for row in rows["interstates.tsv"]},
        known_cities=frozenset((city, state) for city, state in rows["known_cities.tsv"]),
        lands=lands,
        nicknames={name: (city, state) for name, city, state in rows["nicknames.tsv"]},
        state_abbreviations={row[0]: row[1] for row in rows["state_abbreviations.tsv"]},
        state_names={row[0]: row[1] for row in rows["state_names.tsv"]},
        storm_names=names("storm_names.tsv"),
        teams=names("teams.tsv"),
        vehicles=names("vehicles.tsv"),
    )


def check(gazetteer: Gazetteer, folder: Path = FOLDER) -> list[Problem]:
    """Everything that is wrong in the lists, including cities and states that do not exist."""
    problems: list[Problem] = []
    for table, columns in COLUMNS.items():
        for line, row in _rows(folder, table, problems):
            cells = dict(zip(columns, row, strict=True))
            state, city = cells.get("state"), cells.get("city")
            for code in cells.get("states", "").split():
                if code not in gazetteer.states:
                    fix = 'use postal codes with blanks between, such as "TX OK".'
                    problems.append(_problem(table, line, f"there is no state {code!r}.", fix))
            place, land = cells.get("place", ""), cells.get("land")
            if state is not None and state not in gazetteer.states:
                fix = 'use its postal code, such as "TX".'
                problems.append(_problem(table, line, f"there is no state {state!r}.", fix))
            elif land is not None and land not in LAND_KINDS:
                fix = f"write one of {', '.join(sorted(LAND_KINDS))}."
                problems.append(_problem(table, line, f"there is no land {land!r}.", fix))
            elif place and area_place(gazetteer, place, state or "") is None:
                fix = f'write a city as it is on the map, or a county as "Webb{COUNTY}".'
                problems.append(_problem(table, line, f"there is no {place!r} in {state}.", fix))
            elif city is not None and gazetteer.city(city, state or "") is None:
                fix = "write the city as it is on the map, with its state."
                what = f"the gazetteer has no city {city!r} in {state}."
                problems.append(_problem(table, line, what, fix))
    return sorted(problems)


def area_place(gazetteer: Gazetteer, name: str, state: str) -> City | County | None:
    """The city or county that a line of the areas names."""
    if name.endswith(COUNTY):
        return gazetteer.county_named(name.removesuffix(COUNTY), state)
    return gazetteer.city(name, state)


def _rows(folder: Path, table: str, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    """The well-formed rows of a table with their line numbers; the others become ``problems``."""
    columns = COLUMNS[table]
    try:
        lines = (folder / table).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fix = "restore it from the release, as UTF-8 text."
        problems.append(_problem(table, 1, f"the list cannot be read ({error}).", fix))
        return
    seen: dict[Row, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        row = tuple(cell.strip() for cell in line.split("\t"))
        key = row[:1] if columns[0] == "name" and table not in SEVERAL_LINES else row
        if len(row) != len(columns) or not all(row):
            fix = f"write {', '.join(columns)}, with a tab between."
            problems.append(_problem(table, number, f"{line!r} does not have its columns.", fix))
        elif columns[0] == "name" and row[0] != fold(row[0]):
            fix = f"write {fold(row[0])!r}: in lower case, without accents and punctuation."
            problems.append(_problem(table, number, f"{row[0]!r} would never be found.", fix))
        elif key in seen:
            fix = f"remove it; it is already on line {seen[key]}."
            problems.append(_problem(table, number, f"{row[0]!r} is listed twice.", fix))
        else:
            seen[key] = number
            yield number, row


def _problem(table: str, line: int, what: str, fix: str) -> Problem:
    return Problem(f"hotline/geo/data/lists/{table}", line, what, fix)
