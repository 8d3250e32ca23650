"""Which of several places of one name people mean who say only the name, if that is sure at all.

A wrong state is the worst error, so a name is taken only when its first bearer outweighs every
other by far: Houston, but not Portland, Columbus or Springfield.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from hotline.geo.gazetteer import City, County, Gazetteer, fold

TIMES_LARGER = 10.0
LARGE = 60_000
TIMES_LARGER_SMALL = 20.0
"""Of a place with fewer than ``LARGE`` people less is known elsewhere: it must outweigh more."""
SMALL = 5_000
"""A place with fewer people than this is never taken while another has its name."""
LARGE_COUNTY = 300_000
TIMES_LARGER_COUNTY = 25.0
COUNTY_SHARE = 0.1
"""A county is meant by its bare name only so often as a city of a tenth of its people."""


KNOWN = frozenset(
    {("Newark", "NJ"), ("Erie", "PA"), ("Santa Fe", "NM"), ("Norfolk", "VA"), ("Syracuse", "NY")}
    | {("Madison", "WI"), ("Lincoln", "NE"), ("Lansing", "MI"), ("Harrisburg", "PA")}
    | {("Trenton", "NJ"), ("Henderson", "NV"), ("Fremont", "CA"), ("Cambridge", "MA")}
    | {("Cary", "NC"), ("Clarksville", "TN"), ("Sturgis", "SD"), ("Brookline", "MA")}
    | {("Irvington", "NJ"), ("Pittsfield", "MA"), ("Hicksville", "NY"), ("Prescott", "AZ")}
    | {("Annandale", "VA"), ("Fullerton", "CA"), ("Alhambra", "CA"), ("Somerville", "MA")}
    | {("Redlands", "CA"), ("Northridge", "CA"), ("Lynwood", "CA"), ("Oceanside", "CA")}
    | {("St. Joseph", "MO"), ("Great Falls", "MT"), ("Titusville", "FL"), ("Folsom", "CA")}
    | {("Delano", "CA"), ("Waterloo", "IA"), ("Rocky Mount", "NC"), ("Pleasanton", "CA")}
    | {("Tunica", "MS"), ("Bangor", "ME")}
)
"""Cities that everybody means by their name alone, though others of it are not small."""
ASKED = frozenset(
    {"hamilton", "woodbury", "blaine", "arlington heights", "jonesboro", "frisco", "carson"}
    | {"pine hills", "avondale", "hillsboro", "central city", "arlington", "warwick", "centreville"}
)
"""Names that no bearer of has made its own, whatever its size."""


class Fame:
    """Weighs places of one name against each other. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._counties = gazetteer.counties

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

    @staticmethod
    def is_known(place: City | County) -> bool:
        """Whether a city is what everybody means by its name."""
        return (place.name, place.state) in KNOWN

    def dominates(self, first: City | County, others: Sequence[City | County]) -> bool:
        """Whether people who say only the name mean ``first``."""
        if not others:
            return True
        if first.population < SMALL or fold(first.name) in ASKED:
            return False
        second = max(self.of(other) for other in others)
        times = TIMES_LARGER if first.population >= LARGE else TIMES_LARGER_SMALL
        return self.of(first) >= times * second

    @staticmethod
    def dominates_counties(first: County, others: Sequence[County]) -> bool:
        """Whether people who say "Harris County" mean ``first``."""
        if not others:
            return True
        second = max(other.population for other in others)
        return first.population >= max(LARGE_COUNTY, TIMES_LARGER_COUNTY * second)
