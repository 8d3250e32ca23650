"""From names in a text to one place, or to the shortest question that decides.

A ZIP code says most, then a city or county with its state, then names that the rest of the text
narrows down. Two places that do not fit together are a question; so is a name that many towns
share. A wrong state is the worst error, one question too many a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hotline.domain import Evidence, Place
from hotline.geo.find.candidate import Found
from hotline.geo.gazetteer import City, County, Gazetteer, distance_km
from hotline.geo.resolve import agreement, elsewhere
from hotline.geo.resolve.elsewhere import MOST_CANDIDATES, Span
from hotline.geo.resolve.meanings import (
    MOST_DOUBTED,
    Reading,
    contradicts,
    is_other_zip,
    rank,
    stated,
    states_for,
    with_stated,
    within,
)
from hotline.geo.resolve.mention_roles import BARE, FROM, HAPPENS
from hotline.geo.resolve.prominence import Prominence
from hotline.geo.types import CallerPlace, Candidate, Location, Question

SOURCE = "gazetteer"
MAX_OPTIONS = 5
NEAR_KM = 120.0
LESS_PASSING = 0.15
"""So much less sure is a place that someone only comes from or goes to."""
LESS_NEAR = 0.2
"""So much less sure is a place that is only near the name."""
BY_SOUND = 0.6
"""How sure a town is at most that was found by its sound."""
NARROWED = 0.75
"""How sure one of several places is that only fits with the other names of the text."""
ZIP = 0.97
LESS_CORRECTED = 0.12
"""So much less sure is a place whose name was misspelled."""


class Resolver:
    """Resolves names with the gazetteer. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known = Prominence(gazetteer)

    def resolve(
        self,
        text: str,
        found: Sequence[Found],
        spans: Sequence[tuple[int, int]],
        *,
        served: frozenset[str],
        caller: CallerPlace | None,
    ) -> Location:
        """The location that the names make. ``spans`` are their offsets in ``text``."""
        abroad = elsewhere.abroad(text, found, spans)
        pairs_here = self._of_the_event(list(zip(found, spans, strict=True)))
        found, spans = [name for name, _ in pairs_here], [span for _, span in pairs_here]
        states = stated(found)
        counties = frozenset(
            county.fips for name in found if name.kind == "county" for county in name.counties
        )
        readings = [
            self._reading(within(name, counties), states_for(name, found, states), served)
            for name in found
        ]
        evidence = [
            Evidence(
                text[start:end], _INDICATORS[name.kind], SOURCE, round(name.score, 2), start, end
            )
            for name, (start, end) in zip(found, spans, strict=True)
        ]
        pairs = [pair for pair in zip(readings, evidence, strict=True) if pair[0].places]
        if not pairs:
            return Location(None, abroad=abroad)
        ranked = sorted(pairs, key=lambda pair: rank(pair[0]), reverse=True)
        return replace(self._combine(ranked, caller), abroad=abroad)

    @staticmethod
    def _of_the_event(pairs: Sequence[tuple[Found, Span]]) -> list[tuple[Found, Span]]:
        """The names that may be where it happens; where someone came from only if none is.

        A place abroad is none, unless nothing else is named and a town here has its name.
        """
        in_named_states = [pair for pair in pairs if not pair[0].aside]
        here = [pair for pair in in_named_states if pair[0].kind != "foreign"]
        if not here:
            return [(n, span) for n, span in in_named_states if n.cities and n.score and n.cue > 0]
        nearer = [pair for pair in here if pair[0].cue > FROM]
        if nearer and all(pair[0].cue < BARE and pair[0].kind == "state" for pair in nearer):
            nearer = []  # on the way from Jacksonville to Georgia
        foreign = [
            pair for pair in in_named_states if pair[0].kind == "foreign" and pair[0].cue >= HAPPENS
        ]
        if not nearer and foreign:
            return []  # kept in Nuevo Laredo by a man from Laredo
        # "from Detroit to Toledo and now in Lima": a town here, named as where it is now
        return [*(nearer or here), *(pair for pair in foreign if pair[0].cities and pair[0].score)]

    # One name ------------------------------------------------------------------------------------

    def _reading(self, name: Found, states: frozenset[str], served: frozenset[str]) -> Reading:
        if name.kind == "zip":
            code = self._gazetteer.zip(name.zip)
            sure = ZIP - (LESS_CORRECTED if name.corrected else 0.0)
            places = (self._gazetteer.place_of_zip(code, sure),) if code else ()
            if name.against:
                places = (*places, Place(state=name.against, confidence=0.3))
            return Reading(name, places, sure=name.against is None)
        if name.kind == "state":
            return self._state_reading(name)
        if name.kind == "county":
            return self._county_reading(name, states, served)
        read = self._area_reading if name.area else self._city_reading
        reading = read(name, states, served)
        return replace(reading, sure=False) if name.kind == "foreign" else reading

    def _state_reading(self, name: Found) -> Reading:
        places = [Place(state=code, confidence=name.score) for code in name.states]
        if name.states == ("LA",) and name.cities:  # "LA": Los Angeles or Louisiana
            city = self._gazetteer.place_of_city(name.cities[0], 0.6)
            return Reading(name, (city, *places), sure=False)
        whole = tuple(self._whole(place) for place in places)
        return Reading(name, whole, sure=len(whole) == 1)

    def _whole(self, place: Place) -> Place:
        """A state of one county is that county too: Guam, D.C., which is also a city."""
        counties = self._gazetteer.counties_of(place.state or "")
        if len(counties) != 1:
            return place
        city = "Washington" if place.state == "DC" else None
        return replace(place, county=counties[0].name, fips=counties[0].fips, city=city)

    def _county_reading(
        self, name: Found, states: frozenset[str], served: frozenset[str]
    ) -> Reading:
        if name.against:
            return self._doubted(name, name.counties)
        wanted = {name.beside} if name.beside else states
        counties = [c for c in name.counties if c.state in wanted] or list(name.counties)
        if len(counties) == 1:
            return self._sure(name, counties[0], 0.93)
        if self._is_meant(counties, served) and self._known.dominates_counties(
            counties[0], counties[1:]
        ):
            return self._sure(name, counties[0], 0.8)
        counties.sort(key=lambda county: county.fips not in served)
        return Reading(name, tuple(self._place(c, 0.3) for c in counties), sure=False)

    def _doubted(self, name: Found, bearers: Sequence[City | County]) -> Reading:
        """A name with a state where it does not lie: the well-known bearers, and that state."""
        first = self._known.of(bearers[0])
        known = [place for place in bearers if self._known.of(place) * 10 >= first][:MOST_DOUBTED]
        places = [self._place(place, 0.3) for place in known]
        return Reading(name, (*places, Place(state=name.against, confidence=0.3)), sure=False)

    def _is_meant(self, bearers: Sequence[City | County], served: frozenset[str]) -> bool:
        """Whether the first bearer of a name may be taken: nothing served has the name too."""
        here = [self._is_served(place, served) for place in bearers]
        return here[0] or not any(here)

    def _area_reading(self, name: Found, states: frozenset[str], served: frozenset[str]) -> Reading:
        """An area's places, in the state that is said with it if any is: they are asked about."""
        bearers = self._known.ordered([*name.cities, *name.counties])
        wanted = {name.beside} if name.beside else states
        inside = [place for place in bearers if place.state in wanted] or bearers
        inside.sort(key=lambda place: not self._is_served(place, served))
        places = tuple(self._place(place, 0.8 if len(inside) == 1 else 0.5) for place in inside)
        return Reading(name, places, sure=len(places) == 1)

    def _city_reading(self, name: Found, states: frozenset[str], served: frozenset[str]) -> Reading:
        bearers = self._known.ordered([*name.cities, *name.counties])
        if name.against:
            return self._doubted(name, bearers)
        if name.alike:
            places = [self._place(city, 0.6) for city in name.cities]
            several = len(places) > 1 and name.beside
            state = (Place(state=name.beside, confidence=0.5),) if several else ()
            return Reading(name, (*places, *state), sure=len(places) == 1)
        if name.beside:
            beside = [place for place in bearers if place.state == name.beside]
            return self._sure(name, beside[0], 0.95)
        in_named_states = [place for place in bearers if place.state in states]
        if in_named_states and len({place.state for place in in_named_states}) == 1:
            return self._sure(name, in_named_states[0], 0.88)
        bearers = in_named_states or bearers
        known = self._known.dominates(bearers[0], bearers[1:], unbroken=name.unbroken)
        known = known or (self._known.is_known(bearers[0]) and not name.unbroken)
        if known and self._is_meant(bearers, served):
            reading = self._sure(name, bearers[0], min(0.85, 0.6 + name.score / 4))
            hinted = in_named_states or self._is_served(bearers[0], served)
            clear = self._known.is_clear(bearers[0], bearers[1:])
            return replace(reading, doubt=not hinted and (name.word or not clear))
        first = self._known.of(bearers[0])
        worth = [
            p for p in bearers if self._known.of(p) * 50 >= first or self._is_served(p, served)
        ]
        worth.sort(key=lambda place: not self._is_served(place, served))
        shown = worth[:MOST_CANDIDATES] if len(worth) > 1 else bearers[:3]
        return Reading(name, tuple(self._place(place, 0.4) for place in shown), sure=False)

    @staticmethod
    def _is_served(place: City | County, served: frozenset[str]) -> bool:
        if isinstance(place, County):
            return place.fips in served
        return not served.isdisjoint(place.fips)

    def _place(self, place: City | County, confidence: float) -> Place:
        if isinstance(place, County):
            return self._gazetteer.place_of_county(place, confidence)
        return self._gazetteer.place_of_city(place, confidence)

    def _sure(self, name: Found, place: City | County, confidence: float) -> Reading:
        confidence -= (LESS_NEAR if name.near else 0.0) + (
            LESS_CORRECTED if name.corrected else 0.0
        )
        return Reading(name, (self._place(place, confidence),), sure=True)

    # All names together --------------------------------------------------------------------------

    def _combine(
        self, ranked: Sequence[tuple[Reading, Evidence]], caller: CallerPlace | None
    ) -> Location:
        (first, _), rest = ranked[0], ranked[1:]
        if first.found.far:
            return elsewhere.far_from(ranked)
        places = list(first.places)
        against = first.found.against
        for reading, _ in rest if against is None else ():
            places = self._narrowed(places, reading)
        rest = [pair for pair in rest if not pair[0].found.far]
        all_evidence = tuple(evidence for _, evidence in ranked)
        if len(places) == 1:
            decided = max(places[0].confidence, NARROWED if len(first.places) > 1 else 0.0)
            best = self._refined(replace(places[0], confidence=decided), rest)
            if first.found.cue < 0:
                best = replace(best, confidence=best.confidence - LESS_PASSING)
            rival = self._rival(best, first, rest)
            if rival is None:
                best = agreement.of_several_zips(
                    best, (place for reading, _ in rest for place in reading.places)
                )
                question = None if best.fips or best.city else Question("", "open", ())
                if first.found.alike:
                    best = replace(best, confidence=min(best.confidence, BY_SOUND))
                doubt = first.found.alike or first.found.cue < BARE
                doubt = doubt or first.found.kind == "foreign" or first.found.part
                doubt = doubt or (first.doubt and not self._is_confirmed(best, rest))
                shown = (Candidate(best, all_evidence),)
                return Location(best, shown, question, doubt=doubt)
            places = [best, *rival]
        places = with_stated(places, [pair[0] for pair in ranked])
        ordered = self._ordered(places, caller)
        candidates = tuple(
            Candidate(place, agreement.with_caller(all_evidence, place, caller))
            for place in ordered
        )
        question = self._question(ranked[0], ordered)
        return Location(agreement.common_part(ordered), candidates, question)

    @staticmethod
    def _is_confirmed(best: Place, rest: Iterable[tuple[Reading, Evidence]]) -> bool:
        """Whether another name of the text lies in the same state."""
        others = [
            place for reading, _ in rest if not reading.found.aside for place in reading.places
        ]
        return any(place.state == best.state for place in others)

    def _narrowed(self, places: list[Place], reading: Reading) -> list[Place]:
        """``places`` that fit with another name of the text; all when none does."""
        if len(places) == 1:
            return places
        fitting = [
            place
            for place in places
            if any(agreement.fits(place, other) for other in reading.places)
        ]
        if fitting and len(fitting) < len(places):
            return fitting
        beside = agreement.in_counties_of(places, reading.places)
        if beside:
            return beside  # Fort Yates, Standing Rock; the motels in Lakewood by Fort Lewis
        if reading.sure and len(reading.places) == 1:
            near = [place for place in places if self._is_near(place, reading.places[0])]
            if len(near) == 1:
                return near
        return places

    def _is_near(self, place: Place, other: Place) -> bool:
        here, there = self._gazetteer.spot(place), self._gazetteer.spot(other)
        return here is not None and there is not None and distance_km(here, there) <= NEAR_KM

    def _refined(self, best: Place, rest: Iterable[tuple[Reading, Evidence]]) -> Place:
        """``best`` with what other names add: the city of a ZIP, the county of a city."""
        for reading, _ in rest:
            for other in reading.places:
                if not agreement.fits(best, other):
                    continue
                agreed = 0.02 if other.state else 0.0
                best = replace(
                    best,
                    state=best.state or other.state,
                    county=best.county or other.county,
                    fips=best.fips or other.fips,
                    city=best.city or other.city,
                    zip=best.zip or other.zip,
                    confidence=min(0.99, max(best.confidence, other.confidence) + agreed),
                )
                break
        return best

    def _rival(
        self, best: Place, first: Reading, rest: Sequence[tuple[Reading, Evidence]]
    ) -> list[Place] | None:
        """Another place that does not fit with ``best`` and counts as much, or a state that is
        said against it.
        """
        for reading in _of_this_part(first, [reading for reading, _ in rest]):
            denied = reading.found.against
            if denied and best.state not in {None, denied} and reading.found.cue >= BARE:
                return [Place(state=denied, confidence=0.3)]  # 78040, Laredo Florida
            if denied in {None, best.state} and is_other_zip(best, first, reading):
                return [reading.places[0]]  # Houston TX 10001
            if contradicts(best, first.found, reading):
                return [reading.places[0]]
            joined = first.found.listed and reading.found.listed
            if not (reading.sure or joined) or reading.found.cue < first.found.cue:
                continue
            if reading.found.near and not first.found.near:
                continue
            other = next((p for p in reading.places if p.state == best.state), reading.places[0])
            if agreement.is_beside_zip(best, other):
                continue
            said_less = first.found.beside and not reading.found.beside
            if said_less and reading.found.cue <= 0 and other.state == best.state:
                continue  # Sarasota FL, off Bee Ridge
            if agreement.fits(best, other) or agreement.fits(other, best):
                continue
            if not other.fips and any(best.fips in city.fips for city in reading.found.cities):
                continue  # Tahlequah, Cherokee Nation
            if first.found.kind == "zip" and reading.found.kind != "zip" and not other.city:
                continue
            if other.city is None and other.fips is None and best.state == other.state:
                continue
            return [other]
        return None

    def _ordered(self, places: Sequence[Place], caller: CallerPlace | None) -> list[Place]:
        """The likeliest first; the caller's own state at most moves a place ahead of its equals."""
        if caller is None or caller.state is None:
            return list(places)
        return sorted(places, key=lambda place: place.state != caller.state)

    def _question(self, pair: tuple[Reading, Evidence], places: Sequence[Place]) -> Question:
        reading, evidence = pair
        name = evidence.phrase
        if reading.found.kind in {"city", "county", "foreign"}:
            name = next((place.city or place.county or "" for place in places), name)
        if len(places) > MOST_CANDIDATES and reading.found.kind == "county":
            return Question(name, "open", ())
        by_state = len({place.state for place in places}) == len(places)
        shown = agreement.distinct_options(places[:MAX_OPTIONS])
        return Question(name, "state" if by_state else "city", shown)


def _of_this_part(first: Reading, rest: Sequence[Reading]) -> list[Reading]:
    """``rest`` without states that were said with a town which counts less than ``first``: "lives
    in Tulsa, Oklahoma, but sells her in Memphis".
    """
    passed = {r.found.last for r in rest if r.found.cue < first.found.cue and r.found.beside}
    return [
        r for r in rest if r.places and not (r.found.kind == "state" and r.found.first in passed)
    ]


_INDICATORS = {
    "foreign": "city name",
    "zip": "ZIP code",
    "state": "state name",
    "county": "county name",
    "city": "city name",
}
