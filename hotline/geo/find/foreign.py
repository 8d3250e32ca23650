"""Which names in a text are countries and cities of other countries: "she is from Tijuana".

They hide a US town of the same name, such as Mexico, Missouri or Milan, Michigan, unless the text
tells the state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from hotline.geo.find import countries
from hotline.geo.find.candidate import Found
from hotline.geo.find.cities import CityFinder
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.resolve import mention_roles
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text, Token

MORE_COUNTRIES = frozenset(
    {"mexico", "republica dominicana", "dominicana", "brasil", "espana", "filipinas", "tailandia"}
    | {"corea", "corea del sur", "japon", "alemania", "francia", "italia", "inglaterra", "england"}
    | {"reino unido", "uk", "scotland", "rusia", "ucrania", "belice", "canada", "marruecos"}
    | {"egipto", "turquia", "sudafrica", "polonia", "rumania", "hungria", "grecia", "irlanda"}
    | {"ireland", "israel", "india", "china", "kenya", "cuba", "chile"}
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
"""Parts of Mexico, Canada and Central America that are named after a town."""
AMBIGUOUS_PROVINCES = frozenset({"ontario", "durango", "hidalgo", "victoria"})
"""Parts of other countries that are towns at home too: only a large city abroad counts."""
FORMER_COUNTRIES = frozenset(
    {"macedonia", "bosnia", "herzegovina", "kosovo", "burma", "zaire", "czechoslovakia"}
    | {"yugoslavia", "swaziland", "czech republic", "republica checa"}
)
"""Countries that are missing in the list, or have changed their name."""
ALSO_COUNTRIES = frozenset(
    {"georgia", "jordan", "lebanon", "palestine", "chad", "jersey", "guinea"}
)
"""Countries whose name means a place here, unless they are called a country."""
ALIASES = {
    "new laredo": "nuevo laredo",
    "nvo laredo": "nuevo laredo",
    "cd juarez": "ciudad juarez",
    "cd acuna": "ciudad acuna",
    "tj": "tijuana",
    "addis": "addis ababa",
}
SHORT_NAMES = frozenset(
    {"juarez", "acuna", "matamoros", "reynosa", "tijuana", "tj", "ensenada", "ojinaga", "torreon"}
    | {"miguel aleman", "ciudad miguel aleman", "nuevo progreso", "camargo", "agua prieta"}
)
"""Names that are cities abroad when they answer "where", or stand behind "in"."""
ONTARIO_STATES = frozenset({"CA", "OR", "NY", "OH", "WI"})
"""States with an Ontario: a town of one of them may stand in a list with it."""
IN_ONTARIO = frozenset(
    "windsor hamilton kingston sarnia barrie guelph cambridge waterloo kitchener leamington "
    "brantford oshawa peterborough sudbury belleville cornwall woodstock chatham simcoe vaughan "
    "markham oakville burlington milton whitby ajax pickering stratford brockville delhi".split()
) | {"niagara falls", "st catharines", "thunder bay", "fort erie", "sault ste marie"}
"""Towns of Canada's Ontario that are towns here too."""
COUNTRY_WORDS = frozenset({"country", "nation", "republic", "pais", "nacion"})
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

    def called_country(self, tokens: Sequence[Token], i: int, j: int, name: str) -> Found | None:
        """A state's or town's name that is said to be a country: "Georgia, the country"."""
        known = name in self._gazetteer.countries or name in FORMER_COUNTRIES
        if not known and name not in ALSO_COUNTRIES:
            return None
        before = [token.plain for token in tokens[max(0, i - 2) : i]]
        of = len(before) == 2 and before[1] in vocabulary.OF_WORDS
        if of and before[0] in COUNTRY_WORDS | {"republica"} and tokens[i].after == " ":
            return Found("foreign", i, j, 0.0)
        abroad = countries.is_denied_state(tokens, i, j) or countries.is_called_country(tokens, j)
        if abroad or countries.is_beside_abroad(tokens, j, self._countries_only - {name}):
            return Found("foreign", i, j, 0.0, abroad=True)
        rest = [token.plain for token in tokens[j : j + 2]]
        article = rest[:1] in (["the"], ["el"], ["a"], ["un"], ["la"])
        last = j + 2 if article else j + 1
        if rest[last - j - 1 : last - j] and rest[last - j - 1] in COUNTRY_WORDS:
            apart = tokens[j].after.strip() in {"", ",", "(", "-", "\u2013", "\u2014", "..."}
            ended = last == len(tokens) or tokens[last].after.strip() != ""
            if apart and (article or ended or tokens[j].after.strip()):
                return Found("foreign", i, last, 0.0)
        return None

    def named(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        """Another country, or its great city: it hides a US town unless a state follows."""
        name = ALIASES.get(name, name)
        country = name in self._gazetteer.countries or name in FORMER_COUNTRIES
        if not country and (self._cities.knows(name) or name in self._gazetteer.world_cities):
            length = self._country_after(text, j, name, great=name in self._gazetteer.world_cities)
            if length:
                return Found("foreign", i, j + length, 0.0)
        great = name in self._gazetteer.world_cities
        if not (country or great or name in SHORT_NAMES) or name in vocabulary.PLAIN_SHORT:
            return None
        cue = mention_roles.role(text.tokens, i, j)
        city = great and (text.tokens[i].capital or not text.cased or short)
        city = city or (name in SHORT_NAMES and (short or cue != 0))
        if not (country or city):
            return None
        if self._state_is_beside(text, j, name, cue):
            return None
        home = tuple(city for city in self._cities.named(name) if city.population >= HOME_LEAST)
        known = max((city.population for city in home), default=0)
        score = 0.5 if known >= (HOME_COUNTRY if country else HOME_CITY) else 0.0
        if short and (score or name in self._gazetteer.given_names):
            return None  # an answer is a town here, where one is large enough
        return Found("foreign", i, j, score, cities=home, abroad=not country, cue=cue)

    def _state_is_beside(self, text: Text, j: int, name: str, cue: int) -> bool:
        """Whether a state follows, so that a town here is meant: "Mexico, Missouri".

        Where someone is, any state tells so, even one in which no such town is known: "in Lebanon
        Texas". "Mexico, Texas and California" are a list.
        """
        homes = {city.state for city in self._cities.named(name)}
        if self._cities.states.after(text, j, homes) is not None:
            return True
        here = bool(homes) and cue > mention_roles.FROM and j < len(text.tokens)
        here = here and ("," not in text.tokens[j].after or cue > 0)
        others = self._gazetteer.states.keys() - homes
        return here and any(
            self._cities.states.over(text, j, end) in others and not self._goes_on(text, j, end)
            for end in range(j + 1, j + MAX_COUNTRY_WORDS + 1)
        )

    def _only_abroad(self, name: str) -> bool:
        """Whether no town of this name lies near a place here that has a province's name."""
        return name in IN_ONTARIO or not self._lies_in(name, ONTARIO_STATES)

    def _lies_in(self, name: str, states: Set[str]) -> bool:
        within = {city.state for city in self._cities.named(name)}
        within.update(self._gazetteer.regions.get(name, ()))
        return not within.isdisjoint(states)

    def _country_after(self, text: Text, j: int, name: str, *, great: bool) -> int:
        """How many words name another country, or a part of one, right after a name, if any do.

        "Durango Mexico", "San José, Costa Rica"; not "from Houston, Mexico and Honduras".
        ``great``: the name is a great city's abroad.
        """
        tokens = text.tokens
        start = j
        if j + 1 < len(tokens) and tokens[j].plain in vocabulary.IN_LINK and tokens[j].after == " ":
            j += 2 if tokens[j + 1].plain in {"the", "el", "la"} else 1  # Birmingham in the UK
        if (
            j >= len(tokens)
            or tokens[j].after.strip(" ,(")
            or tokens[j].plain in vocabulary.PLAIN_SHORT
        ):
            return 0
        for length in range(min(MAX_COUNTRY_WORDS, len(tokens) - j), 0, -1):
            words = " ".join(token.plain for token in tokens[j : j + length])
            abroad = words in self._countries_only or words in PROVINCES
            abroad = abroad or words in countries.REGIONS_ABROAD
            abroad = abroad or (words in AMBIGUOUS_PROVINCES and (great or self._only_abroad(name)))
            abroad = abroad or (great and words == "georgia" and not self._lies_in(name, {"GA"}))
            abroad = abroad or words in {"mx", "mex", "can"}
            abroad = abroad and (j == start or self._is_in(name, words))
            if abroad and not self._goes_on(text, j, j + length):
                return j + length - start
        return 0

    def _is_in(self, name: str, country: str) -> bool:
        """Whether "in" may stand between a name and a country: not "a camp in St. Martin"."""
        counties = self._gazetteer.counties_named.get(country, ())
        known = max(
            (place.population for place in (*self._cities.named(country), *counties)), default=0
        )
        sure = country in MORE_COUNTRIES or known < HOME_COUNTRY
        return sure and name not in self._gazetteer.common_words

    def _goes_on(self, text: Text, j: int, end: int) -> bool:
        """Whether a country is in a list, is a border's, or is a town with its state."""
        if end >= len(text.tokens):
            return False
        following = text.tokens[end]
        if following.plain in BORDER_WORDS and following.after == " ":
            return True
        listed = "," in following.after or following.plain in vocabulary.AND_WORDS
        state = self._cities.states.after(text, end, self._gazetteer.states.keys()) is not None
        return state or ("," in text.tokens[j].after and listed)


def at_home(found: Sequence[Found]) -> list[Found]:
    """``found`` without places abroad whose namesakes lie in a state that the text tells."""
    named_states = {code for name in found if name.kind == "state" for code in name.states}
    kept: list[Found] = []
    for name in found:
        states = {city.state for city in name.cities}
        if (
            name.kind != "foreign"
            or name.cue == mention_roles.ORIGIN
            or named_states.isdisjoint(states)
        ):
            kept.append(name)
    return kept
