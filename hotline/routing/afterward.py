"""What a caller would hear when an entry is not used any more: who is asked in its place. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hotline.domain import Known, Lookalike, Place, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing.decide import decide
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Agency, Case

LOOKALIKE = {
    "domestic_violence": Lookalike.DOMESTIC_VIOLENCE,
    "sexual_assault": Lookalike.SEXUAL_ASSAULT,
    "labor_rights": Lookalike.WAGE_DISPUTE,
    "visa_fraud": Lookalike.VISA_FRAUD,
    "smuggling": Lookalike.SMUGGLING,
    "youth": Lookalike.BASIC_NEEDS,
    "shelter": Lookalike.BASIC_NEEDS,
    "food": Lookalike.BASIC_NEEDS,
}
"""What a report is taken for that goes to an agency which does this, and nothing else."""


def case_for(agency: Agency) -> Case:
    """A report of the kind that the agency takes, from a place that it serves."""
    does = agency.does
    minor = Known.YES if "child_protection" in does or agency.ages == "minors" else Known.NO
    lookalike = next((LOOKALIKE[word] for word in sorted(does) if word in LOOKALIKE), None)
    if does & {"tips", "victim_services", "legal"} or minor is Known.YES:
        lookalike = None
    kind = Type.SEX if Type.SEX in agency.types else Type.LABOR
    tells = Role.SELF if does and "tips" not in does and minor is Known.NO else Role.THIRD_PARTY
    return Case(
        type=Type.HIGH_RISK if lookalike else kind,
        urgency=Urgency.P1,
        role=tells if tells in agency.roles else min(agency.roles),
        minor=minor,
        place=place_of(agency),
        lookalike=lookalike,
        consents=frozenset(agency.consent),
    )


def place_of(agency: Agency) -> Place | None:
    """A place in its area; none for an agency of the whole nation."""
    area, places = agency.area, Gazetteer.load()
    for fips in sorted(area.counties):
        if fips in places.counties:
            return places.place_of_county(places.counties[fips], 1.0)
    for name, state in sorted(area.cities):
        city = places.city(name, state)
        if city is not None:
            return places.place_of_city(city, 1.0)
    for code in sorted(area.zips):
        found = places.zip(code)
        if found is not None:
            return places.place_of_zip(found)
    return Place(state=min(area.states), confidence=1.0) if area.states else None


def instead(book: RuleBook, agency: Agency, now: datetime) -> str:
    """The name of who a caller is connected to first once the entry has lapsed."""
    last = book.fresh_until(agency)
    then = now
    if last is not None and last >= now.date():
        then = datetime.combine(last + timedelta(days=1), time(18), UTC)
    lines = decide(case_for(agency), book, then, reasons=False).lines
    names = [line.name for line in lines if line.agency_id != agency.id]
    return names[0] if names else lines[-1].name
