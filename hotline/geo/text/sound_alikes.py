"""Towns of one state that sound like what was said there: "San Isidro, California" is San Ysidro.

A speech recognizer writes a town by its sound, and so do people who never saw it written. Only the
state that was said is searched, and what is found is a guess that must be read back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import partial

from hotline.geo.gazetteer import City, Gazetteer, fold

LEAST_PEOPLE = 1_000
"""Smaller towns are never guessed at."""
FAR = 0.27
"""Two sounds this far apart for their length, or farther, are different names."""
KNOWN = 0.16
"""What was said is a town's name elsewhere: it must sound still more alike."""
CLEARLY, TIMES_LARGER = 0.035, 20
"""A town is the only one meant when the next one is so much farther from what was said, or is as
near and so much smaller."""
LEAST_SOUNDS = 5
"""Shorter sounds must be the same."""
MOST_ALIKE, MOST_STATES = 3, 8
VOWEL, VOWEL_COST, FIRST_COST = "a", 0.5, 0.25
"""A vowel is seldom heard right, the first sound nearly always: it costs so much more."""

SPOKEN = {
    ("MA", "worcester"): ("wooster", "wuster"),
    ("MA", "gloucester"): ("gloster", "glosster"),
    ("MA", "leominster"): ("lemminster",),
    ("MA", "haverhill"): ("hayvrill",),
    ("MA", "quincy"): ("quinzy",),
    ("MA", "woburn"): ("woobun",),
    ("NY", "schenectady"): ("skenectady",),
    ("NY", "poughkeepsie"): ("pokipsy", "pakipsy"),
    ("NY", "valhalla"): ("val halla",),
    ("CA", "la jolla"): ("la hoya",),
    ("CA", "san jose"): ("san hosay", "san ozay"),
    ("CA", "yucaipa"): ("you kaipa", "you keep it"),
    ("CA", "vallejo"): ("valayo", "vallaho"),
    ("CA", "el cajon"): ("el cahone",),
    ("CA", "tehachapi"): ("to hatch a pee",),
    ("AZ", "tucson"): ("two son", "tooson"),
    ("AZ", "gila bend"): ("heela bend",),
    ("AZ", "ajo"): ("ah ho",),
    ("TX", "refugio"): ("refurio",),
    ("TX", "mexia"): ("muhaya",),
    ("TX", "boerne"): ("bernie",),
    ("TX", "llano"): ("lano",),
    ("TX", "amarillo"): ("amarilla",),
    ("ID", "boise"): ("boysee", "boyzee"),
    ("IA", "des moines"): ("the moyne", "da moyn"),
    ("IL", "cairo"): ("kayro",),
    ("IL", "joliet"): ("jolly et",),
    ("KY", "versailles"): ("ver sales",),
    ("LA", "natchitoches"): ("nakatish", "nackadish"),
    ("LA", "thibodaux"): ("tibido",),
    ("LA", "houma"): ("homa",),
    ("WA", "puyallup"): ("pewallup", "pyallup"),
    ("WA", "sequim"): ("squim",),
    ("WA", "spokane"): ("spo can",),
    ("MI", "sault ste marie"): ("soo saint marie", "sue saint marie"),
    ("MI", "ypsilanti"): ("ipsilanti",),
    ("OH", "lima"): ("lyma",),
    ("OH", "bellefontaine"): ("bell fountain",),
    ("PA", "lancaster"): ("lankister",),
    ("PA", "wilkes barre"): ("wilks berry",),
    ("IN", "terre haute"): ("tear hot", "terra hoat"),
    ("NM", "las cruces"): ("lost cruises", "las cruises"),
    ("NM", "ruidoso"): ("rio doso",),
    ("NC", "raleigh"): ("rally",),
    ("SC", "beaufort"): ("bewfort",),
    ("OR", "the dalles"): ("the dales",),
}
"""How towns are spoken whose spelling hides it, by state and folded name. From general knowledge;
meant to be added to."""

_ENGLISH = (
    (r"^(?:kn|gn|pn)", "n"),
    (r"^wr", "r"),
    (r"^x", "s"),
    (r"ght", "t"),
    (r"ph", "f"),
    (r"gh", "g"),
    (r"sch", "sk"),
    (r"tch|ch", "C"),
    (r"sh", "S"),
    (r"th", "t"),
    (r"ck", "k"),
    (r"qu?", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"(?<=[aeiouy])w", ""),
    (r"(?<!^)h", ""),
)
_SPANISH = (
    (r"ll", "Y"),
    (r"qu?", "k"),
    (r"ch", "C"),
    (r"h", "h"),
    (r"j|g(?=[ei])", "h"),
    (r"c(?=[ei])", "s"),
    (r"ck|c", "k"),
    (r"x|z", "s"),
    (r"v", "b"),
)
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class _Town:
    """A town with how it sounds, in English and in Spanish, also as it is spoken."""

    city: City
    name: str
    sounds: frozenset[str]


