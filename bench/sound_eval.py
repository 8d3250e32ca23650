"""How often a misheard town still leads to the right county, after at most two short questions.

    python -m bench.sound_eval [--towns 400] [--seed 7]

A recognizer mishears towns: vowels, voiced and unvoiced sounds, double letters and breaks between
words. Such slips are made here by rule from the gazetteer's own names, larger towns more often;
nothing is read over the network. The caller answers as people do: "no" to a place that is read
back wrongly, the right one of several if it is offered, the town again when only the state came
through. A place that is taken without being read back, or chosen wrongly, is counted apart.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.unseen import Rate
from hotline.domain import Place
from hotline.geo import Locator
from hotline.geo.gazetteer import City, Gazetteer, fold
from hotline.geo.types import Location

LEAST_PEOPLE, LEAST_LETTERS = 2_000, 5
QUESTIONS = 2
SLIPS = (
    ("b", "p"), ("d", "t"), ("g", "k"), ("v", "f"), ("z", "s"), ("m", "n"), ("c", "k"), ("ck", "k"),
    ("ll", "l"), ("tt", "d"), ("th", "t"), ("ph", "f"), ("y", "ie"), ("ie", "y"), ("oo", "u"),
    ("ee", "ea"), ("a", "e"), ("e", "i"), ("i", "e"), ("o", "a"), ("u", "o"), ("er", "or"),
    ("on", "en"), ("ville", "vil"), ("ton", "den"), ("gh", ""), ("h", ""), ("rr", "r"), ("x", "h"),
    ("j", "h"), ("qu", "k"), ("ch", "sh"),
)  # fmt: skip
"""Pairs of spellings that sound alike, or nearly so, over a telephone."""


def misheard(name: str, chance: random.Random, slips: int) -> str:
    """A folded name after so many slips of the ear, never at its first letter."""
    said = name
    for _ in range(slips):
        fitting = [(a, b) for a, b in SLIPS if a in said[1:]]
        if not fitting:
            break
        old, new = chance.choice(fitting)
        places = [at for at in range(1, len(said)) if said.startswith(old, at)]
        at = chance.choice(places)
        said = said[:at] + new + said[at + len(old) :]
    return said


@dataclass(slots=True)
class Count:
    """What came of all callers of one kind."""

    title: str
    callers: int = 0
    at_once: int = 0
    in_time: int = 0
    unasked: int = 0

    def line(self) -> str:
        """Right county at once, after two answers, and wrong places that a text would be given."""
        shown = (self.at_once, self.in_time, self.unasked)
        return f"{self.title:<34}" + "".join(f"{Rate(n, self.callers)!s:>27}" for n in shown)


class Caller:
    """Someone who is in ``town`` and says so, misheard each time."""

    def __init__(
        self,
        locator: Locator,
        town: City,
        chance: random.Random,
        slips: int,
        served: frozenset[str],
    ) -> None:
        self._locator, self._town, self._chance = locator, town, chance
        self._slips, self._served = slips, served

    def says(self, *, state: bool) -> str:
        """The town as it is written by a recognizer, with the state if it came through."""
        heard = misheard(fold(self._town.name), self._chance, self._slips)
        return (
            f"{heard} {self._locator.gazetteer.states[self._town.state].name}" if state else heard
        )

    def is_right(self, found: Location) -> bool:
        """Whether the place that is read back, or one of the choices, lies in the right county."""
        offered = found.question.options if found.question is not None else ()
        places = offered or ((found.best,) if found.best is not None else ())
        return any(place.fips in self._town.fips or self._is_town(place) for place in places)

    def _is_town(self, place: Place) -> bool:
        """Whether a place is the town itself: one that lies in several counties has none."""
        return (place.city, place.state) == (self._town.name, self._town.state)

    def asked(self, count: Count, *, state: bool) -> None:
        """Go through the questions, and count what came of it."""
        count.callers += 1
        for turn in range(QUESTIONS):
            said = self.says(state=state or turn > 0)
            found = self._locator.locate(said, expecting=True, served=self._served)
            whole = found.best is not None and bool(found.best.city or found.best.fips)
            right = self.is_right(found)
            if whole and found.question is None and not found.doubt and not right:
                count.unasked += turn == 0  # a text would be placed so
            if right:
                count.at_once += turn == 0
                count.in_time += 1
                return


def towns(gazetteer: Gazetteer, number: int, chance: random.Random) -> Sequence[City]:
    """Towns to call from, larger ones more often."""
    known = [
        city
        for city in gazetteer.cities
        if city.population >= LEAST_PEOPLE
        and len(fold(city.name)) >= LEAST_LETTERS
        and fold(city.name).replace(" ", "").isalpha()
    ]
    return chance.choices(known, [city.population**0.5 for city in known], k=number)


def measure(locator: Locator, number: int, seed: int) -> list[Count]:
    """One count for each way that a town comes through."""
    counts = []
    for slips in (0, 1, 2):
        for state, served in ((True, False), (False, True), (False, False)):
            chance = random.Random(f"{seed}:{slips}")
            heard = "with its state" if state else "alone, its state served" if served else "alone"
            count = Count(f"{slips} slips, {heard}")
            for town in towns(locator.gazetteer, number, chance):
                area = frozenset(c.fips for c in locator.gazetteer.counties_of(town.state))
                caller = Caller(locator, town, chance, slips, area if served else frozenset())
                caller.asked(count, state=state)
            counts.append(count)
    return counts


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.sound_eval", description=__doc__)
    parser.add_argument("--towns", type=int, default=400, help="callers of each kind")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    print(f"{'heard':<34}{'right county':>27}{'after two':>27}{'taken unasked, wrong':>27}")
    for count in measure(Locator.load(), chosen.towns, chosen.seed):
        print(count.line())


if __name__ == "__main__":
    main()
