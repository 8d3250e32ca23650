"""Which names in a text are countries and cities of other countries: "she is from Tijuana".

They hide a US town of the same name, such as Mexico, Missouri or Milan, Michigan, unless the text
tells the state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotline.geo import names, roles
from hotline.geo.cities import CityFinder
from hotline.geo.found import Found
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.tokens import Text

HOME_COUNTRY, HOME_CITY, HOME_LEAST = 25_000, 10_000, 1_000
"""Towns from this size on may be meant by a name that is also a country's, or a city's, abroad."""


class AbroadFinder:
    """Finds places abroad with the gazetteer's lists. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer, states: Mapping[str, str], cities: CityFinder) -> None:
        self._gazetteer = gazetteer
        self._countries_only = gazetteer.countries - gazetteer.given_names
        self._states = states
        self._cities = cities

    def named(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        """Another country, or its great city: it hides a US town unless a state follows."""
        country = name in self._gazetteer.countries
        if not country and self._is_abroad(text, j) and self._cities.named(name):
            return Found("foreign", i, j, 0.0)
        city = name in self._gazetteer.world_cities and (text.tokens[i].capital or not text.cased)
        if not (country or city) or short or name in names.PLAIN_SHORT:
            return None
        if self._state_is_beside(text, j, name):
            return None
        home = tuple(city for city in self._cities.named(name) if city.population >= HOME_LEAST)
        known = max((city.population for city in home), default=0)
        score = 0.5 if known >= (HOME_COUNTRY if country else HOME_CITY) else 0.0
        cue = roles.role(text.tokens, i)
        return Found("foreign", i, j, score, cities=home, abroad=not country, cue=cue)

    def _state_is_beside(self, text: Text, j: int, name: str) -> bool:
        states = {city.state for city in self._cities.named(name)}
        return self._cities.state_after(text, j, states) is not None

    def _is_abroad(self, text: Text, j: int) -> bool:
        """Whether another country is named right after a name: "Durango Mexico"."""
        tokens = text.tokens
        if j >= len(tokens) or tokens[j].after.strip(" ,") or tokens[j].plain in names.PLAIN_SHORT:
            return False
        return tokens[j].plain in self._countries_only


def at_home(found: Sequence[Found]) -> list[Found]:
    """``found`` without places abroad whose namesakes lie in a state that the text tells."""
    told = {code for name in found if name.kind == "state" for code in name.states}
    kept: list[Found] = []
    for name in found:
        states = {city.state for city in name.cities}
        if name.kind != "foreign" or name.cue == roles.ORIGIN or told.isdisjoint(states):
            kept.append(name)
    return kept