class Sounds:
    """Finds towns by sound. A state's towns are read when one of them is first asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._towns: dict[str, tuple[_Town, ...]] = {}

    def alike(self, said: str, state: str, most: float = FAR) -> tuple[City, ...]:
        """Towns of ``state`` that sound like ``said``, no farther than ``most``, likeliest first.

        One, where it is clear; at most :data:`MOST_ALIKE` where several may be meant.
        """
        name = fold(said)
        most = min(most, KNOWN) if name in self._gazetteer.cities_named else most
        return _likeliest(sounds_of(name), self._of(state), most)

    def alike_served(self, said: str, served: Set[str]) -> tuple[City, ...]:
        """Towns in the counties ``served`` (FIPS) that sound like ``said``, as :meth:`alike`."""
        counties = (self._gazetteer.county(fips) for fips in served)
        states = {county.state for county in counties if county is not None}
        if len(states) > MOST_STATES:
            return ()
        towns = [
            town
            for state in sorted(states)
            for town in self._of(state)
            if not served.isdisjoint(town.city.fips)
        ]
        return _likeliest(sounds_of(fold(said)), towns, KNOWN)

    def _of(self, state: str) -> tuple[_Town, ...]:
        towns = self._towns.get(state)
        if towns is None:
            found = self._gazetteer.towns_of(state, LEAST_PEOPLE)
            towns = tuple(map(partial(_heard, state), found))
            self._towns[state] = towns
        return towns


def _likeliest(wanted: frozenset[str], towns: Sequence[_Town], most: float) -> tuple[City, ...]:
    """The towns that sound like ``wanted``: one where it is clear, else a few."""
    if not wanted:
        return ()
    near: dict[tuple[str, str], tuple[float, _Town]] = {}
    for town in towns:
        away = _apart(wanted, town.sounds, most)
        key = (town.city.name, town.city.state)
        if away < most and (key not in near or away < near[key][0]):
            near[key] = (away, town)
    ranked = sorted(near.values(), key=lambda pair: (pair[0], -pair[1].city.population))
    if len(ranked) > 1:
        (away, first), (next_away, second) = ranked[:2]
        larger = first.city.population >= TIMES_LARGER * max(1, second.city.population)
        if next_away - away >= CLEARLY or larger:
            ranked = ranked[:1]
    return tuple(town.city for _, town in ranked[:MOST_ALIKE])


def _heard(state: str, named: tuple[str, City]) -> _Town:
    name, city = named
    spoken = SPOKEN.get((state, name), ())
    return _Town(city, name, frozenset().union(*map(sounds_of, (name, *spoken))))


def sounds_of(name: str) -> frozenset[str]:
    """How a folded name sounds: its consonants by class, every vowel alike, read two ways."""
    letters = name.replace(" ", "")
    if not letters.isalpha():
        return frozenset()
    heard = set()
    for rules in (_ENGLISH, _SPANISH):
        sound = letters
        for pattern, becomes in rules:
            sound = re.sub(pattern, becomes, sound)
        heard.add(_DOUBLED.sub(r"\1", _VOWELS.sub(VOWEL, sound)))
    return frozenset(sound for sound in heard if len(sound) > 2)


def _apart(wanted: frozenset[str], sounds: frozenset[str], most: float) -> float:
    """How far the nearest two sounds are apart, for their length; ``most`` for all that is far."""
    if wanted & sounds:
        return 0.0
    best = most
    for one in wanted:
        for other in sounds:
            length = max(len(one), len(other))
            if min(len(one), len(other)) < LEAST_SOUNDS or abs(len(one) - len(other)) > 2:
                continue
            limit = best * length
            if len(set(one) ^ set(other)) <= 2 * limit:
                best = min(best, _distance(one, other, limit) / length)
    return best


def _distance(a: Sequence[str], b: Sequence[str], limit: float) -> float:
    """Edits from one sound to the other, a vowel counts half; ``limit`` when there are more."""
    before = [0.0]
    for sound in b:
        before.append(before[-1] + _cost(sound))
    for sound in a:
        row = [before[0] + _cost(sound)]
        for number, other in enumerate(b):
            changed = before[number] + (0.0 if sound == other else 1.0)
            row.append(min(changed, before[number + 1] + _cost(sound), row[-1] + _cost(other)))
        if min(row) >= limit:
            return limit
        before = row
    return before[-1] + (FIRST_COST if a[:1] != b[:1] else 0.0)


def _cost(sound: str) -> float:
    return VOWEL_COST if sound == VOWEL else 1.0
