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

MORE_COUNTRIES = frozenset(
    {"mexico", "republica dominicana", "dominicana", "brasil", "espana", "filipinas", "tailandia"}
    | {"corea", "corea del sur", "japon", "alemania", "francia", "italia", "inglaterra", "england"}
    | {"reino unido", "uk", "scotland", "rusia", "ucrania", "belice", "canada", "marruecos"}
    | {"egipto", "turquia", "sudafrica", "polonia", "rumania", "hungria", "grecia", "irlanda"}
    | {"korea", "burma", "ivory coast", "the philippines", "the dominican republic", "the bahamas"}
)
"""Countries as people call them, in English and Spanish."""
PROVINCES = frozenset(
    {"aguascalientes", "baja california", "baja california sur", "campeche", "chiapas", "chihuahua"}
    | {"coahuila", "colima", "edomex", "estado de mexico", "guanajuato", "guerrero", "jalisco"}
    | {"michoacan", "morelos", "nayarit", "nuevo leon", "oaxaca", "puebla", "queretaro"}
    | {"quintana roo", "san luis potosi", "sinaloa", "sonora", "tabasco", "tamaulipas", "tlaxcala"}
    | {"veracruz", "yucatan", "zacatecas", "bc", "british columbia", "alberta", "manitoba"}
    | {"quebec", "saskatchewan", "nova scotia", "new brunswick", "newfoundland", "olancho"}
    | {
        "huehuetenango",
        "quetzaltenango",
        "alta verapaz",
        "baja verapaz",
        "chalatenango",
        "usulutan",
    }
)
"""Parts of Mexico, Canada and Central America that are told behind a town."""
AMBIGUOUS_PROVINCES = frozenset({"ontario", "durango", "hidalgo", "victoria"})
"""Parts of other countries that are towns at home too: only a great city abroad stands there."""
MAX_COUNTRY_WORDS = 3
BORDER_WORDS = frozenset("border borderline line frontera".split())
HOME_COUNTRY, HOME_CITY, HOME_LEAST = 25_000, 10_000, 1_000
"""Towns from this size on may be meant by a name that is also a country's, or a city's, abroad."""


class AbroadFinder:
    """Finds places abroad with the gazetteer's lists. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer, states: Mapping[str, str], cities: CityFinder) -> None:
        self._gazetteer = gazetteer
        self._countries_only = gazetteer.countries - gazetteer.given_names | MORE_COUNTRIES
        self._states = states
        self._cities = cities

    def named(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        """Another country, or its great city: it hides a US town unless a state follows."""
        country = name in self._gazetteer.countries
        if not country and self._cities.knows(name):
            length = self._country_after(text, j, great=name in self._gazetteer.world_cities)
            if length:
                return Found("foreign", i, j + length, 0.0)
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

    def _country_after(self, text: Text, j: int, *, great: bool) -> int:
        """How many words name another country, or a part of one, right after a name, if any do.

        "Durango Mexico", "San José, Costa Rica"; not "from Houston, Mexico and Honduras".
        ``great``: the name is a great city's abroad.
        """
        tokens = text.tokens
        if j >= len(tokens) or tokens[j].after.strip(" ,") or tokens[j].plain in names.PLAIN_SHORT:
            return 0
        for length in range(min(MAX_COUNTRY_WORDS, len(tokens) - j), 0, -1):
            words = " ".join(token.plain for token in tokens[j : j + length])
            abroad = words in self._countries_only or words in PROVINCES
            abroad = abroad or (great and words in AMBIGUOUS_PROVINCES)
            if abroad and not self._goes_on(text, j, j + length):
                return length
        return 0

    def _goes_on(self, text: Text, j: int, end: int) -> bool:
        """Whether a country stands in a list, is a border's, or is a town with its state."""
        if end >= len(text.tokens):
            return False
        following = text.tokens[end]
        if following.plain in BORDER_WORDS and following.after == " ":
            return True
        listed = "," in following.after or following.plain in names.AND_WORDS
        state = self._cities.state_after(text, end, self._gazetteer.states.keys()) is not None
        return state or ("," in text.tokens[j].after and listed)


def at_home(found: Sequence[Found]) -> list[Found]:
    """``found`` without places abroad whose namesakes lie in a state that the text tells."""
    told = {code for name in found if name.kind == "state" for code in name.states}
    kept: list[Found] = []
    for name in found:
        states = {city.state for city in name.cities}
        if name.kind != "foreign" or name.cue == roles.ORIGIN or told.isdisjoint(states):
            kept.append(name)
    return kept
