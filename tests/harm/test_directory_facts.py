"""The directory as it is in 2026: wrong and dead numbers gone, part-time lines with their hours.

Nothing unverified is ever routed live: proved over every shipped entry.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.domain import Known, Lookalike, Role, Type, Urgency
from hotline.routing import NATIONAL_HOTLINE
from hotline.routing.fitness import unfit, unusable
from hotline.routing.help_near import help_near
from hotline.routing.types import Duration, Status
from tests.routing.books import case, decide, shipped

AT = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Chicago."""
OLD_HSI, HSI = "+18663472423", "+18774474847"


def numbers(agency_id: str) -> list[str]:
    return [point.address for point in shipped().agencies[agency_id].contacts]


@pytest.mark.parametrize(
    ("agency_id", "status", "first"),
    [
        ("hsi_tip_line", Status.VERIFIED, HSI),
        ("ice_tip_line", Status.RETIRED, OLD_HSI),
        ("hsi_tip_line_abroad", Status.UNVERIFIED, "+18028726199"),
        ("victimconnect", Status.UNVERIFIED, "+18554842846"),
        ("doj_worker_exploitation", Status.UNVERIFIED, "+18884287581"),
        ("az_alert", Status.UNVERIFIED, "+18886025378"),
        ("az_tip_line", Status.VERIFIED, "+18774298477"),
        ("pa_state_police", Status.VERIFIED, "+18882921919"),
        ("nh_cps", Status.VERIFIED, "+16032716562"),
        ("nv_cps", Status.VERIFIED, "+18339007233"),
        ("nv_clark_cps", Status.VERIFIED, "+17023990081"),
        ("lifeline_988", Status.VERIFIED, "988"),
        ("hhs_otip_child_protection", Status.VERIFIED, "+12022054582"),
        ("runaway_safeline", Status.VERIFIED, "+18007862929"),
        ("know2protect", Status.UNVERIFIED, "+18335915669"),
    ],
)
def test_each_number_is_what_it_is(agency_id: str, status: Status, first: str) -> None:
    agency = shipped().agencies[agency_id]
    assert agency.status is status
    assert numbers(agency_id)[0] == first
    assert agency.sources
    assert agency.page_date
    assert agency.found


def test_the_old_ice_number_stands_in_no_other_entry() -> None:
    having = [a.id for a in shipped().agencies.values() if OLD_HSI in numbers(a.id)]
    assert having == ["ice_tip_line"]


@pytest.mark.parametrize(
    ("place", "when", "open_"),
    [
        ("Fargo, ND", (2026, 12, 1, 10), True),
        ("Fargo, ND", (2026, 12, 1, 20), False),
        ("Fargo, ND", (2026, 12, 5, 10), False),
        ("Fargo, ND", (2026, 12, 25, 10), False),
        ("Sioux Falls, SD", (2026, 12, 1, 10), True),
        ("Sioux Falls, SD", (2026, 12, 1, 22), False),
    ],
)
def test_a_child_line_of_office_hours_is_not_called_at_night(
    place: str, when: tuple[int, ...], open_: bool
) -> None:
    at = datetime(*when, tzinfo=ZoneInfo("America/Chicago"))
    child = case(place, type=Type.SEX, minor=Known.YES, urgency=Urgency.P0)
    asked = {offer.agency_id for offer in decide(child, at).offers}
    line = {"ND": "nd_child_intake", "SD": "sd_cps"}[place[-2:]]
    assert (line in asked) is open_
    assert NATIONAL_HOTLINE in asked


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("Las Vegas, NV", "nv_clark_cps"),
        ("Reno, NV", "nv_cps"),
        ("Elko, NV", "nv_other_counties_cps"),
        ("Concord, NH", "nh_cps"),
    ],
)
def test_a_child_goes_to_the_line_of_their_own_county(place: str, line: str) -> None:
    child = case(place, type=Type.SEX, minor=Known.YES, urgency=Urgency.P1)
    asked = [offer.agency_id for offer in decide(child, AT).offers]
    assert asked[0] == line
    assert not {"nv_cps", "nv_clark_cps", "nv_other_counties_cps"} & set(asked) - {line}


def test_childhelp_takes_no_report_and_rainn_is_never_dialed() -> None:
    agencies = shipped().agencies
    assert agencies["childhelp"].kind.value == "crisis_line"
    assert "child_protection" not in agencies["childhelp"].does
    assert agencies["rainn"].dialed == ()
    lines = help_near(shipped(), need="sexual_assault", place=None, language="en", at=AT)
    assert "+18006564673" in [line.number for line in lines], "it is given out"


BAD = [a for a in shipped().agencies.values() if a.status is not Status.VERIFIED]


def test_nothing_unverified_is_ever_routed_live() -> None:
    assert len(BAD) > 15
    book = shipped()
    for agency in BAD:
        assert unusable(agency, book, AT) is not None, agency.id
        reported = case("Tulsa, OK", type=Type.SEX)
        assert unfit(agency, reported, book, AT, Duration(minutes=60)) is not None, agency.id
    bad = {agency.id for agency in BAD}
    for place in ("Houston, TX", "Reno, NV", "Tucson, AZ", "Concord, NH", "Fargo, ND", "Boise, ID"):
        for kind in Type:
            for role in Role:
                for lookalike in (None, *Lookalike):
                    reported = case(place, type=kind, role=role, lookalike=lookalike)
                    reported = replace(reported, consents=frozenset({"law_enforcement"}))
                    decision = decide(reported, AT)
                    used = {o.agency_id for o in decision.offers}
                    used |= {line.agency_id for line in decision.lines}
                    assert not used & bad, (place, kind, role, lookalike)


def test_no_verified_entry_lacks_a_source_and_a_day() -> None:
    for agency in shipped().agencies.values():
        if agency.status is Status.VERIFIED:
            assert agency.verified_on, agency.id
            assert agency.sources or agency.called_on, agency.id


def test_an_immigration_agency_never_gets_what_may_be_a_victims_own_report() -> None:
    for role in (Role.SELF, Role.UNKNOWN):
        reported = case("Tucson, AZ", type=Type.HIGH_RISK, role=role, lookalike=Lookalike.SMUGGLING)
        decision = decide(reported, AT)
        used = {o.agency_id for o in decision.offers} | {x.agency_id for x in decision.lines}
        assert not {"hsi_tip_line", "ice_tip_line"} & used
