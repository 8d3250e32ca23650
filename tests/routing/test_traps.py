"""The traps that were met while the directory was collected, each kept shut by a test."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.domain import Known, Medium, Role, Type, Urgency
from hotline.routing import NATIONAL_HOTLINE, help_near
from hotline.routing.types import Ages, Channel, Kind, Purpose, Status
from tests.routing.books import NOON, asked, at, case, decide, rung, shipped, why

READ = ("2026-11-24", "2026-11-30", "2026-12-01")
"""The days on which somebody read the sources."""
MALHEUR = ZoneInfo("America/Boise")


def _addresses(status: Status) -> dict[str, str]:
    return {
        point.address: known.id
        for known in shipped().agencies.values()
        if known.status is status
        for point in known.contacts
    }


def test_a_verified_entry_says_when_it_was_read_and_that_nobody_dialled_it() -> None:
    for known in shipped().agencies.values():
        if known.status is Status.VERIFIED:
            assert str(known.read_on) in READ, known.id
            assert known.called_on is None, known.id
            assert known.sources, known.id
            assert known.page_date, f"{known.id}: how old is the page?"
            assert known.found, f"{known.id}: what does it say?"


def test_letters_decide_between_two_printed_numbers() -> None:
    """END-OHHT spells 363-6448; a television page prints 363-5448."""
    (line,) = shipped().agencies["oh_hotline"].dialed
    assert (line.address, line.spelled) == ("+18443636448", "844-END-OHHT")


def test_the_national_text_code_is_not_the_misprinted_one() -> None:
    national = shipped().agencies[NATIONAL_HOTLINE]
    assert [p.address for p in national.contacts if p.channel is Channel.SMS] == ["233733"]
    assert "233722" not in _addresses(Status.VERIFIED)


@pytest.mark.parametrize(
    ("place", "line", "misprints"),
    [
        ("Jackson, MS", "ms_cps", {"+18882228000"}),
        ("Salem, OR", "or_cps", {"+18005037233", "+15037313100"}),
        ("Providence, RI", "ri_cps", {"+18007434453"}),
        ("Houston, TX", "tx_cps", {"+18002525433"}),
        ("Baltimore, MD", "md_cps", {"+18003326347"}),
        ("Seattle, WA", "wa_cps", {"+18667642233"}),
    ],
)
def test_a_number_that_was_misprinted_is_the_one_of_the_agencys_own_page(
    place: str, line: str, misprints: set[str]
) -> None:
    child = case(place, type=Type.SEX, minor=Known.YES, urgency=Urgency.P1)
    assert asked(decide(child))[0] == line
    every = {p.address for known in shipped().agencies.values() for p in known.contacts}
    assert not every & misprints


def test_a_retired_line_is_kept_so_that_nobody_enters_it_again() -> None:
    decision = decide(case("Kansas City, MO"))
    assert asked(decision) == [NATIONAL_HOTLINE]
    assert why(decision, "mo_attorney_general_line") == "the line is retired"


def test_a_line_that_bounced_its_testers_rings_for_no_caller() -> None:
    decision = decide(case("Kings County, NY", type=Type.SEX))
    nearer = ["ny_brooklyn_district_attorney", NATIONAL_HOTLINE]
    assert asked(decision) == rung(decision) == nearer
    assert "in doubt" in why(decision, "ny_nypd_special_victims")


@pytest.mark.parametrize(
    ("place", "tips", "victims"),
    [
        ("Omaha, NE", "ne_hotline", NATIONAL_HOTLINE),
        ("Newark, NJ", "nj_hotline", "nj_dreamcatchers"),
        ("Des Moines, IA", "ia_victim_service_call_center", "ia_victim_service_call_center"),
        ("Richmond, VA", "va_victim_assistance_network", "va_victim_assistance_network"),
    ],
)
def test_tip_line_and_victim_line_differ(place: str, tips: str, victims: str) -> None:
    assert asked(decide(case(place, type=Type.SEX)))[0] == tips
    assert asked(decide(case(place, type=Type.SEX, role=Role.SELF)))[0] == victims


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("Shreveport, LA", "la_dcfs"),
        ("Charleston, SC", "sc_dss"),
        ("Honolulu, HI", "hi_cws_oahu"),
        ("Hartford, CT", "ct_dcf_careline"),
    ],
)
def test_a_line_for_minors_takes_no_adults(place: str, line: str) -> None:
    assert line in asked(decide(case(place, type=Type.SEX, minor=Known.YES)))
    for minor in (Known.NO, Known.UNKNOWN):
        decision = decide(case(place, type=Type.SEX, minor=minor))
        assert line not in {*asked(decision), *rung(decision)}


def test_every_child_protection_line_is_for_minors() -> None:
    for known in shipped().agencies.values():
        if "child_protection" in known.does:
            assert known.ages is Ages.MINORS, known.id


@pytest.mark.parametrize(
    ("when", "open_then"),
    [
        (datetime(2026, 11, 24, 8, 30, tzinfo=MALHEUR), True),
        (datetime(2026, 11, 24, 8, 29, tzinfo=MALHEUR), False),
        (datetime(2026, 11, 24, 16, 59, tzinfo=MALHEUR), True),
        (datetime(2026, 11, 24, 17, 0, tzinfo=MALHEUR), False),
        (datetime(2026, 11, 28, 12, 0, tzinfo=MALHEUR), False),
        (datetime(2026, 11, 26, 12, 0, tzinfo=MALHEUR), False),
        (datetime(2026, 11, 24, 16, 30, tzinfo=ZoneInfo("America/Los_Angeles")), False),
    ],
    ids=[
        "opens",
        "a minute before",
        "last minute",
        "closes",
        "Saturday",
        "Thanksgiving",
        "Pacific",
    ],
)
def test_a_line_for_weekdays_only(when: datetime, open_then: bool) -> None:
    own = case("Malheur County, OR", role=Role.SELF, urgency=Urgency.P1)
    decision = decide(own, when)
    expected = ["or_irco_malheur"] if open_then else []
    assert asked(decision) == [*expected, NATIONAL_HOTLINE]
    assert rung(decision) == [*expected, NATIONAL_HOTLINE]


def test_information_may_wait_until_a_closed_line_opens() -> None:
    saturday = datetime(2026, 11, 28, 12, tzinfo=MALHEUR)
    own = case("Malheur County, OR", role=Role.SELF, urgency=Urgency.P3)
    first = decide(own, saturday).offers[0]
    assert (first.agency_id, first.clock) == ("or_irco_malheur", "open")
    assert first.ack_minutes == 3 * (8 * 60 + 30), "three of its own days"
    assert rung(decide(own, saturday)) == [NATIONAL_HOTLINE]


def test_an_english_only_line_hands_other_languages_to_the_national_hotline() -> None:
    assert asked(decide(case("Memphis, TN")))[0] == "tn_hotline"
    spanish = decide(case("Memphis, TN", language="es"))
    assert asked(spanish) == [NATIONAL_HOTLINE]
    assert why(spanish, "tn_hotline") == "speaks en only, not es"


def test_nobody_is_connected_to_a_line_that_may_not_speak_their_language() -> None:
    decision = decide(case("Atlanta, GA", language="es", urgency=Urgency.P1))
    assert asked(decision)[0] == "ga_hotline", "a dispatcher phones it in English"
    assert rung(decision) == [NATIONAL_HOTLINE]


def test_911_short_codes_and_pound_77_are_never_dialled() -> None:
    for known in shipped().agencies.values():
        for point in known.contacts:
            if point.dialed:
                assert point.address.startswith("+"), point
                assert len(point.address) == 12, point
    assert shipped().agencies["va_state_police"].dialed == ()
    assert shipped().agencies["emergency_911"].dialed == ()
    decision = decide(case("Richmond, VA", type=Type.SEX, urgency=Urgency.P0))
    assert "va_state_police" not in asked(decision)
    assert "emergency_911" not in asked(decision)
    numbers = {line.number for line in decision.lines}
    assert not numbers & {"#77", "911", "988", "211"}


@pytest.mark.parametrize(
    ("agency_id", "code", "keyword"),
    [
        ("va_state_police", "847411", "VSP"),
        ("ca_san_luis_obispo_crime_stoppers", "274637", "SLOTIPS"),
        ("ia_victim_service_call_center", "20121", "IOWAHELP"),
    ],
)
def test_a_text_to_a_shared_code_begins_with_a_keyword(
    agency_id: str, code: str, keyword: str
) -> None:
    texts = [p for p in shipped().agencies[agency_id].contacts if p.channel is Channel.SMS]
    assert [(point.address, point.keyword) for point in texts] == [(code, keyword)]


def test_the_national_hotline_is_named_without_its_operator() -> None:
    national = shipped().agencies[NATIONAL_HOTLINE]
    said = f"{national.name} {national.notes}"
    assert "Polaris" not in said
    assert "Compass" not in said


NOTHING = "AR CA IL MT NC NV WI WY GU VI AS MP".split()


@pytest.mark.parametrize("state", NOTHING)
def test_a_state_with_nothing_verified_is_the_national_hotlines(state: str) -> None:
    for minor in Known:
        assert asked(decide(case(state, type=Type.SEX, minor=minor))) == [NATIONAL_HOTLINE]


@pytest.mark.parametrize(
    ("state", "line", "minors"),
    [
        ("NH", "nh_cps", {Known.YES}),
        ("SD", "sd_cps", {Known.YES}),
        ("MI", "mi_tip_line", set(Known)),
        ("PR", "pr_cps", {Known.YES}),
        ("AK", "ak_cps", {Known.YES}),
    ],
)
def test_a_state_with_one_verified_line_asks_it_for_whom_it_is(
    state: str, line: str, minors: set[Known]
) -> None:
    for minor in Known:
        expected = [line] if minor in minors else []
        found = asked(decide(case(state, type=Type.SEX, minor=minor)))
        assert found == [*expected, NATIONAL_HOTLINE], minor
    own = asked(decide(case("PA", type=Type.SEX, role=Role.SELF)))
    assert own == [NATIONAL_HOTLINE], "a victim's own report goes to no police unasked"


def test_help_near_a_place_gives_no_number_that_is_in_doubt_or_unverified() -> None:
    for state in ("CA", "MN", "OH", "OK", "HI", "MS"):
        for need in ("shelter", "safe_haven", "legal", "food", "health", "job"):
            found = help_near(shipped(), need=need, place=at(state), language="en", at=NOON)
            for line in found:
                assert line.agency.status is Status.VERIFIED
                assert line.agency.kind is not Kind.LAW_ENFORCEMENT
                points = line.agency.points(Purpose.PUBLIC_LINE, Channel.PHONE)
                assert line.number in {point.address for point in points if not point.doubt}


def test_help_near_a_place_in_words_and_in_speech() -> None:
    (first, *_) = help_near(
        shipped(), need="shelter", place=at("Los Angeles, CA"), language="es", at=NOON
    )
    assert first.say(Medium.TEXT).endswith(": 888-539-2373, de día y de noche.")
    assert "8 8 8, 5 3 9, 2 3 7 3" in first.say(Medium.VOICE)
