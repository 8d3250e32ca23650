"""The 911 centers (PSAPs) of the counties that a line serves, with their ten-digit numbers.

    centers:
      "48479 Webb, TX":
        name: Laredo Police dispatch
        phone: "+1…"
        text_to_911: yes
        source: phoned the center
        tested: 2026-11-24

There is no public list of these numbers: each deployment asks its centers. 911 dialed by a
dispatcher reaches the dispatcher's own center.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hotline.config_files import Document
from hotline.domain import Known as YesNo
from hotline.geo import Gazetteer
from hotline.routing.read_agencies import wrong_number
from hotline.routing.read_places import Known, read_past
from hotline.routing.types import Channel, ContactPoint, Purpose

TESTED_WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class EmergencyCenter:
    """The center of one county, by its FIPS code; ``text_to_911`` says if it takes texts."""

    fips: str
    name: str
    phone: str
    extension: str
    text_to_911: YesNo
    source: str
    tested_on: date | None


def read_centers(document: Document, known: Known, *, synthetic: bool) -> Iterator[EmergencyCenter]:
    """The centers of one file; ``synthetic``: of the demo."""
    for county, given in (document.data.get("centers") or {}).items():
        path = ("centers", county)
        if county[:5] not in Gazetteer.load().counties:
            what = f"{county} is no county."
            fix = "write the FIPS code in five digits, and the name: 48479 Webb, TX."
            known.wrong(document, path, what, fix)
        point = ContactPoint(Channel.PHONE, Purpose.LIVE_TRANSFER, given["phone"])
        wrong = wrong_number(point, synthetic=synthetic)
        if wrong:
            known.wrong(document, (*path, "phone"), *wrong)
        yield EmergencyCenter(
            fips=county[:5],
            name=given["name"],
            phone=given["phone"],
            extension=given.get("extension", ""),
            text_to_911=_yes_no(given.get("text_to_911")),
            source=given["source"],
            tested_on=read_past(document, (*path, "tested"), given.get("tested"), known),
        )


def _yes_no(given: Any) -> YesNo:
    """YAML reads yes and no as true and false in some versions."""
    said = {True: "yes", False: "no", None: "unknown"}.get(given, given)
    return YesNo(said)


@dataclass(frozen=True)
class Missing:
    """A served county without a number that someone tested lately, and why, in words."""

    fips: str
    county: str
    why: str


def missing_centers(
    served: frozenset[str], centers: Mapping[str, EmergencyCenter], today: date
) -> list[Missing]:
    """The counties served that still need a number, or a test of it: for check, init and doctor."""
    found = []
    for fips in sorted(served):
        county = Gazetteer.load().counties.get(fips)
        center = centers.get(fips)
        if county is None:
            continue
        why = ""
        if center is None:
            why = "no ten-digit number of its 911 center is known"
        elif center.tested_on is None:
            why = f"the number of {center.name} was never tested"
        elif center.tested_on + TESTED_WITHIN < today:
            why = f"the number of {center.name} was last tested {center.tested_on}"
        if why:
            found.append(Missing(fips, f"{county.full_name}, {county.state}", why))
    return found
