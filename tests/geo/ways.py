"""Ways of saying a place, into which names drawn from the gazetteer are put.

``{c}`` is a city, ``{l}`` the same in lower case, ``{u}`` in capitals, ``{s}`` and ``{p}`` its
state's code and the same in lower case, ``{S}`` and ``{n}`` the state's name, ``{k}`` its county,
``{z}`` its ZIP code, ``{o}, {os}`` a large city of another state.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from hotline.geo.gazetteer import City, Gazetteer

CITY_AND_STATE = """
she works at a massage place in {c}, {s}
they keep us in a house in {l} {p}
{c}, {S}
{l} {n}
{l} {p}
{c} {s}
{l},{p}
{c} ({s})
I saw it at a motel in {c} {S} last night
its in {l}. {n}
a farm outside of {c}, {s}
about 20 miles north of {c} {s}
south side of {l} {p}
downtown {l} {p}
the {c}, {s} area
off exit 45 on I-80 near {c}, {s}
HELP WE ARE IN {u} {s}
in {n}, {l}
im in {l} in {n}
the city is {l} and the state is {n}
City: {c} State: {s}
1420 Oak St, {c}, {s}
the barn. {c}, {s}
girls at the hotel by {c} airport, {s}
ciudad de {l} en {n}
estamos en {l} {p}
trabajo en un restaurante en {c}, {S}
en las afueras de {l} {p}
cerca de {l} {n}
en el centro de {l} {p}
salida 45 de la I-10 cerca de {l} {p}
me tienen en {l} {n} ayuda
""".strip().splitlines()
ANOTHER_PLACE_TOO = """
he moved us from {o}, {os} to {c}, {s}
we are from {o} {os} but it happens in {c} {s}
I live in {o}, {os} but my sister is being held in {c}, {s}
they brought her from {o}, {os}, now she is in {c}, {s}
he is from {o} {os}, the brothel is in {c} {s}
it is not in {o}, it is in {c}, {s}
a truck with {os} plates at the motel in {c}, {s}
nos llevaron de {o} a {c}, {S}
somos de {o} pero esto pasa en {c}, {S}
vivo en {o} pero mi hermana trabaja en {c}, {S}
""".strip().splitlines()
COUNTY = """
in {k} County, {s}
{k} county {n}
condado de {k}, {S}
out in {k} county, {n}
the county is {k}, {n}
county of {k}, {S}
{s} {k} county
{c}, {k} County
near {c} in {k} county
""".strip().splitlines()
ZIP = """
{z}
zip {z}
codigo postal {z}
{c} {z}
in {z}
1420 oak st apt 3 {z}
zip code {z} Clay road side
""".strip().splitlines()
NAME_ALONE = """
she is in {c}
{l}
{u}
we are in {l} please help
downtown {l}
{l} exit on i-10
the {c} area
near {l} airport
{c} bus station
room 12. {c}
girls sleep in the back. {l}
i seen a sign {c}
the exit said {c}
estoy en {l}
en el centro de {l}
me trajeron a {l}
un hotel de {c}
""".strip().splitlines()


@dataclass(frozen=True)
class Said:
    """A text, the city that it tells, and the ZIP code if it has one."""

    text: str
    city: City
    zip: str | None


class Speaker:
    """Says places in given ways; the same seed says the same."""

    def __init__(self, gazetteer: Gazetteer, seed: int) -> None:
        self._gazetteer = gazetteer
        self._random = random.Random(seed)
        self._cities = [city for city in gazetteer.cities if city.population >= 1_000]
        self._weights = [city.population**0.6 for city in self._cities]
        self._zips: dict[tuple[str, str], list[str]] = {}
        for number in range(501, 99_951):
            code = gazetteer.zip(f"{number:05}")
            if code is not None and code.city is not None:
                self._zips.setdefault((code.city.name, code.city.state), []).append(code.code)
        self._large = [city for city in gazetteer.cities if city.population > 150_000]

    def say(self, way: str, times: int) -> Iterator[Said]:
        """``way`` with ``times`` cities, large ones more often than small ones."""
        for city in self._random.choices(self._cities, self._weights, k=times):
            code = self._a_zip(city) if "{z}" in way else None
            if "{z}" in way and code is None:
                continue
            yield Said(self._fill(way, city, code), city, code)

    def _a_zip(self, city: City) -> str | None:
        found = self._zips.get((city.name, city.state))
        return self._random.choice(found) if found else None

    def _fill(self, way: str, city: City, code: str | None) -> str:
        other = self._random.choice([o for o in self._large if o.state != city.state])
        state = self._gazetteer.states[city.state].name
        return way.format(
            c=city.name,
            l=city.name.lower(),
            u=city.name.upper(),
            s=city.state,
            p=city.state.lower(),
            S=state,
            n=state.lower(),
            k=self._gazetteer.counties[city.fips[0]].name,
            z=code,
            o=other.name,
            os=other.state,
        )
