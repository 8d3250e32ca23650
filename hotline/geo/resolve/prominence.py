"""Which of several places of one name people mean who say only the name, if that is sure at all.

A wrong state is the worst error, so a name is taken only when its first bearer outweighs every
other by far: Houston, but not Portland, Columbus or Springfield.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from hotline.geo import word_lists
from hotline.geo.gazetteer import City, County, Gazetteer, fold

TIMES_LARGER = 10.0
LARGE = 60_000
TIMES_LARGER_SMALL = 20.0
"""Of a place with fewer than ``LARGE`` people less is known elsewhere: it must outweigh more."""
TIMES_LARGER_CLEAR = 25.0
"""A place that outweighs the next one less than so is read back, in a text too."""
SMALL = 5_000
"""A place with fewer people than this is never taken while another has its name."""
TIMES_LARGER_UNBROKEN = 100.0
"""A name that was spelled without breaks may as well be the other: Rocksprings, Rock Springs."""
LARGE_COUNTY = 300_000
TIMES_LARGER_COUNTY = 25.0
COUNTY_SHARE = 0.1
"""A county is meant by its bare name only so often as a city of a tenth of its people."""


class Prominence:
    """Weighs places of one name against each other. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._counties = gazetteer.counties
        lists = word_lists.load()
        self._known, self._asked = lists.known_cities, lists.asked_names

    def of(self, place: City | County) -> float:
        """A place's weight in people; the main city of a county counts with its surroundings."""
        if isinstance(place, County):
            return place.population * COUNTY_SHARE
        people = place.population
        county = self._counties[place.fips[0]]
        if county.largest > people:
            return people
        return math.sqrt(people * max(people, county.population))

    def ordered(self, places: Sequence[City | County]) -> list[City | County]:
        """The likeliest first."""
        return sorted(places, key=lambda place: (-self.of(place), place.state, place.name))

    def is_known(self, place: City | County) -> bool:
        """Whether a city is what people mean by its name."""
        return (place.name, place.state) in self._known

    def dominates(
        self, first: City | County, others: Sequence[City | County], *, unbroken: bool = False
    ) -> bool:
        """Whether people who say only the name mean ``first``.

        ``unbroken``: the others have other names, which were spelled with the same letters.
        """
        if not others:
            return True
        if first.population < SMALL or fold(first.name) in self._asked:
            return False
        second = max(self.of(other) for other in others)
        times = TIMES_LARGER if first.population >= LARGE else TIMES_LARGER_SMALL
        return self.of(first) >= (TIMES_LARGER_UNBROKEN if unbroken else times) * second

    def is_clear(self, first: City | County, others: Sequence[City | County]) -> bool:
        """Whether ``first`` is so large, and outweighs the others so far, that its state need not
        be read back: a small town's name may be another's, misspelled or misheard.
        """
        if first.population < SMALL:
            return False
        second = max((self.of(other) for other in others), default=0.0)
        return self.of(first) >= TIMES_LARGER_CLEAR * second

    @staticmethod
    def dominates_counties(first: County, others: Sequence[County]) -> bool:
        """Whether people who say "Harris County" mean ``first``."""
        if not others:
            return True
        second = max(other.population for other in others)
        return first.population >= max(LARGE_COUNTY, TIMES_LARGER_COUNTY * second)
