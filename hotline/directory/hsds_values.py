"""Single values of HSDS as the directory writes them: ids, days and times, the state of an area."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from hotline.directory.entries import Data
from hotline.directory.hsds_export import DAYS
from hotline.directory.hsds_terms import values_of
from hotline.domain import Place
from hotline.geo import Gazetteer


def short(given: Any) -> str:
    """A given value on one line, cut where it is long."""
    said = " ".join(str("" if given is None else given).split())
    return said if len(said) <= 48 else f"{said[:47]}…"


def schedule_words(schedule: Mapping[str, Any]) -> str:
    """A schedule as it is reported back: days and times, or its words."""
    days = schedule.get("byday") or schedule.get("freq") or ""
    times = " - ".join(str(schedule[k]) for k in ("opens_at", "closes_at") if schedule.get(k))
    return f"{days} {times}".strip() if times else str(schedule.get("description") or days)


def first_of(said: Mapping[str, list[str]], names: Iterable[str]) -> dict[str, str]:
    """The first value of each of our attributes that is given."""
    return {name: said[name][0] for name in names if said.get(name)}


def one_of(said: Mapping[str, list[str]], name: str, otherwise: str | None) -> str | None:
    """The first value of one of our attributes."""
    return said[name][0] if said.get(name) else otherwise


def flags_of(said: Mapping[str, list[str]], name: str) -> dict[str, bool]:
    """A yes or no of our attributes, under its name."""
    return {name: said[name][0] == "yes"} if name in said else {}


def slug(name: str) -> str:
    """A name as an id: ``Laredo Safe House`` is ``laredo_safe_house``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("_") or "unnamed"


def schedule_lines(schedule: Mapping[str, Any]) -> list[str]:
    """A weekly schedule as ``mo-fr 08:30-17:00``, a line a run of days; none if not weekly."""
    days = [day for day in str(schedule.get("byday") or "").lower().split(",") if day in DAYS]
    opens, closes = str(schedule.get("opens_at"))[:5], str(schedule.get("closes_at"))[:5]
    if schedule.get("freq") not in (None, "", "WEEKLY") or not days or len(closes) != 5:
        return []
    last_minute = closes == "23:59" and not values_of(schedule)  # others' way to say midnight
    closes = "24:00" if closes == "00:00" or last_minute else closes
    runs: list[list[str]] = []
    for day in days:
        follows = runs and (DAYS.index(runs[-1][-1]) + 1) % 7 == DAYS.index(day)
        if follows:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return [f"{name} {opens}-{closes}" for name in named]


# Places ------------------------------------------------------------------------------------------


def state_of(area: Data) -> str:
    """The one state that an area lies in, or US."""
    places = Gazetteer.load()
    codes = set(area.get("states", ()))
    codes |= {item.rpartition(", ")[2] for item in area.get("cities", ())}
    for item in area.get("counties", ()):
        county = places.county(item[:5])
        codes |= {county.state} if county else set()
    for code in area.get("zips", ()):
        found = places.zip(code)
        codes |= {places.counties[found.fips].state} if found else set()
    return codes.pop() if len(codes) == 1 and not area.get("nation") else "US"


def zone_of(area: Data) -> str | None:
    """The zone of the first place of an area, when it lies in one state."""
    state = state_of(area)
    if state == "US":
        return None
    counties = area.get("counties", ())
    fips = counties[0][:5] if counties else None
    return Gazetteer.load().time_zone(Place(state=state, fips=fips, confidence=1.0))
